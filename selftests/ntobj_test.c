// SPDX-License-Identifier: GPL-2.0
#include <fcntl.h>
#include <grp.h>
#include <linux/capability.h>
#include <linux/ntobj_ntsync.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "kselftest.h"
#include "ntobj_test.h"

int nt_device = -1;

int nt_open_device(void)
{
	nt_device = open(NT_DEVICE, O_RDWR | O_CLOEXEC);
	return nt_device;
}

__s32 nt_make_token(void)
{
	struct ntobj_open_token argument = {
		.handle = NTOBJ_CURRENT_PROCESS,
		.desired_access = NTOBJ_TOKEN_QUERY,
	};
	__s32 status = ioctl(nt_device, NTOBJ_IOC_OPEN_PROCESS_TOKEN, &argument);

	return status ?: ioctl(nt_device, NTOBJ_IOC_CLOSE, argument.token);
}

/*
 * Statuses
 */

#define NAMED(name)	{ STATUS_##name, #name }

static const struct {
	__s32 status;
	const char *name;
} status_names[] = {
	NAMED(SUCCESS),
	NAMED(WAIT_63),
	NAMED(ABANDONED),
	NAMED(ABANDONED_WAIT_63),
	NAMED(USER_APC),
	NAMED(ALERTED),
	NAMED(TIMEOUT),
	NAMED(PENDING),
	NAMED(MORE_ENTRIES),
	NAMED(NOT_ALL_ASSIGNED),
	NAMED(OBJECT_NAME_EXISTS),
	NAMED(TIMER_RESUME_IGNORED),
	{ DBG_TERMINATE_PROCESS, "DBG_TERMINATE_PROCESS" },
	NAMED(BREAKPOINT),
	NAMED(NO_MORE_ENTRIES),
	NAMED(NOT_IMPLEMENTED),
	NAMED(INVALID_INFO_CLASS),
	NAMED(INFO_LENGTH_MISMATCH),
	NAMED(ACCESS_VIOLATION),
	NAMED(IN_PAGE_ERROR),
	NAMED(INVALID_HANDLE),
	NAMED(INVALID_CID),
	NAMED(INVALID_PARAMETER),
	NAMED(INVALID_SYSTEM_SERVICE),
	NAMED(ILLEGAL_INSTRUCTION),
	NAMED(ACCESS_DENIED),
	NAMED(BUFFER_TOO_SMALL),
	NAMED(OBJECT_TYPE_MISMATCH),
	NAMED(INVALID_PARAMETER_MIX),
	NAMED(OBJECT_NAME_INVALID),
	NAMED(OBJECT_NAME_NOT_FOUND),
	NAMED(OBJECT_NAME_COLLISION),
	NAMED(OBJECT_PATH_NOT_FOUND),
	NAMED(OBJECT_PATH_SYNTAX_BAD),
	NAMED(QUOTA_EXCEEDED),
	NAMED(MUTANT_NOT_OWNED),
	NAMED(SEMAPHORE_LIMIT_EXCEEDED),
	NAMED(SUSPEND_COUNT_EXCEEDED),
	NAMED(THREAD_IS_TERMINATING),
	NAMED(UNKNOWN_REVISION),
	NAMED(INVALID_OWNER),
	NAMED(INVALID_PRIMARY_GROUP),
	NAMED(NO_IMPERSONATION_TOKEN),
	NAMED(PRIVILEGE_NOT_HELD),
	NAMED(INVALID_ACL),
	NAMED(INVALID_SID),
	NAMED(INVALID_SECURITY_DESCR),
	NAMED(NO_TOKEN),
	NAMED(INTEGER_DIVIDE_BY_ZERO),
	NAMED(INTEGER_OVERFLOW),
	NAMED(INSUFFICIENT_RESOURCES),
	NAMED(BAD_IMPERSONATION_LEVEL),
	NAMED(BAD_TOKEN_TYPE),
	NAMED(NOT_SUPPORTED),
	NAMED(NO_SECURITY_ON_OBJECT),
	NAMED(GENERIC_NOT_MAPPED),
	NAMED(INVALID_PARAMETER_1),
	NAMED(INVALID_PARAMETER_3),
	NAMED(INVALID_PARAMETER_4),
	NAMED(INVALID_PARAMETER_6),
	NAMED(NAME_TOO_LONG),
	NAMED(PROCESS_IS_TERMINATING),
	NAMED(CANCELLED),
	NAMED(CONTROL_C_EXIT),
	NAMED(MUTANT_LIMIT_EXCEEDED),
	NAMED(HANDLE_NOT_CLOSABLE),
	NAMED(STACK_BUFFER_OVERRUN),
	NAMED(REPARSE_POINT_ENCOUNTERED),
	NAMED(FLT_INSTANCE_ALTITUDE_COLLISION),
};

const char *nt_status_text(__s32 status)
{
	static __thread char texts[4][64];
	static __thread unsigned int turn;
	char *text = texts[turn++ % 4];
	unsigned int i;

	if (status == -1) {
		snprintf(text, sizeof(texts[0]), "-1 (%s)", strerror(errno));
		return text;
	}
	for (i = 0; i < ARRAY_SIZE(status_names); i++)
		if (status_names[i].status == status)
			return status_names[i].name;
	snprintf(text, sizeof(texts[0]), "0x%08x", status);
	return text;
}

void nt_check_failed(const char *file, int line, const char *what)
{
	fprintf(stderr, "# %s:%d: not true: %s (errno: %s)\n", file, line, what,
		strerror(errno));
	_exit(KSFT_FAIL);
}

void nt_check_status_failed(const char *file, int line, const char *what,
			    __s32 wanted, __s32 got)
{
	fprintf(stderr, "# %s:%d: %s: %s, not %s\n", file, line, what,
		nt_status_text(got), nt_status_text(wanted));
	_exit(KSFT_FAIL);
}

/*
 * Calls
 */

unsigned char *nt_calls;

static void keep_call(unsigned long request)
{
	unsigned int table = _IOC_TYPE(request) - NT_FIRST_TABLE;

	if (nt_calls && table < NT_CALLS / 256)
		nt_calls[table * 256 + _IOC_NR(request)] = 1;
}

__s32 nt_raw(int device, unsigned long request, void *argument)
{
	keep_call(request);
	return ioctl(device, request, argument);
}

__s32 nt_hot(unsigned long request, __u64 handle)
{
	keep_call(request);
	return ioctl(nt_device, request, (unsigned long)handle);
}

/* What a service may write although it failed; status 0 stands for any. */
static const struct {
	unsigned long request;
	__s32 status;
	size_t first;
	size_t end;
} failing_answers[] = {
	{ NTOBJ_IOC_QUERY_DIRECTORY, STATUS_BUFFER_TOO_SMALL,
	  offsetof(struct ntobj_query_directory, return_length),
	  sizeof(struct ntobj_query_directory) },
	{ NTOBJ_IOC_QUERY_DIRECTORY, STATUS_NO_MORE_ENTRIES,
	  offsetof(struct ntobj_query_directory, return_length),
	  sizeof(struct ntobj_query_directory) },
	{ NTOBJ_IOC_QUERY_SYMBOLIC_LINK, STATUS_BUFFER_TOO_SMALL,
	  offsetof(struct ntobj_query_symbolic_link, target_maximum_length),
	  sizeof(struct ntobj_query_symbolic_link) },
	{ NTOBJ_IOC_QUERY_OBJECT, STATUS_INFO_LENGTH_MISMATCH,
	  offsetof(struct ntobj_query_object, return_length),
	  offsetof(struct ntobj_query_object, reserved) },
	{ NTOBJ_IOC_QUERY_PROCESS, STATUS_INFO_LENGTH_MISMATCH,
	  offsetof(struct ntobj_query_client, return_length),
	  offsetof(struct ntobj_query_client, reserved) },
	{ NTOBJ_IOC_QUERY_THREAD, STATUS_INFO_LENGTH_MISMATCH,
	  offsetof(struct ntobj_query_client, return_length),
	  offsetof(struct ntobj_query_client, reserved) },
	{ NTOBJ_IOC_QUERY_SECURITY, STATUS_BUFFER_TOO_SMALL,
	  offsetof(struct ntobj_query_security, return_length),
	  offsetof(struct ntobj_query_security, reserved) },
	{ NTOBJ_IOC_QUERY_TOKEN, STATUS_BUFFER_TOO_SMALL,
	  offsetof(struct ntobj_query_token, return_length),
	  offsetof(struct ntobj_query_token, reserved) },
	{ NTOBJ_IOC_QUERY_HANDLES, STATUS_BUFFER_TOO_SMALL,
	  offsetof(struct ntobj_query_handles, next_process),
	  sizeof(struct ntobj_query_handles) },
	{ NTOBJ_IOC_ADJUST_PRIVILEGES, STATUS_BUFFER_TOO_SMALL,
	  offsetof(struct ntobj_adjust_privileges, return_count),
	  sizeof(struct ntobj_adjust_privileges) },
	{ NTOBJ_IOC_SIGNAL_AND_WAIT, -1,
	  offsetof(struct ntobj_signal_and_wait, signalled),
	  sizeof(struct ntobj_signal_and_wait) },
	{ NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR, -1,
	  offsetof(struct ntobj_set_and_wait, signalled),
	  sizeof(struct ntobj_set_and_wait) },
	{ NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR, -1,
	  offsetof(struct ntobj_set_and_wait, signalled),
	  sizeof(struct ntobj_set_and_wait) },
	{ NTOBJ_IOC_DUPLICATE_OBJECT, 0,
	  offsetof(struct ntobj_duplicate_object, target_handle),
	  sizeof(struct ntobj_duplicate_object) },
};

static bool may_answer(unsigned long request, __s32 status, size_t offset)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(failing_answers); i++)
		if (failing_answers[i].request == request &&
		    (!failing_answers[i].status || failing_answers[i].status == status) &&
		    offset >= failing_answers[i].first &&
		    offset < failing_answers[i].end)
			return true;
	return false;
}

__s32 nt_call(unsigned long request, void *argument)
{
	unsigned char before[256];
	size_t size = _IOC_SIZE(request);
	unsigned char *after = argument;
	__s32 status;
	int error;
	size_t i;

	if (size > sizeof(before))
		abort();
	memcpy(before, argument, size);
	status = nt_raw(nt_device, request, argument);
	error = errno;
	for (i = 0; status < 0 && i < size; i++) {
		if (after[i] == before[i] || may_answer(request, status, i))
			continue;
		fprintf(stderr, "# call 0x%lx failed with %s and changed byte %zu of %zu\n",
			request, nt_status_text(status), i, size);
		abort();
	}
	errno = error;
	return status;
}

/*
 * Names
 */

size_t nt_length16(const char16_t *text)
{
	size_t length = 0;

	while (text[length])
		length++;
	return length;
}

struct ntobj_object_attributes nt_counted(__u64 root, const void *name,
					  __u32 bytes, __u32 flags)
{
	return (struct ntobj_object_attributes){
		.root_directory = root,
		.name = nt_address(name),
		.name_length = bytes,
		.attributes = flags,
	};
}

/*
 * Services
 */

__s32 nt_create_event(__u64 *handle, struct ntobj_object_attributes attributes,
		      __u32 access, __u32 type, __u32 state)
{
	struct ntobj_create_event call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.attributes = attributes;
	call.desired_access = access;
	call.event_type = type;
	call.initial_state = state;
	call.reserved = 0;
	status = nt_call(NTOBJ_IOC_CREATE_EVENT, &call);
	if (status >= 0)
		*handle = call.handle;
	return status;
}

__s32 nt_create_semaphore(__u64 *handle, struct ntobj_object_attributes attributes,
			  __u32 access, __s32 initial, __s32 maximum)
{
	struct ntobj_create_semaphore call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.attributes = attributes;
	call.desired_access = access;
	call.reserved = 0;
	call.initial_count = initial;
	call.maximum_count = maximum;
	status = nt_call(NTOBJ_IOC_CREATE_SEMAPHORE, &call);
	if (status >= 0)
		*handle = call.handle;
	return status;
}

__s32 nt_create_mutant(__u64 *handle, struct ntobj_object_attributes attributes,
		       __u32 access, bool owned)
{
	struct ntobj_create_mutant call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.attributes = attributes;
	call.desired_access = access;
	call.initial_owner = owned;
	status = nt_call(NTOBJ_IOC_CREATE_MUTANT, &call);
	if (status >= 0)
		*handle = call.handle;
	return status;
}

__s32 nt_create_event_pair(__u64 *handle, struct ntobj_object_attributes attributes,
			   __u32 access)
{
	struct ntobj_create_event_pair call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.attributes = attributes;
	call.desired_access = access;
	call.reserved = 0;
	status = nt_call(NTOBJ_IOC_CREATE_EVENT_PAIR, &call);
	if (status >= 0)
		*handle = call.handle;
	return status;
}

__s32 nt_create_timer(__u64 *handle, struct ntobj_object_attributes attributes,
		      __u32 access, __u32 type)
{
	struct ntobj_create_timer call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.attributes = attributes;
	call.desired_access = access;
	call.timer_type = type;
	status = nt_call(NTOBJ_IOC_CREATE_TIMER, &call);
	if (status >= 0)
		*handle = call.handle;
	return status;
}

__s32 nt_set_timer(__u64 handle, __s64 due_time, __s32 period, __u32 *previous)
{
	struct ntobj_set_timer call = {
		.handle = handle,
		.due_time = due_time,
		.period = period,
		.previous_state = NT_POISON,
	};
	__s32 status = nt_call(NTOBJ_IOC_SET_TIMER, &call);

	if (status >= 0 && previous)
		*previous = call.previous_state;
	return status;
}

__s32 nt_set_timer_apc(__u64 handle, __s64 due_time, __s32 period, __u64 routine,
		       __u64 context)
{
	struct ntobj_set_timer call = {
		.handle = handle,
		.due_time = due_time,
		.apc_routine = routine,
		.apc_context = context,
		.period = period,
	};

	return nt_call(NTOBJ_IOC_SET_TIMER, &call);
}

__s32 nt_cancel_timer(__u64 handle, __u32 *state)
{
	struct ntobj_timer_state call = { .handle = handle, .current_state = NT_POISON };
	__s32 status = nt_call(NTOBJ_IOC_CANCEL_TIMER, &call);

	if (status >= 0 && state)
		*state = call.current_state;
	return status;
}

__s32 nt_query_timer(__u64 handle, __s64 *remaining, __u32 *state)
{
	struct ntobj_query_timer call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = handle;
	status = nt_call(NTOBJ_IOC_QUERY_TIMER, &call);
	if (status < 0)
		return status;
	NT_CHECK(!call.reserved);
	*remaining = call.remaining_time;
	*state = call.state;
	return status;
}

__s32 nt_query_semaphore(__u64 handle, __s32 *count, __s32 *maximum)
{
	struct ntobj_query_semaphore call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = handle;
	status = nt_call(NTOBJ_IOC_QUERY_SEMAPHORE, &call);
	if (status >= 0) {
		*count = call.current_count;
		*maximum = call.maximum_count;
	}
	return status;
}

__s32 nt_release_semaphore(__u64 handle, __s32 count, __s32 *previous)
{
	struct ntobj_release_semaphore call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = handle;
	call.release_count = count;
	status = nt_call(NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT, &call);
	if (status >= 0 && previous)
		*previous = call.previous_count;
	return status;
}

__s32 nt_query_mutant(__u64 handle, struct ntobj_query_mutant *mutant)
{
	memset(mutant, NT_POISON, sizeof(*mutant));
	mutant->handle = handle;
	return nt_call(NTOBJ_IOC_QUERY_MUTANT, mutant);
}

__s32 nt_release_mutant(__u64 handle, __s32 *previous)
{
	struct ntobj_mutant_state call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = handle;
	call.reserved = 0;
	status = nt_call(NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS, &call);
	if (status >= 0)
		*previous = call.previous_count;
	return status;
}

__s32 nt_wait_several(const __u64 *handles, __u32 count, __u32 type, __u64 deadline)
{
	struct ntobj_wait_multiple call = {
		.handles = nt_address(handles),
		.deadline = deadline,
		.count = count,
		.wait_type = type,
	};

	return nt_call(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &call);
}

__s32 nt_signal_and_wait(__u64 signal, __u64 wait, __u64 deadline)
{
	struct ntobj_signal_and_wait call = {
		.signal_handle = signal,
		.wait_handle = wait,
		.deadline = deadline,
	};

	return nt_call(NTOBJ_IOC_SIGNAL_AND_WAIT, &call);
}

__s32 nt_queue_apc(__u64 thread, __u64 routine, __u64 first, __u64 second, __u64 third)
{
	struct ntobj_queue_apc call = {
		.handle = thread,
		.routine = routine,
		.arguments = { first, second, third },
	};

	return nt_call(NTOBJ_IOC_QUEUE_APC_THREAD, &call);
}

__s32 nt_test_alert(struct ntobj_test_alert *answer)
{
	memset(answer, NT_POISON, sizeof(*answer));
	return nt_call(NTOBJ_IOC_TEST_ALERT, answer);
}

static __s32 sleep_in(unsigned long request, __u64 deadline, __u32 flags)
{
	struct ntobj_delay call = { .deadline = deadline, .flags = flags };

	return nt_call(request, &call);
}

__s32 nt_delay(__u64 deadline, __u32 flags)
{
	return sleep_in(NTOBJ_IOC_DELAY_EXECUTION, deadline, flags);
}

__s32 nt_wait_for_alert(__u64 deadline, __u32 flags)
{
	return sleep_in(NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID, deadline, flags);
}

static __s32 change_suspensions(unsigned long request, __u64 thread, __u32 *previous)
{
	struct ntobj_suspend_thread call = { .handle = thread, .previous_count = NT_POISON };
	__s32 status = nt_call(request, &call);

	if (status == STATUS_SUCCESS && previous)
		*previous = call.previous_count;
	return status;
}

__s32 nt_suspend(__u64 thread, __u32 *previous)
{
	return change_suspensions(NTOBJ_IOC_SUSPEND_THREAD, thread, previous);
}

__s32 nt_resume(__u64 thread, __u32 *previous)
{
	return change_suspensions(NTOBJ_IOC_RESUME_THREAD, thread, previous);
}

__s32 nt_alert_resume(__u64 thread, __u32 *previous)
{
	return change_suspensions(NTOBJ_IOC_ALERT_RESUME_THREAD, thread, previous);
}

__s32 nt_set_and_wait(unsigned long request, __u64 pair)
{
	struct ntobj_set_and_wait call = { .handle = pair };

	return nt_call(request, &call);
}

__s32 nt_create_directory(__u64 *handle, struct ntobj_object_attributes attributes,
			  __u32 access)
{
	struct ntobj_create_directory call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.attributes = attributes;
	call.desired_access = access;
	call.reserved = 0;
	status = nt_call(NTOBJ_IOC_CREATE_DIRECTORY, &call);
	if (status >= 0)
		*handle = call.handle;
	return status;
}

__s32 nt_create_link_counted(__u64 *handle, struct ntobj_object_attributes attributes,
			     __u32 access, const void *target, __u32 length,
			     __u32 maximum)
{
	struct ntobj_create_symbolic_link call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.attributes = attributes;
	call.target = nt_address(target);
	call.target_length = length;
	call.target_maximum_length = maximum;
	call.desired_access = access;
	call.reserved = 0;
	status = nt_call(NTOBJ_IOC_CREATE_SYMBOLIC_LINK, &call);
	if (status >= 0)
		*handle = call.handle;
	return status;
}

__s32 nt_create_link(__u64 *handle, struct ntobj_object_attributes attributes,
		     __u32 access, const char16_t *target)
{
	__u32 length = 2 * nt_length16(target);

	return nt_create_link_counted(handle, attributes, access, target, length,
				      length + 2);
}

__s32 nt_open(unsigned long request, __u64 *handle,
	      struct ntobj_object_attributes attributes, __u32 access)
{
	struct ntobj_open call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.attributes = attributes;
	call.desired_access = access;
	call.reserved = 0;
	status = nt_call(request, &call);
	if (status >= 0)
		*handle = call.handle;
	return status;
}

__s32 nt_query_event(__u64 handle, __u32 *type, __s32 *state)
{
	struct ntobj_query_event call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = handle;
	status = nt_call(NTOBJ_IOC_QUERY_EVENT, &call);
	if (status >= 0) {
		*type = call.event_type;
		*state = call.state;
	}
	return status;
}

__s32 nt_event_previous(unsigned long request, __u64 handle, __s32 *previous)
{
	struct ntobj_event_state call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = handle;
	call.reserved = 0;
	status = nt_call(request, &call);
	if (status >= 0)
		*previous = call.previous_state;
	return status;
}

__s32 nt_wait_flags(__u64 handle, __u64 deadline, __u32 flags)
{
	struct ntobj_wait_single call = {
		.handle = handle,
		.deadline = deadline,
		.flags = flags,
	};

	return nt_call(NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT, &call);
}

__s32 nt_query_object(__u64 handle, __u32 class, void *buffer, __u32 length,
		      __u32 *answered)
{
	struct ntobj_query_object call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = handle;
	call.buffer = nt_address(buffer);
	call.information_class = class;
	call.length = length;
	call.reserved = 0;
	status = nt_call(NTOBJ_IOC_QUERY_OBJECT, &call);
	if (answered)
		*answered = call.return_length;
	return status;
}

__s32 nt_query_basic(__u64 handle, struct ntobj_object_basic_information *basic)
{
	memset(basic, NT_POISON, sizeof(*basic));
	return nt_query_object(handle, NTOBJ_OBJECT_BASIC_INFORMATION, basic,
			       sizeof(*basic), NULL);
}

/* The name, terminated; cut if it is too long for @units. */
__s32 nt_query_name(__u64 handle, char16_t *name, size_t units)
{
	struct ntobj_object_name_information *answer;
	__u32 length = sizeof(*answer) + 65536;
	size_t count;
	__s32 status;

	answer = calloc(1, length);
	if (!answer)
		abort();
	status = nt_query_object(handle, NTOBJ_OBJECT_NAME_INFORMATION, answer,
				 length, NULL);
	if (status >= 0) {
		count = answer->length / 2;
		if (count >= units)
			count = units - 1;
		memcpy(name, answer->name, 2 * count);
		name[count] = 0;
	}
	free(answer);
	return status;
}

__s32 nt_query_flags(__u64 handle, bool *inherit, bool *protect)
{
	struct ntobj_object_handle_flag_information flags;
	__s32 status;

	memset(&flags, NT_POISON, sizeof(flags));
	status = nt_query_object(handle, NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION,
				 &flags, sizeof(flags), NULL);
	if (status >= 0) {
		if (flags.inherit > 1 || flags.protect_from_close > 1)
			abort();
		*inherit = flags.inherit;
		*protect = flags.protect_from_close;
	}
	return status;
}

__s32 nt_set_flags(__u64 handle, bool inherit, bool protect)
{
	struct ntobj_object_handle_flag_information flags = {
		.inherit = inherit,
		.protect_from_close = protect,
	};
	struct ntobj_set_object call = {
		.handle = handle,
		.buffer = nt_address(&flags),
		.information_class = NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION,
		.length = sizeof(flags),
	};

	return nt_call(NTOBJ_IOC_SET_OBJECT, &call);
}

__s32 nt_query_link(__u64 handle, struct ntobj_query_symbolic_link *query)
{
	query->handle = handle;
	memset(&query->target_length, NT_POISON,
	       sizeof(*query) - offsetof(struct ntobj_query_symbolic_link,
					 target_length));
	return nt_call(NTOBJ_IOC_QUERY_SYMBOLIC_LINK, query);
}

__s32 nt_query_directory(__u64 handle, struct ntobj_query_directory *query)
{
	query->handle = handle;
	memset(&query->return_length, NT_POISON,
	       sizeof(*query) - offsetof(struct ntobj_query_directory,
					 return_length));
	return nt_call(NTOBJ_IOC_QUERY_DIRECTORY, query);
}

__s32 nt_query_handles(struct ntobj_query_handles *query)
{
	memset(&query->return_length, NT_POISON,
	       sizeof(*query) - offsetof(struct ntobj_query_handles, return_length));
	return nt_call(NTOBJ_IOC_QUERY_HANDLES, query);
}

__s32 nt_open_client(unsigned long request, __u64 *handle,
		     struct ntobj_object_attributes attributes, __u64 process_id,
		     __u64 thread_id, __u32 access, __u32 flags)
{
	struct ntobj_open_client call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.attributes = attributes;
	call.process_id = process_id;
	call.thread_id = thread_id;
	call.desired_access = access;
	call.flags = flags;
	status = nt_call(request, &call);
	if (status >= 0)
		*handle = call.handle;
	return status;
}

__s32 nt_query_client(unsigned long request, __u64 handle, __u32 class, void *buffer,
		      __u32 length, __u32 *answered)
{
	struct ntobj_query_client call;
	__s32 status;

	memset(&call, NT_POISON, sizeof(call));
	call.handle = handle;
	call.buffer = nt_address(buffer);
	call.information_class = class;
	call.length = length;
	call.reserved = 0;
	status = nt_call(request, &call);
	if (answered)
		*answered = call.return_length;
	return status;
}

__s32 nt_query_process(__u64 handle, struct ntobj_process_basic_information *basic)
{
	memset(basic, NT_POISON, sizeof(*basic));
	return nt_query_client(NTOBJ_IOC_QUERY_PROCESS, handle,
			       NTOBJ_PROCESS_BASIC_INFORMATION, basic, sizeof(*basic),
			       NULL);
}

__s32 nt_query_thread(__u64 handle, struct ntobj_thread_basic_information *basic)
{
	memset(basic, NT_POISON, sizeof(*basic));
	return nt_query_client(NTOBJ_IOC_QUERY_THREAD, handle,
			       NTOBJ_THREAD_BASIC_INFORMATION, basic, sizeof(*basic),
			       NULL);
}

__s32 nt_query_times(unsigned long request, __u64 handle, struct ntobj_times *times)
{
	memset(times, NT_POISON, sizeof(*times));
	return nt_query_client(request, handle,
			       request == NTOBJ_IOC_QUERY_PROCESS ?
			       NTOBJ_PROCESS_TIMES : NTOBJ_THREAD_TIMES,
			       times, sizeof(*times), NULL);
}

__s32 nt_terminate(__u64 handle, __s32 exit_status)
{
	struct ntobj_terminate_process call = {
		.handle = handle,
		.exit_status = exit_status,
	};

	return nt_call(NTOBJ_IOC_TERMINATE_PROCESS, &call);
}

/* A copy of this program, for execs that change who it is. */
void nt_make_program(const char *path, uid_t owner, mode_t mode)
{
	char buffer[65536];
	ssize_t got;
	int from;
	int to;

	unlink(path);
	from = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	to = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0700);
	NT_CHECK(from >= 0 && to >= 0);
	while ((got = read(from, buffer, sizeof(buffer))) > 0)
		NT_CHECK(write(to, buffer, got) == got);
	NT_CHECK(!got && !close(from) && !close(to));
	NT_CHECK(!chown(path, owner, owner) && !chmod(path, mode));
}

__s32 nt_set_quota(__u64 process, __u64 paged, __u64 non_paged)
{
	const struct ntobj_quota_limits limits = {
		.paged_limit = paged,
		.non_paged_limit = non_paged,
		/* Not set: */
		.paged_usage = 12345,
		.non_paged_peak = 12345,
	};
	struct ntobj_set_process call = {
		.handle = process,
		.buffer = nt_address(&limits),
		.information_class = NTOBJ_PROCESS_QUOTA_LIMITS,
		.length = sizeof(limits),
	};

	return nt_call(NTOBJ_IOC_SET_PROCESS, &call);
}

__s32 nt_duplicate(struct ntobj_duplicate_object call, __u64 *handle)
{
	__s32 status;

	call.target_handle = 0xccccccccccccccccULL;
	status = nt_call(NTOBJ_IOC_DUPLICATE_OBJECT, &call);
	/* Who has given a bad address gets no answer there. */
	if (status < 0)
		NT_CHECK(!call.target_handle || status == STATUS_ACCESS_VIOLATION);
	else if (handle)
		*handle = call.target_handle;
	return status;
}

__s32 nt_duplicate_to(__u64 source, __u64 process, __u64 *handle)
{
	return nt_duplicate((struct ntobj_duplicate_object){
		.source_process = NTOBJ_CURRENT_PROCESS,
		.source_handle = source,
		.target_process = process,
		.options = NTOBJ_DUPLICATE_SAME_ACCESS,
	}, handle);
}

__s32 nt_compare(__u64 first, __u64 second)
{
	struct ntobj_compare_objects call = { .first = first, .second = second };

	return nt_call(NTOBJ_IOC_COMPARE_OBJECTS, &call);
}

__s32 nt_set_process(__u64 handle, __u32 class, const void *buffer, __u32 length)
{
	struct ntobj_set_process call = {
		.handle = handle,
		.buffer = nt_address(buffer),
		.information_class = class,
		.length = length,
	};

	return nt_call(NTOBJ_IOC_SET_PROCESS, &call);
}

__u64 nt_process(pid_t process_id)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_process(&handle, process_id, NTOBJ_PROCESS_ALL_ACCESS));
	return handle;
}

__u64 nt_thread(pid_t thread_id)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_thread(&handle, thread_id, NTOBJ_THREAD_ALL_ACCESS));
	return handle;
}

__s32 nt_exit_status(__u64 process)
{
	struct ntobj_process_basic_information basic;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_process(process, &basic));
	return basic.exit_status;
}

__s32 nt_thread_exit_status(__u64 thread)
{
	struct ntobj_thread_basic_information basic;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_thread(thread, &basic));
	return basic.exit_status;
}

__u64 nt_id(__u64 handle)
{
	struct ntobj_object_basic_information basic;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	return basic.id;
}

__u64 nt_event(__u32 type, __u32 state)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event(&handle, nt_unnamed(),
					NTOBJ_EVENT_ALL_ACCESS, type, state));
	return handle;
}

__u64 nt_semaphore(__s32 initial, __s32 maximum)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_semaphore(&handle, nt_unnamed(),
					    NTOBJ_SEMAPHORE_ALL_ACCESS, initial, maximum));
	return handle;
}

__u64 nt_mutant(bool owned)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_mutant(&handle, nt_unnamed(), NTOBJ_MUTANT_ALL_ACCESS,
					 owned));
	return handle;
}

__u64 nt_event_pair(void)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_event_pair(&handle, nt_unnamed(),
					     NTOBJ_EVENT_PAIR_ALL_ACCESS));
	return handle;
}

__u64 nt_timer(__u32 type)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_create_timer(&handle, nt_unnamed(), NTOBJ_TIMER_ALL_ACCESS, type));
	return handle;
}

__s32 nt_count(__u64 semaphore)
{
	__s32 count;
	__s32 maximum;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_semaphore(semaphore, &count, &maximum));
	return count;
}

struct ntobj_query_mutant nt_mutant_state(__u64 mutant)
{
	struct ntobj_query_mutant state;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_mutant(mutant, &state));
	return state;
}

__s32 nt_state(__u64 event)
{
	__u32 type;
	__s32 state;

	NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_event(event, &type, &state));
	NT_CHECK(state == 0 || state == 1);
	return state;
}

__u64 nt_home(void)
{
	__u64 handle = 0;
	__s32 status;

	status = nt_create_directory(&handle, nt_name_flags(NT_HOME, NTOBJ_OBJ_OPENIF),
				     NTOBJ_DIRECTORY_ALL_ACCESS);
	if (status != STATUS_OBJECT_NAME_EXISTS)
		NT_CHECK_STATUS(STATUS_SUCCESS, status);
	return handle;
}

struct nt_totals nt_totals(void)
{
	struct nt_totals totals = {};
	__u64 buffer[512];
	__u32 length;
	__u32 at;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_query_object(0, NTOBJ_OBJECT_TYPES_INFORMATION, buffer,
					sizeof(buffer), &length));
	for (at = 0; at < length;) {
		struct ntobj_object_type_information *type = (void *)((char *)buffer + at);

		NT_CHECK(type->size >= sizeof(*type) && at + type->size <= length);
		totals.objects += type->total_objects;
		totals.handles += type->total_handles;
		at += type->size;
	}
	return totals;
}

/*
 * Time
 */

__u64 nt_clock(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * NT_SECOND + now.tv_nsec;
}

/*
 * Children and threads
 */

pid_t nt_child_start(int (*body)(void *context), void *context)
{
	pid_t pid;

	fflush(stdout);
	fflush(stderr);
	pid = fork();
	if (!pid)
		_exit(body(context));
	return pid;
}

/* Apart from its users, in whose variables the child would leave its traces. */
pid_t nt_vfork_start(int (*body)(void *context), void *context)
{
	pid_t pid = vfork();

	if (!pid)
		_exit(body(context));
	return pid;
}

/* The exit code, NT_KILLED(signal), or -1. */
int nt_child_end(pid_t pid)
{
	int status;

	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : NT_KILLED(WTERMSIG(status));
}

int nt_be_victim(void *context)
{
	(void)context;
	NT_CHECK(!prctl(PR_SET_PDEATHSIG, SIGKILL));
	for (;;)
		pause();
	return 0;
}

pid_t nt_victim_start(void)
{
	pid_t pid = nt_child_start(nt_be_victim, NULL);

	NT_CHECK(pid > 0);
	return pid;
}

static bool is_wait(unsigned long long request)
{
	switch (_IOC_TYPE(request) << 8 | _IOC_NR(request)) {
	case NTOBJ_TABLE_NATIVE << 8 | _IOC_NR(NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT):
	case NTOBJ_TABLE_NATIVE << 8 | _IOC_NR(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS):
	case NTOBJ_TABLE_NATIVE << 8 | _IOC_NR(NTOBJ_IOC_SIGNAL_AND_WAIT):
	case NTOBJ_TABLE_NATIVE << 8 | _IOC_NR(NTOBJ_IOC_WAIT_LOW_EVENT_PAIR):
	case NTOBJ_TABLE_NATIVE << 8 | _IOC_NR(NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR):
	case NTOBJ_TABLE_NATIVE << 8 | _IOC_NR(NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR):
	case NTOBJ_TABLE_NATIVE << 8 | _IOC_NR(NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR):
	case NTOBJ_TABLE_NATIVE << 8 | _IOC_NR(NTOBJ_IOC_DELAY_EXECUTION):
	case NTOBJ_TABLE_NATIVE << 8 | _IOC_NR(NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID):
	case 'N' << 8 | _IOC_NR(NTSYNC_IOC_WAIT_ANY):
	case 'N' << 8 | _IOC_NR(NTSYNC_IOC_WAIT_ALL):
		return true;
	default:
		return false;
	}
}

/* The letter of a thread's state, behind its name; 0 if there is no such thread. */
static char state_of(pid_t process, pid_t thread)
{
	char path[64];
	char *text;
	char *end;
	char state;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/stat", process, thread);
	text = nt_read_file(path);
	if (!text)
		return 0;
	end = strrchr(text, ')');
	state = end && end[1] ? end[2] : 0;
	free(text);
	return state;
}

/*
 * The system call that a thread sleeps in stands in /proc as "number first
 * second ...", or "running"; its state is in stat, behind the name.
 */
bool nt_is_waiting(pid_t process, pid_t thread)
{
	unsigned long long argument;
	char path[64];
	char *text;
	int number;
	bool waits;

	snprintf(path, sizeof(path), "/proc/%d/task/%d/syscall", process, thread);
	text = nt_read_file(path);
	if (!text)
		return false;
	waits = sscanf(text, "%d %*s %llx", &number, &argument) == 2 &&
		number == SYS_ioctl && is_wait(argument);
	free(text);
	return waits && state_of(process, thread) == 'S';
}

bool nt_is_asleep(pid_t process, pid_t thread)
{
	char state = state_of(process, thread);

	return state == 'S' || state == 'D' || state == 'I';
}

/* In which column of a line with a header a name stands; -1 if in none. */
static int find_column(const char *header, const char *name)
{
	size_t length = strlen(name);
	int column = 0;

	for (header += strspn(header, "# "); *header && *header != '\n';
	     header += strcspn(header, "\t\n"), header += *header == '\t', column++)
		if (!strncmp(header, name, length) && strchr("\t\n", header[length]))
			return column;
	return -1;
}

static long number_in_column(const char *line, int column)
{
	while (column-- > 0) {
		line += strcspn(line, "\t\n");
		line += *line == '\t';
	}
	return strtol(line, NULL, 10);
}

long nt_thread_column(pid_t thread, const char *name)
{
	char *text = nt_read_file(NT_DEBUGFS "/threads");
	long value = -1;
	char *line;
	int column;
	int id;

	if (!text)
		return -1;
	column = find_column(text, name);
	id = find_column(text, "tid");
	NT_CHECK(column >= 0 && id >= 0);
	for (line = strchr(text, '\n'); line && line[1]; line = strchr(line, '\n'))
		if (number_in_column(++line, id) == thread)
			value = number_in_column(line, column);
	free(text);
	return value;
}

bool nt_is_suspended(pid_t thread)
{
	return nt_thread_column(thread, "suspended") == 1;
}

bool nt_suspend_soon(__u64 handle, pid_t thread)
{
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_suspend(handle, NULL));
	return NT_UNTIL(nt_is_suspended(thread));
}

static void *waiter_body(void *context)
{
	struct nt_waiter *waiter = context;

	if (waiter->before)
		waiter->before(waiter);
	__atomic_store_n(&waiter->tid, gettid(), __ATOMIC_RELEASE);
	if (waiter->call)
		waiter->status = waiter->call(waiter);
	else if (waiter->request)
		waiter->status = _IOC_DIR(waiter->request) ?
				 nt_set_and_wait(waiter->request, waiter->handle) :
				 nt_hot(waiter->request, waiter->handle);
	else if (waiter->signal)
		waiter->status = nt_signal_and_wait(waiter->signal, waiter->handle,
						    waiter->deadline);
	else if (waiter->count)
		waiter->status = nt_wait_several(waiter->handles, waiter->count,
						 waiter->type, waiter->deadline);
	else
		waiter->status = nt_wait_flags(waiter->handle, waiter->deadline,
					       waiter->flags);
	waiter->error = errno;
	if (waiter->after)
		waiter->after(waiter);
	__atomic_store_n(&waiter->done, true, __ATOMIC_RELEASE);
	return NULL;
}

bool nt_waiter_sleeps(struct nt_waiter *waiter)
{
	pid_t tid = __atomic_load_n(&waiter->tid, __ATOMIC_ACQUIRE);

	return tid && nt_is_waiting(getpid(), tid);
}

bool nt_waiter_try(struct nt_waiter *waiter)
{
	NT_CHECK(!pthread_create(&waiter->thread, NULL, waiter_body, waiter));
	NT_CHECK(NT_UNTIL(nt_waiter_done(waiter) || nt_waiter_sleeps(waiter)));
	return nt_waiter_done(waiter);
}

void nt_waiter_begin(struct nt_waiter *waiter)
{
	NT_CHECK(!nt_waiter_try(waiter));
}

void nt_waiter_start_flags(struct nt_waiter *waiter, __u64 handle,
			   __u64 deadline, __u32 flags)
{
	memset(waiter, 0, sizeof(*waiter));
	waiter->handle = handle;
	waiter->deadline = deadline;
	waiter->flags = flags;
	nt_waiter_begin(waiter);
}

void nt_waiter_start_pair(struct nt_waiter *waiter, __u64 pair, unsigned long request)
{
	memset(waiter, 0, sizeof(*waiter));
	waiter->handle = pair;
	waiter->request = request;
	nt_waiter_begin(waiter);
}

void nt_waiter_start_several(struct nt_waiter *waiter, const __u64 *handles, __u32 count,
			     __u32 type, __u64 deadline)
{
	memset(waiter, 0, sizeof(*waiter));
	memcpy(waiter->handles, handles, count * sizeof(handles[0]));
	waiter->count = count;
	waiter->type = type;
	waiter->deadline = deadline;
	nt_waiter_begin(waiter);
}

/* Returns once the new thread sleeps. */
void nt_waiter_start(struct nt_waiter *waiter, __u64 handle, __u64 deadline)
{
	nt_waiter_start_flags(waiter, handle, deadline, 0);
}

bool nt_waiter_done(struct nt_waiter *waiter)
{
	return __atomic_load_n(&waiter->done, __ATOMIC_ACQUIRE);
}

__s32 nt_waiter_end(struct nt_waiter *waiter)
{
	NT_CHECK(!pthread_join(waiter->thread, NULL));
	errno = waiter->error;
	return waiter->status;
}

/*
 * Users and privileges
 */

/* The group of the same number, and those given. */
int nt_become_member(uid_t user, const gid_t *groups, size_t count)
{
	if (setgroups(count, groups) || setresgid(user, user, user))
		return -1;
	if (setresuid(user, user, user))
		return -1;
	/* Who has had more rights is otherwise nobody's to open but root's. */
	return prctl(PR_SET_DUMPABLE, 1);
}

int nt_drop_capability(unsigned int capability)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -1;
	data[capability / 32].effective &= ~(1U << capability % 32);
	return syscall(SYS_capset, &header, data);
}

/*
 * The module and the kernel
 */

long nt_parameter(const char *name)
{
	char path[128];
	long value = -1;
	char *text;

	snprintf(path, sizeof(path), NT_PARAMETERS "/%s", name);
	text = nt_read_file(path);
	if (text)
		value = strtol(text, NULL, 0);
	free(text);
	return value;
}

int nt_set_parameter(const char *name, long value)
{
	char path[128];
	char text[32];

	snprintf(path, sizeof(path), NT_PARAMETERS "/%s", name);
	snprintf(text, sizeof(text), "%ld", value);
	return nt_write_file(path, text);
}

bool nt_debug_kernel(void)
{
	return !access("/proc/lockdep_stats", F_OK);
}

unsigned int nt_rounds(unsigned int debug, unsigned int stock)
{
	const char *text = getenv("NTOBJ_LONG");
	bool thorough = text && !strcmp(text, "1");

	if (nt_debug_kernel())
		return debug;
	return thorough ? stock : stock / 4;
}

bool nt_realtime_kernel(void)
{
	return !access("/sys/kernel/realtime", F_OK);
}

__u64 nt_hook(const char *name)
{
	char *text = nt_read_file(NT_DEBUGFS "/hooks");
	size_t length = strlen(name);
	__u64 count = 0;
	bool found = false;
	char *rest = NULL;
	char *line;

	NT_CHECK(text);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (strncmp(line, name, length) || line[length] != '\t')
			continue;
		count = strtoull(line + length + 1, NULL, 10);
		found = true;
	}
	free(text);
	NT_CHECK(found);
	return count;
}

int nt_write_file(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t written;

	if (file < 0)
		return -1;
	written = write(file, text, strlen(text));
	close(file);
	return written == (ssize_t)strlen(text) ? 0 : -1;
}

/* The whole file as a string to free, or NULL. */
char *nt_read_file(const char *path)
{
	int file = open(path, O_RDONLY | O_CLOEXEC);
	size_t room = 4096;
	size_t length = 0;
	ssize_t got = 0;
	char *text;

	if (file < 0)
		return NULL;
	text = malloc(room);
	while (text) {
		got = read(file, text + length, room - length - 1);
		if (got <= 0)
			break;
		length += got;
		if (length + 1 == room) {
			char *larger = realloc(text, room *= 2);

			if (!larger)
				free(text);
			text = larger;
		}
	}
	close(file);
	if (!text)
		return NULL;
	if (got < 0) {
		free(text);
		return NULL;
	}
	text[length] = 0;
	return text;
}

static bool parse_status(struct nt_service *service, const char *field)
{
	const char *colon = strchr(field, ':');
	unsigned int i = service->count;

	if (!colon || i == ARRAY_SIZE(service->statuses))
		return false;
	service->statuses[i].status = (__s32)strtoul(field, NULL, 16);
	service->statuses[i].undeclared = !strcmp(colon, ":undeclared");
	service->statuses[i].seen = colon[1] == '1';
	service->statuses[i].fault = strstr(colon, ":fault");
	service->count++;
	return true;
}

static bool parse_service(struct nt_service *service, char *line)
{
	char *rest;
	char *field;
	int used = 0;

	memset(service, 0, sizeof(*service));
	if (sscanf(line, "%x\t%x\t%u\t%u\t%63s\tdir=%u%n", &service->table,
		   &service->number, &service->size, &service->minimum,
		   service->name, &service->direction, &used) != 6)
		return false;
	rest = NULL;
	for (field = strtok_r(line + used, "\t", &rest); field;
	     field = strtok_r(NULL, "\t", &rest))
		if (!parse_status(service, field))
			return false;
	return true;
}

unsigned int nt_services(struct nt_service *services)
{
	unsigned int count = 0;
	char *text = nt_read_file(NT_DEBUGFS "/services");
	char *rest = NULL;
	char *line;

	if (!text)
		return 0;
	for (line = strtok_r(text, "\n", &rest); line && count < NT_SERVICES;
	     line = strtok_r(NULL, "\n", &rest)) {
		if (*line == '#')
			continue;
		if (!parse_service(&services[count++], line)) {
			count = 0;
			break;
		}
	}
	free(text);
	return count;
}
