/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Handles of several processes: duplicating, comparing, listing.
 */
#ifndef _UAPI_LINUX_NTOBJ_HANDLES_H
#define _UAPI_LINUX_NTOBJ_HANDLES_H

#include <linux/types.h>

/* Options of struct ntobj_duplicate_object. */
#define NTOBJ_DUPLICATE_CLOSE_SOURCE		0x00000001
#define NTOBJ_DUPLICATE_SAME_ACCESS		0x00000002
#define NTOBJ_DUPLICATE_SAME_ATTRIBUTES		0x00000004
#define NTOBJ_DUPLICATE_NO_RIGHTS_UPGRADE	0x00000008

/**
 * struct ntobj_duplicate_object - give a process a handle that another has
 * @source_process: whose handle it is: a handle with NTOBJ_PROCESS_DUP_HANDLE
 * @source_handle: the handle, as that process has it. A pseudo-handle stands for
 *	what it stands for in the caller
 * @target_process: who gets the duplicate: a handle with
 *	NTOBJ_PROCESS_DUP_HANDLE; 0 for nobody, with
 *	NTOBJ_DUPLICATE_CLOSE_SOURCE only
 * @desired_access: rights that the duplicate is to have; generic ones are mapped.
 *	More than the source has are checked as if the object were opened by
 *	the caller
 * @attributes: NTOBJ_OBJ_INHERIT and NTOBJ_OBJ_PROTECT_CLOSE of the duplicate
 * @options: NTOBJ_DUPLICATE_*. _SAME_ACCESS and _SAME_ATTRIBUTES take the
 *	source's instead of @desired_access and @attributes; _CLOSE_SOURCE
 *	closes the source, also if the duplicate can't be made, unless it is
 *	protected; _NO_RIGHTS_UPGRADE refuses rights that the source does not have
 * @reserved: 0
 * @target_handle: out, the duplicate, as the target process has it; 0 on
 *	failure
 */
struct ntobj_duplicate_object {
	__aligned_u64 source_process;
	__aligned_u64 source_handle;
	__aligned_u64 target_process;
	__u32 desired_access;
	__u32 attributes;
	__u32 options;
	__u32 reserved;
	__aligned_u64 target_handle;
};

/**
 * struct ntobj_compare_objects - whether two handles stand for one object
 * @first: a handle
 * @second: another; STATUS_NOT_SAME_OBJECT if it stands for another object
 */
struct ntobj_compare_objects {
	__aligned_u64 first;
	__aligned_u64 second;
};

/* Flags of struct ntobj_query_handles. */
#define NTOBJ_HANDLES_OF_PROCESS	0x1	/* of @process alone */
#define NTOBJ_HANDLES_OF_OBJECT		0x2	/* to the object of @object alone */
#define NTOBJ_HANDLES_NAMES		0x4	/* with the names of types and objects */

/**
 * struct ntobj_handle_record - one handle in the answer to a listing
 * @size: bytes from this record to the next one, a multiple of 8
 * @process_id: whose handle it is, as the caller's pid namespace has it
 * @handle: its value there
 * @object_id: of its object
 * @granted_access: its rights
 * @attributes: NTOBJ_OBJ_INHERIT, NTOBJ_OBJ_PROTECT_CLOSE,
 *	NTOBJ_OBJ_AUDIT_OBJECT_CLOSE
 * @type_index: of its object's type
 * @handle_count: handles that its object has, in all processes
 * @name_length: bytes of the object's path; 0 if it has none, if
 *	NTOBJ_HANDLES_NAMES is not set, or if it is not for the caller to know
 * @type_length: bytes of the type's name; 0 without NTOBJ_HANDLES_NAMES
 * @text: the path, then the type's name
 */
struct ntobj_handle_record {
	__u32 size;
	__u32 process_id;
	__aligned_u64 handle;
	__aligned_u64 object_id;
	__u32 granted_access;
	__u32 attributes;
	__u32 type_index;
	__u32 handle_count;
	__u32 name_length;
	__u32 type_length;
	__u16 text[];
};

/**
 * struct ntobj_query_handles - list the handles of processes
 * @process: with NTOBJ_HANDLES_OF_PROCESS: whose, a handle with
 *	NTOBJ_PROCESS_QUERY_INFORMATION; else 0
 * @object: with NTOBJ_HANDLES_OF_OBJECT: a handle to the object; else 0
 * @buffer: where the records go
 * @length: bytes at @buffer; one call uses at most 128 KiB
 * @flags: NTOBJ_HANDLES_*
 * @next_process: in and out. Where to go on; 0 to begin. A handle that is there
 *	all the while is listed once
 * @next_handle: in and out, the same
 * @return_length: out, bytes used of @length; what is needed, if that is too
 *	little for one record
 * @count: out, records written
 *
 * STATUS_SUCCESS says that these were all, STATUS_MORE_ENTRIES that there may be
 * more to come, if as yet there is none. What is out is written also with
 * STATUS_BUFFER_TOO_SMALL, if one record takes more than @length.
 *
 * Listed are the caller's own handles, and those of processes that he could open
 * with NTOBJ_PROCESS_QUERY_INFORMATION, unless they are in a pid namespace that
 * is not his or below it. One call looks at no more than 65536 entries. The path
 * of an object is told, but for the caller's own handles, if he may list the
 * directory that it is in, go through those above that, and they are in his IPC
 * namespace.
 */
struct ntobj_query_handles {
	__aligned_u64 process;
	__aligned_u64 object;
	__aligned_u64 buffer;
	__u32 length;
	__u32 flags;
	__aligned_u64 next_process;
	__aligned_u64 next_handle;
	__u32 return_length;
	__u32 count;
};

/* Classes of NTOBJ_IOC_SET_PROCESS, and of NTOBJ_IOC_QUERY_PROCESS besides. */
#define NTOBJ_PROCESS_QUOTA_LIMITS	1
#define NTOBJ_PROCESS_HANDLE_TRACING	32

/**
 * struct ntobj_set_process - change something of a process
 * @handle: the process, with the right that the class names
 * @buffer: the class's structure
 * @information_class: NTOBJ_PROCESS_QUOTA_LIMITS with NTOBJ_PROCESS_SET_QUOTA,
 *	NTOBJ_PROCESS_HANDLE_TRACING with NTOBJ_PROCESS_SET_INFORMATION
 * @length: bytes at @buffer
 */
struct ntobj_set_process {
	__aligned_u64 handle;
	__aligned_u64 buffer;
	__u32 information_class;
	__u32 length;
};

/**
 * struct ntobj_quota_limits - what processes may use up; bytes, 0 for no limit
 * @paged_limit: charges of objects of paged types, and pages of handle tables
 * @non_paged_limit: charges of the other objects
 * @paging_file_limit: of sections
 * @paged_usage: of all processes that share the block; not set, and so are the
 *	next ones
 * @non_paged_usage: the same
 * @paging_file_usage: the same
 * @paged_peak: the most that was granted, which is up to 64 KiB for each process
 *	more than was used
 * @non_paged_peak: the same
 * @paging_file_peak: the same
 *
 * The processes of one logon share a block, and so do their children. To set
 * limits takes SeIncreaseQuotaPrivilege, and gives the process a block of its
 * own, which its later children share. What it has used up stays charged to the
 * old one.
 */
struct ntobj_quota_limits {
	__aligned_u64 paged_limit;
	__aligned_u64 non_paged_limit;
	__aligned_u64 paging_file_limit;
	__aligned_u64 paged_usage;
	__aligned_u64 non_paged_usage;
	__aligned_u64 paging_file_usage;
	__aligned_u64 paged_peak;
	__aligned_u64 non_paged_peak;
	__aligned_u64 paging_file_peak;
};

/* Kinds of struct ntobj_handle_trace. */
#define NTOBJ_HANDLE_TRACE_OPEN		1
#define NTOBJ_HANDLE_TRACE_CLOSE	2
#define NTOBJ_HANDLE_TRACE_BADREF	3

#define NTOBJ_HANDLE_TRACE_STACKS	16
#define NTOBJ_HANDLE_TRACE_SLOTS_MAX	0x20000

/**
 * struct ntobj_handle_tracing - switch the tracing of a process's handles
 * @flags: 0
 * @slots: how many traces to keep, the last ones; rounded up to a power of two,
 *	128 to NTOBJ_HANDLE_TRACE_SLOTS_MAX; 0 for 4096
 *
 * NTOBJ_IOC_SET_PROCESS with length 0 ends the tracing.
 */
struct ntobj_handle_tracing {
	__u32 flags;
	__u32 slots;
};

/**
 * struct ntobj_handle_trace - one open, close, or failed reference
 * @handle: the handle
 * @process_id: whose thread did it, as the caller's pid namespace has it
 * @thread_id: the thread
 * @kind: NTOBJ_HANDLE_TRACE_*
 * @depth: addresses in @stack
 * @stack: return addresses in the program, innermost first, as far as there are
 *	frame pointers
 */
struct ntobj_handle_trace {
	__aligned_u64 handle;
	__u32 process_id;
	__u32 thread_id;
	__u32 kind;
	__u32 depth;
	__aligned_u64 stack[NTOBJ_HANDLE_TRACE_STACKS];
};

/**
 * struct ntobj_handle_traces - answer to the class of handle tracing
 * @handle: in: of which handle; 0 for all
 * @total: traces since the tracing was switched on
 * @count: of @traces, oldest first
 * @reserved: 0
 * @traces: as many as there is room for, the latest ones
 */
struct ntobj_handle_traces {
	__aligned_u64 handle;
	__aligned_u64 total;
	__u32 count;
	__u32 reserved;
	struct ntobj_handle_trace traces[];
};

#endif /* _UAPI_LINUX_NTOBJ_HANDLES_H */
