/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_OBJECT_H
#define NTCTL_OBJECT_H

#include "ntctl.h"

/*
 * Types that ntctl can open: the first by a path, the others by a number; and
 * tokens, by whom they are of.
 */
enum object_kind {
	KIND_SYMBOLIC_LINK,
	KIND_DIRECTORY,
	KIND_EVENT,
	KIND_SEMAPHORE,
	KIND_MUTANT,
	KIND_EVENT_PAIR,
	KIND_TIMER,
	KIND_NAMED_COUNT,
	KIND_PROCESS = KIND_NAMED_COUNT,
	KIND_THREAD,
	KIND_TOKEN,
	KIND_COUNT
};

/* Rights to open each of them with. */
extern const ACCESS_MASK query_rights[KIND_COUNT];
extern const ACCESS_MASK delete_rights[KIND_COUNT];

/* The longest path that the kernel takes, in units. */
#define LONGEST_PATH	(65532 / sizeof(WCHAR))

NTSTATUS open_kind(enum object_kind kind, HANDLE root,
		   const UNICODE_STRING *path, ULONG flags, ACCESS_MASK access,
		   HANDLE *handle);
NTSTATUS open_any(HANDLE root, const UNICODE_STRING *path, ULONG flags,
		  const ACCESS_MASK *rights, HANDLE *handle,
		  enum object_kind *kind);
NTSTATUS open_waitable(HANDLE root, const UNICODE_STRING *path, ULONG flags,
		       const ACCESS_MASK *rights, HANDLE *handle);
NTSTATUS query_kind(HANDLE handle, enum object_kind *kind);

NTSTATUS query_basic(HANDLE handle, bool is_own,
		     OBJECT_BASIC_INFORMATION *basic);
NTSTATUS query_link_target(HANDLE link, UNICODE_STRING *target);
NTSTATUS query_strings(HANDLE handle, OBJECT_INFORMATION_CLASS class,
		       void **information);

OBJECT_TYPE_INFORMATION *first_type(OBJECT_TYPES_INFORMATION *types);
OBJECT_TYPE_INFORMATION *next_type(OBJECT_TYPE_INFORMATION *type);
NTSTATUS find_mapping(const char *name, GENERIC_MAPPING *mapping);

#endif /* NTCTL_OBJECT_H */
