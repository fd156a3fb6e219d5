// SPDX-License-Identifier: GPL-2.0
/*
 * Signalling one object and waiting for another: both or nothing, at one moment,
 * and once, whatever interrupts it.
 */
#include <signal.h>

#include "ntobj_fixture.h"

#define NOTIFICATION	NTOBJ_NOTIFICATION_EVENT
#define SYNCHRONIZATION	NTOBJ_SYNCHRONIZATION_EVENT
#define POLL		NTOBJ_WAIT_POLL
#define FOREVER		NTOBJ_WAIT_FOREVER

/* What can be signalled. */
TEST_F(ntobj, kinds)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	__u64 semaphore = nt_semaphore(0, 5);
	__u64 mutant = nt_mutant(true);
	__u64 present = nt_event(SYNCHRONIZATION, 1);

	EXPECT_STATUS(STATUS_SUCCESS, nt_signal_and_wait(event, present, FOREVER));
	EXPECT_EQ(1, nt_state(event));
	EXPECT_EQ(0, nt_state(present));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_signal_and_wait(semaphore, present, POLL));
	EXPECT_EQ(1, nt_count(semaphore));
	EXPECT_STATUS(STATUS_TIMEOUT,
		      nt_signal_and_wait(semaphore, present, nt_now() + NT_MILLISECOND));
	EXPECT_EQ(2, nt_count(semaphore));
	EXPECT_STATUS(STATUS_SUCCESS, nt_signal_and_wait(mutant, event, POLL));
	EXPECT_EQ(1, nt_mutant_state(mutant).current_count);
	/* An event that is set stays so. */
	EXPECT_STATUS(STATUS_SUCCESS, nt_signal_and_wait(event, event, POLL));
	EXPECT_EQ(1, nt_state(event));
}

/* Of one object: the wait takes what the signal gave. */
TEST_F(ntobj, itself)
{
	__u64 event = nt_event(SYNCHRONIZATION, 0);
	__u64 semaphore = nt_semaphore(0, 1);
	__u64 mutant = nt_mutant(true);

	EXPECT_STATUS(STATUS_SUCCESS, nt_signal_and_wait(event, event, POLL));
	EXPECT_EQ(0, nt_state(event));
	EXPECT_STATUS(STATUS_SUCCESS, nt_signal_and_wait(semaphore, semaphore, POLL));
	EXPECT_EQ(0, nt_count(semaphore));
	EXPECT_STATUS(STATUS_SUCCESS, nt_signal_and_wait(mutant, mutant, POLL));
	EXPECT_EQ(0, nt_mutant_state(mutant).current_count);
	EXPECT_EQ(1, nt_mutant_state(mutant).owned_by_caller);
}

TEST_F(ntobj, failures)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	__u64 present = nt_event(NOTIFICATION, 1);
	__u64 full = nt_semaphore(1, 1);
	__u64 mutant = nt_mutant(false);
	struct ntobj_signal_and_wait call = {
		.signal_handle = event, .wait_handle = present, .flags = 4,
	};
	__u64 reader;
	__u64 deaf;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&reader, nt_unnamed(),
				      NTOBJ_EVENT_QUERY_STATE | NTOBJ_SYNCHRONIZE, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&deaf, nt_unnamed(),
				      NTOBJ_EVENT_QUERY_STATE | NTOBJ_EVENT_MODIFY_STATE, 0,
				      1));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &call));
	call.flags = 0;
	call.signalled = 2;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &call));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_signal_and_wait(0, present, POLL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_signal_and_wait(0, deaf, POLL));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_signal_and_wait(event, 0, POLL));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_signal_and_wait(event, deaf, POLL));
	EXPECT_STATUS(STATUS_ACCESS_DENIED, nt_signal_and_wait(reader, present, POLL));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_signal_and_wait(nt_home(), present, POLL));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_signal_and_wait(NTOBJ_CURRENT_PROCESS, present, POLL));
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_signal_and_wait(NTOBJ_CURRENT_PROCESS, deaf, POLL));
	EXPECT_STATUS(STATUS_MUTANT_NOT_OWNED, nt_signal_and_wait(mutant, present, POLL));
	EXPECT_STATUS(STATUS_SEMAPHORE_LIMIT_EXCEEDED,
		      nt_signal_and_wait(full, present, POLL));
	EXPECT_EQ(0, nt_state(event));
	EXPECT_EQ(0, nt_state(reader));
	/* One's own thread can be waited for, if not in vain. */
	EXPECT_STATUS(STATUS_TIMEOUT,
		      nt_signal_and_wait(event, NTOBJ_CURRENT_THREAD, POLL));
	EXPECT_EQ(1, nt_state(event));
}

static void *own_and_end(void *context)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(*(__u64 *)context, FOREVER));
	return NULL;
}

TEST_F(ntobj, abandoned)
{
	__u64 event = nt_event(NOTIFICATION, 0);
	__u64 mutant = nt_mutant(false);
	pthread_t thread;

	ASSERT_EQ(0, pthread_create(&thread, NULL, own_and_end, &mutant));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	ASSERT_TRUE(NT_UNTIL(nt_mutant_state(mutant).abandoned));
	EXPECT_STATUS(STATUS_MUTANT_NOT_OWNED, nt_signal_and_wait(mutant, event, FOREVER));
	EXPECT_TRUE(nt_mutant_state(mutant).abandoned);
	EXPECT_STATUS(STATUS_ABANDONED_WAIT_0, nt_signal_and_wait(event, mutant, FOREVER));
	EXPECT_EQ(1, nt_state(event));
}

static void *answer(void *context)
{
	__u64 *events = context;
	unsigned int i;

	for (i = 0; i < events[2]; i++)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_signal_and_wait(events[1], events[0],
						   FOREVER));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(events[1]));
	return NULL;
}

/*
 * Two threads that hand each other the turn by pulses: a pulse that came before
 * its receiver waits would be lost, and the exchange would stand still.
 */
static void *pulse_back(void *context)
{
	__u64 *events = context;
	unsigned int i;

	for (i = 0; i < events[2]; i++) {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(events[0], FOREVER));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_PULSE_EVENT, events[1]));
	}
	return NULL;
}

TEST_F(ntobj, at_one_moment)
{
	__u64 events[] = {
		nt_event(SYNCHRONIZATION, 0), nt_event(NOTIFICATION, 0),
		nt_debug_kernel() ? 1000 : 10000,
	};
	pthread_t thread;
	unsigned int i;

	ASSERT_EQ(0, pthread_create(&thread, NULL, pulse_back, events));
	for (i = 0; i < events[2]; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_signal_and_wait(events[0], events[1],
						 nt_now() + 60 * NT_SECOND));
	ASSERT_EQ(0, pthread_join(thread, NULL));
}

TEST_F(ntobj, pingpong)
{
	__u64 events[] = {
		nt_event(SYNCHRONIZATION, 0), nt_event(SYNCHRONIZATION, 0),
		nt_debug_kernel() ? 1000 : 10000,
	};
	pthread_t thread;
	unsigned int i;

	ASSERT_EQ(0, pthread_create(&thread, NULL, answer, events));
	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(events[1], FOREVER));
	for (i = 0; i < events[2]; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_signal_and_wait(events[0], events[1],
						 nt_now() + 60 * NT_SECOND));
	ASSERT_EQ(0, pthread_join(thread, NULL));
}

/*
 * Unix signals
 */

static int handled_count;

static void count_signal(int number)
{
	(void)number;
	__atomic_add_fetch(&handled_count, 1, __ATOMIC_RELAXED);
}

static void wait_for_signal(struct __test_metadata *_metadata, int flags)
{
	struct sigaction action = { .sa_handler = count_signal, .sa_flags = flags };
	struct nt_waiter waiter = {
		.signal = nt_semaphore(0, 100),
		.handle = nt_event(SYNCHRONIZATION, 0),
		.deadline = FOREVER,
	};
	int i;

	ASSERT_EQ(0, sigaction(SIGUSR1, &action, NULL));
	nt_waiter_begin(&waiter);
	EXPECT_EQ(1, nt_count(waiter.signal));
	for (i = 1; i <= 10 && flags; i++) {
		ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
		ASSERT_TRUE(NT_UNTIL(__atomic_load_n(&handled_count, __ATOMIC_RELAXED) == i));
		ASSERT_TRUE(NT_UNTIL(nt_is_waiting(getpid(), waiter.tid)));
	}
	if (flags)
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(waiter.handle));
	else
		ASSERT_EQ(0, pthread_kill(waiter.thread, SIGUSR1));
	if (flags) {
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiter));
	} else {
		EXPECT_EQ(-1, nt_waiter_end(&waiter));
		EXPECT_EQ(EINTR, waiter.error);
	}
	/* However often it was begun again. */
	EXPECT_EQ(1, nt_count(waiter.signal));
}

TEST_F(ntobj, restart_signals_once)
{
	wait_for_signal(_metadata, SA_RESTART);
}

TEST_F(ntobj, signal_ends_wait)
{
	wait_for_signal(_metadata, 0);
}

/* The structure says that it was done, and a call with that only waits. */
TEST_F(ntobj, signalled)
{
	__u64 semaphore = nt_semaphore(0, 5);
	__u64 mutant = nt_mutant(false);
	struct ntobj_signal_and_wait call = {
		.signal_handle = semaphore, .wait_handle = mutant, .deadline = POLL,
	};

	EXPECT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &call));
	EXPECT_EQ(1, call.signalled);
	EXPECT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &call));
	EXPECT_EQ(1, call.signalled);
	EXPECT_EQ(1, nt_count(semaphore));
	EXPECT_EQ(-1, nt_mutant_state(mutant).current_count);
	/* Then nobody asks what the other handle is. */
	call.signal_handle = 0;
	EXPECT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &call));
	EXPECT_EQ(-2, nt_mutant_state(mutant).current_count);
}

static int signal_then_wait(void *context)
{
	__u64 *handles = context;

	return nt_signal_and_wait(handles[0], handles[1], FOREVER);
}

/* Who is killed in the wait has signalled, and takes nothing. */
TEST_F(ntobj, kill)
{
	__u64 handles[2];
	pid_t child;
	int i;

	for (i = 0; i < 2; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_create_event(&handles[i], nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
					      NTOBJ_EVENT_ALL_ACCESS, SYNCHRONIZATION, 0));
	child = nt_child_start(signal_then_wait, handles);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(handles[0], FOREVER));
	ASSERT_EQ(0, kill(child, SIGKILL));
	EXPECT_EQ(NT_KILLED(SIGKILL), nt_child_end(child));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_event(handles[1]));
	EXPECT_EQ(1, nt_state(handles[1]));
}

TEST_HARNESS_MAIN
