/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Objects that release many waits at once, and claim them in pieces.
 *
 * wait.pml has how waits are queued, claimed and told. This is about what an
 * object that gives to everybody does when that is too much for one moment:
 *
 * Under its lock some of the waits for any are claimed. The others move to the
 * object's list of what it has released, in one step, and the object's stamp
 * becomes the next of a clock that all objects share. They are claimed later, in
 * pieces, with the lock dropped in between. A wait knows the stamps that its
 * objects had when it was queued, so from a newer one it is seen to have been
 * released (find_released()): by the object with the least of those, if there are
 * several, which takes a second look. Whoever comes across it for another object
 * leaves it alone; if it ends for another reason it says that the one which
 * released it has satisfied it.
 *
 * An object that has released is not signalled anew before its list is empty: who
 * comes for that helps to claim. So its stamp is that of the first release of all
 * waits that are still in the list.
 *
 * The model: WAITERS threads wait, WAITS times each, for any of two objects, the
 * second of which may be a semaphore. SIGNALLERS set, reset, pulse or release
 * them, OPS times each. Any number of waits may be too much for one moment, and a
 * piece is one wait. The first thread's waits may end by themselves at any time.
 * IN_TURN gives each signaller an object of its own, or half of one. IN_PIECES has
 * pulses only, which claim nobody at once, and no waits that end by themselves.
 *
 * Runs, for tools/models:
 *	holds	twice		-DWAITS=2 -DSIGNALLERS=2 -DOPS=1
 *	holds	two-waiters	-DWAITERS=2 -DSIGNALLERS=2 -DOPS=1 -DIN_TURN
 *	holds	all-in-pieces	-DWAITERS=2 -DSIGNALLERS=3 -DOPS=1 -DIN_TURN -DIN_PIECES
 *	holds	two-ops		-DSIGNALLERS=2 -DOPS=2
 *	holds	three-signallers	-DSIGNALLERS=3 -DOPS=1 -DIN_TURN
 *	holds	semaphore	-DSEMAPHORE -DWAITERS=2 -DSIGNALLERS=2 -DOPS=1
 *
 * The states without which all that would say nothing:
 *	finds	in-pieces	-DSEEK=in_pieces -DWAITERS=2
 *	finds	by-two		-DSEEK=by_two -DSIGNALLERS=2
 *	finds	left-to-first	-DSEEK=left_to_first -DSIGNALLERS=2
 *	finds	helped		-DSEEK=helped -DSIGNALLERS=3 -DOPS=2
 *	finds	late		-DSEEK=late
 *
 * One thing less that the protocol relies on:
 *	fails	lowest		wrong_first	-DLOWEST -DSIGNALLERS=2 -DOPS=2
 *	fails	claim-any	wrong_first	-DCLAIM_ANY -DSIGNALLERS=2 -DOPS=2
 *	fails	look-once	wrong_first	-DLOOK_ONCE -DSIGNALLERS=2 -DOPS=1
 *	fails	no-look		wrong_first	-DNO_LOOK -DSIGNALLERS=2 -DOPS=2
 *	fails	no-help		wrong_first|stranded	-DNO_HELP -DWAITERS=2 -DSIGNALLERS=3 -DOPS=1 -DIN_TURN -DIN_PIECES
 *	fails	no-find		taken_back	-DNO_FIND
 *	fails	not-again	stranded	-DNOT_AGAIN -DWAITERS=2
 */

/* The properties; an error's message has the name. */
hidden byte wrong_first = 1;	/* another object was there first */
hidden byte taken_back = 1;	/* released, and says that nothing was signalled */
hidden byte stranded = 1;	/* released, and asleep for ever */
hidden byte taken_in_vain = 1;	/* a semaphore's count went, and nobody says so */
hidden byte stuck = 1;		/* for ever at something else than a sleep */
hidden byte sought = 1;		/* a state that SEEK names */

#define always(property, condition)	assert((condition) || !property)

#ifndef SEEK
#define SEEK			0
#endif
#define in_pieces		1	/* the lock is dropped with more to claim */
#define by_two			2	/* both objects have released a wait */
#define left_to_first		3
#define helped			4	/* somebody else's release is claimed */
#define late			5	/* who gives up finds that he was released */

#define seek(name, condition)	assert(SEEK != name || !(condition) || !sought)

#ifndef WAITERS
#define WAITERS			1
#endif
#ifndef WAITS
#define WAITS			1
#endif
#ifndef SIGNALLERS
#define SIGNALLERS		1
#endif
#ifndef OPS
#define OPS			2
#endif
#ifdef SEMAPHORE
#define IS_SEMAPHORE(o)		((o) == 1)
#else
#define IS_SEMAPHORE(o)		false
#endif

#define OBJECTS			2
#define BIT(n)			(1 << (n))
#define NONE			OBJECTS

/* Objects */
bool locked[OBJECTS];
byte state[OBJECTS];
byte queue[OBJECTS];		/* waits, by bits */
byte released[OBJECTS];
byte stamp[OBJECTS];
bool releasing[OBJECTS];
byte clock;

/* Waits */
#define IDLE			0
#define PENDING			1
#define CLAIMED			2
#define SATISFIED		3
#define GAVE_UP			4

byte phase[WAITERS];
byte result[WAITERS];
byte seen[WAITERS * OBJECTS];	/* the objects' stamps when it was queued */
bool asleep[WAITERS];		/* and nothing but a signal will end it */

#define SEEN(w, o)		seen[(w) * OBJECTS + (o)]

/* What the properties need to know, by bits: */
byte reached[OBJECTS];		/* who was in the queue of a signal that is over */
byte came_second[OBJECTS];	/* and of one that began after another's was over */

byte taken;			/* from the semaphore */
byte told;			/* and by whom it says that */

byte ended;
bool over;

/* The inlines have their caller's "w", "found", "least", "mine", ... */

inline drop(o)
{
	locked[o] = false
}

inline look(wait)
{
	d_step {
		found = NONE;
		least = 255;
		if
		:: stamp[0] != SEEN(wait, 0) -> found = 0; least = stamp[0]
		:: else
		fi
	}
	d_step {
		if
#ifdef LOWEST
		:: stamp[1] != SEEN(wait, 1) && found == NONE -> found = 1
#else
		:: stamp[1] != SEEN(wait, 1) && stamp[1] < least -> found = 1
#endif
		:: else
		fi;
		least = 0
	}
}

/* Another may have released it while its stamp had been looked at already. */
inline find_released(wait)
{
	found = NONE;
	do
	:: true ->
		last = found;
		look(wait);
		if
#ifdef LOOK_ONCE
		:: true -> break
#else
		:: found == last -> break
		:: found != last
#endif
		fi
	od;
	last = 0
}

inline claim(wait, o)
{
	d_step {
		mine = (phase[wait] == PENDING);
		if
		:: mine ->
			phase[wait] = CLAIMED;
			result[wait] = o;
			chain = chain | BIT(wait)
		:: else
		fi
	}
}

inline awake_chained()
{
	w = 0;
	do
	:: d_step { w < WAITERS && (chain & BIT(w)) ->
		phase[w] = SATISFIED;
		asleep[w] = false;
		chain = chain & ~BIT(w);
		w++
	   }
	:: d_step { w < WAITERS && !(chain & BIT(w)) -> w++ }
	:: d_step { w == WAITERS -> w = 0 };
	   break
	od
}

/* The first in the list. */
inline claim_batch(o)
{
	atomic {
		!locked[o] -> locked[o] = true;
		d_step {
			w = 0;
			do
			:: w < WAITERS && !(released[o] & BIT(w)) -> w++
			:: else -> break
			od;
			if
			:: w < WAITERS -> released[o] = released[o] & ~BIT(w)
			:: else
			fi
		}
	}
	if
	:: w < WAITERS ->
		find_released(w);
		if
#ifdef CLAIM_ANY
		:: true -> claim(w, o)
#else
		:: found == o -> claim(w, o)
		:: found != o ->
			seek(left_to_first, phase[w] == PENDING && found != NONE)
#endif
		fi
	:: else
	fi;
	d_step {
		found = 0;
		mine = false;
		more = released[o] != 0;
		if
		:: !more -> releasing[o] = false
		:: else
		fi;
		seek(in_pieces, more);
		drop(o)
	}
	awake_chained()
}

inline claim_released(o)
{
	do
	:: true ->
		claim_batch(o);
		if
#ifdef NOT_AGAIN
		:: true -> break
#else
		:: !more -> break
		:: more
#endif
		fi
	od;
	more = false
}

/* What only who has the lock sees is one step with what comes before it. */
inline begin_signal(o)
{
	do
	:: atomic { !locked[o] && !releasing[o] ->
		locked[o] = true;
		before = reached[1 - o]
	   };
	   break
#ifdef NO_HELP
	:: atomic { !locked[o] && releasing[o] ->
		locked[o] = true;
		before = reached[1 - o]
	   };
	   break
#else
	:: atomic { !locked[o] && releasing[o] ->
		seek(helped, released[o]);
		claim_released(o)
	   }
#endif
	od
}

/* With the lock: who is there when the signal is given. */
inline note(o, waits)
{
	given = given | (waits);
	came_second[o] = came_second[o] | (before & (waits))
}

inline end_signal(o)
{
	d_step {
		reached[o] = reached[o] | given;
		seek(by_two, reached[0] & reached[1] & 1);
		given = 0;
		before = 0;
		drop(o)
	}
	awake_chained();
	if
	:: atomic { rest -> rest = false }; claim_released(o)
	:: else
	fi;
	object = 0
}

/* To a wait for any in the queue, if no other object has released it. */
inline give_any(o)
{
	find_released(w);
#ifdef NO_LOOK
	found = NONE;
#endif
	if
	:: found == NONE -> claim(w, o)
	:: else
	fi;
	d_step {
		if
		:: mine ->
			note(o, BIT(w));
			if
			:: IS_SEMAPHORE(o) -> state[o]--; taken++
			:: else
			fi
		:: else
		fi;
		queue[o] = queue[o] & ~BIT(w);
		mine = false;
		found = 0
	}
}

/* From a wait to the end of the queue. */
inline release(o)
{
	d_step {
		note(o, queue[o] & ~(BIT(w) - 1));
		released[o] = released[o] | (queue[o] & ~(BIT(w) - 1));
		queue[o] = queue[o] & (BIT(w) - 1);
		clock++;
		drawn = clock
	}
	d_step {
		stamp[o] = drawn;
		drawn = 0;
		releasing[o] = true;
		rest = true
	}
}

inline next()
{
	d_step {
		w++;
		do
		:: w < WAITERS && !(queue[object] & BIT(w)) -> w++
		:: else -> break
		od
	}
}

inline give(o)
{
	do
	:: w < WAITERS && state[o] ->
		if
#ifndef IN_PIECES
		:: give_any(o); next()
#endif
		:: !IS_SEMAPHORE(o) -> release(o); break
		fi
	:: w == WAITERS || !state[o] -> break
	od
}

/* The new state, and the first in the queue. */
inline raise(o)
{
	atomic {
		state[o]++;
		w = 0;
		if
		:: !(queue[o] & 1) -> next()
		:: else
		fi
	}
}

proctype signaller(byte me)
{
	byte w, found, least, last, chain, ops, object, before, given, drawn;
	bool mine, more, rest;

	do
	:: ops < OPS ->
		atomic {
			ops++;
#ifdef IN_TURN
			object = me & 1
#else
			if
			:: object = 1
			:: true
			fi
#endif
		}
		begin_signal(object);
		if
		:: IS_SEMAPHORE(object) || !state[object] ->
			raise(object);
			give(object);
			w = 0;
			if
			:: !IS_SEMAPHORE(object) -> state[object] = 0	/* a pulse */
#ifndef IN_PIECES
			:: true
#endif
			fi
		:: !IS_SEMAPHORE(object) && state[object] -> state[object] = 0
		fi;
		end_signal(object)
	:: else -> break
	od;
	ended++
}

inline begin_wait()
{
	atomic {
		/* All locks; an object that is signalled ends it at once. */
		!locked[0] && !locked[1] ->
		d_step {
			if
			:: state[0] -> phase[me] = SATISFIED; result[me] = 0
			:: !state[0] && state[1] ->
				phase[me] = SATISFIED;
				result[me] = 1;
				if
				:: IS_SEMAPHORE(1) -> state[1]--; taken++
				:: else
				fi
			:: else ->
				is_queued = true;
				phase[me] = PENDING;
				queue[0] = queue[0] | BIT(me);
				queue[1] = queue[1] | BIT(me);
				SEEN(me, 0) = stamp[0];
				SEEN(me, 1) = stamp[1]
			fi
		}
	}
}

/* Decide that it ends here and now. */
inline give_up()
{
	was_reached = ((reached[0] | reached[1]) & BIT(me)) != 0;
	find_released(me);
#ifdef NO_FIND
	found = NONE;
#endif
	d_step {
		if
		:: phase[me] == PENDING ->
			seek(late, found != NONE);
			always(taken_back, found != NONE || !was_reached);
			phase[me] = GAVE_UP;
			result[me] = found
		:: else
		fi;
		found = 0;
		was_reached = false
	}
}

/* How a sleeper is awoken wait.pml has. */
inline sleep()
{
	if
#ifndef IN_PIECES
	:: !me -> can_end = true	/* others would do the same */
#endif
	:: d_step { asleep[me] = (phase[me] != SATISFIED) }
	fi;
	if
	:: phase[me] == SATISFIED
	:: can_end ->
		can_end = false;
		give_up();
		phase[me] == GAVE_UP || phase[me] == SATISFIED
	:: over -> goto end
	fi;
	can_end = false
}

inline leave_queue(o)
{
	atomic {
		!locked[o] ->
		queue[o] = queue[o] & ~BIT(me);
		released[o] = released[o] & ~BIT(me)
	}
}

inline end_wait()
{
	d_step {
		always(wrong_first, result[me] == NONE || !(came_second[result[me]] & BIT(me)));
		told = told + (result[me] == 1 && IS_SEMAPHORE(1));
		phase[me] = IDLE;
		result[me] = 0;
		SEEN(me, 0) = 0;
		SEEN(me, 1) = 0;
		reached[0] = reached[0] & ~BIT(me);
		reached[1] = reached[1] & ~BIT(me);
		came_second[0] = came_second[0] & ~BIT(me);
		came_second[1] = came_second[1] & ~BIT(me)
	}
}

proctype waiter(byte me)
{
	byte found, least, last, waits;
	bool was_reached, is_queued, can_end;

	do
	:: waits < WAITS ->
		waits++;
		begin_wait();
		if
		:: is_queued ->
			sleep();
			leave_queue(0);
			leave_queue(1);
			is_queued = false
		:: !is_queued
		fi;
		end_wait()
	:: else -> break
	od;
end:
	ended++
}

proctype judge()
{
	byte w, sleepers;

	timeout;
	d_step {
		do
		:: w < WAITERS ->
			if
			:: asleep[w] ->
				sleepers++;
				always(stranded, phase[w] == PENDING &&
				       !((reached[0] | reached[1]) & BIT(w)))
			:: else
			fi;
			w++
		:: else -> break
		od;
		always(stuck, ended + sleepers == WAITERS + SIGNALLERS);
		always(taken_in_vain, taken == told);
		over = true
	}
}

init
{
	byte n;

	atomic {
		do
		:: n < WAITERS -> run waiter(n); n++
		:: n >= WAITERS && n < WAITERS + SIGNALLERS -> run signaller(n - WAITERS); n++
		:: n == WAITERS + SIGNALLERS -> break
		od;
		run judge()
	}
}
