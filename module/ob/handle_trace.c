// SPDX-License-Identifier: GPL-2.0
/*
 * Handle tracing: the last opens, closes and bad references of a process, each
 * with the place in the program that it came from.
 *
 * Locking and lifetime
 *
 * The ring belongs to the handle table and is guarded by its lock. A close is put
 * there together with the handle's leaving the table, and an open before the
 * handle is seen, so that those of one value stand in the ring in their order.
 *
 * Readers copy a few at a time. A ring has a serial number, by which a reader
 * finds out that it has another one before it.
 *
 * Whoever switches the tracing on is charged with the ring, and with the ids that
 * it may keep of processes and threads that have ended.
 */
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <ntobj/ob.h>

#include "ob/internal.h"
#include "ob/trace.h"

#define SLOTS_DEFAULT	4096
#define SLOTS_MIN	128
#define SCAN_BATCH	64
#define COPY_BATCH	16
#define HANDLE_TAGS	3ULL	/* bits of a handle that count for nothing */

#define SLOT_CHARGE							\
	(sizeof(struct handle_trace) + 2 * roundup_pow_of_two(sizeof(struct pid)))

/**
 * struct handle_trace - one open, close, or bad reference
 * @handle: the handle
 * @process: whose thread did it, pinned; NULL in a slot that was never used
 * @thread: the thread, pinned
 * @kind: NTOBJ_HANDLE_TRACE_*
 * @depth: addresses in @stack
 * @stack: where in the program, innermost first
 */
struct handle_trace {
	u64 handle;
	struct pid *process;
	struct pid *thread;
	u32 kind;
	u32 depth;
	u64 stack[NTOBJ_HANDLE_TRACE_STACKS];
};

/**
 * struct ob_handle_trace_ring - the last traces of a table
 * @account: what it is charged to
 * @charge: how much
 * @serial: a number no other ring has had
 * @total: traces ever put there
 * @mask: slots there are, less one
 * @slots: trace n is in slot n & @mask
 */
struct ob_handle_trace_ring {
	struct ob_account *account;
	u32 charge;
	u64 serial;
	u64 total;
	u32 mask;
	struct handle_trace slots[];
};

static unsigned int max_handle_traces = 1048576;
module_param(max_handle_traces, uint, 0644);
MODULE_PARM_DESC(max_handle_traces,
		 "Most handle traces that may be kept in all (default 1048576)");

static atomic_t slots_in_use;
static atomic64_t last_serial;

/* Charged before it is made. */
static NTSTATUS allocate_ring(struct ob_handle_table *payer, u32 slots,
			      struct ob_handle_trace_ring **result)
{
	u32 charge = sizeof(struct ob_handle_trace_ring) + slots * SLOT_CHARGE;
	struct ob_handle_trace_ring *ring;
	struct ob_account *account;
	NTSTATUS status;

	status = ob_charge(payer, OB_PAGED, charge, &account);
	if (!NT_SUCCESS(status))
		return status;
	ring = kvzalloc(struct_size(ring, slots, slots), GFP_KERNEL_ACCOUNT);
	if (!ring) {
		ob_release_charge(account, OB_PAGED, charge);
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	ring->account = account;
	ring->charge = charge;
	*result = ring;
	return STATUS_SUCCESS;
}

/**
 * ob_create_handle_trace - make a ring for ob_exchange_handle_trace()
 * @payer: the caller's table
 * @slots: how many traces it keeps, as struct ntobj_handle_tracing has it
 * @result: the ring
 *
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for too many;
 * STATUS_QUOTA_EXCEEDED; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_create_handle_trace(struct ob_handle_table *payer, u32 slots,
				struct ob_handle_trace_ring **result)
{
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	struct ob_handle_trace_ring *ring;

	if (slots > NTOBJ_HANDLE_TRACE_SLOTS_MAX)
		return STATUS_INVALID_PARAMETER;
	slots = max_t(u32, roundup_pow_of_two(slots ?: SLOTS_DEFAULT), SLOTS_MIN);
	if (ob_may_be_so_many(atomic_add_return(slots, &slots_in_use),
			      READ_ONCE(max_handle_traces)))
		status = allocate_ring(payer, slots, &ring);
	if (!NT_SUCCESS(status)) {
		atomic_sub(slots, &slots_in_use);
		return status;
	}
	ring->serial = atomic64_inc_return(&last_serial);
	ring->mask = slots - 1;
	ob_begin_watch();
	*result = ring;
	return STATUS_SUCCESS;
}

static void release_trace(struct handle_trace *trace)
{
	put_pid(trace->process);
	put_pid(trace->thread);
}

/**
 * ob_free_handle_trace - free a ring
 * @ring: in no table; or NULL
 *
 * Context: process; may sleep.
 */
void ob_free_handle_trace(struct ob_handle_trace_ring *ring)
{
	u32 i;

	if (!ring)
		return;
	for (i = 0; i <= ring->mask && i < ring->total; i++) {
		release_trace(&ring->slots[i]);
		cond_resched();
	}
	atomic_sub(ring->mask + 1, &slots_in_use);
	ob_release_charge(ring->account, OB_PAGED, ring->charge);
	kvfree(ring);
	ob_end_watch_later();
}

/**
 * ob_exchange_handle_trace - begin to trace a table's handles, or end it
 * @table: the table
 * @ring: from ob_create_handle_trace(), or NULL to end it
 *
 * Context: process. Takes the table's lock.
 *
 * Return: the ring that was there, for ob_free_handle_trace(), or NULL.
 */
struct ob_handle_trace_ring *
ob_exchange_handle_trace(struct ob_handle_table *table,
			 struct ob_handle_trace_ring *ring)
{
	struct ob_handle_trace_ring *old;

	spin_lock(&table->lock);
	old = table->trace;
	WRITE_ONCE(table->trace, ring);
	spin_unlock(&table->lock);
	return old;
}

/**
 * ob_end_handle_trace - trace a table's handles no longer
 * @table: the table
 *
 * Context: process; may sleep.
 */
void ob_end_handle_trace(struct ob_handle_table *table)
{
	if (ob_is_traced(table))
		ob_free_handle_trace(ob_exchange_handle_trace(table, NULL));
}

/**
 * ob_trace_handle_locked - trace what the current thread does to a handle
 * @table: the table, its lock held
 * @handle: the handle
 * @kind: NTOBJ_HANDLE_TRACE_*
 *
 * Another process's addresses are not for those who may look at this one.
 * Context: process; does not sleep.
 */
void ob_trace_handle_locked(struct ob_handle_table *table, u64 handle, u32 kind)
{
	struct ob_handle_trace_ring *ring = table->trace;
	struct handle_trace *trace;

	lockdep_assert_held(&table->lock);
	if (!ring)
		return;
	trace = &ring->slots[ring->total++ & ring->mask];
	release_trace(trace);
	trace->handle = handle;
	trace->process = get_pid(task_tgid(current));
	trace->thread = get_pid(task_pid(current));
	trace->kind = kind;
	trace->depth = 0;
	if (table->owner == task_tgid_nr(current))
		trace->depth = ke_read_user_stack(trace->stack, ARRAY_SIZE(trace->stack));
}

/**
 * ob_trace_handle - the same without the lock
 * @table: the table
 * @handle: the handle
 * @kind: NTOBJ_HANDLE_TRACE_*
 *
 * Context: process; does not sleep. Takes the table's lock.
 */
void ob_trace_handle(struct ob_handle_table *table, u64 handle, u32 kind)
{
	spin_lock(&table->lock);
	ob_trace_handle_locked(table, handle, kind);
	spin_unlock(&table->lock);
}

/* One reader of one ring. */
struct reader {
	struct ob_handle_table *table;
	bool stacks;	/* whether they are shown */
	u64 serial;
	u64 handle;	/* of which, or 0 for all */
	u64 position;	/* of the next trace */
	u64 end;
};

/* The ring, its lock held, if it is still the reader's. */
static struct ob_handle_trace_ring *ring_of(const struct reader *reader)
{
	struct ob_handle_trace_ring *ring = reader->table->trace;

	lockdep_assert_held(&reader->table->lock);
	return ring && ring->serial == reader->serial ? ring : NULL;
}

static u64 oldest(const struct ob_handle_trace_ring *ring)
{
	return ring->total > ring->mask ? ring->total - ring->mask - 1 : 0;
}

static bool matches(const struct reader *reader, const struct handle_trace *trace)
{
	return !reader->handle || !((trace->handle ^ reader->handle) & ~HANDLE_TAGS);
}

static bool begin_reading(struct reader *reader, u32 era)
{
	struct ob_handle_trace_ring *ring;

	spin_lock(&reader->table->lock);
	ring = reader->table->era == era ? reader->table->trace : NULL;
	if (ring) {
		reader->serial = ring->serial;
		reader->position = ring->total;
		reader->end = ring->total;
	}
	spin_unlock(&reader->table->lock);
	return ring;
}

/* Goes back a little, over @most that match; whether there is more to go. */
static bool go_back(struct reader *reader, u32 *most)
{
	struct ob_handle_trace_ring *ring;
	bool more = false;
	unsigned int i;

	spin_lock(&reader->table->lock);
	ring = ring_of(reader);
	for (i = 0; ring && *most && i < SCAN_BATCH && reader->position > oldest(ring); i++) {
		reader->position--;
		*most -= matches(reader, &ring->slots[reader->position & ring->mask]);
	}
	more = ring && *most && reader->position > oldest(ring);
	spin_unlock(&reader->table->lock);
	cond_resched();
	return more;
}

static void show_trace(const struct handle_trace *trace, bool stacks,
		       struct ntobj_handle_trace *shown)
{
	struct pid_namespace *namespace = task_active_pid_ns(current);
	u32 depth = stacks ? trace->depth : 0;

	*shown = (struct ntobj_handle_trace){
		.handle = trace->handle,
		.process_id = pid_nr_ns(trace->process, namespace),
		.thread_id = pid_nr_ns(trace->thread, namespace),
		.kind = trace->kind,
		.depth = depth,
	};
	memcpy(shown->stack, trace->stack, depth * sizeof(trace->stack[0]));
}

/* The next few; false once there are no more. */
static bool read_some(struct reader *reader, struct ntobj_handle_trace *batch, u32 *count)
{
	struct ob_handle_trace_ring *ring;
	const struct handle_trace *trace;
	unsigned int i;
	bool more;

	*count = 0;
	spin_lock(&reader->table->lock);
	ring = ring_of(reader);
	if (ring)
		reader->position = max(reader->position, oldest(ring));
	for (i = 0; ring && i < SCAN_BATCH && *count < COPY_BATCH &&
	     reader->position < reader->end; i++) {
		trace = &ring->slots[reader->position++ & ring->mask];
		if (matches(reader, trace))
			show_trace(trace, reader->stacks, &batch[(*count)++]);
	}
	more = ring && reader->position < reader->end;
	spin_unlock(&reader->table->lock);
	cond_resched();
	return more;
}

static NTSTATUS deliver(struct reader *reader, struct ntobj_handle_trace __user *traces,
			u32 *count)
{
	struct ntobj_handle_trace *batch;
	NTSTATUS status = STATUS_SUCCESS;
	u32 some;
	bool more;

	batch = kmalloc_array(COPY_BATCH, sizeof(*batch), GFP_KERNEL);
	if (!batch)
		return STATUS_INSUFFICIENT_RESOURCES;
	do {
		more = read_some(reader, batch, &some);
		if (copy_to_user(traces + *count, batch, some * sizeof(*batch)))
			status = STATUS_ACCESS_VIOLATION;
		*count += some;
	} while (more && NT_SUCCESS(status));
	kfree(batch);
	return status;
}

/**
 * ob_query_handle_trace - copy a table's latest traces to the caller
 * @table: the table
 * @era: in which its process may be looked at
 * @traces: where to
 * @room: how many there is room for
 * @audience: who asks, and whether he may see what was on the program's stack
 * @answer: @handle says of which handle, or 0 for all; the rest is filled in
 *
 * The audience is asked when it is settled which traces there will be: they end
 * when another program is begun, so that none of a later one is shown. Context:
 * process; may sleep. Takes the table's lock, again and again.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER if the handles are not traced;
 * STATUS_ACCESS_VIOLATION; STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_query_handle_trace(struct ob_handle_table *table, u32 era,
			       struct ntobj_handle_trace __user *traces, u32 room,
			       const struct ob_trace_audience *audience,
			       struct ntobj_handle_traces *answer)
{
	struct reader reader = { .table = table, .handle = answer->handle };

	if (!begin_reading(&reader, era))
		return STATUS_INVALID_PARAMETER;
	reader.stacks = audience->may_see_stacks(audience);
	answer->total = reader.end;
	answer->count = 0;
	while (go_back(&reader, &room))
		;
	return deliver(&reader, traces, &answer->count);
}
