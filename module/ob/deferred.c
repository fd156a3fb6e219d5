// SPDX-License-Identifier: GPL-2.0
/*
 * Letting go of objects where one may not sleep.
 *
 * To free an object is to call its type, take its name away and perhaps free its
 * directory, all of which may sleep. So if the last reference goes elsewhere the
 * object is put into a list, and a worker frees what is there. It has no holders
 * any more, whose place the list's link takes; nobody else can reach it.
 */
#include <linux/export.h>
#include <linux/llist.h>
#include <linux/workqueue.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "ob/internal.h"

static LLIST_HEAD(deferred);

static void free_deferred(struct work_struct *work)
{
	struct ob_header *object, *next;

	llist_for_each_entry_safe(object, next, llist_del_all(&deferred), deferred) {
		object->holders = NULL;
		ob_free_object(object);
	}
}

static DECLARE_WORK(deferred_work, free_deferred);

/**
 * ob_dereference_object_deferred - drop a reference where one may not sleep
 * @object: on which the caller has one
 *
 * If it was the last one the object is freed soon, by a worker. As
 * ObDereferenceObjectDeferDelete.
 *
 * Context: process, softirq.
 */
void ob_dereference_object_deferred(struct ob_header *object)
{
	if (!ob_drop(object, OB_BY_POINTER))
		return;
	if (object->holders)
		ob_free_holders(object->holders);
	/* Who finds the list empty begins the work for those who don't. */
	if (llist_add(&object->deferred, &deferred))
		schedule_work(&deferred_work);
}
EXPORT_SYMBOL_NTOBJ(ob_dereference_object_deferred);

/* Nobody lets go of an object any more. */
void ob_deferred_teardown(void)
{
	flush_work(&deferred_work);
}
