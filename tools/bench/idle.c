// SPDX-License-Identifier: GPL-2.0
/*
 * Waiting until the machine is idle: what the kernel still has to do after
 * booting, loading modules or ending a process would be counted as ours.
 *
 * A window of a tenth of a second is quiet if in it the processor was given to
 * others hardly more often than the sleep itself makes necessary. Under
 * instruction counting an idle machine's clock jumps, so this takes no time.
 */
#include <stdio.h>
#include <unistd.h>

#include "internal.h"

#define WINDOW_US	100000
#define QUIET_SWITCHES	8
#define QUIET_WINDOWS	10
#define WINDOWS_MAX	1200

static unsigned long long switches_so_far(void)
{
	unsigned long long switches = 0;
	FILE *file = fopen("/proc/stat", "re");
	char line[4096];

	BENCH_CHECK(file);
	while (!switches && fgets(line, sizeof(line), file))
		sscanf(line, "ctxt %llu", &switches);
	fclose(file);
	BENCH_CHECK(switches);
	return switches;
}

void bench_wait_until_idle(void)
{
	unsigned long long before, after;
	unsigned int quiet = 0;
	unsigned int i;

	before = switches_so_far();
	for (i = 0; quiet < QUIET_WINDOWS; i++) {
		if (i == WINDOWS_MAX)
			errx(1, "the machine does not come to rest");
		usleep(WINDOW_US);
		after = switches_so_far();
		quiet = after - before <= QUIET_SWITCHES ? quiet + 1 : 0;
		before = after;
	}
}
