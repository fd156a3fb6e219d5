// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * A client and a server that take turns at an event pair.
 *
 * It prints:
 *
 *	turns: 2000
 *	low, that was set before: 00000000
 *	high, that was set before: 00000000
 *	a wait for the pair itself: 00000000
 *	an event: C0000024
 *	without the right: C0000022
 *	no handle: C0000008
 */
#include <windows.h>
#include <winternl.h>
#include <pthread.h>

#include "show.h"

#define ROUNDS	1000

typedef struct _EXCHANGE {
	HANDLE Pair;
	LONG Turns;
} EXCHANGE, *PEXCHANGE;

static void *serve(void *context)
{
	PEXCHANGE exchange = (PEXCHANGE)context;
	ULONG i;

	demand("NtWaitLowEventPair", NtWaitLowEventPair(exchange->Pair));
	for (i = 0; i < ROUNDS - 1; i++) {
		exchange->Turns++;
		demand("NtSetHighWaitLowEventPair",
		       NtSetHighWaitLowEventPair(exchange->Pair));
	}
	exchange->Turns++;
	demand("NtSetHighEventPair", NtSetHighEventPair(exchange->Pair));
	return NULL;
}

static VOID take_turns(PEXCHANGE exchange)
{
	pthread_t thread;
	ULONG i;

	if (pthread_create(&thread, NULL, serve, exchange))
		exit(1);
	for (i = 0; i < ROUNDS; i++) {
		exchange->Turns++;
		demand("NtSetLowWaitHighEventPair",
		       NtSetLowWaitHighEventPair(exchange->Pair));
	}
	if (pthread_join(thread, NULL))
		exit(1);
	printf("turns: %d\n", (int)exchange->Turns);
}

int main(VOID)
{
	EXCHANGE exchange = { NULL, 0 };
	HANDLE blind = NULL;
	HANDLE event = NULL;
	LARGE_INTEGER now;

	demand("NtCreateEventPair",
	       NtCreateEventPair(&exchange.Pair, EVENT_PAIR_ALL_ACCESS, NULL));
	take_turns(&exchange);

	demand("NtSetLowEventPair", NtSetLowEventPair(exchange.Pair));
	demand("NtSetHighEventPair", NtSetHighEventPair(exchange.Pair));
	show_status("low, that was set before",
		    NtWaitLowEventPair(exchange.Pair));
	show_status("high, that was set before",
		    NtWaitHighEventPair(exchange.Pair));
	now.QuadPart = 0;
	show_status("a wait for the pair itself",
		    NtWaitForSingleObject(exchange.Pair, FALSE, &now));

	demand("NtCreateEvent", NtCreateEvent(&event, EVENT_ALL_ACCESS, NULL,
					      SynchronizationEvent, FALSE));
	show_status("an event", NtSetLowWaitHighEventPair(event));
	demand("NtCreateEventPair",
	       NtCreateEventPair(&blind, READ_CONTROL, NULL));
	show_status("without the right", NtSetLowEventPair(blind));
	NtClose(blind);
	NtClose(event);
	NtClose(exchange.Pair);
	show_status("no handle", NtWaitHighEventPair(exchange.Pair));
	return 0;
}
