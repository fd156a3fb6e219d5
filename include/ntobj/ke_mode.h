/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel floor: from which mode a call comes, and how its pointers are followed.
 */
#ifndef _NTOBJ_KE_MODE_H
#define _NTOBJ_KE_MODE_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/uaccess.h>
#include <ntobj/ke.h>

/* NT's numbers. */
enum ke_mode {
	KE_KERNEL_MODE = 0,
	KE_USER_MODE = 1,
};

/* How a service is written down that kernel mode may call as well. */
#define KE_FROM_KERNEL	.from_kernel = true

enum ke_mode ke_previous_mode(void);
NTSTATUS ke_call_service(unsigned int command, void *argument);
NTSTATUS ke_call_service_direct(unsigned int command, u64 operand);
u64 ke_wait_deadline(const s64 *timeout, u32 *flags);

bool ke_is_systems_thread(void);
const struct ke_call *ke_own_call(void);
bool ke_copy_from_kernel(const struct ke_call *call, void *to, u64 address, size_t size);
bool ke_copy_to_kernel(const struct ke_call *call, u64 address, const void *from,
		       size_t size);

typedef const struct ke_call *(*ke_find_own_function)(void);

void ke_set_kernel_mode_handles(struct ob_handle_table *handles);
void ke_set_find_own(ke_find_own_function find_own);

/**
 * ke_copy_in - copy what a caller's pointer leads to
 * @call: the call
 * @to: where to
 * @address: as the caller gave it
 * @size: bytes
 *
 * Context: process; may sleep.
 *
 * Return: whether it could be read.
 */
static __always_inline bool ke_copy_in(const struct ke_call *call, void *to, u64 address,
				       size_t size)
{
	if (unlikely(call->kernel))
		return ke_copy_from_kernel(call, to, address, size);
	return !copy_from_user(to, u64_to_user_ptr(address), size);
}

/**
 * ke_copy_out - copy an answer to where a caller wants it
 * @call: the call
 * @address: as the caller gave it
 * @from: the answer
 * @size: its bytes
 *
 * Context: process; may sleep.
 *
 * Return: whether it could be written.
 */
static __always_inline bool ke_copy_out(const struct ke_call *call, u64 address,
					const void *from, size_t size)
{
	if (unlikely(call->kernel))
		return ke_copy_to_kernel(call, address, from, size);
	return !copy_to_user(u64_to_user_ptr(address), from, size);
}

#endif /* _NTOBJ_KE_MODE_H */
