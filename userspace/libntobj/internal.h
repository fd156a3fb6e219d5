/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What the library's files share and do not export.
 */
#ifndef LIBNTOBJ_INTERNAL_H
#define LIBNTOBJ_INTERNAL_H

#include <stdbool.h>
#include <stdint.h>

#include <ntobj.h>

/* NT counts time in units of 100 ns since 1601-01-01. */
#define NANOSECONDS_PER_UNIT	100
#define UNITS_1601_TO_1970	116444736000000000LL

NTSTATUS ntobj_ioctl(unsigned long request, unsigned long argument);

void *ntobj_allocate(size_t size);

NTSTATUS ntobj_capture_attributes(const OBJECT_ATTRIBUTES *source,
				  struct ntobj_object_attributes *target);
void ntobj_release_attributes(const struct ntobj_object_attributes *attributes);
NTSTATUS ntobj_open_named(unsigned long request, PHANDLE handle,
			  ACCESS_MASK access,
			  const OBJECT_ATTRIBUTES *attributes);

NTSTATUS ntobj_open_client(unsigned long request, PHANDLE handle,
			   ACCESS_MASK access,
			   const OBJECT_ATTRIBUTES *attributes,
			   const CLIENT_ID *client);
NTSTATUS ntobj_query_quota_limits(HANDLE handle, QUOTA_LIMITS *information);
NTSTATUS ntobj_set_quota(HANDLE handle, const QUOTA_LIMITS *information,
			 ULONG length);
NTSTATUS ntobj_query_client(unsigned long request, HANDLE handle, __u32 class,
			    void *answer, __u32 length);
NTSTATUS ntobj_query_handle_tracing(HANDLE process,
				    PROCESS_HANDLE_TRACING_QUERY *query,
				    ULONG length, ULONG *return_length);
NTSTATUS ntobj_set_handle_tracing(HANDLE process, const void *information,
				  ULONG length);
NTSTATUS ntobj_query_times(unsigned long request, HANDLE handle, __u32 class,
			   KERNEL_USER_TIMES *times);

bool ntobj_sid_fits(const void *sid, size_t room);
bool ntobj_acl_fits(const void *acl, size_t room);

/*
 * A descriptor of either form, taken apart. A list counts if control says that
 * it is present, and is NULL otherwise; the sizes are of what is wanted of the
 * lists.
 */
struct ntobj_parts {
	SECURITY_DESCRIPTOR_CONTROL control;
	const SID *owner;
	const SID *group;
	const ACL *sacl;
	const ACL *dacl;
	USHORT sacl_size;
	USHORT dacl_size;
};

NTSTATUS ntobj_take_apart(const void *descriptor, struct ntobj_parts *parts);
NTSTATUS ntobj_check_parts(const struct ntobj_parts *parts);
size_t ntobj_size_of_parts(const struct ntobj_parts *parts);
void ntobj_put_together(const struct ntobj_parts *parts, void *target);
NTSTATUS ntobj_count_descriptor(const void *descriptor,
				struct ntobj_counted_descriptor **result);

LUID ntobj_to_luid(__u64 value);
__u64 ntobj_from_luid(LUID luid);

NTSTATUS ntobj_query_types(void *buffer, ULONG length, ULONG *return_length);
NTSTATUS ntobj_query_type(HANDLE handle, void *buffer, ULONG length,
			  ULONG *return_length);
NTSTATUS ntobj_query_name(HANDLE handle, void *buffer, ULONG length,
			  ULONG *return_length);
NTSTATUS ntobj_query_basic(HANDLE handle, void *buffer, ULONG length,
			   ULONG *return_length);

void ntobj_convert_timeout(const LARGE_INTEGER *timeout, __u64 now,
			   struct ntobj_wait_single *wait);
void ntobj_set_limits(struct ntobj_wait_single *wait, BOOLEAN alertable,
		      const LARGE_INTEGER *timeout);

NTSTATUS ntobj_end_wait(NTSTATUS status);

/* From nanoseconds since 1970, in which 0 is no time. */
static inline LONGLONG ntobj_to_nt_time(__s64 nanoseconds)
{
	if (!nanoseconds)
		return 0;
	return nanoseconds / NANOSECONDS_PER_UNIT + UNITS_1601_TO_1970;
}

static inline NTSTATUS ntobj_call(unsigned long request, void *operands)
{
	return ntobj_ioctl(request, (uintptr_t)operands);
}

static inline NTSTATUS ntobj_call_handle(unsigned long request, HANDLE handle)
{
	return ntobj_ioctl(request, (uintptr_t)handle);
}

/* NT's handles are signed: -1 is -1 for 32-bit programs too. */
static inline __u64 ntobj_from_handle(HANDLE handle)
{
	return (__u64)(__s64)(intptr_t)handle;
}

static inline HANDLE ntobj_to_handle(__u64 value)
{
	return (HANDLE)(uintptr_t)value;
}

static inline __u64 ntobj_from_pointer(const void *pointer)
{
	return (uintptr_t)pointer;
}

static inline void *ntobj_to_pointer(__u64 address)
{
	return (void *)(uintptr_t)address;
}

/* SIDs, lists and entries begin at multiples of 4. */
static inline size_t ntobj_align(size_t size)
{
	return (size + 3) & ~(size_t)3;
}

#endif /* LIBNTOBJ_INTERNAL_H */
