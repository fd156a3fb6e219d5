// SPDX-License-Identifier: GPL-2.0
/*
 * Holders: which processes have handles to an object, and how many each, for
 * objects of the types that keep that (NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT).
 *
 * The list has a mutex of its own, under which only memory is allocated. An
 * entry stands for a handle table, by address alone: a table with handles is
 * alive, and its entry goes with its last handle.
 */
#include <linux/mutex.h>
#include <linux/slab.h>
#include <ntobj/ob.h>

#include "ob/internal.h"

struct holder {
	struct list_head link;
	const struct ob_handle_table *table;
	u32 handles;
};

struct ob_holders {
	struct mutex lock;	/* guards the list and its entries */
	struct list_head list;
};

/**
 * ob_create_holders - begin an object's list
 *
 * Context: process; may sleep.
 *
 * Return: the list, or NULL if memory is short.
 */
struct ob_holders *ob_create_holders(void)
{
	struct ob_holders *holders = kzalloc(sizeof(*holders), GFP_KERNEL_ACCOUNT);

	if (holders) {
		mutex_init(&holders->lock);
		INIT_LIST_HEAD(&holders->list);
	}
	return holders;
}

/* Frees a list, which is empty as its object has no handles, or NULL. */
void ob_free_holders(struct ob_holders *holders)
{
	WARN_ON_ONCE(holders && !list_empty(&holders->list));
	kfree(holders);
}

static struct holder *find_holder(struct ob_holders *holders,
				  const struct ob_handle_table *table)
{
	struct holder *holder;

	lockdep_assert_held(&holders->lock);
	list_for_each_entry(holder, &holders->list, link)
		if (holder->table == table)
			return holder;
	return NULL;
}

/**
 * ob_add_to_holders - ob_add_holder() for an object that has a list
 * @holders: the list
 * @table: see there
 * @handles: see there; set if it succeeds
 *
 * Return: see there.
 */
NTSTATUS ob_add_to_holders(struct ob_holders *holders,
			   const struct ob_handle_table *table, u32 *handles)
{
	struct holder *holder;

	mutex_lock(&holders->lock);
	holder = find_holder(holders, table);
	if (!holder) {
		holder = kzalloc(sizeof(*holder), GFP_KERNEL_ACCOUNT);
		if (holder) {
			holder->table = table;
			list_add_tail(&holder->link, &holders->list);
		}
	}
	if (holder)
		*handles = ++holder->handles;
	mutex_unlock(&holders->lock);
	return holder ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES;
}

/**
 * ob_remove_from_holders - ob_remove_holder() for an object that has a list
 * @holders: the list
 * @table: see there
 *
 * Return: see there.
 */
u32 ob_remove_from_holders(struct ob_holders *holders,
			   const struct ob_handle_table *table)
{
	struct holder *holder;
	u32 handles = 0;

	mutex_lock(&holders->lock);
	holder = find_holder(holders, table);
	if (!WARN_ON_ONCE(!holder)) {
		handles = holder->handles--;
		if (!holder->handles) {
			list_del(&holder->link);
			kfree(holder);
		}
	}
	mutex_unlock(&holders->lock);
	return handles;
}
