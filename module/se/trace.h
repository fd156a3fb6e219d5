/* SPDX-License-Identifier: GPL-2.0 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ntobj
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH se
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace

#if !defined(_NTOBJ_SE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _NTOBJ_SE_TRACE_H

#include <linux/tracepoint.h>

TRACE_EVENT(ntobj_access,
	    TP_PROTO(u64 id, u64 token, u32 desired, u32 granted, s32 status),
	    TP_ARGS(id, token, desired, granted, status),
	    TP_STRUCT__entry(__field(u64, id)
			     __field(u64, token)
			     __field(u32, desired)
			     __field(u32, granted)
			     __field(s32, status)),
	    TP_fast_assign(__entry->id = id;
			   __entry->token = token;
			   __entry->desired = desired;
			   __entry->granted = granted;
			   __entry->status = status;),
	    TP_printk("id=%llu token=%llu desired=0x%08x granted=0x%08x status=0x%08x",
		      __entry->id, __entry->token, __entry->desired,
		      __entry->granted, __entry->status));

TRACE_EVENT(ntobj_token,
	    TP_PROTO(u64 token, u64 logon, u32 session, u64 privileges),
	    TP_ARGS(token, logon, session, privileges),
	    TP_STRUCT__entry(__field(u64, token)
			     __field(u64, logon)
			     __field(u32, session)
			     __field(u64, privileges)),
	    TP_fast_assign(__entry->token = token;
			   __entry->logon = logon;
			   __entry->session = session;
			   __entry->privileges = privileges;),
	    TP_printk("token=%llu logon=0x%llx session=%u privileges=0x%llx",
		      __entry->token, __entry->logon, __entry->session,
		      __entry->privileges));

#endif /* _NTOBJ_SE_TRACE_H */

#include <trace/define_trace.h>
