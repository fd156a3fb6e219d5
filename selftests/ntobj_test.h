/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of ntobj share: the services as functions that return their
 * NTSTATUS, children and threads to call them from, and the files through
 * which the module is watched and set up.
 */
#ifndef NTOBJ_TEST_H
#define NTOBJ_TEST_H

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <time.h>
#include <uchar.h>
#include <unistd.h>
#include <linux/ntobj.h>

#define NT_DEVICE	"/dev/ntobj"
#define NT_DEBUGFS	"/sys/kernel/debug/ntobj"
#define NT_PARAMETERS	"/sys/module/ntobj/parameters"

#define NT_POISON	0xcc
#define NT_NOBODY	65534

/* Where tests make their names, so that they can't meet anything else. */
#define NT_HOME		u"\\BaseNamedObjects\\ntobj_selftest"

/* The descriptor that all calls go through. */
extern int nt_device;

int nt_open_device(void);

/* Has the module make the process's token, which it does when one is needed. */
__s32 nt_make_token(void);

/*
 * Statuses
 */
const char *nt_status_text(__s32 status);

/* These name both statuses if they differ. */
#define EXPECT_STATUS(expected, call) do {				\
	__s32 __wanted = (expected);					\
	__s32 __got = (call);						\
	EXPECT_EQ(__wanted, __got)					\
		TH_LOG("%s: %s, not %s", #call, nt_status_text(__got),	\
		       nt_status_text(__wanted));			\
} while (0)

#define ASSERT_STATUS(expected, call) do {				\
	__s32 __wanted = (expected);					\
	__s32 __got = (call);						\
	ASSERT_EQ(__wanted, __got)					\
		TH_LOG("%s: %s, not %s", #call, nt_status_text(__got),	\
		       nt_status_text(__wanted));			\
} while (0)

/* For threads and children, which can't use the harness: end the process. */
#define NT_CHECK(condition) do {					\
	if (!(condition))						\
		nt_check_failed(__FILE__, __LINE__, #condition);	\
} while (0)

#define NT_CHECK_STATUS(expected, call) do {				\
	__s32 __wanted = (expected);					\
	__s32 __got = (call);						\
	if (__wanted != __got)						\
		nt_check_status_failed(__FILE__, __LINE__, #call,	\
				       __wanted, __got);		\
} while (0)

_Noreturn void nt_check_failed(const char *file, int line, const char *what);
_Noreturn void nt_check_status_failed(const char *file, int line, const char *what,
				      __s32 wanted, __s32 got);

/*
 * Calls. An error must leave the structure as it was, but for the fields that
 * the interface names: nt_call() aborts the test if not.
 */
/* If set, which services are called is kept there: NT_CALLS bytes, 1 if called. */
#define NT_CALLS	(4 * 256)
#define NT_FIRST_TABLE	0xd0

extern unsigned char *nt_calls;

__s32 nt_raw(int device, unsigned long request, void *argument);
__s32 nt_call(unsigned long request, void *argument);
__s32 nt_hot(unsigned long request, __u64 handle);

static inline __u64 nt_address(const void *pointer)
{
	return (unsigned long)pointer;
}

/*
 * Names
 */
size_t nt_length16(const char16_t *text);
struct ntobj_object_attributes nt_counted(__u64 root, const void *name,
					  __u32 bytes, __u32 flags);

static inline struct ntobj_object_attributes
nt_at_flags(__u64 root, const char16_t *name, __u32 flags)
{
	return nt_counted(root, name, 2 * nt_length16(name), flags);
}

static inline struct ntobj_object_attributes nt_at(__u64 root, const char16_t *name)
{
	return nt_at_flags(root, name, 0);
}

static inline struct ntobj_object_attributes
nt_name_flags(const char16_t *name, __u32 flags)
{
	return nt_at_flags(0, name, flags);
}

static inline struct ntobj_object_attributes nt_name(const char16_t *name)
{
	return nt_at_flags(0, name, 0);
}

static inline struct ntobj_object_attributes nt_unnamed(void)
{
	return nt_counted(0, NULL, 0, 0);
}

static inline struct ntobj_object_attributes nt_unnamed_flags(__u32 flags)
{
	return nt_counted(0, NULL, 0, flags);
}

/*
 * Services. Handles and answers are stored on success only.
 */
__s32 nt_create_event(__u64 *handle, struct ntobj_object_attributes attributes,
		      __u32 access, __u32 type, __u32 state);
__s32 nt_create_semaphore(__u64 *handle, struct ntobj_object_attributes attributes,
			  __u32 access, __s32 initial, __s32 maximum);
__s32 nt_create_mutant(__u64 *handle, struct ntobj_object_attributes attributes,
		       __u32 access, bool owned);
__s32 nt_create_event_pair(__u64 *handle, struct ntobj_object_attributes attributes,
			   __u32 access);
__s32 nt_create_timer(__u64 *handle, struct ntobj_object_attributes attributes,
		      __u32 access, __u32 type);
__s32 nt_create_directory(__u64 *handle, struct ntobj_object_attributes attributes,
			  __u32 access);
__s32 nt_create_link(__u64 *handle, struct ntobj_object_attributes attributes,
		     __u32 access, const char16_t *target);
__s32 nt_create_link_counted(__u64 *handle, struct ntobj_object_attributes attributes,
			     __u32 access, const void *target, __u32 length,
			     __u32 maximum);
__s32 nt_open(unsigned long request, __u64 *handle,
	      struct ntobj_object_attributes attributes, __u32 access);
__s32 nt_query_event(__u64 handle, __u32 *type, __s32 *state);
__s32 nt_event_previous(unsigned long request, __u64 handle, __s32 *previous);
__s32 nt_query_semaphore(__u64 handle, __s32 *count, __s32 *maximum);
__s32 nt_release_semaphore(__u64 handle, __s32 count, __s32 *previous);
__s32 nt_query_mutant(__u64 handle, struct ntobj_query_mutant *mutant);
__s32 nt_release_mutant(__u64 handle, __s32 *previous);
__s32 nt_wait_flags(__u64 handle, __u64 deadline, __u32 flags);
__s32 nt_wait_several(const __u64 *handles, __u32 count, __u32 type, __u64 deadline);
__s32 nt_signal_and_wait(__u64 signal, __u64 wait, __u64 deadline);
__s32 nt_set_and_wait(unsigned long request, __u64 pair);
__s32 nt_set_timer(__u64 handle, __s64 due_time, __s32 period, __u32 *previous);
__s32 nt_set_timer_apc(__u64 handle, __s64 due_time, __s32 period, __u64 routine,
		       __u64 context);
__s32 nt_cancel_timer(__u64 handle, __u32 *state);
__s32 nt_query_timer(__u64 handle, __s64 *remaining, __u32 *state);
__s32 nt_queue_apc(__u64 thread, __u64 routine, __u64 first, __u64 second, __u64 third);
__s32 nt_test_alert(struct ntobj_test_alert *answer);
__s32 nt_delay(__u64 deadline, __u32 flags);
__s32 nt_wait_for_alert(__u64 deadline, __u32 flags);
__s32 nt_suspend(__u64 thread, __u32 *previous);
__s32 nt_resume(__u64 thread, __u32 *previous);
__s32 nt_alert_resume(__u64 thread, __u32 *previous);
__s32 nt_query_object(__u64 handle, __u32 class, void *buffer, __u32 length,
		      __u32 *answered);
__s32 nt_query_basic(__u64 handle, struct ntobj_object_basic_information *basic);
__s32 nt_query_name(__u64 handle, char16_t *name, size_t units);
__s32 nt_query_flags(__u64 handle, bool *inherit, bool *protect);
__s32 nt_set_flags(__u64 handle, bool inherit, bool protect);
__s32 nt_query_link(__u64 handle, struct ntobj_query_symbolic_link *query);
__s32 nt_query_directory(__u64 handle, struct ntobj_query_directory *query);
__s32 nt_query_handles(struct ntobj_query_handles *query);
__s32 nt_open_client(unsigned long request, __u64 *handle,
		     struct ntobj_object_attributes attributes, __u64 process_id,
		     __u64 thread_id, __u32 access, __u32 flags);
__s32 nt_query_client(unsigned long request, __u64 handle, __u32 class, void *buffer,
		      __u32 length, __u32 *answered);
__s32 nt_query_process(__u64 handle, struct ntobj_process_basic_information *basic);
__s32 nt_query_thread(__u64 handle, struct ntobj_thread_basic_information *basic);
__s32 nt_query_times(unsigned long request, __u64 handle, struct ntobj_times *times);
__s32 nt_terminate(__u64 handle, __s32 exit_status);
__s32 nt_set_process(__u64 handle, __u32 class, const void *buffer, __u32 length);

/* Limits of paged and other memory, 0 for none. */
__s32 nt_set_quota(__u64 process, __u64 paged, __u64 non_paged);

/* Zero on failure is checked. The second: a copy with the same access. */
__s32 nt_duplicate(struct ntobj_duplicate_object call, __u64 *handle);
__s32 nt_duplicate_to(__u64 source, __u64 process, __u64 *handle);
__s32 nt_compare(__u64 first, __u64 second);

static inline __s32 nt_open_process(__u64 *handle, __u64 process_id, __u32 access)
{
	return nt_open_client(NTOBJ_IOC_OPEN_PROCESS, handle, nt_unnamed(), process_id, 0,
			      access, NTOBJ_OPEN_CLIENT_ID);
}

static inline __s32 nt_open_thread(__u64 *handle, __u64 thread_id, __u32 access)
{
	return nt_open_client(NTOBJ_IOC_OPEN_THREAD, handle, nt_unnamed(), 0, thread_id,
			      access, NTOBJ_OPEN_CLIENT_ID);
}

static inline __s32 nt_open_event(__u64 *handle, struct ntobj_object_attributes attributes,
				  __u32 access)
{
	return nt_open(NTOBJ_IOC_OPEN_EVENT, handle, attributes, access);
}

static inline __s32 nt_open_directory(__u64 *handle,
				      struct ntobj_object_attributes attributes,
				      __u32 access)
{
	return nt_open(NTOBJ_IOC_OPEN_DIRECTORY, handle, attributes, access);
}

static inline __s32 nt_open_link(__u64 *handle, struct ntobj_object_attributes attributes,
				 __u32 access)
{
	return nt_open(NTOBJ_IOC_OPEN_SYMBOLIC_LINK, handle, attributes, access);
}

static inline __s32 nt_close(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_CLOSE, handle);
}

static inline __s32 nt_set_event(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_SET_EVENT, handle);
}

static inline __s32 nt_reset_event(__u64 handle)
{
	return nt_hot(NTOBJ_IOC_RESET_EVENT, handle);
}

static inline __s32 nt_wait(__u64 handle, __u64 deadline)
{
	return nt_wait_flags(handle, deadline, 0);
}

/* An unnamed event with all rights; the test ends if there is none. */
__u64 nt_event(__u32 type, __u32 state);

/* Unnamed ones with all rights; the test ends if there are none. */
__u64 nt_semaphore(__s32 initial, __s32 maximum);
__u64 nt_mutant(bool owned);
__u64 nt_event_pair(void);
__u64 nt_timer(__u32 type);

/* Of a semaphore or mutant; the test ends if it can't be read. */
__s32 nt_count(__u64 semaphore);
struct ntobj_query_mutant nt_mutant_state(__u64 mutant);

/* 0 or 1; the test ends if the event can't be read. */
__s32 nt_state(__u64 event);

/* A process and a thread, with all rights; the test ends if they can't be opened. */
__u64 nt_process(pid_t process_id);
__u64 nt_thread(pid_t thread_id);

/* What a query of a process or thread tells; the test ends if it fails. */
__s32 nt_exit_status(__u64 process);
__s32 nt_thread_exit_status(__u64 thread);

/* The id of an object, by a handle to it. */
__u64 nt_id(__u64 handle);

/* The directory NT_HOME, made if need be, with all rights. */
__u64 nt_home(void);

/* Objects and handles there are, of all types. */
struct nt_totals {
	__u64 objects;
	__u64 handles;
};

struct nt_totals nt_totals(void);

/*
 * Time
 */
#define NT_MILLISECOND	1000000ULL
#define NT_SECOND	1000000000ULL

__u64 nt_clock(clockid_t clock);

static inline __u64 nt_now(void)
{
	return nt_clock(CLOCK_MONOTONIC);
}

/* True once the condition is; false if it never was for half a minute. */
#define NT_UNTIL(condition) ({						\
	__u64 __end = nt_now() + 30 * NT_SECOND;			\
	bool __met;							\
	while (!(__met = (condition)) && nt_now() < __end)		\
		usleep(500);						\
	__met;								\
})

/*
 * Children and threads
 */
void nt_make_program(const char *path, uid_t owner, mode_t mode);
pid_t nt_child_start(int (*body)(void *context), void *context);
pid_t nt_vfork_start(int (*body)(void *context), void *context);
int nt_child_end(pid_t pid);

static inline int nt_child(int (*body)(void *context), void *context)
{
	return nt_child_end(nt_child_start(body, context));
}

#define NT_KILLED(number)	(256 + (number))

/* A child that does nothing until it is killed, or the one who made it ends. */
int nt_be_victim(void *context);
pid_t nt_victim_start(void);

/* Whether a thread sleeps in the wait service. */
bool nt_is_waiting(pid_t process, pid_t thread);

/* Whether a thread neither runs nor is stopped. */
bool nt_is_asleep(pid_t process, pid_t thread);

/* A number in debugfs/ntobj/threads; -1 if the module does not know the thread. */
long nt_thread_column(pid_t thread, const char *name);

/* Whether a thread sleeps because it is suspended. The second one has it do so. */
bool nt_is_suspended(pid_t thread);
bool nt_suspend_soon(__u64 handle, pid_t thread);

/**
 * struct nt_waiter - a thread that waits for an object
 * @thread: the thread
 * @handle: of the object, if it waits for one
 * @deadline: of the wait
 * @flags: of the wait
 * @handles: of the objects, if it waits for several
 * @count: how many, else 0
 * @type: NTOBJ_WAIT_*
 * @signal: what it signals before it waits for @handle, else 0
 * @request: what it calls if @handle is an event pair, else 0
 * @call: what it does instead of all that, if not NULL
 * @before: called in the thread before all this, if not NULL
 * @after: and after it
 * @tid: its thread id, once it runs
 * @status: what the wait returned, once @done
 * @error: errno if that is -1
 * @done: the wait is over
 */
struct nt_waiter {
	pthread_t thread;
	__u64 handle;
	__u64 deadline;
	__u32 flags;
	__u64 handles[NTOBJ_WAIT_OBJECTS];
	__u32 count;
	__u32 type;
	__u64 signal;
	unsigned long request;
	__s32 (*call)(struct nt_waiter *waiter);
	void (*before)(struct nt_waiter *waiter);
	void (*after)(struct nt_waiter *waiter);
	pid_t tid;
	__s32 status;
	int error;
	bool done;
};

void nt_waiter_start(struct nt_waiter *waiter, __u64 handle, __u64 deadline);
void nt_waiter_start_flags(struct nt_waiter *waiter, __u64 handle,
			   __u64 deadline, __u32 flags);
/* The rest of the waiter is set; for several, and to signal and wait. */
void nt_waiter_begin(struct nt_waiter *waiter);
void nt_waiter_start_pair(struct nt_waiter *waiter, __u64 pair, unsigned long request);
void nt_waiter_start_several(struct nt_waiter *waiter, const __u64 *handles, __u32 count,
			     __u32 type, __u64 deadline);
/* The same for a wait that perhaps need not sleep; tells whether it is over. */
bool nt_waiter_try(struct nt_waiter *waiter);
bool nt_waiter_sleeps(struct nt_waiter *waiter);
bool nt_waiter_done(struct nt_waiter *waiter);
__s32 nt_waiter_end(struct nt_waiter *waiter);

/*
 * Users and privileges, of the calling process for good. 0 or -1.
 */
int nt_become_member(uid_t user, const gid_t *groups, size_t count);

static inline int nt_become(uid_t user)
{
	return nt_become_member(user, NULL, 0);
}

int nt_drop_capability(unsigned int capability);

/*
 * The module and the kernel
 */
long nt_parameter(const char *name);
int nt_set_parameter(const char *name, long value);
bool nt_debug_kernel(void);
bool nt_realtime_kernel(void);

/*
 * nt_rounds - how often to do what goes wrong only once in a while, if at all
 * @debug: on a kernel that checks all it does
 * @stock: on others; a quarter of it unless NTOBJ_LONG=1 is in the environment
 */
unsigned int nt_rounds(unsigned int debug, unsigned int stock);

/* A count of debugfs/ntobj/hooks; the test ends if there is none of that name. */
__u64 nt_hook(const char *name);
int nt_write_file(const char *path, const char *text);
char *nt_read_file(const char *path);

/**
 * struct nt_service - a line of debugfs/ntobj/services
 * @table: type byte of its ioctl
 * @number: number byte
 * @size: of its structure, 0 if it takes a handle
 * @minimum: of the first version of the structure
 * @direction: _IOC_DIR of its ioctl
 * @name: NT's name
 * @count: of @statuses
 * @statuses: what it may return, and what it returned
 */
struct nt_service {
	unsigned int table;
	unsigned int number;
	unsigned int size;
	unsigned int minimum;
	unsigned int direction;
	char name[64];
	unsigned int count;
	struct {
		__s32 status;
		bool seen;
		bool fault;
		bool undeclared;
	} statuses[64];
};

#define NT_SERVICES	512

/* Returns how many there are, 0 if they can't be read. */
unsigned int nt_services(struct nt_service *services);

#endif /* NTOBJ_TEST_H */
