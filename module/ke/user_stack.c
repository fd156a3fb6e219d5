// SPDX-License-Identifier: GPL-2.0
/*
 * Where in the program a call came from: the return addresses on the caller's
 * stack, as far as there are frame pointers.
 *
 * The stack is the program's own, and what is on it may be anything. Each frame
 * must lie above the one before, and memory that is not there at once ends the
 * walk: nothing is waited for, so that this may be called under RCU.
 */
#include <linux/compat.h>
#include <linux/ptrace.h>
#include <linux/sched.h>
#include <linux/sched/task_stack.h>
#include <linux/uaccess.h>
#include <ntobj/ke.h>

#include "compat/linux.h"

/* What a frame pointer points to. */
struct frame {
	unsigned long next;
	unsigned long address;
};

static bool read_frame(unsigned long at, struct frame *frame)
{
#ifdef CONFIG_COMPAT
	u32 words[2];

	if (!compat_is_64bit_mode(task_pt_regs(current))) {
		if (!IS_ALIGNED(at, sizeof(words[0])) ||
		    copy_from_user_nofault(words, compat_ptr(at), sizeof(words)))
			return false;
		frame->next = words[0];
		frame->address = words[1];
		return true;
	}
#endif
	return IS_ALIGNED(at, sizeof(long)) &&
	       !copy_from_user_nofault(frame, (void __user *)at, sizeof(*frame));
}

/**
 * ke_read_user_stack - where the current system call came from
 * @stack: filled with return addresses, innermost first
 * @most: how many there is room for, 1 or more
 *
 * Context: process; does not sleep.
 *
 * Return: how many there are; 0 for a task that has no program any more.
 */
u32 ke_read_user_stack(u64 *stack, u32 most)
{
	struct pt_regs *regs = task_pt_regs(current);
	struct frame frame;
	unsigned long at;
	u32 depth = 0;

	if (!current->mm || current->flags & (PF_KTHREAD | PF_EXITING))
		return 0;
	stack[depth++] = instruction_pointer(regs);
	for (at = frame_pointer(regs); depth < most; at = frame.next) {
		if (!read_frame(at, &frame) || !frame.address)
			break;
		stack[depth++] = frame.address;
		if (frame.next <= at)
			break;
	}
	return depth;
}
