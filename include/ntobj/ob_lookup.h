/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Handle lookups that are compiled in one piece with what is done to the object.
 *
 * A service that is called often does the usual case so, with interrupts off: the
 * handle is good, and nobody waits. Interrupts off are an RCU read section and
 * keep who has an object's lock from being put off. Whatever else there is, it
 * leaves to a function that does all cases, from the beginning.
 */
#ifndef _NTOBJ_OB_LOOKUP_H
#define _NTOBJ_OB_LOOKUP_H

#include <linux/irqflags.h>
#include <linux/nospec.h>
#include <linux/rcupdate.h>
#include <ntobj/ob.h>

#define OB_LOW_ENTRIES		256
#define OB_MIDDLE_ENTRIES	512
#define OB_TOP_ENTRIES		128
#define OB_LEVEL_MASK		3UL
#define OB_INDEX_MAX		((u32)OB_TOP_ENTRIES * OB_MIDDLE_ENTRIES * OB_LOW_ENTRIES)

/* The lowest page that an index is in, of a table that has others above it. */
static __always_inline void *ob_low_page(unsigned long code, u32 index)
{
	void **page = (void **)(code & ~OB_LEVEL_MASK);

	if ((code & OB_LEVEL_MASK) == 2)
		page = READ_ONCE(page[index / (OB_LOW_ENTRIES * OB_MIDDLE_ENTRIES)]);
	return READ_ONCE(page[index / OB_LOW_ENTRIES % OB_MIDDLE_ENTRIES]);
}

/* The entry of an index that is within the table, and known to be. */
static __always_inline struct ob_handle_entry *
ob_known_entry(const struct ob_handle_table *table, u32 index)
{
	unsigned long code = READ_ONCE(table->code);
	struct ob_handle_entry *page = (void *)code;

	if (unlikely(code & OB_LEVEL_MASK))
		page = ob_low_page(code, index);
	return page + index % OB_LOW_ENTRIES;
}

static __always_inline struct ob_handle_entry *
ob_entry_at(const struct ob_handle_table *table, u32 index)
{
	u32 limit;

	/* Pairs with smp_store_release() in grow(). */
	limit = smp_load_acquire(&table->limit);
	if (index >= limit || !(index % OB_LOW_ENTRIES))
		return NULL;
	return ob_known_entry(table, array_index_nospec(index, limit));
}

/* See ob_handle_at(). A page's first entry is no handle, and never live. */
static __always_inline bool ob_read_entry(struct ob_handle_table *table, u32 index,
					  struct ob_handle_snapshot *snapshot)
{
	struct ob_handle_entry *entry;
	u32 limit;

	/* Pairs with smp_store_release() in grow(). */
	limit = smp_load_acquire(&table->limit);
	if (unlikely(index >= limit))
		return false;
	entry = ob_known_entry(table, array_index_nospec(index, limit));
	snapshot->entry = entry;
	/* Pairs with smp_store_release() in ob_publish_handle(). */
	snapshot->sequence = smp_load_acquire(&entry->sequence);
	snapshot->object = READ_ONCE(entry->object);
	snapshot->access = READ_ONCE(entry->access);
	/* Pairs with smp_wmb() in free_entry(). */
	smp_rmb();
	return likely(snapshot->sequence & 1) && likely(ob_handle_is_current(snapshot));
}

/**
 * ob_glance_at_handle - ob_peek_handle(), if all is well
 * @table: the handle's table
 * @handle: the handle
 * @type: the type it must have, or a constant NULL for any
 * @access: rights that the handle must have
 * @snapshot: what was seen
 *
 * Context: any, in an RCU read section.
 *
 * Return: whether all is well. If not, ob_peek_handle() knows why, and notes it.
 */
static __always_inline bool ob_glance_at_handle(struct ob_handle_table *table, u64 handle,
						const struct ob_type *type, u32 access,
						struct ob_handle_snapshot *snapshot)
{
	return likely(handle >> 2 < OB_INDEX_MAX) &&
	       likely(ob_read_entry(table, handle >> 2, snapshot)) &&
	       ((__builtin_constant_p(!type) && !type) ||
		likely(ob_type_of(snapshot->object) == type)) &&
	       likely(!(access & ~snapshot->access));
}

/* ob_peek_handle(), where mostly all is well; @type as for ob_glance_at_handle(). */
static __always_inline NTSTATUS ob_look_at_handle(struct ob_handle_table *table, u64 handle,
						  const struct ob_type *type, u32 access,
						  struct ob_handle_snapshot *snapshot)
{
	return likely(ob_glance_at_handle(table, handle, type, access, snapshot)) ?
	       STATUS_SUCCESS : ob_peek_handle(table, handle, type, access, snapshot);
}

/* Where spinlocks sleep interrupts stay on, and an RCU read section is needed. */
#ifdef CONFIG_PREEMPT_RT
static __always_inline void ob_begin_glance(void)
{
	rcu_read_lock();
}

static __always_inline void ob_end_glance(void)
{
	rcu_read_unlock();
}
#else
static __always_inline void ob_begin_glance(void)
{
	local_irq_disable();
}

static __always_inline void ob_end_glance(void)
{
	local_irq_enable();
}
#endif

#endif /* _NTOBJ_OB_LOOKUP_H */
