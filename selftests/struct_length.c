// SPDX-License-Identifier: GPL-2.0
/*
 * The structures of all services: too short, exact, longer than the kernel's,
 * and where they can't be read or written. The list of services is the
 * module's own, so a new one is refused here until it has a maker.
 */
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "kselftest_harness.h"
#include "security_test.h"

#define ROOM	8192

static struct nt_service services[NT_SERVICES];

/* What valid arguments refer to. */
static __u64 event;
static __u64 home;
static __u64 a_link;
static __u64 signalled;
static __u64 semaphore;
static __u64 mutant;
static __u64 event_pair;
static __u64 timer;
static __u64 victim;
static pid_t victim_id;
static __u64 token;
static __u64 impersonation;
static __u64 thread;		/* that is not who its process is */
static __u64 idle_thread;
static struct ntobj_counted_descriptor *descriptor;
static struct ntobj_privilege privilege;
static struct ntobj_object_handle_flag_information flags;
static char16_t text[512];

union argument {
	struct ntobj_query_version query_version;
	struct ntobj_query_object query_object;
	struct ntobj_set_object set_object;
	struct ntobj_create_directory create_directory;
	struct ntobj_open open;
	struct ntobj_query_directory query_directory;
	struct ntobj_create_symbolic_link create_symbolic_link;
	struct ntobj_query_symbolic_link query_symbolic_link;
	struct ntobj_create_event create_event;
	struct ntobj_query_event query_event;
	struct ntobj_event_state event_state;
	struct ntobj_wait_single wait_single;
	struct ntobj_wait_multiple wait_multiple;
	struct ntobj_signal_and_wait signal_and_wait;
	struct ntobj_create_semaphore create_semaphore;
	struct ntobj_query_semaphore query_semaphore;
	struct ntobj_release_semaphore release_semaphore;
	struct ntobj_create_mutant create_mutant;
	struct ntobj_query_mutant query_mutant;
	struct ntobj_mutant_state mutant_state;
	struct ntobj_create_event_pair create_event_pair;
	struct ntobj_set_and_wait set_and_wait;
	struct ntobj_create_timer create_timer;
	struct ntobj_set_timer set_timer;
	struct ntobj_timer_state timer_state;
	struct ntobj_query_timer query_timer;
	struct ntobj_suspend_thread suspend_thread;
	struct ntobj_queue_apc queue_apc;
	struct ntobj_test_alert test_alert;
	struct ntobj_delay delay;
	struct ntobj_open_client open_client;
	struct ntobj_query_client query_client;
	struct ntobj_terminate_process terminate_process;
	struct ntobj_set_process set_process;
	struct ntobj_query_security query_security;
	struct ntobj_set_security set_security;
	struct ntobj_open_token open_token;
	struct ntobj_duplicate_token duplicate_token;
	struct ntobj_query_token query_token;
	struct ntobj_adjust_privileges adjust_privileges;
	struct ntobj_access_check access_check;
	struct ntobj_privilege_check privilege_check;
	struct ntobj_duplicate_object duplicate_object;
	struct ntobj_compare_objects compare_objects;
	struct ntobj_query_handles query_handles;
};

static void make_query_version(union argument *argument)
{
	memset(&argument->query_version, 0, sizeof(argument->query_version));
}

static void make_query_object(union argument *argument)
{
	argument->query_object = (struct ntobj_query_object){
		.handle = event,
		.buffer = nt_address(text),
		.information_class = NTOBJ_OBJECT_NAME_INFORMATION,
		.length = sizeof(text),
	};
}

static void make_set_object(union argument *argument)
{
	argument->set_object = (struct ntobj_set_object){
		.handle = event,
		.buffer = nt_address(&flags),
		.information_class = NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION,
		.length = sizeof(flags),
	};
}

static void make_create_directory(union argument *argument)
{
	argument->create_directory = (struct ntobj_create_directory){
		.desired_access = 1,
	};
}

static void make_open_directory(union argument *argument)
{
	argument->open = (struct ntobj_open){
		.attributes = nt_name(NT_HOME),
		.desired_access = 1,
	};
}

static void make_query_directory(union argument *argument)
{
	argument->query_directory = (struct ntobj_query_directory){
		.handle = home,
		.buffer = nt_address(text),
		.length = sizeof(text),
		.entry_overhead = 32,
		.final_overhead = 32,
	};
}

static void make_create_link(union argument *argument)
{
	argument->create_symbolic_link = (struct ntobj_create_symbolic_link){
		.target = nt_address(u"\\"),
		.target_length = 2,
		.target_maximum_length = 4,
		.desired_access = 1,
	};
}

static void make_open_link(union argument *argument)
{
	argument->open = (struct ntobj_open){
		.attributes = nt_name(NT_HOME u"\\link"),
		.desired_access = 1,
	};
}

static void make_query_link(union argument *argument)
{
	argument->query_symbolic_link = (struct ntobj_query_symbolic_link){
		.handle = a_link,
		.buffer = nt_address(text),
		.length = sizeof(text),
	};
}

static void make_create_event(union argument *argument)
{
	argument->create_event = (struct ntobj_create_event){ .desired_access = 1 };
}

static void make_open_event(union argument *argument)
{
	argument->open = (struct ntobj_open){
		.attributes = nt_name(NT_HOME u"\\event"),
		.desired_access = 1,
	};
}

static void make_query_event(union argument *argument)
{
	argument->query_event = (struct ntobj_query_event){ .handle = event };
}

static void make_event_state(union argument *argument)
{
	argument->event_state = (struct ntobj_event_state){ .handle = event };
}

static void make_wait(union argument *argument)
{
	argument->wait_single = (struct ntobj_wait_single){
		.handle = signalled,
		.deadline = NTOBJ_WAIT_POLL,
	};
}

static void make_wait_multiple(union argument *argument)
{
	argument->wait_multiple = (struct ntobj_wait_multiple){
		.handles = nt_address(&signalled),
		.deadline = NTOBJ_WAIT_POLL,
		.count = 1,
	};
}

static void make_signal_and_wait(union argument *argument)
{
	argument->signal_and_wait = (struct ntobj_signal_and_wait){
		.signal_handle = event,
		.wait_handle = signalled,
		.deadline = NTOBJ_WAIT_POLL,
	};
}

static void make_create_semaphore(union argument *argument)
{
	argument->create_semaphore = (struct ntobj_create_semaphore){
		.desired_access = 1,
		.maximum_count = 1,
	};
}

static void make_open_semaphore(union argument *argument)
{
	argument->open = (struct ntobj_open){
		.attributes = nt_name(NT_HOME u"\\semaphore"),
		.desired_access = 1,
	};
}

static void make_query_semaphore(union argument *argument)
{
	argument->query_semaphore = (struct ntobj_query_semaphore){ .handle = semaphore };
}

static void make_release_semaphore(union argument *argument)
{
	argument->release_semaphore = (struct ntobj_release_semaphore){
		.handle = semaphore,
		.release_count = 1,
	};
}

static void make_create_mutant(union argument *argument)
{
	argument->create_mutant = (struct ntobj_create_mutant){ .desired_access = 1 };
}

static void make_open_mutant(union argument *argument)
{
	argument->open = (struct ntobj_open){
		.attributes = nt_name(NT_HOME u"\\mutant"),
		.desired_access = 1,
	};
}

static void make_query_mutant(union argument *argument)
{
	argument->query_mutant = (struct ntobj_query_mutant){ .handle = mutant };
}

/* Each call has a release to make. */
static void make_mutant_state(union argument *argument)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_wait(mutant, NTOBJ_WAIT_POLL));
	argument->mutant_state = (struct ntobj_mutant_state){ .handle = mutant };
}

static void make_create_event_pair(union argument *argument)
{
	argument->create_event_pair = (struct ntobj_create_event_pair){
		.desired_access = NTOBJ_SYNCHRONIZE,
	};
}

static void make_open_event_pair(union argument *argument)
{
	argument->open = (struct ntobj_open){
		.attributes = nt_name(NT_HOME u"\\pair"),
		.desired_access = NTOBJ_SYNCHRONIZE,
	};
}

/* Each call finds what it waits for. */
static void make_set_and_wait(union argument *argument)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_SET_LOW_EVENT_PAIR, event_pair));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_SET_HIGH_EVENT_PAIR, event_pair));
	argument->set_and_wait = (struct ntobj_set_and_wait){ .handle = event_pair };
}

/* Of a thread that has nothing to do; it is not suspended more than a few times. */
static void make_suspend_thread(union argument *argument)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_resume(idle_thread, NULL));
	argument->suspend_thread = (struct ntobj_suspend_thread){ .handle = idle_thread };
}

static void make_queue_apc(union argument *argument)
{
	argument->queue_apc = (struct ntobj_queue_apc){
		.handle = NTOBJ_CURRENT_THREAD,
		.routine = 1,
	};
}

static void make_test_alert(union argument *argument)
{
	argument->test_alert = (struct ntobj_test_alert){};
}

static void make_delay(union argument *argument)
{
	argument->delay = (struct ntobj_delay){ .deadline = 1 };
}

static void make_create_timer(union argument *argument)
{
	argument->create_timer = (struct ntobj_create_timer){
		.desired_access = NTOBJ_TIMER_QUERY_STATE,
	};
}

static void make_open_timer(union argument *argument)
{
	argument->open = (struct ntobj_open){
		.attributes = nt_name(NT_HOME u"\\timer"),
		.desired_access = NTOBJ_TIMER_QUERY_STATE,
	};
}

static void make_set_timer(union argument *argument)
{
	argument->set_timer = (struct ntobj_set_timer){ .handle = timer, .due_time = -1 };
}

static void make_cancel_timer(union argument *argument)
{
	argument->timer_state = (struct ntobj_timer_state){ .handle = timer };
}

static void make_query_timer(union argument *argument)
{
	argument->query_timer = (struct ntobj_query_timer){ .handle = timer };
}

static void make_open_process(union argument *argument)
{
	argument->open_client = (struct ntobj_open_client){
		.process_id = getpid(),
		.desired_access = 1,
		.flags = NTOBJ_OPEN_CLIENT_ID,
	};
}

static void make_open_thread(union argument *argument)
{
	argument->open_client = (struct ntobj_open_client){
		.thread_id = gettid(),
		.desired_access = 1,
		.flags = NTOBJ_OPEN_CLIENT_ID,
	};
}

static void make_query_process(union argument *argument)
{
	argument->query_client = (struct ntobj_query_client){
		.handle = NTOBJ_CURRENT_PROCESS,
		.buffer = nt_address(text),
		.information_class = NTOBJ_PROCESS_BASIC_INFORMATION,
		.length = sizeof(struct ntobj_process_basic_information),
	};
}

static void make_query_thread(union argument *argument)
{
	argument->query_client = (struct ntobj_query_client){
		.handle = NTOBJ_CURRENT_THREAD,
		.buffer = nt_address(text),
		.information_class = NTOBJ_THREAD_BASIC_INFORMATION,
		.length = sizeof(struct ntobj_thread_basic_information),
	};
}

static void make_set_process(union argument *argument)
{
	static const struct ntobj_quota_limits unlimited;

	argument->set_process = (struct ntobj_set_process){
		.handle = NTOBJ_CURRENT_PROCESS,
		.buffer = nt_address(&unlimited),
		.information_class = NTOBJ_PROCESS_QUOTA_LIMITS,
		.length = sizeof(unlimited),
	};
}

/* Each call has a process of its own to end. */
static void make_terminate(union argument *argument)
{
	if (victim_id) {
		NT_CHECK(!kill(victim_id, SIGKILL));
		NT_CHECK(nt_child_end(victim_id) == NT_KILLED(SIGKILL));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(victim));
	}
	victim_id = nt_victim_start();
	victim = nt_process(victim_id);
	argument->terminate_process = (struct ntobj_terminate_process){
		.handle = victim,
		.exit_status = 1,
	};
}

static void make_query_security(union argument *argument)
{
	argument->query_security = (struct ntobj_query_security){
		.handle = event,
		.buffer = nt_address(text),
		.information = NT_OPEN_PARTS,
		.length = sizeof(text),
	};
}

static void make_set_security(union argument *argument)
{
	argument->set_security = (struct ntobj_set_security){
		.handle = event,
		.descriptor = nt_address(descriptor),
		.information = NT_OPEN_PARTS,
	};
}

static void make_open_process_token(union argument *argument)
{
	argument->open_token = (struct ntobj_open_token){
		.handle = NTOBJ_CURRENT_PROCESS,
		.desired_access = NTOBJ_TOKEN_QUERY,
	};
}

static void make_open_thread_token(union argument *argument)
{
	argument->open_token = (struct ntobj_open_token){
		.handle = thread,
		.desired_access = NTOBJ_TOKEN_QUERY,
	};
}

static void make_duplicate_token(union argument *argument)
{
	argument->duplicate_token = (struct ntobj_duplicate_token){
		.handle = token,
		.type = NTOBJ_TOKEN_PRIMARY,
	};
}

static void make_query_token(union argument *argument)
{
	argument->query_token = (struct ntobj_query_token){
		.handle = token,
		.buffer = nt_address(text),
		.information_class = NTOBJ_TOKEN_GROUPS,
		.length = sizeof(text),
	};
}

static void make_adjust_privileges(union argument *argument)
{
	argument->adjust_privileges = (struct ntobj_adjust_privileges){
		.handle = token,
		.privileges = nt_address(&privilege),
		.count = 1,
	};
}

static void make_access_check(union argument *argument)
{
	argument->access_check = (struct ntobj_access_check){
		.descriptor = nt_address(descriptor),
		.token = impersonation,
		.desired_access = 1,
	};
}

static void make_privilege_check(union argument *argument)
{
	argument->privilege_check = (struct ntobj_privilege_check){
		.token = token,
		.privileges = nt_address(&privilege),
		.count = 1,
	};
}

static void make_duplicate_object(union argument *argument)
{
	argument->duplicate_object = (struct ntobj_duplicate_object){
		.source_process = NTOBJ_CURRENT_PROCESS,
		.source_handle = event,
		.target_process = NTOBJ_CURRENT_PROCESS,
		.options = NTOBJ_DUPLICATE_SAME_ACCESS,
	};
}

static void make_compare_objects(union argument *argument)
{
	argument->compare_objects = (struct ntobj_compare_objects){
		.first = event,
		.second = event,
	};
}

static void make_query_handles(union argument *argument)
{
	argument->query_handles = (struct ntobj_query_handles){
		.process = NTOBJ_CURRENT_PROCESS,
		.buffer = nt_address(text),
		.length = sizeof(text),
		.flags = NTOBJ_HANDLES_OF_PROCESS,
	};
}

/* Those that answer in their structure can't work on one that is read-only. */
static const struct maker {
	unsigned long request;
	void (*make)(union argument *argument);
	bool answers;
} makers[] = {
	{ NTOBJ_IOC_QUERY_VERSION, make_query_version, true },
	{ NTOBJ_IOC_QUERY_OBJECT, make_query_object, true },
	{ NTOBJ_IOC_SET_OBJECT, make_set_object, false },
	{ NTOBJ_IOC_CREATE_DIRECTORY, make_create_directory, true },
	{ NTOBJ_IOC_OPEN_DIRECTORY, make_open_directory, true },
	{ NTOBJ_IOC_QUERY_DIRECTORY, make_query_directory, true },
	{ NTOBJ_IOC_CREATE_SYMBOLIC_LINK, make_create_link, true },
	{ NTOBJ_IOC_OPEN_SYMBOLIC_LINK, make_open_link, true },
	{ NTOBJ_IOC_QUERY_SYMBOLIC_LINK, make_query_link, true },
	{ NTOBJ_IOC_CREATE_EVENT, make_create_event, true },
	{ NTOBJ_IOC_OPEN_EVENT, make_open_event, true },
	{ NTOBJ_IOC_QUERY_EVENT, make_query_event, true },
	{ NTOBJ_IOC_SET_EVENT_PREVIOUS, make_event_state, true },
	{ NTOBJ_IOC_RESET_EVENT_PREVIOUS, make_event_state, true },
	{ NTOBJ_IOC_PULSE_EVENT_PREVIOUS, make_event_state, true },
	{ NTOBJ_IOC_OPEN_PROCESS, make_open_process, true },
	{ NTOBJ_IOC_QUERY_PROCESS, make_query_process, true },
	{ NTOBJ_IOC_TERMINATE_PROCESS, make_terminate, false },
	{ NTOBJ_IOC_SET_PROCESS, make_set_process, false },
	{ NTOBJ_IOC_OPEN_THREAD, make_open_thread, true },
	{ NTOBJ_IOC_QUERY_THREAD, make_query_thread, true },
	{ NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT, make_wait, false },
	{ NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, make_wait_multiple, false },
	{ NTOBJ_IOC_SIGNAL_AND_WAIT, make_signal_and_wait, true },
	{ NTOBJ_IOC_CREATE_SEMAPHORE, make_create_semaphore, true },
	{ NTOBJ_IOC_OPEN_SEMAPHORE, make_open_semaphore, true },
	{ NTOBJ_IOC_QUERY_SEMAPHORE, make_query_semaphore, true },
	{ NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT, make_release_semaphore, true },
	{ NTOBJ_IOC_CREATE_MUTANT, make_create_mutant, true },
	{ NTOBJ_IOC_OPEN_MUTANT, make_open_mutant, true },
	{ NTOBJ_IOC_QUERY_MUTANT, make_query_mutant, true },
	{ NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS, make_mutant_state, true },
	{ NTOBJ_IOC_CREATE_EVENT_PAIR, make_create_event_pair, true },
	{ NTOBJ_IOC_OPEN_EVENT_PAIR, make_open_event_pair, true },
	{ NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR, make_set_and_wait, true },
	{ NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR, make_set_and_wait, true },
	{ NTOBJ_IOC_CREATE_TIMER, make_create_timer, true },
	{ NTOBJ_IOC_OPEN_TIMER, make_open_timer, true },
	{ NTOBJ_IOC_SET_TIMER, make_set_timer, true },
	{ NTOBJ_IOC_CANCEL_TIMER, make_cancel_timer, true },
	{ NTOBJ_IOC_QUERY_TIMER, make_query_timer, true },
	{ NTOBJ_IOC_SUSPEND_THREAD, make_suspend_thread, true },
	{ NTOBJ_IOC_RESUME_THREAD, make_suspend_thread, true },
	{ NTOBJ_IOC_ALERT_RESUME_THREAD, make_suspend_thread, true },
	{ NTOBJ_IOC_QUEUE_APC_THREAD, make_queue_apc, false },
	{ NTOBJ_IOC_TEST_ALERT, make_test_alert, true },
	{ NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID, make_delay, false },
	{ NTOBJ_IOC_DELAY_EXECUTION, make_delay, false },
	{ NTOBJ_IOC_QUERY_SECURITY, make_query_security, true },
	{ NTOBJ_IOC_SET_SECURITY, make_set_security, false },
	{ NTOBJ_IOC_OPEN_PROCESS_TOKEN, make_open_process_token, true },
	{ NTOBJ_IOC_OPEN_THREAD_TOKEN, make_open_thread_token, true },
	{ NTOBJ_IOC_DUPLICATE_TOKEN, make_duplicate_token, true },
	{ NTOBJ_IOC_QUERY_TOKEN, make_query_token, true },
	{ NTOBJ_IOC_ADJUST_PRIVILEGES, make_adjust_privileges, true },
	{ NTOBJ_IOC_ACCESS_CHECK, make_access_check, true },
	{ NTOBJ_IOC_PRIVILEGE_CHECK, make_privilege_check, true },
	{ NTOBJ_IOC_DUPLICATE_OBJECT, make_duplicate_object, true },
	{ NTOBJ_IOC_COMPARE_OBJECTS, make_compare_objects, false },
	{ NTOBJ_IOC_QUERY_HANDLES, make_query_handles, true },
};

static const struct maker *maker_of(const struct nt_service *service)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(makers); i++)
		if (_IOC_TYPE(makers[i].request) == service->table &&
		    _IOC_NR(makers[i].request) == service->number)
			return &makers[i];
	return NULL;
}

/* Of this thread alone: the library would tell the others. */
static void *be_another(void *context)
{
	NT_CHECK(!syscall(SYS_setresuid, -1, NT_ALICE, -1));
	__atomic_store_n((pid_t *)context, gettid(), __ATOMIC_RELEASE);
	for (;;)
		pause();
	return NULL;
}

static void make_security(void)
{
	pthread_t other;
	pid_t tid = 0;

	NT_CHECK(!pthread_create(&other, NULL, be_another, &tid));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&tid, __ATOMIC_ACQUIRE)));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_thread(&thread, tid, NTOBJ_THREAD_QUERY_INFORMATION));
	token = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	impersonation = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	descriptor = nt_descriptor("O:U0 G:G0 D:(A;;0x10000000;;;WD)");
	privilege.luid = NTOBJ_SE_SHUTDOWN;
}

FIXTURE(struct_length) {
	int device;
	char *room;		/* two pages, then one that is not there */
	unsigned int services;
};

static void *pause_forever(void *context)
{
	__atomic_store_n((pid_t *)context, gettid(), __ATOMIC_RELEASE);
	for (;;)
		pause();
	return NULL;
}

static void make_idle_thread(void)
{
	static pid_t tid;
	pthread_t idle;

	NT_CHECK(!pthread_create(&idle, NULL, pause_forever, &tid));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&tid, __ATOMIC_ACQUIRE)));
	idle_thread = nt_thread(tid);
}

FIXTURE_SETUP(struct_length)
{
	self->device = nt_open_device();
	ASSERT_LE(0, self->device);
	self->services = nt_services(services);
	ASSERT_LT(0, self->services);
	self->room = mmap(NULL, ROOM + getpagesize(), PROT_READ | PROT_WRITE,
			  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, self->room);
	ASSERT_EQ(0, munmap(self->room + ROOM, getpagesize()));
	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"event"),
				      NTOBJ_EVENT_ALL_ACCESS, 0, 1));
	signalled = nt_event(NTOBJ_NOTIFICATION_EVENT, 1);
	make_idle_thread();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_semaphore(&semaphore, nt_name(NT_HOME u"\\semaphore"),
					  NTOBJ_SEMAPHORE_ALL_ACCESS, 0, 0x7fffffff));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_mutant(&mutant, nt_name(NT_HOME u"\\mutant"),
				       NTOBJ_MUTANT_ALL_ACCESS, true));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event_pair(&event_pair, nt_name(NT_HOME u"\\pair"),
					   NTOBJ_EVENT_PAIR_ALL_ACCESS));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_timer(&timer, nt_name(NT_HOME u"\\timer"),
				      NTOBJ_TIMER_ALL_ACCESS, 0));
	make_security();
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&a_link, nt_at(home, u"link"), 1, u"\\"));
}

FIXTURE_TEARDOWN(struct_length)
{
}

/* The service's ioctl number, with a size of our choice. */
static unsigned long sized(const struct nt_service *service, unsigned int size)
{
	return _IOC(service->direction, service->table, service->number, size);
}

/* What a call that succeeded has made is taken away again. */
static void undo(struct nt_totals before, const void *argument,
		 const struct nt_service *service)
{
	struct nt_totals after = nt_totals();
	__u64 handle;

	if (after.handles == before.handles)
		return;
	memcpy(&handle, (char *)argument + service->size - sizeof(handle), sizeof(handle));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	NT_CHECK(nt_totals().handles == before.handles);
	NT_CHECK(NT_UNTIL(nt_totals().objects == before.objects));
}

/* The call fails with a status and leaves neither trace nor handle. */
static void expect_failure(struct __test_metadata *_metadata,
			   const struct nt_service *service, unsigned int size,
			   void *argument, __s32 expected, const char *what)
{
	struct nt_totals before = nt_totals();
	struct nt_totals after;
	__s32 status;

	status = nt_raw(nt_device, sized(service, size), argument);
	after = nt_totals();
	EXPECT_EQ(expected, status)
		TH_LOG("%s, %s: %s", service->name, what, nt_status_text(status));
	EXPECT_EQ(before.handles, after.handles)
		TH_LOG("%s, %s: handle", service->name, what);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects))
		TH_LOG("%s, %s: object", service->name, what);
}

/* A wait that has no other end than its time. */
static __s32 success_of(const struct nt_service *service)
{
	return service->number == _IOC_NR(NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID) ?
	       STATUS_TIMEOUT : STATUS_SUCCESS;
}

static void expect_success(struct __test_metadata *_metadata,
			   const struct nt_service *service, unsigned int size,
			   void *argument, const char *what)
{
	struct nt_totals before = nt_totals();
	__s32 status;

	status = nt_raw(nt_device, sized(service, size), argument);
	EXPECT_EQ(success_of(service), status)
		TH_LOG("%s, %s: %s", service->name, what, nt_status_text(status));
	if (status >= 0)
		undo(before, argument, service);
}

/* Every service has a maker here, and every maker a service. */
TEST_F(struct_length, complete)
{
	unsigned int structured = 0;
	unsigned int i;

	for (i = 0; i < self->services; i++) {
		if (!services[i].direction)
			continue;
		structured++;
		EXPECT_NE(NULL, maker_of(&services[i]))
			TH_LOG("%s has no maker", services[i].name);
		if (maker_of(&services[i]))
			EXPECT_EQ(_IOC_SIZE(maker_of(&services[i])->request),
				  services[i].size);
	}
	EXPECT_EQ(ARRAY_SIZE(makers), structured);
}

TEST_F(struct_length, lengths)
{
	unsigned int i;

	for (i = 0; i < self->services; i++) {
		const struct nt_service *service = &services[i];
		const struct maker *maker = maker_of(service);
		union argument *argument = (void *)self->room;
		unsigned int size;

		if (!maker)
			continue;
		memset(self->room, 0, ROOM);
		maker->make(argument);
		expect_success(_metadata, service, service->size, argument, "exact");

		memset(self->room, 0, ROOM);
		maker->make(argument);
		for (size = 0; size < service->minimum; size++)
			expect_failure(_metadata, service, size, argument,
				       STATUS_INFO_LENGTH_MISMATCH, "too short");

		/* Longer with zeros is the same, up to a page. */
		for (size = service->size + 1; size <= service->size + 9; size += 8) {
			memset(self->room, 0, ROOM);
			maker->make(argument);
			expect_success(_metadata, service, size, argument, "zero tail");
		}
		memset(self->room, 0, ROOM);
		maker->make(argument);
		expect_success(_metadata, service, 4096, argument, "zero tail to a page");

		/* With anything else it is a structure that we do not know. */
		for (size = service->size + 1; size <= service->size + 16; size++) {
			memset(self->room, 0, ROOM);
			maker->make(argument);
			self->room[size - 1] = 1;
			expect_failure(_metadata, service, size, argument,
				       STATUS_INFO_LENGTH_MISMATCH, "non-zero tail");
		}
		memset(self->room, 0, ROOM);
		maker->make(argument);
		for (size = 4097; size < 1 << _IOC_SIZEBITS; size += 3301)
			expect_failure(_metadata, service, size, argument,
				       STATUS_INFO_LENGTH_MISMATCH, "more than a page");
	}
}

/* A longer structure's tail is not written to. */
TEST_F(struct_length, tail_is_left_alone)
{
	unsigned int i;

	for (i = 0; i < self->services; i++) {
		const struct maker *maker = maker_of(&services[i]);
		unsigned int size = services[i].size;
		unsigned int j;

		if (!maker)
			continue;
		memset(self->room, 0, ROOM);
		memset(self->room + size + 8, NT_POISON, 64);
		maker->make((void *)self->room);
		expect_success(_metadata, &services[i], size + 8, self->room, "tail");
		for (j = 0; j < 8; j++)
			EXPECT_EQ(0, self->room[size + j]);
		for (; j < 72; j++)
			EXPECT_EQ((char)NT_POISON, self->room[size + j]);
	}
}

TEST_F(struct_length, addresses)
{
	static const unsigned long bad[] = { 0, 8, -4096UL, -8UL };
	unsigned int i;
	unsigned int j;

	for (i = 0; i < self->services; i++) {
		const struct nt_service *service = &services[i];
		const struct maker *maker = maker_of(service);
		unsigned int missing;

		if (!maker)
			continue;
		for (j = 0; j < ARRAY_SIZE(bad); j++)
			expect_failure(_metadata, service, service->size, (void *)bad[j],
				       STATUS_ACCESS_VIOLATION, "bad address");
		/* The last bytes, or all but the first, lie in the hole. */
		for (missing = 1; missing < service->size; missing += 5) {
			char *argument = self->room + ROOM - service->size + missing;
			union argument whole;

			memset(&whole, 0, sizeof(whole));
			maker->make(&whole);
			memcpy(argument, &whole, service->size - missing);
			expect_failure(_metadata, service, service->size, argument,
				       STATUS_ACCESS_VIOLATION, "across a hole");
		}
		/* A tail that can't be read is not known to be zero. */
		maker->make((void *)(self->room + ROOM - service->size));
		expect_failure(_metadata, service, service->size + 8,
			       self->room + ROOM - service->size,
			       STATUS_ACCESS_VIOLATION, "tail in a hole");
		/* Up to the very end is fine. */
		maker->make((void *)(self->room + ROOM - service->size));
		expect_success(_metadata, service, service->size,
			       self->room + ROOM - service->size, "to the end");
	}
}

TEST_F(struct_length, misaligned)
{
	unsigned int i;
	unsigned int shift;

	for (i = 0; i < self->services; i++) {
		const struct maker *maker = maker_of(&services[i]);
		union argument whole;

		if (!maker)
			continue;
		for (shift = 1; shift < 8; shift++) {
			memset(&whole, 0, sizeof(whole));
			maker->make(&whole);
			memcpy(self->room + shift, &whole, services[i].size);
			expect_success(_metadata, &services[i], services[i].size,
				       self->room + shift, "misaligned");
		}
	}
}

/* An answer that can't be delivered is undone. */
TEST_F(struct_length, read_only)
{
	unsigned int i;

	for (i = 0; i < self->services; i++) {
		const struct nt_service *service = &services[i];
		const struct maker *maker = maker_of(service);

		if (!maker)
			continue;
		memset(self->room, 0, ROOM);
		maker->make((void *)self->room);
		ASSERT_EQ(0, mprotect(self->room, ROOM, PROT_READ));
		if (maker->answers)
			expect_failure(_metadata, service, service->size, self->room,
				       STATUS_ACCESS_VIOLATION, "read-only");
		else
			expect_success(_metadata, service, service->size, self->room,
				       "read-only");
		ASSERT_EQ(0, mprotect(self->room, ROOM, PROT_READ | PROT_WRITE));
	}
}

/* Nor has the call changed anything when the caller can't be told of it. */
TEST_F(struct_length, read_only_previous_state)
{
	static const unsigned long requests[] = {
		NTOBJ_IOC_SET_EVENT_PREVIOUS, NTOBJ_IOC_RESET_EVENT_PREVIOUS,
		NTOBJ_IOC_PULSE_EVENT_PREVIOUS,
	};
	unsigned int i;
	__s32 state;

	for (i = 0; i < 2 * ARRAY_SIZE(requests); i++) {
		state = i % 2;
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_hot(state ? NTOBJ_IOC_SET_EVENT : NTOBJ_IOC_RESET_EVENT,
				     event));
		make_event_state((void *)self->room);
		ASSERT_EQ(0, mprotect(self->room, ROOM, PROT_READ));
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      nt_raw(self->device, requests[i / 2], self->room));
		ASSERT_EQ(0, mprotect(self->room, ROOM, PROT_READ | PROT_WRITE));
		EXPECT_EQ(state, nt_state(event))
			TH_LOG("request %u changed the event", i / 2);
	}
}

TEST_F(struct_length, read_only_suspend_count)
{
	static const unsigned long requests[] = {
		NTOBJ_IOC_SUSPEND_THREAD, NTOBJ_IOC_RESUME_THREAD,
		NTOBJ_IOC_ALERT_RESUME_THREAD,
	};
	unsigned int i;
	__u32 count;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		make_suspend_thread((void *)self->room);
		ASSERT_STATUS(STATUS_SUCCESS, nt_suspend(idle_thread, &count));
		EXPECT_EQ(0, count);
		ASSERT_EQ(0, mprotect(self->room, ROOM, PROT_READ));
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      nt_raw(self->device, requests[i], self->room));
		ASSERT_EQ(0, mprotect(self->room, ROOM, PROT_READ | PROT_WRITE));
		ASSERT_STATUS(STATUS_SUCCESS, nt_resume(idle_thread, &count));
		EXPECT_EQ(1, count)
			TH_LOG("request %u changed the count", i);
	}
}

/* A created object whose handle can't be delivered leaves no name behind. */
TEST_F(struct_length, read_only_with_name)
{
	static const unsigned long requests[] = {
		NTOBJ_IOC_CREATE_EVENT, NTOBJ_IOC_CREATE_DIRECTORY,
		NTOBJ_IOC_CREATE_SYMBOLIC_LINK,
	};
	struct nt_totals before = nt_totals();
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(requests); i++) {
		struct ntobj_object_attributes *attributes = (void *)self->room;

		memset(self->room, 0, ROOM);
		if (requests[i] == NTOBJ_IOC_CREATE_SYMBOLIC_LINK)
			make_create_link((void *)self->room);
		*attributes = nt_name_flags(NT_HOME u"\\new", NTOBJ_OBJ_PERMANENT);
		ASSERT_EQ(0, mprotect(self->room, ROOM, PROT_READ));
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      nt_raw(self->device, requests[i], self->room));
		ASSERT_EQ(0, mprotect(self->room, ROOM, PROT_READ | PROT_WRITE));
		EXPECT_STATUS(STATUS_OBJECT_NAME_NOT_FOUND,
			      nt_open_event(&handle, nt_name(NT_HOME u"\\new"), 1));
		EXPECT_EQ(before.handles, nt_totals().handles);
		EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
	}
}

TEST_HARNESS_MAIN
