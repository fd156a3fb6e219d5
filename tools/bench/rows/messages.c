// SPDX-License-Identifier: GPL-2.0
/*
 * Messages between two processes by Linux's own means: 128 bytes there and 128
 * back, and 64 KiB there with a byte back as the receipt.
 */
#include <sys/socket.h>
#include <unistd.h>

#include "bench.h"

#define MESSAGE	128
#define LARGE	65536

/* Where this process reads and writes, and where its partner does. */
static int ours[2];
static int theirs[2];
static size_t request_size;
static size_t answer_size;
static char buffer[LARGE];

static void receive(int descriptor, size_t size)
{
	long got;

	/* A stream may deliver in pieces. */
	for (; size; size -= got) {
		got = bench_read(descriptor, buffer, size);
		BENCH_CHECK(got > 0 && (size_t)got <= size);
	}
}

static void answer_for_ever(void)
{
	for (;;) {
		receive(theirs[0], request_size);
		BENCH_CHECK(bench_write(theirs[1], buffer, answer_size) ==
			    (long)answer_size);
	}
}

static void round_trip(unsigned long count)
{
	while (count--) {
		BENCH_CHECK(bench_write(ours[1], buffer, request_size) ==
			    (long)request_size);
		receive(ours[0], answer_size);
	}
}

static void begin_pipe(void)
{
	int there[2], back[2];

	BENCH_CHECK(!pipe(there) && !pipe(back));
	ours[1] = there[1];
	theirs[0] = there[0];
	theirs[1] = back[1];
	ours[0] = back[0];
	request_size = MESSAGE;
	answer_size = MESSAGE;
	bench_start_process(answer_for_ever);
}

static void begin_socket(int type, size_t request, size_t answer)
{
	int ends[2];

	BENCH_CHECK(!socketpair(AF_UNIX, type, 0, ends));
	ours[0] = ends[0];
	ours[1] = ends[0];
	theirs[0] = ends[1];
	theirs[1] = ends[1];
	request_size = request;
	answer_size = answer;
	bench_start_process(answer_for_ever);
}

static void begin_seqpacket(void)
{
	begin_socket(SOCK_SEQPACKET, MESSAGE, MESSAGE);
}

static void begin_stream(void)
{
	begin_socket(SOCK_STREAM, MESSAGE, MESSAGE);
}

static void begin_dgram(void)
{
	begin_socket(SOCK_DGRAM, MESSAGE, MESSAGE);
}

static void begin_large(void)
{
	begin_socket(SOCK_STREAM, LARGE, 1);
}

static const struct bench_row rows[] = {
	{ "pipe.rtt_128", begin_pipe, round_trip, .calls = 4, .switches = true },
	{ "unix_seqpacket.rtt_128", begin_seqpacket, round_trip, .calls = 4,
	  .switches = true },
	{ "unix_stream.rtt_128", begin_stream, round_trip, .calls = 4,
	  .switches = true },
	{ "unix_dgram.rtt_128", begin_dgram, round_trip, .calls = 4,
	  .switches = true },
	{ "unix_stream.64k", begin_large, round_trip, .calls = 4,
	  .switches = true },
	{}
};

BENCH_ROWS(rows);
