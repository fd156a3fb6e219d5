/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Waiting for any or all of several objects, while others signal them.
 *
 * The protocol, for the wait engine to follow:
 *
 * Each object has a lock, which guards the object's state and its queue. In the
 * queue waits for any and waits for all stand in the order of their coming; but in
 * that of what gives to everybody waits for all stand first. Each thread has one
 * wait, whose phase says how far it is: PENDING, then CLAIMED by who satisfies it,
 * then SATISFIED; or GAVE_UP. Who changes PENDING to something else, by one atomic
 * exchange, has decided how the wait ends.
 *
 * A wait begins with the locks of all its objects, or, if it is for any and some
 * object is signalled, those up to that one. It is satisfied or queued with these
 * held. A wait for all is satisfied later with all of them held, too. Several
 * locks are taken
 *
 * - by trying, in any order: if one is not to be had, all are dropped; or
 * - in any order under one lock for all ("all_lock"), the outermost.
 *
 * The first is tried first. So nobody waits for a lock and holds another, but
 * under all_lock.
 *
 * Who signals an object looks under its lock whether waits for all stand in the
 * queue. If so he begins again under all_lock, before he has done anything. Thus
 * a signal is given in one moment to those who can have it, in the order of the
 * queue, before anybody else sees the object. What is left stays, or was a pulse.
 *
 * Who claims a wait changes the objects for it at once and chains it. When the
 * locks are dropped he tells the chained ones that they are satisfied, and awakes
 * them. A thread that gives up takes itself from the queues; but if it has been
 * claimed it sleeps on until it is told, as the chain needs it.
 *
 * To signal one object and wait for another is to do both with both locks held.
 *
 * A wait for all may have an alert (ALERT: the last object), which ends it as an
 * object of a wait for any does, if it is not satisfied: for ntsync. It begins with the
 * alert's lock held as well; but who satisfies it by the others does not take that.
 *
 * What gives to everybody may do so in pieces: release.pml.
 *
 * The model: WAITERS threads wait, WAITS times each, for any or all of the
 * objects that WANTED has, in either order; they own what mutants they get, and
 * release or abandon them. SIGNALLERS do OPS operations each. KIND0 to KIND2 say
 * what the objects are. What is not fixed by an option is tried in all ways.
 * All see memory alike: locks and atomic exchanges order it, and how a sleeper is
 * awoken is Linux's own protocol.
 *
 * Runs, for tools/models:
 *	holds	events
 *	holds	notification		-DKIND0=NOTIFICATION
 *	holds	twice			-DWAITS=2 -DOPS=1
 *	holds	three-objects		-DOBJECTS=3 -DOPS=2
 *	holds	three-threads		-DWAITERS=3 -DOPS=1 -DONE_FOR_ALL
 *	holds	two-signallers		-DSIGNALLERS=2 -DOPS=1 -DONE_FOR_ALL
 *	holds	semaphores		-DKIND0=SEMAPHORE -DKIND1=SEMAPHORE
 *	holds	mutants			-DKIND0=MUTANT -DKIND1=MUTANT -DSIGNALLERS=0 -DWAITS=2
 *	holds	mutant-and-event	-DKIND0=MUTANT -DOPS=1
 *	holds	signal-and-wait		-DSIGNAL_AND_WAIT -DOPS=1
 *	holds	ends			-DENDS -DOPS=1 -a -f
 *	holds	alert			-DALERT
 *	holds	alert-of-two		-DALERT -DOBJECTS=3 -DOPS=2 -DONE_FOR_ALL
 *	holds	alert-notification	-DALERT -DKIND1=NOTIFICATION
 *	holds	alert-mutant		-DALERT -DKIND1=MUTANT -DOPS=1
 *
 * The states without which all that would say nothing:
 *	finds	all-by-signal		-DSEEK=all_by_signal
 *	finds	all-at-once		-DSEEK=all_at_once
 *	finds	second-of-any		-DSEEK=second_of_any
 *	finds	late			-DSEEK=late
 *	finds	contended		-DSEEK=contended
 *	finds	claimed-in-vain		-DSEEK=claimed_in_vain -DSIGNALLERS=2
 *	finds	two-by-one-set		-DSEEK=two_by_one_set -DKIND0=NOTIFICATION
 *	finds	abandoned		-DSEEK=got_abandoned -DKIND0=MUTANT -DSIGNALLERS=0
 *	finds	alerted			-DSEEK=alerted -DALERT
 *	finds	alerted-at-once		-DSEEK=alerted_at_once -DALERT
 *	finds	alerted-in-vain		-DSEEK=alerted_in_vain -DALERT -DSIGNALLERS=2 -DOPS=1
 *
 * One thing less that the protocol relies on:
 *	fails	no-exchange		without_cause|taken_in_vain	-DNO_EXCHANGE -DSIGNALLERS=2
 *	fails	no-object-lock		taken_twice	-DNO_OBJECT_LOCK
 *	fails	all-one-by-one		taken_twice|not_at_once	-DALL_ONE_BY_ONE -DSIGNALLERS=2
 *	fails	no-all-lock		stuck	-DNO_ALL_LOCK
 *	fails	no-look			stuck	-DNO_LOOK
 *	fails	drop-between		stranded	-DDROP_BETWEEN
 *	fails	wake-first		asleep_satisfied	-DWAKE_FIRST
 *	fails	check-first		asleep_satisfied	-DCHECK_FIRST
 *	fails	keep-queued		untrue_queue	-DKEEP_QUEUED -DWAITS=2
 *	fails	give-up-claimed		taken_in_vain|asleep_satisfied	-DGIVE_UP_CLAIMED
 *	fails	first-only		stranded	-DFIRST_ONLY -DKIND0=NOTIFICATION
 *	fails	two-moments		two_moments	-DTWO_MOMENTS -DSIGNAL_AND_WAIT -DOPS=1
 *	fails	alert-no-exchange	without_cause|taken_in_vain	-DALERT -DNO_EXCHANGE -DSIGNALLERS=2
 *	fails	alert-drop-between	stranded	-DALERT -DDROP_BETWEEN
 *	fails	alert-kept		untrue_queue	-DALERT -DKEEP_QUEUED -DWAITS=2
 */

/* The properties; an error's message has the name. */
hidden byte taken_twice = 1;	/* what is not signalled was given to a wait */
hidden byte not_at_once = 1;	/* a wait for all, without all at one moment */
hidden byte first_of_any = 1;	/* an earlier object was signalled as well */
hidden byte taken_in_vain = 1;	/* given to a wait that says it got nothing */
hidden byte without_cause = 1;	/* a wait says it was satisfied, and was not */
hidden byte stranded = 1;	/* left in a queue, though it could be satisfied */
hidden byte asleep_satisfied = 1;	/* satisfied, and never awoken */
hidden byte stuck = 1;		/* for ever at something else than a sleep */
hidden byte untrue_queue = 1;	/* in a queue without waiting, or twice */
hidden byte untrue_state = 1;	/* no state that such an object has */
hidden byte two_moments = 1;	/* signalled, and not waiting yet */
hidden byte sought = 1;		/* a state that SEEK names */

#define always(property, condition)	assert((condition) || !property)

#ifndef SEEK
#define SEEK			0
#endif
#define all_by_signal		1	/* a wait for all is satisfied by a signal */
#define all_at_once		2	/* and one by nobody else */
#define second_of_any		3
#define late			4	/* who gives up has been claimed */
#define contended		5	/* a lock is not to be had by trying */
#define claimed_in_vain		6	/* a signal comes second to another */
#define two_by_one_set		7
#define got_abandoned		8
#define alerted			9	/* a wait for all is ended by its alert */
#define alerted_at_once		10	/* and needs nobody else for that */
#define alerted_in_vain		11	/* the alert comes second to an object */

#define seek(name, condition)	assert(SEEK != name || !(condition) || !sought)

#define NOTIFICATION		0
#define SYNCHRONIZATION		1
#define SEMAPHORE		2
#define MUTANT			3

#ifndef OBJECTS
#define OBJECTS			2
#endif
#ifndef WAITERS
#define WAITERS			2
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
#ifndef KIND0
#define KIND0			SYNCHRONIZATION
#endif
#ifndef KIND1
#define KIND1			SYNCHRONIZATION
#endif
#ifndef KIND2
#define KIND2			SYNCHRONIZATION
#endif

#define KIND(o)			((o) == 0 -> KIND0 : ((o) == 1 -> KIND1 : KIND2))
#define BIT(n)			(1 << (n))
#define EVERY_OBJECT		(BIT(OBJECTS) - 1)
#define NOBODY			WAITERS
#define LIMIT			2	/* of a semaphore */

/* Objects. A lock is 0, or who has it and 1. */
byte lock[OBJECTS];
byte state[OBJECTS];
byte owner[OBJECTS];
bool abandoned[OBJECTS];
bool between[OBJECTS];		/* signalled by one who is about to wait */
byte length[OBJECTS];
byte alls[OBJECTS];		/* waits for all in the queue */
byte queue[OBJECTS * WAITERS];

byte all_lock;

#define PLACE(o, n)		queue[(o) * WAITERS + (n)]

/* Waits */
#define IDLE			0
#define PENDING			1
#define CLAIMED			2
#define SATISFIED		3
#define GAVE_UP			4

byte phase[WAITERS];
byte wanted[WAITERS];
byte taken[WAITERS];		/* objects that were given to it */
byte by[WAITERS];		/* which object satisfied it */
byte linked[WAITERS];
bool is_all[WAITERS];
bool downwards[WAITERS];	/* the last object is its first */
bool asleep[WAITERS];		/* as the scheduler has it */

byte ended;			/* processes */
bool over;

/* Given to thread w, the object would satisfy it. */
#define SIGNALLED(o, w) \
	(state[o] || (KIND(o) == MUTANT && owner[o] == (w)))
#define ALERT_OBJECT		(OBJECTS - 1)
#ifdef ALERT
#define ALL_OF(w)		(is_all[w] -> wanted[w] & ~BIT(ALERT_OBJECT) : 0)
#define HAS_ALERT(w)		(is_all[w])
#else
#define ALL_OF(w)		(is_all[w] -> wanted[w] : 0)
#define HAS_ALERT(w)		false
#endif
/* Whether it is one of those that a wait for all is for all of. */
#define IS_OF_ALL(o, w)		((ALL_OF(w) & BIT(o)) != 0)
#define UNSIGNALLED(o, w)	((ALL_OF(w) & BIT(o)) && !SIGNALLED(o, w))
#if OBJECTS == 3
#define ALL_SIGNALLED(w) \
	(!UNSIGNALLED(0, w) && !UNSIGNALLED(1, w) && !UNSIGNALLED(2, w))
#else
#define ALL_SIGNALLED(w)	(!UNSIGNALLED(0, w) && !UNSIGNALLED(1, w))
#endif

/* Nobody else has a lock, and is about to look at the queue. */
#define IS_QUIET(q, o)		(!lock[q] || (q) == (o))
#if OBJECTS == 3
#define ALL_QUIET(o)		(IS_QUIET(0, o) && IS_QUIET(1, o) && IS_QUIET(2, o))
#else
#define ALL_QUIET(o)		(IS_QUIET(0, o) && IS_QUIET(1, o))
#endif

/* The inlines have their caller's "me", "held", "with_all", "i", ... */

inline take(o)
{
	atomic {
#ifndef NO_OBJECT_LOCK
		!lock[o] ->
#endif
		lock[o] = me + 1;
		held = held | BIT(o);
		always(two_moments, !between[o])
	}
}

/* Whoever waits in the queue can't be satisfied, as far as it depends on this. */
inline drop(o)
{
	d_step {
		i = 0;
		do
		:: i < length[o] ->
			other = PLACE(o, i);
			always(stranded, phase[other] != PENDING || IS_OF_ALL(o, other) ||
			       !SIGNALLED(o, other));
			always(stranded, phase[other] != PENDING || !is_all[other] ||
			       !ALL_QUIET(o) || !ALL_SIGNALLED(other));
			i++
		:: else -> break
		od;
		always(untrue_state, state[o] <= (KIND(o) == SEMAPHORE -> LIMIT : 1));
		always(untrue_state, KIND(o) != MUTANT ||
		       (state[o] == 1) == (owner[o] == NOBODY));
		i = 0;
		other = 0;
		held = held & ~BIT(o);
		lock[o] = 0
	}
}

inline drop_all()
{
	o = 0;
	do
	:: o < OBJECTS && (held & BIT(o)) -> drop(o); o++
	:: o < OBJECTS && !(held & BIT(o)) -> o++
	:: o == OBJECTS -> break
	od;
	o = 0;
	if
	:: with_all -> atomic { with_all = false; all_lock = 0 }
	:: else
	fi
}

/* From trying to doing it in any order. */
inline go_under_all_lock()
{
	drop_all();
#ifndef NO_ALL_LOCK
	atomic { !all_lock -> all_lock = me + 1 };
#endif
	with_all = true
}

inline append(o, w)
{
	always(untrue_queue, !(linked[w] & BIT(o)));
	i = length[o];
	do
	:: i && IS_OF_ALL(o, w) && KIND(o) == NOTIFICATION &&
	   !IS_OF_ALL(o, PLACE(o, i - 1)) ->
		PLACE(o, i) = PLACE(o, i - 1);
		i--
	:: else -> break
	od;
	PLACE(o, i) = w;
	i = 0;
	length[o]++;
	alls[o] = alls[o] + IS_OF_ALL(o, w);
	linked[w] = linked[w] | BIT(o)
}

inline remove(o, w)
{
	i = 0;
	do
	:: PLACE(o, i) != w -> i++
	:: else -> break
	od;
	length[o]--;
	do
	:: i < length[o] -> PLACE(o, i) = PLACE(o, i + 1); i++
	:: else -> break
	od;
	PLACE(o, i) = 0;
	i = 0;
	alls[o] = alls[o] - IS_OF_ALL(o, w);
	linked[w] = linked[w] & ~BIT(o)
}

/* What a wait that is satisfied does to an object. */
inline consume(o, w)
{
	always(taken_twice, SIGNALLED(o, w));
	taken[w] = taken[w] | BIT(o);
	if
	:: KIND(o) == SYNCHRONIZATION -> state[o] = 0
	:: KIND(o) == SEMAPHORE -> state[o]--
	:: KIND(o) == MUTANT ->
		seek(got_abandoned, abandoned[o]);
		abandoned[o] = false;
		state[o] = 0;
		owner[o] = w
	:: else
	fi
}

inline consume_all(w)
{
	always(not_at_once, ALL_SIGNALLED(w));
	j = 0;
	do
	:: j < OBJECTS && IS_OF_ALL(j, w) -> consume(j, w); j++
	:: j < OBJECTS && !IS_OF_ALL(j, w) -> j++
	:: j == OBJECTS -> break
	od;
	j = 0
}

/* Decide how w's wait ends, unless that has been. */
inline claim(w, object)
{
#ifdef NO_EXCHANGE
	is_mine = (phase[w] == PENDING);
	if
	:: is_mine -> phase[w] = CLAIMED; by[w] = object
	:: else
	fi
#else
	d_step {
		is_mine = (phase[w] == PENDING);
		if
		:: is_mine -> phase[w] = CLAIMED; by[w] = object
		:: else
		fi
	}
#endif
	;
	seek(claimed_in_vain, !is_mine)
}

/* Of an object's queue, what is a wait for any. */
inline give_any(o, w)
{
	claim(w, o);
	d_step {
		seek(alerted_in_vain, is_all[w] && !is_mine && phase[w] == CLAIMED);
		if
		:: is_mine ->
			seek(alerted, is_all[w]);
			consume(o, w);
			chain = chain | BIT(w)
		:: else
		fi;
		remove(o, w);
		is_mine = false
	}
}

/* The locks of the others were taken in any order; held are all that are mine. */
inline give_all(o, w)
{
	j = 0;
	before = held;
	do
	:: j < OBJECTS && IS_OF_ALL(j, w) && !(held & BIT(j)) -> take(j); j++
	:: j < OBJECTS && (!IS_OF_ALL(j, w) || (held & BIT(j))) -> j++
	:: j == OBJECTS -> break
	od;
	j = 0;
	if
	:: ALL_SIGNALLED(w) ->
		claim(w, o);
#ifdef ALL_ONE_BY_ONE
		do
		:: j < OBJECTS && !(before & BIT(j)) && (held & BIT(j)) -> drop(j); j++
		:: j < OBJECTS && ((before & BIT(j)) || !(held & BIT(j))) -> j++
		:: j == OBJECTS -> break
		od;
		j = 0;
#endif
		d_step {
			if
			:: is_mine ->
				seek(all_by_signal, wanted[w] == EVERY_OBJECT);
				consume_all(w);
				do
				:: j < OBJECTS && (linked[w] & ALL_OF(w) & BIT(j)) ->
					remove(j, w);
					j++
				:: j < OBJECTS && !(linked[w] & ALL_OF(w) & BIT(j)) -> j++
				:: j == OBJECTS -> break
				od;
				j = 0;
				chain = chain | BIT(w)
			:: else -> place++
			fi;
			is_mine = false
		}
	:: else -> place++
	fi;
	do
	:: j < OBJECTS && !(before & BIT(j)) && (held & BIT(j)) -> drop(j); j++
	:: j < OBJECTS && ((before & BIT(j)) || !(held & BIT(j))) -> j++
	:: j == OBJECTS -> break
	od;
	j = 0;
	before = 0
}

/* The lock of the object that is to be signalled, and the other one's. */
inline begin_signal(first, second)
{
	take(first);
	if
	:: second != first ->
		d_step {
			if
			:: lock[second] -> refused = true
			:: else -> lock[second] = me + 1; held = held | BIT(second)
			fi
		}
	:: else
	fi;
#ifndef NO_LOOK
	refused = refused || alls[first];
#endif
	if
	:: refused ->
		refused = false;
		go_under_all_lock();
		take(first);
		if
		:: second != first -> take(second)
		:: else
		fi
	:: else
	fi
}

/* Give the signal, in the queue's order, to all who can have it. */
inline give(object)
{
	place = 0;
	do
	:: place < length[object] && state[object] ->
		w = PLACE(object, place);
		if
		:: IS_OF_ALL(object, w) -> give_all(object, w)
		:: else -> give_any(object, w)
		fi;
		w = 0;
#ifdef FIRST_ONLY
		break
#endif
	:: else -> break
	od;
	place = 0
}

/* Without locks. */
inline awake_chained()
{
	w = 0;
	seek(two_by_one_set, chain == 3);
	do
	:: w < WAITERS && (chain & BIT(w)) ->
#ifdef WAKE_FIRST
		asleep[w] = false;
		phase[w] = SATISFIED;
#else
		phase[w] = SATISFIED;
		asleep[w] = false;
#endif
		chain = chain & ~BIT(w);
		w++
	:: w < WAITERS && !(chain & BIT(w)) -> w++
	:: w == WAITERS -> break
	od;
	w = 0
}

#define OBJECT_AT(n)		(downwards[me] -> OBJECTS - 1 - (n) : (n))

/* The lock of one more, and a look at it; whether it will do. */
inline take_next(o)
{
	d_step {
		if
		:: lock[o] -> refused = true
		:: else ->
			always(two_moments, !between[o]);
			lock[o] = me + 1;
			held = held | BIT(o);
			if
			:: !is_all[me] && SIGNALLED(o, me) -> found = true
			:: else -> place++
			fi
		fi
	}
}

/* All the objects' locks, or those up to the first that will do. */
inline take_wanted()
{
	do
	:: place < OBJECTS && !found && !refused && !with_all ->
		take_next(OBJECT_AT(place))
	:: atomic {
		place < OBJECTS && !found && with_all && !lock[OBJECT_AT(place)] ->
		take_next(OBJECT_AT(place))
	   }
	:: refused ->
		seek(contended, true);
		refused = false;
		place = 0;
		go_under_all_lock()
	:: !refused && (found || place == OBJECTS) -> break
	od
}

/* With them held: take what satisfies it, or else queue, or else give up. */
inline begin_wait()
{
	d_step {
		if
		:: found ->
			by[me] = OBJECT_AT(place);
			consume(by[me], me);
			found = false;
			phase[me] = SATISFIED
		:: is_all[me] && ALL_SIGNALLED(me) ->
			seek(all_at_once, wanted[me] == EVERY_OBJECT);
			consume_all(me);
			phase[me] = SATISFIED
		:: HAS_ALERT(me) && !ALL_SIGNALLED(me) && SIGNALLED(ALERT_OBJECT, me) ->
			seek(alerted_at_once, true);
			by[me] = ALERT_OBJECT;
			consume(ALERT_OBJECT, me);
			phase[me] = SATISFIED
		:: else
		fi
	}
	if
	:: phase[me] != SATISFIED && can_end -> phase[me] = GAVE_UP
	:: phase[me] != SATISFIED ->
#ifdef DROP_BETWEEN
		go_under_all_lock();
		do
		:: o < OBJECTS && (wanted[me] & BIT(o)) -> take(o); o++
		:: o < OBJECTS && !(wanted[me] & BIT(o)) -> o++
		:: o == OBJECTS -> break
		od;
		o = 0;
#endif
		skip;
		d_step {
			phase[me] = PENDING;
			j = 0;
			do
			:: j < OBJECTS && (wanted[me] & BIT(j)) -> append(j, me); j++
			:: j < OBJECTS && !(wanted[me] & BIT(j)) -> j++
			:: j == OBJECTS -> break
			od;
			j = 0
		}
	:: else
	fi;
	place = 0
}

/* set_current_state(), a look, schedule(); a timer or a signal may end it. */
inline sleep()
{
	do
	:: true ->
#ifdef CHECK_FIRST
		if
		:: phase[me] == SATISFIED -> break
		:: else
		fi;
		asleep[me] = true;
#else
		asleep[me] = true;
		if
		:: phase[me] == SATISFIED -> asleep[me] = false; break
		:: else
		fi;
#endif
		if
		:: !asleep[me]
		:: can_end ->
			asleep[me] = false;
			d_step {
				seek(late, phase[me] == CLAIMED);
#ifndef GIVE_UP_CLAIMED
				if
				:: phase[me] == PENDING -> phase[me] = GAVE_UP
				:: else -> can_end = false
				fi
#else
				phase[me] = GAVE_UP
#endif
			}
			if
			:: phase[me] == GAVE_UP -> break
			:: else
			fi
		:: over -> goto end
		fi
	od
}

inline leave_queues()
{
	o = 0;
	do
#ifndef KEEP_QUEUED
	:: o < OBJECTS && (linked[me] & BIT(o)) ->
		take(o);
		d_step {
			if
			:: linked[me] & BIT(o) -> remove(o, me)
			:: else
			fi
		}
		drop(o);
		o++
	:: o < OBJECTS && !(linked[me] & BIT(o)) -> o++
#else
	:: o < OBJECTS -> o++
#endif
	:: o == OBJECTS -> break
	od;
	o = 0
}

/* What a wait says, and what it got. */
inline end_wait()
{
	d_step {
		always(taken_in_vain, phase[me] == SATISFIED || !taken[me]);
		always(without_cause, phase[me] != SATISFIED || taken[me] ==
		       (is_all[me] && !(HAS_ALERT(me) && by[me] == ALERT_OBJECT) ->
			ALL_OF(me) : BIT(by[me])));
		seek(second_of_any, !is_all[me] && taken[me] && wanted[me] ==
		     EVERY_OBJECT && by[me] != OBJECT_AT(0));
		phase[me] = IDLE;
		taken[me] = 0;
		by[me] = 0;
		wanted[me] = 0;
		is_all[me] = false;
		downwards[me] = false;
		can_end = false
	}
}

/* What is owned is released, or left for Linux to find. */
inline release_owned()
{
	subject = 0;
	do
	:: subject < OBJECTS && owner[subject] == me ->
		begin_signal(subject, subject);
		owner[subject] = NOBODY;
		state[subject] = 1;
		if
		:: waits == WAITS -> abandoned[subject] = true
		:: true
		fi;
		give(subject);
		drop_all();
		awake_chained();
		subject++
	:: subject < OBJECTS && owner[subject] != me -> subject++
	:: subject == OBJECTS -> break
	od;
	subject = 0
}

/* An event or a semaphore that is not at its limit. */
inline raise(object)
{
	if
	:: KIND(object) == SEMAPHORE && state[object] < LIMIT -> state[object]++
	:: KIND(object) <= SYNCHRONIZATION -> state[object] = 1
	:: else
	fi
}

proctype waiter(byte me)
{
	byte held, i, j, o, other, w, place, subject, waits, before, chain;
	bool with_all, refused, found, is_mine, can_end;

	do
	:: waits < WAITS ->
		atomic {
			waits++;
			wanted[me] = EVERY_OBJECT;
			downwards[me] = me & 1;
#ifdef ONE_FOR_ALL
			is_all[me] = !me;
#else
			if
			:: is_all[me] = true
			:: true
			fi;
#endif
			if
			:: !me -> can_end = true	/* others would do the same */
			:: true
			fi
		}
#ifdef SIGNAL_AND_WAIT
		/* Of the first object; the wait is for the last one. */
		wanted[me] = BIT(OBJECTS - 1);
		is_all[me] = false;
		downwards[me] = false;
		begin_signal(0, OBJECTS - 1);
		raise(0);
		between[0] = true;
#ifdef TWO_MOMENTS
		give(0);
		drop(0);
		take(0);
#else
		give(0);
#endif
		found = SIGNALLED(OBJECTS - 1, me);
		place = (downwards[me] -> 0 : OBJECTS - 1);
		begin_wait();
		between[0] = false;
		drop_all();
		awake_chained();
#else
		take_wanted();
		begin_wait();
		drop_all();
#endif
		if
		:: phase[me] != SATISFIED && phase[me] != GAVE_UP -> sleep()
		:: else
		fi;
		leave_queues();
		end_wait();
		release_owned()
	:: else -> break
	od;
end:
	ended++
}

proctype signaller(byte me)
{
	byte held, i, j, o, other, w, place, subject, ops, before, chain;
	bool with_all, refused, is_mine;

	do
	:: ops < OPS ->
		atomic {
			ops++;
			select (subject : 0 .. OBJECTS - 1)
		}
		begin_signal(subject, subject);
		if
		:: raise(subject);
		   give(subject)
		:: KIND(subject) <= SYNCHRONIZATION ->	/* a pulse */
			raise(subject);
			give(subject);
			state[subject] = 0
		:: KIND(subject) <= SYNCHRONIZATION -> state[subject] = 0
		fi;
		drop_all();
		awake_chained();
		subject = 0
	:: else -> break
	od;
	ended++
}

/* When nothing more happens, those who sleep have reason to. */
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
				always(asleep_satisfied, phase[w] == PENDING);
				always(stranded, !HAS_ALERT(w) ||
				       !SIGNALLED(ALERT_OBJECT, w));
				always(stranded, (is_all[w] -> !ALL_SIGNALLED(w) :
				       ((wanted[w] & BIT(0)) && SIGNALLED(0, w)) +
				       ((wanted[w] & BIT(1)) && SIGNALLED(1, w)) == 0))
			:: else
			fi;
			w++
		:: else -> break
		od;
		always(stuck, ended + sleepers == WAITERS + SIGNALLERS);
		over = true
	}
}

init
{
	byte n;

	atomic {
		do
		:: n < OBJECTS ->
			owner[n] = NOBODY;
			state[n] = (KIND(n) == MUTANT);
			n++
		:: else -> break
		od;
		n = 0;
		do
		:: n < WAITERS -> run waiter(n); n++
		:: n >= WAITERS && n < WAITERS + SIGNALLERS -> run signaller(n); n++
		:: n == WAITERS + SIGNALLERS -> break
		od;
		run judge()
	}
}

#ifdef ENDS
/* A wait that can be satisfied, and will be no less later, ends. */
#define can_be		(phase[0] == CLAIMED || phase[0] == SATISFIED)
#define has_ended	(phase[0] == IDLE)
ltl ends { [] (can_be -> <> has_ended) }
#endif
