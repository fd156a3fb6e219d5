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
 * ob_enter_exclusive - a process is to get one more handle to an object
 * @object: the object
 * @table: the process's
 * @alone: whether it must be the only handle
 *
 * Context: process.
 *
 * Return: STATUS_SUCCESS; STATUS_ACCESS_DENIED if the object is exclusive and
 * somebody else has it.
 */
NTSTATUS ob_enter_exclusive(struct ob_header *object,
			    const struct ob_handle_table *table, bool alone)
{
	struct ob_name *name = object->name;
	NTSTATUS status = STATUS_SUCCESS;

	if (!name || !test_bit(OB_EXCLUSIVE, &object->flags))
		return STATUS_SUCCESS;
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
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_enter_exclusive);

/**
 * ob_leave_exclusive - a handle for which ob_enter_exclusive() succeeded is gone
 * @object: the object
 *
 * Context: process.
 */
void ob_leave_exclusive(struct ob_header *object)
{
	struct ob_name *name = object->name;

	if (!name || !test_bit(OB_EXCLUSIVE, &object->flags))
		return;
	spin_lock(&exclusive_lock);
	name->exclusive_handles--;
	spin_unlock(&exclusive_lock);
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_leave_exclusive);
