/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What NT does not have but programs on Linux want.
 */
#ifndef NTOBJ_HELPERS_H
#define NTOBJ_HELPERS_H

#include <ntobj/types.h>
#include <linux/ntobj.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* C++ would have it that the function hides the structure's constructor. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
NTSTATUS ntobj_query_version(struct ntobj_query_version *version);
#pragma GCC diagnostic pop

/* One handle of a listing; anything but STATUS_SUCCESS ends it. */
typedef NTSTATUS (*ntobj_handle_visitor)(const struct ntobj_handle_record *record,
					 void *context);

NTSTATUS ntobj_list_handles(HANDLE process, HANDLE object, ULONG flags,
			    ntobj_handle_visitor visit, void *context);
NTSTATUS ntobj_query_quota(HANDLE handle, struct ntobj_quota_limits *limits);

NTSTATUS ntobj_query_wait_status(HANDLE handle, int *wait_status);

const char *ntobj_status_name(NTSTATUS status);
const char *ntobj_status_text(NTSTATUS status);
int ntobj_status_to_errno(NTSTATUS status);

NTSTATUS ntobj_utf8_to_utf16(const char *source, size_t source_bytes,
			     WCHAR *target, size_t target_units,
			     size_t *used_units);
NTSTATUS ntobj_utf16_to_utf8(const WCHAR *source, size_t source_units,
			     char *target, size_t target_bytes,
			     size_t *used_bytes);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif /* NTOBJ_HELPERS_H */
