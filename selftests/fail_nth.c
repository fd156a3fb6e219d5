// SPDX-License-Identifier: GPL-2.0
/*
 * Memory that runs out, and user memory that can't be copied, at every single
 * place where that can happen: the first fault of a call, then the second, and
 * so on until there are no more. A call that meets one fails as it says, or
 * does without; it leaves nothing behind, and works when it is made again.
 */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include "extension_fixture.h"
#include "ntobj_fixture.h"
#include "ntsync_test.h"
#include "security_test.h"

#define NOT_REACHED	10

static __u64 home;
static __u64 object;
static __u64 extra_handles[2];
static unsigned int extra_count;
static _Alignas(8) char buffer[8192];

/*
 * Scenarios: what is there before, and the call.
 */

static void prepare_nothing(void)
{
}

static void prepare_home(void)
{
	home = nt_home();
}

static void prepare_event(void)
{
	home = nt_home();
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&object, nt_at(home, u"event"),
					NTOBJ_EVENT_ALL_ACCESS, 0, 0));
}

static void prepare_extra_handles(void)
{
	prepare_event();
	while (extra_count < 2)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_open_event(&extra_handles[extra_count++],
					      nt_at(home, u"event"), 1));
}

static void prepare_link(void)
{
	home = nt_home();
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_link(&object, nt_at(home, u"link"), 1, NT_HOME));
}

static void prepare_full_leaf(void)
{
	int i;

	home = nt_home();
	for (i = 0; i < 254; i++)
		nt_event(0, 0);
}

static void prepare_full_leaf_and_event(void)
{
	prepare_full_leaf();
	object = 4;
}

/* Names enough that the table of them is about to grow. */
static void prepare_names(void)
{
	char16_t name[3] = u"aa";
	__u64 handle;
	int i;

	home = nt_home();
	for (i = 0; i < 47; i++) {
		name[0] = 'a' + i % 26;
		name[1] = 'a' + i / 26;
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_create_event(&handle, nt_at(home, name), 1, 0, 0));
	}
}

static __s32 first_call(void)
{
	return nt_close(4) == STATUS_INSUFFICIENT_RESOURCES ?
	       STATUS_INSUFFICIENT_RESOURCES : STATUS_SUCCESS;
}

static __s32 create_unnamed_event(void)
{
	__u64 handle;

	return nt_create_event(&handle, nt_unnamed(), 3, 0, 0);
}

static __s32 create_event(void)
{
	__u64 handle;

	return nt_create_event(&handle, nt_at_flags(home, u"new", NTOBJ_OBJ_OPENIF), 3, 0, 0);
}

/* With credentials that have just changed: a token has to be made. */
static __s32 create_with_another_group(void)
{
	static gid_t group;

	if (setegid(group ^ 1))
		return STATUS_INSUFFICIENT_RESOURCES;
	group ^= 1;
	return create_event();
}

static __s32 create_permanent_event(void)
{
	__u64 handle;
	__s32 status;

	status = nt_create_event(&handle,
				 nt_at_flags(home, u"new",
					     NTOBJ_OBJ_OPENIF | NTOBJ_OBJ_PERMANENT),
				 NTOBJ_DELETE, 0, 0);
	if (status >= 0)
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, handle));
	return status;
}

static __s32 create_variant(void)
{
	__u64 handle;

	return nt_create_event(&handle, nt_at_flags(home, u"EVENT", NTOBJ_OBJ_OPENIF),
			       3, 0, 0);
}

static __s32 create_exclusive(void)
{
	__u64 handle;
	__s32 status;

	status = nt_create_event(&handle, nt_at_flags(home, u"new", NTOBJ_OBJ_EXCLUSIVE),
				 3, 0, 0);
	if (status >= 0)
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	return status;
}

static __s32 open_event(void)
{
	__u64 handle;

	return nt_open_event(&handle, nt_at(home, u"event"), 3);
}

static __s32 create_directory(void)
{
	__u64 handle;

	return nt_create_directory(&handle, nt_at_flags(home, u"new", NTOBJ_OBJ_OPENIF), 1);
}

static __s32 create_unnamed_directory(void)
{
	__u64 handle;

	return nt_create_directory(&handle, nt_unnamed(), 1);
}

static __s32 open_directory(void)
{
	__u64 handle;

	return nt_open_directory(&handle, nt_name(u"\\DosDevices\\Global\\GLOBALROOT"
						  NT_HOME), 1);
}

static __s32 create_link(void)
{
	__u64 handle;

	return nt_create_link(&handle, nt_at_flags(home, u"new", NTOBJ_OBJ_OPENIF), 1,
			      u"\\target");
}

static __s32 open_link(void)
{
	__u64 handle;

	return nt_open_link(&handle, nt_at(home, u"link"), 1);
}

static __s32 open_through_link(void)
{
	__u64 handle;

	return nt_open_directory(&handle, nt_at(home, u"link"), 1);
}

/* A name too long for the small caches. */
static __s32 create_long_name(void)
{
	static char16_t name[6001];
	unsigned int i;
	__u64 handle;

	for (i = 0; i < 6000; i++)
		name[i] = 'n';
	return nt_create_event(&handle, nt_at_flags(home, name, NTOBJ_OBJ_OPENIF), 3, 0, 0);
}

static __s32 query_basic(void)
{
	struct ntobj_object_basic_information basic;

	return nt_query_basic(object, &basic);
}

static __s32 query_name(void)
{
	__u32 answered;

	return nt_query_object(object, NTOBJ_OBJECT_NAME_INFORMATION, buffer,
			       sizeof(buffer), &answered);
}

static __s32 query_type(void)
{
	__u32 answered;

	return nt_query_object(object, NTOBJ_OBJECT_TYPE_INFORMATION, buffer,
			       sizeof(buffer), &answered);
}

static __s32 query_types(void)
{
	__u32 answered;

	return nt_query_object(0, NTOBJ_OBJECT_TYPES_INFORMATION, buffer,
			       sizeof(buffer), &answered);
}

static __s32 query_and_set_flags(void)
{
	bool inherit;
	bool protect;
	__s32 status;

	status = nt_query_flags(object, &inherit, &protect);
	return status < 0 ? status : nt_set_flags(object, true, false);
}

/* Less than a page: more than that is found elsewhere if it is refused once. */
static __s32 query_directory(void)
{
	struct ntobj_query_directory query = {
		.buffer = nt_address(buffer),
		.length = 1024,
		.entry_overhead = 32,
		.final_overhead = 32,
	};

	return nt_query_directory(home, &query);
}

static __s32 query_link(void)
{
	struct ntobj_query_symbolic_link query = {
		.buffer = nt_address(buffer),
		.length = sizeof(buffer),
	};

	return nt_query_link(object, &query);
}

static __s32 query_version(void)
{
	struct ntobj_query_version version = {};

	return nt_call(NTOBJ_IOC_QUERY_VERSION, &version);
}

static __s32 change_event(void)
{
	__s32 previous;
	__s32 status;
	__u32 type;

	status = nt_event_previous(NTOBJ_IOC_SET_EVENT_PREVIOUS, object, &previous);
	if (status >= 0)
		status = nt_event_previous(NTOBJ_IOC_RESET_EVENT_PREVIOUS, object, &previous);
	if (status >= 0)
		status = nt_event_previous(NTOBJ_IOC_PULSE_EVENT_PREVIOUS, object, &previous);
	return status < 0 ? status : nt_query_event(object, &type, &previous);
}

static __s32 change_event_unheard(void)
{
	__s32 status = nt_set_event(object);

	if (status >= 0)
		status = nt_hot(NTOBJ_IOC_CLEAR_EVENT, object);
	if (status >= 0)
		status = nt_hot(NTOBJ_IOC_PULSE_EVENT, object);
	return status < 0 ? status : nt_reset_event(object);
}

static __s32 wait_shortly(void)
{
	return nt_wait(object, nt_now() + NT_MILLISECOND);
}

static __s32 open_process(void)
{
	__u64 handle;

	return nt_open_process(&handle, getppid(), NTOBJ_PROCESS_ALL_ACCESS);
}

static __s32 open_thread(void)
{
	__u64 handle;

	return nt_open_thread(&handle, getppid(), NTOBJ_THREAD_ALL_ACCESS);
}

static __s32 query_process(void)
{
	struct ntobj_process_basic_information basic;

	return nt_query_process(NTOBJ_CURRENT_PROCESS, &basic);
}

static __s32 query_quota(void)
{
	struct ntobj_quota_limits limits;

	return nt_query_client(NTOBJ_IOC_QUERY_PROCESS, NTOBJ_CURRENT_PROCESS,
			       NTOBJ_PROCESS_QUOTA_LIMITS, &limits, sizeof(limits), NULL);
}

static __s32 set_quota(void)
{
	static const struct ntobj_quota_limits unlimited;
	struct ntobj_set_process call = {
		.handle = NTOBJ_CURRENT_PROCESS,
		.buffer = nt_address(&unlimited),
		.information_class = NTOBJ_PROCESS_QUOTA_LIMITS,
		.length = sizeof(unlimited),
	};

	return nt_call(NTOBJ_IOC_SET_PROCESS, &call);
}

static __s32 trace_handles(void)
{
	struct ntobj_handle_tracing tracing = { .slots = 128 };
	struct {
		struct ntobj_handle_traces header;
		struct ntobj_handle_trace traces[4];
	} traces = {};
	__s32 status;
	__u64 event;

	status = nt_set_process(NTOBJ_CURRENT_PROCESS, NTOBJ_PROCESS_HANDLE_TRACING,
				&tracing, sizeof(tracing));
	if (status < 0)
		return status;
	status = nt_create_event(&event, nt_unnamed(), NTOBJ_EVENT_ALL_ACCESS, 0, 0);
	if (status >= 0) {
		nt_close(event);
		status = nt_query_client(NTOBJ_IOC_QUERY_PROCESS, NTOBJ_CURRENT_PROCESS,
					 NTOBJ_PROCESS_HANDLE_TRACING, &traces,
					 sizeof(traces), NULL);
	}
	nt_set_process(NTOBJ_CURRENT_PROCESS, NTOBJ_PROCESS_HANDLE_TRACING, NULL, 0);
	return status;
}

static __s32 query_thread(void)
{
	struct ntobj_thread_basic_information basic;

	return nt_query_thread(NTOBJ_CURRENT_THREAD, &basic);
}

static __s32 create_semaphore(void)
{
	__u64 handle;

	return nt_create_semaphore(&handle, nt_at_flags(home, u"semaphore", NTOBJ_OBJ_OPENIF),
				   3, 0, 1);
}

static __s32 create_mutant(void)
{
	__u64 handle;

	return nt_create_mutant(&handle, nt_at_flags(home, u"mutant", NTOBJ_OBJ_OPENIF), 1,
				true);
}

static __s32 create_event_pair(void)
{
	__u64 handle;

	return nt_create_event_pair(&handle, nt_at_flags(home, u"pair", NTOBJ_OBJ_OPENIF),
				    NTOBJ_SYNCHRONIZE);
}

static __s32 create_timer(void)
{
	__u64 handle;

	return nt_create_timer(&handle, nt_at_flags(home, u"timer", NTOBJ_OBJ_OPENIF),
			       NTOBJ_SYNCHRONIZE, 0);
}

static void prepare_timer(void)
{
	prepare_home();
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_timer(&object, nt_at(home, u"timer"),
					NTOBJ_TIMER_ALL_ACCESS, 1));
}

static __s32 use_timer(void)
{
	__s64 remaining;
	__s32 status;
	__u64 handle;
	__u32 state;

	status = nt_open(NTOBJ_IOC_OPEN_TIMER, &handle, nt_at(home, u"timer"),
			 NTOBJ_TIMER_ALL_ACCESS);
	if (status >= 0)
		status = nt_set_timer(handle, -1000000, 1, NULL);
	if (status >= 0)
		status = nt_query_timer(handle, &remaining, &state);
	return status < 0 ? status : nt_cancel_timer(handle, NULL);
}

/* What is queued is taken back, so that each time is like the first. */
static __s32 set_timer_with_apc(void)
{
	__s32 status = nt_set_timer_apc(object, 0, 1, 1, 2);

	return status < 0 ? status : nt_cancel_timer(object, NULL);
}

static void prepare_semaphore(void)
{
	prepare_home();
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_semaphore(&object, nt_at(home, u"semaphore"),
					    NTOBJ_SEMAPHORE_ALL_ACCESS, 0, 100));
}

static __s32 use_semaphore(void)
{
	__s32 status;
	__s32 number;
	__u64 handle;

	status = nt_open(NTOBJ_IOC_OPEN_SEMAPHORE, &handle, nt_at(home, u"semaphore"), 3);
	if (status >= 0)
		status = nt_query_semaphore(handle, &number, &number);
	if (status >= 0)
		status = nt_release_semaphore(handle, 1, &number);
	return status < 0 ? status : nt_hot(NTOBJ_IOC_RELEASE_SEMAPHORE, handle);
}

static void prepare_mutant(void)
{
	prepare_home();
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_mutant(&object, nt_at(home, u"mutant"),
					 NTOBJ_MUTANT_ALL_ACCESS, false));
}

static __s32 use_mutant(void)
{
	struct ntobj_query_mutant state;
	__s32 previous;
	__s32 status;
	__u64 handle;
	int i;

	status = nt_open(NTOBJ_IOC_OPEN_MUTANT, &handle, nt_at(home, u"mutant"),
			 NTOBJ_MUTANT_QUERY_STATE | NTOBJ_SYNCHRONIZE);
	if (status >= 0)
		status = nt_query_mutant(handle, &state);
	for (i = 0; i < 2 && status >= 0; i++) {
		status = nt_wait(handle, NTOBJ_WAIT_POLL);
		if (status >= 0)
			status = i ? nt_release_mutant(handle, &previous) :
				     nt_hot(NTOBJ_IOC_RELEASE_MUTANT, handle);
	}
	return status;
}

static void prepare_event_pair(void)
{
	prepare_home();
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event_pair(&object, nt_at(home, u"pair"),
					     NTOBJ_EVENT_PAIR_ALL_ACCESS));
}

static __s32 set_event_pair(void)
{
	__s32 status;
	__u64 handle;

	status = nt_open(NTOBJ_IOC_OPEN_EVENT_PAIR, &handle, nt_at(home, u"pair"),
			 NTOBJ_SYNCHRONIZE);
	if (status >= 0)
		status = nt_hot(NTOBJ_IOC_SET_LOW_EVENT_PAIR, handle);
	return status < 0 ? status : nt_hot(NTOBJ_IOC_SET_HIGH_EVENT_PAIR, handle);
}

static void *end_waits(void *context)
{
	(void)context;
	while (true) {
		usleep(500);
		if (!nt_is_waiting(getpid(), getpid()))
			continue;
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_SET_LOW_EVENT_PAIR, object));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_SET_HIGH_EVENT_PAIR, object));
	}
	return NULL;
}

/* A thread that has never slept is not known, and has to be, to sleep. */
static void prepare_pair_wait(void)
{
	pthread_t thread;

	prepare_event_pair();
	NT_CHECK(!pthread_create(&thread, NULL, end_waits, NULL));
}

static __s32 wait_low(void)
{
	return nt_hot(NTOBJ_IOC_WAIT_LOW_EVENT_PAIR, object);
}

static __s32 wait_high(void)
{
	return nt_hot(NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR, object);
}

static __s32 set_low_wait_high(void)
{
	return nt_set_and_wait(NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR, object);
}

static __s32 set_high_wait_low(void)
{
	return nt_set_and_wait(NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR, object);
}

static __s32 wait_for_several(void)
{
	__u64 handles[NTOBJ_WAIT_OBJECTS];
	unsigned int i;

	for (i = 0; i < NTOBJ_WAIT_OBJECTS; i++)
		handles[i] = object;
	return nt_wait_several(handles, NTOBJ_WAIT_OBJECTS, NTOBJ_WAIT_ANY,
			       nt_now() + NT_MILLISECOND);
}

static __s32 signal_and_wait(void)
{
	__s32 status = nt_signal_and_wait(object, object, nt_now() + NT_MILLISECOND);

	return status < 0 ? status : nt_reset_event(object);
}

static void *pause_forever(void *context)
{
	__atomic_store_n((pid_t *)context, gettid(), __ATOMIC_RELEASE);
	for (;;)
		pause();
	return NULL;
}

static void prepare_other_thread(void)
{
	static pid_t other;
	pthread_t thread;

	NT_CHECK(!pthread_create(&thread, NULL, pause_forever, &other));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&other, __ATOMIC_ACQUIRE)));
	object = nt_thread(other);
}

/* A thread that was not known is, and has something queued. */
static __s32 queue_apc(void)
{
	struct ntobj_test_alert taken;
	__s32 status;

	status = nt_queue_apc(NTOBJ_CURRENT_THREAD, 1, 2, 3, 4);
	return status < 0 ? status : nt_test_alert(&taken);
}

static __s32 queue_apc_to_other(void)
{
	return nt_queue_apc(object, 1, 2, 3, 4);
}

/* A call that can't tell what it has done has done it. */
static __s32 suspend_other(void)
{
	__s32 status = nt_suspend(object, NULL);

	if (status == STATUS_SUCCESS)
		status = nt_suspend(object, NULL);
	if (status == STATUS_SUCCESS)
		status = nt_alert_resume(object, NULL);
	return status == STATUS_SUCCESS ? nt_resume(object, NULL) : status;
}

static pid_t suspended_thread;

/* Opens it no sooner, as it would be known to the module then. */
static void *resume_when_suspended(void *context)
{
	(void)context;
	for (;;) {
		if (nt_is_suspended(suspended_thread)) {
			__u64 thread = nt_thread(suspended_thread);

			NT_CHECK_STATUS(STATUS_SUCCESS, nt_resume(thread, NULL));
			NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(thread));
		}
		usleep(200);
	}
	return NULL;
}

static void prepare_resumer(void)
{
	pthread_t thread;

	suspended_thread = gettid();
	NT_CHECK(!pthread_create(&thread, NULL, resume_when_suspended, NULL));
}

static __s32 suspend_self(void)
{
	return nt_suspend(NTOBJ_CURRENT_THREAD, NULL);
}

static __s32 alert_resume_self(void)
{
	return nt_alert_resume(NTOBJ_CURRENT_THREAD, NULL);
}

static __s32 resume_self(void)
{
	return nt_resume(NTOBJ_CURRENT_THREAD, NULL);
}

static __s32 alert_and_delay(void)
{
	__s32 status = nt_hot(NTOBJ_IOC_ALERT_THREAD, NTOBJ_CURRENT_THREAD);

	return status < 0 ? status : nt_delay(NTOBJ_WAIT_FOREVER, NTOBJ_WAIT_ALERTABLE);
}

static __s32 delay_shortly(void)
{
	__s32 status = nt_delay(nt_now() + NT_MILLISECOND, 0);

	return status < 0 ? status : nt_hot(NTOBJ_IOC_YIELD_EXECUTION, 0);
}

static __s32 alert_by_id(void)
{
	return nt_hot(NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID, gettid());
}

static __s32 wait_for_alert(void)
{
	return nt_wait_for_alert(nt_now() + NT_MILLISECOND, 0);
}

static __s32 wait_for_process(void)
{
	return nt_wait(NTOBJ_CURRENT_PROCESS, NTOBJ_WAIT_POLL);
}

/* Each call has one of its own to end. */
static pid_t victims[2];
static __u64 victim_handles[2];
static unsigned int victim_count;

static void prepare_victims(void)
{
	while (victim_count < 2) {
		victims[victim_count] = nt_victim_start();
		victim_handles[victim_count] = nt_process(victims[victim_count]);
		victim_count++;
	}
}

static __s32 terminate(void)
{
	return nt_terminate(victim_handles[--victim_count], 1);
}

static void prepare_marked_event(void)
{
	prepare_event();
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_flags(object, true, false));
}

/* A child has all that it inherits, or it never ran. */
static __s32 fork_child(void)
{
	pid_t pid = fork();
	int status;

	if (!pid)
		_exit(nt_set_event(object) != STATUS_SUCCESS);
	if (pid < 0)
		return STATUS_INSUFFICIENT_RESOURCES;
	NT_CHECK(waitpid(pid, &status, 0) == pid);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
		return STATUS_INSUFFICIENT_RESOURCES;
	NT_CHECK(!status);
	return STATUS_SUCCESS;
}

/* The call is made twice: each time with a handle of its own. */
static __s32 close_event(void)
{
	return nt_close(extra_handles[--extra_count]);
}

static __s32 shadow_call(void)
{
	__s32 status = nt_raw(nt_device, _IO(NTOBJ_TABLE_SHADOW, 0), NULL);

	return status == STATUS_INVALID_SYSTEM_SERVICE ? STATUS_SUCCESS : status;
}

static __u64 token;
static __u64 impersonation;
static struct ntobj_counted_descriptor *descriptor;

static void prepare_security(void)
{
	prepare_event();
	token = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	impersonation = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	descriptor = nt_descriptor("O:U0 G:G0 D:(A;OICI;0x10000000;;;CO)");
}

static __s32 query_security(void)
{
	return nt_query_security(object, NT_OPEN_PARTS, buffer, sizeof(buffer), NULL);
}

static __s32 set_security(void)
{
	return nt_set_security_raw(object, NT_OPEN_PARTS, descriptor);
}

static __s32 create_secured(void)
{
	struct ntobj_object_attributes attributes = nt_at_flags(home, u"new", NTOBJ_OBJ_OPENIF);
	__u64 handle;

	attributes.security_descriptor = nt_address(descriptor);
	return nt_create_directory(&handle, attributes, 1);
}

static __s32 open_process_token(void)
{
	__u64 handle;

	return nt_open_process_token(&handle, NTOBJ_CURRENT_PROCESS, NTOBJ_TOKEN_QUERY);
}

static pid_t impersonator;

static void *impersonate(void *context)
{
	(void)context;
	NT_CHECK(!syscall(SYS_setresuid, -1, NT_ALICE, -1));
	__atomic_store_n(&impersonator, gettid(), __ATOMIC_RELEASE);
	for (;;)
		pause();
}

/* A thread that is somebody else; it goes with its process. */
static void prepare_impersonator(void)
{
	pthread_t thread;

	NT_CHECK(!pthread_create(&thread, NULL, impersonate, NULL));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&impersonator, __ATOMIC_ACQUIRE)));
	object = nt_thread(impersonator);
}

static __s32 open_thread_token(void)
{
	__u64 handle;

	return nt_open_thread_token(&handle, object, NTOBJ_TOKEN_QUERY);
}

static __s32 duplicate_token(void)
{
	__u64 handle;

	return nt_duplicate_token(&handle, token, 0, NTOBJ_TOKEN_IMPERSONATION, 2);
}

static char ntsync_path[64];

static void prepare_ntsync(void)
{
	NT_CHECK(ns_own_path(ntsync_path, sizeof(ntsync_path)));
}

/* As a service would say it. */
static __s32 ntsync_status(int result)
{
	switch (result) {
	case -ENOMEM:
	case -ENFILE:
		return STATUS_INSUFFICIENT_RESOURCES;
	case -EFAULT:
		return STATUS_ACCESS_VIOLATION;
	default:
		NT_CHECK(result >= 0);
		return STATUS_SUCCESS;
	}
}

/* What is there already is closed by whoever calls this. */
static int ntsync_create(int *files)
{
	int i;

	files[1] = ns_event(files[0], 0, 0);
	files[2] = ns_semaphore(files[0], 0, 9);
	files[3] = ns_mutex(files[0], 1, 1);
	files[4] = ns_event(files[0], 1, 0);
	files[5] = ns_event(files[0], 0, 0);
	for (i = 1; i < 6; i++)
		if (files[i] < 0)
			return files[i];
	return 0;
}

static int ntsync_use(const int *files)
{
	struct ns_wait wait;
	int results[5];
	int i;

	ns_prepare(&wait, files[0], true, files + 1, 4);
	wait.arguments.alert = files[5];
	wait.arguments.timeout = ns_after(1);
	results[0] = ns_run(&wait);
	if (results[0] == -ETIMEDOUT)
		results[0] = 0;
	results[1] = ns_set(files[1]);
	results[2] = ns_release(files[2], 1);
	results[3] = ns_unlock(files[3], 1);
	results[4] = ns_try(files[0], files[2], 1);
	/* It can't be had if the release has not been heard. */
	if (results[4] == -ETIMEDOUT && results[2] < 0)
		results[4] = 0;
	for (i = 0; i < 5; i++)
		if (results[i] < 0)
			return results[i];
	return 0;
}

static __s32 use_ntsync(void)
{
	int files[6] = { -1, -1, -1, -1, -1, -1 };
	int result;
	int i;

	files[0] = open(ntsync_path, O_RDONLY | O_CLOEXEC);
	result = files[0] < 0 ? -errno : ntsync_create(files);
	if (!result)
		result = ntsync_use(files);
	for (i = 0; i < 6; i++)
		if (files[i] >= 0)
			close(files[i]);
	return ntsync_status(result);
}

static __s32 query_groups(void)
{
	return nt_query_token(token, NTOBJ_TOKEN_GROUPS, buffer, sizeof(buffer), NULL);
}

static __s32 query_privileges(void)
{
	return nt_query_token(token, NTOBJ_TOKEN_PRIVILEGES, buffer, sizeof(buffer), NULL);
}

static __s32 adjust_privileges(void)
{
	return nt_set_privilege(token, NTOBJ_SE_SHUTDOWN, 0);
}

static __s32 check_access(void)
{
	struct ntobj_access_check call = {
		.descriptor = nt_address(descriptor),
		.token = impersonation,
		.desired_access = 1,
	};

	return nt_access_check(&call);
}

static __s32 check_privileges(void)
{
	struct ntobj_privilege privilege = { .luid = NTOBJ_SE_SHUTDOWN };

	return nt_privilege_check(token, &privilege, 1, 0, NULL);
}

static __s32 query_handles(void)
{
	struct ntobj_query_handles query = {
		.process = NTOBJ_CURRENT_PROCESS,
		.buffer = nt_address(buffer),
		.length = sizeof(buffer),
		.flags = NTOBJ_HANDLES_OF_PROCESS | NTOBJ_HANDLES_NAMES,
	};

	return nt_query_handles(&query);
}

/* Without a token, which nothing before has needed. */
static void prepare_unnamed_event(void)
{
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&object, nt_unnamed(), NTOBJ_EVENT_ALL_ACCESS, 0, 0));
}

static __s32 make_permanent(void)
{
	return nt_hot(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, object);
}

static void prepare_unnamed_directory(void)
{
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_directory(&object, nt_unnamed(),
					    NTOBJ_DIRECTORY_ALL_ACCESS));
}

static __s32 set_session(void)
{
	struct ntobj_set_object call = {
		.handle = object,
		.information_class = NTOBJ_OBJECT_SESSION_INFORMATION,
	};

	return nt_call(NTOBJ_IOC_SET_OBJECT, &call);
}

static __s32 duplicate_event(void)
{
	return nt_duplicate_to(object, NTOBJ_CURRENT_PROCESS, NULL);
}

static __s32 duplicate_into_another(void)
{
	return nt_duplicate_to(object, victim_handles[0], NULL);
}

static void prepare_another(void)
{
	prepare_event();
	prepare_victims();
}

/* A process has no object until somebody asks for it. */
static __s32 duplicate_process(void)
{
	return nt_duplicate_to(NTOBJ_CURRENT_PROCESS, NTOBJ_CURRENT_PROCESS, NULL);
}

static __s32 widen_event(void)
{
	return nt_duplicate((struct ntobj_duplicate_object){
		.source_process = NTOBJ_CURRENT_PROCESS,
		.source_handle = object,
		.target_process = NTOBJ_CURRENT_PROCESS,
		.desired_access = NTOBJ_MAXIMUM_ALLOWED,
	}, NULL);
}

/* If it can't be duplicated, it goes; so it is made anew each time. */
static __s32 move_event(void)
{
	__u64 handle;
	__s32 status;

	status = nt_create_event(&handle, nt_unnamed(), 3, 0, 0);
	if (status < 0)
		return status;
	return nt_duplicate((struct ntobj_duplicate_object){
		.source_process = NTOBJ_CURRENT_PROCESS,
		.source_handle = handle,
		.target_process = NTOBJ_CURRENT_PROCESS,
		.options = NTOBJ_DUPLICATE_SAME_ACCESS | NTOBJ_DUPLICATE_CLOSE_SOURCE,
	}, NULL);
}

static __s32 compare_with_process(void)
{
	__s32 status = nt_compare(object, NTOBJ_CURRENT_PROCESS);

	return status == STATUS_NOT_SAME_OBJECT ? STATUS_SUCCESS : status;
}

static const struct scenario {
	const char *name;
	void (*prepare)(void);
	__s32 (*call)(void);
} scenarios[] = {
	{ "first call", prepare_nothing, first_call },
	{ "create unnamed event", prepare_nothing, create_unnamed_event },
	{ "create event", prepare_home, create_event },
	{ "create with another group", prepare_home, create_with_another_group },
	{ "create permanent event", prepare_home, create_permanent_event },
	{ "create variant", prepare_event, create_variant },
	{ "create exclusive event", prepare_home, create_exclusive },
	{ "create long name", prepare_home, create_long_name },
	{ "create event in next leaf", prepare_full_leaf, create_event },
	{ "create event in growing directory", prepare_names, create_event },
	{ "open event", prepare_event, open_event },
	{ "create unnamed directory", prepare_nothing, create_unnamed_directory },
	{ "create directory", prepare_home, create_directory },
	{ "open directory", prepare_home, open_directory },
	{ "create link", prepare_home, create_link },
	{ "open link", prepare_link, open_link },
	{ "open through link", prepare_link, open_through_link },
	{ "query basic", prepare_event, query_basic },
	{ "query name", prepare_event, query_name },
	{ "query type", prepare_event, query_type },
	{ "query types", prepare_nothing, query_types },
	{ "query and set flags", prepare_event, query_and_set_flags },
	{ "query directory", prepare_event, query_directory },
	{ "query link", prepare_link, query_link },
	{ "query version", prepare_nothing, query_version },
	{ "change event", prepare_event, change_event },
	{ "change event unheard", prepare_event, change_event_unheard },
	{ "wait", prepare_event, wait_shortly },
	{ "wait for several", prepare_event, wait_for_several },
	{ "signal and wait", prepare_event, signal_and_wait },
	{ "create semaphore", prepare_home, create_semaphore },
	{ "create mutant", prepare_home, create_mutant },
	{ "create event pair", prepare_home, create_event_pair },
	{ "create timer", prepare_home, create_timer },
	{ "use timer", prepare_timer, use_timer },
	{ "set timer with apc", prepare_timer, set_timer_with_apc },
	{ "use semaphore", prepare_semaphore, use_semaphore },
	{ "use mutant", prepare_mutant, use_mutant },
	{ "set event pair", prepare_event_pair, set_event_pair },
	{ "queue apc", prepare_nothing, queue_apc },
	{ "queue apc to another", prepare_other_thread, queue_apc_to_other },
	{ "suspend another", prepare_other_thread, suspend_other },
	{ "suspend itself", prepare_resumer, suspend_self },
	{ "resume itself", prepare_nothing, resume_self },
	{ "alert and resume itself", prepare_nothing, alert_resume_self },
	{ "alert and delay", prepare_nothing, alert_and_delay },
	{ "delay", prepare_nothing, delay_shortly },
	{ "alert by id", prepare_nothing, alert_by_id },
	{ "wait for alert", prepare_nothing, wait_for_alert },
	{ "wait low", prepare_pair_wait, wait_low },
	{ "wait high", prepare_pair_wait, wait_high },
	{ "set low, wait high", prepare_pair_wait, set_low_wait_high },
	{ "set high, wait low", prepare_pair_wait, set_high_wait_low },
	{ "use ntsync", prepare_ntsync, use_ntsync },
	{ "close", prepare_extra_handles, close_event },
	{ "shadow call", prepare_nothing, shadow_call },
	{ "open process", prepare_nothing, open_process },
	{ "open thread", prepare_nothing, open_thread },
	{ "query process", prepare_nothing, query_process },
	{ "query quota", prepare_nothing, query_quota },
	{ "set quota", prepare_nothing, set_quota },
	{ "query thread", prepare_nothing, query_thread },
	{ "trace handles", prepare_nothing, trace_handles },
	{ "wait for process", prepare_nothing, wait_for_process },
	{ "terminate", prepare_victims, terminate },
	{ "query security", prepare_security, query_security },
	{ "set security", prepare_security, set_security },
	{ "create secured", prepare_security, create_secured },
	{ "open process token", prepare_nothing, open_process_token },
	{ "open thread token", prepare_impersonator, open_thread_token },
	{ "duplicate token", prepare_security, duplicate_token },
	{ "query groups", prepare_security, query_groups },
	{ "query privileges", prepare_security, query_privileges },
	{ "adjust privileges", prepare_security, adjust_privileges },
	{ "check access", prepare_security, check_access },
	{ "check privileges", prepare_security, check_privileges },
	{ "query handles", prepare_event, query_handles },
	{ "make permanent", prepare_unnamed_event, make_permanent },
	{ "set session", prepare_unnamed_directory, set_session },
	{ "duplicate", prepare_event, duplicate_event },
	{ "duplicate into next leaf", prepare_full_leaf_and_event, duplicate_event },
	{ "duplicate into another", prepare_another, duplicate_into_another },
	{ "duplicate process", prepare_nothing, duplicate_process },
	{ "duplicate with all rights", prepare_event, widen_event },
	{ "duplicate and close", prepare_nothing, move_event },
	{ "compare", prepare_event, compare_with_process },
	{ "fork", prepare_marked_event, fork_child },
};

/* Which services scenarios have called; shared with the children that do. */
static unsigned char *called;

/* Faults hit the whole call, sleeping allocations too, and are not printed. */
static bool faults_ready(void)
{
	static const char * const settings[][2] = {
		{ "failslab/ignore-gfp-wait", "N" },
		{ "failslab/verbose", "0" },
		{ "fail_usercopy/verbose", "0" },
	};
	unsigned int i;

	if (access("/proc/thread-self/fail-nth", W_OK) ||
	    access("/sys/kernel/debug/failslab", F_OK))
		return false;
	for (i = 0; i < ARRAY_SIZE(settings); i++) {
		char path[96];

		snprintf(path, sizeof(path), "/sys/kernel/debug/%s", settings[i][0]);
		if (nt_write_file(path, settings[i][1]) && !strstr(path, "usercopy"))
			return false;
	}
	return true;
}

struct attempt {
	const struct scenario *scenario;
	unsigned int nth;
};

static void arm(int file, unsigned int nth)
{
	char text[16];
	int length = snprintf(text, sizeof(text), "%u", nth);

	NT_CHECK(pwrite(file, text, length, 0) == length);
}

/*
 * How much is left of the count: 0 if the call has met its fault. What is left
 * may hit this read or the disarming instead, but then the call had met none.
 */
static bool disarm(int file)
{
	char text[16] = {};
	bool met = pread(file, text, sizeof(text) - 1, 0) > 0 && text[0] == '0';

	while (pwrite(file, "0", 1, 0) != 1)
		NT_CHECK(!met);
	return met;
}

static int attempt(void *context)
{
	struct attempt *attempt = context;
	__s32 status;
	bool met;
	int file;

	attempt->scenario->prepare();
	file = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	NT_CHECK(file >= 0);
	arm(file, attempt->nth);
	status = attempt->scenario->call();
	met = disarm(file);
	if (status < 0 && status != STATUS_INSUFFICIENT_RESOURCES &&
	    status != STATUS_NO_MEMORY)
		NT_CHECK_STATUS(STATUS_ACCESS_VIOLATION, status);
	if (!met) {
		NT_CHECK(status >= 0);
		return NOT_REACHED;
	}
	/* The failure has broken nothing: the same again, without. */
	NT_CHECK(attempt->scenario->call() >= 0);
	return 0;
}

/* All faults of one scenario, one after the other. */
static void sweep(struct __test_metadata *_metadata, const struct scenario *scenario)
{
	struct attempt next = { .scenario = scenario };
	struct nt_totals before = nt_totals();
	int result;

	do {
		next.nth++;
		ASSERT_GT(500, next.nth);
		result = nt_child(attempt, &next);
		EXPECT_TRUE(result == 0 || result == NOT_REACHED)
			TH_LOG("%s, fault %u: result %d", scenario->name, next.nth, result);
		/* Those that victims have got go when they do, which nobody waits for. */
		ASSERT_TRUE(NT_UNTIL(nt_totals().handles == before.handles))
			TH_LOG("%s, fault %u left a handle", scenario->name, next.nth);
		ASSERT_TRUE(NT_UNTIL(nt_totals().objects == before.objects))
			TH_LOG("%s, fault %u left an object", scenario->name, next.nth);
	} while (result != NOT_REACHED);
}

static int call_once(void *context)
{
	const struct scenario *scenario = *(const struct scenario **)context;

	scenario->prepare();
	nt_calls = called;
	NT_CHECK(scenario->call() >= 0);
	return 0;
}

static void try(struct __test_metadata *_metadata, const struct scenario *scenario)
{
	EXPECT_EQ(0, nt_child(call_once, &scenario))
		TH_LOG("%s", scenario->name);
}

/*
 * Each service is in a scenario, so that no new one is forgotten: one that has no
 * place to fail too, or it could get one that nobody looks at.
 */
TEST_F(ntobj, every_service)
{
	static struct nt_service services[NT_SERVICES];
	unsigned int count = nt_services(services);
	unsigned int i;

	called = mmap(NULL, NT_CALLS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		      -1, 0);
	ASSERT_NE(MAP_FAILED, called);
	ASSERT_LT(0, count);
	for (i = 0; i < ARRAY_SIZE(scenarios); i++)
		try(_metadata, &scenarios[i]);
	for (i = 0; i < count; i++) {
		unsigned int table = services[i].table - NT_FIRST_TABLE;

		EXPECT_EQ(1, called[table * 256 + services[i].number])
			TH_LOG("%s is in no scenario", services[i].name);
	}
}

TEST_F_TIMEOUT(ntobj, every_fault, 800)
{
	unsigned int i;

	if (!faults_ready())
		SKIP(return, "no fault injection in this kernel");
	for (i = 0; i < ARRAY_SIZE(scenarios); i++)
		sweep(_metadata, &scenarios[i]);
}

/* With callbacks: who was asked is told, also if there is no memory for the rest. */
TEST_F_TIMEOUT(extension, callbacks, 120)
{
	static const struct scenario watched[] = {
		{ "open watched process", prepare_nothing, open_process },
		{ "open watched thread", prepare_nothing, open_thread },
		{ "duplicate watched process", prepare_nothing, duplicate_process },
	};
	struct ntobj_register_callbacks call = {
		.types = CALLBACK_PROCESS | CALLBACK_THREAD, .operations = 3,
		.flags = CALLBACK_PRE | CALLBACK_POST,
	};
	struct ntobj_query_callbacks counts;
	unsigned int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	if (!faults_ready())
		SKIP(return, "no fault injection in this kernel");
	for (i = 0; i < 3; i++) {
		snprintf(call.altitude, sizeof(call.altitude), "%u", i);
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_call(NTOBJ_IOC_REGISTER_CALLBACKS, &call));
	}
	for (i = 0; i < ARRAY_SIZE(watched); i++)
		sweep(_metadata, &watched[i]);
	for (i = 0; i < 3; i++) {
		counts.slot = i;
		ASSERT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_QUERY_CALLBACKS, &counts));
		EXPECT_LT(0, counts.pre);
		EXPECT_EQ(counts.pre, counts.post);
		EXPECT_EQ(0, counts.wrong);
	}
}

static int end_oneself(void *context)
{
	unsigned int *nth = context;
	__s32 status;
	int file;

	file = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	NT_CHECK(file >= 0);
	arm(file, *nth);
	status = nt_terminate(NTOBJ_CURRENT_PROCESS, 7);
	disarm(file);
	if (status != STATUS_ACCESS_VIOLATION)
		NT_CHECK_STATUS(STATUS_INSUFFICIENT_RESOURCES, status);
	return 0;
}

/* Who can't end itself for want of memory goes on; else nothing comes after. */
TEST_F(ntobj, ending_oneself)
{
	unsigned int nth = 0;
	int result;

	if (!faults_ready())
		SKIP(return, "no fault injection in this kernel");
	nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	do {
		nth++;
		ASSERT_GT(500, nth);
		result = nt_child(end_oneself, &nth);
	} while (!result);
	EXPECT_EQ(NT_KILLED(SIGKILL), result);
	EXPECT_LT(2, nth);
}

TEST_HARNESS_MAIN
