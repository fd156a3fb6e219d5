// SPDX-License-Identifier: GPL-2.0
/*
 * The last services that failed, for debugfs: who called what, and why it did
 * not work.
 *
 * What went wrong is known deep inside, and which service it was when that
 * returns. So the reason is left in a note, found again by the task. Who gets over
 * a failure that has left a note takes it away, and so does who fails for another
 * reason with the same status; a note of another status explains nothing.
 *
 * Nobody waits here. A slot or a note belongs for the moment to whoever has set
 * its bit, and who finds it set goes without: a record is lost then, or a reason.
 * Services that succeed at once come by here not at all.
 */
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/hash.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/string.h>
#include <linux/timekeeping.h>
#include <ntobj/ke.h>
#include <ntobj/ob.h>

#define FAILURES	256
#define NOTE_BITS	6
#define NAME_UNITS	48
#define BUSY		0

enum reason_kind {
	NO_REASON,
	BAD_HANDLE,
	MISSING_NAME,
	MISSING_RIGHT,
	MISSING_PRIVILEGE,
	WRONG_TYPE,
};

/**
 * struct reason - why a service failed
 * @kind: enum reason_kind
 * @status: the status that it explains
 * @value: the handle, the object's id, or the privilege
 * @access: rights that were asked for and not granted
 * @length: of the name, which may be longer than what is kept
 * @name: of the component that was not found, or of the type
 */
struct reason {
	enum reason_kind kind;
	NTSTATUS status;
	u64 value;
	u32 access;
	u32 length;
	u16 name[NAME_UNITS];
};

/**
 * struct note - a task's last reason
 * @busy: bit BUSY: somebody is at it
 * @task: whose it is, for comparing only; or NULL
 * @boottime: when that began, as another may be at its address by now
 * @reason: the reason
 */
struct note {
	unsigned long busy;
	const struct task_struct *task;
	u64 boottime;
	struct reason reason;
};

/**
 * struct failure - a service that failed
 * @busy: bit BUSY: somebody is at it
 * @number: which one it is, of all ever; from 1
 * @time: nanoseconds since 1970
 * @process: its id, as the initial pid namespace has it
 * @thread: the thread's
 * @status: what the service returned
 * @reason: why, if that is known
 * @comm: the thread's name
 * @service: the service's
 */
struct failure {
	unsigned long busy;
	u64 number;
	u64 time;
	pid_t process;
	pid_t thread;
	NTSTATUS status;
	struct reason reason;
	char comm[TASK_COMM_LEN];
	char service[48];
};

static bool trace_failures = true;
module_param(trace_failures, bool, 0644);
MODULE_PARM_DESC(trace_failures,
		 "Keep the last services that failed, for debugfs (default Y)");

static struct failure failures[FAILURES];
static struct note notes[1 << NOTE_BITS];
static atomic64_t failed, lost;

static bool acquire(unsigned long *busy)
{
	return !test_and_set_bit_lock(BUSY, busy);
}

static void release(unsigned long *busy)
{
	clear_bit_unlock(BUSY, busy);
}

static struct note *note_of(const struct task_struct *task)
{
	return &notes[hash_ptr(task, NOTE_BITS)];
}

static void leave_note(const struct reason *reason)
{
	struct note *note = note_of(current);

	if (!READ_ONCE(trace_failures) || !acquire(&note->busy))
		return;
	note->task = current;
	note->boottime = current->start_boottime;
	note->reason = *reason;
	release(&note->busy);
}

/* The current task's reason for a status, which is forgotten. */
static void take_note(NTSTATUS status, struct reason *reason)
{
	struct note *note = note_of(current);

	reason->kind = NO_REASON;
	if (!acquire(&note->busy))
		return;
	if (note->task == current) {
		if (note->boottime == current->start_boottime &&
		    note->reason.status == status)
			*reason = note->reason;
		note->task = NULL;
	}
	release(&note->busy);
}

/**
 * ke_forget_note - the current service does not fail for what was noted
 *
 * It has got over it, or fails for something that is not noted. Context: any.
 */
void ke_forget_note(void)
{
	struct reason reason;

	take_note(STATUS_SUCCESS, &reason);
}

static void put_name(struct reason *reason, const u16 *name, u32 length)
{
	reason->length = length;
	memcpy(reason->name, name, min_t(u32, length, NAME_UNITS) * sizeof(*name));
}

/**
 * ke_note_handle - the current service fails for a handle that is none
 * @handle: the handle
 *
 * Context: any, as that of the following ones.
 */
void ke_note_handle(u64 handle)
{
	const struct reason reason = {
		.kind = BAD_HANDLE,
		.status = STATUS_INVALID_HANDLE,
		.value = handle,
	};

	leave_note(&reason);
}

/**
 * ke_note_name - the current service fails for a name that is not there
 * @status: what it will return for that
 * @name: the component of the path
 * @length: its units
 */
void ke_note_name(NTSTATUS status, const u16 *name, u32 length)
{
	struct reason reason = { .kind = MISSING_NAME, .status = status };

	put_name(&reason, name, length);
	leave_note(&reason);
}

/**
 * ke_note_right - the current service fails for rights that are denied
 * @status: what it will return for that
 * @object: the id of what they are to
 * @access: the rights
 */
void ke_note_right(NTSTATUS status, u64 object, u32 access)
{
	const struct reason reason = {
		.kind = MISSING_RIGHT,
		.status = status,
		.value = object,
		.access = access,
	};

	leave_note(&reason);
}

/**
 * ke_note_privilege - the current service fails for a privilege
 * @privilege: NTOBJ_SE_*
 */
void ke_note_privilege(u64 privilege)
{
	const struct reason reason = {
		.kind = MISSING_PRIVILEGE,
		.status = STATUS_PRIVILEGE_NOT_HELD,
		.value = privilege,
	};

	leave_note(&reason);
}

/**
 * ke_note_type - the current service fails for an object of another type
 * @object: its id
 * @name: of its type
 * @length: units of that
 */
void ke_note_type(u64 object, const u16 *name, u32 length)
{
	struct reason reason = { .kind = WRONG_TYPE, .value = object,
				 .status = STATUS_OBJECT_TYPE_MISMATCH };

	put_name(&reason, name, length);
	leave_note(&reason);
}

/**
 * ke_record_failure - keep that a service has failed
 * @service: its name
 * @status: what it returned
 *
 * Context: process; does not sleep.
 */
void ke_record_failure(const char *service, NTSTATUS status)
{
	struct failure *failure;
	u64 number;

	if (!READ_ONCE(trace_failures) || status == KE_RESTART || !NT_ERROR(status))
		return;
	number = atomic64_inc_return(&failed);
	failure = &failures[number % FAILURES];
	if (!acquire(&failure->busy)) {
		atomic64_inc(&lost);
		return;
	}
	/* Others have failed so often meanwhile that theirs is here. */
	if (failure->number > number) {
		atomic64_inc(&lost);
		release(&failure->busy);
		return;
	}
	failure->number = number;
	failure->time = ktime_get_real_ns();
	failure->process = task_tgid_nr(current);
	failure->thread = task_pid_nr(current);
	failure->status = status;
	take_note(status, &failure->reason);
	get_task_comm(failure->comm, current);
	strscpy(failure->service, service, sizeof(failure->service));
	release(&failure->busy);
}

static void show_name(struct seq_file *file, const struct reason *reason)
{
	ob_show_text(file, reason->name, min_t(u32, reason->length, NAME_UNITS));
	if (reason->length > NAME_UNITS)
		seq_puts(file, "...");
}

static void show_reason(struct seq_file *file, const struct reason *reason)
{
	switch (reason->kind) {
	case NO_REASON:
		seq_putc(file, '-');
		break;
	case BAD_HANDLE:
		seq_printf(file, "handle=0x%llx", reason->value);
		break;
	case MISSING_NAME:
		seq_puts(file, "name=");
		show_name(file, reason);
		break;
	case MISSING_RIGHT:
		seq_printf(file, "object=%llu access=0x%x", reason->value, reason->access);
		break;
	case MISSING_PRIVILEGE:
		seq_printf(file, "privilege=%llu", reason->value);
		break;
	case WRONG_TYPE:
		seq_printf(file, "object=%llu type=", reason->value);
		show_name(file, reason);
		break;
	}
}

static void show_failure(struct seq_file *file, const struct failure *failure)
{
	u64 seconds = failure->time;
	u32 nanoseconds = do_div(seconds, NSEC_PER_SEC);

	seq_printf(file, "%llu.%09u\t%d\t%d\t", seconds, nanoseconds, failure->process,
		   failure->thread);
	ob_show_comm(file, failure->comm);
	seq_printf(file, "\t%s\t0x%08x\t", failure->service, failure->status);
	show_reason(file, &failure->reason);
	seq_putc(file, '\n');
}

/* A record as it is, if it is still there and nobody is at it. */
static bool read_failure(u64 number, struct failure *copy)
{
	struct failure *failure = &failures[number % FAILURES];

	if (!acquire(&failure->busy))
		return false;
	*copy = *failure;
	release(&failure->busy);
	return copy->number == number;
}

/**
 * ke_show_failures - list the last services that failed, the oldest first
 * @file: where to
 *
 * Context: process; may sleep.
 */
void ke_show_failures(struct seq_file *file)
{
	u64 last = atomic64_read(&failed);
	u64 number = last > FAILURES ? last - FAILURES + 1 : 1;
	struct failure copy;

	seq_printf(file, "# failed %llu, lost %llu\n", last, (u64)atomic64_read(&lost));
	seq_puts(file, "# time\tpid\tthread\tcomm\tservice\tstatus\treason\n");
	for (; number <= last; number++)
		if (read_failure(number, &copy))
			show_failure(file, &copy);
}
