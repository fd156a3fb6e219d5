/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A lookup ends, however long others close the handle and use its value again.
 *
 * The code: ob_reference_object_by_handle() in module/ob/handle.c, and change()
 * in module/ex/event.c for a lookup that works under the object's lock. What
 * they find is right: that is handle_lookup.pml's matter, and so are orderings.
 *
 * One thread closes the handle and publishes it again for ever, with the same
 * object, which it locks in between as ke_dispatcher_retire() and others do.
 * Every thread that can go on does so at some time. Linux's spinlocks are given
 * to those who wait in their order, so the lock is a row of tickets.
 *
 * Runs, for tools/models:
 *	holds	by-reference	-a -f
 *	holds	under-lock	-a -f -DUNDER_LOCK
 *	fails	again		acceptance	-a -f -DAGAIN
 *	fails	again-under-lock	acceptance	-a -f -DAGAIN -DUNDER_LOCK
 *	fails	unfair-lock	acceptance	-a -f -DUNFAIR_LOCK -DUNDER_LOCK
 */

#define LIVE(sequence)	((sequence) & 1)

byte sequence = 1;
bool ended;

#ifdef UNFAIR_LOCK
bool locked;

inline take_lock()
{
	atomic { !locked -> locked = true }
}

inline drop_lock()
{
	locked = false
}
#else
/* Numbers come round, at more than there are threads. */
byte next_ticket, serving;

inline take_lock()
{
	atomic { ticket = next_ticket; next_ticket = (next_ticket + 1) % 4 }
	serving == ticket
}

inline drop_lock()
{
	serving = (serving + 1) % 4
}
#endif

/* A look that finds the handle closed, or closed meanwhile, is the answer. */
#ifdef AGAIN
#define CLOSED	again
#else
#define CLOSED	out
#endif

active proctype lookup()
{
	byte ticket, seen;
	bool current_handle;

again:	seen = sequence;
	if
	:: !LIVE(seen) -> goto CLOSED
	:: else
	fi;
	if
	:: sequence != seen -> goto CLOSED
	:: else
	fi;
#ifdef UNDER_LOCK
	take_lock();
	current_handle = (sequence == seen);
	drop_lock();
#else
	/* The reference, which is tried once, and the look after it. */
	current_handle = (sequence == seen);
#endif
	if
	:: !current_handle -> goto CLOSED
	:: else
	fi;
out:	ended = true
}

active proctype others()
{
	byte ticket;

	do
	:: sequence = (sequence + 1) % 8;
		take_lock();
		drop_lock();
		sequence = (sequence + 1) % 8
	od
}

ltl ends { <> ended }
