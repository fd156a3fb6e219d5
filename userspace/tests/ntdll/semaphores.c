// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Semaphores: counts, their limits, and what waits take.
 *
 * It prints:
 *
 *	semaphore: 2 of 3
 *	wait: 00000000
 *	wait: 00000000
 *	wait: 00000102
 *	release 3: it was 0
 *	release 1: C0000047
 *	semaphore: 3 of 3
 *	release 0: C000000D
 *	initial above maximum: C000000D
 *	maximum 0: C000000D
 *	release without the right: C0000022
 *	query of another class: C0000003
 *	query with another length: C0000004
 */
#include <windows.h>
#include <winternl.h>

#include "show.h"

static void show_semaphore(HANDLE semaphore)
{
	SEMAPHORE_BASIC_INFORMATION information;
	ULONG length = 0;

	RtlZeroMemory(&information, sizeof(information));
	demand("NtQuerySemaphore",
	       NtQuerySemaphore(semaphore, SemaphoreBasicInformation,
				&information, sizeof(information), &length));
	if (length != sizeof(information))
		exit(1);
	printf("semaphore: %d of %d\n", (int)information.CurrentCount,
	       (int)information.MaximumCount);
}

static void poll_semaphore(HANDLE semaphore)
{
	LARGE_INTEGER now;

	now.QuadPart = 0;
	show_status("wait", NtWaitForSingleObject(semaphore, FALSE, &now));
}

static NTSTATUS create(PHANDLE semaphore, ACCESS_MASK access, LONG initial,
		       LONG maximum)
{
	return NtCreateSemaphore(semaphore, access, NULL, initial, maximum);
}

int main(VOID)
{
	SEMAPHORE_BASIC_INFORMATION information;
	HANDLE semaphore = NULL;
	HANDLE blind = NULL;
	LONG previous = -1;

	demand("NtCreateSemaphore",
	       create(&semaphore, SEMAPHORE_ALL_ACCESS, 2, 3));
	show_semaphore(semaphore);
	poll_semaphore(semaphore);
	poll_semaphore(semaphore);
	poll_semaphore(semaphore);
	demand("NtReleaseSemaphore", NtReleaseSemaphore(semaphore, 3, &previous));
	printf("release 3: it was %d\n", (int)previous);
	show_status("release 1", NtReleaseSemaphore(semaphore, 1, NULL));
	show_semaphore(semaphore);
	show_status("release 0", NtReleaseSemaphore(semaphore, 0, NULL));

	show_status("initial above maximum",
		    create(&blind, SEMAPHORE_ALL_ACCESS, 2, 1));
	show_status("maximum 0", create(&blind, SEMAPHORE_ALL_ACCESS, 0, 0));
	demand("NtCreateSemaphore", create(&blind, SYNCHRONIZE, 0, 1));
	show_status("release without the right",
		    NtReleaseSemaphore(blind, 1, NULL));
	show_status("query of another class",
		    NtQuerySemaphore(semaphore, (SEMAPHORE_INFORMATION_CLASS)1,
				     &information, sizeof(information), NULL));
	show_status("query with another length",
		    NtQuerySemaphore(semaphore, SemaphoreBasicInformation,
				     &information, 4, NULL));
	NtClose(blind);
	NtClose(semaphore);
	return 0;
}
