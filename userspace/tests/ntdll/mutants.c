// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Mutants: who owns one, how often, and what a thread leaves behind.
 *
 * It prints:
 *
 *	new: count 0 owned 1 abandoned 0
 *	wait: 00000000
 *	twice: count -1 owned 1 abandoned 0
 *	another's wait: 00000102
 *	another's release: C0000046
 *	another's view: count -1 owned 0 abandoned 0
 *	release: it was -1
 *	release: it was 0
 *	free: count 1 owned 0 abandoned 0
 *	release: C0000046
 *	the end: 00000000
 *	wait: 00000080
 *	again: count 0 owned 1 abandoned 0
 */
#include <windows.h>
#include <winternl.h>
#include <pthread.h>

#include "show.h"

static void show_mutant(const char *what, HANDLE mutant)
{
	MUTANT_BASIC_INFORMATION information;

	RtlZeroMemory(&information, sizeof(information));
	demand("NtQueryMutant", NtQueryMutant(mutant, MutantBasicInformation,
					      &information,
					      sizeof(information), NULL));
	printf("%s: count %d owned %d abandoned %d\n", what,
	       (int)information.CurrentCount, information.OwnedByCaller,
	       information.AbandonedState);
}

static NTSTATUS poll_mutant(HANDLE mutant)
{
	LARGE_INTEGER now;

	now.QuadPart = 0;
	return NtWaitForSingleObject(mutant, FALSE, &now);
}

static void give_back(HANDLE mutant)
{
	LONG previous = 7;

	demand("NtReleaseMutant", NtReleaseMutant(mutant, &previous));
	printf("release: it was %d\n", (int)previous);
}

static void *look(void *mutant)
{
	show_status("another's wait", poll_mutant(mutant));
	show_status("another's release", NtReleaseMutant(mutant, NULL));
	show_mutant("another's view", mutant);
	return NULL;
}

static void *take_and_end(void *mutant)
{
	show_status("the end", poll_mutant(mutant));
	return NULL;
}

static void run(void *(*function)(void *), HANDLE mutant)
{
	pthread_t thread;

	if (pthread_create(&thread, NULL, function, mutant) ||
	    pthread_join(thread, NULL))
		exit(1);
}

/* A thread that was joined may still be on its last way through the kernel. */
static NTSTATUS wait_a_minute(HANDLE mutant)
{
	LARGE_INTEGER minute;

	minute.QuadPart = -60LL * 10000000;
	return NtWaitForSingleObject(mutant, FALSE, &minute);
}

int main(VOID)
{
	HANDLE mutant = NULL;

	demand("NtCreateMutant",
	       NtCreateMutant(&mutant, MUTANT_ALL_ACCESS, NULL, TRUE));
	show_mutant("new", mutant);
	show_status("wait", poll_mutant(mutant));
	show_mutant("twice", mutant);
	run(look, mutant);
	give_back(mutant);
	give_back(mutant);
	show_mutant("free", mutant);
	show_status("release", NtReleaseMutant(mutant, NULL));

	run(take_and_end, mutant);
	show_status("wait", wait_a_minute(mutant));
	show_mutant("again", mutant);
	NtClose(mutant);
	return 0;
}
