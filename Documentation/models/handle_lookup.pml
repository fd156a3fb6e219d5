/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Looking a handle up while it is closed and its value used again.
 *
 * The code: ob_handle_at(), ob_publish_handle(), ob_reserve_handle(),
 * free_entry() and ob_remove_handle() in module/ob/handle_table.c;
 * ob_peek_handle(), ob_reference_object_by_handle() and ob_handle_closed() in
 * module/ob/handle.c; ob_create_object(), ob_reference_object_unless_gone() and
 * ob_dereference_object() in module/ob/object.c; ob_handle_is_current() in
 * include/ntobj/ob.h; ke_dispatcher_retire() in module/ke/dispatcher.c.
 *
 * There is one entry. At first it is a handle to object A. Two threads close
 * the handle, whatever it stands for then. One makes object B and gives it the
 * entry if that is free. B has other rights, and lies in the memory that was
 * A's, in other memory of A's type, or is of another type. One thread looks the
 * handle up and takes a reference, one works under the object's lock without
 * one. With A_KEPT there is another reference on A, which nobody gives back.
 * The slab allocator gives memory back when nobody can have found an
 * object there any more.
 *
 * Memory orderings
 *
 * The words of the entry are read without a lock. Each has all versions that it
 * ever had, and a thread knows up to which one each has surely been
 * overwritten. A load gives that version or any later one. Thus both orders of
 * two loads, and of two stores, are possible unless something forbids it, even
 * where the model has them in one step. What forbids it is knowledge that is
 * handed on:
 *
 * - a load with acquire gives what the store with release had behind it
 *   (BEHIND_SEQUENCE);
 * - a load followed by a read barrier gives what was before the write barrier
 *   that came before the store (BEHIND_OBJECT, BEHIND_ACCESS);
 * - who takes a lock gets to know what those knew who held it before;
 * - so does who changes a counter, of those who changed it before.
 *
 * The versions of the three words:
 *
 *	version	sequence	object			access
 *	0	1: live		A			A's
 *	1	2: free		index of a free entry	0
 *	2	3: live		NULL, reserved		B's
 *	3	4: free		B			0
 *	4			index of a free entry
 *
 * What threads learn of each other by other means, such as one telling another
 * that its call has returned, is in "told": who makes a call knows all that was
 * known to those whose calls had returned. So a handle that was closed before
 * the call began is one whose end is known at its beginning.
 *
 * Runs, for tools/models:
 *	holds	all
 *	holds	closers			-DCLOSERS=2 -DONLY_REFERENCE
 *	holds	kept			-DA_KEPT
 *	holds	closers-and-lock	-DCLOSERS=2 -DONLY_LOCK
 *
 * The states without which all that would say nothing:
 *	finds	reference-on-b		-DSEEK=reference_on_b
 *	finds	lock-on-b		-DSEEK=lock_on_b
 *	finds	reference-late		-DSEEK=reference_late
 *	finds	lock-late		-DSEEK=lock_late
 *	finds	freed-by-lookup		-DSEEK=freed_by_lookup
 *	finds	memory-given-back	-DSEEK=memory_given_back
 *	finds	access-denied		-DSEEK=access_denied
 *	finds	type-mismatch		-DSEEK=type_mismatch
 *
 * One thing less that the code relies on:
 *	fails	no-release		wrong_object|wrong_rights	-DNO_RELEASE
 *	fails	no-acquire		wrong_object|wrong_rights	-DNO_ACQUIRE
 *	fails	no-wmb			wrong_object	-DNO_WMB
 *	fails	no-rmb			wrong_object	-DNO_RMB
 *	fails	no-recheck		wrong_object	-DNO_RECHECK
 *	fails	one-bit-sequence	wrong_object	-DONE_BIT_SEQUENCE
 *	fails	no-acquire-in-close	wrong_object	-DNO_ACQUIRE_IN_CLOSE -DCLOSERS=2 -DONLY_REFERENCE
 *	fails	no-table-lock		underflow	-DNO_TABLE_LOCK -DCLOSERS=2 -DONLY_REFERENCE
 *	fails	no-recheck-after-reference	wrong_object	-DNO_RECHECK_AFTER_REFERENCE -DONLY_REFERENCE
 *	fails	no-recheck-under-lock	wrong_object	-DNO_RECHECK_UNDER_LOCK -DONLY_LOCK
 *	fails	remembered		closed_before	-DREMEMBERED -DNO_RECHECK_AFTER_REFERENCE -DA_KEPT -DONLY_REFERENCE
 *	fails	no-retire		wrong_object	-DNO_RETIRE -DONLY_LOCK
 *	fails	no-type-check		wrong_type	-DNO_TYPE_CHECK
 *	fails	plain-reference		freed_twice|wrong_object|lost_reference	-DPLAIN_REFERENCE
 *	fails	no-release-in-create	wrong_object	-DNO_RELEASE_IN_CREATE
 *	fails	relaxed-dereference	wrong_object	-DRELAXED_DEREFERENCE
 *	fails	no-rcu-reference	gone_memory	-DNO_RCU -DONLY_REFERENCE
 *	fails	no-rcu-lock		gone_memory	-DNO_RCU -DONLY_LOCK
 *	fails	short-rcu		gone_memory	-DSHORT_RCU -DONLY_REFERENCE
 *	fails	dereference-first	untrue_failure|wrong_object	-DDEREFERENCE_FIRST
 *	fails	keep-on-close		lost_reference	-DKEEP_ON_CLOSE
 *	fails	keep-when-closed	lost_reference	-DKEEP_WHEN_CLOSED
 */

/* The properties; an error's message has the name. */
hidden byte wrong_object = 1;	/* another object than the handle's */
hidden byte wrong_rights = 1;	/* another handle's rights */
hidden byte wrong_type = 1;	/* a type that was not asked for */
hidden byte closed_before = 1;	/* a handle that was closed before the call */
hidden byte untrue_failure = 1;	/* a failure, though the handle was good all the time */
hidden byte gone_memory = 1;	/* used, though its page has been given back */
hidden byte underflow = 1;	/* more references dropped than there are */
hidden byte freed_twice = 1;
hidden byte lost_reference = 1;	/* a handle's or a lookup's, never given back */
hidden byte sought = 1;		/* a state that SEEK names */

#define always(property, condition)	assert((condition) || !property)

#ifndef SEEK
#define SEEK			0
#endif
#define reference_on_b		1	/* the handle to B gives a reference */
#define lock_on_b		2	/* and B's lock */
#define reference_late		3	/* the handle to A gives one on B */
#define lock_late		4	/* and B's lock */
#define freed_by_lookup		5	/* the last reference was a lookup's */
#define memory_given_back	6
#define access_denied		7
#define type_mismatch		8

#define seek(state, condition)	assert(SEEK != state || !(condition) || !sought)

#ifdef A_KEPT
#define KEPT			1
#else
#define KEPT			0
#endif

#ifndef CLOSERS
#define CLOSERS			1
#endif

/* Memory for objects: where A is, more of its type, some of another type. */
#define MEMORY_OF_A		0
#define OTHER_MEMORY		1
#define OTHER_TYPE		2
#define NOWHERE			3	/* NULL, or a number that is no address */

/* The newest version of each word of the entry. */
byte sequence, object, access;
bool entry_is_free;			/* is in the list of free ones */

/* The table's lock, and what who takes it gets to know of the sequence. */
bool table_lock;
byte table_known;

byte told;				/* by calls that have returned */
byte ended;				/* threads */

byte memory_of_b = NOWHERE;

/* Of each memory: which object is there, 0 none, 1 A, 2 B. */
byte resident[3];
byte count[3];				/* ob_header.pointer_count */
byte count_known[3];			/* handed on by its atomic operations */
bool lock[3];				/* the dispatcher's */
byte lock_known[3];
byte free_known[3];			/* handed on by the allocator */
bool leaving[3];			/* its page is about to be given back */
bool gone[3];				/* it was */

/* RCU read sections: who is in one, for whom the allocator waits, what for. */
bool reading[2];
bool awaited[2];
byte period_known;

#define IS_LIVE(version)	((version) == 0 || (version) == 2)

/* Of a live handle: which object, and which rights. */
#define OBJECT_OF(version)	((version) / 2 + 1)
#define RIGHTS_OF(version)	((version) / 2 + 1)

/* What a version of a word is. */
#define MEMORY(version) \
	((version) == 0 -> MEMORY_OF_A : ((version) == 3 -> memory_of_b : NOWHERE))
#define RIGHTS(version)		((version) == 0 -> 1 : ((version) == 2 -> 2 : 0))
#ifdef ONE_BIT_SEQUENCE
#define SEQUENCE(version)	(((version) + 1) & 1)
#else
#define SEQUENCE(version)	((version) + 1)
#endif

/* smp_store_release() in ob_publish_handle(), smp_load_acquire() of what it did */
#ifdef NO_RELEASE
#define BEHIND_SEQUENCE(object_known, access_known, version)	skip
#else
#define BEHIND_SEQUENCE(object_known, access_known, version) \
	object_known = ((version) >= 2 -> 3 : 0); \
	access_known = ((version) >= 2 -> 2 : 0)
#endif

/*
 * smp_wmb() in free_entry(), smp_rmb() in ob_handle_at(). What is stored by the
 * next to take the table's lock, or after that, is behind the change of the
 * sequence without a barrier of its own.
 */
#ifdef NO_WMB
#define BEHIND_OBJECT(version)	((version) >= 2 -> 1 : 0)
#define BEHIND_ACCESS(version)	((version) >= 2 -> 1 : 0)
#else
#define BEHIND_OBJECT(version)	((version) == 4 -> 3 : ((version) >= 1 -> 1 : 0))
#define BEHIND_ACCESS(version)	((version) == 3 -> 3 : ((version) >= 1 -> 1 : 0))
#endif

/* ob_reference_object_unless_gone() adds to no count of zero. */
#ifdef PLAIN_REFERENCE
#define CAN_REFERENCE		true
#else
#define CAN_REFERENCE		(count[where] > 0)
#endif

/* The inlines have their caller's "known", "where", "seen", ... */

#define max(a, b)		((a) > (b) -> (a) : (b))

inline learn(who, what)
{
	who = max(who, what)
}

/* Any version that is not surely overwritten. */
inline load(result, oldest, newest)
{
	result = oldest;
	do
	:: result < newest -> result++
	:: break
	od
}

inline take_lock()
{
	!lock[where] -> lock[where] = true;
	always(gone_memory, !gone[where]);
	learn(known, lock_known[where])
}

inline drop_lock()
{
	lock_known[where] = known;
	lock[where] = false
}

inline rcu_read_lock(reader)
{
#ifndef NO_RCU
	reading[reader] = true;
#endif
	learn(known, period_known)
}

inline rcu_read_unlock(reader)
{
	reading[reader] = false;
	awaited[reader] = false
}

/* ob_dereference_object(), free_object(), ke_dispatcher_retire() */
inline dereference()
{
	atomic {
		always(gone_memory, !gone[where]);
		always(underflow, count[where] > 0);
		count[where]--;
#ifndef RELAXED_DEREFERENCE
		learn(known, count_known[where]);
		count_known[where] = known;
#endif
		last = !count[where]
	}
	if
	:: last ->
#ifndef NO_RETIRE
		atomic { take_lock(); drop_lock() }
#endif
		atomic {
			always(freed_twice, resident[where]);
			resident[where] = 0;
			free_known[where] = known
		}
	:: else
	fi
}

inline begin_call()
{
#ifndef REMEMBERED
	known = told;
#endif
	began = told
}

inline end_call()
{
	learn(told, known);
	known = 0;
	where = 0;
	ended++
}

/* ob_handle_is_current() */
inline is_current()
{
	load(version, known, sequence);
	known = version;
	current_handle = (SEQUENCE(version) == SEQUENCE(seen));
	version = 0
}

/* ob_handle_at(): "seen" is the version of the sequence that it saw. */
inline handle_at()
{
	load(seen, known, sequence);
	known = seen;
#ifndef NO_ACQUIRE
	BEHIND_SEQUENCE(object_known, access_known, seen);
#endif
	load(version, object_known, object);
	where = MEMORY(version);
	behind = BEHIND_OBJECT(version);
	load(version, access_known, access);
	rights = RIGHTS(version);
	learn(behind, BEHIND_ACCESS(version));
#ifndef NO_RMB
	learn(known, behind);
#endif
#ifdef NO_RECHECK
	current_handle = true;
#else
	is_current();
#endif
	current_handle = current_handle && IS_LIVE(seen);
	object_known = 0;
	access_known = 0;
	behind = 0;
	version = 0
}

/*
 * A failure is the truth if at some moment within the call the handle was not
 * open, or had not the rights, or its object was of another type.
 */
#define A_IN_CALL		(began == 0)
#define B_IN_CALL		(began <= 2 && sequence >= 2)

inline answer_invalid()
{
	always(untrue_failure, !(IS_LIVE(began) && sequence == began))
}

inline answer_denied()
{
	always(untrue_failure, (A_IN_CALL && wanted != RIGHTS_OF(0)) ||
			       (B_IN_CALL && wanted != RIGHTS_OF(2)));
	seek(access_denied, true)
}

inline answer_mismatch()
{
	always(untrue_failure, B_IN_CALL && memory_of_b == OTHER_TYPE);
	seek(type_mismatch, true)
}

/* What success means, from the moment on at which it is certain. */
inline right_object()
{
	always(wrong_object, where != NOWHERE && resident[where] == OBJECT_OF(seen));
	always(wrong_rights, rights == RIGHTS_OF(seen));
	always(closed_before, seen >= began)
}

/* check_snapshot(), for any of the rights, for A's type or for any */
inline check_snapshot()
{
	always(wrong_object, where != NOWHERE);
	always(gone_memory, !gone[where]);
#ifndef NO_TYPE_CHECK
	if
	:: where == OTHER_TYPE -> answer_mismatch(); goto out
	:: where != OTHER_TYPE
	:: any_type
	fi;
#endif
	always(wrong_type, any_type || where != OTHER_TYPE);
	if
	:: wanted = 1
	:: wanted = 2
	fi;
	if
	:: rights != wanted -> answer_denied(); wanted = 0; goto out
	:: else -> wanted = 0
	fi
}

/* ob_reference_object_by_handle(), some use, ob_dereference_object() */
proctype by_reference()
{
	byte began, known, object_known, access_known, behind;
	byte seen, version, where, rights, wanted;
	bool any_type, current_handle, last;

	atomic { begin_call(); rcu_read_lock(0) }
	atomic {
		handle_at();
		if
		:: !current_handle -> answer_invalid(); goto out
		:: else
		fi
	}
#ifdef SHORT_RCU
	rcu_read_unlock(0);
#endif
	atomic {
		if
		:: any_type = true
		:: any_type = false
		fi;
		check_snapshot();
		any_type = false;
		/*
		 * ob_reference_object_unless_gone(). If it fails it orders
		 * nothing, so it may have read the zero that was before B.
		 */
		if
		:: CAN_REFERENCE ->
			count[where]++;
			learn(known, count_known[where]);
			count_known[where] = known
		:: !CAN_REFERENCE || (seen == 0 && resident[where] == 2) ->
			answer_invalid();
			goto out
		fi;
		seek(reference_late, seen == 0 && resident[where] == 2)
	}
	atomic {
#ifdef NO_RECHECK_AFTER_REFERENCE
		current_handle = true;
#else
		is_current();
#endif
		rcu_read_unlock(0);
		if
		:: current_handle ->
			right_object();
			seek(reference_on_b, seen == 2)
		:: else ->
			answer_invalid();
#ifdef KEEP_WHEN_CLOSED
			goto out
#endif
		fi
	}
	/* In use, and still the same. */
	if
	:: current_handle -> atomic { right_object(); current_handle = false }
	:: else
	fi;
	dereference();
	seek(freed_by_lookup, last);
out:	atomic {
		rcu_read_unlock(0);
		end_call();
		began = 0;
		seen = 0;
		rights = 0
	}
}

/* As change() in module/ex/event.c: ob_peek_handle(), the lock, the operation */
proctype under_lock()
{
	byte began, known, object_known, access_known, behind;
	byte seen, version, where, rights, wanted;
	bool any_type, current_handle;

	atomic { begin_call(); rcu_read_lock(1) }
	atomic {
		handle_at();
		if
		:: !current_handle -> answer_invalid(); goto out
		:: else
		fi
	}
	atomic { check_snapshot() }
	atomic {
		take_lock();
		seek(lock_late, seen == 0 && resident[where] == 2)
	}
	atomic {
#ifdef NO_RECHECK_UNDER_LOCK
		current_handle = true;
#else
		is_current();
#endif
		if
		:: current_handle ->
			right_object();
			seek(lock_on_b, seen == 2)
		:: else ->
			answer_invalid()
		fi
	}
	/* At work: the handle can be closed now, but the object not freed. */
	atomic {
		if
		:: current_handle -> right_object()
		:: else
		fi;
		drop_lock()
	}
out:	atomic {
		rcu_read_unlock(1);
		end_call();
		began = 0;
		seen = 0;
		rights = 0;
		current_handle = false
	}
}

/* ob_remove_handle() and ob_handle_closed() */
proctype close()
{
	byte known, object_known, access_known, seen, version, where;
	bool last;

	known = told;
	/* live_entry() */
	atomic {
#ifndef NO_TABLE_LOCK
		!table_lock -> table_lock = true;
#endif
		learn(known, table_known);
		load(seen, known, sequence);
		known = seen;
		if
		:: !IS_LIVE(seen) ->
			table_known = known;
			table_lock = false;
			seen = 0;
			goto out
		:: else
		fi;
		/* All but what ob_publish_handle() stores is under the lock. */
		object_known = (object == 3 -> 2 : object);
#ifndef NO_ACQUIRE_IN_CLOSE
		BEHIND_SEQUENCE(object_known, access_known, seen);
#endif
		load(version, object_known, object);
		where = MEMORY(version);
		always(wrong_object, where != NOWHERE && resident[where] == OBJECT_OF(seen));
		version = 0;
		object_known = 0;
		access_known = 0
	}
#ifdef DEREFERENCE_FIRST
	dereference();
#endif
	/* free_entry() */
	atomic {
		sequence = seen + 1;
		access = seen + 1;
		object = (seen == 0 -> 1 : 4);
		entry_is_free = true;
		known = sequence;
		seen = 0;
		table_known = known;
		table_lock = false
	}
#if !defined(DEREFERENCE_FIRST) && !defined(KEEP_ON_CLOSE)
	dereference();
#endif
out:	atomic { end_call() }
}

/* ob_create_object(), ob_reserve_handle(), ob_publish_handle() */
proctype create()
{
	byte known, where;
	bool last;

	known = told;
	atomic {
		if
		:: !resident[MEMORY_OF_A] && !leaving[MEMORY_OF_A] -> where = MEMORY_OF_A
		:: where = OTHER_MEMORY
		:: where = OTHER_TYPE
		fi;
		memory_of_b = where;
		resident[where] = 2;
		learn(known, free_known[where])
	}
	/* atomic_long_set_release() */
	atomic {
		count[where] = 1;
#ifdef NO_RELEASE_IN_CREATE
		count_known[where] = 0;
#else
		count_known[where] = known
#endif
	}
	atomic {
		!table_lock;
		learn(known, table_known);
		if
		:: entry_is_free ->
			entry_is_free = false;
			object = 2
		/* It gets another entry, at which nobody looks. */
		:: else -> goto out
		fi
	}
	/* The object, the access, and at last the sequence: BEHIND_SEQUENCE */
	atomic {
		object = 3;
		access = 2;
		sequence = 2;
		known = 2;
		goto published
	}
out:	dereference();
published:
	atomic { end_call() }
}

/* The slab allocator gives a page back that has no object any more. */
proctype give_back()
{
	byte where;

end:	atomic {
		if
		:: !resident[MEMORY_OF_A] -> where = MEMORY_OF_A
		:: memory_of_b != NOWHERE && !resident[memory_of_b] ->
			where = memory_of_b
		fi;
		leaving[where] = true;
		period_known = free_known[where];
		awaited[0] = reading[0];
		awaited[1] = reading[1]
	}
	/* A grace period */
	atomic {
		!awaited[0] && !awaited[1] -> gone[where] = true;
		seek(memory_given_back, true)
	}
}

/* At the end each handle that is open has its reference, and nobody else. */
inline account(memory)
{
	expected = (memory == MEMORY_OF_A -> KEPT : 0) +
		   (memory == MEMORY_OF_A && sequence == 0 -> 1 : 0) +
		   (memory == memory_of_b && sequence == 2 -> 1 : 0);
	always(lost_reference, count[memory] == expected);
	always(lost_reference, (resident[memory] != 0) == (expected != 0))
}

init
{
	byte threads = 1, expected;

	atomic {
		resident[MEMORY_OF_A] = 1;
		count[MEMORY_OF_A] = 1 + KEPT;
		do
		:: threads <= CLOSERS -> run close(); threads++
		:: else -> break
		od;
		run create();
#ifndef ONLY_LOCK
		run by_reference();
		threads++;
#endif
#ifndef ONLY_REFERENCE
		run under_lock();
		threads++;
#endif
		run give_back()
	}
	atomic {
		ended == threads ->
		account(MEMORY_OF_A);
		account(OTHER_MEMORY);
		account(OTHER_TYPE)
	}
}
