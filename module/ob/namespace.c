// SPDX-License-Identifier: GPL-2.0
/*
 * The standard namespace, and the beginning and end of the object floor.
 */
#include <linux/mm.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "ob/internal.h"

#define NAME_MAX_UNITS	64

/* Each of these holds a reference, whatever becomes of the directory's name. */
struct ob_directory *ob_root_directory;
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_root_directory);
struct ob_directory *ob_global_dos_devices;
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_global_dos_devices);
struct ob_directory *ob_object_types_directory;

struct standard_entry {
	const char *parent;
	const char *name;
	const char *target;
};

/*
 * What is there once the module is loaded, parents before their children. A
 * directory has no target.
 */
static const struct standard_entry standard_entries[] __initconst = {
	{ "", "ArcName" },
	{ "", "BaseNamedObjects" },
	{ "", "Callback" },
	{ "", "Device" },
	{ "", "DosDevices", "\\??" },
	{ "", "Driver" },
	{ "", "FileSystem" },
	{ "", "GLOBAL??" },
	{ "", "KernelObjects" },
	{ "", "KnownDlls" },
	{ "", "NLS" },
	{ "", "ObjectTypes" },
	{ "", "RPC Control" },
	{ "", "Security" },
	{ "", "Sessions" },
	{ "", "Windows" },
	{ "BaseNamedObjects", "Global", "\\BaseNamedObjects" },
	{ "BaseNamedObjects", "Local", "\\BaseNamedObjects" },
	{ "BaseNamedObjects", "Session", "\\Sessions\\BNOLINKS" },
	{ "GLOBAL??", "GLOBALROOT", "" },
	{ "GLOBAL??", "Global", "\\GLOBAL??" },
	{ "Sessions", "BNOLINKS" },
};

static u32 __init widen(u16 *wide, const char *text)
{
	u32 length;

	for (length = 0; text[length] && length < NAME_MAX_UNITS; length++)
		wide[length] = text[length];
	return length;
}

/* One of the root's directories; the namespace is still ours alone. */
static struct ob_directory * __init standard_directory(const char *name)
{
	struct ob_directory *directory = ob_root_directory;
	u16 wide[NAME_MAX_UNITS];
	struct ob_name_key key;

	if (!*name)
		return directory;
	ob_init_name_key(&key, wide, widen(wide, name));
	down_read(&directory->lock);
	directory = ob_to_directory(ob_find_name(directory, &key, false)->object);
	up_read(&ob_root_directory->lock);
	return directory;
}

static NTSTATUS __init create_entry_object(const struct standard_entry *entry,
					   struct ob_header **object)
{
	struct ob_directory *directory;
	struct ob_path target = {};
	NTSTATUS status;

	if (!entry->target) {
		status = ob_create_directory(&directory);
		if (NT_SUCCESS(status))
			*object = &directory->header;
		return status;
	}
	target.buffer = kvmalloc_array(NAME_MAX_UNITS, sizeof(u16), GFP_KERNEL);
	target.text = target.buffer;
	if (!target.buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	target.length = widen(target.buffer, entry->target);
	status = ob_create_symbolic_link(&target, target.length, object);
	if (!NT_SUCCESS(status))
		ob_release_path(&target);
	return status;
}

static NTSTATUS __init create_entry(const struct standard_entry *entry)
{
	u16 wide[NAME_MAX_UNITS];
	struct ob_header *object;
	NTSTATUS status;

	status = create_entry_object(entry, &object);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_insert_permanent(standard_directory(entry->parent), object, wide,
				     widen(wide, entry->name));
	ob_dereference_object(object);
	return status;
}

static NTSTATUS __init create_namespace(void)
{
	NTSTATUS status;
	unsigned int i;

	status = ob_create_directory(&ob_root_directory);
	for (i = 0; NT_SUCCESS(status) && i < ARRAY_SIZE(standard_entries); i++)
		status = create_entry(&standard_entries[i]);
	if (!NT_SUCCESS(status))
		return status;
	set_bit(OB_PERMANENT, &ob_root_directory->header.flags);
	set_bit(OB_STANDARD, &ob_root_directory->header.flags);
	ob_global_dos_devices = standard_directory("GLOBAL??");
	ob_reference_object(&ob_global_dos_devices->header);
	ob_object_types_directory = standard_directory("ObjectTypes");
	ob_reference_object(&ob_object_types_directory->header);
	return ob_name_types();
}

/**
 * ob_init - begin the object floor
 *
 * Return: 0 or a negative errno, with everything undone.
 */
int __init ob_init(void)
{
	int error;

	ob_upcase_init();
	error = ob_type_init();
	if (error)
		return error;
	error = ob_directory_init();
	if (!error)
		error = ob_link_init();
	if (!error && !NT_SUCCESS(create_namespace()))
		error = -ENOMEM;
	if (error) {
		ob_teardown();
		return error;
	}
	ob_handle_init();
	ob_directory_service_init();
	ob_link_service_init();
	ob_query_init();
	ob_wait_init();
	return 0;
}

static void drop_directory(struct ob_directory **directory)
{
	if (*directory)
		ob_dereference_object(&(*directory)->header);
	*directory = NULL;
}

/**
 * ob_teardown - end the object floor
 *
 * No process has handles any more. Context: process; may sleep.
 */
void ob_teardown(void)
{
	ob_empty_all_directories();
	drop_directory(&ob_global_dos_devices);
	drop_directory(&ob_object_types_directory);
	drop_directory(&ob_root_directory);
	ob_type_destroy();
}
