// SPDX-License-Identifier: GPL-2.0
/*
 * Handle tables: three levels of pages, grown on demand.
 *
 *     code -> top page of 128 -> middle page of 512 -> lowest page of 256 entries
 *
 * A table begins with one lowest page; when that is full a middle page is put
 * above it, and when that is full a top page. A handle is an entry's index
 * times four. Entry 0 of each lowest page is never given out: it says what the
 * page is charged to. So the first handle is 4 and some multiples of 0x400 never
 * occur.
 *
 * Locking and lifetime
 *
 * Changes are made under the table's lock, innermost, held for a few
 * instructions. Pages are allocated without it and freed with the table only,
 * so a lookup needs no lock: it reads @limit, then @code, then the entry.
 *
 * An entry is object and access, which a lookup can't read at once. @sequence
 * is odd while the entry is live and changes whenever that does: a lookup
 * reads it, then the rest, then it again. If it was odd and is the same, both
 * words belong together; else the handle was closed meanwhile, and saying that
 * it is invalid is the truth.
 *
 * What a lookup returns may be gone at once, its memory even reused for
 * another object of its type. See ob_reference_object_by_handle() and
 * ob_handle_is_current() for the two ways to make sure. All this is modelled:
 * a change of it is one of Documentation/models/handle_lookup.pml as well.
 *
 * Handles are made in two phases: an entry is reserved while things can fail,
 * and published when nothing can.
 *
 * Another process that has a right to work on the table may do so in its present
 * era only: it says which, and a change is made under the lock if it still lasts.
 * An era begins when the process can have handles, and again with each program
 * that has rights which its holders were not meant to have; the last one ends
 * before the process's handles are closed. See ob/foreign.c.
 *
 * An entry that was freed last is used again first. While handles are traced it
 * is the other way round, so that a value that was closed stays invalid for as
 * long as can be.
 */
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <ntobj/ob.h>
#include <ntobj/ob_lookup.h>

#include "compat/linux.h"
#include "ob/internal.h"

static_assert(OB_LOW_ENTRIES * sizeof(struct ob_handle_entry) == 4096);
static_assert(OB_MIDDLE_ENTRIES * sizeof(void *) == 4096);

static unsigned int max_handles = 1048576;
module_param(max_handles, uint, 0644);
MODULE_PARM_DESC(max_handles,
		 "Most handles that one process may have (default 1048576)");

/**
 * ob_max_handles - the limit of handles, as the parameter has it now
 *
 * Context: Any.
 * Return: How many handles a process may have.
 */
u32 ob_max_handles(void)
{
	return min_t(u32, READ_ONCE(max_handles),
		     OB_INDEX_MAX - OB_INDEX_MAX / OB_LOW_ENTRIES);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_max_handles);

/**
 * ob_init_handle_table - begin a table
 * @table: all zero
 * @owner: process id, to be shown
 */
void ob_init_handle_table(struct ob_handle_table *table, pid_t owner)
{
	spin_lock_init(&table->lock);
	mutex_init(&table->generation_lock);
	table->owner = owner;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_init_handle_table);

/**
 * ob_handle_at - read the entry of an index
 * @table: the table
 * @index: of the entry
 * @snapshot: what was seen
 *
 * Context: any, in an RCU read section.
 *
 * Return: whether the entry is live.
 */
bool ob_handle_at(struct ob_handle_table *table, u32 index,
		  struct ob_handle_snapshot *snapshot)
{
	return ob_read_entry(table, index, snapshot);
}

/**
 * ob_look_up_handle - read the entry of a handle
 * @table: the table
 * @handle: the handle; its two low bits are ignored
 * @snapshot: what was seen
 *
 * A value that is no handle is noted. Context: any, in an RCU read section, in
 * which alone the result is of use.
 *
 * Return: whether the handle is valid.
 */
bool ob_look_up_handle(struct ob_handle_table *table, u64 handle,
		       struct ob_handle_snapshot *snapshot)
{
	if (likely(handle >> 2 < OB_INDEX_MAX && ob_read_entry(table, handle >> 2, snapshot)))
		return true;
	ob_note_invalid_handle(table, handle);
	return false;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_look_up_handle);

/* The first entry knows what the page, and those above it, are charged to. */
static void free_low_page(struct ob_handle_entry *low)
{
	if (low)
		ob_release_charge(low->account, OB_PAGED, low->access);
	kfree(low);
}

/*
 * The pages that one more lowest page needs: itself, and what must come above
 * it. They are allocated before the lock is taken; what another thread's
 * growth has made unnecessary is freed.
 */
struct growth {
	struct ob_handle_entry *low;
	void *middle;
	void *top;
};

static void free_growth(struct growth *growth)
{
	free_low_page(growth->low);
	kfree(growth->middle);
	kfree(growth->top);
}

static bool allocate_growth(struct growth *growth, u32 limit)
{
	const u32 middle_span = OB_LOW_ENTRIES * OB_MIDDLE_ENTRIES;
	bool complete;

	growth->low = kcalloc(OB_LOW_ENTRIES, sizeof(struct ob_handle_entry),
			      GFP_KERNEL_ACCOUNT);
	complete = growth->low;
	if (limit == OB_LOW_ENTRIES || (limit && !(limit % middle_span))) {
		growth->middle = kcalloc(OB_MIDDLE_ENTRIES, sizeof(void *),
					 GFP_KERNEL_ACCOUNT);
		complete = complete && growth->middle;
	}
	if (limit == middle_span) {
		growth->top = kcalloc(OB_TOP_ENTRIES, sizeof(void *), GFP_KERNEL_ACCOUNT);
		complete = complete && growth->top;
	}
	return complete;
}

static NTSTATUS charge_growth(struct ob_handle_table *table, struct growth *growth)
{
	u32 bytes = OB_LOW_ENTRIES * sizeof(struct ob_handle_entry);

	if (growth->middle)
		bytes += OB_MIDDLE_ENTRIES * sizeof(void *);
	if (growth->top)
		bytes += OB_TOP_ENTRIES * sizeof(void *);
	growth->low->access = bytes;
	return ob_charge(table, OB_PAGED, bytes, &growth->low->account);
}

/* Links the fresh page's entries so that the lowest index is taken first. */
static void chain_free_entries(struct ob_handle_table *table,
			       struct ob_handle_entry *entries, u32 base)
{
	u32 i;

	for (i = 1; i < OB_LOW_ENTRIES - 1; i++)
		entries[i].next_free = base + i + 1;
	entries[i].next_free = table->first_free;
}

static void place_pages(struct ob_handle_table *table, struct growth *growth)
{
	void **page = (void **)(table->code & ~OB_LEVEL_MASK);
	u32 limit = table->limit;
	u32 top_slot = limit / (OB_LOW_ENTRIES * OB_MIDDLE_ENTRIES);

	if (!limit) {
		WRITE_ONCE(table->code, (unsigned long)growth->low);
	} else if (limit == OB_LOW_ENTRIES) {
		void **middle = growth->middle;

		middle[0] = page;
		middle[1] = growth->low;
		/* The page's content comes first; readers depend on the address. */
		smp_store_release(&table->code, (unsigned long)middle | 1);
	} else if (growth->middle) {
		void **middle = growth->middle;

		middle[0] = growth->low;
		if (growth->top) {
			void **top = growth->top;

			top[0] = page;
			top[1] = middle;
			/* As above. */
			smp_store_release(&table->code, (unsigned long)top | 2);
		} else {
			WRITE_ONCE(page[top_slot], middle);
		}
	} else {
		if ((table->code & OB_LEVEL_MASK) == 2)
			page = page[top_slot];
		WRITE_ONCE(page[limit / OB_LOW_ENTRIES % OB_MIDDLE_ENTRIES], growth->low);
	}
}

/* Adds a lowest page, unless another thread has freed or added entries. */
static NTSTATUS grow(struct ob_handle_table *table, u32 limit)
{
	NTSTATUS status = STATUS_INSUFFICIENT_RESOURCES;
	struct growth growth = {};

	if (limit >= OB_INDEX_MAX)
		return status;
	if (allocate_growth(&growth, limit))
		status = charge_growth(table, &growth);
	if (!NT_SUCCESS(status)) {
		free_growth(&growth);
		return status;
	}
	spin_lock(&table->lock);
	if (table->limit != limit || table->first_free || table->later_first) {
		spin_unlock(&table->lock);
		free_growth(&growth);
		return STATUS_SUCCESS;
	}
	chain_free_entries(table, growth.low, limit);
	place_pages(table, &growth);
	table->first_free = limit + 1;
	/* Pairs with smp_load_acquire() in ob_entry_at(). */
	smp_store_release(&table->limit, limit + OB_LOW_ENTRIES);
	spin_unlock(&table->lock);
	return STATUS_SUCCESS;
}

static void set_count(struct ob_handle_table *table, u32 count)
{
	WRITE_ONCE(table->count, count);
	if (count > table->most)
		WRITE_ONCE(table->most, count);
}

/**
 * ob_reserve_handle - set an entry aside
 * @table: the table
 * @index: the entry's index
 *
 * The entry is not valid as a handle until it is published. Context: process;
 * may sleep. Takes the table's lock.
 *
 * Return: STATUS_SUCCESS; STATUS_QUOTA_EXCEEDED; STATUS_INSUFFICIENT_RESOURCES if
 * memory is short or the process has all the handles it may have.
 */
NTSTATUS ob_reserve_handle(struct ob_handle_table *table, u32 *index)
{
	struct ob_handle_entry *entry;
	NTSTATUS status;
	u32 limit;

	might_sleep();
	for (;;) {
		spin_lock(&table->lock);
		if (table->count >= ob_max_handles()) {
			spin_unlock(&table->lock);
			return STATUS_INSUFFICIENT_RESOURCES;
		}
		if (table->first_free) {
			*index = table->first_free;
			entry = ob_known_entry(table, *index);
			table->first_free = entry->next_free;
			WRITE_ONCE(entry->object, NULL);
			set_count(table, table->count + 1);
			spin_unlock(&table->lock);
			return STATUS_SUCCESS;
		}
		if (table->later_first) {
			swap(table->first_free, table->later_first);
			spin_unlock(&table->lock);
			continue;
		}
		limit = table->limit;
		spin_unlock(&table->lock);
		status = grow(table, limit);
		if (!NT_SUCCESS(status))
			return status;
	}
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_reserve_handle);

/**
 * ob_publish_handle - make a reserved entry a handle
 * @table: the table
 * @index: from ob_reserve_handle()
 * @object: the object; its reference and handle count become the handle's
 * @access: OB_* bits
 *
 * Context: any. Can't fail.
 */
void ob_publish_handle(struct ob_handle_table *table, u32 index,
		       struct ob_header *object, u32 access)
{
	struct ob_handle_entry *entry = ob_known_entry(table, index);

	WRITE_ONCE(entry->object, object);
	WRITE_ONCE(entry->access, access);
	/* Pairs with smp_load_acquire() in ob_handle_at(). */
	smp_store_release(&entry->sequence, entry->sequence + 1);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_publish_handle);

/**
 * ob_publish_handle_in_era - the same in another process's table
 * @table: the table
 * @era: in which the entry was reserved
 * @index: from ob_reserve_handle()
 * @object: see ob_publish_handle()
 * @access: OB_* bits
 *
 * Context: process. Takes the table's lock.
 *
 * Return: false if the era has ended, and the entry is still a reserved one.
 */
bool ob_publish_handle_in_era(struct ob_handle_table *table, u32 era, u32 index,
			      struct ob_header *object, u32 access)
{
	bool current_era;

	spin_lock(&table->lock);
	current_era = table->era == era;
	if (current_era && ob_is_watched())
		ob_trace_handle_locked(table, ob_index_to_handle(index),
				       NTOBJ_HANDLE_TRACE_OPEN);
	if (current_era)
		ob_publish_handle(table, index, object, access);
	spin_unlock(&table->lock);
	return current_era;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_publish_handle_in_era);

static void push_free_entry(struct ob_handle_table *table,
			    struct ob_handle_entry *entry, u32 index)
{
	lockdep_assert_held(&table->lock);
	WRITE_ONCE(entry->next_free, table->first_free);
	table->first_free = index;
	WRITE_ONCE(table->count, table->count - 1);
}

/**
 * ob_cancel_handle - give a reserved entry back
 * @table: the table
 * @index: from ob_reserve_handle(), not published
 *
 * Context: process. Takes the table's lock.
 */
void ob_cancel_handle(struct ob_handle_table *table, u32 index)
{
	spin_lock(&table->lock);
	push_free_entry(table, ob_known_entry(table, index), index);
	spin_unlock(&table->lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_cancel_handle);

/* Puts a free entry where it will be used again last. */
static void push_later(struct ob_handle_table *table, struct ob_handle_entry *entry,
		       u32 index)
{
	lockdep_assert_held(&table->lock);
	WRITE_ONCE(entry->next_free, 0);
	if (table->later_first)
		WRITE_ONCE(ob_known_entry(table, table->later_last)->next_free, index);
	else
		table->later_first = index;
	table->later_last = index;
	WRITE_ONCE(table->count, table->count - 1);
}

static __always_inline void end_entry(struct ob_handle_table *table,
				      struct ob_handle_entry *entry)
{
	lockdep_assert_held(&table->lock);
	WRITE_ONCE(entry->sequence, entry->sequence + 1);
	/* Pairs with smp_rmb() in ob_handle_at(). */
	smp_wmb();
	WRITE_ONCE(entry->access, 0);
}

static noinline void free_watched_entry(struct ob_handle_table *table,
					struct ob_handle_entry *entry, u32 index)
{
	ob_watch_close(table, ob_index_to_handle(index), entry->object, entry->access);
	end_entry(table, entry);
	if (ob_is_traced(table))
		push_later(table, entry, index);
	else
		push_free_entry(table, entry, index);
}

static __always_inline void free_entry(struct ob_handle_table *table,
				       struct ob_handle_entry *entry, u32 index)
{
	if (ob_is_watched()) {
		free_watched_entry(table, entry, index);
		return;
	}
	end_entry(table, entry);
	push_free_entry(table, entry, index);
}

/* A live entry of the table, under its lock. */
static __always_inline struct ob_handle_entry *
live_entry(struct ob_handle_table *table, u64 handle)
{
	struct ob_handle_entry *entry;

	lockdep_assert_held(&table->lock);
	if (handle >> 2 >= OB_INDEX_MAX)
		return NULL;
	entry = ob_entry_at(table, handle >> 2);
	/* Pairs with smp_store_release() in ob_publish_handle(). */
	return entry && smp_load_acquire(&entry->sequence) & 1 ? entry : NULL;
}

/* Whether the type wants a say in closing the handle; most do not. */
static bool must_ask(const struct ob_handle_entry *entry, const struct ob_header *asked)
{
	return entry->object->type->information.okay_to_close && entry->object != asked;
}

static __always_inline void take_entry(struct ob_handle_table *table,
				       struct ob_handle_entry *entry, u32 index,
				       struct ob_handle_snapshot *snapshot)
{
	lockdep_assert_held(&table->lock);
	snapshot->entry = entry;
	snapshot->sequence = entry->sequence;
	snapshot->object = entry->object;
	snapshot->access = entry->access;
	free_entry(table, entry, index);
}

/**
 * ob_remove_handle_asking - take a handle out of its table if nobody objects
 * @table: the table
 * @handle: the handle
 * @asked: an object whose type has been asked whether the handle may be closed
 *	if it stands for it, or NULL
 * @snapshot: the handle as it was; its reference and handle count are the
 *	caller's now
 *
 * Context: process. Takes the table's lock.
 *
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_HANDLE_NOT_CLOSABLE;
 * OB_ASK_TYPE if the handle's type has to be asked first.
 */
NTSTATUS ob_remove_handle_asking(struct ob_handle_table *table, u64 handle,
				 const struct ob_header *asked,
				 struct ob_handle_snapshot *snapshot)
{
	struct ob_handle_entry *entry;
	NTSTATUS status = STATUS_SUCCESS;

	spin_lock(&table->lock);
	entry = live_entry(table, handle);
	if (unlikely(!entry)) {
		spin_unlock(&table->lock);
		ob_note_invalid_handle(table, handle);
		return STATUS_INVALID_HANDLE;
	}
	if (unlikely(must_ask(entry, asked)))
		status = OB_ASK_TYPE;
	else if (entry->access & OB_PROTECT_CLOSE)
		status = STATUS_HANDLE_NOT_CLOSABLE;
	else
		take_entry(table, entry, handle >> 2, snapshot);
	spin_unlock(&table->lock);
	return status;
}

/**
 * ob_remove_handle - take a handle out of its table, whatever its type says
 * @table: the table
 * @handle: the handle
 * @even_protected: whether protection from close counts for nothing
 * @snapshot: the handle as it was; its reference and handle count are the
 *	caller's now
 *
 * Context: process. Takes the table's lock.
 *
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE, STATUS_HANDLE_NOT_CLOSABLE.
 */
NTSTATUS ob_remove_handle(struct ob_handle_table *table, u64 handle,
			  bool even_protected, struct ob_handle_snapshot *snapshot)
{
	struct ob_handle_entry *entry;
	NTSTATUS status = STATUS_SUCCESS;

	spin_lock(&table->lock);
	entry = live_entry(table, handle);
	if (!entry)
		status = STATUS_INVALID_HANDLE;
	else if (entry->access & OB_PROTECT_CLOSE && !even_protected)
		status = STATUS_HANDLE_NOT_CLOSABLE;
	else
		take_entry(table, entry, handle >> 2, snapshot);
	spin_unlock(&table->lock);
	return status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_remove_handle);

/**
 * ob_remove_same_handle - take a handle out of a table if it still is what was seen
 * @source: the table, and the era in which it was seen
 * @handle: the handle
 * @snapshot: the handle as it was; on success its reference and handle count are
 *	the caller's
 *
 * Context: process. Takes the table's lock.
 *
 * Return: false if the handle has been closed, is protected from that, or the
 * era has ended.
 */
bool ob_remove_same_handle(const struct ob_foreign_table *source, u64 handle,
			   struct ob_handle_snapshot *snapshot)
{
	struct ob_handle_table *table = source->table;
	struct ob_handle_entry *entry;
	bool removed;

	spin_lock(&table->lock);
	entry = live_entry(table, handle);
	removed = entry && ob_era_lasts(source) && entry->sequence == snapshot->sequence &&
		  !(entry->access & OB_PROTECT_CLOSE);
	if (removed) {
		snapshot->access = entry->access;
		free_entry(table, entry, handle >> 2);
	}
	spin_unlock(&table->lock);
	return removed;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_remove_same_handle);

/**
 * ob_change_handle - change what a handle has beside its access
 * @table: the table
 * @handle: the handle
 * @clear: OB_* bits above OB_GRANTED_ACCESS to clear
 * @set: the same, to set
 *
 * Context: process. Takes the table's lock.
 *
 * Return: STATUS_SUCCESS, STATUS_INVALID_HANDLE.
 */
NTSTATUS ob_change_handle(struct ob_handle_table *table, u64 handle,
			  u32 clear, u32 set)
{
	struct ob_handle_entry *entry;

	spin_lock(&table->lock);
	entry = live_entry(table, handle);
	if (entry)
		WRITE_ONCE(entry->access, (entry->access & ~clear) | set);
	spin_unlock(&table->lock);
	if (entry)
		return STATUS_SUCCESS;
	ob_note_invalid_handle(table, handle);
	return STATUS_INVALID_HANDLE;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_change_handle);

/**
 * ob_close_handles - close a table's handles, protected ones too
 * @table: of a process whose threads make no calls meanwhile
 * @keep: OB_* bits of which a handle must have none to be closed; 0 for all
 *
 * What other processes have reserved there they give back by themselves. Context:
 * process; may sleep, and does so while the table is large.
 */
void ob_close_handles(struct ob_handle_table *table, u32 keep)
{
	struct ob_handle_snapshot snapshot;
	u32 index;
	bool close;

	for (index = 1; READ_ONCE(table->count) && index < READ_ONCE(table->limit);
	     index++) {
		rcu_read_lock();
		close = ob_handle_at(table, index, &snapshot) &&
			!(snapshot.access & keep);
		rcu_read_unlock();
		if (close && NT_SUCCESS(ob_remove_handle(table, ob_index_to_handle(index),
							 true, &snapshot)))
			ob_handle_closed(table, &snapshot);
		cond_resched();
	}
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_close_handles);

/**
 * ob_extend_handle_table - give a table entries up to an index
 * @table: of a process that makes no calls yet
 * @index: the last entry wanted
 *
 * Entries are published at will then, and ob_chain_free_handles() has to be
 * called before the table is used. Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_QUOTA_EXCEEDED, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_extend_handle_table(struct ob_handle_table *table, u32 index)
{
	NTSTATUS status = STATUS_SUCCESS;

	while (table->limit <= index && NT_SUCCESS(status)) {
		table->first_free = 0;
		status = grow(table, table->limit);
		cond_resched();
	}
	return status;
}

/**
 * ob_chain_free_handles - make all entries that are not live free ones
 * @table: of a process that makes no calls yet
 *
 * Context: process; may sleep.
 */
void ob_chain_free_handles(struct ob_handle_table *table)
{
	struct ob_handle_entry *entry;
	u32 index;

	table->first_free = 0;
	table->later_first = 0;
	WRITE_ONCE(table->count, 0);
	for (index = table->limit; index-- > 1;) {
		entry = ob_entry_at(table, index);
		if (!entry) {
			cond_resched();
			continue;
		}
		if (entry->sequence & 1) {
			set_count(table, table->count + 1);
		} else {
			entry->next_free = table->first_free;
			table->first_free = index;
		}
	}
}

static void free_middle_page(void **middle)
{
	unsigned int i;

	for (i = 0; middle && i < OB_MIDDLE_ENTRIES; i++)
		free_low_page(middle[i]);
	kfree(middle);
}

/**
 * ob_free_handle_table - free an empty table's pages
 * @table: the table, which nobody else looks at any more
 *
 * Context: process; may sleep.
 */
void ob_free_handle_table(struct ob_handle_table *table)
{
	void **page = (void **)(table->code & ~OB_LEVEL_MASK);
	unsigned int i;

	WARN_ON_ONCE(table->count);
	ob_end_handle_trace(table);
	switch (table->code & OB_LEVEL_MASK) {
	case 0:
		free_low_page((struct ob_handle_entry *)page);
		break;
	case 1:
		free_middle_page(page);
		break;
	case 2:
		for (i = 0; i < OB_TOP_ENTRIES; i++) {
			free_middle_page(page[i]);
			cond_resched();
		}
		kfree(page);
		break;
	}
	table->code = 0;
	table->limit = 0;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_free_handle_table);
