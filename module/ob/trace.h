/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ntobj
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH ob
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace

#if !defined(_NTOBJ_OB_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _NTOBJ_OB_TRACE_H

#include <linux/tracepoint.h>

/* ob/watch.c */
int ob_begin_watch(void);
void ob_end_watch(void);

TRACE_EVENT_FN(ntobj_object,
	       TP_PROTO(u64 id, u32 type, bool created),
	       TP_ARGS(id, type, created),
	       TP_STRUCT__entry(__field(u64, id)
				__field(u32, type)
				__field(bool, created)),
	       TP_fast_assign(__entry->id = id;
			      __entry->type = type;
			      __entry->created = created;),
	       TP_printk("id=%llu type=%u %s", __entry->id, __entry->type,
			 __entry->created ? "created" : "deleted"),
	       ob_begin_watch, ob_end_watch);

TRACE_EVENT_FN(ntobj_handle,
	       TP_PROTO(u64 id, u32 access, bool opened),
	       TP_ARGS(id, access, opened),
	       TP_STRUCT__entry(__field(u64, id)
				__field(u32, access)
				__field(bool, opened)),
	       TP_fast_assign(__entry->id = id;
			      __entry->access = access;
			      __entry->opened = opened;),
	       TP_printk("id=%llu access=0x%08x %s", __entry->id, __entry->access,
			 __entry->opened ? "opened" : "closed"),
	       ob_begin_watch, ob_end_watch);

TRACE_EVENT(ntobj_name,
	    TP_PROTO(u64 id, u64 directory, bool linked),
	    TP_ARGS(id, directory, linked),
	    TP_STRUCT__entry(__field(u64, id)
			     __field(u64, directory)
			     __field(bool, linked)),
	    TP_fast_assign(__entry->id = id;
			   __entry->directory = directory;
			   __entry->linked = linked;),
	    TP_printk("id=%llu directory=%llu %s", __entry->id, __entry->directory,
		      __entry->linked ? "linked" : "unlinked"));

#define OB_TRACED_ALTITUDE	24	/* of an altitude, what is recorded */

TRACE_EVENT(ntobj_callback,
	    TP_PROTO(u64 id, const char *altitude, u32 operation, u32 access, u32 taken),
	    TP_ARGS(id, altitude, operation, access, taken),
	    TP_STRUCT__entry(__field(u64, id)
			     __array(char, altitude, OB_TRACED_ALTITUDE)
			     __field(u32, operation)
			     __field(u32, access)
			     __field(u32, taken)),
	    TP_fast_assign(__entry->id = id;
			   strscpy(__entry->altitude, altitude, OB_TRACED_ALTITUDE);
			   __entry->operation = operation;
			   __entry->access = access;
			   __entry->taken = taken;),
	    TP_printk("id=%llu altitude=%s operation=%u access=0x%08x taken=0x%08x",
		      __entry->id, __entry->altitude, __entry->operation,
		      __entry->access, __entry->taken));

#endif /* _NTOBJ_OB_TRACE_H */

#include <trace/define_trace.h>
