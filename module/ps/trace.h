/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ntobj
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH ps
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace

#if !defined(_NTOBJ_PS_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _NTOBJ_PS_TRACE_H

#include <linux/sched.h>
#include <linux/tracepoint.h>

/* What the hooks saw, in the task that it happened to; see enum ps_event. */
TRACE_EVENT(ntobj_hook,
	    TP_PROTO(unsigned int event),
	    TP_ARGS(event),
	    TP_STRUCT__entry(__field(unsigned int, event)
			     __field(pid_t, process)
			     __field(pid_t, thread)),
	    TP_fast_assign(__entry->event = event;
			   __entry->process = current->tgid;
			   __entry->thread = current->pid;),
	    TP_printk("process=%d thread=%d %s", __entry->process, __entry->thread,
		      __print_symbolic(__entry->event,
				       { 0, "process_created" },
				       { 1, "program_begun" },
				       { 2, "process_ended" },
				       { 3, "thread_created" },
				       { 4, "thread_ended" },
				       { 5, "lost" })));

#endif /* _NTOBJ_PS_TRACE_H */

#include <trace/define_trace.h>
