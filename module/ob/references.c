// SPDX-License-Identifier: GPL-2.0
/*
 * Reference tracing: who has taken the references on an object that are left.
 *
 * It is switched on for one type or for all, and counts for objects made from
 * then on. Of each reference is kept where in the kernel it was taken, by which
 * thread and for what: a pointer, a handle or a name; what an object is made with
 * is a kind of its own. One that is dropped is taken for the last one that the
 * same thread took for the same, or else the last one of the kind. Who takes and
 * drops in turn so leaves nothing, and what is left names who has forgotten to.
 *
 * Locking and lifetime
 *
 * All is guarded by one lock, innermost; it is a means of debugging. Records are
 * found by the object's address, and go with the object or when it is switched
 * off. An object says by a flag that it may have one.
 */
#include <linux/hash.h>
#include <linux/hashtable.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "ob/internal.h"
#include "ob/trace.h"

#define FRAMES		6
#define REFERENCES	48
#define OBJECTS_MAX	4096
#define SKIPPED		2	/* frames that are this file's own */

/**
 * struct reference - one that is left
 * @stack: where it was taken, innermost first
 * @depth: addresses in @stack
 * @tag: enum ob_reference_tag
 * @process: who took it, as the initial pid namespace has it
 * @thread: the thread
 * @comm: the thread's name
 */
struct reference {
	unsigned long stack[FRAMES];
	u8 depth;
	u8 tag;
	pid_t process;
	pid_t thread;
	char comm[TASK_COMM_LEN];
};

/**
 * struct record - the references on an object
 * @by_address: in the table
 * @by_age: in the list, the oldest object first
 * @object: the object
 * @id: its id
 * @serial: a number no other record has had; in the list's order
 * @type: its type's name
 * @count: of @references
 * @unknown: references for which there was no room, less those that were dropped
 *	and had not been seen taken
 * @references: the oldest first
 */
struct record {
	struct hlist_node by_address;
	struct list_head by_age;
	const struct ob_header *object;
	u64 id;
	u64 serial;
	char type[OB_TYPE_NAME_MAX + 1];
	u32 count;
	int unknown;
	struct reference references[REFERENCES];
};

static DEFINE_MUTEX(switch_lock);	/* guards switching, and what follows */
static char wanted[OB_TYPE_NAME_MAX + 1];
static bool torn_down;

static DEFINE_SPINLOCK(records_lock);	/* innermost; guards what follows */
static DEFINE_HASHTABLE(records, 8);
static LIST_HEAD(records_by_age);
static unsigned int record_count;
static unsigned int objects_without;
static u64 last_serial;
static bool tracing;

static const char * const tag_names[] = {
	[OB_BY_CREATOR] = "creator",
	[OB_BY_POINTER] = "pointer",
	[OB_BY_HANDLE] = "handle",
	[OB_BY_NAME] = "name",
};

static struct record *find_record(const struct ob_header *object)
{
	struct record *record;

	lockdep_assert_held(&records_lock);
	hash_for_each_possible(records, record, by_address, (unsigned long)object)
		if (record->object == object)
			return record;
	return NULL;
}

static void remove_record(struct record *record)
{
	lockdep_assert_held(&records_lock);
	hash_del(&record->by_address);
	list_del(&record->by_age);
	record_count--;
}

static void forget_all(void)
{
	struct record *record;
	unsigned long flags;

	spin_lock_irqsave(&records_lock, flags);
	tracing = false;
	objects_without = 0;
	while (!list_empty(&records_by_age)) {
		record = list_first_entry(&records_by_age, struct record, by_age);
		remove_record(record);
		spin_unlock_irqrestore(&records_lock, flags);
		kfree(record);
		cond_resched();
		spin_lock_irqsave(&records_lock, flags);
	}
	spin_unlock_irqrestore(&records_lock, flags);
}

static void begin(const char *type)
{
	unsigned long flags;

	/* Before the first object that is traced: nothing is to be missed of it. */
	ob_begin_watch();
	spin_lock_irqsave(&records_lock, flags);
	strscpy(wanted, type, sizeof(wanted));
	tracing = true;
	spin_unlock_irqrestore(&records_lock, flags);
}

static void end(void)
{
	if (!tracing)
		return;
	forget_all();
	strscpy(wanted, "", sizeof(wanted));
	ob_end_watch();
}

static int references_set(const char *value, const struct kernel_param *parameter)
{
	char type[sizeof(wanted) + 1];

	if (strscpy(type, value, sizeof(type)) < 0)
		return -EINVAL;
	mutex_lock(&switch_lock);
	if (torn_down) {
		mutex_unlock(&switch_lock);
		return -ENODEV;
	}
	end();
	if (*strim(type))
		begin(strim(type));
	mutex_unlock(&switch_lock);
	return 0;
}

static int references_get(char *buffer, const struct kernel_param *parameter)
{
	int length;

	mutex_lock(&switch_lock);
	length = sysfs_emit(buffer, "%s\n", wanted);
	mutex_unlock(&switch_lock);
	return length;
}

static const struct kernel_param_ops references_ops = {
	.set = references_set,
	.get = references_get,
};

module_param_cb(trace_references, &references_ops, NULL, 0644);
MODULE_PARM_DESC(trace_references,
		 "Type whose objects' references are traced, * for all (default none)");

/* Adds a reference that the caller of the caller has taken. */
static void add_reference(struct record *record, enum ob_reference_tag tag,
			  const struct reference *taken)
{
	struct reference *reference;

	lockdep_assert_held(&records_lock);
	if (record->count == REFERENCES) {
		record->unknown++;
		return;
	}
	reference = &record->references[record->count++];
	*reference = *taken;
	reference->tag = tag;
}

/* The latest one of the kind, of this thread if there is one. */
static struct reference *find_of_kind(struct record *record, enum ob_reference_tag tag)
{
	struct reference *reference, *other = NULL;
	u32 i;

	lockdep_assert_held(&records_lock);
	for (i = record->count; i-- > 0;) {
		reference = &record->references[i];
		if (reference->tag != tag)
			continue;
		if (reference->thread == task_pid_nr(current))
			return reference;
		other = other ?: reference;
	}
	return other;
}

/* Who made an object may drop that reference like any other, and give it away. */
static struct reference *find_reference(struct record *record, enum ob_reference_tag tag)
{
	struct reference *reference = find_of_kind(record, tag);

	if (!reference && tag == OB_BY_POINTER)
		reference = find_of_kind(record, OB_BY_CREATOR);
	else if (!reference && tag == OB_BY_CREATOR)
		reference = find_of_kind(record, OB_BY_POINTER);
	return reference;
}

static void remove_reference(struct record *record, struct reference *reference)
{
	struct reference *end = &record->references[record->count--];

	memmove(reference, reference + 1, (end - reference - 1) * sizeof(*reference));
}

static noinline void take_stack(struct reference *taken)
{
	taken->depth = stack_trace_save(taken->stack, ARRAY_SIZE(taken->stack), SKIPPED);
	taken->process = task_tgid_nr(current);
	taken->thread = task_pid_nr(current);
	/* Any context, so without the lock of names: one that changes is torn. */
	strscpy(taken->comm, current->comm, sizeof(taken->comm));
}

static bool is_wanted(const struct ob_type *type)
{
	return !strcmp(wanted, "*") || !strcmp(wanted, type->information.name);
}

/**
 * ob_trace_references - trace the references on a new object
 * @object: the object, which nobody has seen yet
 *
 * Context: process; may sleep.
 */
noinline void ob_trace_references(struct ob_header *object)
{
	struct reference taken;
	struct record *record;
	unsigned long flags;

	if (!READ_ONCE(tracing))
		return;
	record = kzalloc(sizeof(*record), GFP_KERNEL_ACCOUNT);
	take_stack(&taken);
	spin_lock_irqsave(&records_lock, flags);
	if (!tracing || !is_wanted(object->type)) {
		spin_unlock_irqrestore(&records_lock, flags);
		kfree(record);
		return;
	}
	if (!record || record_count == OBJECTS_MAX) {
		objects_without++;
		spin_unlock_irqrestore(&records_lock, flags);
		kfree(record);
		return;
	}
	record->object = object;
	record->id = object->id;
	record->serial = ++last_serial;
	strscpy(record->type, object->type->information.name, sizeof(record->type));
	add_reference(record, OB_BY_CREATOR, &taken);
	hash_add(records, &record->by_address, (unsigned long)object);
	list_add_tail(&record->by_age, &records_by_age);
	record_count++;
	ob_set_flag(object, OB_TRACED);
	spin_unlock_irqrestore(&records_lock, flags);
}

/**
 * ob_forget_references - an object is about to be freed
 * @object: the object
 *
 * Context: any.
 */
void ob_forget_references(const struct ob_header *object)
{
	struct record *record;
	unsigned long flags;

	if (!ob_has_flag(object, OB_TRACED))
		return;
	spin_lock_irqsave(&records_lock, flags);
	record = find_record(object);
	if (record)
		remove_record(record);
	spin_unlock_irqrestore(&records_lock, flags);
	kfree(record);
}

/**
 * ob_note_reference_slowly - a reference has been taken
 * @object: on which
 * @tag: for what
 *
 * Context: any.
 */
noinline void ob_note_reference_slowly(const struct ob_header *object,
				       enum ob_reference_tag tag)
{
	struct reference taken;
	struct record *record;
	unsigned long flags;

	if (!ob_has_flag(object, OB_TRACED))
		return;
	take_stack(&taken);
	spin_lock_irqsave(&records_lock, flags);
	record = find_record(object);
	if (record)
		add_reference(record, tag, &taken);
	spin_unlock_irqrestore(&records_lock, flags);
}

/**
 * ob_note_dereference_slowly - a reference is about to be dropped
 * @object: on which
 * @tag: what it was for
 *
 * Context: any.
 */
noinline void ob_note_dereference_slowly(const struct ob_header *object,
					 enum ob_reference_tag tag)
{
	struct reference *reference;
	struct record *record;
	unsigned long flags;

	if (!ob_has_flag(object, OB_TRACED))
		return;
	spin_lock_irqsave(&records_lock, flags);
	record = find_record(object);
	reference = record ? find_reference(record, tag) : NULL;
	if (reference)
		remove_reference(record, reference);
	else if (record)
		record->unknown--;
	spin_unlock_irqrestore(&records_lock, flags);
}

/**
 * ob_note_transfer_slowly - a reference becomes something else's
 * @object: on which
 * @from: what it was for
 * @to: what it is for from now on
 *
 * Context: any.
 */
noinline void ob_note_transfer_slowly(const struct ob_header *object,
				      enum ob_reference_tag from,
				      enum ob_reference_tag to)
{
	struct reference *reference;
	struct record *record;
	unsigned long flags;

	if (!ob_has_flag(object, OB_TRACED))
		return;
	spin_lock_irqsave(&records_lock, flags);
	record = find_record(object);
	reference = record ? find_reference(record, from) : NULL;
	if (reference)
		reference->tag = to;
	spin_unlock_irqrestore(&records_lock, flags);
}

/* The first record from a serial number on, as it is now. */
static bool copy_record(u64 serial, struct record *copy)
{
	struct record *record;
	unsigned long flags;
	bool found = false;

	spin_lock_irqsave(&records_lock, flags);
	list_for_each_entry(record, &records_by_age, by_age) {
		if (record->serial >= serial) {
			*copy = *record;
			found = true;
			break;
		}
	}
	spin_unlock_irqrestore(&records_lock, flags);
	return found;
}

static void show_record(struct seq_file *file, const struct record *record)
{
	u32 i, frame;

	for (i = 0; i < record->count; i++) {
		const struct reference *reference = &record->references[i];

		seq_printf(file, "%llu\t%s\t%s\t%d\t%d\t", record->id, record->type,
			   tag_names[reference->tag], reference->process,
			   reference->thread);
		ob_show_comm(file, reference->comm);
		seq_putc(file, '\t');
		for (frame = 0; frame < reference->depth; frame++)
			seq_printf(file, "%s%pS", frame ? " < " : "",
				   (void *)reference->stack[frame]);
		seq_putc(file, '\n');
	}
	if (record->unknown)
		seq_printf(file, "%llu\t%s\tunknown\t0\t0\t-\t%d\n", record->id,
			   record->type, record->unknown);
}

/**
 * ob_show_references - list the references that are left on traced objects
 * @file: where to
 *
 * Context: process; may sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int ob_show_references(struct seq_file *file)
{
	struct record *copy = kmalloc(sizeof(*copy), GFP_KERNEL);
	u64 serial = 0;

	if (!copy)
		return -ENOMEM;
	seq_printf(file, "# objects without a record: %u\n", READ_ONCE(objects_without));
	seq_puts(file, "# object_id\ttype\ttag\tpid\ttid\tcomm\tcallers\n");
	while (copy_record(serial, copy)) {
		show_record(file, copy);
		serial = copy->serial + 1;
		cond_resched();
	}
	kfree(copy);
	return 0;
}

static void report_record(const struct record *record)
{
	u32 i;

	pr_warn("ntobj: %s %llu was never freed\n", record->type, record->id);
	for (i = 0; i < record->count; i++) {
		const struct reference *reference = &record->references[i];

		pr_warn("ntobj: a %s's reference, taken by %s, process %d, thread %d:\n",
			tag_names[reference->tag], reference->comm, reference->process,
			reference->thread);
		stack_trace_print(reference->stack, reference->depth, 1);
	}
}

/**
 * ob_report_references - say which traced objects are left, and forget them
 *
 * For the end of the module, when there should be none. Context: process; may
 * sleep.
 */
void ob_report_references(void)
{
	struct record *record;

	mutex_lock(&switch_lock);
	list_for_each_entry(record, &records_by_age, by_age)
		report_record(record);
	end();
	torn_down = true;
	mutex_unlock(&switch_lock);
}
