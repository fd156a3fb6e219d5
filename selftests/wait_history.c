// SPDX-License-Identifier: GPL-2.0
/*
 * Four threads signal and wait for a few objects as it comes, and what came back is
 * held to a sequential model: history.h says how. Round after round, with new
 * objects and new threads, each of which ends with what mutants it has.
 *
 * All waits have deadlines, which have passed, or pass soon, or are far beyond
 * need. When all threads sleep in such waits, the main thread signals something, or
 * ends one of the waits by a signal of Linux; it is a lane of the history, too. A
 * wake-up that is lost so ends as a wait that was given up although it could have
 * been satisfied. A thread that does not wake up at all is shown with the history
 * so far.
 *
 * A notification event that releases many does so in pieces, though it looks like
 * one. A crowd in front of the four makes use of that: they only wait, which changes
 * nothing about an event of that kind, so they need not be in the history.
 *
 * NTOBJ_HISTORY_SEED repeats a run, as far as threads let it.
 */
#include <signal.h>
#include <sys/syscall.h>

#include "ntobj_fixture.h"
#include "history.h"

#define THREADS		4
#define MAIN		THREADS		/* the main thread's lane */
#define LEAST_DEEDS	6		/* of a thread in a round */
#define MOST_DEEDS	12
#define MOST_RESCUES	(HISTORY_LENGTH - HISTORY_OBJECTS)
#define LONG		(30 * NT_SECOND)
#define STUCK		(60 * NT_SECOND)
#define INTERRUPT	SIGRTMIN	/* of a kind that is queued, each for itself */

/* More than a notification event releases in one piece. */
#define CROWD		20
#define CROWDED		2		/* objects, the first ones, with a crowd each */

/**
 * struct actor - one of the threads
 * @thread: the thread
 * @tid: its id, once it runs
 * @self: a handle to it
 * @seed: of what it does
 * @lane: its number
 * @sent: the first moment at which a signal was sent that came in its current call
 * @deadlines: of its operations
 * @after: when they had returned, by the clock of the deadlines
 * @over: it has done all
 * @reaped: and is gone
 */
struct actor {
	pthread_t thread;
	pid_t tid;
	__u64 self;
	unsigned int seed;
	unsigned int lane;
	unsigned int sent;
	__u64 deadlines[HISTORY_LENGTH];
	__u64 after[HISTORY_LENGTH];
	bool over;
	bool reaped;
};

/* What happens now. All of it is one round's, but for the seed. */
static struct {
	unsigned int seed;
	unsigned int now;
	unsigned int ready;
	__u64 handles[HISTORY_OBJECTS];
	struct actor actors[THREADS];
	struct history history;
} play;

/* How often things have happened, to see that something is tried at all. */
static struct {
	unsigned int waited;
	unsigned int all;
	unsigned int timed_out;
	unsigned int interrupted;
	unsigned int abandoned;
	unsigned int states;
	unsigned int falsified;
	unsigned int released;	/* of the crowd, by one of the four */
} tally;

/**
 * struct crowd - threads that wait for one of the first objects each
 * @count: how many there are, or 0
 * @round: which round they are to wait in, counted from 1; 0 at the end
 * @waiting: how many are about to
 * @back: and how many have
 * @threads: the threads
 */
static struct crowd {
	unsigned int count;
	int round;
	unsigned int waiting;
	unsigned int back;
	pthread_t threads[CROWD * CROWDED];
} crowd;

static __thread struct actor *myself;

static unsigned int tick(void)
{
	return __atomic_add_fetch(&play.now, 1, __ATOMIC_SEQ_CST);
}

static unsigned int choose(unsigned int *seed, unsigned int choices)
{
	return rand_r(seed) % choices;
}

/*
 * Signals of Linux. Each carries the moment before it was sent.
 */

static void note_interrupt(int number, siginfo_t *information, void *context)
{
	unsigned int sent = information->si_value.sival_int;

	(void)number;
	(void)context;
	if (myself && sent < __atomic_load_n(&myself->sent, __ATOMIC_RELAXED))
		__atomic_store_n(&myself->sent, sent, __ATOMIC_RELAXED);
}

static void interrupt(const struct actor *actor)
{
	siginfo_t information = {
		.si_signo = INTERRUPT,
		.si_code = SI_QUEUE,
		.si_pid = getpid(),
		.si_uid = getuid(),
	};

	information.si_value.sival_int = tick();
	/* It may be gone. */
	syscall(SYS_rt_tgsigqueueinfo, getpid(),
		__atomic_load_n(&actor->tid, __ATOMIC_ACQUIRE), INTERRUPT, &information);
}

static void prepare_interrupts(void)
{
	struct sigaction action = {
		.sa_sigaction = note_interrupt,
		.sa_flags = SA_SIGINFO,	/* and no SA_RESTART */
	};

	NT_CHECK(!sigaction(INTERRUPT, &action, NULL));
}

/*
 * The calls
 */

static bool is_event(const struct history_operation *operation)
{
	return play.history.objects[operation->subject].kind <= HISTORY_SYNCHRONIZATION;
}

static __s32 change_event(struct history_operation *operation, unsigned long untold,
			  unsigned long told)
{
	__u64 handle = play.handles[operation->subject];

	return operation->told ? nt_event_previous(told, handle, &operation->previous) :
				 nt_hot(untold, handle);
}

static __s32 release(struct history_operation *operation)
{
	__u64 handle = play.handles[operation->subject];

	if (play.history.objects[operation->subject].kind == HISTORY_SEMAPHORE)
		return operation->told ? nt_release_semaphore(handle, operation->adjustment,
							      &operation->previous) :
					 nt_hot(NTOBJ_IOC_RELEASE_SEMAPHORE, handle);
	return operation->told ? nt_release_mutant(handle, &operation->previous) :
				 nt_hot(NTOBJ_IOC_RELEASE_MUTANT, handle);
}

static __s32 query(struct history_operation *operation)
{
	__u64 handle = play.handles[operation->subject];
	struct ntobj_query_mutant mutant;
	__s32 status;
	__s32 limit;
	__u32 type;

	if (is_event(operation))
		return nt_query_event(handle, &type, &operation->previous);
	if (play.history.objects[operation->subject].kind == HISTORY_SEMAPHORE)
		return nt_query_semaphore(handle, &operation->previous, &limit);
	status = nt_query_mutant(handle, &mutant);
	operation->previous = mutant.current_count;
	operation->owned = mutant.owned_by_caller;
	operation->abandoned = mutant.abandoned;
	return status;
}

static __s32 wait_for(const struct history_operation *operation, __u64 deadline)
{
	__u64 handles[HISTORY_WANTED];
	unsigned int i;

	for (i = 0; i < operation->count; i++)
		handles[i] = play.handles[operation->wanted[i]];
	if (operation->deed == HISTORY_WAIT_ONE)
		return nt_wait(handles[0], deadline);
	return nt_wait_several(handles, operation->count,
			       operation->deed == HISTORY_WAIT_ALL ? NTOBJ_WAIT_ALL :
								     NTOBJ_WAIT_ANY,
			       deadline);
}

static __s32 signal_and_wait(struct history_operation *operation, __u64 deadline)
{
	struct ntobj_signal_and_wait call = {
		.signal_handle = play.handles[operation->subject],
		.wait_handle = play.handles[operation->wanted[0]],
		.deadline = deadline,
	};
	__s32 status = nt_raw(nt_device, NTOBJ_IOC_SIGNAL_AND_WAIT, &call);

	operation->signalled = call.signalled;
	return status;
}

static __s32 call(struct history_operation *operation, __u64 deadline)
{
	switch (operation->deed) {
	case HISTORY_SET:
		return change_event(operation, NTOBJ_IOC_SET_EVENT,
				    NTOBJ_IOC_SET_EVENT_PREVIOUS);
	case HISTORY_RESET:
		return change_event(operation, NTOBJ_IOC_RESET_EVENT,
				    NTOBJ_IOC_RESET_EVENT_PREVIOUS);
	case HISTORY_PULSE:
		return change_event(operation, NTOBJ_IOC_PULSE_EVENT,
				    NTOBJ_IOC_PULSE_EVENT_PREVIOUS);
	case HISTORY_RELEASE:
		return release(operation);
	case HISTORY_QUERY:
		return query(operation);
	case HISTORY_SIGNAL_AND_WAIT:
		return signal_and_wait(operation, deadline);
	default:
		return wait_for(operation, deadline);
	}
}

static struct history_operation *add(unsigned int lane,
				     const struct history_operation *operation)
{
	struct history_lane *operations = &play.history.lanes[lane];
	struct history_operation *added = &operations->operations[operations->count];

	NT_CHECK(operations->count < HISTORY_LENGTH);
	*added = *operation;
	/* Until it has ended, for who looks meanwhile. */
	added->unknown = true;
	added->end = HISTORY_NEVER;
	added->begin = tick();
	__atomic_store_n(&operations->count, operations->count + 1, __ATOMIC_RELEASE);
	return added;
}

static void perform(unsigned int lane, const struct history_operation *operation,
		    __u64 deadline)
{
	struct history_operation *added = add(lane, operation);

	if (myself)
		__atomic_store_n(&myself->sent, HISTORY_NEVER, __ATOMIC_RELAXED);
	added->status = call(added, deadline);
	added->end = tick();
	if (added->status == HISTORY_INTERRUPTED) {
		NT_CHECK(errno == EINTR && myself);
		added->due = __atomic_load_n(&myself->sent, __ATOMIC_RELAXED);
		/* Nothing but a signal that has come may do that. */
		NT_CHECK(added->due != HISTORY_NEVER);
	}
	__atomic_store_n(&added->unknown, false, __ATOMIC_RELEASE);
}

/*
 * What the threads do
 */

static __u64 choose_deadline(struct history_operation *operation, unsigned int *seed)
{
	operation->poll = false;
	switch (choose(seed, 8)) {
	case 0:
	case 1:
		operation->poll = true;
		return NTOBJ_WAIT_POLL;
	case 2 ... 5:
		return nt_now() + choose(seed, 400) * 1000;
	case 6:
		return nt_now() + choose(seed, 3) * NT_MILLISECOND;
	default:
		return nt_now() + LONG;
	}
}

static void choose_signal(struct history_operation *operation, unsigned int *seed)
{
	operation->told = choose(seed, 2);
	if (!is_event(operation)) {
		operation->deed = HISTORY_RELEASE;
		operation->adjustment = operation->told ? 1 + choose(seed, 2) : 1;
		return;
	}
	switch (choose(seed, 8)) {
	case 0:
		operation->deed = HISTORY_RESET;
		break;
	case 1:
		operation->deed = HISTORY_PULSE;
		break;
	default:
		operation->deed = HISTORY_SET;
	}
}

static bool is_there(const struct history_operation *operation, unsigned int object)
{
	unsigned int i;

	for (i = 0; i < operation->count; i++)
		if (operation->wanted[i] == object)
			return true;
	return false;
}

/* A wait for any may have an object twice. */
static void choose_wanted(struct history_operation *operation, unsigned int *seed)
{
	unsigned int most = operation->deed == HISTORY_WAIT_ALL ? play.history.count :
								  HISTORY_WANTED;
	unsigned int count = 1 + choose(seed, most);

	operation->count = 0;
	if (operation->deed == HISTORY_WAIT_ONE || operation->deed == HISTORY_SIGNAL_AND_WAIT)
		count = 1;
	while (operation->count < count) {
		unsigned int object = choose(seed, play.history.count);

		if (operation->deed != HISTORY_WAIT_ALL || !is_there(operation, object))
			operation->wanted[operation->count++] = object;
	}
}

static __u64 choose_operation(struct history_operation *operation, unsigned int *seed)
{
	static const enum history_deed waits[] = {
		HISTORY_WAIT_ONE, HISTORY_WAIT_ONE, HISTORY_WAIT_ANY, HISTORY_WAIT_ANY,
		HISTORY_WAIT_ALL, HISTORY_WAIT_ALL, HISTORY_SIGNAL_AND_WAIT,
	};

	*operation = (struct history_operation){
		.subject = choose(seed, play.history.count),
	};
	switch (choose(seed, 16)) {
	case 0:
	case 1:
		operation->deed = HISTORY_QUERY;
		return 0;
	case 2 ... 8:
		choose_signal(operation, seed);
		return 0;
	default:
		operation->deed = waits[choose(seed, ARRAY_SIZE(waits))];
		choose_wanted(operation, seed);
		return choose_deadline(operation, seed);
	}
}

static void *act(void *context)
{
	static const struct history_operation end = { .deed = HISTORY_END };
	struct history_operation operation;
	struct actor *actor = context;
	unsigned int count;
	unsigned int i;

	myself = actor;
	actor->self = nt_thread(gettid());
	__atomic_store_n(&actor->tid, gettid(), __ATOMIC_RELEASE);
	__atomic_add_fetch(&play.ready, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&play.ready, __ATOMIC_SEQ_CST) < THREADS)
		sched_yield();
	count = LEAST_DEEDS + choose(&actor->seed, MOST_DEEDS - LEAST_DEEDS + 1);
	for (i = 0; i < count; i++) {
		actor->deadlines[i] = choose_operation(&operation, &actor->seed);
		perform(actor->lane, &operation, actor->deadlines[i]);
		actor->after[i] = nt_now();
		if (!choose(&actor->seed, 8))
			interrupt(&play.actors[choose(&actor->seed, THREADS)]);
	}
	add(actor->lane, &end);
	__atomic_store_n(&actor->over, true, __ATOMIC_RELEASE);
	return NULL;
}

/*
 * The main thread
 */

/* Waits until the thread has abandoned what it owns, and its end is an end. */
static void reap(struct actor *actor)
{
	struct history_lane *lane = &play.history.lanes[actor->lane];
	struct history_operation *end;

	NT_CHECK(!pthread_join(actor->thread, NULL));
	NT_CHECK_STATUS(STATUS_WAIT_0, nt_wait(actor->self, nt_now() + LONG));
	end = &lane->operations[lane->count - 1];
	end->end = tick();
	end->unknown = false;
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(actor->self));
	actor->reaped = true;
}

/* How many there are still. */
static unsigned int reap_all(void)
{
	unsigned int left = 0;
	unsigned int i;

	for (i = 0; i < THREADS; i++) {
		struct actor *actor = &play.actors[i];

		if (!actor->reaped && __atomic_load_n(&actor->over, __ATOMIC_ACQUIRE))
			reap(actor);
		left += !actor->reaped;
	}
	return left;
}

/* A thread that does not even end by a signal; it will not let the process end. */
_Noreturn static void fail_stuck(void)
{
	struct history history = play.history;

	printf("# a thread is stuck; NTOBJ_HISTORY_SEED=%u\n", play.seed);
	history_print(stdout, &history);
	_exit(KSFT_FAIL);
}

/* Something that lets somebody go on. */
static void rescue(unsigned int *seed)
{
	struct history_operation operation = { .told = true };
	struct actor *actor = &play.actors[choose(seed, THREADS)];

	operation.subject = choose(seed, play.history.count);
	operation.deed = is_event(&operation) ? HISTORY_SET : HISTORY_RELEASE;
	operation.adjustment = 1;
	if (choose(seed, 2) && play.history.lanes[MAIN].count < MOST_RESCUES)
		perform(MAIN, &operation, 0);
	else if (!actor->reaped)
		interrupt(actor);
}

static void wait_for_all(unsigned int *seed)
{
	__u64 end = nt_now() + STUCK;
	unsigned int before = 0;

	while (reap_all()) {
		unsigned int now = __atomic_load_n(&play.now, __ATOMIC_SEQ_CST);

		if (now == before)
			rescue(seed);
		before = now;
		if (nt_now() > end)
			fail_stuck();
		usleep(500);
	}
}

static void look_at_objects(void)
{
	struct history_operation operation = { .deed = HISTORY_QUERY };

	for (operation.subject = 0; operation.subject < play.history.count;
	     operation.subject++)
		perform(MAIN, &operation, 0);
}

/*
 * The crowd
 */

static void wait_in_crowd(unsigned int number)
{
	__u64 handle = play.handles[number % CROWDED];

	__atomic_add_fetch(&crowd.waiting, 1, __ATOMIC_SEQ_CST);
	NT_CHECK_STATUS(STATUS_WAIT_0, nt_wait(handle, nt_now() + STUCK));
	if (__atomic_load_n(&play.ready, __ATOMIC_SEQ_CST) == THREADS)
		__atomic_add_fetch(&tally.released, 1, __ATOMIC_RELAXED);
	__atomic_add_fetch(&crowd.back, 1, __ATOMIC_SEQ_CST);
}

static void *be_crowd(void *context)
{
	unsigned int number = (unsigned long)context;
	int round = 0;

	for (;;) {
		int next = __atomic_load_n(&crowd.round, __ATOMIC_ACQUIRE);

		if (next == round) {
			usleep(500);
			continue;
		}
		if (next < 0)
			return NULL;
		round = next;
		wait_in_crowd(number);
	}
}

static void begin_crowd(void)
{
	unsigned long i;

	for (i = 0; i < ARRAY_SIZE(crowd.threads); i++)
		NT_CHECK(!pthread_create(&crowd.threads[i], NULL, be_crowd, (void *)i));
	crowd.count = i;
}

static void end_crowd(void)
{
	__atomic_store_n(&crowd.round, -1, __ATOMIC_RELEASE);
	while (crowd.count)
		NT_CHECK(!pthread_join(crowd.threads[--crowd.count], NULL));
}

/* They are likely to be asleep then; nothing depends on that. */
static void gather_crowd(void)
{
	if (!crowd.count)
		return;
	crowd.waiting = 0;
	crowd.back = 0;
	__atomic_store_n(&crowd.round, crowd.round + 1, __ATOMIC_RELEASE);
	NT_CHECK(NT_UNTIL(__atomic_load_n(&crowd.waiting, __ATOMIC_SEQ_CST) == crowd.count));
	usleep(1000);
}

/* After all that counts. */
static void dismiss_crowd(void)
{
	unsigned int i;

	for (i = 0; crowd.count && i < CROWDED; i++)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(play.handles[i]));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&crowd.back, __ATOMIC_SEQ_CST) == crowd.count));
}

/*
 * Rounds
 */

static void make_object(unsigned int number, unsigned int *seed)
{
	struct history_object *object = &play.history.objects[number];

	object->kind = choose(seed, 4);
	object->state = choose(seed, 2);
	object->limit = 0;
	if (crowd.count && number < CROWDED) {
		object->kind = HISTORY_NOTIFICATION;
		object->state = 0;
	}
	switch (object->kind) {
	case HISTORY_SEMAPHORE:
		object->limit = 1 + choose(seed, 3);
		play.handles[number] = nt_semaphore(object->state, object->limit);
		break;
	case HISTORY_MUTANT:
		object->state = 1;
		play.handles[number] = nt_mutant(false);
		break;
	default:
		play.handles[number] = nt_event(object->kind, object->state);
	}
}

static void begin_round(unsigned int *seed, unsigned int objects)
{
	unsigned int i;

	memset(&play.history, 0, sizeof(play.history));
	memset(play.actors, 0, sizeof(play.actors));
	play.history.count = objects;
	play.now = 0;
	play.ready = 0;
	for (i = 0; i < objects; i++)
		make_object(i, seed);
	for (i = 0; i < THREADS; i++) {
		play.actors[i].lane = i;
		play.actors[i].seed = choose(seed, INT_MAX);
	}
}

static void play_round(unsigned int *seed)
{
	unsigned int i;

	gather_crowd();
	for (i = 0; i < THREADS; i++)
		NT_CHECK(!pthread_create(&play.actors[i].thread, NULL, act, &play.actors[i]));
	wait_for_all(seed);
	look_at_objects();
	dismiss_crowd();
	for (i = 0; i < play.history.count; i++)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(play.handles[i]));
}

/* The moment after all that had returned before a time. */
static unsigned int moment_of(__u64 time)
{
	unsigned int moment = 0;
	unsigned int lane;
	unsigned int i;

	for (lane = 0; lane < THREADS; lane++) {
		const struct history_lane *operations = &play.history.lanes[lane];

		/* The thread's end is the last, and has no time. */
		for (i = 0; i + 1 < operations->count; i++)
			if (play.actors[lane].after[i] < time &&
			    operations->operations[i].end >= moment)
				moment = operations->operations[i].end + 1;
	}
	return moment;
}

/* A wait that has timed out has not given up before its deadline. */
static void set_due(void)
{
	unsigned int lane;
	unsigned int i;

	for (lane = 0; lane < THREADS; lane++) {
		struct history_lane *operations = &play.history.lanes[lane];

		for (i = 0; i + 1 < operations->count; i++)
			if (operations->operations[i].status == STATUS_TIMEOUT)
				operations->operations[i].due =
					moment_of(play.actors[lane].deadlines[i]);
	}
}

static void count_outcome(const struct history_operation *operation)
{
	__s32 status = operation->status;

	tally.interrupted += status == HISTORY_INTERRUPTED;
	if (!operation->count)
		return;
	tally.timed_out += status == STATUS_TIMEOUT && !operation->poll;
	tally.abandoned += status >= STATUS_ABANDONED_WAIT_0 &&
			   status <= STATUS_ABANDONED_WAIT_63;
	tally.waited += status == STATUS_WAIT_0 && !operation->poll;
	tally.all += status == STATUS_WAIT_0 && operation->deed == HISTORY_WAIT_ALL &&
		     operation->count > 1;
}

static void count_outcomes(void)
{
	unsigned int lane;
	unsigned int i;

	for (lane = 0; lane < THREADS; lane++)
		for (i = 0; i < play.history.lanes[lane].count; i++)
			count_outcome(&play.history.lanes[lane].operations[i]);
	if (history_states() > tally.states)
		tally.states = history_states();
}

/*
 * What a semaphore has in the end follows from all that was taken and put there;
 * anything else must be seen.
 */
static bool is_falsehood_seen(void)
{
	struct history_lane *lane = &play.history.lanes[MAIN];
	unsigned int i;

	for (i = 0; i < play.history.count; i++) {
		if (play.history.objects[i].kind != HISTORY_SEMAPHORE)
			continue;
		lane->operations[lane->count - play.history.count + i].previous++;
		tally.falsified++;
		return history_check(&play.history) == HISTORY_WRONG;
	}
	return true;
}

static bool check_round(unsigned int round)
{
	enum history_verdict verdict = history_check(&play.history);

	count_outcomes();
	if (verdict == HISTORY_EXPLAINED)
		return true;
	printf("# round %u of NTOBJ_HISTORY_SEED=%u %s:\n", round, play.seed,
	       verdict == HISTORY_WRONG ? "can't be explained" : "is too large to be checked");
	if (verdict == HISTORY_WRONG)
		history_shrink(&play.history);
	history_print(stdout, &play.history);
	return false;
}

static void begin(void)
{
	const char *seed = getenv("NTOBJ_HISTORY_SEED");

	play.seed = seed ? strtoul(seed, NULL, 0) : nt_now() ^ getpid();
	printf("# NTOBJ_HISTORY_SEED=%u\n", play.seed);
	prepare_interrupts();
}

static void run(struct __test_metadata *_metadata, unsigned int objects, unsigned int rounds)
{
	unsigned int seed;
	unsigned int i;

	begin();
	for (i = 0; i < rounds; i++) {
		seed = play.seed + i;
		begin_round(&seed, objects);
		play_round(&seed);
		set_due();
		ASSERT_TRUE(check_round(i));
		ASSERT_TRUE(is_falsehood_seen());
	}
	printf("# waits: %u satisfied, %u for several, %u abandoned, ", tally.waited, tally.all,
	       tally.abandoned);
	printf("%u timed out, %u interrupted; at most %u states\n", tally.timed_out,
	       tally.interrupted, tally.states);
	EXPECT_LT(rounds / 4, tally.waited);
	EXPECT_LT(0, tally.all);
	EXPECT_LT(0, tally.timed_out);
}

/* And what comes in many rounds, with objects of all kinds. */
static void run_all_kinds(struct __test_metadata *_metadata, unsigned int objects,
			  unsigned int rounds)
{
	run(_metadata, objects, rounds);
	EXPECT_LT(0, tally.abandoned);
	EXPECT_LT(0, tally.interrupted);
	EXPECT_LT(0, tally.falsified);
}

TEST_F_TIMEOUT(ntobj, two_objects, 250)
{
	run_all_kinds(_metadata, 2, nt_rounds(30, 640));
}

TEST_F_TIMEOUT(ntobj, four_objects, 250)
{
	run_all_kinds(_metadata, 4, nt_rounds(30, 640));
}

static void run_crowd(struct __test_metadata *_metadata, unsigned int objects)
{
	begin_crowd();
	run(_metadata, objects, nt_rounds(10, 160));
	end_crowd();
	EXPECT_LT(CROWD, tally.released);
}

TEST_F_TIMEOUT(ntobj, crowd, 250)
{
	run_crowd(_metadata, CROWDED);
}

TEST_F_TIMEOUT(ntobj, crowd_and_others, 250)
{
	run_crowd(_metadata, HISTORY_OBJECTS);
}

TEST_HARNESS_MAIN
