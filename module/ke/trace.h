/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ntobj
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH ke
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace

#if !defined(_NTOBJ_KE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _NTOBJ_KE_TRACE_H

#include <linux/module.h>
#include <linux/tracepoint.h>
#include <ntobj/ke_dpc.h>
#include <ntobj/ntstatus.h>

/* ke/service.c */
int ke_begin_watch(void);
void ke_end_watch(void);

TRACE_EVENT_FN(ntobj_service,
	       TP_PROTO(unsigned int command, const char *name, NTSTATUS status),
	       TP_ARGS(command, name, status),
	       TP_STRUCT__entry(__field(unsigned int, command)
				__array(char, name, 32)
				__field(u32, status)),
	       TP_fast_assign(__entry->command = command;
			      strscpy_pad(__entry->name, name, sizeof(__entry->name));
			      __entry->status = status;),
	       TP_printk("command=0x%08x name=%s status=0x%08x",
			 __entry->command, __entry->name, __entry->status),
	       ke_begin_watch, ke_end_watch);

TRACE_EVENT(ntobj_signal,
	    TP_PROTO(unsigned int type, s32 before, s32 after),
	    TP_ARGS(type, before, after),
	    TP_STRUCT__entry(__field(unsigned int, type)
			     __field(s32, before)
			     __field(s32, after)),
	    TP_fast_assign(__entry->type = type;
			   __entry->before = before;
			   __entry->after = after;),
	    TP_printk("type=%u before=%d after=%d",
		      __entry->type, __entry->before, __entry->after));

TRACE_EVENT(ntobj_wait_begin,
	    TP_PROTO(unsigned int count, bool all, unsigned int type, u64 deadline),
	    TP_ARGS(count, all, type, deadline),
	    TP_STRUCT__entry(__field(unsigned int, count)
			     __field(bool, all)
			     __field(unsigned int, type)
			     __field(u64, deadline)),
	    TP_fast_assign(__entry->count = count;
			   __entry->all = all;
			   __entry->type = type;
			   __entry->deadline = deadline;),
	    TP_printk("count=%u all=%u type=%u deadline=%llu", __entry->count,
		      __entry->all, __entry->type, __entry->deadline));

TRACE_EVENT(ntobj_wait_end,
	    TP_PROTO(unsigned int count, bool all, unsigned int type, NTSTATUS status),
	    TP_ARGS(count, all, type, status),
	    TP_STRUCT__entry(__field(unsigned int, count)
			     __field(bool, all)
			     __field(unsigned int, type)
			     __field(u32, status)),
	    TP_fast_assign(__entry->count = count;
			   __entry->all = all;
			   __entry->type = type;
			   __entry->status = status;),
	    TP_printk("count=%u all=%u type=%u status=0x%08x", __entry->count,
		      __entry->all, __entry->type, __entry->status));

TRACE_EVENT(ntobj_timer_set,
	    TP_PROTO(const void *timer, unsigned int type, s64 due_time, u32 period,
		     u32 tolerance, bool queued),
	    TP_ARGS(timer, type, due_time, period, tolerance, queued),
	    TP_STRUCT__entry(__field(const void *, timer)
			     __field(unsigned int, type)
			     __field(s64, due_time)
			     __field(u32, period)
			     __field(u32, tolerance)
			     __field(bool, queued)),
	    TP_fast_assign(__entry->timer = timer;
			   __entry->type = type;
			   __entry->due_time = due_time;
			   __entry->period = period;
			   __entry->tolerance = tolerance;
			   __entry->queued = queued;),
	    TP_printk("timer=%p type=%u due_time=%lld period=%u tolerance=%u queued=%u",
		      __entry->timer, __entry->type, __entry->due_time, __entry->period,
		      __entry->tolerance, __entry->queued));

TRACE_EVENT(ntobj_timer_expire,
	    TP_PROTO(const void *timer, unsigned int type, u64 due, u64 now),
	    TP_ARGS(timer, type, due, now),
	    TP_STRUCT__entry(__field(const void *, timer)
			     __field(unsigned int, type)
			     __field(u64, due)
			     __field(u64, now)),
	    TP_fast_assign(__entry->timer = timer;
			   __entry->type = type;
			   __entry->due = due;
			   __entry->now = now;),
	    TP_printk("timer=%p type=%u due=%llu now=%llu", __entry->timer,
		      __entry->type, __entry->due, __entry->now));

TRACE_EVENT(ntobj_apc_deliver,
	    TP_PROTO(u64 routine),
	    TP_ARGS(routine),
	    TP_STRUCT__entry(__field(u64, routine)),
	    TP_fast_assign(__entry->routine = routine;),
	    TP_printk("routine=0x%llx", __entry->routine));

TRACE_EVENT(ntobj_apc_queue,
	    TP_PROTO(pid_t thread, u64 routine, bool queued),
	    TP_ARGS(thread, routine, queued),
	    TP_STRUCT__entry(__field(pid_t, thread)
			     __field(u64, routine)
			     __field(bool, queued)),
	    TP_fast_assign(__entry->thread = thread;
			   __entry->routine = routine;
			   __entry->queued = queued;),
	    TP_printk("thread=%d routine=0x%llx queued=%u",
		      __entry->thread, __entry->routine, __entry->queued));

TRACE_EVENT(ntobj_kernel_apc_queue,
	    TP_PROTO(pid_t thread, unsigned long routine, bool special, bool queued),
	    TP_ARGS(thread, routine, special, queued),
	    TP_STRUCT__entry(__field(pid_t, thread)
			     __field(void *, routine)
			     __field(bool, special)
			     __field(bool, queued)),
	    TP_fast_assign(__entry->thread = thread;
			   __entry->routine = (void *)routine;
			   __entry->special = special;
			   __entry->queued = queued;),
	    TP_printk("thread=%d routine=%ps special=%u queued=%u", __entry->thread,
		      __entry->routine, __entry->special, __entry->queued));

TRACE_EVENT(ntobj_kernel_apc_run,
	    TP_PROTO(unsigned long routine, bool special),
	    TP_ARGS(routine, special),
	    TP_STRUCT__entry(__field(void *, routine)
			     __field(bool, special)),
	    TP_fast_assign(__entry->routine = (void *)routine;
			   __entry->special = special;),
	    TP_printk("routine=%ps special=%u", __entry->routine, __entry->special));

TRACE_EVENT(ntobj_suspend,
	    TP_PROTO(pid_t thread, unsigned int count),
	    TP_ARGS(thread, count),
	    TP_STRUCT__entry(__field(pid_t, thread)
			     __field(unsigned int, count)),
	    TP_fast_assign(__entry->thread = thread;
			   __entry->count = count;),
	    TP_printk("thread=%d count=%u", __entry->thread, __entry->count));

TRACE_EVENT(ntobj_alert,
	    TP_PROTO(pid_t thread, unsigned int alert),
	    TP_ARGS(thread, alert),
	    TP_STRUCT__entry(__field(pid_t, thread)
			     __field(unsigned int, alert)),
	    TP_fast_assign(__entry->thread = thread;
			   __entry->alert = alert;),
	    TP_printk("thread=%d alert=%u", __entry->thread, __entry->alert));

TRACE_EVENT(ntobj_dpc_queue,
	    TP_PROTO(const struct ke_dpc *dpc, unsigned int importance, unsigned int cpu,
		     unsigned int depth, bool request),
	    TP_ARGS(dpc, importance, cpu, depth, request),
	    TP_STRUCT__entry(__field(const void *, dpc)
			     __field(void *, routine)
			     __field(unsigned int, importance)
			     __field(unsigned int, cpu)
			     __field(unsigned int, depth)
			     __field(bool, request)),
	    TP_fast_assign(__entry->dpc = dpc;
			   __entry->routine = dpc->routine;
			   __entry->importance = importance;
			   __entry->cpu = cpu;
			   __entry->depth = depth;
			   __entry->request = request;),
	    TP_printk("dpc=%p routine=%ps importance=%u target=%u depth=%u request=%u",
		      __entry->dpc, __entry->routine, __entry->importance,
		      __entry->cpu, __entry->depth, __entry->request));

DECLARE_EVENT_CLASS(ntobj_dpc_run,
		    TP_PROTO(const void *dpc, ke_dpc_routine routine, bool threaded),
		    TP_ARGS(dpc, routine, threaded),
		    TP_STRUCT__entry(__field(const void *, dpc)
				     __field(void *, routine)
				     __field(bool, threaded)),
		    TP_fast_assign(__entry->dpc = dpc;
				   __entry->routine = routine;
				   __entry->threaded = threaded;),
		    TP_printk("dpc=%p routine=%ps threaded=%u", __entry->dpc,
			      __entry->routine, __entry->threaded));

DEFINE_EVENT(ntobj_dpc_run, ntobj_dpc_begin,
	     TP_PROTO(const void *dpc, ke_dpc_routine routine, bool threaded),
	     TP_ARGS(dpc, routine, threaded));

DEFINE_EVENT(ntobj_dpc_run, ntobj_dpc_end,
	     TP_PROTO(const void *dpc, ke_dpc_routine routine, bool threaded),
	     TP_ARGS(dpc, routine, threaded));

TRACE_EVENT(ntobj_bug_check,
	    TP_PROTO(u32 code, unsigned int irql, const char *rule, const char *driver),
	    TP_ARGS(code, irql, rule, driver),
	    TP_STRUCT__entry(__field(u32, code)
			     __field(unsigned int, irql)
			     __array(char, rule, 16)
			     __array(char, driver, MODULE_NAME_LEN)),
	    TP_fast_assign(__entry->code = code;
			   __entry->irql = irql;
			   strscpy_pad(__entry->rule, rule, sizeof(__entry->rule));
			   strscpy_pad(__entry->driver, driver, sizeof(__entry->driver));),
	    TP_printk("code=0x%08x irql=%u rule=%s driver=%s", __entry->code,
		      __entry->irql, __entry->rule, __entry->driver));

#endif /* _NTOBJ_KE_TRACE_H */

#include <trace/define_trace.h>
