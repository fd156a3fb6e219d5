// SPDX-License-Identifier: GPL-2.0
/*
 * Every service against every kind of object that is somebody else's.
 *
 * Bob tries each service on each kind of object, of root's and of another
 * user's, in three ways: by its name or id; with a handle that he was given,
 * which has all rights but those that the service asks for; and by the number
 * that the owner's handle has, through the owner's descriptor too. Nothing may
 * be reached, and nothing may have changed.
 *
 * Then the same with all doors open, that is with descriptors that grant
 * everything to everybody, and handles that have the rights. Whatever fits the
 * object must succeed then: what fails behind closed doors fails because of
 * them, and the suite would see it if it did not.
 *
 * A service that is not in the table here is a failure, so none is forgotten.
 */
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include "kselftest_harness.h"
#include "attack.h"
#include "security_test.h"
#include "tests/extension.h"

enum kind {
	EVENT, DIRECTORY, LINK, SEMAPHORE, MUTANT, EVENT_PAIR, TIMER, PROCESS, THREAD,
	TOKEN, WIDGET, KINDS
};

enum way { BY_NAME, BY_GIVEN, BY_GUESS, BY_OWNERS_DEVICE, WAYS };

static const char * const kind_names[KINDS] = {
	"event", "directory", "link", "semaphore", "mutant", "event pair", "timer",
	"process", "thread", "token", "widget",
};

static const char * const way_names[WAYS] = {
	"by name", "by a handle that was given", "by the number of a handle",
	"through the owner's descriptor",
};

#define BIT(kind)	(1U << (kind))
#define NAMED_KINDS	(BIT(EVENT) | BIT(DIRECTORY) | BIT(LINK) | BIT(SEMAPHORE) | \
			 BIT(MUTANT) | BIT(EVENT_PAIR) | BIT(TIMER) | BIT(WIDGET))
#define WAITED_KINDS	(BIT(EVENT) | BIT(SEMAPHORE) | BIT(MUTANT) | BIT(EVENT_PAIR) | \
			 BIT(TIMER) | BIT(PROCESS) | BIT(THREAD) | BIT(WIDGET))
#define ALL_KINDS	(BIT(KINDS) - 1)

#define OTHER_GROUP	77

#define WIDGET_QUERY	0x1
#define WIDGET_POKE	0x2

static const __u32 all_rights[KINDS] = {
	[EVENT] = NTOBJ_EVENT_ALL_ACCESS,
	[DIRECTORY] = NTOBJ_DIRECTORY_ALL_ACCESS,
	[LINK] = NTOBJ_SYMBOLIC_LINK_ALL_ACCESS,
	[SEMAPHORE] = NTOBJ_SEMAPHORE_ALL_ACCESS,
	[MUTANT] = NTOBJ_MUTANT_ALL_ACCESS,
	[EVENT_PAIR] = NTOBJ_EVENT_PAIR_ALL_ACCESS,
	[TIMER] = NTOBJ_TIMER_ALL_ACCESS,
	[PROCESS] = NTOBJ_PROCESS_ALL_ACCESS,
	[THREAD] = NTOBJ_THREAD_ALL_ACCESS,
	[TOKEN] = NTOBJ_TOKEN_ALL_ACCESS,
	[WIDGET] = 0x1f0003,
};

/* Where they all are, so that links may be there too. Nobody is kept out. */
#define PLACE	u"\\BaseNamedObjects\\ntobj_attack"

static const char16_t * const names[KINDS] = {
	[EVENT] = PLACE u"\\event",
	[DIRECTORY] = PLACE u"\\directory",
	[LINK] = PLACE u"\\link",
	[SEMAPHORE] = PLACE u"\\semaphore",
	[MUTANT] = PLACE u"\\mutant",
	[EVENT_PAIR] = PLACE u"\\pair",
	[TIMER] = PLACE u"\\timer",
	[WIDGET] = PLACE u"\\widget",
};

/* What lies in the directory, and would be open to all who get there. */
static const char16_t * const inside[KINDS] = {
	[EVENT] = u"event",
	[DIRECTORY] = u"directory",
	[LINK] = u"link",
	[SEMAPHORE] = u"semaphore",
	[MUTANT] = u"mutant",
	[EVENT_PAIR] = u"pair",
	[TIMER] = u"timer",
	[WIDGET] = u"widget",
};

#define ATTACKS_MAX	96
#define NOT_TRIED	0x7fffffff

/**
 * struct stage - where owner, attacker and judge meet; in shared memory
 * @owner: the owner's uid
 * @open: whether the doors are
 * @widgets: whether there are any
 * @process: the owner's process
 * @thread: its second thread, which has a token of its own
 * @handles: the owner's, by kind
 * @device: the owner's descriptor, in his process, then in the attacker's
 * @query_process: given to the attacker: a handle to the owner's process that
 *	lets him ask for the token, which has a descriptor of its own
 * @query_thread: the same of the thread
 * @given: handles given to the attacker
 * @results: what he got
 */
struct stage {
	uid_t owner;
	bool open;
	bool widgets;
	pid_t process;
	pid_t thread;
	__u64 handles[KINDS];
	int device;
	__u64 query_process;
	__u64 query_thread;
	__u64 given[ATTACKS_MAX][KINDS];
	__s32 results[WAYS][ATTACKS_MAX][KINDS];
};

static struct stage *stage;

/**
 * struct attack - how a service can be turned against somebody
 * @request: the service
 * @name: of @request
 * @type: of what it makes or opens by a name
 * @named: kinds that it can be tried on by name or id
 * @handled: kinds whose handles it takes
 * @needs: rights that the handle must have, by kind
 * @any_right: every handle will do
 * @privileged: it takes a privilege, which the attacker does not have
 * @by_name: the attempt by name; NULL to open the object and then use @by_handle
 * @by_handle: the attempt with a handle
 */
struct attack {
	unsigned long request;
	const char *name;
	enum kind type;
	unsigned int named;
	unsigned int handled;
	__u32 needs[KINDS];
	bool any_right;
	bool privileged;
	__s32 (*by_name)(const struct attack *attack, enum kind kind);
	__s32 (*by_handle)(const struct attack *attack, __u64 handle);
};

/*
 * Attempts
 */

static bool is_refusal(__s32 status)
{
	return status == STATUS_ACCESS_DENIED || status == STATUS_PRIVILEGE_NOT_HELD;
}

static __s32 open_named(enum kind kind, __u64 *handle,
			struct ntobj_object_attributes attributes, __u32 access)
{
	static const unsigned long requests[KINDS] = {
		[EVENT] = NTOBJ_IOC_OPEN_EVENT,
		[DIRECTORY] = NTOBJ_IOC_OPEN_DIRECTORY,
		[LINK] = NTOBJ_IOC_OPEN_SYMBOLIC_LINK,
		[SEMAPHORE] = NTOBJ_IOC_OPEN_SEMAPHORE,
		[MUTANT] = NTOBJ_IOC_OPEN_MUTANT,
		[EVENT_PAIR] = NTOBJ_IOC_OPEN_EVENT_PAIR,
		[TIMER] = NTOBJ_IOC_OPEN_TIMER,
		[WIDGET] = NTOBJ_IOC_OPEN_WIDGET,
	};

	return nt_open(requests[kind], handle, attributes, access);
}

static __s32 create_widget(__u64 *handle, struct ntobj_object_attributes attributes,
			   __u32 access)
{
	struct ntobj_create_widget call = {
		.attributes = attributes,
		.desired_access = access,
	};
	__s32 status = nt_call(NTOBJ_IOC_CREATE_WIDGET, &call);

	if (status >= 0)
		*handle = call.handle;
	return status;
}

static __s32 create_named(enum kind kind, __u64 *handle,
			  struct ntobj_object_attributes attributes, __u32 access)
{
	switch (kind) {
	case EVENT:
		return nt_create_event(handle, attributes, access, 0, 0);
	case DIRECTORY:
		return nt_create_directory(handle, attributes, access);
	case LINK:
		return nt_create_link(handle, attributes, access, names[DIRECTORY]);
	case SEMAPHORE:
		return nt_create_semaphore(handle, attributes, access, 0, 0x7fffffff);
	case MUTANT:
		return nt_create_mutant(handle, attributes, access, false);
	case EVENT_PAIR:
		return nt_create_event_pair(handle, attributes, access);
	case TIMER:
		return nt_create_timer(handle, attributes, access,
				       NTOBJ_NOTIFICATION_TIMER);
	default:
		return create_widget(handle, attributes, access);
	}
}

typedef __s32 (*open_function)(enum kind kind, __u64 *handle,
			       struct ntobj_object_attributes attributes, __u32 access);

/* With one right after the other: the first answer that is no refusal, if any. */
static __s32 try_rights(open_function open, enum kind kind,
			struct ntobj_object_attributes attributes)
{
	unsigned int bit;

	for (bit = 0; bit < 32; bit++) {
		__u64 handle;
		__s32 status = open(kind, &handle, attributes, 1U << bit);

		if (status >= 0)
			nt_close(handle);
		if (!is_refusal(status))
			return status;
	}
	return STATUS_ACCESS_DENIED;
}

/* The object itself, if it is of that type, and what can be reached through it. */
static __s32 open_by_name(const struct attack *attack, enum kind kind)
{
	enum kind type = attack->type;
	char16_t path[128];
	__s32 status = STATUS_ACCESS_DENIED;

	if (type == kind) {
		status = try_rights(open_named, type, nt_name(names[kind]));
		if (!is_refusal(status))
			return status;
	}
	if (kind != DIRECTORY && kind != LINK)
		return type == kind ? status :
				      try_rights(open_named, type, nt_name(names[kind]));
	attack_path(path, names[kind], inside[type]);
	return try_rights(open_named, type, nt_name(path));
}

static __s32 create_by_name(const struct attack *attack, enum kind kind)
{
	enum kind type = attack->type;
	char16_t path[128];
	__s32 status;

	status = try_rights(create_named, type,
			    nt_name_flags(names[kind], NTOBJ_OBJ_OPENIF));
	if (kind != DIRECTORY && kind != LINK)
		return status;
	if (type == kind && !is_refusal(status))
		return status;
	attack_path(path, names[kind], u"made");
	return try_rights(create_named, type, nt_name(path));
}

static __s32 open_client(enum kind kind, __u64 *handle,
			 struct ntobj_object_attributes attributes, __u32 access)
{
	if (kind == PROCESS)
		return nt_open_client(NTOBJ_IOC_OPEN_PROCESS, handle, attributes,
				      stage->process, 0, access, NTOBJ_OPEN_CLIENT_ID);
	return nt_open_client(NTOBJ_IOC_OPEN_THREAD, handle, attributes, 0, stage->thread,
			      access, NTOBJ_OPEN_CLIENT_ID);
}

/* The process by one of its threads, which may be another's. */
static __s32 open_process_by_thread(enum kind kind, __u64 *handle,
				    struct ntobj_object_attributes attributes,
				    __u32 access)
{
	(void)kind;
	return nt_open_client(NTOBJ_IOC_OPEN_PROCESS, handle, attributes, stage->process,
			      stage->thread, access, NTOBJ_OPEN_CLIENT_ID);
}

static __s32 open_token(enum kind kind, __u64 *handle,
			struct ntobj_object_attributes attributes, __u32 access)
{
	if (kind == PROCESS)
		return nt_open_token(NTOBJ_IOC_OPEN_PROCESS_TOKEN, handle,
				     stage->query_process, access, attributes.attributes);
	return nt_open_token(NTOBJ_IOC_OPEN_THREAD_TOKEN, handle, stage->query_thread,
			     access, attributes.attributes);
}

/* Any kind, with these rights, as everybody can try it. */
static __s32 open_kind(enum kind kind, __u64 *handle,
		       struct ntobj_object_attributes attributes, __u32 access)
{
	switch (kind) {
	case PROCESS:
	case THREAD:
		return open_client(kind, handle, attributes, access);
	case TOKEN:
		return open_token(PROCESS, handle, attributes, access);
	default:
		attributes.name = nt_address(names[kind]);
		attributes.name_length = 2 * nt_length16(names[kind]);
		return open_named(kind, handle, attributes, access);
	}
}

/*
 * Services that take a name: by it, and relative to a handle
 */

static __s32 open_at(const struct attack *attack, __u64 root)
{
	return try_rights(open_named, attack->type, nt_at(root, inside[attack->type]));
}

static __s32 create_at(const struct attack *attack, __u64 root)
{
	return try_rights(create_named, attack->type, nt_at(root, u"made"));
}

static __s32 open_process_by_name(const struct attack *attack, enum kind kind)
{
	__s32 status;

	(void)attack;
	status = try_rights(open_client, PROCESS, nt_unnamed());
	if (kind != THREAD || !is_refusal(status))
		return status;
	return try_rights(open_process_by_thread, PROCESS, nt_unnamed());
}

static __s32 open_thread_by_name(const struct attack *attack, enum kind kind)
{
	(void)attack;
	(void)kind;
	return try_rights(open_client, THREAD, nt_unnamed());
}

static __s32 open_client_at(const struct attack *attack, __u64 root)
{
	__u64 handle;

	return nt_open_client(attack->request, &handle, nt_at(root, u"event"), 0, 0,
			      NTOBJ_MAXIMUM_ALLOWED, 0);
}

/*
 * Services that take a handle
 */

static __s32 query_object(const struct attack *attack, __u64 handle)
{
	struct ntobj_object_basic_information basic;

	(void)attack;
	return nt_query_basic(handle, &basic);
}

static __s32 set_object(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_set_flags(handle, false, false);
}

static __s32 query_security(const struct attack *attack, __u64 handle)
{
	static const __u32 parts[] = { NT_OWNER, NT_GROUP, NT_DACL, NT_SACL };
	__u8 buffer[1024];
	unsigned int i;
	__s32 status;

	(void)attack;
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		status = nt_query_security(handle, parts[i], buffer, sizeof(buffer), NULL);
		if (!is_refusal(status))
			return status;
	}
	return status;
}

static __s32 set_security(const struct attack *attack, __u64 handle)
{
	static const struct {
		__u32 part;
		const char *text;
	} parts[] = {
		{ NT_DACL, ATTACK_OPEN },
		{ NT_OWNER, "O:U1001" },
		{ NT_GROUP, "G:G1001" },
		{ NT_SACL, "S:" },
	};
	unsigned int i;
	__s32 status;

	(void)attack;
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		status = nt_set_security(handle, parts[i].part, "%s", parts[i].text);
		if (!is_refusal(status))
			return status;
	}
	return status;
}

static __s32 query_directory(const struct attack *attack, __u64 handle)
{
	__u64 buffer[256];
	struct ntobj_query_directory query = {
		.buffer = nt_address(buffer),
		.length = sizeof(buffer),
		.entry_overhead = 32,
	};

	(void)attack;
	return nt_query_directory(handle, &query);
}

static __s32 query_link(const struct attack *attack, __u64 handle)
{
	char16_t target[256];
	struct ntobj_query_symbolic_link query = {
		.buffer = nt_address(target),
		.length = sizeof(target),
	};

	(void)attack;
	return nt_query_link(handle, &query);
}

static __s32 query_event(const struct attack *attack, __u64 handle)
{
	__u32 type;
	__s32 state;

	(void)attack;
	return nt_query_event(handle, &type, &state);
}

/* All those that take a handle and nothing else. */
static __s32 call_hot(const struct attack *attack, __u64 handle)
{
	return nt_hot(attack->request, handle);
}

static __s32 event_previous(const struct attack *attack, __u64 handle)
{
	__s32 previous;

	return nt_event_previous(attack->request, handle, &previous);
}

static __s32 query_process(const struct attack *attack, __u64 handle)
{
	struct ntobj_process_basic_information basic;

	(void)attack;
	return nt_query_process(handle, &basic);
}

static __s32 query_thread(const struct attack *attack, __u64 handle)
{
	struct ntobj_thread_basic_information basic;

	(void)attack;
	return nt_query_thread(handle, &basic);
}

/* Without the privilege nobody gets beyond the handle. */
static __s32 set_process(const struct attack *attack, __u64 handle)
{
	static const struct ntobj_quota_limits unlimited;
	struct ntobj_set_process call = {
		.handle = handle,
		.buffer = nt_address(&unlimited),
		.information_class = NTOBJ_PROCESS_QUOTA_LIMITS,
		.length = sizeof(unlimited),
	};

	(void)attack;
	return nt_call(NTOBJ_IOC_SET_PROCESS, &call);
}

/* With nothing to call, which is as far as the rights go. */
static __s32 queue_apc(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_queue_apc(handle, 0, 0, 0, 0);
}

static __s32 suspend(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_suspend(handle, NULL);
}

static __s32 resume(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_resume(handle, NULL);
}

static __s32 alert_resume(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_alert_resume(handle, NULL);
}

static __s32 terminate(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_terminate(handle, 1);
}

static __s32 wait_single(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_wait(handle, NTOBJ_WAIT_POLL);
}

static __s32 open_token_of(unsigned long request, __u64 handle)
{
	__u64 token;
	__s32 status = nt_open_token(request, &token, handle, NTOBJ_TOKEN_QUERY, 0);

	if (status >= 0)
		nt_close(token);
	return status;
}

static __s32 open_token_by_handle(const struct attack *attack, __u64 handle)
{
	return open_token_of(attack->request, handle);
}

/* The process first, or the token alone, whose process may be asked for it. */
static __s32 open_token_by_name(const struct attack *attack, enum kind kind)
{
	bool process = attack->request == NTOBJ_IOC_OPEN_PROCESS_TOKEN;
	enum kind client = process ? PROCESS : THREAD;
	__u32 access = process ? NTOBJ_PROCESS_QUERY_INFORMATION :
				 NTOBJ_THREAD_QUERY_INFORMATION;
	__u64 handle;
	__s32 status;

	if (kind == TOKEN)
		return try_rights(open_token, client, nt_unnamed());
	status = open_client(client, &handle, nt_unnamed(), access);
	if (status >= 0) {
		status = open_token_of(attack->request, handle);
		nt_close(handle);
	}
	return status;
}

static __s32 duplicate_token(const struct attack *attack, __u64 handle)
{
	__u64 duplicate;
	__s32 status = nt_duplicate_token(&duplicate, handle, NTOBJ_TOKEN_QUERY,
					  NTOBJ_TOKEN_IMPERSONATION,
					  NTOBJ_SECURITY_IMPERSONATION);

	(void)attack;
	if (status >= 0)
		nt_close(duplicate);
	return status;
}

static __s32 query_token(const struct attack *attack, __u64 handle)
{
	__u8 buffer[1024];
	__s32 status;

	(void)attack;
	status = nt_query_token(handle, NTOBJ_TOKEN_USER, buffer, sizeof(buffer), NULL);
	if (!is_refusal(status))
		return status;
	return nt_query_token(handle, NTOBJ_TOKEN_SOURCE, buffer, sizeof(buffer), NULL);
}

static __s32 adjust_privileges(const struct attack *attack, __u64 handle)
{
	struct ntobj_adjust_privileges call = {
		.handle = handle,
		.flags = NTOBJ_DISABLE_ALL_PRIVILEGES,
	};

	(void)attack;
	return nt_adjust_privileges(&call);
}

static __s32 access_check_with(__u64 token)
{
	struct ntobj_counted_descriptor *descriptor = nt_descriptor("O:SYG:SY" ATTACK_OPEN);
	struct ntobj_access_check call = {
		.descriptor = nt_address(descriptor),
		.token = token,
		.desired_access = 1,
		.generic_all = 1,
	};
	__s32 status = nt_access_check(&call);

	free(descriptor);
	return status;
}

/* It takes a token that impersonates, and such a one can be had from any. */
static __s32 access_check(const struct attack *attack, __u64 handle)
{
	__u64 duplicate;
	__s32 status;

	(void)attack;
	status = access_check_with(handle);
	if (status != STATUS_NO_IMPERSONATION_TOKEN)
		return status;
	status = nt_duplicate_token(&duplicate, handle, NTOBJ_TOKEN_QUERY,
				    NTOBJ_TOKEN_IMPERSONATION,
				    NTOBJ_SECURITY_IMPERSONATION);
	if (status >= 0) {
		status = access_check_with(duplicate);
		nt_close(duplicate);
	}
	return status;
}

static __s32 privilege_check(const struct attack *attack, __u64 handle)
{
	struct ntobj_privilege privilege = { .luid = NTOBJ_SE_TCB };
	__u32 result;

	(void)attack;
	return nt_privilege_check(handle, &privilege, 1, 0, &result);
}

/* Through a handle to the process; its handles must be there then. */
static __s32 query_handles_of(const struct attack *attack, __u64 handle)
{
	_Alignas(8) char buffer[4096];
	struct ntobj_query_handles call = {
		.process = handle,
		.buffer = nt_address(buffer),
		.length = sizeof(buffer),
		.flags = NTOBJ_HANDLES_OF_PROCESS,
	};
	__s32 status = nt_query_handles(&call);

	(void)attack;
	return status >= 0 && !call.count ? STATUS_NO_MORE_ENTRIES : status;
}

/* Without a handle to it: the owner's must not be among all that can be seen. */
static __s32 query_handles_by_name(const struct attack *attack, enum kind kind)
{
	_Alignas(8) static char buffer[65536];
	struct ntobj_query_handles call = {
		.buffer = nt_address(buffer),
		.length = sizeof(buffer),
		.flags = NTOBJ_HANDLES_NAMES,
	};
	__s32 status;

	(void)attack;
	(void)kind;
	do {
		const char *at = buffer;

		status = nt_query_handles(&call);
		NT_CHECK(status >= 0);
		for (; call.count; call.count--) {
			const struct ntobj_handle_record *record = (const void *)at;

			if (record->process_id == (__u32)stage->process)
				return STATUS_SUCCESS;
			at += record->size;
		}
	} while (status == STATUS_MORE_ENTRIES);
	return STATUS_ACCESS_DENIED;
}

static __s32 set_tracing(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_set_process(handle, NTOBJ_PROCESS_HANDLE_TRACING, NULL, 0);
}

static __s32 query_widget(const struct attack *attack, __u64 handle)
{
	struct ntobj_query_widget call = { .handle = handle };

	(void)attack;
	return nt_call(NTOBJ_IOC_QUERY_WIDGET, &call);
}

/* With a handle that was given: a copy of it, with no more rights. */
static __s32 duplicate_object(const struct attack *attack, __u64 handle)
{
	struct ntobj_duplicate_object call = {
		.source_process = NTOBJ_CURRENT_PROCESS,
		.source_handle = handle,
		.target_process = NTOBJ_CURRENT_PROCESS,
		.options = NTOBJ_DUPLICATE_SAME_ACCESS,
	};
	__u64 duplicate;
	__s32 status = nt_duplicate(call, &duplicate);

	(void)attack;
	if (status >= 0)
		nt_close(duplicate);
	return status;
}

/* Into the process. */
static __s32 duplicate_into(const struct attack *attack, __u64 handle)
{
	__u64 event = nt_event(0, 0);
	__s32 status = nt_duplicate_to(event, handle, NULL);

	(void)attack;
	nt_close(event);
	return status;
}

static __s32 compare_objects(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_compare(handle, handle);
}

static __s32 wait_multiple(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_wait_several(&handle, 1, NTOBJ_WAIT_ALL, NTOBJ_WAIT_POLL);
}

static __s32 signal_and_wait(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_signal_and_wait(handle, handle, NTOBJ_WAIT_POLL);
}

static __s32 query_semaphore(const struct attack *attack, __u64 handle)
{
	__s32 maximum;
	__s32 count;

	(void)attack;
	return nt_query_semaphore(handle, &count, &maximum);
}

static __s32 release_semaphore(const struct attack *attack, __u64 handle)
{
	__s32 previous;

	(void)attack;
	return nt_release_semaphore(handle, 1, &previous);
}

/* What is waited for is there, if it may be set at all. */
static void set_both(__u64 handle)
{
	nt_hot(NTOBJ_IOC_SET_LOW_EVENT_PAIR, handle);
	nt_hot(NTOBJ_IOC_SET_HIGH_EVENT_PAIR, handle);
}

static __s32 wait_in_pair(const struct attack *attack, __u64 handle)
{
	set_both(handle);
	return nt_hot(attack->request, handle);
}

static __s32 set_and_wait(const struct attack *attack, __u64 handle)
{
	set_both(handle);
	return nt_set_and_wait(attack->request, handle);
}

static __s32 set_timer(const struct attack *attack, __u64 handle)
{
	__s32 status = nt_set_timer(handle, -1, 0, NULL);

	(void)attack;
	/* With a procedure to call the handle is looked up elsewhere. */
	NT_CHECK_STATUS(status, nt_set_timer_apc(handle, -1, 0, 1, 2));
	return status < 0 ? status : nt_cancel_timer(handle, NULL);
}

static __s32 cancel_timer(const struct attack *attack, __u64 handle)
{
	(void)attack;
	return nt_cancel_timer(handle, NULL);
}

static __s32 query_timer(const struct attack *attack, __u64 handle)
{
	__s64 remaining;
	__u32 state;

	(void)attack;
	return nt_query_timer(handle, &remaining, &state);
}

static __s32 query_mutant(const struct attack *attack, __u64 handle)
{
	struct ntobj_query_mutant state;

	(void)attack;
	return nt_query_mutant(handle, &state);
}

static __s32 own_and_release(const struct attack *attack, __u64 handle)
{
	__s32 status = nt_wait(handle, NTOBJ_WAIT_POLL);

	(void)attack;
	return status < 0 ? status : nt_hot(NTOBJ_IOC_RELEASE_MUTANT, handle);
}

static __s32 own_and_release_previous(const struct attack *attack, __u64 handle)
{
	__s32 status = nt_wait(handle, NTOBJ_WAIT_POLL);
	__s32 previous;

	(void)attack;
	return status < 0 ? status : nt_release_mutant(handle, &previous);
}

/*
 * The table
 */

#define SERVICE(service)	.request = NTOBJ_IOC_##service, .name = #service

/* One that looks for what is in a directory, or behind a link. */
#define OPENS(service, kind, bit) {					\
	SERVICE(service), .type = kind,					\
	.named = (bit) | BIT(DIRECTORY) | BIT(LINK),			\
	.handled = BIT(DIRECTORY),					\
	.needs[DIRECTORY] = NTOBJ_DIRECTORY_TRAVERSE,			\
	.by_name = open_by_name, .by_handle = open_at }

/* One that makes something there, or opens what is there. */
#define CREATES(service, kind, bit, right) {				\
	SERVICE(service), .type = kind,					\
	.named = (bit) | BIT(DIRECTORY) | BIT(LINK),			\
	.handled = BIT(DIRECTORY),					\
	.needs[DIRECTORY] = NTOBJ_DIRECTORY_TRAVERSE | (right),		\
	.by_name = create_by_name, .by_handle = create_at }

/* One for a single type. */
#define TYPED(service, kind, names, handles, right, function) {	\
	SERVICE(service), .named = names, .handled = handles,		\
	.needs[kind] = (right), .by_handle = function }

/* One that wants no particular right. */
#define LIBERAL(service, function) {					\
	SERVICE(service), .named = ALL_KINDS, .handled = ALL_KINDS,	\
	.any_right = true, .by_handle = function }

#define EACH_KIND(right) { [EVENT ... WIDGET] = (right) }

static const struct attack attacks[] = {
	LIBERAL(CLOSE, call_hot),
	LIBERAL(QUERY_OBJECT, query_object),
	LIBERAL(SET_OBJECT, set_object),
	LIBERAL(DUPLICATE_OBJECT, duplicate_object),
	TYPED(DUPLICATE_OBJECT, PROCESS, BIT(PROCESS), BIT(PROCESS),
	      NTOBJ_PROCESS_DUP_HANDLE, duplicate_into),
	LIBERAL(COMPARE_OBJECTS, compare_objects),
	{ SERVICE(MAKE_TEMPORARY_OBJECT), .named = ALL_KINDS, .handled = ALL_KINDS,
	  .needs = EACH_KIND(NTOBJ_DELETE), .by_handle = call_hot },
	{ SERVICE(MAKE_PERMANENT_OBJECT), .named = ALL_KINDS, .handled = ALL_KINDS,
	  .privileged = true, .by_handle = call_hot },
	{ SERVICE(QUERY_SECURITY), .named = ALL_KINDS, .handled = ALL_KINDS,
	  .needs = EACH_KIND(NTOBJ_READ_CONTROL), .by_handle = query_security },
	{ SERVICE(SET_SECURITY), .named = ALL_KINDS, .handled = ALL_KINDS,
	  .needs = EACH_KIND(NTOBJ_WRITE_DAC | NTOBJ_WRITE_OWNER),
	  .by_handle = set_security },
	CREATES(CREATE_DIRECTORY, DIRECTORY, BIT(DIRECTORY), NTOBJ_DIRECTORY_CREATE_SUBDIRECTORY),
	OPENS(OPEN_DIRECTORY, DIRECTORY, BIT(DIRECTORY)),
	TYPED(QUERY_DIRECTORY, DIRECTORY, BIT(DIRECTORY), BIT(DIRECTORY),
	      NTOBJ_DIRECTORY_QUERY, query_directory),
	CREATES(CREATE_SYMBOLIC_LINK, LINK, BIT(LINK), NTOBJ_DIRECTORY_CREATE_OBJECT),
	OPENS(OPEN_SYMBOLIC_LINK, LINK, BIT(LINK)),
	TYPED(QUERY_SYMBOLIC_LINK, LINK, BIT(LINK), BIT(LINK),
	      NTOBJ_SYMBOLIC_LINK_QUERY, query_link),
	CREATES(CREATE_EVENT, EVENT, BIT(EVENT), NTOBJ_DIRECTORY_CREATE_OBJECT),
	OPENS(OPEN_EVENT, EVENT, BIT(EVENT)),
	TYPED(QUERY_EVENT, EVENT, BIT(EVENT), BIT(EVENT), NTOBJ_EVENT_QUERY_STATE, query_event),
	TYPED(SET_EVENT, EVENT, BIT(EVENT), BIT(EVENT), NTOBJ_EVENT_MODIFY_STATE, call_hot),
	TYPED(RESET_EVENT, EVENT, BIT(EVENT), BIT(EVENT), NTOBJ_EVENT_MODIFY_STATE, call_hot),
	TYPED(CLEAR_EVENT, EVENT, BIT(EVENT), BIT(EVENT), NTOBJ_EVENT_MODIFY_STATE, call_hot),
	TYPED(PULSE_EVENT, EVENT, BIT(EVENT), BIT(EVENT), NTOBJ_EVENT_MODIFY_STATE, call_hot),
	TYPED(SET_EVENT_PREVIOUS, EVENT, BIT(EVENT), BIT(EVENT),
	      NTOBJ_EVENT_MODIFY_STATE, event_previous),
	TYPED(RESET_EVENT_PREVIOUS, EVENT, BIT(EVENT), BIT(EVENT),
	      NTOBJ_EVENT_MODIFY_STATE, event_previous),
	TYPED(PULSE_EVENT_PREVIOUS, EVENT, BIT(EVENT), BIT(EVENT),
	      NTOBJ_EVENT_MODIFY_STATE, event_previous),
	{ SERVICE(OPEN_PROCESS), .named = BIT(PROCESS) | BIT(THREAD),
	  .by_name = open_process_by_name, .by_handle = open_client_at },
	TYPED(QUERY_PROCESS, PROCESS, BIT(PROCESS), BIT(PROCESS),
	      NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION |
	      NTOBJ_PROCESS_QUERY_INFORMATION, query_process),
	{ SERVICE(SET_PROCESS), .named = BIT(PROCESS), .handled = BIT(PROCESS),
	  .privileged = true, .by_handle = set_process },
	TYPED(SET_PROCESS, PROCESS, BIT(PROCESS), BIT(PROCESS),
	      NTOBJ_PROCESS_SET_INFORMATION, set_tracing),
	{ SERVICE(OPEN_THREAD), .named = BIT(PROCESS) | BIT(THREAD),
	  .by_name = open_thread_by_name, .by_handle = open_client_at },
	TYPED(QUERY_THREAD, THREAD, BIT(THREAD), BIT(THREAD),
	      NTOBJ_THREAD_QUERY_LIMITED_INFORMATION |
	      NTOBJ_THREAD_QUERY_INFORMATION, query_thread),
	TYPED(QUEUE_APC_THREAD, THREAD, BIT(THREAD), BIT(THREAD), NTOBJ_THREAD_SET_CONTEXT,
	      queue_apc),
	TYPED(ALERT_THREAD, THREAD, BIT(THREAD), BIT(THREAD), NTOBJ_THREAD_ALERT, call_hot),
	TYPED(SUSPEND_THREAD, THREAD, BIT(THREAD), BIT(THREAD), NTOBJ_THREAD_SUSPEND_RESUME,
	      suspend),
	TYPED(RESUME_THREAD, THREAD, BIT(THREAD), BIT(THREAD),
	      NTOBJ_THREAD_SUSPEND_RESUME | NTOBJ_THREAD_RESUME, resume),
	TYPED(ALERT_RESUME_THREAD, THREAD, BIT(THREAD), BIT(THREAD),
	      NTOBJ_THREAD_SUSPEND_RESUME, alert_resume),
	{ SERVICE(OPEN_PROCESS_TOKEN), .named = BIT(PROCESS) | BIT(TOKEN),
	  .handled = BIT(PROCESS), .needs[PROCESS] = NTOBJ_PROCESS_QUERY_INFORMATION,
	  .by_name = open_token_by_name, .by_handle = open_token_by_handle },
	{ SERVICE(OPEN_THREAD_TOKEN), .named = BIT(THREAD) | BIT(TOKEN),
	  .handled = BIT(THREAD), .needs[THREAD] = NTOBJ_THREAD_QUERY_INFORMATION,
	  .by_name = open_token_by_name, .by_handle = open_token_by_handle },
	TYPED(DUPLICATE_TOKEN, TOKEN, BIT(TOKEN), BIT(TOKEN),
	      NTOBJ_TOKEN_DUPLICATE, duplicate_token),
	TYPED(QUERY_TOKEN, TOKEN, BIT(TOKEN), BIT(TOKEN),
	      NTOBJ_TOKEN_QUERY | NTOBJ_TOKEN_QUERY_SOURCE,
	      query_token),
	TYPED(ADJUST_PRIVILEGES, TOKEN, BIT(TOKEN), BIT(TOKEN),
	      NTOBJ_TOKEN_ADJUST_PRIVILEGES, adjust_privileges),
	TYPED(ACCESS_CHECK, TOKEN, BIT(TOKEN), BIT(TOKEN),
	      NTOBJ_TOKEN_QUERY | NTOBJ_TOKEN_DUPLICATE, access_check),
	TYPED(PRIVILEGE_CHECK, TOKEN, BIT(TOKEN), BIT(TOKEN), NTOBJ_TOKEN_QUERY, privilege_check),
	{ SERVICE(QUERY_HANDLES), .named = BIT(PROCESS), .handled = BIT(PROCESS),
	  .needs[PROCESS] = NTOBJ_PROCESS_QUERY_INFORMATION,
	  .by_name = query_handles_by_name, .by_handle = query_handles_of },
	{ SERVICE(WAIT_FOR_SINGLE_OBJECT), .named = WAITED_KINDS, .handled = WAITED_KINDS,
	  .needs = EACH_KIND(NTOBJ_SYNCHRONIZE), .by_handle = wait_single },
	{ SERVICE(WAIT_FOR_MULTIPLE_OBJECTS), .named = WAITED_KINDS,
	  .handled = WAITED_KINDS, .needs = EACH_KIND(NTOBJ_SYNCHRONIZE),
	  .by_handle = wait_multiple },
	{ SERVICE(SIGNAL_AND_WAIT), .named = BIT(EVENT) | BIT(SEMAPHORE) | BIT(MUTANT),
	  .handled = BIT(EVENT) | BIT(SEMAPHORE) | BIT(MUTANT),
	  .needs[EVENT] = NTOBJ_EVENT_MODIFY_STATE | NTOBJ_SYNCHRONIZE,
	  .needs[SEMAPHORE] = NTOBJ_SEMAPHORE_MODIFY_STATE | NTOBJ_SYNCHRONIZE,
	  .needs[MUTANT] = NTOBJ_SYNCHRONIZE, .by_handle = signal_and_wait },
	CREATES(CREATE_SEMAPHORE, SEMAPHORE, BIT(SEMAPHORE), NTOBJ_DIRECTORY_CREATE_OBJECT),
	OPENS(OPEN_SEMAPHORE, SEMAPHORE, BIT(SEMAPHORE)),
	TYPED(QUERY_SEMAPHORE, SEMAPHORE, BIT(SEMAPHORE), BIT(SEMAPHORE),
	      NTOBJ_SEMAPHORE_QUERY_STATE, query_semaphore),
	TYPED(RELEASE_SEMAPHORE, SEMAPHORE, BIT(SEMAPHORE), BIT(SEMAPHORE),
	      NTOBJ_SEMAPHORE_MODIFY_STATE, call_hot),
	TYPED(RELEASE_SEMAPHORE_COUNT, SEMAPHORE, BIT(SEMAPHORE), BIT(SEMAPHORE),
	      NTOBJ_SEMAPHORE_MODIFY_STATE, release_semaphore),
	CREATES(CREATE_MUTANT, MUTANT, BIT(MUTANT), NTOBJ_DIRECTORY_CREATE_OBJECT),
	OPENS(OPEN_MUTANT, MUTANT, BIT(MUTANT)),
	TYPED(QUERY_MUTANT, MUTANT, BIT(MUTANT), BIT(MUTANT), NTOBJ_MUTANT_QUERY_STATE,
	      query_mutant),
	/* Who owns it may release it; to own it he must have waited. */
	TYPED(RELEASE_MUTANT, MUTANT, BIT(MUTANT), BIT(MUTANT), NTOBJ_SYNCHRONIZE,
	      own_and_release),
	TYPED(RELEASE_MUTANT_PREVIOUS, MUTANT, BIT(MUTANT), BIT(MUTANT), NTOBJ_SYNCHRONIZE,
	      own_and_release_previous),
	CREATES(CREATE_EVENT_PAIR, EVENT_PAIR, BIT(EVENT_PAIR), NTOBJ_DIRECTORY_CREATE_OBJECT),
	OPENS(OPEN_EVENT_PAIR, EVENT_PAIR, BIT(EVENT_PAIR)),
	TYPED(SET_LOW_EVENT_PAIR, EVENT_PAIR, BIT(EVENT_PAIR), BIT(EVENT_PAIR),
	      NTOBJ_SYNCHRONIZE, call_hot),
	TYPED(SET_HIGH_EVENT_PAIR, EVENT_PAIR, BIT(EVENT_PAIR), BIT(EVENT_PAIR),
	      NTOBJ_SYNCHRONIZE, call_hot),
	TYPED(WAIT_LOW_EVENT_PAIR, EVENT_PAIR, BIT(EVENT_PAIR), BIT(EVENT_PAIR),
	      NTOBJ_SYNCHRONIZE, wait_in_pair),
	TYPED(WAIT_HIGH_EVENT_PAIR, EVENT_PAIR, BIT(EVENT_PAIR), BIT(EVENT_PAIR),
	      NTOBJ_SYNCHRONIZE, wait_in_pair),
	TYPED(SET_LOW_WAIT_HIGH_EVENT_PAIR, EVENT_PAIR, BIT(EVENT_PAIR), BIT(EVENT_PAIR),
	      NTOBJ_SYNCHRONIZE, set_and_wait),
	TYPED(SET_HIGH_WAIT_LOW_EVENT_PAIR, EVENT_PAIR, BIT(EVENT_PAIR), BIT(EVENT_PAIR),
	      NTOBJ_SYNCHRONIZE, set_and_wait),
	CREATES(CREATE_TIMER, TIMER, BIT(TIMER), NTOBJ_DIRECTORY_CREATE_OBJECT),
	OPENS(OPEN_TIMER, TIMER, BIT(TIMER)),
	TYPED(SET_TIMER, TIMER, BIT(TIMER), BIT(TIMER), NTOBJ_TIMER_MODIFY_STATE, set_timer),
	TYPED(CANCEL_TIMER, TIMER, BIT(TIMER), BIT(TIMER), NTOBJ_TIMER_MODIFY_STATE,
	      cancel_timer),
	TYPED(QUERY_TIMER, TIMER, BIT(TIMER), BIT(TIMER), NTOBJ_TIMER_QUERY_STATE,
	      query_timer),
	CREATES(CREATE_WIDGET, WIDGET, BIT(WIDGET), NTOBJ_DIRECTORY_CREATE_OBJECT),
	OPENS(OPEN_WIDGET, WIDGET, BIT(WIDGET)),
	TYPED(QUERY_WIDGET, WIDGET, BIT(WIDGET), BIT(WIDGET), WIDGET_QUERY, query_widget),
	TYPED(POKE_WIDGET, WIDGET, BIT(WIDGET), BIT(WIDGET), WIDGET_POKE, call_hot),
	/* The last, since it has an effect where it succeeds. */
	TYPED(TERMINATE_PROCESS, PROCESS, BIT(PROCESS), BIT(PROCESS),
	      NTOBJ_PROCESS_TERMINATE, terminate),
};

_Static_assert(ARRAY_SIZE(attacks) <= ATTACKS_MAX, "no room for the results");

/* What concerns no object; and what the tests' driver has for tests of itself. */
static const unsigned long harmless[] = {
	NTOBJ_IOC_QUERY_VERSION,
	NTOBJ_IOC_TEST_ALERT,
	/* Of a thread of the caller's own process; selftests/alerts.c tries others. */
	NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID,
	NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID,
	NTOBJ_IOC_DELAY_EXECUTION,
	NTOBJ_IOC_YIELD_EXECUTION,
	NTOBJ_IOC_REGISTER_CALLBACKS,
	NTOBJ_IOC_UNREGISTER_CALLBACKS,
	NTOBJ_IOC_RELEASE_CALLBACKS,
	NTOBJ_IOC_NEXT_CALLBACK,
	NTOBJ_IOC_QUERY_CALLBACKS,
	NTOBJ_IOC_KERNEL_HANDLE,
	NTOBJ_IOC_REPEAT_HANDLE,
	NTOBJ_IOC_REFUSE_METHOD,
	NTOBJ_IOC_NEXT_METHOD,
	NTOBJ_IOC_SET_STATE,
	NTOBJ_IOC_BREAK_RULE,
	NTOBJ_IOC_BREAK_RULE_WITH_ANSWER,
	NTOBJ_IOC_KERNEL_APC,
	NTOBJ_IOC_ZW,
};

static bool is_wide(const struct attack *attack)
{
	return _IOC_TYPE(attack->request) == _IOC_TYPE(NTOBJ_IOC_CREATE_WIDGET);
}

static bool takes_place(const struct attack *attack, enum kind kind)
{
	return stage->widgets || (kind != WIDGET && !is_wide(attack));
}

/*
 * The owner
 */

/* The calling thread alone, which the C library would not do. */
static void become_alone(uid_t user, gid_t group)
{
#ifdef SYS_setresuid32
	NT_CHECK(!syscall(SYS_setgroups32, group ? 1 : 0, &group));
	NT_CHECK(!user || !syscall(SYS_setresgid32, user, user, user));
	NT_CHECK(!user || !syscall(SYS_setresuid32, user, user, user));
#else
	NT_CHECK(!syscall(SYS_setgroups, group ? 1 : 0, &group));
	NT_CHECK(!user || !syscall(SYS_setresgid, user, user, user));
	NT_CHECK(!user || !syscall(SYS_setresuid, user, user, user));
#endif
}

/*
 * It differs from its process. The token of another one's thread is made anew for
 * everybody who asks, by its user: behind open doors that is the attacker.
 */
static void *be_other_thread(void *context)
{
	(void)context;
	become_alone(stage->open ? NT_BOB : stage->owner, OTHER_GROUP);
	nt_event(0, 0);
	__atomic_store_n(&stage->thread, gettid(), __ATOMIC_RELEASE);
	for (;;)
		pause();
	return NULL;
}

static struct ntobj_object_attributes with_door(struct ntobj_object_attributes attributes,
						bool open)
{
	return open ? nt_secured(attributes, ATTACK_OPEN) : attributes;
}

static void make_named(enum kind kind)
{
	__u64 handle;

	if (kind == WIDGET && !stage->widgets)
		return;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			create_named(kind, &stage->handles[kind],
				     with_door(nt_name(names[kind]), stage->open),
				     all_rights[kind]));
	/* Into the directory, which was made first. */
	NT_CHECK_STATUS(STATUS_SUCCESS,
			create_named(kind, &handle,
				     with_door(nt_at(stage->handles[DIRECTORY], inside[kind]),
					       true), all_rights[kind]));
}

static void open_own_clients(void)
{
	stage->handles[PROCESS] = nt_process(getpid());
	stage->handles[THREAD] = nt_thread(stage->thread);
	stage->handles[TOKEN] = nt_own_token(NTOBJ_TOKEN_ALL_ACCESS);
	if (!stage->open)
		return;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_security(stage->handles[PROCESS], NT_DACL, ATTACK_OPEN));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_security(stage->handles[THREAD], NT_DACL, ATTACK_OPEN));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_set_security(stage->handles[TOKEN], NT_DACL, ATTACK_OPEN));
}

static int be_owner(void *context)
{
	int *tell = context;
	pthread_t thread;

	NT_CHECK(!pthread_create(&thread, NULL, be_other_thread, NULL));
	become_alone(stage->owner, 0);
	NT_CHECK(!prctl(PR_SET_DUMPABLE, 1));
	NT_CHECK(NT_UNTIL(__atomic_load_n(&stage->thread, __ATOMIC_ACQUIRE)));
	NT_CHECK(nt_open_device() >= 0);
	make_named(DIRECTORY);
	make_named(EVENT);
	make_named(LINK);
	make_named(SEMAPHORE);
	make_named(MUTANT);
	make_named(EVENT_PAIR);
	make_named(TIMER);
	make_named(WIDGET);
	open_own_clients();
	attack_send_descriptor(tell[1], nt_device);
	return nt_be_victim(NULL);
}

/*
 * The attacker
 */

static void keep(enum way way, unsigned int number, enum kind kind, __s32 status)
{
	stage->results[way][number][kind] = status;
}

static __s32 open_and_use(const struct attack *attack, enum kind kind)
{
	__u32 access = attack->needs[kind] ? attack->needs[kind] : NTOBJ_MAXIMUM_ALLOWED;
	__u64 handle;
	__s32 status;

	if (attack->any_right) {
		status = try_rights(open_kind, kind, nt_unnamed());
		if (status < 0)
			return status;
	}
	status = open_kind(kind, &handle, nt_unnamed(), access);
	if (status >= 0) {
		status = attack->by_handle(attack, handle);
		/* Or else the service has closed it. */
		nt_close(handle);
	}
	return status;
}

static void try_by_name(unsigned int number, enum kind kind)
{
	const struct attack *attack = &attacks[number];
	bool has_name = BIT(kind) & NAMED_KINDS;

	if (!attack->by_name)
		keep(BY_NAME, number, kind, open_and_use(attack, kind));
	else if (attack->named & BIT(kind) || (has_name && attack->named & BIT(DIRECTORY)))
		keep(BY_NAME, number, kind, attack->by_name(attack, kind));
}

static void try_given(unsigned int number, enum kind kind)
{
	__u64 handle = stage->given[number][kind];

	if (handle)
		keep(BY_GIVEN, number, kind, attacks[number].by_handle(&attacks[number], handle));
}

/* What the owner's handle is called means nothing here. */
static void try_guessed(enum way way, unsigned int number, enum kind kind)
{
	if (stage->handles[kind])
		keep(way, number, kind,
		     attacks[number].by_handle(&attacks[number], stage->handles[kind]));
}

typedef void (*try_function)(unsigned int number, enum kind kind);

static void for_attacks(unsigned int first, unsigned int end, try_function try)
{
	unsigned int number;
	int kind;

	for (number = first; number < end; number++)
		for (kind = 0; kind < KINDS; kind++)
			if (takes_place(&attacks[number], kind))
				try(number, kind);
}

static void attack_all(try_function attempt)
{
	for_attacks(0, ARRAY_SIZE(attacks), attempt);
}

static void try_guess(unsigned int number, enum kind kind)
{
	try_guessed(BY_GUESS, number, kind);
}

static void try_owners_device(unsigned int number, enum kind kind)
{
	try_guessed(BY_OWNERS_DEVICE, number, kind);
}

static void close_given(unsigned int number, enum kind kind)
{
	if (stage->given[number][kind])
		nt_close(stage->given[number][kind]);
}

static int be_attacker(void *context)
{
	unsigned int last = ARRAY_SIZE(attacks) - 1;

	(void)context;
	NT_CHECK(nt_open_device() >= 0);
	for_attacks(0, last, try_by_name);
	for_attacks(0, last, try_given);
	for_attacks(last, last + 1, try_by_name);
	for_attacks(last, last + 1, try_given);
	attack_all(close_given);
	nt_close(stage->query_process);
	nt_close(stage->query_thread);
	attack_all(try_guess);
	nt_device = stage->device;
	attack_all(try_owners_device);
	return 0;
}

/*
 * The judge
 */

/* Opened by root for the attacker to inherit: all rights, or all but those needed. */
static void give(unsigned int number, enum kind kind)
{
	const struct attack *attack = &attacks[number];
	bool fits = attack->handled & BIT(kind);
	__u32 access = all_rights[kind];

	stage->given[number][kind] = 0;
	if (!stage->open && fits)
		access &= ~attack->needs[kind];
	/* That would succeed, and rightly. */
	if (attack->any_right && !stage->open)
		return;
	NT_CHECK_STATUS(STATUS_SUCCESS,
			open_kind(kind, &stage->given[number][kind],
				  nt_unnamed_flags(NTOBJ_OBJ_INHERIT), access));
}

static void give_clients(void)
{
	NT_CHECK_STATUS(STATUS_SUCCESS,
			open_client(PROCESS, &stage->query_process,
				    nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
				    NTOBJ_PROCESS_QUERY_INFORMATION));
	NT_CHECK_STATUS(STATUS_SUCCESS,
			open_client(THREAD, &stage->query_thread,
				    nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
				    NTOBJ_THREAD_QUERY_INFORMATION));
}

/* What the attacker must not have changed, as text to free. */
static char *describe_objects(void)
{
	struct ntobj_token_statistics statistics;
	struct ntobj_object_basic_information basic;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	__u64 handle;
	int kind;

	NT_CHECK(out);
	for (kind = 0; kind < KINDS; kind++) {
		char *security;

		if (kind == WIDGET && !stage->widgets)
			continue;
		NT_CHECK_STATUS(STATUS_SUCCESS,
				open_kind(kind, &handle, nt_unnamed(), all_rights[kind]));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
		security = nt_security(handle, NT_OPEN_PARTS);
		fprintf(out, "%s %llu 0x%x %s\n", kind_names[kind], basic.id,
			basic.attributes & ~NTOBJ_OBJ_INHERIT, security);
		free(security);
		if (kind == EVENT)
			fprintf(out, "state %d\n", nt_state(handle));
		if (kind == SEMAPHORE)
			fprintf(out, "count %d\n", nt_count(handle));
		if (kind == MUTANT)
			fprintf(out, "count %d, abandoned %u\n",
				nt_mutant_state(handle).current_count,
				nt_mutant_state(handle).abandoned);
		if (kind == PROCESS)
			fprintf(out, "exit status 0x%x\n", nt_exit_status(handle));
		if (kind == TOKEN) {
			statistics = nt_token_statistics(handle);
			fprintf(out, "modified %llu, enabled 0x%llx\n",
				statistics.modified_id, nt_enabled_privileges(handle));
		}
		if (kind == DIRECTORY)
			fprintf(out, "%u entries\n", attack_count_entries(handle));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
	NT_CHECK(!fclose(out));
	return text;
}

static void run_attack(uid_t owner, bool open)
{
	unsigned int number;
	int sockets[2];
	char *before;
	char *after;
	pid_t pid;
	int kind;
	int way;

	stage->owner = owner;
	stage->open = open;
	stage->thread = 0;
	for (way = 0; way < WAYS; way++)
		for (number = 0; number < ARRAY_SIZE(attacks); number++)
			for (kind = 0; kind < KINDS; kind++)
				stage->results[way][number][kind] = NOT_TRIED;
	attack_socket_pair(sockets);
	pid = nt_child_start(be_owner, sockets);
	stage->process = pid;
	stage->device = attack_receive_descriptor(sockets[0]);
	give_clients();
	before = describe_objects();
	attack_all(give);
	NT_CHECK(nt_child_as(NT_BOB, be_attacker, NULL) == 0);
	attack_all(close_given);
	if (!open) {
		after = describe_objects();
		if (strcmp(before, after))
			fprintf(stderr, "# before:\n%s# after:\n%s", before, after);
		NT_CHECK(!strcmp(before, after));
		free(after);
	}
	free(before);
	nt_close(stage->query_process);
	nt_close(stage->query_thread);
	kill(pid, SIGKILL);
	NT_CHECK(nt_child_end(pid) == NT_KILLED(SIGKILL));
	close(stage->device);
	close(sockets[0]);
	close(sockets[1]);
}

/* What must not be: something was reached, or refused for a reason of another kind. */
static bool is_breach(enum way way, const struct attack *attack, enum kind kind,
		      __s32 status)
{
	bool fits = BIT(kind) & (way == BY_NAME ? attack->named : attack->handled);

	if (status == NOT_TRIED)
		return false;
	if (way == BY_GUESS || way == BY_OWNERS_DEVICE)
		return status != STATUS_INVALID_HANDLE &&
		       !(attack->privileged && status == STATUS_PRIVILEGE_NOT_HELD);
	return fits ? !is_refusal(status) : status >= 0;
}

/* With the doors open: whether what fits was reached. */
static bool is_reached(enum way way, const struct attack *attack, enum kind kind,
		       __s32 status)
{
	bool fits = BIT(kind) & (way == BY_NAME ? attack->named : attack->handled);

	if (!fits || attack->privileged)
		return status == NOT_TRIED || status < 0;
	if (attack->request == NTOBJ_IOC_TERMINATE_PROCESS)
		return status == STATUS_SUCCESS || status == STATUS_PROCESS_IS_TERMINATING;
	return status != NOT_TRIED && status >= 0;
}

FIXTURE(attack) {
	bool widgets;
	__u64 place;
};

FIXTURE_SETUP(attack)
{
	ASSERT_LE(0, nt_open_device());
	stage = mmap(NULL, sizeof(*stage), PROT_READ | PROT_WRITE,
		     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ASSERT_NE(MAP_FAILED, stage);
	attack_unload_extension();
	self->widgets = !attack_load_extension("inherit=1");
	stage->widgets = self->widgets;
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&self->place,
					  nt_secured(nt_name(PLACE), "%s", ATTACK_OPEN),
					  NTOBJ_DIRECTORY_ALL_ACCESS));
}

FIXTURE_TEARDOWN(attack)
{
	if (self->widgets)
		EXPECT_EQ(0, attack_unload_extension())
			TH_LOG("unload: %s", strerror(errno));
}

static bool is_known(const struct nt_service *service)
{
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(attacks); i++)
		if (_IOC_TYPE(attacks[i].request) == service->table &&
		    _IOC_NR(attacks[i].request) == service->number)
			return true;
	for (i = 0; i < ARRAY_SIZE(harmless); i++)
		if (_IOC_TYPE(harmless[i]) == service->table &&
		    _IOC_NR(harmless[i]) == service->number)
			return true;
	return false;
}

TEST_F(attack, every_service)
{
	static struct nt_service services[NT_SERVICES];
	unsigned int count = nt_services(services);
	unsigned int i;

	ASSERT_LT(40, count);
	for (i = 0; i < count; i++) {
		EXPECT_TRUE(is_known(&services[i]))
			TH_LOG("%s: nobody knows how to attack with it", services[i].name);
	}
}

static void check_closed(struct __test_metadata *_metadata, uid_t owner)
{
	unsigned int number;
	int kind;
	int way;

	run_attack(owner, false);
	for (way = 0; way < WAYS; way++)
		for (number = 0; number < ARRAY_SIZE(attacks); number++)
			for (kind = 0; kind < KINDS; kind++) {
				__s32 status = stage->results[way][number][kind];

				EXPECT_FALSE(is_breach(way, &attacks[number], kind, status))
					TH_LOG("%s on a %s of %u, %s: %s",
					       attacks[number].name, kind_names[kind], owner,
					       way_names[way], nt_status_text(status));
			}
}

TEST_F_TIMEOUT(attack, root, 120)
{
	check_closed(_metadata, 0);
}

TEST_F_TIMEOUT(attack, another_user, 120)
{
	check_closed(_metadata, ATTACK_CAROL);
}

static void check_open(struct __test_metadata *_metadata, uid_t owner)
{
	unsigned int number;
	int kind;
	int way;

	run_attack(owner, true);
	for (way = 0; way <= BY_GIVEN; way++)
		for (number = 0; number < ARRAY_SIZE(attacks); number++)
			for (kind = 0; kind < KINDS; kind++) {
				__s32 status = stage->results[way][number][kind];

				if (!takes_place(&attacks[number], kind))
					continue;
				EXPECT_TRUE(is_reached(way, &attacks[number], kind, status))
					TH_LOG("%s on an open %s of %u, %s: %s",
					       attacks[number].name, kind_names[kind], owner,
					       way_names[way], nt_status_text(status));
			}
}

/* The canary: with the doors open each attack that fits comes through. */
TEST_F_TIMEOUT(attack, canary_root, 120)
{
	check_open(_metadata, 0);
}

TEST_F_TIMEOUT(attack, canary_another_user, 120)
{
	check_open(_metadata, ATTACK_CAROL);
}

TEST_HARNESS_MAIN
