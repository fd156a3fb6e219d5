// SPDX-License-Identifier: GPL-2.0
/*
 * Random calls by unprivileged users, who share names and nothing else. What
 * they get does not matter, but for this: no service returns a status that it
 * does not declare, what they can't reach is not touched, and when they have
 * ended nothing of theirs is left. That nothing breaks is for the kernel's own
 * checks to say.
 *
 * NTOBJ_FUZZ_SEED repeats a run (as far as threads let it), NTOBJ_FUZZ_CALLS
 * says how many calls each process makes.
 *
 * Processes are opened and ended, too. For that each process has a child, and
 * another when that has been ended; it never opens itself, or it would not get
 * far. Threads suspend themselves, and each other; root resumes them.
 */
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>

#include "kselftest_harness.h"
#include "security_test.h"

#ifndef sigev_notify_thread_id	/* glibc before 2.38 */
#define sigev_notify_thread_id	_sigev_un._tid
#endif

#define PROCESSES	3
#define THREADS		2
#define SECONDS		60
#define SCRATCH		16384

static struct nt_service services[NT_SERVICES];
static unsigned int service_count;

/* Ids of the threads, 0 of those that are not there; in shared memory. */
static pid_t *threads_there;

struct fuzzer {
	unsigned int seed;
	pid_t *there;
	bool first;
	pid_t *victim;
	unsigned int calls;
	__u64 end;
	__u64 waited[NTOBJ_WAIT_OBJECTS];
	char *scratch;		/* readable, writable */
	char *constant;		/* readable */
	char *edge;		/* the last byte before a hole */
};

static __u32 pick(struct fuzzer *fuzzer, __u32 choices)
{
	return rand_r(&fuzzer->seed) % choices;
}

static __u64 wild(struct fuzzer *fuzzer)
{
	static const __u64 values[] = {
		0, 1, 2, 4, 0x10, 0x20, 0x40, 0x80, 0xff, 0x100, 0x400, 0x1000,
		0x7fff, 0xfff0, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff,
		0x100000000ULL, 0x7fffffffffffffffULL, 0x8000000000000000ULL, ~0ULL,
	};
	__u64 value = values[pick(fuzzer, ARRAY_SIZE(values))];

	switch (pick(fuzzer, 4)) {
	case 0:
		return value + pick(fuzzer, 17) - 8;
	case 1:
		return (__u64)rand_r(&fuzzer->seed) << 32 ^ rand_r(&fuzzer->seed);
	default:
		return value;
	}
}

/* None that the kernel could hurt us by writing to. */
static __u64 address(struct fuzzer *fuzzer)
{
	switch (pick(fuzzer, 8)) {
	case 0:
		return 0;
	case 1:
		return 1 + pick(fuzzer, 4095);
	case 2:
		return 0xffff888000000000ULL + pick(fuzzer, 1 << 20);
	case 3:
		return nt_address(fuzzer->edge) - pick(fuzzer, 64);
	case 4:
		return nt_address(fuzzer->constant) + pick(fuzzer, 64);
	default:
		return nt_address(fuzzer->scratch) + SCRATCH / 2 + pick(fuzzer, 16);
	}
}

static __u64 handle(struct fuzzer *fuzzer)
{
	return pick(fuzzer, 8) ? 4ULL * pick(fuzzer, 40) + pick(fuzzer, 4) : wild(fuzzer);
}

static __u32 flags(struct fuzzer *fuzzer)
{
	__u32 value = 0;

	while (pick(fuzzer, 3))
		value |= 1U << pick(fuzzer, 14);
	return pick(fuzzer, 16) ? value & NTOBJ_OBJ_VALID_ATTRIBUTES : wild(fuzzer);
}

static __u32 access_mask(struct fuzzer *fuzzer)
{
	static const __u32 masks[] = {
		NTOBJ_MAXIMUM_ALLOWED, NTOBJ_GENERIC_ALL, NTOBJ_GENERIC_READ, 1, 3,
		NTOBJ_DELETE | 1, NTOBJ_SYNCHRONIZE, NTOBJ_READ_CONTROL, 0,
	};

	return pick(fuzzer, 8) ? masks[pick(fuzzer, ARRAY_SIZE(masks))] : wild(fuzzer);
}

/* One in order, but for a word or two now and then. */
static __u64 descriptor(struct fuzzer *fuzzer)
{
	static const char * const texts[] = {
		"", "D:", "D:NO_ACCESS_CONTROL", "D:(A;;0x10000000;;;WD)",
		"O:U1000 D:(A;OICI;0x3;;;CO)(A;;0x80000000;;;WD)", "O:U1001 G:G1001 D:P(D;;1;;;WD)",
		"D:(A;;0x1f0003;;;OW)", "S:(AU;SAFA;0x3;;;WD)",
	};
	struct ntobj_counted_descriptor *source;
	__u32 *place = (void *)fuzzer->scratch;

	source = nt_descriptor("%s", texts[pick(fuzzer, ARRAY_SIZE(texts))]);
	memcpy(place, source, sizeof(*source) + source->length);
	free(source);
	while (!pick(fuzzer, 4))
		place[pick(fuzzer, 24)] = wild(fuzzer);
	return pick(fuzzer, 16) ? nt_address(place) : address(fuzzer);
}

static void attributes(struct fuzzer *fuzzer, struct ntobj_object_attributes *result)
{
	static const char16_t * const names[] = {
		NT_HOME u"\\a", NT_HOME u"\\b", NT_HOME u"\\A", NT_HOME u"\\l",
		NT_HOME u"\\d", NT_HOME u"\\d\\a", NT_HOME u"\\l\\a", NT_HOME u"\\l\\l\\l\\b",
		NT_HOME u"\\d\\d", NT_HOME u"\\d\\d\\d", NT_HOME, u"\\??\\ntobj_fuzz",
		u"\\", u"\\\\", u"\\??", u"a", u"d\\a", u"l\\b", u"", u"\\DosDevices\\a",
		u"\\??\\GLOBALROOT\\BaseNamedObjects\\ntobj_selftest\\a",
	};
	const char16_t *name = names[pick(fuzzer, ARRAY_SIZE(names))];

	*result = nt_name_flags(name, flags(fuzzer));
	if (!pick(fuzzer, 3) || name[0] != '\\')
		result->root_directory = handle(fuzzer);
	switch (pick(fuzzer, 16)) {
	case 0:
		result->name = address(fuzzer);
		break;
	case 1:
		result->name_length = wild(fuzzer);
		break;
	case 2:
		result->name = 0;
		break;
	case 3:
		result->name = 0;
		result->name_length = 0;
		result->root_directory = 0;
		break;
	case 4:
	case 5:
	case 6:
		result->security_descriptor = descriptor(fuzzer);
		break;
	}
}

/* Eight bytes at a time, of what a field of that sort might hold. */
static void fields(struct fuzzer *fuzzer, char *argument, unsigned int from,
		   unsigned int size)
{
	for (; from + 8 <= size; from += 8) {
		__u64 value;

		switch (pick(fuzzer, 6)) {
		case 0:
			value = wild(fuzzer);
			break;
		case 1:
			value = handle(fuzzer);
			break;
		case 2:
			value = address(fuzzer);
			break;
		case 3:
			value = access_mask(fuzzer);
			break;
		case 4:
			value = pick(fuzzer, 8) | (__u64)pick(fuzzer, 512) << 32;
			break;
		default:
			value = 0;
			break;
		}
		memcpy(argument + from, &value, sizeof(value));
	}
}

static void set32(char *argument, unsigned int offset, __u32 value)
{
	memcpy(argument + offset, &value, sizeof(value));
}

static void set64(char *argument, unsigned int offset, __u64 value)
{
	memcpy(argument + offset, &value, sizeof(value));
}

/* Whom it may open: its child, and those that it has no right to, or nobody. */
static void client(struct fuzzer *fuzzer, struct ntobj_open_client *argument)
{
	pid_t victim = __atomic_load_n(fuzzer->victim, __ATOMIC_RELAXED);
	const __u64 ids[] = { victim, victim, victim, 1, 2, 0, 0x7fffffff, ~0ULL };

	memset(argument, 0, sizeof(*argument));
	if (!pick(fuzzer, 8))
		attributes(fuzzer, &argument->attributes);
	argument->attributes.attributes = pick(fuzzer, 4) ? 0 : flags(fuzzer);
	argument->process_id = ids[pick(fuzzer, ARRAY_SIZE(ids))];
	argument->thread_id = pick(fuzzer, 2) ? ids[pick(fuzzer, ARRAY_SIZE(ids))] : 0;
	argument->desired_access = access_mask(fuzzer);
	argument->flags = pick(fuzzer, 16) ? NTOBJ_OPEN_CLIENT_ID : wild(fuzzer);
}

/* One thread makes the children: a child goes with the thread that made it. */
static void replace_victim(struct fuzzer *fuzzer)
{
	if (fuzzer->first && waitpid(*fuzzer->victim, NULL, WNOHANG) == *fuzzer->victim)
		__atomic_store_n(fuzzer->victim, nt_victim_start(), __ATOMIC_RELAXED);
}

/*
 * Apart from the other calls: the argument is where no other thread writes, and
 * never means the caller.
 */
static void terminate(struct fuzzer *fuzzer)
{
	struct ntobj_terminate_process call = {
		.handle = 4ULL * pick(fuzzer, 40) + pick(fuzzer, 4),
		.exit_status = wild(fuzzer),
		.reserved = pick(fuzzer, 16) ? 0 : wild(fuzzer),
	};

	nt_raw(nt_device, NTOBJ_IOC_TERMINATE_PROCESS, &call);
	replace_victim(fuzzer);
}

/* The same: a handle to the caller itself would be terminated. */
static void duplicate(struct fuzzer *fuzzer)
{
	const bool sane = pick(fuzzer, 16);
	struct ntobj_duplicate_object call = {
		.source_process = pick(fuzzer, 2) ? NTOBJ_CURRENT_PROCESS : handle(fuzzer),
		.source_handle = pick(fuzzer, 8) ? handle(fuzzer) : NTOBJ_CURRENT_THREAD,
		.target_process = pick(fuzzer, 2) ? NTOBJ_CURRENT_PROCESS : handle(fuzzer),
		.desired_access = access_mask(fuzzer),
		.attributes = sane ? pick(fuzzer, 4) : wild(fuzzer),
		.options = sane ? pick(fuzzer, 16) : wild(fuzzer),
		.reserved = sane ? 0 : wild(fuzzer),
	};

	if (call.source_handle != NTOBJ_CURRENT_PROCESS)
		nt_raw(nt_device, NTOBJ_IOC_DUPLICATE_OBJECT,
		       pick(fuzzer, 64) ? (void *)&call :
		       (void *)fuzzer->constant);
}

/* Few objects, so that some are signalled, or many, and some of them twice. */
static void several(struct fuzzer *fuzzer, struct ntobj_wait_multiple *argument)
{
	unsigned int i;

	for (i = 0; i < NTOBJ_WAIT_OBJECTS; i++)
		fuzzer->waited[i] = handle(fuzzer);
	*argument = (struct ntobj_wait_multiple){
		.handles = pick(fuzzer, 64) ? nt_address(fuzzer->waited) : address(fuzzer),
		.deadline = pick(fuzzer, 2) ? nt_now() + pick(fuzzer, 200000) : wild(fuzzer),
		.count = pick(fuzzer, 2) ? 1 + pick(fuzzer, 3) : pick(fuzzer, 66),
		.wait_type = pick(fuzzer, 16) ? pick(fuzzer, 2) : wild(fuzzer),
		.flags = pick(fuzzer, 4),
	};
}

/* Arguments of which most pass the first checks. */
static void sensible(struct fuzzer *fuzzer, unsigned long request, char *argument)
{
	switch (request) {
	case NTOBJ_IOC_CREATE_EVENT:
	case NTOBJ_IOC_CREATE_DIRECTORY:
	case NTOBJ_IOC_CREATE_SYMBOLIC_LINK:
	case NTOBJ_IOC_OPEN_EVENT:
	case NTOBJ_IOC_OPEN_DIRECTORY:
	case NTOBJ_IOC_OPEN_SYMBOLIC_LINK:
	case NTOBJ_IOC_CREATE_SEMAPHORE:
	case NTOBJ_IOC_CREATE_MUTANT:
	case NTOBJ_IOC_OPEN_SEMAPHORE:
	case NTOBJ_IOC_OPEN_MUTANT:
	case NTOBJ_IOC_CREATE_EVENT_PAIR:
	case NTOBJ_IOC_OPEN_EVENT_PAIR:
	case NTOBJ_IOC_CREATE_TIMER:
	case NTOBJ_IOC_OPEN_TIMER:
		memset(argument, 0, _IOC_SIZE(request));
		attributes(fuzzer, (struct ntobj_object_attributes *)argument);
		break;
	}
	switch (request) {
	case NTOBJ_IOC_CREATE_EVENT:
		set32(argument, offsetof(struct ntobj_create_event, event_type),
		      pick(fuzzer, 2));
		set32(argument, offsetof(struct ntobj_create_event, desired_access),
		      access_mask(fuzzer));
		break;
	case NTOBJ_IOC_CREATE_SYMBOLIC_LINK:
		set64(argument, offsetof(struct ntobj_create_symbolic_link, target),
		      nt_address(pick(fuzzer, 2) ? NT_HOME : NT_HOME u"\\l\\l"));
		set32(argument, offsetof(struct ntobj_create_symbolic_link, target_length),
		      2 * nt_length16(NT_HOME));
		set32(argument,
		      offsetof(struct ntobj_create_symbolic_link, target_maximum_length),
		      2 * nt_length16(NT_HOME) + pick(fuzzer, 6));
		set32(argument, offsetof(struct ntobj_create_symbolic_link, desired_access),
		      access_mask(fuzzer));
		break;
	case NTOBJ_IOC_CREATE_DIRECTORY:
	case NTOBJ_IOC_OPEN_EVENT:
	case NTOBJ_IOC_OPEN_DIRECTORY:
	case NTOBJ_IOC_OPEN_SYMBOLIC_LINK:
	case NTOBJ_IOC_OPEN_SEMAPHORE:
	case NTOBJ_IOC_OPEN_MUTANT:
	case NTOBJ_IOC_OPEN_EVENT_PAIR:
	case NTOBJ_IOC_OPEN_TIMER:
		set32(argument, offsetof(struct ntobj_open, desired_access),
		      access_mask(fuzzer));
		break;
	case NTOBJ_IOC_QUERY_DIRECTORY:
		set32(argument, offsetof(struct ntobj_query_directory, flags),
		      pick(fuzzer, 4));
		set32(argument, offsetof(struct ntobj_query_directory, entry_overhead),
		      16 + pick(fuzzer, 32));
		set32(argument, offsetof(struct ntobj_query_directory, final_overhead),
		      pick(fuzzer, 32));
		set32(argument, offsetof(struct ntobj_query_directory, length),
		      pick(fuzzer, 2048));
		break;
	case NTOBJ_IOC_OPEN_PROCESS:
	case NTOBJ_IOC_OPEN_THREAD:
		client(fuzzer, (struct ntobj_open_client *)argument);
		break;
	case NTOBJ_IOC_QUERY_PROCESS:
	case NTOBJ_IOC_QUERY_THREAD:
		set32(argument, offsetof(struct ntobj_query_client, information_class),
		      pick(fuzzer, 2) ? 0 : pick(fuzzer, 33));
		set32(argument, offsetof(struct ntobj_query_client, length),
		      pick(fuzzer, 2) ? 32 : pick(fuzzer, 64));
		set32(argument, offsetof(struct ntobj_query_client, reserved), 0);
		break;
	case NTOBJ_IOC_SET_PROCESS:
		if (pick(fuzzer, 2))
			set64(argument, 0, NTOBJ_CURRENT_PROCESS);
		set32(argument, offsetof(struct ntobj_set_process, information_class),
		      pick(fuzzer, 2) ? NTOBJ_PROCESS_HANDLE_TRACING : pick(fuzzer, 4));
		set32(argument, offsetof(struct ntobj_set_process, length),
		      pick(fuzzer, 3) == 0 ? sizeof(struct ntobj_quota_limits) :
		      pick(fuzzer, 2) ? 8 : pick(fuzzer, 96));
		break;
	case NTOBJ_IOC_QUERY_SECURITY:
		set32(argument, offsetof(struct ntobj_query_security, information),
		      pick(fuzzer, 16));
		set32(argument, offsetof(struct ntobj_query_security, length),
		      pick(fuzzer, 512));
		set32(argument, offsetof(struct ntobj_query_security, reserved), 0);
		break;
	case NTOBJ_IOC_SET_SECURITY:
		set64(argument, offsetof(struct ntobj_set_security, descriptor),
		      descriptor(fuzzer));
		set32(argument, offsetof(struct ntobj_set_security, information),
		      pick(fuzzer, 16) | (pick(fuzzer, 4) ? 0 : 1U << (28 + pick(fuzzer, 4))));
		set32(argument, offsetof(struct ntobj_set_security, reserved), 0);
		break;
	case NTOBJ_IOC_OPEN_PROCESS_TOKEN:
	case NTOBJ_IOC_OPEN_THREAD_TOKEN:
		if (pick(fuzzer, 2))
			set64(argument, 0, request == NTOBJ_IOC_OPEN_PROCESS_TOKEN ?
			      NTOBJ_CURRENT_PROCESS : NTOBJ_CURRENT_THREAD);
		set32(argument, offsetof(struct ntobj_open_token, desired_access),
		      access_mask(fuzzer));
		set32(argument, offsetof(struct ntobj_open_token, attributes),
		      2 * pick(fuzzer, 2));
		break;
	case NTOBJ_IOC_DUPLICATE_TOKEN:
		set32(argument, offsetof(struct ntobj_duplicate_token, desired_access),
		      access_mask(fuzzer));
		set32(argument, offsetof(struct ntobj_duplicate_token, attributes), 0);
		set32(argument, offsetof(struct ntobj_duplicate_token, type),
		      1 + pick(fuzzer, 2));
		set32(argument, offsetof(struct ntobj_duplicate_token, level),
		      pick(fuzzer, 4));
		break;
	case NTOBJ_IOC_QUERY_TOKEN:
		set32(argument, offsetof(struct ntobj_query_token, information_class),
		      pick(fuzzer, 14));
		set32(argument, offsetof(struct ntobj_query_token, length),
		      pick(fuzzer, 512));
		set32(argument, offsetof(struct ntobj_query_token, reserved), 0);
		break;
	case NTOBJ_IOC_ADJUST_PRIVILEGES:
		set32(argument, offsetof(struct ntobj_adjust_privileges, count),
		      pick(fuzzer, 8));
		set32(argument, offsetof(struct ntobj_adjust_privileges, flags),
		      pick(fuzzer, 2));
		break;
	case NTOBJ_IOC_ACCESS_CHECK:
		set64(argument, offsetof(struct ntobj_access_check, descriptor),
		      descriptor(fuzzer));
		set64(argument, offsetof(struct ntobj_access_check, token), handle(fuzzer));
		set32(argument, offsetof(struct ntobj_access_check, reserved), 0);
		break;
	case NTOBJ_IOC_PRIVILEGE_CHECK:
		set32(argument, offsetof(struct ntobj_privilege_check, count),
		      pick(fuzzer, 8));
		set32(argument, offsetof(struct ntobj_privilege_check, flags),
		      pick(fuzzer, 2));
		set32(argument, offsetof(struct ntobj_privilege_check, reserved), 0);
		break;
	case NTOBJ_IOC_COMPARE_OBJECTS:
		set64(argument, 0, handle(fuzzer));
		set64(argument, 8, pick(fuzzer, 2) ? handle(fuzzer) : -1ULL - pick(fuzzer, 6));
		break;
	case NTOBJ_IOC_QUERY_HANDLES: {
		__u32 flags = pick(fuzzer, 8);

		set64(argument, offsetof(struct ntobj_query_handles, process),
		      !(flags & NTOBJ_HANDLES_OF_PROCESS) ? 0 :
		      pick(fuzzer, 2) ? NTOBJ_CURRENT_PROCESS : handle(fuzzer));
		set64(argument, offsetof(struct ntobj_query_handles, object),
		      flags & NTOBJ_HANDLES_OF_OBJECT ? handle(fuzzer) : 0);
		set32(argument, offsetof(struct ntobj_query_handles, length),
		      pick(fuzzer, 2048));
		set32(argument, offsetof(struct ntobj_query_handles, flags), flags);
		set64(argument, offsetof(struct ntobj_query_handles, next_process),
		      pick(fuzzer, 2) ? pick(fuzzer, 256) : wild(fuzzer));
		set64(argument, offsetof(struct ntobj_query_handles, next_handle),
		      pick(fuzzer, 2) ? pick(fuzzer, 1024) : wild(fuzzer));
		break;
	}
	case NTOBJ_IOC_CREATE_SEMAPHORE:
		set32(argument, offsetof(struct ntobj_create_semaphore, desired_access),
		      access_mask(fuzzer));
		set32(argument, offsetof(struct ntobj_create_semaphore, initial_count),
		      pick(fuzzer, 4));
		set32(argument, offsetof(struct ntobj_create_semaphore, maximum_count),
		      pick(fuzzer, 2) ? 1 + pick(fuzzer, 8) : wild(fuzzer));
		break;
	case NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT:
		set32(argument, offsetof(struct ntobj_release_semaphore, release_count),
		      pick(fuzzer, 2) ? 1 + pick(fuzzer, 4) : wild(fuzzer));
		break;
	case NTOBJ_IOC_CREATE_MUTANT:
		set32(argument, offsetof(struct ntobj_create_mutant, desired_access),
		      access_mask(fuzzer));
		set32(argument, offsetof(struct ntobj_create_mutant, initial_owner),
		      pick(fuzzer, 2));
		break;
	case NTOBJ_IOC_CREATE_EVENT_PAIR:
		set32(argument, offsetof(struct ntobj_create_event_pair, desired_access),
		      access_mask(fuzzer));
		break;
	case NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR:
	case NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR:
		set64(argument, offsetof(struct ntobj_set_and_wait, handle), handle(fuzzer));
		set32(argument, offsetof(struct ntobj_set_and_wait, signalled),
		      pick(fuzzer, 2));
		set32(argument, offsetof(struct ntobj_set_and_wait, reserved), 0);
		break;
	case NTOBJ_IOC_CREATE_TIMER:
		set32(argument, offsetof(struct ntobj_create_timer, desired_access),
		      access_mask(fuzzer));
		set32(argument, offsetof(struct ntobj_create_timer, timer_type),
		      pick(fuzzer, 3));
		break;
	case NTOBJ_IOC_SET_TIMER:
		set64(argument, offsetof(struct ntobj_set_timer, handle), handle(fuzzer));
		/* Now, soon, or whenever the noise says. */
		if (pick(fuzzer, 4))
			set64(argument, offsetof(struct ntobj_set_timer, due_time),
			      -(__u64)pick(fuzzer, 100000));
		if (pick(fuzzer, 2))
			set64(argument, offsetof(struct ntobj_set_timer, apc_routine), 0);
		set32(argument, offsetof(struct ntobj_set_timer, period), pick(fuzzer, 3));
		set32(argument, offsetof(struct ntobj_set_timer, resume), pick(fuzzer, 3));
		set32(argument, offsetof(struct ntobj_set_timer, reserved), 0);
		break;
	case NTOBJ_IOC_CANCEL_TIMER:
		set64(argument, offsetof(struct ntobj_timer_state, handle), handle(fuzzer));
		set32(argument, offsetof(struct ntobj_timer_state, reserved), 0);
		break;
	case NTOBJ_IOC_QUERY_TIMER:
		set64(argument, offsetof(struct ntobj_query_timer, handle), handle(fuzzer));
		break;
	case NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS:
		several(fuzzer, (struct ntobj_wait_multiple *)argument);
		break;
	case NTOBJ_IOC_SIGNAL_AND_WAIT:
		set64(argument, offsetof(struct ntobj_signal_and_wait, signal_handle),
		      handle(fuzzer));
		set64(argument, offsetof(struct ntobj_signal_and_wait, wait_handle),
		      handle(fuzzer));
		set64(argument, offsetof(struct ntobj_signal_and_wait, deadline),
		      pick(fuzzer, 2) ? nt_now() + pick(fuzzer, 200000) : wild(fuzzer));
		set32(argument, offsetof(struct ntobj_signal_and_wait, flags),
		      pick(fuzzer, 4));
		set32(argument, offsetof(struct ntobj_signal_and_wait, signalled),
		      pick(fuzzer, 2));
		break;
	case NTOBJ_IOC_SUSPEND_THREAD:
	case NTOBJ_IOC_RESUME_THREAD:
	case NTOBJ_IOC_ALERT_RESUME_THREAD:
		set64(argument, offsetof(struct ntobj_suspend_thread, handle),
		      pick(fuzzer, 16) ? handle(fuzzer) : NTOBJ_CURRENT_THREAD);
		set32(argument, offsetof(struct ntobj_suspend_thread, reserved), 0);
		break;
	case NTOBJ_IOC_QUEUE_APC_THREAD:
		set64(argument, offsetof(struct ntobj_queue_apc, handle),
		      pick(fuzzer, 2) ? NTOBJ_CURRENT_THREAD : handle(fuzzer));
		break;
	case NTOBJ_IOC_DELAY_EXECUTION:
	case NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID:
		set64(argument, offsetof(struct ntobj_delay, deadline),
		      pick(fuzzer, 2) ? nt_now() + pick(fuzzer, 200000) : wild(fuzzer));
		set32(argument, offsetof(struct ntobj_delay, flags), pick(fuzzer, 4));
		set32(argument, offsetof(struct ntobj_delay, reserved), 0);
		break;
	case NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT:
		set64(argument, offsetof(struct ntobj_wait_single, deadline),
		      pick(fuzzer, 2) ? nt_now() + pick(fuzzer, 200000) : wild(fuzzer));
		set32(argument, offsetof(struct ntobj_wait_single, flags), pick(fuzzer, 4));
		set32(argument, offsetof(struct ntobj_wait_single, reserved), 0);
		break;
	}
}

static void call_once(struct fuzzer *fuzzer)
{
	const struct nt_service *service = &services[pick(fuzzer, service_count)];
	unsigned int size = service->size;
	unsigned long request;
	char *argument = fuzzer->scratch + pick(fuzzer, 4);

	/* Handles don't pile up, so that what is picked is often one. */
	if (!pick(fuzzer, 6)) {
		nt_close(4 * (1 + pick(fuzzer, 40)));
		return;
	}
	if (service->table == _IOC_TYPE(NTOBJ_IOC_TERMINATE_PROCESS) &&
	    service->number == _IOC_NR(NTOBJ_IOC_TERMINATE_PROCESS)) {
		terminate(fuzzer);
		return;
	}
	if (service->table == _IOC_TYPE(NTOBJ_IOC_DUPLICATE_OBJECT) &&
	    service->number == _IOC_NR(NTOBJ_IOC_DUPLICATE_OBJECT)) {
		duplicate(fuzzer);
		return;
	}
	if (!pick(fuzzer, 64))
		size = pick(fuzzer, 1 << _IOC_SIZEBITS);
	request = _IOC(service->direction, service->table, service->number, size);
	if (!pick(fuzzer, 64))
		request = (__u32)wild(fuzzer);
	if (!service->direction) {
		nt_hot(request, handle(fuzzer));
		return;
	}
	if (size == service->size) {
		fields(fuzzer, argument, 0, size);
		if (pick(fuzzer, 2))
			set64(argument, 0, handle(fuzzer));
		if (pick(fuzzer, 8) || request == NTOBJ_IOC_OPEN_PROCESS)
			sensible(fuzzer, request, argument);
	}
	if (pick(fuzzer, 64))
		nt_raw(nt_device, request, argument);
	else
		nt_raw(nt_device, request, (void *)(unsigned long)address(fuzzer));
}

/*
 * Waits without end are ended by signals, which are welcome anywhere else too.
 * Each thread gets its own: one for the process would go to its first thread
 * for as long as that one takes it.
 */
static void interrupt_often(void)
{
	struct itimerspec often = { { 0, 5000000 }, { 0, 5000000 } };
	struct sigevent event = {
		.sigev_notify = SIGEV_THREAD_ID,
		.sigev_signo = SIGALRM,
		.sigev_notify_thread_id = gettid(),
	};
	timer_t timer;

	NT_CHECK(!timer_create(CLOCK_MONOTONIC, &event, &timer));
	NT_CHECK(!timer_settime(timer, 0, &often, NULL));
}

static void *fuzz_thread(void *context)
{
	struct fuzzer *fuzzer = context;
	size_t page = getpagesize();

	fuzzer->edge = fuzzer->scratch + SCRATCH;
	fuzzer->constant = mmap(NULL, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	NT_CHECK(fuzzer->constant != MAP_FAILED);
	interrupt_often();
	__atomic_store_n(fuzzer->there, gettid(), __ATOMIC_RELEASE);
	while (fuzzer->calls-- && nt_now() < fuzzer->end)
		call_once(fuzzer);
	return NULL;
}

static void nothing(int number)
{
	(void)number;
}

static char *new_scratch(void)
{
	size_t page = getpagesize();
	char *scratch = mmap(NULL, SCRATCH + page, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	NT_CHECK(scratch != MAP_FAILED);
	NT_CHECK(!munmap(scratch + SCRATCH, page));
	return scratch;
}

/*
 * Whoever it is that has got the id since, if the thread has ended: to resume one that
 * is not suspended does nothing.
 */
static void resume_thread(pid_t tid)
{
	__u32 count = 0;
	__u64 thread;

	if (nt_open_thread(&thread, tid, NTOBJ_THREAD_RESUME) != STATUS_SUCCESS)
		return;
	do {
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_resume(thread, &count));
	} while (count > 1);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(thread));
}

/* Ends when the process does. */
static void resume_until_end(pid_t pid)
{
	siginfo_t info = {};
	unsigned int i;

	while (!waitid(P_PID, pid, &info, WEXITED | WNOHANG | WNOWAIT) && !info.si_pid) {
		for (i = 0; i < PROCESSES * THREADS; i++)
			if (__atomic_load_n(&threads_there[i], __ATOMIC_ACQUIRE))
				resume_thread(threads_there[i]);
		usleep(1000);
	}
}

struct process {
	unsigned int number;
	unsigned int seed;
	unsigned int calls;
	uid_t user;
};

static int fuzz_process(void *context)
{
	struct process *process = context;
	struct sigaction action = { .sa_handler = nothing };
	struct fuzzer fuzzers[THREADS] = {};
	pthread_t threads[THREADS];
	pid_t victim;
	unsigned int i;

	NT_CHECK(!nt_become(process->user));
	NT_CHECK(nt_open_device() >= 0);
	NT_CHECK(!sigaction(SIGALRM, &action, NULL));
	victim = nt_victim_start();
	for (i = 0; i < THREADS; i++) {
		fuzzers[i].seed = process->seed * THREADS + i;
		fuzzers[i].first = !i;
		fuzzers[i].there = &threads_there[process->number * THREADS + i];
		fuzzers[i].victim = &victim;
		fuzzers[i].calls = process->calls / THREADS;
		fuzzers[i].end = nt_now() + SECONDS * NT_SECOND;
		/* Of an odd one all threads write their arguments to one place. */
		fuzzers[i].scratch = i && process->seed % 2 ? fuzzers[0].scratch :
							       new_scratch();
		NT_CHECK(!pthread_create(&threads[i], NULL, fuzz_thread, &fuzzers[i]));
	}
	for (i = 0; i < THREADS; i++)
		NT_CHECK(!pthread_join(threads[i], NULL));
	kill(victim, SIGKILL);
	NT_CHECK(nt_child_end(victim) == NT_KILLED(SIGKILL));
	return 0;
}

static unsigned int number_from(const char *variable, unsigned int otherwise)
{
	const char *text = getenv(variable);

	return text ? strtoul(text, NULL, 0) : otherwise;
}

FIXTURE(fuzz) {
	int device;
};

FIXTURE_SETUP(fuzz)
{
	self->device = nt_open_device();
	ASSERT_LE(0, self->device);
	service_count = nt_services(services);
	ASSERT_LT(0, service_count);
}

FIXTURE_TEARDOWN(fuzz)
{
}

TEST_F_TIMEOUT(fuzz, random_calls, 150)
{
	static const uid_t users[PROCESSES] = { 1000, 1001, NT_NOBODY };
	unsigned int seed = number_from("NTOBJ_FUZZ_SEED", nt_now() ^ getpid());
	struct ntobj_object_basic_information basic;
	struct process processes[PROCESSES];
	pid_t children[PROCESSES];
	struct nt_totals before;
	__u64 canary;
	__u64 home;
	unsigned int i;
	unsigned int j;

	printf("# NTOBJ_FUZZ_SEED=%u\n", seed);
	/* Where they meet they may do everything, and so may what they make. */
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&home,
					  nt_secured(nt_name(NT_HOME),
						     "D:(A;OICI;0x10000000;;;WD)"), 1));
	canary = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	threads_there = mmap(NULL, PROCESSES * THREADS * sizeof(*threads_there),
			     PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, threads_there);
	before = nt_totals();
	for (i = 0; i < PROCESSES; i++) {
		processes[i] = (struct process){
			.number = i,
			.seed = seed + i,
			.calls = number_from("NTOBJ_FUZZ_CALLS", 20000),
			.user = users[i],
		};
		children[i] = nt_child_start(fuzz_process, &processes[i]);
		ASSERT_LT(0, children[i]);
	}
	for (i = 0; i < PROCESSES; i++) {
		resume_until_end(children[i]);
		EXPECT_EQ(0, nt_child_end(children[i]));
	}

	EXPECT_EQ(0, nt_state(canary));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(canary, &basic));
	EXPECT_EQ(1, basic.handle_count);
	EXPECT_EQ(2, basic.pointer_count);
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));

	service_count = nt_services(services);
	for (i = 0; i < service_count; i++)
		for (j = 0; j < services[i].count; j++)
			EXPECT_FALSE(services[i].statuses[j].undeclared)
				TH_LOG("%s returned %s", services[i].name,
				       nt_status_text(services[i].statuses[j].status));
}

TEST_HARNESS_MAIN
