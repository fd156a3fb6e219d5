// SPDX-License-Identifier: GPL-2.0
/*
 * A transaction of 128 bytes by binder, and a reply of 128 bytes: the partner
 * is the context manager, handle 0. Each side writes what it has to say,
 * together with the release of the buffer that it got last, and reads until
 * there is an answer or a request. For the client that is one ioctl a round; the
 * manager is told first that its reply is on its way, and so makes two.
 */
#include <linux/android/binder.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bench.h"

#define MESSAGE		128
#define BUFFERS		0x100000

/* What is written in one round; the kernel reads commands without padding. */
#pragma pack(push, 1)
struct round {
	uint32_t free_command;
	binder_uintptr_t free_buffer;
	uint32_t command;
	struct binder_transaction_data transaction;
};

#pragma pack(pop)

static int binder;
static uint64_t message[MESSAGE / sizeof(uint64_t)];

static void open_binder(void)
{
	binder = bench_open("/dev/binder");
	BENCH_CHECK(mmap(NULL, BUFFERS, PROT_READ, MAP_PRIVATE, binder, 0) !=
		    MAP_FAILED);
}

/*
 * Write @size bytes, and read until @wanted comes, whose buffer is returned.
 */
static binder_uintptr_t write_read(const void *commands, size_t size, uint32_t wanted)
{
	struct binder_write_read operands = {
		.write_size = size,
		.write_buffer = (uintptr_t)commands,
	};
	struct binder_transaction_data data;
	uint64_t buffer[32];
	uint32_t command;
	size_t at;

	for (;;) {
		operands.read_size = sizeof(buffer);
		operands.read_consumed = 0;
		operands.read_buffer = (uintptr_t)buffer;
		BENCH_CHECK(!bench_ioctl_at(binder, BINDER_WRITE_READ, &operands));
		for (at = 0; at < operands.read_consumed; at += _IOC_SIZE(command)) {
			memcpy(&command, (char *)buffer + at, sizeof(command));
			at += sizeof(command);
			if (command == wanted) {
				memcpy(&data, (char *)buffer + at, sizeof(data));
				BENCH_CHECK(data.data_size == MESSAGE);
				return data.data.ptr.buffer;
			}
			BENCH_CHECK(command == BR_NOOP || command == BR_SPAWN_LOOPER ||
				    command == BR_TRANSACTION_COMPLETE);
		}
	}
}

static void prepare(struct round *round, uint32_t command)
{
	memset(round, 0, sizeof(*round));
	round->free_command = BC_FREE_BUFFER;
	round->command = command;
	round->transaction.data_size = MESSAGE;
	round->transaction.data.ptr.buffer = (uintptr_t)message;
}

static void serve_for_ever(void)
{
	uint32_t enter = BC_ENTER_LOOPER;
	struct round reply;

	prepare(&reply, BC_REPLY);
	reply.free_buffer = write_read(&enter, sizeof(enter), BR_TRANSACTION);
	for (;;)
		reply.free_buffer = write_read(&reply, sizeof(reply), BR_TRANSACTION);
}

static struct round request;

/* The manager says here that it is one: nothing can be sent to it before. */
static int ready[2];

static void manage(void)
{
	open_binder();
	BENCH_CHECK(!bench_ioctl(binder, BINDER_SET_CONTEXT_MGR, 0));
	BENCH_CHECK(bench_write(ready[1], "", 1) == 1);
	serve_for_ever();
}

static void begin(void)
{
	const size_t unanswered = offsetof(struct round, command);
	char byte;

	BENCH_CHECK(!pipe(ready));
	bench_start_process(manage);
	BENCH_CHECK(bench_read(ready[0], &byte, 1) == 1);
	open_binder();
	prepare(&request, BC_TRANSACTION);
	/* There is no buffer to release yet. */
	request.free_buffer = write_read((char *)&request + unanswered,
					 sizeof(request) - unanswered, BR_REPLY);
}

static void round_trip(unsigned long count)
{
	while (count--)
		request.free_buffer = write_read(&request, sizeof(request), BR_REPLY);
}

static const struct bench_row rows[] = {
	{ "binder.rtt_128", begin, round_trip, .ioctls = 3, .switches = true },
	{}
};

BENCH_ROWS(rows);
