// SPDX-License-Identifier: GPL-2.0
/*
 * How things end: from Linux's wait status to NT's exit status.
 *
 * Linux has eight bits for what a process says, and a signal for what was done
 * to it. The first is passed on as it is. For a signal that stands for an
 * exception the status is that exception's, for an interrupt from the terminal
 * what NT has for one, and for all others that somebody terminated it.
 */
#include <linux/sched/signal.h>
#include <linux/timekeeping.h>

#include "ps/internal.h"

/**
 * ps_exit_status - what a wait status means
 * @wait_status: as waitpid(2) has it, of a process that has ended
 *
 * Context: any.
 *
 * Return: a success for what exit(3) was given, else the status of the signal.
 */
NTSTATUS ps_exit_status(u32 wait_status)
{
	switch (wait_status & 0x7f) {
	case 0:
		return wait_status >> 8 & 0xff;
	case SIGINT:
		return STATUS_CONTROL_C_EXIT;
	case SIGSEGV:
		return STATUS_ACCESS_VIOLATION;
	case SIGBUS:
		return STATUS_IN_PAGE_ERROR;
	case SIGILL:
		return STATUS_ILLEGAL_INSTRUCTION;
	case SIGFPE:
		return STATUS_INTEGER_DIVIDE_BY_ZERO;
	case SIGTRAP:
		return STATUS_BREAKPOINT;
	case SIGABRT:
		return STATUS_STACK_BUFFER_OVERRUN;
	case SIGSYS:
		return STATUS_INVALID_SYSTEM_SERVICE;
	default:
		return DBG_TERMINATE_PROCESS;
	}
}

/**
 * ps_read_process_exit - how the current process has ended
 * @exit: the result
 *
 * Context: process, in the last of its tasks to end.
 */
void ps_read_process_exit(struct ps_exit *exit)
{
	struct signal_struct *signal = current->signal;

	*exit = (struct ps_exit){
		.ended = true,
		.wait_status = signal->flags & SIGNAL_GROUP_EXIT ?
			       signal->group_exit_code :
			       READ_ONCE(current->group_leader->exit_code),
		.time = ktime_get_real_ns(),
	};
	exit->status = ps_exit_status(exit->wait_status);
	ps_process_times(current, &exit->kernel_time, &exit->user_time);
}

/**
 * ps_read_thread_exit - how the current thread has ended
 * @exit: the result
 *
 * Context: process, in the ending task.
 */
void ps_read_thread_exit(struct ps_exit *exit)
{
	*exit = (struct ps_exit){
		.ended = true,
		.status = ps_exit_status(current->exit_code),
		.wait_status = current->exit_code,
		.time = ktime_get_real_ns(),
	};
	ps_thread_times(current, &exit->kernel_time, &exit->user_time);
}
