// SPDX-License-Identifier: GPL-2.0
/*
 * Events: the two kinds, and what set, reset and pulse do to them.
 */
#include <ntobj/ke.h>

#include "compat/linux.h"

/* Takes from the queue whom a signalled event of this kind releases. */
static void take_released(struct ke_dispatcher *event, struct list_head *released)
{
	if (list_empty(&event->waiters))
		return;
	if (event->type == KE_NOTIFICATION_EVENT) {
		event->release_epoch++;
		list_splice_init(&event->waiters, released);
	} else {
		list_move(event->waiters.next, released);
	}
}

/**
 * ke_change_event - set, reset or pulse an event
 * @event: the event
 * @operation: what to do
 * @released: an empty list; afterwards those to be passed to
 *	ke_release_waiters()
 *
 * A synchronization event that releases a waiter stays, or becomes, not
 * signalled: the waiter has consumed the signal. A pulse never shows the event
 * signalled to anybody. Context: any; the lock is held. As KeSetEvent,
 * KeResetEvent and KePulseEvent have it.
 *
 * Return: the state before, 0 or 1.
 */
s32 ke_change_event(struct ke_dispatcher *event,
		    enum ke_event_operation operation,
		    struct list_head *released)
{
	s32 previous = event->signal_state;

	lockdep_assert_held(&event->lock);
	switch (operation) {
	case KE_EVENT_SET:
		if (!previous)
			take_released(event, released);
		event->signal_state = event->type == KE_NOTIFICATION_EVENT ||
				      list_empty(released);
		break;
	case KE_EVENT_PULSE:
		if (!previous)
			take_released(event, released);
		event->signal_state = 0;
		break;
	case KE_EVENT_RESET:
		event->signal_state = 0;
		break;
	}
	return previous;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_change_event);
