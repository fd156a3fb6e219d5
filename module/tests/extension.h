/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* The services of the tests' extension driver, for it and for the tests. */
#ifndef _NTOBJ_TESTS_EXTENSION_H
#define _NTOBJ_TESTS_EXTENSION_H

#include <linux/ioctl.h>
#include <linux/ntobj.h>

/* Values that make a widget behave differently. */
#define WIDGET_REFUSES_OPEN	13	/* its open method fails */
#define WIDGET_REFUSES_INHERIT	15	/* its open method fails for a child's handle */
#define WIDGET_REFUSES_CLOSE	14	/* its okay-to-close method says no */
#define WIDGET_IS_ELSEWHERE	16	/* its query-name method says "elsewhere" */
#define WIDGET_LEAKS		0x4c45414b	/* its creation forgets a reference on it */
#define WIDGET_MENDS		0x4d454e44	/* its creation finds the forgotten one */
#define WIDGET_DEFERS		0x44454652	/* the same, in a softirq */

struct ntobj_create_widget {
	struct ntobj_object_attributes attributes;
	__u32 desired_access;
	__u32 value;
	__aligned_u64 handle;
};

/* What has happened to widgets so far, and the value of one. */
struct ntobj_query_widget {
	__aligned_u64 handle;
	__u32 value;
	__u32 opened;
	__u32 closed;
	__u32 deleted;
	__u32 handles_at_last_close;
	__u32 process_handles_at_last_close;
};

/* Types that a callback is registered for, as bits. */
#define CALLBACK_PROCESS	0x1
#define CALLBACK_THREAD		0x2
#define CALLBACK_WIDGET		0x4

/* What a callback does. */
#define CALLBACK_PRE		0x01	/* it has a pre-operation function */
#define CALLBACK_POST		0x02	/* it has a post-operation function */
#define CALLBACK_LOGS		0x04	/* it leaves records for NtNextCallback */
#define CALLBACK_WAITS		0x08	/* before, until NtReleaseCallbacks */
#define CALLBACK_REGISTERS	0x10	/* before, once: another one that logs, with
					 * its altitude and a digit, 1, behind that
					 */

#define CALLBACK_ALTITUDE	32

/**
 * struct ntobj_register_callbacks - register callbacks
 * @altitude: text, ends with a zero
 * @version: 0 for the right one
 * @types: CALLBACK_PROCESS and so on
 * @operations: as the module has them
 * @flags: CALLBACK_PRE and so on
 * @take: rights that the pre-operation function takes away
 * @give: rights that it adds
 * @slot: out, which of the extension's it is
 */
struct ntobj_register_callbacks {
	char altitude[CALLBACK_ALTITUDE];
	__u32 version;
	__u32 types;
	__u32 operations;
	__u32 flags;
	__u32 take;
	__u32 give;
	__aligned_u64 slot;
};

/**
 * struct ntobj_next_callback - out: what happened next; see the module's structures
 * @object: id of the object
 * @slot: whose callback
 * @post: 1 of the post-operation function, else 0
 * @operation: of both
 * @status: of the post-operation function
 * @access: desired or granted
 * @original_access: of the pre-operation function
 * @process: the object's process, unless it is a widget
 * @thread: the object's thread, if it is one
 */
struct ntobj_next_callback {
	__aligned_u64 object;
	__u32 slot;
	__u32 post;
	__u32 operation;
	__s32 status;
	__u32 access;
	__u32 original_access;
	__u32 process;
	__u32 thread;
};

/**
 * struct ntobj_query_callbacks - what a slot has done
 * @slot: which
 * @pre: out, how often its pre-operation function was called
 * @post: out, the same of the other one
 * @waiting: out, how many of its pre-operation functions wait
 * @wrong: out, of all slots: calls without a registration, and contexts that
 *	were not those that had been left
 */
struct ntobj_query_callbacks {
	__aligned_u64 slot;
	__u32 pre;
	__u32 post;
	__u32 waiting;
	__u32 wrong;
};

/* What is done with a kernel handle. */
#define KERNEL_HANDLE_OPEN	0	/* to the object of a handle of the caller's */
#define KERNEL_HANDLE_LOOK	1
#define KERNEL_HANDLE_LOOK_WIDGET 2	/* which must be to a widget */
#define KERNEL_HANDLE_CLOSE	3

/**
 * struct ntobj_kernel_handle - have the driver open, use or close a kernel handle
 * @handle: the caller's handle, or the kernel handle
 * @operation: KERNEL_HANDLE_*
 * @access: rights of a new one
 * @result: out, the kernel handle, or the id of its object
 */
struct ntobj_kernel_handle {
	__aligned_u64 handle;
	__u32 operation;
	__u32 access;
	__aligned_u64 result;
};

#define REPEAT_MAX	0x10000

/**
 * struct ntobj_repeat_handle - make more handles to what a handle stands for
 * @handle: the handle; the new ones have its access
 * @count: how many, 1 to REPEAT_MAX
 * @reserved: zero
 * @last: out, the last one
 */
struct ntobj_repeat_handle {
	__aligned_u64 handle;
	__u32 count;
	__u32 reserved;
	__aligned_u64 last;
};

/* Methods of widgets. */
#define METHOD_OPEN		1
#define METHOD_CLOSE		2
#define METHOD_OKAY_TO_CLOSE	3
#define METHOD_DELETE		4
#define METHOD_PARSE		5
#define METHOD_QUERY_NAME	6
#define METHOD_SECURITY		7
#define METHOD_SECURED		8

/**
 * struct ntobj_refuse_method - have a call of a method fail
 * @method: METHOD_*; 0 for none
 * @reason: as in struct ntobj_next_method
 * @after: how many such calls succeed before
 * @status: what it returns; any failure will do for okay-to-close
 *
 * Records of calls up to now are forgotten.
 */
struct ntobj_refuse_method {
	__u32 method;
	__u32 reason;
	__u32 after;
	__s32 status;
};

/**
 * struct ntobj_next_method - out: which method was called next, and how
 * @object: id of the object
 * @handle: of okay-to-close
 * @method: METHOD_*
 * @reason: an open method's reason, or a security method's operation
 * @process: that it was told
 * @caller: in which it was called
 * @access: granted rights; a security method's parts; units of a parse method's
 *	remaining path, or of a query-name method's path
 * @process_handles: that it was told
 * @handles: that it was told
 * @status: that it returned
 * @wrong: 1 if it was called where it could not sleep, or with locks
 * @mode: the previous mode when it was called: 0 kernel, 1 user
 */
struct ntobj_next_method {
	__aligned_u64 object;
	__aligned_u64 handle;
	__u32 method;
	__u32 reason;
	__u32 process;
	__u32 caller;
	__u32 access;
	__u32 process_handles;
	__u32 handles;
	__s32 status;
	__u32 wrong;
	__u32 mode;
};

/**
 * struct ntobj_set_state - change what can be waited for in an object, as it is
 * @handle: the object; any right will do
 * @state: what its signal state is to be
 * @reserved: zero
 *
 * For states that take too long to come to. Nobody is released.
 */
struct ntobj_set_state {
	__aligned_u64 handle;
	__s32 state;
	__u32 reserved;
};

/* What the services do that break rules: how they come back, and else. */
#define BREAK_NOTHING		0
#define BREAK_APC		1	/* at APC level */
#define BREAK_DISPATCH		2
#define BREAK_HIGH		3
#define BREAK_BOTTOM_HALVES	4	/* with softirqs off, by Linux's own function */
#define BREAK_INTERRUPTS	5	/* the same of interrupts */
#define BREAK_ALL		6	/* with as much of that as can be at once */
#define BREAK_LOWER		7	/* lowers to a higher level */
#define BREAK_CHECK		8	/* calls for a bug check, BREAK_CODE */
#define BREAK_THREADED_DPC	9	/* none: answers at which level one is called */
#define BREAK_REGIONS		10	/* in a critical and a guarded region */

#define BREAK_CODE		0xE0004242

/* What the driver leaves behind when it is unloaded: bits of its parameter "leave". */
#define LEAVE_CALLBACK		0x1
#define LEAVE_DPC		0x2

/**
 * struct ntobj_break_rule - break a rule, and answer
 * @operation: BREAK_*
 * @irql: out, the level that the service was called at
 */
struct ntobj_break_rule {
	__aligned_u64 operation;
	__aligned_u64 irql;
};

/* What is done about kernel APCs. */
#define KERNEL_APC_COUNT	0	/* nothing */
#define KERNEL_APC_SPECIAL	1	/* one is queued */
#define KERNEL_APC_NORMAL	2

/**
 * struct ntobj_kernel_apc - have the driver give a thread a kernel APC
 * @thread: the thread; any right will do
 * @operation: KERNEL_APC_*
 * @reserved: zero
 * @kernel_calls: out, how many kernel routines have run so far
 * @normal_calls: out, the same of normal routines
 * @rundowns: out, how many APCs their thread's end has run down
 * @wrong: out, how many ran in another thread, or at another IRQL, than they should
 */
struct ntobj_kernel_apc {
	__aligned_u64 thread;
	__u32 operation;
	__u32 reserved;
	__u32 kernel_calls;
	__u32 normal_calls;
	__u32 rundowns;
	__u32 wrong;
};

/* What the driver calls from kernel mode. */
#define ZW_NOTHING		0
#define ZW_CREATE		1	/* an event */
#define ZW_CREATE_NAMED		2	/* the same, ZW_NAME */
#define ZW_CREATE_BY_THREAD	3	/* the same, by a thread of the system's own */
#define ZW_OPEN_NAMED		4	/* ZW_NAME */
#define ZW_OPEN_AT		5	/* what four units at @second name */
#define ZW_QUERY_AT		6	/* @handle, the answer at @second */
#define ZW_WAIT_AT		7	/* for the handle at @second */
#define ZW_SET			8
#define ZW_CLOSE		9
#define ZW_DUPLICATE		10	/* for the caller */
#define ZW_SIGNAL_AND_WAIT	11	/* @handle, and for @second as long as it takes */
#define ZW_NEST			12	/* later: the next close method closes @handle */
#define ZW_NEST_CREATE		13	/* and creates an event before */
#define ZW_NESTED		14	/* what that has returned; the handle */
#define ZW_NEST_WAIT		15	/* as ZW_NEST, and waits a second for @second before */

#define ZW_NAME			L"\\BaseNamedObjects\\ZwEvent"

/**
 * struct ntobj_zw - have the driver call a service
 * @handle: what it is given
 * @second: another handle, or an address
 * @operation: ZW_*
 * @attributes: of a new handle
 * @access: of a new handle
 * @status: out, what the service returned
 * @before: out, the previous mode before the driver called it
 * @after: out, the same afterwards
 * @result: out, the new handle
 */
struct ntobj_zw {
	__aligned_u64 handle;
	__aligned_u64 second;
	__u32 operation;
	__u32 attributes;
	__u32 access;
	__s32 status;
	__u32 before;
	__u32 after;
	__aligned_u64 result;
};

#define NTOBJ_IOC_CREATE_WIDGET _IOWR(0xD2, 0x00, struct ntobj_create_widget)
#define NTOBJ_IOC_OPEN_WIDGET _IOWR(0xD2, 0x01, struct ntobj_open)
#define NTOBJ_IOC_QUERY_WIDGET _IOWR(0xD2, 0x02, struct ntobj_query_widget)
#define NTOBJ_IOC_POKE_WIDGET _IO(0xD2, 0x03)
#define NTOBJ_IOC_REGISTER_CALLBACKS _IOWR(0xD2, 0x04, struct ntobj_register_callbacks)
#define NTOBJ_IOC_UNREGISTER_CALLBACKS _IO(0xD2, 0x05)
#define NTOBJ_IOC_RELEASE_CALLBACKS _IO(0xD2, 0x06)
#define NTOBJ_IOC_NEXT_CALLBACK _IOWR(0xD2, 0x07, struct ntobj_next_callback)
#define NTOBJ_IOC_QUERY_CALLBACKS _IOWR(0xD2, 0x08, struct ntobj_query_callbacks)
#define NTOBJ_IOC_KERNEL_HANDLE _IOWR(0xD2, 0x09, struct ntobj_kernel_handle)
#define NTOBJ_IOC_REPEAT_HANDLE _IOWR(0xD2, 0x0A, struct ntobj_repeat_handle)
#define NTOBJ_IOC_REFUSE_METHOD _IOWR(0xD2, 0x0B, struct ntobj_refuse_method)
#define NTOBJ_IOC_NEXT_METHOD _IOWR(0xD2, 0x0C, struct ntobj_next_method)
#define NTOBJ_IOC_SET_STATE _IOWR(0xD2, 0x0D, struct ntobj_set_state)
#define NTOBJ_IOC_BREAK_RULE _IO(0xD2, 0x0E)
#define NTOBJ_IOC_BREAK_RULE_WITH_ANSWER _IOWR(0xD2, 0x0F, struct ntobj_break_rule)
#define NTOBJ_IOC_ZW _IOWR(0xD2, 0x10, struct ntobj_zw)
#define NTOBJ_IOC_KERNEL_APC _IOWR(0xD2, 0x14, struct ntobj_kernel_apc)

#endif /* _NTOBJ_TESTS_EXTENSION_H */
