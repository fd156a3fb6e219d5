// SPDX-License-Identifier: GPL-2.0
/*
 * Threads: one object for each, what a query tells of it, how it ends, and
 * what becomes of it when another thread's exec makes it go, or be the leader.
 */
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "ntobj_fixture.h"

#define CURRENT	NTOBJ_CURRENT_THREAD

/* Argument of the program when it is run by exec. */
static const char exec_word[] = "--after-exec";

/* A thread that ends, by a system call of its own, when it is told. */
struct worker {
	pthread_t thread;
	pid_t tid;
	int end[2];
	int code;
	void (*work)(void);
};

static void *work(void *context)
{
	struct worker *worker = context;
	char byte;

	__atomic_store_n(&worker->tid, gettid(), __ATOMIC_RELEASE);
	NT_CHECK(read(worker->end[0], &byte, 1) == 1);
	if (worker->work)
		worker->work();
	syscall(SYS_exit, worker->code);
	return NULL;
}

static void worker_start(struct worker *worker, int code)
{
	memset(worker, 0, sizeof(*worker));
	worker->code = code;
	NT_CHECK(!pipe(worker->end));
	NT_CHECK(!pthread_create(&worker->thread, NULL, work, worker));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&worker->tid, __ATOMIC_ACQUIRE)));
}

static void worker_end(struct worker *worker)
{
	NT_CHECK(write(worker->end[1], "e", 1) == 1);
}

TEST_F(ntobj, one_object_for_all)
{
	struct ntobj_object_basic_information basic;
	__u64 first = nt_thread(gettid());
	__u64 second = nt_thread(gettid());

	EXPECT_NE(first, second);
	EXPECT_EQ(nt_id(first), nt_id(second));
	EXPECT_EQ(nt_id(first), nt_id(CURRENT));
	EXPECT_NE(nt_id(CURRENT), nt_id(NTOBJ_CURRENT_PROCESS));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(CURRENT, &basic));
	EXPECT_EQ(2, basic.handle_count);
	EXPECT_EQ(3, basic.pointer_count);
}

static void *own_id(void *context)
{
	*(__u64 *)context = nt_id(CURRENT);
	return NULL;
}

/* The same value means another thread in each thread. */
TEST_F(ntobj, current_thread)
{
	pthread_t thread;
	__u64 id = 0;

	nt_thread(gettid());
	ASSERT_EQ(0, pthread_create(&thread, NULL, own_id, &id));
	ASSERT_EQ(0, pthread_join(thread, NULL));
	EXPECT_NE(0, id);
	EXPECT_NE(id, nt_id(CURRENT));
}

TEST_F(ntobj, basic)
{
	struct ntobj_thread_basic_information basic;
	struct sched_param parameter = { .sched_priority = 50 };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(0, &set);
	ASSERT_EQ(0, sched_setaffinity(0, sizeof(set), &set));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_thread(CURRENT, &basic));
	EXPECT_EQ(getpid(), basic.process_id);
	EXPECT_EQ(gettid(), basic.thread_id);
	EXPECT_EQ(STATUS_PENDING, basic.exit_status);
	EXPECT_EQ(0, basic.wait_status);
	EXPECT_EQ(1, basic.affinity_mask);
	EXPECT_EQ(8, basic.base_priority);
	EXPECT_EQ(8, basic.priority);
	ASSERT_EQ(0, sched_setscheduler(0, SCHED_FIFO, &parameter));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_thread(CURRENT, &basic));
	EXPECT_EQ(24, basic.base_priority);
}

TEST_F(ntobj, lengths)
{
	static const struct {
		__u32 class;
		__u32 length;
	} classes[] = {
		{ NTOBJ_THREAD_BASIC_INFORMATION,
		  sizeof(struct ntobj_thread_basic_information) },
		{ NTOBJ_THREAD_TIMES, sizeof(struct ntobj_times) },
	};
	struct ntobj_query_client call = { .handle = CURRENT, .reserved = 1 };
	char buffer[128];
	__u32 answered;
	unsigned int i;
	__u32 length;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		for (length = 0; length < sizeof(buffer); length++) {
			if (length == classes[i].length)
				continue;
			memset(buffer, NT_POISON, sizeof(buffer));
			EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
				      nt_query_client(NTOBJ_IOC_QUERY_THREAD, CURRENT,
						      classes[i].class, buffer, length,
						      &answered));
			EXPECT_EQ(classes[i].length, answered);
			EXPECT_EQ((char)NT_POISON, buffer[0]);
		}
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_query_client(NTOBJ_IOC_QUERY_THREAD, CURRENT,
					      classes[i].class, buffer, classes[i].length,
					      &answered));
		EXPECT_EQ((char)NT_POISON, buffer[classes[i].length]);
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      nt_query_client(NTOBJ_IOC_QUERY_THREAD, CURRENT,
					      classes[i].class, (void *)8,
					      classes[i].length, &answered));
	}
	for (i = 2; i < 100; i++)
		EXPECT_STATUS(STATUS_INVALID_INFO_CLASS,
			      nt_query_client(NTOBJ_IOC_QUERY_THREAD, CURRENT, i, buffer,
					      sizeof(buffer), &answered));
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_QUERY_THREAD, &call));
}

static void burn(void)
{
	__u64 end = nt_clock(CLOCK_THREAD_CPUTIME_ID) + 200 * NT_MILLISECOND;

	while (nt_clock(CLOCK_THREAD_CPUTIME_ID) < end)
		syscall(SYS_getpriority, PRIO_PROCESS, 0);
}

TEST_F(ntobj, times)
{
	__u64 before = nt_clock(CLOCK_REALTIME);
	struct ntobj_times times;
	struct ntobj_times later;
	struct worker worker;
	__u64 thread;

	worker_start(&worker, 0);
	worker.work = burn;
	thread = nt_thread(worker.tid);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_times(NTOBJ_IOC_QUERY_THREAD, thread, &times));
	EXPECT_EQ(0, times.exit_time);
	EXPECT_LE((__s64)(before - 20 * NT_MILLISECOND), times.create_time);
	worker_end(&worker);
	ASSERT_STATUS(STATUS_SUCCESS, nt_wait(thread, NTOBJ_WAIT_FOREVER));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_times(NTOBJ_IOC_QUERY_THREAD, thread, &times));
	EXPECT_LE(times.create_time + 180 * (__s64)NT_MILLISECOND, times.exit_time);
	EXPECT_GE((__s64)nt_clock(CLOCK_REALTIME), times.exit_time);
	EXPECT_LE(100 * NT_MILLISECOND, times.kernel_time + times.user_time);
	EXPECT_GE(times.exit_time - times.create_time + 40 * NT_MILLISECOND,
		  times.kernel_time + times.user_time);
	usleep(20000);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_times(NTOBJ_IOC_QUERY_THREAD, thread, &later));
	EXPECT_EQ(times.create_time, later.create_time);
	EXPECT_EQ(times.exit_time, later.exit_time);
	EXPECT_EQ(times.kernel_time, later.kernel_time);
	EXPECT_EQ(times.user_time, later.user_time);
}

/*
 * Ends
 */

TEST_F(ntobj, exit)
{
	struct ntobj_thread_basic_information basic;
	struct worker worker;
	__u64 process;
	__u64 thread;

	worker_start(&worker, 23);
	thread = nt_thread(worker.tid);
	process = nt_process(getpid());
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(thread, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(thread, nt_now() + 20 * NT_MILLISECOND));
	worker_end(&worker);
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(thread, NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(thread, NTOBJ_WAIT_POLL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_thread(thread, &basic));
	EXPECT_EQ(23, basic.exit_status);
	EXPECT_EQ(23 << 8, basic.wait_status);
	EXPECT_EQ(0, basic.affinity_mask);
	EXPECT_EQ(0, basic.base_priority);
	EXPECT_EQ(0, basic.priority);
	/* It is known whose it was. */
	EXPECT_EQ(getpid(), basic.process_id);
	EXPECT_EQ(worker.tid, basic.thread_id);
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(CURRENT, NTOBJ_WAIT_POLL));
}

TEST_F(ntobj, many_waiters)
{
	struct nt_waiter waiters[8];
	struct worker worker;
	unsigned int i;
	__u64 thread;

	worker_start(&worker, 0);
	thread = nt_thread(worker.tid);
	for (i = 0; i < ARRAY_SIZE(waiters); i++)
		nt_waiter_start(&waiters[i], thread, NTOBJ_WAIT_FOREVER);
	worker_end(&worker);
	for (i = 0; i < ARRAY_SIZE(waiters); i++)
		EXPECT_STATUS(STATUS_SUCCESS, nt_waiter_end(&waiters[i]));
}

/* What a process with several threads tells of itself. */
struct tale {
	int tell[2];
	int go[2];
	pid_t threads[3];
	void (*end)(void);
};

static void *wait_in_kernel(void *context)
{
	struct tale *tale = context;
	char byte;

	__atomic_store_n(&tale->threads[2], gettid(), __ATOMIC_RELEASE);
	nt_wait(NTOBJ_CURRENT_PROCESS, NTOBJ_WAIT_FOREVER);
	return read(tale->go[0], &byte, 1) ? NULL : context;
}

static void *sleep_in_pipe(void *context)
{
	struct tale *tale = context;

	__atomic_store_n(&tale->threads[1], gettid(), __ATOMIC_RELEASE);
	for (;;)
		pause();
	return NULL;
}

static int tell_tale(void *context)
{
	struct tale *tale = context;
	pthread_t thread;
	char byte;

	tale->threads[0] = gettid();
	NT_CHECK(!pthread_create(&thread, NULL, sleep_in_pipe, tale));
	NT_CHECK(!pthread_create(&thread, NULL, wait_in_kernel, tale));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&tale->threads[1], __ATOMIC_ACQUIRE) &&
			  __atomic_load_n(&tale->threads[2], __ATOMIC_ACQUIRE)));
	NT_CHECK(write(tale->tell[1], tale->threads, sizeof(tale->threads)) > 0);
	NT_CHECK(read(tale->go[0], &byte, 1) == 1);
	tale->end();
	return 0;
}

static pid_t tale_start(struct tale *tale, void (*end)(void))
{
	pid_t pid;

	memset(tale, 0, sizeof(*tale));
	tale->end = end;
	NT_CHECK(!pipe(tale->tell));
	NT_CHECK(!pipe(tale->go));
	pid = nt_child_start(tell_tale, tale);
	NT_CHECK(pid > 0);
	NT_CHECK(read(tale->tell[0], tale->threads, sizeof(tale->threads)) ==
		 sizeof(tale->threads));
	return pid;
}

static void end_by_exit(void)
{
	_exit(13);
}

static void end_by_signal(void)
{
	raise(SIGTERM);
}

static void end_by_terminate(void)
{
	nt_terminate(NTOBJ_CURRENT_PROCESS, 4711);
}

/*
 * All threads end with their process and say what it says, used or not; and
 * they are signalled when the process is.
 */
TEST_F(ntobj, end_of_process)
{
	static const struct {
		const char *how;
		void (*end)(void);
		__s32 status;
	} ends[] = {
		{ "exit", end_by_exit, 13 },
		{ "signal", end_by_signal, DBG_TERMINATE_PROCESS },
		{ "terminate", end_by_terminate, 4711 },
	};
	struct nt_totals before = nt_totals();
	unsigned int i;
	unsigned int j;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		struct tale tale;
		__u64 process;
		__u64 handles[3];
		pid_t pid;

		pid = tale_start(&tale, ends[i].end);
		process = nt_process(pid);
		for (j = 0; j < 3; j++)
			handles[j] = nt_thread(tale.threads[j]);
		ASSERT_EQ(1, write(tale.go[1], "g", 1));
		EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
		for (j = 0; j < 3; j++) {
			EXPECT_STATUS(STATUS_SUCCESS, nt_wait(handles[j], NTOBJ_WAIT_POLL));
			EXPECT_EQ(ends[i].status, nt_thread_exit_status(handles[j]))
				TH_LOG("%s, thread %u: %s", ends[i].how, j,
				       nt_status_text(nt_thread_exit_status(handles[j])));
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(handles[j]));
		}
		EXPECT_EQ(ends[i].status, nt_exit_status(process));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(process));
		EXPECT_LE(0, nt_child_end(pid));
	}
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

static void end_leader(void)
{
	syscall(SYS_exit, 0);
}

/* The leader ends before the others: its object is signalled, theirs are not. */
TEST_F(ntobj, leader_first)
{
	struct tale tale;
	__u64 handles[3];
	__u64 process;
	__u64 handle;
	unsigned int j;
	pid_t pid;

	pid = tale_start(&tale, end_leader);
	process = nt_process(pid);
	for (j = 0; j < 3; j++)
		handles[j] = nt_thread(tale.threads[j]);
	ASSERT_EQ(1, write(tale.go[1], "g", 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(handles[0], NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(0, nt_thread_exit_status(handles[0]));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(handles[1], NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(handles[2], NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_STATUS(STATUS_INVALID_CID, nt_open_thread(&handle, pid, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_open_process(&handle, pid, 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_terminate(process, 5));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(handles[2], NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(handles[1], NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(5, nt_thread_exit_status(handles[1]));
	EXPECT_EQ(5, nt_thread_exit_status(handles[2]));
	EXPECT_EQ(0, nt_thread_exit_status(handles[0]));
	EXPECT_LE(0, nt_child_end(pid));
}

/* Opening one that is just ending. */
TEST_F(ntobj, open_at_the_end)
{
	int rounds = nt_rounds(100, 2000);
	struct nt_totals before = nt_totals();
	unsigned int found = 0;

	while (rounds--) {
		struct worker worker;
		__u64 thread;
		__s32 status;

		worker_start(&worker, 5);
		worker_end(&worker);
		do {
			status = nt_open_thread(&thread, worker.tid, NTOBJ_THREAD_ALL_ACCESS);
			if (status == STATUS_SUCCESS && ++found % 4)
				ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
			else
				break;
		} while (status == STATUS_SUCCESS);
		if (status == STATUS_SUCCESS) {
			ASSERT_STATUS(STATUS_SUCCESS, nt_wait(thread, NTOBJ_WAIT_FOREVER));
			ASSERT_EQ(5, nt_thread_exit_status(thread));
			ASSERT_STATUS(STATUS_SUCCESS, nt_close(thread));
		} else {
			ASSERT_STATUS(STATUS_INVALID_CID, status);
		}
		ASSERT_EQ(0, pthread_join(worker.thread, NULL));
		close(worker.end[0]);
		close(worker.end[1]);
	}
	EXPECT_LT(0, found);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	EXPECT_EQ(before.handles, nt_totals().handles);
}

/*
 * exec by another thread than the leader: that thread goes on under the
 * leader's id, the others end.
 */

/* The new program says who it is, and waits. */
static int after_exec(void)
{
	char byte;

	NT_CHECK(nt_open_device() >= 0);
	NT_CHECK(getpid() == gettid());
	NT_CHECK(write(STDOUT_FILENO, "e", 1) == 1);
	return read(STDIN_FILENO, &byte, 1) == 1 ? 8 : 1;
}

static void *exec_thread(void *context)
{
	struct tale *tale = context;
	char byte;

	__atomic_store_n(&tale->threads[1], gettid(), __ATOMIC_RELEASE);
	NT_CHECK(read(tale->go[0], &byte, 1) == 1);
	NT_CHECK(dup2(tale->go[0], STDIN_FILENO) == STDIN_FILENO);
	NT_CHECK(dup2(tale->tell[1], STDOUT_FILENO) == STDOUT_FILENO);
	execl("/proc/self/exe", "threads", exec_word, NULL);
	NT_CHECK(!"exec failed");
	return NULL;
}

static int exec_by_other(void *context)
{
	struct tale *tale = context;
	pthread_t thread;

	tale->threads[0] = gettid();
	NT_CHECK(!pthread_create(&thread, NULL, exec_thread, tale));
	NT_CHECK(!pthread_create(&thread, NULL, wait_in_kernel, tale));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&tale->threads[1], __ATOMIC_ACQUIRE) &&
			  __atomic_load_n(&tale->threads[2], __ATOMIC_ACQUIRE)));
	NT_CHECK(write(tale->tell[1], tale->threads, sizeof(tale->threads)) > 0);
	for (;;)
		pause();
	return 1;
}

TEST_F(ntobj, exec_by_other_thread)
{
	struct ntobj_thread_basic_information basic;
	struct tale tale = {};
	__u64 handles[3];
	__u64 ids[3];
	__u64 process;
	__u64 id;
	char byte;
	unsigned int j;
	pid_t pid;

	nt_event(0, 0);
	ASSERT_EQ(0, pipe(tale.tell));
	ASSERT_EQ(0, pipe(tale.go));
	pid = nt_child_start(exec_by_other, &tale);
	ASSERT_LT(0, pid);
	ASSERT_EQ(sizeof(tale.threads),
		  read(tale.tell[0], tale.threads, sizeof(tale.threads)));
	process = nt_process(pid);
	id = nt_id(process);
	for (j = 0; j < 3; j++) {
		handles[j] = nt_thread(tale.threads[j]);
		ids[j] = nt_id(handles[j]);
	}
	ASSERT_EQ(1, write(tale.go[1], "g", 1));
	ASSERT_EQ(1, read(tale.tell[0], &byte, 1));

	/* The process is the same; of the threads only the one that called is left. */
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(process, NTOBJ_WAIT_POLL));
	EXPECT_EQ(id, nt_id(nt_process(pid)));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(handles[0], NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(handles[2], NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(handles[1], NTOBJ_WAIT_POLL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_thread(handles[1], &basic));
	EXPECT_EQ(pid, basic.process_id);
	EXPECT_EQ(pid, basic.thread_id);
	EXPECT_EQ(STATUS_PENDING, basic.exit_status);
	EXPECT_EQ(ids[1], nt_id(nt_thread(pid)));
	EXPECT_STATUS(STATUS_INVALID_CID, nt_open_thread(&id, tale.threads[1], 1));
	EXPECT_STATUS(STATUS_INVALID_CID, nt_open_thread(&id, tale.threads[2], 1));

	ASSERT_EQ(1, write(tale.go[1], "e", 1));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(handles[1], NTOBJ_WAIT_FOREVER));
	EXPECT_STATUS(STATUS_SUCCESS, nt_wait(process, NTOBJ_WAIT_FOREVER));
	EXPECT_EQ(8, nt_thread_exit_status(handles[1]));
	EXPECT_EQ(8, nt_exit_status(process));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_thread(handles[1], &basic));
	EXPECT_EQ(pid, basic.thread_id);
	EXPECT_EQ(8, nt_child_end(pid));
}

int main(int argc, char **argv)
{
	if (argc == 2 && !strcmp(argv[1], exec_word))
		return after_exec();
	return test_harness_run(argc, argv);
}
