// SPDX-License-Identifier: GPL-2.0
/*
 * Events: the two kinds, and what set, reset and pulse do to them.
 */
#include <ntobj/ke.h>

#include "compat/linux.h"
#include "ke/trace.h"

/**
 * ke_change_event - set, reset or pulse an event
 * @event: the event
 * @operation: what to do
 * @signal: from ke_begin_signal()
 *
 * A synchronization event that releases a waiter stays, or becomes, not
 * signalled: the waiter has consumed the signal. A pulse never shows the event
 * signalled to anybody. Context: any; between ke_begin_signal() and
 * ke_end_signal(). As KeSetEvent, KeResetEvent and KePulseEvent have it.
 *
 * Return: the state before, 0 or 1.
 */
s32 ke_change_event(struct ke_dispatcher *event,
		    enum ke_event_operation operation,
		    struct ke_signal *signal)
{
	s32 previous = event->signal_state;

	lockdep_assert_held(&event->lock);
	WRITE_ONCE(event->signal_state, operation != KE_EVENT_RESET);
	if (!previous && operation != KE_EVENT_RESET && !list_empty(&event->waiters))
		ke_give(event, signal);
	if (operation == KE_EVENT_PULSE)
		WRITE_ONCE(event->signal_state, 0);
	trace_ntobj_signal(event->type, previous, event->signal_state);
	return previous;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_change_event);
