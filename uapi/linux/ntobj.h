/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * The interface of /dev/ntobj.
 *
 * How a service is called
 *
 *   A service is an ioctl on any descriptor of /dev/ntobj. The ioctl's type
 *   byte chooses one of four service tables, its number byte the service. The
 *   result of ioctl(2) is the service's NTSTATUS as a signed 32-bit number.
 *   Only two things are told by -1 and errno instead: EINTR (a signal came
 *   during a wait; deadlines are absolute, so simply call again), and ENOTTY
 *   for an ioctl whose type byte is none of the four.
 *
 *   A service declared by _IO takes its one operand, a handle, in the ioctl
 *   argument itself. Every other one takes a pointer to its structure, whose
 *   size stands in the ioctl number. Structures have one layout for 32- and
 *   64-bit callers and may grow: a shorter structure than the kernel's is read
 *   as if followed by zeros as long as it has all fields of the first version,
 *   a longer one is welcome if what the kernel does not know is zero.
 *
 *   What any service can return besides its own statuses:
 *   STATUS_INVALID_SYSTEM_SERVICE  no service has that number in that table,
 *                                  or the ioctl's direction is not its own
 *   STATUS_INFO_LENGTH_MISMATCH    the structure is too short, longer than a
 *                                  page, or has a non-zero unknown tail
 *   STATUS_ACCESS_VIOLATION        a pointer is bad; nothing was changed
 *   STATUS_INSUFFICIENT_RESOURCES  no memory for the caller's process record
 *
 *   On an error nothing was changed, and the structure is as it was but for
 *   fields that the service's text names.
 *
 * Handles
 *
 *   A handle belongs to the process that got it, whichever descriptor it was
 *   got through: a descriptor passed to another process gives it nothing, and
 *   closing all descriptors closes no handle. Handles go when they are closed
 *   or the process ends. The value is a multiple of 4; its two low bits are
 *   ignored. A 32-bit caller sign-extends handle values to 64 bits.
 *
 * Names
 *
 *   Names are counted strings of UTF-16 units in the caller's byte order, not
 *   terminated; lengths are in bytes.
 */
#ifndef _UAPI_LINUX_NTOBJ_H
#define _UAPI_LINUX_NTOBJ_H

#include <linux/ioctl.h>
#include <linux/types.h>
#include <linux/ntobj_apc.h>
#include <linux/ntobj_handles.h>
#include <linux/ntobj_security.h>
#include <linux/ntobj_status.h>
#include <linux/ntobj_wait.h>

/* The type bytes of the four service tables. */
#define NTOBJ_TABLE_NATIVE	0xD0	/* the services below */
#define NTOBJ_TABLE_SHADOW	0xD1	/* switched in per thread, at its first call */
#define NTOBJ_TABLE_EXTENSION_0	0xD2	/* for extension drivers */
#define NTOBJ_TABLE_EXTENSION_1	0xD3	/* for extension drivers */

/* Access rights: standard, generic, and of each type. */
#define NTOBJ_DELETE			0x00010000
#define NTOBJ_READ_CONTROL		0x00020000
#define NTOBJ_WRITE_DAC			0x00040000
#define NTOBJ_WRITE_OWNER		0x00080000
#define NTOBJ_SYNCHRONIZE		0x00100000
#define NTOBJ_STANDARD_RIGHTS_REQUIRED	0x000F0000
#define NTOBJ_STANDARD_RIGHTS_ALL	0x001F0000
#define NTOBJ_ACCESS_SYSTEM_SECURITY	0x01000000
#define NTOBJ_MAXIMUM_ALLOWED		0x02000000
#define NTOBJ_GENERIC_ALL		0x10000000
#define NTOBJ_GENERIC_EXECUTE		0x20000000
#define NTOBJ_GENERIC_WRITE		0x40000000
#define NTOBJ_GENERIC_READ		0x80000000

#define NTOBJ_DIRECTORY_QUERY		0x0001
#define NTOBJ_DIRECTORY_TRAVERSE	0x0002
#define NTOBJ_DIRECTORY_CREATE_OBJECT	0x0004
#define NTOBJ_DIRECTORY_CREATE_SUBDIRECTORY 0x0008
#define NTOBJ_DIRECTORY_ALL_ACCESS	0x000F000F

#define NTOBJ_SYMBOLIC_LINK_QUERY	0x0001
#define NTOBJ_SYMBOLIC_LINK_ALL_ACCESS	0x000F0001

#define NTOBJ_EVENT_QUERY_STATE		0x0001
#define NTOBJ_EVENT_MODIFY_STATE	0x0002
#define NTOBJ_EVENT_ALL_ACCESS		0x001F0003

#define NTOBJ_SEMAPHORE_QUERY_STATE	0x0001
#define NTOBJ_SEMAPHORE_MODIFY_STATE	0x0002
#define NTOBJ_SEMAPHORE_ALL_ACCESS	0x001F0003

#define NTOBJ_MUTANT_QUERY_STATE	0x0001
#define NTOBJ_MUTANT_ALL_ACCESS		0x001F0001

#define NTOBJ_TIMER_QUERY_STATE		0x0001
#define NTOBJ_TIMER_MODIFY_STATE	0x0002
#define NTOBJ_TIMER_ALL_ACCESS		0x001F0003

/* There are no rights of event pairs' own: NTOBJ_SYNCHRONIZE is for all that is done. */
#define NTOBJ_EVENT_PAIR_ALL_ACCESS	0x001F0000

#define NTOBJ_PROCESS_TERMINATE		0x0001
#define NTOBJ_PROCESS_CREATE_THREAD	0x0002
#define NTOBJ_PROCESS_SET_SESSIONID	0x0004
#define NTOBJ_PROCESS_VM_OPERATION	0x0008
#define NTOBJ_PROCESS_VM_READ		0x0010
#define NTOBJ_PROCESS_VM_WRITE		0x0020
#define NTOBJ_PROCESS_DUP_HANDLE	0x0040
#define NTOBJ_PROCESS_CREATE_PROCESS	0x0080
#define NTOBJ_PROCESS_SET_QUOTA		0x0100
#define NTOBJ_PROCESS_SET_INFORMATION	0x0200
#define NTOBJ_PROCESS_QUERY_INFORMATION	0x0400
#define NTOBJ_PROCESS_SUSPEND_RESUME	0x0800
#define NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION 0x1000
#define NTOBJ_PROCESS_SET_LIMITED_INFORMATION 0x2000
#define NTOBJ_PROCESS_ALL_ACCESS	0x001FFFFF

#define NTOBJ_THREAD_TERMINATE		0x0001
#define NTOBJ_THREAD_SUSPEND_RESUME	0x0002
#define NTOBJ_THREAD_ALERT		0x0004
#define NTOBJ_THREAD_GET_CONTEXT	0x0008
#define NTOBJ_THREAD_SET_CONTEXT	0x0010
#define NTOBJ_THREAD_SET_INFORMATION	0x0020
#define NTOBJ_THREAD_QUERY_INFORMATION	0x0040
#define NTOBJ_THREAD_SET_THREAD_TOKEN	0x0080
#define NTOBJ_THREAD_IMPERSONATE	0x0100
#define NTOBJ_THREAD_DIRECT_IMPERSONATION 0x0200
#define NTOBJ_THREAD_SET_LIMITED_INFORMATION 0x0400
#define NTOBJ_THREAD_QUERY_LIMITED_INFORMATION 0x0800
#define NTOBJ_THREAD_RESUME		0x1000
#define NTOBJ_THREAD_ALL_ACCESS		0x001FFFFF

/*
 * Handles that stand for the caller itself, without an entry in its table.
 * They have all rights, can be closed without effect, and name the process or
 * thread that uses them, whoever passed them on.
 */
#define NTOBJ_CURRENT_PROCESS		0xFFFFFFFFFFFFFFFFULL	/* -1 */
#define NTOBJ_CURRENT_THREAD		0xFFFFFFFFFFFFFFFEULL	/* -2 */

/* Attributes of an object and of the handle to it. */
#define NTOBJ_OBJ_PROTECT_CLOSE		0x00000001
#define NTOBJ_OBJ_INHERIT		0x00000002
#define NTOBJ_OBJ_AUDIT_OBJECT_CLOSE	0x00000004
#define NTOBJ_OBJ_PERMANENT		0x00000010
#define NTOBJ_OBJ_EXCLUSIVE		0x00000020
#define NTOBJ_OBJ_CASE_INSENSITIVE	0x00000040
#define NTOBJ_OBJ_OPENIF		0x00000080
#define NTOBJ_OBJ_OPENLINK		0x00000100
#define NTOBJ_OBJ_KERNEL_HANDLE		0x00000200
#define NTOBJ_OBJ_FORCE_ACCESS_CHECK	0x00000400
#define NTOBJ_OBJ_IGNORE_IMPERSONATED_DEVICEMAP 0x00000800
#define NTOBJ_OBJ_DONT_REPARSE		0x00001000
#define NTOBJ_OBJ_VALID_ATTRIBUTES	0x00001FF2

/**
 * struct ntobj_object_attributes - what to create or open, and how
 * @root_directory: handle of the directory that the name is relative to, 0
 *	for none
 * @name: address of the name. 0 says that there is no name at all; any other
 *	address with @name_length 0 is an empty name
 * @security_descriptor: address of a struct ntobj_counted_descriptor for a new
 *	object, 0 for the default
 * @security_quality_of_service: must be 0 until impersonation is supported
 * @name_length: bytes of the name, even, 0 to 65532
 * @attributes: NTOBJ_OBJ_* bits within NTOBJ_OBJ_VALID_ATTRIBUTES
 */
struct ntobj_object_attributes {
	__aligned_u64 root_directory;
	__aligned_u64 name;
	__aligned_u64 security_descriptor;
	__aligned_u64 security_quality_of_service;
	__u32 name_length;
	__u32 attributes;
};

/* Features, as bits of struct ntobj_query_version. */
#define NTOBJ_FEATURE_NAMESPACE		0x0000000000000001ULL
#define NTOBJ_FEATURE_HANDLES		0x0000000000000002ULL
#define NTOBJ_FEATURE_EVENTS		0x0000000000000004ULL
#define NTOBJ_FEATURE_WAIT_SINGLE	0x0000000000000008ULL
#define NTOBJ_FEATURE_SERVICE_TABLES	0x0000000000000010ULL
#define NTOBJ_FEATURE_PROCESSES		0x0000000000000020ULL
#define NTOBJ_FEATURE_SECURITY		0x0000000000000040ULL
#define NTOBJ_FEATURE_DUPLICATION	0x0000000000000080ULL
#define NTOBJ_FEATURE_WAIT_MULTIPLE	0x0000000000000100ULL
#define NTOBJ_FEATURE_SEMAPHORES	0x0000000000000200ULL
#define NTOBJ_FEATURE_MUTANTS		0x0000000000000400ULL
#define NTOBJ_FEATURE_EVENT_PAIRS	0x0000000000000800ULL
#define NTOBJ_FEATURE_TIMERS		0x0000000000001000ULL
#define NTOBJ_FEATURE_APCS		0x0000000000002000ULL
#define NTOBJ_FEATURE_SUSPENSION	0x0000000000004000ULL

#define NTOBJ_ABI_VERSION		8

/**
 * struct ntobj_query_version - what the loaded module is and can do
 * @abi: out, NTOBJ_ABI_VERSION of the module; it grows when services do
 * @max_handles: out, how many handles a process may have now
 * @features: out, NTOBJ_FEATURE_* bits
 * @module_version: out, the module's version as text, terminated
 */
struct ntobj_query_version {
	__u32 abi;
	__u32 max_handles;
	__aligned_u64 features;
	__u8 module_version[32];
};

/**
 * struct ntobj_open - open a named object (directory, symbolic link,
 *	event, semaphore, mutant, event pair, timer)
 * @attributes: the name; NTOBJ_OBJ_PERMANENT, _EXCLUSIVE and _OPENIF are
 *	of no effect here
 * @desired_access: rights wanted; generic ones are mapped
 * @reserved: 0
 * @handle: out
 */
struct ntobj_open {
	struct ntobj_object_attributes attributes;
	__u32 desired_access;
	__u32 reserved;
	__aligned_u64 handle;
};

/**
 * struct ntobj_create_directory - create a directory object
 * @attributes: the name, if any
 * @desired_access: rights wanted in the new handle
 * @reserved: 0
 * @handle: out
 */
struct ntobj_create_directory {
	struct ntobj_object_attributes attributes;
	__u32 desired_access;
	__u32 reserved;
	__aligned_u64 handle;
};

/* Flags of struct ntobj_query_directory. */
#define NTOBJ_QUERY_SINGLE_ENTRY	0x1
#define NTOBJ_QUERY_RESTART_SCAN	0x2

/**
 * struct ntobj_directory_record - one entry in the answer to a directory query
 * @size: bytes from this record to the next one, a multiple of 8
 * @name_length: bytes of the name
 * @type_length: bytes of the type's name
 * @text: the name, then the type's name
 */
struct ntobj_directory_record {
	__u32 size;
	__u16 name_length;
	__u16 type_length;
	__u16 text[];
};

/**
 * struct ntobj_query_directory - read entries of a directory, oldest first
 * @handle: the directory, with NTOBJ_DIRECTORY_QUERY
 * @buffer: where the records go
 * @context: in and out. Where to go on: 0 to begin, afterwards what the last
 *	call left here. An entry that is there all the while is returned once,
 *	whatever is inserted and removed in between. In a directory from which
 *	nothing was ever removed this is the number of entries returned so far
 * @length: bytes that the caller has, counted as follows: each entry takes
 *	@entry_overhead plus its two strings, and @final_overhead is counted
 *	once. @buffer itself must have room for the records
 * @flags: NTOBJ_QUERY_*
 * @entry_overhead: 16 to 256
 * @final_overhead: 0 to 256
 * @return_length: out, bytes used of @length; what would be needed if a single
 *	entry did not fit; @final_overhead if none was returned
 * @count: out, records written
 *
 * One call uses at most 128 KiB of @length. What is out is written also with
 * STATUS_BUFFER_TOO_SMALL and STATUS_NO_MORE_ENTRIES, which leave @context as
 * it was.
 */
struct ntobj_query_directory {
	__aligned_u64 handle;
	__aligned_u64 buffer;
	__aligned_u64 context;
	__u32 length;
	__u32 flags;
	__u32 entry_overhead;
	__u32 final_overhead;
	__u32 return_length;
	__u32 count;
};

/**
 * struct ntobj_create_symbolic_link - create a symbolic link object
 * @attributes: the name, if any
 * @target: address of the target's path
 * @target_length: bytes of the target, even, 0 to 65532
 * @target_maximum_length: bytes at @target that the link keeps, @target_length
 *	or more and not 0; an odd number is rounded down
 * @desired_access: rights wanted in the new handle
 * @reserved: 0
 * @handle: out
 */
struct ntobj_create_symbolic_link {
	struct ntobj_object_attributes attributes;
	__aligned_u64 target;
	__u32 target_length;
	__u32 target_maximum_length;
	__u32 desired_access;
	__u32 reserved;
	__aligned_u64 handle;
};

/* Flags of struct ntobj_query_symbolic_link. */
#define NTOBJ_QUERY_MAXIMUM_LENGTH	0x1

/**
 * struct ntobj_query_symbolic_link - read a link's target
 * @handle: the link, with NTOBJ_SYMBOLIC_LINK_QUERY
 * @buffer: where the target goes
 * @length: bytes at @buffer
 * @flags: NTOBJ_QUERY_MAXIMUM_LENGTH to get all that the link keeps, else the
 *	target alone
 * @target_length: out, bytes of the target
 * @target_maximum_length: out, bytes that the link keeps. Written also with
 *	STATUS_BUFFER_TOO_SMALL
 */
struct ntobj_query_symbolic_link {
	__aligned_u64 handle;
	__aligned_u64 buffer;
	__u32 length;
	__u32 flags;
	__u32 target_length;
	__u32 target_maximum_length;
};

/* Classes of struct ntobj_query_object and struct ntobj_set_object. */
#define NTOBJ_OBJECT_BASIC_INFORMATION		0
#define NTOBJ_OBJECT_NAME_INFORMATION		1
#define NTOBJ_OBJECT_TYPE_INFORMATION		2
#define NTOBJ_OBJECT_TYPES_INFORMATION		3
#define NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION	4
#define NTOBJ_OBJECT_SESSION_INFORMATION	5

/**
 * struct ntobj_object_basic_information - answer to the basic class
 * @id: a number that no other object has had since the module was loaded
 * @creation_time: of a symbolic link, nanoseconds since 1970; 0 for others
 * @handle_count: open handles, in all processes
 * @pointer_count: references, this query's own included
 * @attributes: NTOBJ_OBJ_PERMANENT, _EXCLUSIVE, and those of the handle
 * @granted_access: of the handle
 * @name_information_size: bytes that the name class would take, 0 if unnamed
 * @type_information_size: bytes that the type class would take
 * @paged_pool_charge: bytes
 * @non_paged_pool_charge: bytes
 * @security_descriptor_size: bytes
 * @reserved: 0
 */
struct ntobj_object_basic_information {
	__aligned_u64 id;
	__s64 creation_time;
	__aligned_u64 handle_count;
	__aligned_u64 pointer_count;
	__u32 attributes;
	__u32 granted_access;
	__u32 name_information_size;
	__u32 type_information_size;
	__u32 paged_pool_charge;
	__u32 non_paged_pool_charge;
	__u32 security_descriptor_size;
	__u32 reserved;
};

/**
 * struct ntobj_object_name_information - answer to the name class
 * @length: bytes of the full path; 0 for an object without a name
 * @reserved: 0
 * @name: the path
 */
struct ntobj_object_name_information {
	__u32 length;
	__u32 reserved;
	__u16 name[];
};

/**
 * struct ntobj_object_type_information - answer to the type class; the types
 *	class is an array of these, one per type, each @size bytes long
 * @size: bytes of this record with its name, a multiple of 8
 * @index: the type's number, 1 and up
 * @total_objects: objects there are
 * @total_handles: handles there are
 * @high_water_objects: most objects there were at a time
 * @high_water_handles: most handles there were at a time
 * @invalid_attributes: NTOBJ_OBJ_* bits that the type refuses
 * @generic_read: what NTOBJ_GENERIC_READ means
 * @generic_write: what NTOBJ_GENERIC_WRITE means
 * @generic_execute: what NTOBJ_GENERIC_EXECUTE means
 * @generic_all: what NTOBJ_GENERIC_ALL means
 * @valid_access: rights that the type knows
 * @flags: NTOBJ_TYPE_*
 * @body_size: bytes that one object takes in kernel memory, header included
 * @paged_pool_charge: bytes
 * @non_paged_pool_charge: bytes
 * @name_length: bytes of the name
 * @reserved: 0
 * @name: the type's name
 */
struct ntobj_object_type_information {
	__u32 size;
	__u32 index;
	__u32 total_objects;
	__u32 total_handles;
	__u32 high_water_objects;
	__u32 high_water_handles;
	__u32 invalid_attributes;
	__u32 generic_read;
	__u32 generic_write;
	__u32 generic_execute;
	__u32 generic_all;
	__u32 valid_access;
	__u32 flags;
	__u32 body_size;
	__u32 paged_pool_charge;
	__u32 non_paged_pool_charge;
	__u32 name_length;
	__u32 reserved;
	__u16 name[];
};

#define NTOBJ_TYPE_CASE_INSENSITIVE	0x01
#define NTOBJ_TYPE_USE_DEFAULT_OBJECT	0x02
#define NTOBJ_TYPE_SECURITY_REQUIRED	0x04
#define NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT 0x08
#define NTOBJ_TYPE_MAINTAIN_TYPE_LIST	0x10
#define NTOBJ_TYPE_PAGED_POOL		0x20
#define NTOBJ_TYPE_SUPPORTS_CALLBACKS	0x40

/**
 * struct ntobj_object_handle_flag_information - the handle flag class
 * @inherit: 1 if the handle is marked for child processes to inherit
 * @protect_from_close: 1 if the handle can't be closed
 */
struct ntobj_object_handle_flag_information {
	__u8 inherit;
	__u8 protect_from_close;
};

/**
 * struct ntobj_query_object - query an object or the handle to it
 * @handle: any right will do; 0 for the types class
 * @buffer: where the answer goes
 * @information_class: NTOBJ_OBJECT_*
 * @length: bytes at @buffer; the basic and handle flag classes want exactly
 *	their structure's
 * @return_length: out, bytes of the answer. Written also with
 *	STATUS_INFO_LENGTH_MISMATCH
 * @reserved: 0
 */
struct ntobj_query_object {
	__aligned_u64 handle;
	__aligned_u64 buffer;
	__u32 information_class;
	__u32 length;
	__u32 return_length;
	__u32 reserved;
};

/**
 * struct ntobj_set_object - change a handle's flags, or a directory's session
 * @handle: the handle; any right will do
 * @buffer: struct ntobj_object_handle_flag_information, or nothing
 * @information_class: NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION; or
 *	NTOBJ_OBJECT_SESSION_INFORMATION to give a directory the caller's session,
 *	which takes SeTcbPrivilege
 * @length: bytes at @buffer, exactly the structure's; 0 for the session
 */
struct ntobj_set_object {
	__aligned_u64 handle;
	__aligned_u64 buffer;
	__u32 information_class;
	__u32 length;
};

/* Types of event. */
#define NTOBJ_NOTIFICATION_EVENT	0	/* stays set; releases all waiters */
#define NTOBJ_SYNCHRONIZATION_EVENT	1	/* releases one, and is reset by it */

/**
 * struct ntobj_create_event - create an event object
 * @attributes: the name, if any
 * @desired_access: rights wanted in the new handle
 * @event_type: NTOBJ_*_EVENT
 * @initial_state: 0 for not signalled, anything else for signalled
 * @reserved: 0
 * @handle: out
 */
struct ntobj_create_event {
	struct ntobj_object_attributes attributes;
	__u32 desired_access;
	__u32 event_type;
	__u32 initial_state;
	__u32 reserved;
	__aligned_u64 handle;
};

/**
 * struct ntobj_create_semaphore - create a semaphore object
 * @attributes: the name, if any
 * @desired_access: rights wanted in the new handle
 * @reserved: 0
 * @initial_count: 0 to @maximum_count
 * @maximum_count: 1 or more
 * @handle: out
 */
struct ntobj_create_semaphore {
	struct ntobj_object_attributes attributes;
	__u32 desired_access;
	__u32 reserved;
	__s32 initial_count;
	__s32 maximum_count;
	__aligned_u64 handle;
};

/**
 * struct ntobj_create_mutant - create a mutant object
 * @attributes: the name, if any
 * @desired_access: rights wanted in the new handle
 * @initial_owner: anything but 0 to let the calling thread own a new mutant
 * @handle: out
 */
struct ntobj_create_mutant {
	struct ntobj_object_attributes attributes;
	__u32 desired_access;
	__u32 initial_owner;
	__aligned_u64 handle;
};

/**
 * struct ntobj_create_event_pair - create an event pair object
 * @attributes: the name, if any
 * @desired_access: rights wanted in the new handle
 * @reserved: 0
 * @handle: out
 *
 * Two synchronization events, low and high, neither of them signalled.
 */
struct ntobj_create_event_pair {
	struct ntobj_object_attributes attributes;
	__u32 desired_access;
	__u32 reserved;
	__aligned_u64 handle;
};

#define NTOBJ_NOTIFICATION_TIMER	0
#define NTOBJ_SYNCHRONIZATION_TIMER	1

/**
 * struct ntobj_create_timer - create a timer object
 * @attributes: the name, if any
 * @desired_access: rights wanted in the new handle
 * @timer_type: NTOBJ_NOTIFICATION_TIMER or NTOBJ_SYNCHRONIZATION_TIMER, else
 *	STATUS_INVALID_PARAMETER_4
 * @handle: out
 *
 * It is not signalled, and is not set.
 */
struct ntobj_create_timer {
	struct ntobj_object_attributes attributes;
	__u32 desired_access;
	__u32 timer_type;
	__aligned_u64 handle;
};

/**
 * struct ntobj_event_state - change an event and learn what it was before
 * @handle: the event, with NTOBJ_EVENT_MODIFY_STATE
 * @previous_state: out, 0 or 1
 * @reserved: 0
 */
struct ntobj_event_state {
	__aligned_u64 handle;
	__s32 previous_state;
	__u32 reserved;
};

/**
 * struct ntobj_query_event - read an event
 * @handle: the event, with NTOBJ_EVENT_QUERY_STATE
 * @event_type: out
 * @state: out, 0 or 1
 */
struct ntobj_query_event {
	__aligned_u64 handle;
	__u32 event_type;
	__s32 state;
};

/* Flags of struct ntobj_open_client. */
#define NTOBJ_OPEN_CLIENT_ID		0x1

/**
 * struct ntobj_open_client - open a process or a thread
 * @attributes: of the handle; a name only without NTOBJ_OPEN_CLIENT_ID
 * @process_id: to open a process: which one, unless @thread_id says so; to open
 *	a thread: 0, or the process that it must belong to
 * @thread_id: to open a thread: which one; to open a process: 0, or a thread
 *	that @process_id must have
 * @desired_access: rights wanted; generic ones are mapped
 * @flags: NTOBJ_OPEN_CLIENT_ID if the ids say what to open, as they do but for
 *	an object that was given a name
 * @handle: out
 *
 * The ids are those that the caller's pid namespace has. What has ended can't
 * be opened any more, whether or not its parent has waited for it.
 */
struct ntobj_open_client {
	struct ntobj_object_attributes attributes;
	__aligned_u64 process_id;
	__aligned_u64 thread_id;
	__u32 desired_access;
	__u32 flags;
	__aligned_u64 handle;
};

/* Classes of NTOBJ_IOC_QUERY_PROCESS; more in <linux/ntobj_handles.h>. */
#define NTOBJ_PROCESS_BASIC_INFORMATION		0
#define NTOBJ_PROCESS_TIMES			4
#define NTOBJ_PROCESS_HANDLE_COUNT		20
#define NTOBJ_PROCESS_SESSION_INFORMATION	24	/* u32 */

/* Classes of NTOBJ_IOC_QUERY_THREAD. */
#define NTOBJ_THREAD_BASIC_INFORMATION		0
#define NTOBJ_THREAD_TIMES			1

/**
 * struct ntobj_query_client - query a process or a thread
 * @handle: the object, with NTOBJ_PROCESS_QUERY_LIMITED_INFORMATION or
 *	NTOBJ_THREAD_QUERY_LIMITED_INFORMATION; the right to query information
 *	includes it
 * @buffer: where the answer goes
 * @information_class: NTOBJ_PROCESS_* or NTOBJ_THREAD_*
 * @length: bytes at @buffer, exactly those of the class's structure
 * @return_length: out, bytes of the answer. Written also with
 *	STATUS_INFO_LENGTH_MISMATCH
 * @reserved: 0
 */
struct ntobj_query_client {
	__aligned_u64 handle;
	__aligned_u64 buffer;
	__u32 information_class;
	__u32 length;
	__u32 return_length;
	__u32 reserved;
};

/**
 * struct ntobj_process_basic_information - answer to the basic class
 * @process_id: as the caller's pid namespace has it; 0 if it does not
 * @parent_process_id: of who made the process, alive or not; of who was its
 *	parent when the module first heard of it, if it was not made by one that
 *	calls services. The same
 * @affinity_mask: processors it may run on, of the first 64; 0 once it has ended
 * @exit_status: STATUS_PENDING while it lives. Afterwards what it was
 *	terminated with, else what it passed to exit(2), else, if a signal ended
 *	it, a status that says so
 * @wait_status: afterwards, as waitpid(2) has it; 0 while it lives
 * @base_priority: 1 to 15 by nice value, 8 in the middle; 16 to 31 for real-time
 *	policies; 0 once it has ended
 * @threads: threads it has; 0 once it has ended
 */
struct ntobj_process_basic_information {
	__aligned_u64 process_id;
	__aligned_u64 parent_process_id;
	__aligned_u64 affinity_mask;
	__s32 exit_status;
	__u32 wait_status;
	__s32 base_priority;
	__u32 threads;
};

/**
 * struct ntobj_thread_basic_information - answer to the basic class
 * @process_id: as the caller's pid namespace has it; 0 if it does not
 * @thread_id: the same; what it was last, once the thread has ended
 * @affinity_mask: processors it may run on, of the first 64; 0 once it has ended
 * @exit_status: as of a process
 * @wait_status: as of a process
 * @base_priority: as of a process
 * @priority: the same here
 */
struct ntobj_thread_basic_information {
	__aligned_u64 process_id;
	__aligned_u64 thread_id;
	__aligned_u64 affinity_mask;
	__s32 exit_status;
	__u32 wait_status;
	__s32 base_priority;
	__s32 priority;
};

/**
 * struct ntobj_times - answer to NTOBJ_PROCESS_TIMES and NTOBJ_THREAD_TIMES
 * @create_time: nanoseconds since 1970
 * @exit_time: the same; 0 while it lives
 * @kernel_time: nanoseconds spent in the kernel, by all threads
 * @user_time: nanoseconds spent outside of it
 */
struct ntobj_times {
	__s64 create_time;
	__s64 exit_time;
	__aligned_u64 kernel_time;
	__aligned_u64 user_time;
};

/**
 * struct ntobj_terminate_process - end a process
 * @handle: the process, with NTOBJ_PROCESS_TERMINATE
 * @exit_status: what a query of it will tell. The first one given counts
 * @reserved: 0
 *
 * It is ended by SIGKILL, and so will its parent see it. To end oneself does
 * not return. Ended it is when its object is signalled.
 */
struct ntobj_terminate_process {
	__aligned_u64 handle;
	__s32 exit_status;
	__u32 reserved;
};

/* The most suspensions that a thread can have at a time. */
#define NTOBJ_SUSPENSIONS_MAX		127

/**
 * struct ntobj_suspend_thread - suspend a thread, or resume it
 * @handle: the thread, with NTOBJ_THREAD_SUSPEND_RESUME; to resume it,
 *	NTOBJ_THREAD_RESUME will do as well
 * @previous_count: out, how often it was suspended before; 0 to resume it says that
 *	it was not, or has ended
 * @reserved: 0
 *
 * A thread runs no more of its program while it is suspended, until it has been
 * resumed as often as it was suspended. A wait that it is in goes on with its
 * deadline, and takes nothing meanwhile. To suspend oneself returns when one is resumed.
 *
 * NTOBJ_IOC_ALERT_RESUME_THREAD ends, before it resumes the thread, the alertable wait
 * that it is in, or else its next one, with STATUS_ALERTED.
 */
struct ntobj_suspend_thread {
	__aligned_u64 handle;
	__u32 previous_count;
	__u32 reserved;
};

/* Services of the native table. One a line, for those who parse this. */
#define NTOBJ_IOC_QUERY_VERSION _IOWR(0xD0, 0x00, struct ntobj_query_version)
#define NTOBJ_IOC_CLOSE _IO(0xD0, 0x01)
#define NTOBJ_IOC_QUERY_OBJECT _IOWR(0xD0, 0x02, struct ntobj_query_object)
#define NTOBJ_IOC_SET_OBJECT _IOWR(0xD0, 0x03, struct ntobj_set_object)
#define NTOBJ_IOC_MAKE_TEMPORARY_OBJECT _IO(0xD0, 0x04)
#define NTOBJ_IOC_MAKE_PERMANENT_OBJECT _IO(0xD0, 0x05)
#define NTOBJ_IOC_QUERY_SECURITY _IOWR(0xD0, 0x06, struct ntobj_query_security)
#define NTOBJ_IOC_SET_SECURITY _IOWR(0xD0, 0x07, struct ntobj_set_security)
#define NTOBJ_IOC_CREATE_DIRECTORY _IOWR(0xD0, 0x08, struct ntobj_create_directory)
#define NTOBJ_IOC_OPEN_DIRECTORY _IOWR(0xD0, 0x09, struct ntobj_open)
#define NTOBJ_IOC_QUERY_DIRECTORY _IOWR(0xD0, 0x0A, struct ntobj_query_directory)
#define NTOBJ_IOC_CREATE_SYMBOLIC_LINK _IOWR(0xD0, 0x0C, struct ntobj_create_symbolic_link)
#define NTOBJ_IOC_OPEN_SYMBOLIC_LINK _IOWR(0xD0, 0x0D, struct ntobj_open)
#define NTOBJ_IOC_QUERY_SYMBOLIC_LINK _IOWR(0xD0, 0x0E, struct ntobj_query_symbolic_link)
#define NTOBJ_IOC_CREATE_EVENT _IOWR(0xD0, 0x10, struct ntobj_create_event)
#define NTOBJ_IOC_OPEN_EVENT _IOWR(0xD0, 0x11, struct ntobj_open)
#define NTOBJ_IOC_QUERY_EVENT _IOWR(0xD0, 0x12, struct ntobj_query_event)
#define NTOBJ_IOC_SET_EVENT _IO(0xD0, 0x13)
#define NTOBJ_IOC_RESET_EVENT _IO(0xD0, 0x14)
#define NTOBJ_IOC_CLEAR_EVENT _IO(0xD0, 0x15)
#define NTOBJ_IOC_PULSE_EVENT _IO(0xD0, 0x16)
#define NTOBJ_IOC_SET_EVENT_PREVIOUS _IOWR(0xD0, 0x17, struct ntobj_event_state)
#define NTOBJ_IOC_RESET_EVENT_PREVIOUS _IOWR(0xD0, 0x18, struct ntobj_event_state)
#define NTOBJ_IOC_PULSE_EVENT_PREVIOUS _IOWR(0xD0, 0x19, struct ntobj_event_state)
#define NTOBJ_IOC_OPEN_PROCESS _IOWR(0xD0, 0x20, struct ntobj_open_client)
#define NTOBJ_IOC_QUERY_PROCESS _IOWR(0xD0, 0x21, struct ntobj_query_client)
#define NTOBJ_IOC_TERMINATE_PROCESS _IOWR(0xD0, 0x22, struct ntobj_terminate_process)
#define NTOBJ_IOC_SET_PROCESS _IOWR(0xD0, 0x23, struct ntobj_set_process)
#define NTOBJ_IOC_OPEN_THREAD _IOWR(0xD0, 0x28, struct ntobj_open_client)
#define NTOBJ_IOC_QUERY_THREAD _IOWR(0xD0, 0x29, struct ntobj_query_client)
#define NTOBJ_IOC_SUSPEND_THREAD _IOWR(0xD0, 0x2A, struct ntobj_suspend_thread)
#define NTOBJ_IOC_RESUME_THREAD _IOWR(0xD0, 0x2B, struct ntobj_suspend_thread)
#define NTOBJ_IOC_ALERT_RESUME_THREAD _IOWR(0xD0, 0x2C, struct ntobj_suspend_thread)
#define NTOBJ_IOC_OPEN_PROCESS_TOKEN _IOWR(0xD0, 0x30, struct ntobj_open_token)
#define NTOBJ_IOC_OPEN_THREAD_TOKEN _IOWR(0xD0, 0x31, struct ntobj_open_token)
#define NTOBJ_IOC_DUPLICATE_TOKEN _IOWR(0xD0, 0x32, struct ntobj_duplicate_token)
#define NTOBJ_IOC_QUERY_TOKEN _IOWR(0xD0, 0x33, struct ntobj_query_token)
#define NTOBJ_IOC_ADJUST_PRIVILEGES _IOWR(0xD0, 0x34, struct ntobj_adjust_privileges)
#define NTOBJ_IOC_ACCESS_CHECK _IOWR(0xD0, 0x35, struct ntobj_access_check)
#define NTOBJ_IOC_PRIVILEGE_CHECK _IOWR(0xD0, 0x36, struct ntobj_privilege_check)
#define NTOBJ_IOC_DUPLICATE_OBJECT _IOWR(0xD0, 0x38, struct ntobj_duplicate_object)
#define NTOBJ_IOC_COMPARE_OBJECTS _IOWR(0xD0, 0x39, struct ntobj_compare_objects)
#define NTOBJ_IOC_QUERY_HANDLES _IOWR(0xD0, 0x3A, struct ntobj_query_handles)
#define NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT _IOWR(0xD0, 0x40, struct ntobj_wait_single)
#define NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS _IOWR(0xD0, 0x41, struct ntobj_wait_multiple)
#define NTOBJ_IOC_SIGNAL_AND_WAIT _IOWR(0xD0, 0x42, struct ntobj_signal_and_wait)
#define NTOBJ_IOC_CREATE_SEMAPHORE _IOWR(0xD0, 0x48, struct ntobj_create_semaphore)
#define NTOBJ_IOC_OPEN_SEMAPHORE _IOWR(0xD0, 0x49, struct ntobj_open)
#define NTOBJ_IOC_QUERY_SEMAPHORE _IOWR(0xD0, 0x4A, struct ntobj_query_semaphore)
#define NTOBJ_IOC_RELEASE_SEMAPHORE _IO(0xD0, 0x4B)
#define NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT _IOWR(0xD0, 0x4C, struct ntobj_release_semaphore)
#define NTOBJ_IOC_CREATE_MUTANT _IOWR(0xD0, 0x50, struct ntobj_create_mutant)
#define NTOBJ_IOC_OPEN_MUTANT _IOWR(0xD0, 0x51, struct ntobj_open)
#define NTOBJ_IOC_QUERY_MUTANT _IOWR(0xD0, 0x52, struct ntobj_query_mutant)
#define NTOBJ_IOC_RELEASE_MUTANT _IO(0xD0, 0x53)
#define NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS _IOWR(0xD0, 0x54, struct ntobj_mutant_state)
#define NTOBJ_IOC_CREATE_EVENT_PAIR _IOWR(0xD0, 0x58, struct ntobj_create_event_pair)
#define NTOBJ_IOC_OPEN_EVENT_PAIR _IOWR(0xD0, 0x59, struct ntobj_open)
#define NTOBJ_IOC_SET_LOW_EVENT_PAIR _IO(0xD0, 0x5A)
#define NTOBJ_IOC_SET_HIGH_EVENT_PAIR _IO(0xD0, 0x5B)
#define NTOBJ_IOC_WAIT_LOW_EVENT_PAIR _IO(0xD0, 0x5C)
#define NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR _IO(0xD0, 0x5D)
#define NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR _IOWR(0xD0, 0x5E, struct ntobj_set_and_wait)
#define NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR _IOWR(0xD0, 0x5F, struct ntobj_set_and_wait)
#define NTOBJ_IOC_CREATE_TIMER _IOWR(0xD0, 0x60, struct ntobj_create_timer)
#define NTOBJ_IOC_OPEN_TIMER _IOWR(0xD0, 0x61, struct ntobj_open)
#define NTOBJ_IOC_SET_TIMER _IOWR(0xD0, 0x62, struct ntobj_set_timer)
#define NTOBJ_IOC_CANCEL_TIMER _IOWR(0xD0, 0x63, struct ntobj_timer_state)
#define NTOBJ_IOC_QUERY_TIMER _IOWR(0xD0, 0x64, struct ntobj_query_timer)
#define NTOBJ_IOC_QUEUE_APC_THREAD _IOWR(0xD0, 0x68, struct ntobj_queue_apc)
#define NTOBJ_IOC_TEST_ALERT _IOWR(0xD0, 0x69, struct ntobj_test_alert)
#define NTOBJ_IOC_ALERT_THREAD _IO(0xD0, 0x6A)
#define NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID _IO(0xD0, 0x6B)
#define NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID _IOWR(0xD0, 0x6C, struct ntobj_delay)
#define NTOBJ_IOC_DELAY_EXECUTION _IOWR(0xD0, 0x6D, struct ntobj_delay)
#define NTOBJ_IOC_YIELD_EXECUTION _IO(0xD0, 0x6E)

#endif /* _UAPI_LINUX_NTOBJ_H */
