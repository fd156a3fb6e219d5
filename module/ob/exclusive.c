// SPDX-License-Identifier: GPL-2.0
/*
 * Exclusive objects: those that one process at a time may have handles to.
 *
 * It is the handle that is refused: looking the object up, finding that its
 * type is wrong or that its name is taken, and passing through it when it is a
 * link, are nobody's privilege. @exclusive_lock guards the two fields of all
 * names; it is innermost and held for a few instructions.
 */
#include <linux/spinlock.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "ob/internal.h"

static DEFINE_SPINLOCK(exclusive_lock);

/**
 * ob_enter_exclusive_name - ob_enter_exclusive() for an object that is exclusive
 * @name: its name
 * @table: see there
 * @alone: see there
 *
 * Return: see there.
 */
NTSTATUS ob_enter_exclusive_name(struct ob_name *name,
				 const struct ob_handle_table *table, bool alone)
{
	NTSTATUS status = STATUS_SUCCESS;

	spin_lock(&exclusive_lock);
	if (name->exclusive_handles && (alone || name->exclusive != table)) {
		status = STATUS_ACCESS_DENIED;
	} else {
		name->exclusive = table;
		name->exclusive_handles++;
	}
	spin_unlock(&exclusive_lock);
	return status;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_enter_exclusive_name);

/**
 * ob_leave_exclusive_name - ob_leave_exclusive() for an object that is exclusive
 * @name: its name
 */
void ob_leave_exclusive_name(struct ob_name *name)
{
	spin_lock(&exclusive_lock);
	name->exclusive_handles--;
	spin_unlock(&exclusive_lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_leave_exclusive_name);
