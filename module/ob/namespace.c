// SPDX-License-Identifier: GPL-2.0
/*
 * Namespaces: a root with the standard tree.
 *
 * There is one for each of Linux's IPC namespaces that processes of ours are
 * in, so that containers do not see each other's names. The initial one is made
 * when the module is loaded; others come and go with their sessions
 * (ob/session.c), which also guards them.
 *
 * Types are the same everywhere. Their names lie in the initial namespace; a
 * lookup finds \ObjectTypes there from any other (ob/lookup.c).
 */
#include <linux/ipc_namespace.h>
#include <linux/mm.h>
#include <linux/nsproxy.h>
#include <linux/sched/task.h>
#include <ntobj/ob.h>
#include <ntobj/se.h>

#include "compat/linux.h"
#include "ob/internal.h"

#define NAME_MAX_UNITS	64

#define PASS	(NTOBJ_READ_CONTROL | NTOBJ_DIRECTORY_TRAVERSE)

struct ob_namespace ob_initial_namespace;
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_initial_namespace);

struct ob_directory *ob_object_types_directory;

static const struct standard_directory {
	const char *name;
	u32 world_access;
	size_t offset;		/* of who points to it in struct ob_namespace, or 0 */
} standard_directories[] = {
	{ "ArcName", OB_LOOK },
	{ "BaseNamedObjects", OB_MAKE, offsetof(struct ob_namespace, base_named_objects) },
	{ "Callback", OB_LOOK },
	{ "Device", OB_LOOK },
	{ "Driver", 0 },
	{ "FileSystem", 0 },
	{ "GLOBAL??", OB_LOOK, offsetof(struct ob_namespace, global_dos_devices) },
	{ "KernelObjects", OB_LOOK },
	{ "KnownDlls", OB_LOOK },
	{ "NLS", OB_LOOK },
	{ "RPC Control", OB_MAKE },
	{ "Security", 0 },
	{ "Sessions", OB_LOOK, offsetof(struct ob_namespace, sessions) },
	{ "Windows", OB_LOOK },
};

static u32 widen(u16 *wide, const char *text)
{
	u32 length;

	for (length = 0; text[length] && length < NAME_MAX_UNITS; length++)
		wide[length] = text[length];
	return length;
}

/* Puts an object there, to stay, with a descriptor. */
static NTSTATUS put_standard(struct ob_directory *parent, const char *name,
			     struct ob_header *object, const struct se_sid *who,
			     u32 access)
{
	u16 wide[NAME_MAX_UNITS];
	NTSTATUS status;

	status = ob_standard_security(object, who, access,
				      object->type->information.generic_all);
	if (NT_SUCCESS(status))
		status = ob_insert_permanent(parent, object, wide, widen(wide, name));
	return status;
}

/**
 * ob_create_standard - make a directory that the module keeps
 * @parent: where
 * @name: its name, at most 64 characters of ASCII
 * @who: who may use it besides the system and administrators
 * @access: how
 * @result: the directory, with a reference
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION,
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_create_standard(struct ob_directory *parent, const char *name,
			    const struct se_sid *who, u32 access,
			    struct ob_directory **result)
{
	struct ob_directory *directory;
	NTSTATUS status;

	status = ob_create_directory(&directory);
	if (!NT_SUCCESS(status))
		return status;
	status = put_standard(parent, name, &directory->header, who, access);
	if (!NT_SUCCESS(status)) {
		ob_dereference_object(&directory->header);
		return status;
	}
	*result = directory;
	return STATUS_SUCCESS;
}

/**
 * ob_create_standard_link - make a link that the module keeps
 * @parent: where
 * @name: its name, at most 64 characters of ASCII
 * @target: what it stands for, the same
 * @result: the link, with a reference; or NULL
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_OBJECT_NAME_COLLISION,
 * STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_create_standard_link(struct ob_directory *parent, const char *name,
				 const char *target, struct ob_header **result)
{
	struct ob_path path = {};
	struct ob_header *link;
	NTSTATUS status;

	path.buffer = kvmalloc_array(NAME_MAX_UNITS, sizeof(u16), GFP_KERNEL_ACCOUNT);
	path.text = path.buffer;
	if (!path.buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	path.length = widen(path.buffer, target);
	status = ob_create_symbolic_link(&path, path.length, &link);
	if (!NT_SUCCESS(status)) {
		ob_release_path(&path);
		return status;
	}
	status = put_standard(parent, name, link, &se_world.sid,
			      NTOBJ_READ_CONTROL | NTOBJ_SYMBOLIC_LINK_QUERY);
	if (NT_SUCCESS(status) && result)
		*result = link;
	else
		ob_dereference_object(link);
	return status;
}

static NTSTATUS create_directories(struct ob_namespace *namespace)
{
	struct ob_directory *directory, **place;
	NTSTATUS status = STATUS_SUCCESS;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(standard_directories) && NT_SUCCESS(status); i++) {
		const struct standard_directory *standard = &standard_directories[i];

		status = ob_create_standard(namespace->root, standard->name,
					    &se_world.sid, standard->world_access,
					    &directory);
		if (!NT_SUCCESS(status))
			break;
		place = (void *)namespace + standard->offset;
		if (standard->offset)
			*place = directory;
		else
			ob_dereference_object(&directory->header);
	}
	return status;
}

/* \Sessions\0\DosDevices, which a user may pass but not read. */
static NTSTATUS create_logons(struct ob_namespace *namespace)
{
	struct ob_directory *session;
	NTSTATUS status;

	status = ob_create_standard(namespace->sessions, "0", &se_world.sid, PASS,
				    &session);
	if (!NT_SUCCESS(status))
		return status;
	status = ob_create_standard(session, "DosDevices", &se_world.sid, PASS,
				    &namespace->logons);
	ob_dereference_object(&session->header);
	return status;
}

static NTSTATUS create_links(const struct ob_namespace *namespace)
{
	const struct {
		struct ob_directory *parent;
		const char *name;
		const char *target;
	} links[] = {
		{ namespace->root, "DosDevices", "\\??" },
		{ namespace->base_named_objects, "Global", "\\BaseNamedObjects" },
		{ namespace->base_named_objects, "Local", "\\BaseNamedObjects" },
		{ namespace->base_named_objects, "Session", "\\Sessions\\BNOLINKS" },
		{ namespace->base_links, "0", "\\BaseNamedObjects" },
		{ namespace->global_dos_devices, "GLOBALROOT", "" },
		{ namespace->global_dos_devices, "Global", "\\GLOBAL??" },
	};
	NTSTATUS status = STATUS_SUCCESS;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(links) && NT_SUCCESS(status); i++)
		status = ob_create_standard_link(links[i].parent, links[i].name,
						 links[i].target, NULL);
	return status;
}

static NTSTATUS create_tree(struct ob_namespace *namespace)
{
	struct ob_header *root;
	NTSTATUS status;

	status = ob_create_directory(&namespace->root);
	if (!NT_SUCCESS(status))
		return status;
	root = &namespace->root->header;
	ob_set_flag(root, OB_PERMANENT);
	ob_set_flag(root, OB_STANDARD);
	ob_set_flag(root, OB_ROOT);
	status = ob_standard_security(root, &se_world.sid, OB_LOOK,
				      NTOBJ_DIRECTORY_ALL_ACCESS);
	if (NT_SUCCESS(status))
		status = create_directories(namespace);
	if (NT_SUCCESS(status))
		status = create_logons(namespace);
	if (NT_SUCCESS(status))
		status = ob_create_standard(namespace->sessions, "BNOLINKS",
					    &se_world.sid, OB_LOOK, &namespace->base_links);
	if (NT_SUCCESS(status))
		status = create_links(namespace);
	if (NT_SUCCESS(status))
		WRITE_ONCE(namespace->base_named_objects->session, 0);
	return status;
}

static void drop_directory(struct ob_directory **directory)
{
	if (*directory)
		ob_dereference_object(&(*directory)->header);
	*directory = NULL;
}

/**
 * ob_destroy_namespace - end a namespace
 * @namespace: which no session is in; made, or half made, by ob_create_namespace()
 *
 * What is still named in it loses its name. Context: process; may sleep.
 */
void ob_destroy_namespace(struct ob_namespace *namespace)
{
	if (namespace->root)
		ob_purge_directory(namespace->root);
	drop_directory(&namespace->global_dos_devices);
	drop_directory(&namespace->base_named_objects);
	drop_directory(&namespace->base_links);
	drop_directory(&namespace->logons);
	drop_directory(&namespace->sessions);
	drop_directory(&namespace->root);
}

/**
 * ob_create_namespace - make a namespace's tree
 * @namespace: all zero but for what ob/session.c keeps there
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES with everything undone.
 */
NTSTATUS ob_create_namespace(struct ob_namespace *namespace)
{
	NTSTATUS status = create_tree(namespace);

	if (!NT_SUCCESS(status))
		ob_destroy_namespace(namespace);
	return status;
}

static NTSTATUS __init create_initial_namespace(void)
{
	NTSTATUS status;

	ob_initial_namespace.ipc = init_task.nsproxy->ipc_ns;
	status = ob_create_namespace(&ob_initial_namespace);
	if (NT_SUCCESS(status))
		status = ob_create_standard(ob_initial_namespace.root, "ObjectTypes",
					    &se_world.sid, OB_LOOK,
					    &ob_object_types_directory);
	/* Which all namespaces see, and none may change. */
	if (NT_SUCCESS(status))
		status = ob_standard_security(&ob_object_types_directory->header,
					      &se_world.sid, OB_LOOK, OB_LOOK);
	return NT_SUCCESS(status) ? ob_name_types() : status;
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
	ob_quota_init();
	error = ob_type_init();
	if (error)
		return error;
	error = ob_directory_init();
	if (!error)
		error = ob_link_init();
	if (!error && !NT_SUCCESS(create_initial_namespace()))
		error = -ENOMEM;
	if (error) {
		ob_teardown();
		return error;
	}
	ob_session_init();
	ob_kernel_handle_init();
	ob_handle_init();
	ob_compare_init();
	ob_directory_service_init();
	ob_link_service_init();
	ob_query_init();
	ob_security_init();
	ob_wait_init();
	return 0;
}

/**
 * ob_teardown - end the object floor
 *
 * No process has handles any more. Context: process; may sleep.
 */
void ob_teardown(void)
{
	ob_close_kernel_handles();
	ob_deferred_teardown();
	ob_empty_all_directories();
	drop_directory(&ob_object_types_directory);
	ob_destroy_namespace(&ob_initial_namespace);
	ob_type_destroy();
	ob_watch_teardown();
}
