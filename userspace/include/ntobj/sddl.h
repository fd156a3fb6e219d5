/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * SIDs and security descriptors as text: UTF-8, of which only ASCII is used.
 *
 * A text is counted and not terminated. A target may be NULL if there is room
 * for nothing. What does not fit is STATUS_BUFFER_TOO_SMALL, and the target is
 * as it was; how much the whole takes is told then too, so that one can ask
 * first and then again.
 */
#ifndef NTOBJ_SDDL_H
#define NTOBJ_SDDL_H

#include <ntobj/types.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* S-1-5-18, never SY */
NTSTATUS ntobj_sid_to_string(const void *sid, char *target, size_t target_bytes,
			     size_t *used_bytes);

/* S-1-5-18 or SY */
NTSTATUS ntobj_sid_from_string(const char *source, size_t source_bytes,
			       PSID target, size_t target_bytes,
			       size_t *used_bytes);

/*
 * O:SYG:SYD:P(A;;GA;;;SY)(A;OICI;0x20003;;;WD)S:(AU;SAFA;WDWO;;;S-1-22-1-1000)
 *
 * The descriptor is absolute or self-relative. The information says which
 * parts are written: OWNER_SECURITY_INFORMATION and so on.
 */
NTSTATUS ntobj_descriptor_to_sddl(const void *descriptor,
				  SECURITY_INFORMATION information,
				  char *target, size_t target_bytes,
				  size_t *used_bytes);

/*
 * The descriptor is self-relative. With STATUS_INVALID_PARAMETER the error's
 * position is how many bytes of the source are good; it may be NULL.
 */
NTSTATUS ntobj_descriptor_from_sddl(const char *source, size_t source_bytes,
				    PSECURITY_DESCRIPTOR target,
				    size_t target_bytes, size_t *used_bytes,
				    size_t *error_position);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif /* NTOBJ_SDDL_H */
