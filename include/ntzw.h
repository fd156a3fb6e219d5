/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Services as drivers call them, by NT's names: Zw. See Documentation/mode.rst for what
 * differs from a program's call; <ntddk.h> includes this.
 *
 * What has no wrapper here, and can be called from kernel mode, is called by its ioctl
 * number and structure: ke_call_service(NTOBJ_IOC_QUERY_OBJECT, &argument).
 */
#ifndef _NTOBJ_NTZW_H
#define _NTOBJ_NTZW_H

#include <linux/build_bug.h>
#include <linux/ntobj.h>
#include <linux/string.h>
#include <ntobj/ke_mode.h>

typedef s32 LONG;
typedef LONG *PLONG;
typedef ULONG *PULONG;
typedef u32 ACCESS_MASK;
typedef u16 WCHAR, USHORT;
typedef WCHAR *PWSTR;
typedef const WCHAR *PCWSTR;
typedef void *HANDLE;
typedef HANDLE *PHANDLE;
typedef s8 KPROCESSOR_MODE;

static_assert(sizeof(HANDLE) == sizeof(u64));

#define KernelMode	KE_KERNEL_MODE
#define UserMode	KE_USER_MODE

#define KeGetPreviousMode()	((KPROCESSOR_MODE)ke_previous_mode())
#define ExGetPreviousMode()	KeGetPreviousMode()

typedef struct _UNICODE_STRING {
	USHORT Length;
	USHORT MaximumLength;
	PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

/* @SecurityDescriptor: a struct ntobj_counted_descriptor, or NULL */
typedef struct _OBJECT_ATTRIBUTES {
	ULONG Length;
	HANDLE RootDirectory;
	PUNICODE_STRING ObjectName;
	ULONG Attributes;
	PVOID SecurityDescriptor;
	PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;
typedef const OBJECT_ATTRIBUTES *PCOBJECT_ATTRIBUTES;

#define OBJ_INHERIT			NTOBJ_OBJ_INHERIT
#define OBJ_PERMANENT			NTOBJ_OBJ_PERMANENT
#define OBJ_EXCLUSIVE			NTOBJ_OBJ_EXCLUSIVE
#define OBJ_CASE_INSENSITIVE		NTOBJ_OBJ_CASE_INSENSITIVE
#define OBJ_OPENIF			NTOBJ_OBJ_OPENIF
#define OBJ_KERNEL_HANDLE		NTOBJ_OBJ_KERNEL_HANDLE
#define OBJ_FORCE_ACCESS_CHECK		NTOBJ_OBJ_FORCE_ACCESS_CHECK

#define NtCurrentProcess()	((HANDLE)NTOBJ_CURRENT_PROCESS)
#define NtCurrentThread()	((HANDLE)NTOBJ_CURRENT_THREAD)
#define ZwCurrentProcess()	NtCurrentProcess()
#define ZwCurrentThread()	NtCurrentThread()

#define InitializeObjectAttributes(attributes, name, flags, root, security)	\
	(*(attributes) = (OBJECT_ATTRIBUTES){					\
		.Length = sizeof(OBJECT_ATTRIBUTES),				\
		.RootDirectory = (root),					\
		.ObjectName = (name),						\
		.Attributes = (flags),						\
		.SecurityDescriptor = (security),				\
	})

/* The text ends with a zero, and is not copied; what is too long is cut off. */
static inline void RtlInitUnicodeString(PUNICODE_STRING string, PCWSTR text)
{
	size_t length = 0;

	while (text && text[length] && length < (U16_MAX - 1) / sizeof(WCHAR) - 1)
		length++;
	string->Buffer = (PWSTR)text;
	string->Length = length * sizeof(WCHAR);
	string->MaximumLength = text ? string->Length + sizeof(WCHAR) : 0;
}

static inline u64 __zw_u64(const void *pointer)
{
	return (u64)(ULONG_PTR)pointer;
}

static inline NTSTATUS __zw_attributes(PCOBJECT_ATTRIBUTES from,
				       struct ntobj_object_attributes *to)
{
	*to = (struct ntobj_object_attributes){};
	if (!from)
		return STATUS_SUCCESS;
	if (from->Length != sizeof(*from))
		return STATUS_INVALID_PARAMETER;
	to->root_directory = __zw_u64(from->RootDirectory);
	to->security_descriptor = __zw_u64(from->SecurityDescriptor);
	to->security_quality_of_service = __zw_u64(from->SecurityQualityOfService);
	to->attributes = from->Attributes;
	if (from->ObjectName) {
		to->name = __zw_u64(from->ObjectName->Buffer);
		to->name_length = from->ObjectName->Length;
		/* An empty name is one nevertheless. */
		if (!to->name && !to->name_length)
			to->name = __zw_u64((void *)from->ObjectName);
	}
	return STATUS_SUCCESS;
}

/* The body of a function that makes a handle: with its structure's fields after these. */
#define __ZW_MAKE(command, type, made, access, object_attributes, ...) ({	\
	type __argument = {							\
		.desired_access = (access), ##__VA_ARGS__			\
	};									\
	NTSTATUS __status;							\
										\
	__status = __zw_attributes(object_attributes, &__argument.attributes);	\
	if (NT_SUCCESS(__status))						\
		__status = NTDDK_VALUE(ke_call_service(command, &__argument));	\
	if (NT_SUCCESS(__status))						\
		*(made) = (HANDLE)(ULONG_PTR)__argument.handle;			\
	__status;								\
})

#define __ZW_OPEN(command, made, access, object_attributes)	\
	__ZW_MAKE(command, struct ntobj_open, made, access, object_attributes)

static inline NTSTATUS ZwClose(HANDLE handle)
{
	return NTDDK_VALUE(ke_call_service_direct(NTOBJ_IOC_CLOSE, __zw_u64(handle)));
}

static inline NTSTATUS ZwMakeTemporaryObject(HANDLE handle)
{
	return NTDDK_VALUE(ke_call_service_direct(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT,
						  __zw_u64(handle)));
}

static inline NTSTATUS ZwMakePermanentObject(HANDLE handle)
{
	return NTDDK_VALUE(ke_call_service_direct(NTOBJ_IOC_MAKE_PERMANENT_OBJECT,
						  __zw_u64(handle)));
}

static inline NTSTATUS ZwCompareObjects(HANDLE first, HANDLE second)
{
	struct ntobj_compare_objects argument = {
		.first = __zw_u64(first),
		.second = __zw_u64(second),
	};

	return NTDDK_VALUE(ke_call_service(NTOBJ_IOC_COMPARE_OBJECTS, &argument));
}

#define DUPLICATE_CLOSE_SOURCE	NTOBJ_DUPLICATE_CLOSE_SOURCE
#define DUPLICATE_SAME_ACCESS	NTOBJ_DUPLICATE_SAME_ACCESS

static inline NTSTATUS ZwDuplicateObject(HANDLE source_process, HANDLE source,
					 HANDLE target_process, PHANDLE target,
					 ACCESS_MASK access, ULONG attributes, ULONG options)
{
	struct ntobj_duplicate_object argument = {
		.source_process = __zw_u64(source_process),
		.source_handle = __zw_u64(source),
		.target_process = __zw_u64(target_process),
		.desired_access = access,
		.attributes = attributes,
		.options = options,
	};
	NTSTATUS status;

	status = NTDDK_VALUE(ke_call_service(NTOBJ_IOC_DUPLICATE_OBJECT, &argument));
	if (target)
		*target = (HANDLE)(ULONG_PTR)argument.target_handle;
	return status;
}

/* Directories and symbolic links */

static inline NTSTATUS ZwCreateDirectoryObject(PHANDLE handle, ACCESS_MASK access,
					       PCOBJECT_ATTRIBUTES attributes)
{
	return __ZW_MAKE(NTOBJ_IOC_CREATE_DIRECTORY, struct ntobj_create_directory, handle,
			 access, attributes);
}

static inline NTSTATUS ZwOpenDirectoryObject(PHANDLE handle, ACCESS_MASK access,
					     PCOBJECT_ATTRIBUTES attributes)
{
	return __ZW_OPEN(NTOBJ_IOC_OPEN_DIRECTORY, handle, access, attributes);
}

static inline NTSTATUS ZwCreateSymbolicLinkObject(PHANDLE handle, ACCESS_MASK access,
						  PCOBJECT_ATTRIBUTES attributes,
						  PCUNICODE_STRING target)
{
	return __ZW_MAKE(NTOBJ_IOC_CREATE_SYMBOLIC_LINK, struct ntobj_create_symbolic_link,
			 handle, access, attributes, .target = __zw_u64(target->Buffer),
			 .target_length = target->Length,
			 .target_maximum_length = target->MaximumLength);
}

static inline NTSTATUS ZwOpenSymbolicLinkObject(PHANDLE handle, ACCESS_MASK access,
						PCOBJECT_ATTRIBUTES attributes)
{
	return __ZW_OPEN(NTOBJ_IOC_OPEN_SYMBOLIC_LINK, handle, access, attributes);
}

static inline NTSTATUS ZwQuerySymbolicLinkObject(HANDLE handle, PUNICODE_STRING target,
						 PULONG returned)
{
	struct ntobj_query_symbolic_link argument = {
		.handle = __zw_u64(handle),
		.buffer = __zw_u64(target->Buffer),
		.length = target->MaximumLength,
		.flags = returned ? NTOBJ_QUERY_MAXIMUM_LENGTH : 0,
	};
	NTSTATUS status;

	status = NTDDK_VALUE(ke_call_service(NTOBJ_IOC_QUERY_SYMBOLIC_LINK, &argument));
	if (NT_SUCCESS(status))
		target->Length = argument.target_length;
	if (returned && (NT_SUCCESS(status) || status == STATUS_BUFFER_TOO_SMALL))
		*returned = argument.target_maximum_length;
	return status;
}

/* Events */

typedef enum _EVENT_TYPE {
	NotificationEvent = NTOBJ_NOTIFICATION_EVENT,
	SynchronizationEvent = NTOBJ_SYNCHRONIZATION_EVENT,
} EVENT_TYPE;

static inline NTSTATUS ZwCreateEvent(PHANDLE handle, ACCESS_MASK access,
				     PCOBJECT_ATTRIBUTES attributes, EVENT_TYPE type,
				     BOOLEAN state)
{
	return __ZW_MAKE(NTOBJ_IOC_CREATE_EVENT, struct ntobj_create_event, handle, access,
			 attributes, .event_type = type, .initial_state = state);
}

static inline NTSTATUS ZwOpenEvent(PHANDLE handle, ACCESS_MASK access,
				   PCOBJECT_ATTRIBUTES attributes)
{
	return __ZW_OPEN(NTOBJ_IOC_OPEN_EVENT, handle, access, attributes);
}

/* What is done to an event by one service or, if the state before is wanted, by another. */
#define __ZW_CHANGE_EVENT(operation, event, previous) ({			\
	struct ntobj_event_state __argument = { .handle = __zw_u64(event) };	\
	PLONG __previous = (previous);						\
	NTSTATUS __status;							\
										\
	if (__previous)								\
		__status = NTDDK_VALUE(ke_call_service(				\
			NTOBJ_IOC_##operation##_EVENT_PREVIOUS, &__argument));	\
	else									\
		__status = NTDDK_VALUE(ke_call_service_direct(			\
			NTOBJ_IOC_##operation##_EVENT, __argument.handle));	\
	if (__previous && NT_SUCCESS(__status))					\
		*__previous = __argument.previous_state;			\
	__status;								\
})

static inline NTSTATUS ZwSetEvent(HANDLE handle, PLONG previous)
{
	return __ZW_CHANGE_EVENT(SET, handle, previous);
}

static inline NTSTATUS ZwResetEvent(HANDLE handle, PLONG previous)
{
	return __ZW_CHANGE_EVENT(RESET, handle, previous);
}

static inline NTSTATUS ZwPulseEvent(HANDLE handle, PLONG previous)
{
	return __ZW_CHANGE_EVENT(PULSE, handle, previous);
}

static inline NTSTATUS ZwClearEvent(HANDLE handle)
{
	return NTDDK_VALUE(ke_call_service_direct(NTOBJ_IOC_CLEAR_EVENT, __zw_u64(handle)));
}

/* Semaphores and mutants */

static inline NTSTATUS ZwCreateSemaphore(PHANDLE handle, ACCESS_MASK access,
					 PCOBJECT_ATTRIBUTES attributes, LONG count,
					 LONG limit)
{
	return __ZW_MAKE(NTOBJ_IOC_CREATE_SEMAPHORE, struct ntobj_create_semaphore, handle,
			 access, attributes, .initial_count = count, .maximum_count = limit);
}

static inline NTSTATUS ZwOpenSemaphore(PHANDLE handle, ACCESS_MASK access,
				       PCOBJECT_ATTRIBUTES attributes)
{
	return __ZW_OPEN(NTOBJ_IOC_OPEN_SEMAPHORE, handle, access, attributes);
}

static inline NTSTATUS ZwReleaseSemaphore(HANDLE handle, LONG count, PLONG previous)
{
	struct ntobj_release_semaphore argument = {
		.handle = __zw_u64(handle),
		.release_count = count,
	};
	NTSTATUS status;

	status = NTDDK_VALUE(ke_call_service(NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT, &argument));
	if (previous && NT_SUCCESS(status))
		*previous = argument.previous_count;
	return status;
}

static inline NTSTATUS ZwCreateMutant(PHANDLE handle, ACCESS_MASK access,
				      PCOBJECT_ATTRIBUTES attributes, BOOLEAN owner)
{
	return __ZW_MAKE(NTOBJ_IOC_CREATE_MUTANT, struct ntobj_create_mutant, handle,
			 access, attributes, .initial_owner = owner);
}

static inline NTSTATUS ZwOpenMutant(PHANDLE handle, ACCESS_MASK access,
				    PCOBJECT_ATTRIBUTES attributes)
{
	return __ZW_OPEN(NTOBJ_IOC_OPEN_MUTANT, handle, access, attributes);
}

static inline NTSTATUS ZwReleaseMutant(HANDLE handle, PLONG previous)
{
	struct ntobj_mutant_state argument = { .handle = __zw_u64(handle) };
	NTSTATUS status;

	status = NTDDK_VALUE(ke_call_service(NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS, &argument));
	if (previous && NT_SUCCESS(status))
		*previous = argument.previous_count;
	return status;
}

/* Timers; of a procedure for one there can be none, as there is no user mode to call it in */

static inline NTSTATUS ZwCreateTimer(PHANDLE handle, ACCESS_MASK access,
				     PCOBJECT_ATTRIBUTES attributes, ULONG type)
{
	return __ZW_MAKE(NTOBJ_IOC_CREATE_TIMER, struct ntobj_create_timer, handle, access,
			 attributes, .timer_type = type);
}

static inline NTSTATUS ZwOpenTimer(PHANDLE handle, ACCESS_MASK access,
				   PCOBJECT_ATTRIBUTES attributes)
{
	return __ZW_OPEN(NTOBJ_IOC_OPEN_TIMER, handle, access, attributes);
}

static inline NTSTATUS ZwSetTimer(HANDLE handle, const LARGE_INTEGER *due, PVOID routine,
				  PVOID context, BOOLEAN resume, LONG period,
				  BOOLEAN *previous)
{
	struct ntobj_set_timer argument = {
		.handle = __zw_u64(handle),
		.due_time = due->QuadPart,
		.apc_routine = __zw_u64(routine),
		.apc_context = __zw_u64(context),
		.period = period,
		.resume = !!resume,
	};
	NTSTATUS status;

	status = NTDDK_VALUE(ke_call_service(NTOBJ_IOC_SET_TIMER, &argument));
	if (previous && NT_SUCCESS(status))
		*previous = argument.previous_state;
	return status;
}

static inline NTSTATUS ZwCancelTimer(HANDLE handle, BOOLEAN *state)
{
	struct ntobj_timer_state argument = { .handle = __zw_u64(handle) };
	NTSTATUS status;

	status = NTDDK_VALUE(ke_call_service(NTOBJ_IOC_CANCEL_TIMER, &argument));
	if (state && NT_SUCCESS(status))
		*state = argument.current_state;
	return status;
}

/* Waits */

typedef enum _WAIT_TYPE {
	WaitAll = NTOBJ_WAIT_ALL,
	WaitAny = NTOBJ_WAIT_ANY,
} WAIT_TYPE;

/* A wait's deadline, and its flags. */
static inline u64 __zw_deadline(const LARGE_INTEGER *timeout, BOOLEAN alertable, u32 *flags)
{
	*flags = alertable ? NTOBJ_WAIT_ALERTABLE : 0;
	return ke_wait_deadline(timeout ? &timeout->QuadPart : NULL, flags);
}

static inline NTSTATUS ZwWaitForSingleObject(HANDLE handle, BOOLEAN alertable,
					     const LARGE_INTEGER *timeout)
{
	struct ntobj_wait_single argument = { .handle = __zw_u64(handle) };

	argument.deadline = __zw_deadline(timeout, alertable, &argument.flags);
	return NTDDK_VALUE(ke_call_service(NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT, &argument));
}

static inline NTSTATUS ZwWaitForMultipleObjects(ULONG count, const HANDLE *handles,
						WAIT_TYPE type, BOOLEAN alertable,
						const LARGE_INTEGER *timeout)
{
	struct ntobj_wait_multiple argument = {
		.handles = __zw_u64(handles),
		.count = count,
		.wait_type = type,
	};

	argument.deadline = __zw_deadline(timeout, alertable, &argument.flags);
	return NTDDK_VALUE(ke_call_service(NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, &argument));
}

static inline NTSTATUS ZwSignalAndWaitForSingleObject(HANDLE signal, HANDLE wait,
						      BOOLEAN alertable,
						      const LARGE_INTEGER *timeout)
{
	struct ntobj_signal_and_wait argument = {
		.signal_handle = __zw_u64(signal),
		.wait_handle = __zw_u64(wait),
	};

	argument.deadline = __zw_deadline(timeout, alertable, &argument.flags);
	return NTDDK_VALUE(ke_call_service(NTOBJ_IOC_SIGNAL_AND_WAIT, &argument));
}

#endif /* _NTOBJ_NTZW_H */
