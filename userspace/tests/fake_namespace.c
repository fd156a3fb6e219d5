// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A namespace in this process that answers instead of the kernel, so that ntctl
 * can be tried on the host. It knows what ntctl asks for and no more: rights
 * are not checked, and nobody else can signal an event. There is one process,
 * with one thread, both of them made up, and fake_security.c tells who they are.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "debugfs.h"
#include "fake_security.h"
#include "internal.h"

#define MOST_HANDLES	128
#define MOST_UNITS	64
#define MOST_LINKS	8

#define PROCESS_ID	1234567
#define THREAD_ID	1234568
#define PARENT_ID	1
#define PROCESS_HANDLES	7
#define SECOND		1000000000ULL

enum type {
	TYPE_NONE, TYPE_TYPE, TYPE_DIRECTORY, TYPE_LINK, TYPE_EVENT,
	TYPE_PROCESS, TYPE_THREAD, TYPE_TOKEN, TYPE_SEMAPHORE, TYPE_MUTANT,
	TYPE_EVENT_PAIR, TYPE_TIMER, TYPES
};

static const WCHAR *const type_names[TYPES] = {
	u"", u"Type", u"Directory", u"SymbolicLink", u"Event", u"Process",
	u"Thread", u"Token", u"Semaphore", u"Mutant", u"EventPair",
	u"Timer",
};

/* An object's place in the array is its number; 0 is the root. */
struct object {
	enum type type;
	WCHAR name[MOST_UNITS];
	size_t length;
	int parent;
	bool is_permanent;
	unsigned int handles;
	__u32 event_type;
	__s32 state;
	__s32 maximum;
	__s64 due;		/* of a timer, which never is, but at once */
	bool is_set[2];		/* of an event pair: low, high */
	WCHAR target[MOST_UNITS];
	size_t target_length;
};

static struct object objects[MOST_OBJECTS];
static int handles[MOST_HANDLES];

static size_t count_units(const WCHAR *text)
{
	size_t count = 0;

	while (text[count])
		count++;
	return count;
}

static int add_object(enum type type, int parent, const WCHAR *name,
		      size_t length)
{
	int i;

	CHECK(length < MOST_UNITS);
	for (i = 0; i < MOST_OBJECTS && objects[i].type != TYPE_NONE; i++)
		;
	CHECK(i < MOST_OBJECTS);
	memset(&objects[i], 0, sizeof(objects[i]));
	objects[i].type = type;
	objects[i].parent = parent;
	objects[i].is_permanent = true;
	objects[i].length = length;
	if (length)
		memcpy(objects[i].name, name, length * sizeof(*name));
	fake_new_security(i, 0);
	return i;
}

static int add_named(enum type type, int parent, const WCHAR *name)
{
	return add_object(type, parent, name, count_units(name));
}

static void add_link(int parent, const WCHAR *name, const WCHAR *target)
{
	struct object *link = &objects[add_named(TYPE_LINK, parent, name)];

	link->target_length = count_units(target);
	memcpy(link->target, target, link->target_length * sizeof(*target));
}

/* Where it all begins. */
static void fill(void)
{
	int directory;
	int sessions;

	if (objects[0].type != TYPE_NONE)
		return;
	add_named(TYPE_DIRECTORY, -1, u"\\");
	add_named(TYPE_DIRECTORY, 0, u"BaseNamedObjects");
	add_named(TYPE_DIRECTORY, 0, u"RPC Control");
	directory = add_named(TYPE_DIRECTORY, 0, u"GLOBAL??");
	add_link(directory, u"C:", u"\\Device\\Disk");
	sessions = add_named(TYPE_DIRECTORY, 0, u"Sessions");
	directory = add_named(TYPE_DIRECTORY, sessions, u"BNOLINKS");
	add_link(directory, u"3", u"\\Sessions\\3\\BaseNamedObjects");
	directory = add_named(TYPE_DIRECTORY, sessions, u"3");
	directory = add_named(TYPE_DIRECTORY, directory, u"BaseNamedObjects");
	add_link(directory, u"Global", u"\\BaseNamedObjects");
	add_named(TYPE_EVENT, directory, u"Mine");
	add_link(0, u"DosDevices", u"\\GLOBAL??");
	directory = add_named(TYPE_DIRECTORY, 0, u"ObjectTypes");
	add_named(TYPE_TYPE, directory, u"Event");
	add_named(TYPE_EVENT, 0, u"it's");
	add_named(TYPE_EVENT, 0, u"a/b");
}

static WCHAR upper(WCHAR unit)
{
	return unit >= 'a' && unit <= 'z' ? unit - 'a' + 'A' : unit;
}

static bool is_named(const struct object *object, const WCHAR *name,
		     size_t length, bool any_case)
{
	size_t i;

	if (object->length != length)
		return false;
	for (i = 0; i < length; i++) {
		if (object->name[i] != name[i] &&
		    !(any_case && upper(object->name[i]) == upper(name[i])))
			return false;
	}
	return true;
}

static int find_child(int directory, const WCHAR *name, size_t length,
		      bool any_case)
{
	int i;

	for (i = 1; i < MOST_OBJECTS; i++) {
		if (objects[i].type != TYPE_NONE &&
		    objects[i].parent == directory &&
		    is_named(&objects[i], name, length, any_case))
			return i;
	}
	return -1;
}

static int object_of(__u64 handle)
{
	if (handle / 4 >= MOST_HANDLES || !handle)
		return -1;
	return handles[handle / 4] - 1;
}

/* What a lookup found: the last directory, the last name, and what has it. */
struct found {
	int directory;
	const WCHAR *name;
	size_t length;
	int object;
};

static __s32 look_up(const struct ntobj_object_attributes *attributes,
		     bool opens_link, struct found *found)
{
	bool any_case = attributes->attributes & NTOBJ_OBJ_CASE_INSENSITIVE;
	static WCHAR path[4 * MOST_UNITS];
	size_t length = attributes->name_length / sizeof(WCHAR);
	size_t begin = 0;
	int links = 0;

	if (length >= sizeof(path) / sizeof(*path) / 2)
		return STATUS_NAME_TOO_LONG;
	memcpy(path, (const void *)(uintptr_t)attributes->name,
	       length * sizeof(*path));
	found->directory = attributes->root_directory ?
			   object_of(attributes->root_directory) : 0;
	if (found->directory < 0)
		return STATUS_INVALID_HANDLE;
	if (objects[found->directory].type != TYPE_DIRECTORY)
		return STATUS_OBJECT_TYPE_MISMATCH;
	found->object = found->directory;
	if (!attributes->root_directory) {
		if (!length || path[0] != '\\')
			return STATUS_OBJECT_PATH_SYNTAX_BAD;
		begin = 1;
	}
	while (begin < length) {
		size_t end = begin;
		struct object *object;

		while (end < length && path[end] != '\\')
			end++;
		found->name = path + begin;
		found->length = end - begin;
		if (!found->length)
			return STATUS_OBJECT_NAME_INVALID;
		found->object = find_child(found->directory, found->name,
					   found->length, any_case);
		if (found->object < 0)
			return end < length ? STATUS_OBJECT_PATH_NOT_FOUND :
					      STATUS_OBJECT_NAME_NOT_FOUND;
		object = &objects[found->object];
		if (object->type == TYPE_LINK && (end < length || !opens_link)) {
			if (++links > MOST_LINKS)
				return STATUS_OBJECT_NAME_NOT_FOUND;
			memmove(path + object->target_length, path + end,
				(length - end) * sizeof(*path));
			memcpy(path, object->target,
			       object->target_length * sizeof(*path));
			length = object->target_length + length - end;
			found->directory = 0;
			begin = 1;
			continue;
		}
		if (end < length) {
			if (object->type != TYPE_DIRECTORY)
				return STATUS_OBJECT_TYPE_MISMATCH;
			found->directory = found->object;
		}
		begin = end + 1;
	}
	return STATUS_SUCCESS;
}

static __u64 add_handle(int object)
{
	int i;

	for (i = 1; i < MOST_HANDLES - 1 && handles[i]; i++)
		;
	CHECK(!handles[i]);
	handles[i] = object + 1;
	objects[object].handles++;
	return (__u64)i * 4;
}

static void forget_unused(int object)
{
	if (!objects[object].handles && !objects[object].is_permanent)
		objects[object].type = TYPE_NONE;
}

static __s32 close_handle(__u64 handle)
{
	int object = object_of(handle);

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	handles[handle / 4] = 0;
	objects[object].handles--;
	forget_unused(object);
	return STATUS_SUCCESS;
}

static __s32 open_object(struct ntobj_open *operands, enum type type)
{
	struct found found;
	__s32 status;

	status = look_up(&operands->attributes, type == TYPE_LINK, &found);
	if (status < 0)
		return status;
	if (objects[found.object].type != type)
		return STATUS_OBJECT_TYPE_MISMATCH;
	operands->handle = add_handle(found.object);
	return STATUS_SUCCESS;
}

/* Returns a new object's number, or -1 and the status. */
static int create(const struct ntobj_object_attributes *attributes,
		  enum type type, __u64 *handle, __s32 *status)
{
	struct found found = { .object = -1, .directory = -1 };
	int object;

	if (attributes->name) {
		*status = look_up(attributes, type == TYPE_LINK, &found);
		if (!*status)
			*status = STATUS_OBJECT_NAME_COLLISION;
		if (*status != STATUS_OBJECT_NAME_NOT_FOUND)
			return -1;
	}
	*status = STATUS_SUCCESS;
	object = add_object(type, found.directory, found.name, found.length);
	objects[object].is_permanent =
		attributes->attributes & NTOBJ_OBJ_PERMANENT;
	*handle = add_handle(object);
	fake_new_security(object, attributes->security_descriptor);
	return object;
}

static __s32 create_directory(struct ntobj_create_directory *operands)
{
	__s32 status;

	create(&operands->attributes, TYPE_DIRECTORY, &operands->handle,
	       &status);
	return status;
}

static __s32 create_link(struct ntobj_create_symbolic_link *operands)
{
	__s32 status;
	int object;

	CHECK(operands->target_length < sizeof(objects[0].target));
	object = create(&operands->attributes, TYPE_LINK, &operands->handle,
			&status);
	if (object < 0)
		return status;
	objects[object].target_length = operands->target_length /
					sizeof(WCHAR);
	memcpy(objects[object].target,
	       (const void *)(uintptr_t)operands->target,
	       operands->target_length);
	return status;
}

static __s32 create_event(struct ntobj_create_event *operands)
{
	__s32 status;
	int object = create(&operands->attributes, TYPE_EVENT,
			    &operands->handle, &status);

	if (object >= 0) {
		objects[object].event_type = operands->event_type;
		objects[object].state = !!operands->initial_state;
	}
	return status;
}

static __s32 create_semaphore(struct ntobj_create_semaphore *operands)
{
	__s32 status;
	int object;

	if (operands->initial_count > operands->maximum_count)
		return STATUS_INVALID_PARAMETER;
	object = create(&operands->attributes, TYPE_SEMAPHORE,
			&operands->handle, &status);
	if (object >= 0) {
		objects[object].state = operands->initial_count;
		objects[object].maximum = operands->maximum_count;
	}
	return status;
}

/* A mutant is owned by the only thread that calls, or by nobody. */
static __s32 create_mutant(struct ntobj_create_mutant *operands)
{
	__s32 status;
	int object = create(&operands->attributes, TYPE_MUTANT,
			    &operands->handle, &status);

	if (object >= 0)
		objects[object].state = !operands->initial_owner;
	return status;
}

static __s32 create_event_pair(struct ntobj_create_event_pair *operands)
{
	__s32 status;

	create(&operands->attributes, TYPE_EVENT_PAIR, &operands->handle,
	       &status);
	return status;
}

static __s32 create_timer(struct ntobj_create_timer *operands)
{
	__s32 status;
	int object = create(&operands->attributes, TYPE_TIMER, &operands->handle,
			    &status);

	if (object)
		objects[object].event_type = operands->timer_type;
	return status;
}

static __s32 query_directory(struct ntobj_query_directory *operands)
{
	int directory = object_of(operands->handle);
	unsigned char *target = (void *)(uintptr_t)operands->buffer;
	int i;

	if (directory < 0)
		return STATUS_INVALID_HANDLE;
	if (objects[directory].type != TYPE_DIRECTORY)
		return STATUS_OBJECT_TYPE_MISMATCH;
	operands->count = 0;
	operands->return_length = operands->final_overhead;
	for (i = (int)operands->context + 1; i < MOST_OBJECTS; i++) {
		const WCHAR *type = type_names[objects[i].type];
		struct ntobj_directory_record *record = (void *)target;

		if (objects[i].type == TYPE_NONE ||
		    objects[i].parent != directory)
			continue;
		record->name_length = (__u16)(objects[i].length * 2);
		record->type_length = (__u16)(count_units(type) * 2);
		record->size = (__u32)((sizeof(*record) + record->name_length +
					record->type_length + 7) & ~7U);
		memcpy(record->text, objects[i].name, record->name_length);
		memcpy(record->text + objects[i].length, type,
		       record->type_length);
		target += record->size;
		operands->return_length += operands->entry_overhead +
					   record->name_length +
					   record->type_length;
		operands->context = (__u64)i;
		operands->count++;
	}
	return operands->count ? STATUS_SUCCESS : STATUS_NO_MORE_ENTRIES;
}

static __s32 query_link(struct ntobj_query_symbolic_link *operands)
{
	int object = object_of(operands->handle);

	CHECK(object >= 0 && objects[object].type == TYPE_LINK);
	operands->target_length = (__u32)(objects[object].target_length * 2);
	operands->target_maximum_length = operands->target_length;
	CHECK(operands->target_length <= operands->length);
	memcpy((void *)(uintptr_t)operands->buffer, objects[object].target,
	       operands->target_length);
	return STATUS_SUCCESS;
}

/* Returns the units of the path, which is put together from its end. */
static size_t make_path_of(int object, WCHAR *path)
{
	size_t length = 0;

	if (objects[object].parent < 0) {
		if (!object)
			path[length++] = '\\';
		return length;
	}
	if (objects[object].parent)
		length = make_path_of(objects[object].parent, path);
	path[length++] = '\\';
	memcpy(path + length, objects[object].name,
	       objects[object].length * sizeof(*path));
	return length + objects[object].length;
}

static __s32 query_name(struct ntobj_query_object *operands, int object)
{
	struct ntobj_object_name_information *name =
		(void *)(uintptr_t)operands->buffer;
	WCHAR path[4 * MOST_UNITS];
	__u32 length = (__u32)(make_path_of(object, path) * sizeof(*path));

	operands->return_length = (__u32)sizeof(*name) + length;
	if (operands->length < operands->return_length)
		return STATUS_INFO_LENGTH_MISMATCH;
	name->length = length;
	memcpy(name->name, path, length);
	return STATUS_SUCCESS;
}

static __u32 write_type(enum type type, void *buffer)
{
	struct ntobj_object_type_information *information = buffer;
	__u32 length = (__u32)(count_units(type_names[type]) * sizeof(WCHAR));

	memset(information, 0, sizeof(*information));
	information->size = (__u32)((sizeof(*information) + length + 7) & ~7U);
	information->index = type;
	information->total_objects = 7;
	information->valid_access = NTOBJ_EVENT_ALL_ACCESS;
	information->generic_read = NTOBJ_READ_CONTROL | NTOBJ_EVENT_QUERY_STATE;
	information->generic_all = NTOBJ_EVENT_ALL_ACCESS;
	information->name_length = length;
	memcpy(information->name, type_names[type], length);
	return information->size;
}

static __s32 query_types(struct ntobj_query_object *operands, enum type first,
			 enum type last)
{
	__u8 buffer[2048] = { 0 };
	__u32 used = 0;
	enum type type;

	for (type = first; type <= last; type++)
		used += write_type(type, buffer + used);
	operands->return_length = used;
	if (operands->length < used)
		return STATUS_INFO_LENGTH_MISMATCH;
	memcpy((void *)(uintptr_t)operands->buffer, buffer, used);
	return STATUS_SUCCESS;
}

static __s32 query_object(struct ntobj_query_object *operands)
{
	struct ntobj_object_basic_information *basic =
		(void *)(uintptr_t)operands->buffer;
	int object;

	if (operands->information_class == NTOBJ_OBJECT_TYPES_INFORMATION)
		return query_types(operands, TYPE_TYPE, TYPES - 1);
	object = object_of(operands->handle);
	if (object < 0)
		return STATUS_INVALID_HANDLE;
	switch (operands->information_class) {
	case NTOBJ_OBJECT_BASIC_INFORMATION:
		memset(basic, 0, sizeof(*basic));
		basic->handle_count = objects[object].handles;
		basic->pointer_count = objects[object].handles + 1;
		basic->granted_access = NTOBJ_EVENT_ALL_ACCESS;
		basic->attributes = objects[object].is_permanent ?
				    NTOBJ_OBJ_PERMANENT : 0;
		operands->return_length = sizeof(*basic);
		return STATUS_SUCCESS;
	case NTOBJ_OBJECT_NAME_INFORMATION:
		return query_name(operands, object);
	default:
		return query_types(operands, objects[object].type,
				   objects[object].type);
	}
}

/* Returns STATUS_SUCCESS and the object, or what is wrong with the handle. */
static __s32 of_type(__u64 handle, enum type type, struct object **found)
{
	int object = object_of(handle);

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	*found = &objects[object];
	return objects[object].type == type ? STATUS_SUCCESS :
					      STATUS_OBJECT_TYPE_MISMATCH;
}

static __s32 event_of(__u64 handle, struct object **event)
{
	return of_type(handle, TYPE_EVENT, event);
}

static __s32 change_event(struct ntobj_event_state *operands, __s32 state)
{
	struct object *event;
	__s32 status = event_of(operands->handle, &event);

	if (status)
		return status;
	operands->previous_state = event->state;
	event->state = state;
	return STATUS_SUCCESS;
}

static __s32 query_event(struct ntobj_query_event *operands)
{
	struct object *event;
	__s32 status = event_of(operands->handle, &event);

	if (status)
		return status;
	operands->event_type = event->event_type;
	operands->state = event->state;
	return STATUS_SUCCESS;
}

static __s32 release_semaphore(struct ntobj_release_semaphore *operands)
{
	struct object *semaphore;
	__s32 status = of_type(operands->handle, TYPE_SEMAPHORE, &semaphore);

	if (status)
		return status;
	if (operands->release_count > semaphore->maximum - semaphore->state)
		return STATUS_SEMAPHORE_LIMIT_EXCEEDED;
	operands->previous_count = semaphore->state;
	semaphore->state += operands->release_count;
	return STATUS_SUCCESS;
}

static __s32 query_semaphore(struct ntobj_query_semaphore *operands)
{
	struct object *semaphore;
	__s32 status = of_type(operands->handle, TYPE_SEMAPHORE, &semaphore);

	if (status)
		return status;
	operands->current_count = semaphore->state;
	operands->maximum_count = semaphore->maximum;
	return STATUS_SUCCESS;
}

static __s32 release_mutant(struct ntobj_mutant_state *operands)
{
	struct object *mutant;
	__s32 status = of_type(operands->handle, TYPE_MUTANT, &mutant);

	if (status)
		return status;
	if (mutant->state > 0)
		return STATUS_MUTANT_NOT_OWNED;
	operands->previous_count = mutant->state++;
	return STATUS_SUCCESS;
}

static __s32 query_mutant(struct ntobj_query_mutant *operands)
{
	struct object *mutant;
	__s32 status = of_type(operands->handle, TYPE_MUTANT, &mutant);

	if (status)
		return status;
	operands->current_count = mutant->state;
	operands->owned_by_caller = mutant->state <= 0;
	operands->abandoned = 0;
	return STATUS_SUCCESS;
}

/* What a timer has the only thread call in each wait; or no routine. */
static struct ntobj_test_alert call_of_timer;
static bool is_call_queued;

static __s32 set_timer(struct ntobj_set_timer *operands)
{
	struct object *timer;
	__s32 status = of_type(operands->handle, TYPE_TIMER, &timer);

	if (status)
		return status;
	operands->previous_state = (__u32)timer->state;
	timer->state = !operands->due_time;
	timer->due = operands->due_time;
	/* At 2026-01-02T03:04:05.6Z. */
	call_of_timer = (struct ntobj_test_alert){
		.routine = operands->apc_routine,
		.arguments = { operands->apc_context, 0x749b8e00, 0x1dc7b94 },
	};
	return STATUS_SUCCESS;
}

static __s32 cancel_timer(struct ntobj_timer_state *operands)
{
	struct object *timer;
	__s32 status = of_type(operands->handle, TYPE_TIMER, &timer);

	if (!status)
		operands->current_state = (__u32)timer->state;
	call_of_timer.routine = 0;
	return status;
}

static __s32 query_timer(struct ntobj_query_timer *operands)
{
	struct object *timer;
	__s32 status = of_type(operands->handle, TYPE_TIMER, &timer);

	if (status)
		return status;
	operands->remaining_time = timer->due < 0 ? -timer->due : timer->due;
	operands->state = (__u32)timer->state;
	return STATUS_SUCCESS;
}

/* Processes and threads are notification events that nobody resets. */
static int client(enum type type)
{
	static int clients[TYPES];

	if (!clients[type])
		clients[type] = add_object(type, -1, u"", 0);
	return clients[type];
}

static __s32 open_client(struct ntobj_open_client *operands, enum type type,
			 __u64 id, __u64 known_id)
{
	CHECK(operands->flags == NTOBJ_OPEN_CLIENT_ID);
	if (id != known_id || objects[client(type)].state)
		return STATUS_INVALID_CID;
	operands->handle = add_handle(client(type));
	return STATUS_SUCCESS;
}

static __s32 exit_status = STATUS_PENDING;

static __s32 terminate(const struct ntobj_terminate_process *operands)
{
	int object = object_of(operands->handle);
	int i;

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	if (objects[object].type != TYPE_PROCESS)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (objects[object].state)
		return STATUS_PROCESS_IS_TERMINATING;
	exit_status = operands->exit_status;
	for (i = 0; i < MOST_OBJECTS; i++) {
		if (objects[i].type == TYPE_PROCESS ||
		    objects[i].type == TYPE_THREAD)
			objects[i].state = 1;
	}
	return STATUS_SUCCESS;
}

static void query_times(struct ntobj_times *times, bool has_ended)
{
	times->create_time = 1000 * SECOND;
	times->exit_time = has_ended ? 1001 * SECOND : 0;
	times->kernel_time = SECOND / 4;
	times->user_time = 2 * SECOND;
}

/* Of all processes. */
static struct ntobj_quota_limits quota = {
	.paged_limit = 65536,
	.paged_usage = 4096,
	.non_paged_peak = 208,
};

static bool is_traced;

static __s32 set_quota(const struct ntobj_set_process *operands)
{
	const struct ntobj_quota_limits *wanted = (void *)(uintptr_t)operands->buffer;

	if (operands->length != sizeof(quota))
		return STATUS_INFO_LENGTH_MISMATCH;
	quota.paged_limit = wanted->paged_limit;
	quota.non_paged_limit = wanted->non_paged_limit;
	quota.paging_file_limit = wanted->paging_file_limit;
	return STATUS_SUCCESS;
}

static __s32 set_process(const struct ntobj_set_process *operands)
{
	int object = object_of(operands->handle);

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	if (objects[object].type != TYPE_PROCESS)
		return STATUS_OBJECT_TYPE_MISMATCH;
	switch (operands->information_class) {
	case NTOBJ_PROCESS_QUOTA_LIMITS:
		return set_quota(operands);
	case NTOBJ_PROCESS_HANDLE_TRACING:
		is_traced = operands->length;
		return STATUS_SUCCESS;
	default:
		return STATUS_INVALID_INFO_CLASS;
	}
}

/* An open of handle 4, always, by code that is in no file. */
static __s32 query_traces(const struct ntobj_query_client *operands)
{
	struct ntobj_handle_traces *traces = (void *)(uintptr_t)operands->buffer;

	if (!is_traced)
		return STATUS_INVALID_PARAMETER;
	traces->total = 1;
	traces->count = operands->length > sizeof(*traces) &&
			(!traces->handle || traces->handle == 4);
	if (traces->count)
		traces->traces[0] = (struct ntobj_handle_trace){
			.handle = 4, .process_id = PROCESS_ID,
			.thread_id = THREAD_ID, .kind = NTOBJ_HANDLE_TRACE_OPEN,
			.depth = 2, .stack = { 0x10, 0x20 },
		};
	return STATUS_SUCCESS;
}

static __s32 query_process(const struct ntobj_query_client *operands)
{
	void *buffer = (void *)(uintptr_t)operands->buffer;
	struct ntobj_process_basic_information *basic = buffer;
	int object = object_of(operands->handle);

	if (operands->handle == NTOBJ_CURRENT_PROCESS)
		object = client(TYPE_PROCESS);
	if (object < 0)
		return STATUS_INVALID_HANDLE;
	if (objects[object].type != TYPE_PROCESS)
		return STATUS_OBJECT_TYPE_MISMATCH;
	switch (operands->information_class) {
	case NTOBJ_PROCESS_TIMES:
		query_times(buffer, objects[object].state);
		return STATUS_SUCCESS;
	case NTOBJ_PROCESS_HANDLE_COUNT:
		*(__u32 *)buffer = PROCESS_HANDLES;
		return STATUS_SUCCESS;
	case NTOBJ_PROCESS_QUOTA_LIMITS:
		memcpy(buffer, &quota, sizeof(quota));
		return STATUS_SUCCESS;
	case NTOBJ_PROCESS_SESSION_INFORMATION:
		*(__u32 *)buffer = fake_session();
		return STATUS_SUCCESS;
	case NTOBJ_PROCESS_HANDLE_TRACING:
		return query_traces(operands);
	default:
		memset(basic, 0, sizeof(*basic));
		basic->process_id = PROCESS_ID;
		basic->parent_process_id = PARENT_ID;
		basic->affinity_mask = 3;
		basic->base_priority = 8;
		basic->exit_status = exit_status;
		basic->wait_status = objects[object].state ? SIGKILL : 0;
		return STATUS_SUCCESS;
	}
}

static __s32 query_thread(const struct ntobj_query_client *operands)
{
	void *buffer = (void *)(uintptr_t)operands->buffer;
	struct ntobj_thread_basic_information *basic = buffer;
	int object = object_of(operands->handle);

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	if (objects[object].type != TYPE_THREAD)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (operands->information_class == NTOBJ_THREAD_TIMES) {
		query_times(buffer, objects[object].state);
		return STATUS_SUCCESS;
	}
	memset(basic, 0, sizeof(*basic));
	basic->process_id = PROCESS_ID;
	basic->thread_id = THREAD_ID;
	basic->affinity_mask = 3;
	basic->base_priority = 8;
	basic->priority = 9;
	basic->exit_status = exit_status;
	basic->wait_status = objects[object].state ? SIGKILL : 0;
	return STATUS_SUCCESS;
}

static bool is_waitable(enum type type)
{
	return type == TYPE_EVENT || type == TYPE_PROCESS ||
	       type == TYPE_THREAD || type == TYPE_SEMAPHORE ||
	       type == TYPE_MUTANT || type == TYPE_TIMER;
}

/* Returns STATUS_SUCCESS and what can be waited for. */
static __s32 waitable_of(__u64 handle, struct object **object)
{
	int number = object_of(handle);

	if (number < 0)
		return STATUS_INVALID_HANDLE;
	*object = &objects[number];
	return is_waitable((*object)->type) ? STATUS_SUCCESS :
					      STATUS_OBJECT_TYPE_MISMATCH;
}

static bool is_signalled(const struct object *object)
{
	return object->type == TYPE_MUTANT || object->state > 0;
}

static void consume(struct object *object)
{
	if (object->type == TYPE_SEMAPHORE || object->type == TYPE_MUTANT)
		object->state--;
	else
		object->state = object->event_type == NTOBJ_NOTIFICATION_EVENT;
}

/* Whatever thread is alerted, it is the one that waits. */
static bool is_alerted_thread;

/* What ends an alertable wait at once; STATUS_SUCCESS if nothing does. */
static __s32 look_for_alert(__u32 flags)
{
	if (!(flags & NTOBJ_WAIT_ALERTABLE))
		return STATUS_SUCCESS;
	if (is_alerted_thread) {
		is_alerted_thread = false;
		return STATUS_ALERTED;
	}
	is_call_queued = call_of_timer.routine;
	return getenv("NTCTL_TEST_APC") || is_call_queued ? STATUS_USER_APC :
	       STATUS_SUCCESS;
}

/* Nobody else is there to signal what is waited for. */
static __s32 sleep_until(__u64 nanoseconds, __u32 flags)
{
	__s32 status = look_for_alert(flags);
	struct timespec deadline = {
		.tv_sec = (time_t)(nanoseconds / 1000000000),
		.tv_nsec = (long)(nanoseconds % 1000000000),
	};

	if (status)
		return status;
	if (nanoseconds == NTOBJ_WAIT_POLL)
		return STATUS_TIMEOUT;
	while (nanoseconds == NTOBJ_WAIT_FOREVER)
		pause();
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &deadline, NULL))
		;
	return STATUS_TIMEOUT;
}

static __s32 wait_single(__u64 handle, __u64 deadline, __u32 flags)
{
	struct object *object;
	__s32 status = waitable_of(handle, &object);

	if (status)
		return status;
	if (!is_signalled(object))
		return sleep_until(deadline, flags);
	consume(object);
	return STATUS_WAIT_0;
}

static __s32 wait_multiple(const struct ntobj_wait_multiple *operands)
{
	const __u64 *handle = (void *)(uintptr_t)operands->handles;
	struct object *wanted[NTOBJ_WAIT_OBJECTS];
	__u32 signalled = 0;
	__u32 i;

	CHECK(operands->count <= NTOBJ_WAIT_OBJECTS);
	for (i = 0; i < operands->count; i++) {
		__s32 status = waitable_of(handle[i], &wanted[i]);

		if (status)
			return status;
		signalled += is_signalled(wanted[i]);
	}
	if (operands->wait_type == NTOBJ_WAIT_ALL) {
		if (signalled < operands->count)
			return sleep_until(operands->deadline, operands->flags);
		for (i = 0; i < operands->count; i++)
			consume(wanted[i]);
		return STATUS_WAIT_0;
	}
	for (i = 0; i < operands->count; i++) {
		if (is_signalled(wanted[i])) {
			consume(wanted[i]);
			return STATUS_WAIT_0 + (__s32)i;
		}
	}
	return sleep_until(operands->deadline, operands->flags);
}

static __s32 signal_and_wait(struct ntobj_signal_and_wait *operands)
{
	struct ntobj_release_semaphore semaphore = {
		.handle = operands->signal_handle, .release_count = 1,
	};
	struct ntobj_mutant_state mutant = {
		.handle = operands->signal_handle,
	};
	struct ntobj_event_state event = {
		.handle = operands->signal_handle,
	};
	struct object *object;
	__s32 status = waitable_of(operands->signal_handle, &object);

	if (status)
		return status;
	if (object->type == TYPE_SEMAPHORE)
		status = release_semaphore(&semaphore);
	else if (object->type == TYPE_MUTANT)
		status = release_mutant(&mutant);
	else
		status = change_event(&event, 1);
	if (status)
		return status;
	operands->signalled = 1;
	return wait_single(operands->wait_handle, operands->deadline,
			   operands->flags);
}

enum { LOW, HIGH };

static __s32 set_pair(__u64 handle, int event)
{
	struct object *pair;
	__s32 status = of_type(handle, TYPE_EVENT_PAIR, &pair);

	if (!status)
		pair->is_set[event] = true;
	return status;
}

static __s32 wait_pair(__u64 handle, int event)
{
	struct object *pair;
	__s32 status = of_type(handle, TYPE_EVENT_PAIR, &pair);

	if (status)
		return status;
	if (!pair->is_set[event])
		return sleep_until(NTOBJ_WAIT_FOREVER, 0);
	pair->is_set[event] = false;
	return STATUS_SUCCESS;
}

static __s32 set_and_wait(struct ntobj_set_and_wait *operands, int event)
{
	__s32 status = set_pair(operands->handle, !event);

	if (status)
		return status;
	operands->signalled = 1;
	return wait_pair(operands->handle, event);
}

static __s32 wait_for_single(const struct ntobj_wait_single *operands)
{
	return wait_single(operands->handle, operands->deadline,
			   operands->flags);
}

static __s32 delay(const struct ntobj_delay *operands)
{
	__s32 status = sleep_until(operands->deadline, operands->flags);

	return status == STATUS_TIMEOUT ? STATUS_SUCCESS : status;
}

static __s32 alert_thread(__u64 handle)
{
	int object = object_of(handle);

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	if (objects[object].type != TYPE_THREAD)
		return STATUS_OBJECT_TYPE_MISMATCH;
	is_alerted_thread = true;
	return STATUS_SUCCESS;
}

/* Of whatever thread. */
static __u32 suspend_count;

static __s32 change_suspensions(struct ntobj_suspend_thread *operands, int by)
{
	int object = object_of(operands->handle);

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	if (objects[object].type != TYPE_THREAD)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (by > 0 && getenv("NTCTL_TEST_ENDED"))
		return STATUS_THREAD_IS_TERMINATING;
	operands->previous_count = suspend_count;
	if (by > 0 || suspend_count)
		suspend_count += by;
	return STATUS_SUCCESS;
}

static __s32 test_alert(struct ntobj_test_alert *operands)
{
	memset(operands, 0, sizeof(*operands));
	if (is_call_queued)
		*operands = call_of_timer;
	is_call_queued = false;
	return STATUS_SUCCESS;
}

static __s32 make_temporary(__u64 handle)
{
	int object = object_of(handle);

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	objects[object].is_permanent = false;
	return STATUS_SUCCESS;
}

static __s32 query_version(struct ntobj_query_version *version)
{
	version->abi = NTOBJ_ABI_VERSION;
	version->features = NTOBJ_FEATURE_EVENTS | NTOBJ_FEATURE_PROCESSES |
			    NTOBJ_FEATURE_APCS;
	memcpy(version->module_version, "fake", sizeof("fake"));
	return STATUS_SUCCESS;
}

static __s32 open_process(struct ntobj_open_client *operands)
{
	return open_client(operands, TYPE_PROCESS, operands->process_id,
			   PROCESS_ID);
}

static __s32 open_thread(struct ntobj_open_client *operands)
{
	return open_client(operands, TYPE_THREAD, operands->thread_id,
			   THREAD_ID);
}

/* The event type of a token is which of the two it is. */
static __u64 add_token(__u32 which)
{
	int object = add_object(TYPE_TOKEN, -1, u"", 0);

	objects[object].is_permanent = false;
	objects[object].event_type = which;
	return add_handle(object);
}

static __s32 open_process_token(struct ntobj_open_token *operands)
{
	int object = object_of(operands->handle);

	if (operands->handle == NTOBJ_CURRENT_THREAD)
		return STATUS_OBJECT_TYPE_MISMATCH;
	if (operands->handle != NTOBJ_CURRENT_PROCESS) {
		if (object < 0)
			return STATUS_INVALID_HANDLE;
		if (objects[object].type != TYPE_PROCESS)
			return STATUS_OBJECT_TYPE_MISMATCH;
	}
	operands->token = add_token(FAKE_PRIMARY);
	return STATUS_SUCCESS;
}

/* The only thread that impersonates is not the caller's. */
static __s32 open_thread_token(struct ntobj_open_token *operands)
{
	int object = object_of(operands->handle);

	if (operands->handle == NTOBJ_CURRENT_THREAD)
		return STATUS_NO_TOKEN;
	if (object < 0)
		return STATUS_INVALID_HANDLE;
	if (objects[object].type != TYPE_THREAD)
		return STATUS_OBJECT_TYPE_MISMATCH;
	operands->token = add_token(FAKE_IMPERSONATION);
	return STATUS_SUCCESS;
}

static __s32 duplicate_token(struct ntobj_duplicate_token *operands)
{
	CHECK(object_of(operands->handle) >= 0);
	CHECK(operands->type == NTOBJ_TOKEN_IMPERSONATION &&
	      operands->level == NTOBJ_SECURITY_IMPERSONATION);
	operands->token = add_token(FAKE_IMPERSONATION);
	return STATUS_SUCCESS;
}

static __s32 query_token(struct ntobj_query_token *operands)
{
	int object = object_of(operands->handle);

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	if (objects[object].type != TYPE_TOKEN)
		return STATUS_OBJECT_TYPE_MISMATCH;
	return fake_query_token((int)objects[object].event_type, operands);
}

static __s32 access_check(struct ntobj_access_check *operands)
{
	int object = object_of(operands->token);

	CHECK(object >= 0 && objects[object].event_type == FAKE_IMPERSONATION);
	return fake_access_check(operands);
}

static __s32 query_security(struct ntobj_query_security *operands)
{
	int object = object_of(operands->handle);

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	return fake_query_security(object, operands);
}

static __s32 set_security(struct ntobj_set_security *operands)
{
	int object = object_of(operands->handle);

	if (object < 0)
		return STATUS_INVALID_HANDLE;
	return fake_set_security(object, operands);
}

/* Bytes of an object's path; it is written if there is where. */
static __u32 put_path(int object, __u16 *text)
{
	__u32 units = 0;

	if (objects[object].parent > 0)
		units = put_path(objects[object].parent, text) / sizeof(*text);
	if (text) {
		text[units] = '\\';
		memcpy(text + units + 1, objects[object].name,
		       objects[object].length * sizeof(*text));
	}
	return (__u32)((units + 1 + objects[object].length) * sizeof(*text));
}

static __u32 add_handle_record(const struct ntobj_query_handles *operands,
			       int handle, void *place)
{
	int number = handles[handle] - 1;
	const struct object *object = &objects[number];
	const WCHAR *type = type_names[object->type];
	struct ntobj_handle_record *record = place;
	__u32 name = object->length ? put_path(number, NULL) : 0;
	__u32 size = (sizeof(*record) + name + 64 + 7) & ~7U;

	CHECK(operands->flags & NTOBJ_HANDLES_NAMES);
	CHECK(size <= operands->length);
	memset(record, 0, size);
	record->size = size;
	record->process_id = (__u32)getpid();
	record->handle = (__u64)handle * 4;
	record->object_id = (__u64)number;
	record->granted_access = 0x1f0003;
	record->handle_count = object->handles;
	record->name_length = name;
	if (name)
		put_path(number, record->text);
	record->type_length = (__u32)(count_units(type) * sizeof(*type));
	memcpy(record->text + name / sizeof(*type), type, record->type_length);
	return size;
}

/* Handles one by one, so that whoever lists them has to go on. */
static __s32 query_handles(struct ntobj_query_handles *operands)
{
	bool of_object = operands->flags & NTOBJ_HANDLES_OF_OBJECT;
	int i = (int)operands->next_handle;

	operands->count = 0;
	operands->return_length = 0;
	if (of_object && object_of(operands->object) < 0)
		return STATUS_INVALID_HANDLE;
	/* The process that was made up has none. */
	if (operands->flags & NTOBJ_HANDLES_OF_PROCESS)
		return STATUS_SUCCESS;
	while (i < MOST_HANDLES &&
	       (!handles[i] || (of_object && handles[i] - 1 !=
				object_of(operands->object))))
		i++;
	if (i == MOST_HANDLES)
		return STATUS_SUCCESS;
	operands->return_length =
		add_handle_record(operands, i,
				  (void *)(uintptr_t)operands->buffer);
	operands->count = 1;
	operands->next_handle = (__u64)i + 1;
	return STATUS_MORE_ENTRIES;
}

/* A test has files of its own where debugfs would be. */
__attribute__((constructor)) static void find_debugfs(void)
{
	const char *directory = getenv("NTCTL_TEST_DEBUGFS");

	if (directory)
		debugfs_directory = directory;
}

NTSTATUS ntobj_ioctl(unsigned long request, unsigned long argument)
{
	void *operands = (void *)argument;

	fill();
	switch (request) {
	case NTOBJ_IOC_QUERY_VERSION:
		return query_version(operands);
	case NTOBJ_IOC_CLOSE:
		return close_handle(argument);
	case NTOBJ_IOC_QUERY_OBJECT:
		return query_object(operands);
	case NTOBJ_IOC_MAKE_TEMPORARY_OBJECT:
		return make_temporary(argument);
	case NTOBJ_IOC_CREATE_DIRECTORY:
		return create_directory(operands);
	case NTOBJ_IOC_OPEN_DIRECTORY:
		return open_object(operands, TYPE_DIRECTORY);
	case NTOBJ_IOC_QUERY_DIRECTORY:
		return query_directory(operands);
	case NTOBJ_IOC_CREATE_SYMBOLIC_LINK:
		return create_link(operands);
	case NTOBJ_IOC_OPEN_SYMBOLIC_LINK:
		return open_object(operands, TYPE_LINK);
	case NTOBJ_IOC_QUERY_SYMBOLIC_LINK:
		return query_link(operands);
	case NTOBJ_IOC_CREATE_EVENT:
		return create_event(operands);
	case NTOBJ_IOC_OPEN_EVENT:
		return open_object(operands, TYPE_EVENT);
	case NTOBJ_IOC_QUERY_EVENT:
		return query_event(operands);
	case NTOBJ_IOC_SET_EVENT_PREVIOUS:
		return change_event(operands, 1);
	case NTOBJ_IOC_RESET_EVENT_PREVIOUS:
	case NTOBJ_IOC_PULSE_EVENT_PREVIOUS:
		return change_event(operands, 0);
	case NTOBJ_IOC_OPEN_PROCESS:
		return open_process(operands);
	case NTOBJ_IOC_OPEN_THREAD:
		return open_thread(operands);
	case NTOBJ_IOC_QUERY_PROCESS:
		return query_process(operands);
	case NTOBJ_IOC_QUERY_THREAD:
		return query_thread(operands);
	case NTOBJ_IOC_SET_PROCESS:
		return set_process(operands);
	case NTOBJ_IOC_TERMINATE_PROCESS:
		return terminate(operands);
	case NTOBJ_IOC_QUERY_HANDLES:
		return query_handles(operands);
	case NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT:
		return wait_for_single(operands);
	case NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS:
		return wait_multiple(operands);
	case NTOBJ_IOC_SIGNAL_AND_WAIT:
		return signal_and_wait(operands);
	case NTOBJ_IOC_CREATE_SEMAPHORE:
		return create_semaphore(operands);
	case NTOBJ_IOC_OPEN_SEMAPHORE:
		return open_object(operands, TYPE_SEMAPHORE);
	case NTOBJ_IOC_QUERY_SEMAPHORE:
		return query_semaphore(operands);
	case NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT:
		return release_semaphore(operands);
	case NTOBJ_IOC_CREATE_MUTANT:
		return create_mutant(operands);
	case NTOBJ_IOC_OPEN_MUTANT:
		return open_object(operands, TYPE_MUTANT);
	case NTOBJ_IOC_QUERY_MUTANT:
		return query_mutant(operands);
	case NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS:
		return release_mutant(operands);
	case NTOBJ_IOC_CREATE_EVENT_PAIR:
		return create_event_pair(operands);
	case NTOBJ_IOC_OPEN_EVENT_PAIR:
		return open_object(operands, TYPE_EVENT_PAIR);
	case NTOBJ_IOC_SET_LOW_EVENT_PAIR:
		return set_pair(argument, LOW);
	case NTOBJ_IOC_SET_HIGH_EVENT_PAIR:
		return set_pair(argument, HIGH);
	case NTOBJ_IOC_WAIT_LOW_EVENT_PAIR:
		return wait_pair(argument, LOW);
	case NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR:
		return wait_pair(argument, HIGH);
	case NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR:
		return set_and_wait(operands, HIGH);
	case NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR:
		return set_and_wait(operands, LOW);
	case NTOBJ_IOC_CREATE_TIMER:
		return create_timer(operands);
	case NTOBJ_IOC_OPEN_TIMER:
		return open_object(operands, TYPE_TIMER);
	case NTOBJ_IOC_SET_TIMER:
		return set_timer(operands);
	case NTOBJ_IOC_CANCEL_TIMER:
		return cancel_timer(operands);
	case NTOBJ_IOC_QUERY_TIMER:
		return query_timer(operands);
	case NTOBJ_IOC_DELAY_EXECUTION:
		return delay(operands);
	case NTOBJ_IOC_ALERT_THREAD:
		return alert_thread(argument);
	case NTOBJ_IOC_TEST_ALERT:
		return test_alert(operands);
	case NTOBJ_IOC_SUSPEND_THREAD:
		return change_suspensions(operands, 1);
	case NTOBJ_IOC_RESUME_THREAD:
		return change_suspensions(operands, -1);
	case NTOBJ_IOC_ALERT_RESUME_THREAD:
		is_alerted_thread = true;
		return change_suspensions(operands, -1);
	case NTOBJ_IOC_QUERY_SECURITY:
		return query_security(operands);
	case NTOBJ_IOC_SET_SECURITY:
		return set_security(operands);
	case NTOBJ_IOC_OPEN_PROCESS_TOKEN:
		return open_process_token(operands);
	case NTOBJ_IOC_OPEN_THREAD_TOKEN:
		return open_thread_token(operands);
	case NTOBJ_IOC_DUPLICATE_TOKEN:
		return duplicate_token(operands);
	case NTOBJ_IOC_QUERY_TOKEN:
		return query_token(operands);
	case NTOBJ_IOC_ADJUST_PRIVILEGES:
		return fake_adjust_privileges(operands);
	case NTOBJ_IOC_ACCESS_CHECK:
		return access_check(operands);
	default:
		return STATUS_INVALID_SYSTEM_SERVICE;
	}
}
