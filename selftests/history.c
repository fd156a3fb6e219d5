// SPDX-License-Identifier: GPL-2.0
/*
 * The search for an order that explains a history: depth first, as Wing and Gong
 * have it, with a memory of the states that have been in vain.
 *
 * A state is how far each lane has come, who is in the queue, and the objects. So
 * what was tried before, in another order but with the same effect, is not tried
 * again.
 */
#include "ntobj_test.h"
#include "history.h"

#define NOBODY		0xff
#define TABLE_SIZE	0x40000
#define MOST_STATES	(TABLE_SIZE / 2)

struct object {
	signed char state;
	unsigned char owner;	/* the lane, or NOBODY */
	unsigned char abandoned;
};

/* All of it are bytes, so it has no holes and can be compared. */
struct state {
	unsigned char done[HISTORY_LANES];	/* operations */
	unsigned char is_queued[HISTORY_LANES];
	unsigned char queue[HISTORY_LANES];	/* lanes, in the order of coming */
	unsigned char length;
	struct object objects[HISTORY_OBJECTS];
};

struct seen {
	unsigned int search;	/* which one has seen it, so nothing need be cleared */
	struct state state;
};

static struct seen *table;
static unsigned int searches;
static unsigned int states;

/*
 * The memory
 */

static size_t hash(const struct state *state)
{
	const unsigned char *byte = (const unsigned char *)state;
	__u64 sum = 14695981039346656037ULL;
	size_t i;

	for (i = 0; i < sizeof(*state); i++)
		sum = (sum ^ byte[i]) * 1099511628211ULL;
	return (sum ^ sum >> 32) % TABLE_SIZE;
}

static void begin_search(void)
{
	if (!table)
		table = calloc(TABLE_SIZE, sizeof(*table));
	NT_CHECK(table);
	searches++;
	states = 0;
}

/* Whether the state is new. */
static bool remember(const struct state *state)
{
	size_t i;

	for (i = hash(state); table[i].search == searches; i = (i + 1) % TABLE_SIZE)
		if (!memcmp(&table[i].state, state, sizeof(*state)))
			return false;
	table[i].search = searches;
	table[i].state = *state;
	states++;
	return true;
}

unsigned int history_states(void)
{
	return states;
}

/*
 * The objects, one step at a time. What returns false contradicts the history.
 */

static const struct history_operation *current(const struct history *history,
					       const struct state *state, unsigned int lane)
{
	const struct history_lane *operations = &history->lanes[lane];

	return state->done[lane] < operations->count ?
	       &operations->operations[state->done[lane]] : NULL;
}

static bool is_wait(const struct history_operation *operation)
{
	return operation->deed >= HISTORY_WAIT_ONE &&
	       operation->deed <= HISTORY_SIGNAL_AND_WAIT;
}

static bool is_signalled(const struct state *state, unsigned int object, unsigned int lane)
{
	return state->objects[object].state > 0 || state->objects[object].owner == lane;
}

static bool wants(const struct history_operation *operation, unsigned int object)
{
	unsigned int i;

	for (i = 0; i < operation->count; i++)
		if (operation->wanted[i] == object)
			return true;
	return false;
}

/* What a wait that is satisfied does to an object; whether that was abandoned. */
static bool consume(const struct history *history, struct state *state,
		    unsigned int number, unsigned int lane)
{
	struct object *object = &state->objects[number];
	bool abandoned = object->abandoned;

	switch (history->objects[number].kind) {
	case HISTORY_NOTIFICATION:
		return false;
	case HISTORY_SYNCHRONIZATION:
		object->state = 0;
		return false;
	case HISTORY_SEMAPHORE:
		object->state--;
		return false;
	default:
		object->state--;
		object->owner = lane;
		object->abandoned = false;
		return abandoned;
	}
}

static bool can_have_all(const struct history_operation *operation,
			 const struct state *state, unsigned int lane)
{
	unsigned int i;

	for (i = 0; i < operation->count; i++)
		if (!is_signalled(state, operation->wanted[i], lane))
			return false;
	return true;
}

static __s32 take_all(const struct history *history, struct state *state,
		      const struct history_operation *operation, unsigned int lane)
{
	__s32 status = STATUS_WAIT_0;
	unsigned int i;

	for (i = 0; i < operation->count; i++)
		if (consume(history, state, operation->wanted[i], lane))
			status = STATUS_ABANDONED_WAIT_0;
	return status;
}

/*
 * Satisfies a wait if that can be: @subject is the object that has just been
 * signalled, for one in the queue; HISTORY_OBJECTS is any, for one that begins.
 */
static bool try_satisfy(const struct history *history, struct state *state,
			unsigned int lane, unsigned int subject, __s32 *status)
{
	const struct history_operation *operation = current(history, state, lane);
	unsigned int i;

	if (operation->deed == HISTORY_WAIT_ALL) {
		if (!can_have_all(operation, state, lane))
			return false;
		*status = take_all(history, state, operation, lane);
		return true;
	}
	for (i = 0; i < operation->count; i++) {
		if (subject != HISTORY_OBJECTS && operation->wanted[i] != subject)
			continue;
		if (!is_signalled(state, operation->wanted[i], lane))
			continue;
		*status = (consume(history, state, operation->wanted[i], lane) ?
			   STATUS_ABANDONED_WAIT_0 : STATUS_WAIT_0) + i;
		return true;
	}
	return false;
}

static void enqueue(struct state *state, unsigned int lane)
{
	state->is_queued[lane] = true;
	state->queue[state->length++] = lane;
}

static void dequeue(struct state *state, unsigned int lane)
{
	unsigned int i;

	for (i = 0; state->queue[i] != lane; i++)
		;
	state->length--;
	for (; i < state->length; i++)
		state->queue[i] = state->queue[i + 1];
	/* So that equal states are equal in all bytes. */
	state->queue[i] = 0;
	state->is_queued[lane] = false;
}

static bool complete(const struct history *history, struct state *state,
		     unsigned int lane, __s32 status)
{
	const struct history_operation *operation = current(history, state, lane);

	state->done[lane]++;
	return operation->unknown || operation->status == status;
}

/* Gives a signal to those in the queue who can have it. */
static bool give(const struct history *history, struct state *state, unsigned int subject)
{
	unsigned int i = 0;

	while (i < state->length && state->objects[subject].state > 0) {
		unsigned int lane = state->queue[i];
		__s32 status;

		if (!wants(current(history, state, lane), subject) ||
		    !try_satisfy(history, state, lane, subject, &status)) {
			i++;
			continue;
		}
		dequeue(state, lane);
		if (!complete(history, state, lane, status))
			return false;
	}
	return true;
}

static __s32 release(const struct history *history, struct state *state, unsigned int lane,
		     unsigned int subject, __s32 adjustment)
{
	struct object *object = &state->objects[subject];

	if (history->objects[subject].kind == HISTORY_SEMAPHORE) {
		if (adjustment > history->objects[subject].limit - object->state)
			return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
		object->state += adjustment;
		return STATUS_SUCCESS;
	}
	if (object->owner != lane)
		return object->abandoned ? STATUS_ABANDONED : STATUS_MUTANT_NOT_OWNED;
	if (++object->state == 1)
		object->owner = NOBODY;
	return STATUS_SUCCESS;
}

/* Set, reset, pulse and release. */
static bool change(const struct history *history, struct state *state, unsigned int lane,
		   const struct history_operation *operation)
{
	struct object *object = &state->objects[operation->subject];
	__s32 status = STATUS_SUCCESS;
	__s32 previous = object->state;

	if (operation->deed == HISTORY_RELEASE)
		status = release(history, state, lane, operation->subject,
				 operation->adjustment);
	else
		object->state = operation->deed != HISTORY_RESET;
	if (operation->told && !operation->unknown && status == STATUS_SUCCESS &&
	    operation->previous != previous)
		return false;
	if (status == STATUS_SUCCESS && operation->deed != HISTORY_RESET &&
	    !give(history, state, operation->subject))
		return false;
	if (operation->deed == HISTORY_PULSE)
		object->state = 0;
	return complete(history, state, lane, status);
}

static bool query(const struct history *history, struct state *state, unsigned int lane,
		  const struct history_operation *operation)
{
	const struct object *object = &state->objects[operation->subject];

	return complete(history, state, lane, STATUS_SUCCESS) &&
	       (operation->unknown ||
		(operation->previous == object->state &&
		 operation->owned == (object->owner == lane) &&
		 operation->abandoned == object->abandoned));
}

/*
 * A wait begins. One that gives up is not in the queue in between: who gives up
 * unsatisfied can as well have come at that moment.
 */
static bool begin_wait(const struct history *history, struct state *state, unsigned int lane,
		       const struct history_operation *operation)
{
	__s32 status;

	if (try_satisfy(history, state, lane, HISTORY_OBJECTS, &status))
		return complete(history, state, lane, status);
	if (operation->poll)
		return complete(history, state, lane, STATUS_TIMEOUT);
	if (!operation->unknown && history_gave_up(operation))
		return complete(history, state, lane, operation->status);
	enqueue(state, lane);
	return true;
}

/* As above, but the signal's moment is fixed, so it may have to wait until due. */
static bool signal_and_wait(const struct history *history, struct state *state,
			    unsigned int lane, const struct history_operation *operation)
{
	bool is_event = history->objects[operation->subject].kind <= HISTORY_SYNCHRONIZATION;
	__s32 status = STATUS_SUCCESS;
	bool signalled;

	if (is_event)
		state->objects[operation->subject].state = 1;
	else
		status = release(history, state, lane, operation->subject, 1);
	/* A status that a wait may have, too, would not say that there was none. */
	if (status == STATUS_ABANDONED)
		status = STATUS_MUTANT_NOT_OWNED;
	signalled = status == STATUS_SUCCESS;
	if (!operation->unknown && operation->signalled != signalled)
		return false;
	if (!signalled)
		return complete(history, state, lane, status);
	if (!give(history, state, operation->subject))
		return false;
	if (try_satisfy(history, state, lane, HISTORY_OBJECTS, &status))
		return complete(history, state, lane, status);
	if (operation->poll)
		return complete(history, state, lane, STATUS_TIMEOUT);
	enqueue(state, lane);
	return true;
}

/* One that is in the queue gives up. */
static bool leave(const struct history *history, struct state *state, unsigned int lane,
		  const struct history_operation *operation)
{
	dequeue(state, lane);
	return complete(history, state, lane, operation->status);
}

static bool abandon(const struct history *history, struct state *state, unsigned int object)
{
	state->objects[object] = (struct object){
		.state = 1,
		.owner = NOBODY,
		.abandoned = true,
	};
	return give(history, state, object);
}

static bool step(const struct history *history, struct state *state, unsigned int lane)
{
	const struct history_operation *operation = current(history, state, lane);

	if (state->is_queued[lane])
		return leave(history, state, lane, operation);
	switch (operation->deed) {
	case HISTORY_QUERY:
		return query(history, state, lane, operation);
	case HISTORY_WAIT_ONE:
	case HISTORY_WAIT_ANY:
	case HISTORY_WAIT_ALL:
		return begin_wait(history, state, lane, operation);
	case HISTORY_SIGNAL_AND_WAIT:
		return signal_and_wait(history, state, lane, operation);
	default:
		return change(history, state, lane, operation);
	}
}

/*
 * The search
 */

/* The moment before which the next step of a lane can't have been; or never. */
static unsigned int earliest(const struct history_operation *operation, bool is_queued)
{
	bool gives_up = is_wait(operation) && !operation->poll && !operation->unknown &&
			history_gave_up(operation);

	if (is_queued) {
		if (operation->unknown)
			return operation->begin;
		return gives_up ? operation->due : HISTORY_NEVER;
	}
	if (gives_up && operation->deed != HISTORY_SIGNAL_AND_WAIT &&
	    operation->due > operation->begin)
		return operation->due;
	return operation->begin;
}

static bool can_step(const struct history *history, const struct state *state,
		     unsigned int lane)
{
	const struct history_operation *operation = current(history, state, lane);
	unsigned int moment;
	unsigned int i;

	if (!operation)
		return false;
	moment = earliest(operation, state->is_queued[lane]);
	if (moment == HISTORY_NEVER)
		return false;
	for (i = 0; i < HISTORY_LANES; i++) {
		const struct history_operation *other = current(history, state, i);

		if (other && !other->unknown && other->end < moment)
			return false;
	}
	return true;
}

static bool is_explained(const struct history *history, const struct state *state)
{
	unsigned int i;

	for (i = 0; i < HISTORY_LANES; i++) {
		const struct history_operation *operation = current(history, state, i);

		if (operation && !operation->unknown)
			return false;
	}
	return true;
}

static bool explore(const struct history *history, const struct state *state);

/* One mutant after the other, in any order; then the thread is gone. */
static bool explore_end(const struct history *history, const struct state *state,
			unsigned int lane)
{
	bool owns = false;
	struct state next;
	unsigned int i;

	for (i = 0; i < history->count; i++) {
		if (state->objects[i].owner != lane)
			continue;
		owns = true;
		next = *state;
		if (abandon(history, &next, i) && explore(history, &next))
			return true;
	}
	if (owns)
		return false;
	next = *state;
	next.done[lane]++;
	return explore(history, &next);
}

static bool explore_lane(const struct history *history, const struct state *state,
			 unsigned int lane)
{
	struct state next = *state;

	if (current(history, state, lane)->deed == HISTORY_END)
		return explore_end(history, state, lane);
	return step(history, &next, lane) && explore(history, &next);
}

/* Whose operation ended first, of those that can be next: likely it was. */
static unsigned int next_lane(const struct history *history, const struct state *state,
			      unsigned int tried)
{
	unsigned int best = HISTORY_LANES;
	unsigned int i;

	for (i = 0; i < HISTORY_LANES; i++) {
		if (tried & 1U << i || !can_step(history, state, i))
			continue;
		if (best == HISTORY_LANES ||
		    current(history, state, i)->end < current(history, state, best)->end)
			best = i;
	}
	return best;
}

static bool explore(const struct history *history, const struct state *state)
{
	unsigned int tried = 0;
	unsigned int lane;

	if (is_explained(history, state))
		return true;
	if (states >= MOST_STATES || !remember(state))
		return false;
	while ((lane = next_lane(history, state, tried)) < HISTORY_LANES) {
		tried |= 1U << lane;
		if (explore_lane(history, state, lane))
			return true;
	}
	return false;
}

enum history_verdict history_check(const struct history *history)
{
	struct state state = {};
	unsigned int i;

	for (i = 0; i < HISTORY_OBJECTS; i++) {
		state.objects[i].state = history->objects[i].state;
		state.objects[i].owner = NOBODY;
	}
	begin_search();
	if (explore(history, &state))
		return HISTORY_EXPLAINED;
	return states >= MOST_STATES ? HISTORY_TOO_LARGE : HISTORY_WRONG;
}

/*
 * What is shown of a history that is wrong
 */

/* What had ended at some moment is known, what had begun may have been done. */
static void cut(struct history *history, const struct history *whole, unsigned int moment)
{
	unsigned int lane;

	*history = *whole;
	for (lane = 0; lane < HISTORY_LANES; lane++) {
		struct history_lane *operations = &history->lanes[lane];
		unsigned int i;

		for (i = 0; i < operations->count; i++) {
			if (operations->operations[i].end <= moment)
				continue;
			operations->operations[i].unknown = true;
			operations->count = i + (operations->operations[i].begin < moment);
		}
	}
}

static unsigned int next_end(const struct history *history, unsigned int moment)
{
	unsigned int next = HISTORY_NEVER;
	unsigned int lane;
	unsigned int i;

	for (lane = 0; lane < HISTORY_LANES; lane++) {
		for (i = 0; i < history->lanes[lane].count; i++) {
			unsigned int end = history->lanes[lane].operations[i].end;

			if (end > moment && end < next)
				next = end;
		}
	}
	return next;
}

static bool wants_nothing_else(const struct history *history,
			       const struct history_operation *operation,
			       enum history_kind kind)
{
	unsigned int i;

	for (i = 0; i < operation->count; i++)
		if (history->objects[operation->wanted[i]].kind != kind)
			return false;
	return true;
}

static bool has_mutants(const struct history *history)
{
	unsigned int i;

	for (i = 0; i < history->count; i++)
		if (history->objects[i].kind == HISTORY_MUTANT)
			return true;
	return false;
}

/*
 * What has changed nothing, in whatever order it may have been, can be left out:
 * the rest is no more wrong for that.
 */
static bool changes_nothing(const struct history *history,
			    const struct history_operation *operation)
{
	if (operation->deed == HISTORY_QUERY)
		return true;
	if (operation->deed == HISTORY_END)
		return !has_mutants(history);
	if (operation->unknown)
		return false;
	switch (operation->deed) {
	case HISTORY_SET:
		return operation->told && operation->previous;
	case HISTORY_RESET:
		return operation->told && !operation->previous;
	case HISTORY_PULSE:
		return false;
	case HISTORY_RELEASE:
		return operation->status != STATUS_SUCCESS;
	case HISTORY_SIGNAL_AND_WAIT:
		return !operation->signalled;
	default:
		return history_gave_up(operation) ||
		       wants_nothing_else(history, operation, HISTORY_NOTIFICATION);
	}
}

static void leave_out(struct history_lane *lane, unsigned int index)
{
	lane->count--;
	memmove(&lane->operations[index], &lane->operations[index + 1],
		(lane->count - index) * sizeof(lane->operations[0]));
}

static void leave_out_what_can_be(struct history *history)
{
	struct history less;
	unsigned int lane;
	unsigned int i;

	for (lane = 0; lane < HISTORY_LANES; lane++) {
		for (i = history->lanes[lane].count; i-- > 0;) {
			if (!changes_nothing(history, &history->lanes[lane].operations[i]))
				continue;
			less = *history;
			leave_out(&less.lanes[lane], i);
			if (history_check(&less) == HISTORY_WRONG)
				*history = less;
		}
	}
}

void history_shrink(struct history *history)
{
	struct history less;
	unsigned int moment = 0;

	while ((moment = next_end(history, moment)) != HISTORY_NEVER) {
		cut(&less, history, moment);
		if (history_check(&less) != HISTORY_WRONG)
			continue;
		*history = less;
		break;
	}
	leave_out_what_can_be(history);
}

static const char kinds[] = "NESM";

static void print_object(FILE *file, const struct history *history, unsigned int number)
{
	fprintf(file, "%c%u", kinds[history->objects[number].kind], number);
}

static void print_wanted(FILE *file, const struct history *history,
			 const struct history_operation *operation)
{
	unsigned int i;

	for (i = 0; i < operation->count; i++) {
		fputc(' ', file);
		print_object(file, history, operation->wanted[i]);
	}
	if (operation->poll)
		fputs(", poll", file);
}

static void print_call(FILE *file, const struct history *history,
		       const struct history_operation *operation)
{
	static const char * const deeds[] = {
		"set", "reset", "pulse", "release", "query", "wait for", "wait for any of",
		"wait for all of", "signal", "end",
	};

	fputs(deeds[operation->deed], file);
	if (operation->deed < HISTORY_WAIT_ONE || operation->deed == HISTORY_SIGNAL_AND_WAIT) {
		fputc(' ', file);
		print_object(file, history, operation->subject);
	}
	if (operation->deed == HISTORY_RELEASE &&
	    history->objects[operation->subject].kind == HISTORY_SEMAPHORE)
		fprintf(file, " by %d", operation->adjustment);
	if (operation->deed == HISTORY_SIGNAL_AND_WAIT)
		fputs(", wait for", file);
	print_wanted(file, history, operation);
}

static void print_outcome(FILE *file, const struct history *history,
			  const struct history_operation *operation)
{
	if (operation->unknown) {
		fputs(" -> not ended", file);
		return;
	}
	if (operation->deed == HISTORY_END)
		return;
	fprintf(file, " -> %s", operation->status == HISTORY_INTERRUPTED ?
		"interrupted" : nt_status_text(operation->status));
	if (operation->deed == HISTORY_QUERY ||
	    (operation->told && operation->status == STATUS_SUCCESS))
		fprintf(file, ", %s %d", operation->deed == HISTORY_QUERY ? "now" : "was",
			operation->previous);
	if (operation->deed == HISTORY_QUERY &&
	    history->objects[operation->subject].kind == HISTORY_MUTANT)
		fprintf(file, "%s%s", operation->owned ? ", owned by caller" : "",
			operation->abandoned ? ", abandoned" : "");
	if (operation->deed == HISTORY_SIGNAL_AND_WAIT && !operation->signalled)
		fputs(", not signalled", file);
	if (is_wait(operation) && !operation->poll && history_gave_up(operation))
		fprintf(file, ", not before %u", operation->due);
}

static void print_objects(FILE *file, const struct history *history)
{
	static const char * const names[] = {
		"notification event", "synchronization event", "semaphore", "mutant",
	};
	unsigned int i;

	for (i = 0; i < history->count; i++) {
		fprintf(file, "# ");
		print_object(file, history, i);
		fprintf(file, ": %s, %d", names[history->objects[i].kind],
			history->objects[i].state);
		if (history->objects[i].kind == HISTORY_SEMAPHORE)
			fprintf(file, " of %d", history->objects[i].limit);
		fputc('\n', file);
	}
}

/* The lane whose next operation began first. */
static unsigned int first_lane(const struct history *history, const unsigned int *printed)
{
	unsigned int best = HISTORY_LANES;
	unsigned int i;

	for (i = 0; i < HISTORY_LANES; i++) {
		if (printed[i] == history->lanes[i].count)
			continue;
		if (best == HISTORY_LANES ||
		    history->lanes[i].operations[printed[i]].begin <
		    history->lanes[best].operations[printed[best]].begin)
			best = i;
	}
	return best;
}

void history_print(FILE *file, const struct history *history)
{
	unsigned int printed[HISTORY_LANES] = {};
	unsigned int lane;

	print_objects(file, history);
	while ((lane = first_lane(history, printed)) < HISTORY_LANES) {
		const struct history_operation *operation =
			&history->lanes[lane].operations[printed[lane]++];

		fprintf(file, "# %4u ", operation->begin);
		if (operation->unknown)
			fprintf(file, "to      ");
		else
			fprintf(file, "to %4u ", operation->end);
		fprintf(file, " thread %u: ", lane);
		print_call(file, history, operation);
		print_outcome(file, history, operation);
		fputc('\n', file);
	}
	fflush(file);
}
