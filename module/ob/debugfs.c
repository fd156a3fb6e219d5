// SPDX-License-Identifier: GPL-2.0
/*
 * The object floor's files in debugfs: types, the namespace and callbacks; and
 * how objects and handles are shown in others' files.
 *
 * In all of them fields are separated by tabs. Names are shown in UTF-8; a
 * character that would disturb a line is shown as %HH, and so is '%'.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/nls.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <ntobj/ob.h>

#include "ob/internal.h"

#define UTF8_MAX	4
#define REPLACEMENT	0xFFFD

static void show_character(struct seq_file *file, unicode_t character)
{
	u8 bytes[UTF8_MAX];
	int count;

	if (character < 0x20 || character == 0x7F || character == '%') {
		seq_printf(file, "%%%02X", character);
		return;
	}
	count = utf32_to_utf8(character, bytes, sizeof(bytes));
	if (count < 0)
		count = utf32_to_utf8(REPLACEMENT, bytes, sizeof(bytes));
	seq_write(file, bytes, count);
}

static bool is_pair(u16 high, u16 low)
{
	return (high & 0xFC00) == 0xD800 && (low & 0xFC00) == 0xDC00;
}

/**
 * ob_show_text - show UTF-16 as UTF-8
 * @file: where to
 * @text: the units
 * @length: how many
 *
 * Context: process.
 */
void ob_show_text(struct seq_file *file, const u16 *text, u32 length)
{
	u32 i;

	for (i = 0; i < length; i++) {
		if (i + 1 < length && is_pair(text[i], text[i + 1])) {
			show_character(file, 0x10000 + ((text[i] & 0x3FF) << 10) +
				       (text[i + 1] & 0x3FF));
			i++;
		} else {
			show_character(file, text[i]);
		}
	}
}

/**
 * ob_show_comm - show a process's name
 * @file: where to
 * @comm: the name, bytes of no known encoding
 *
 * Context: process.
 */
void ob_show_comm(struct seq_file *file, const char *comm)
{
	for (; *comm; comm++) {
		if ((u8)*comm <= 0x20 || (u8)*comm >= 0x7F || *comm == '%')
			seq_printf(file, "%%%02X", (u8)*comm);
		else
			seq_putc(file, *comm);
	}
}

static void show_object_path(struct seq_file *file, const struct ob_header *object)
{
	struct ob_path path;

	if (NT_SUCCESS(ob_query_path(object, &path))) {
		ob_show_text(file, path.text, path.length);
		ob_release_path(&path);
	}
}

/**
 * ob_show_handle - show a handle in a line of its own
 * @file: where to
 * @table: the table
 * @index: the entry; nothing is shown if it is not live
 * @comm: the name of the table's process
 *
 * Context: process; may sleep.
 */
void ob_show_handle(struct seq_file *file, struct ob_handle_table *table, u32 index,
		    const char *comm)
{
	struct ob_handle_snapshot snapshot;

	if (!NT_SUCCESS(ob_reference_object_by_handle(table, ob_index_to_handle(index),
						      NULL, 0, &snapshot)))
		return;
	seq_printf(file, "%d\t", table->owner);
	ob_show_comm(file, comm);
	seq_printf(file, "\t0x%llx\t0x%08x\t0x%x\t%llu\t%s\t", ob_handle_value(table, index),
		   snapshot.access & OB_GRANTED_ACCESS,
		   (snapshot.access & OB_INHERIT ? NTOBJ_OBJ_INHERIT : 0) |
		   (snapshot.access & OB_PROTECT_CLOSE ? NTOBJ_OBJ_PROTECT_CLOSE : 0),
		   snapshot.object->id, ob_type_of(snapshot.object)->information.name);
	show_object_path(file, snapshot.object);
	seq_putc(file, '\n');
	ob_dereference_object(snapshot.object);
}

static void show_type(struct ob_type *type, void *context)
{
	seq_printf(context, "%u\t%s\t%d\t%d\t%d\t%d\t%u\t0x%08x\n", type->index,
		   type->information.name, atomic_read(&type->total_objects),
		   atomic_read(&type->total_handles),
		   READ_ONCE(type->high_water_objects),
		   READ_ONCE(type->high_water_handles), type->information.object_size,
		   type->information.valid_access);
}

static int types_show(struct seq_file *file, void *unused)
{
	seq_puts(file, "# index\ttype\tobjects\thandles\tmost_objects\tmost_handles\tsize\tvalid_access\n");
	ob_visit_types(show_type, file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(types);

static int callbacks_show(struct seq_file *file, void *unused)
{
	ob_show_callbacks(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(callbacks);

static int references_show(struct seq_file *file, void *unused)
{
	return ob_show_references(file);
}
DEFINE_SHOW_ATTRIBUTE(references);

/*
 * The namespace, depth first. The reader's place is the object shown last,
 * referenced: the next one is its first entry, or else what follows it, or its
 * directory, and so on. A name that goes while it is the place takes the reader
 * on in the directory where it was. Behind one namespace comes the next, in the
 * order of their numbers.
 */
struct namespace_place {
	struct ob_header *object;
	unsigned int ipc;	/* the namespace's */
};

/* The first entry from a sequence number on, referenced, or NULL. */
static struct ob_header *entry_from(struct ob_directory *directory, u64 from)
{
	struct ob_header *object = NULL;
	struct ob_name *name;

	down_read(&directory->lock);
	name = ob_entry_from(directory, from);
	if (name) {
		object = name->object;
		ob_reference_object(object);
	}
	up_read(&directory->lock);
	return object;
}

static struct ob_header *next_in_namespace(struct ob_header *object)
{
	struct ob_header *next = NULL;
	struct ob_name *name;

	if (object->type == ob_directory_type)
		next = entry_from(ob_to_directory(object), 0);
	for (name = object->name; !next && name;
	     name = name->directory->header.name)
		next = entry_from(name->directory, name->sequence + 1);
	ob_dereference_object(object);
	return next;
}

static void *namespace_start(struct seq_file *file, loff_t *position)
{
	struct namespace_place *place = file->private;

	if (*position)
		return place->object ? place : NULL;
	if (place->object)
		ob_dereference_object(place->object);
	place->object = NULL;
	return SEQ_START_TOKEN;
}

static void *namespace_next(struct seq_file *file, void *at, loff_t *position)
{
	struct namespace_place *place = file->private;

	++*position;
	if (at == SEQ_START_TOKEN) {
		place->ipc = 0;
		place->object = NULL;
	} else {
		place->object = next_in_namespace(place->object);
	}
	if (!place->object)
		place->object = ob_next_root(&place->ipc);
	cond_resched();
	return place->object ? place : NULL;
}

static void namespace_stop(struct seq_file *file, void *at)
{
}

static int namespace_show(struct seq_file *file, void *at)
{
	struct namespace_place *place = at;
	struct ob_header *object;
	const struct ob_path *target;
	u32 length;

	if (at == SEQ_START_TOKEN) {
		seq_puts(file, "# object_id\ttype\thandles\tpointers\tflags\tcreator\tpath\ttarget\tipc\n");
		return 0;
	}
	object = place->object;
	seq_printf(file, "%llu\t%s\t%d\t%ld\t%s\t%d\t", object->id,
		   object->type->information.name, atomic_read(&object->handle_count),
		   atomic_long_read(&object->pointer_count) - 1,
		   ob_has_flag(object, OB_PERMANENT) ? "permanent" : "temporary",
		   ob_account_owner(READ_ONCE(object->account)));
	show_object_path(file, object);
	seq_putc(file, '\t');
	if (object->type == ob_symbolic_link_type) {
		target = ob_symbolic_link_target(object, &length, NULL);
		ob_show_text(file, target->text, length);
	}
	seq_printf(file, "\t%u\n", place->ipc);
	return 0;
}

static const struct seq_operations namespace_sops = {
	.start = namespace_start,
	.next = namespace_next,
	.stop = namespace_stop,
	.show = namespace_show,
};

static int namespace_open(struct inode *inode, struct file *file)
{
	return seq_open_private(file, &namespace_sops, sizeof(struct namespace_place));
}

static int namespace_release(struct inode *inode, struct file *file)
{
	struct namespace_place *place =
		((struct seq_file *)file->private_data)->private;

	if (place->object)
		ob_dereference_object(place->object);
	return seq_release_private(inode, file);
}

static const struct file_operations namespace_fops = {
	.owner = THIS_MODULE,
	.open = namespace_open,
	.read = seq_read,
	.llseek = noop_llseek,
	.release = namespace_release,
};

static int kernel_handles_show(struct seq_file *file, void *unused)
{
	ob_show_kernel_handles(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(kernel_handles);

static int sessions_show(struct seq_file *file, void *unused)
{
	ob_show_sessions(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(sessions);

static int quotas_show(struct seq_file *file, void *unused)
{
	ob_show_quotas(file);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(quotas);

/**
 * ob_debugfs_init - make the object floor's files
 * @directory: the module's directory in debugfs
 */
void ob_debugfs_init(struct dentry *directory)
{
	debugfs_create_file("types", 0400, directory, NULL, &types_fops);
	debugfs_create_file("callbacks", 0400, directory, NULL, &callbacks_fops);
	debugfs_create_file("namespace", 0400, directory, NULL, &namespace_fops);
	debugfs_create_file("kernel_handles", 0400, directory, NULL, &kernel_handles_fops);
	debugfs_create_file("sessions", 0400, directory, NULL, &sessions_fops);
	debugfs_create_file("quotas", 0400, directory, NULL, &quotas_fops);
	debugfs_create_file("references", 0400, directory, NULL, &references_fops);
	debugfs_create_file("waits", 0400, directory, NULL, &ob_waits_fops);
	debugfs_create_file("timers", 0400, directory, NULL, &ob_timers_fops);
}
