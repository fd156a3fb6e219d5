// SPDX-License-Identifier: GPL-2.0
/*
 * Signals in an interactive shell: Ctrl-C ends a wait and not the shell, and
 * SIGHUP and SIGTERM end the shell in good order.
 *
 * libntobj goes on with a wait after a signal, as NT has it, so the handler
 * jumps out of it. That is safe because a wait holds nothing: it may be called
 * in signal handlers too. If the wait ends at the very moment of the signal,
 * what it had is lost, as it is when a process is killed there.
 */
#include <err.h>
#include <errno.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "array.h"
#include "interrupt.h"
#include "ntctl.h"

static sigjmp_buf way_out;
static _Atomic int is_armed;
static _Atomic int arrived;

static void on_signal(int number)
{
	/* Ctrl-C must not hide that the shell is asked to end. */
	if (!arrived || arrived == SIGINT)
		arrived = number;
	if (!is_armed)
		return;
	is_armed = 0;
	siglongjmp(way_out, 1);
}

/* The signals that are handled from now on, in this process. */
void interrupt_begin(void)
{
	static const int numbers[] = { SIGINT, SIGHUP, SIGTERM };
	/* Output that a signal comes into the way of is not to be lost. */
	struct sigaction action = {
		.sa_handler = on_signal,
		.sa_flags = SA_RESTART,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		sigaction(numbers[i], &action, NULL);
}

/* Returns the signal that came since the last call, 0 if none did. */
int interrupt_take(void)
{
	int number = arrived;

	arrived = 0;
	return number;
}

/*
 * Wait until something can be read. Returns 0, or a signal that came before or
 * meanwhile, which is left to interrupt_take().
 */
int interrupt_poll(int descriptor)
{
	struct pollfd wanted = { .fd = descriptor, .events = POLLIN };
	sigset_t blocked;
	sigset_t before;

	sigemptyset(&blocked);
	sigaddset(&blocked, SIGINT);
	sigaddset(&blocked, SIGHUP);
	sigaddset(&blocked, SIGTERM);
	sigprocmask(SIG_BLOCK, &blocked, &before);
	while (!arrived && ppoll(&wanted, 1, NULL, &before) < 0 &&
	       errno == EINTR)
		;
	sigprocmask(SIG_SETMASK, &before, NULL);
	return arrived;
}

/*
 * Let @wait wait. Returns 0 with its status, or the signal that ended it, which is
 * left to interrupt_take().
 */
int interruptible_wait(NTSTATUS (*wait)(const void *data), const void *data,
		       NTSTATUS *status)
{
	if (sigsetjmp(way_out, 1))
		return arrived;
	is_armed = 1;
	/* One that came before could not jump. */
	if (arrived) {
		is_armed = 0;
		return arrived;
	}
	*status = wait(data);
	is_armed = 0;
	return 0;
}

/* Returns the exit status. */
int report_interruption(const char *name, int number)
{
	fputc('\n', stderr);
	warnx("%s: the wait was interrupted", name);
	return EXIT_SIGNALLED + number;
}
