// SPDX-License-Identifier: GPL-2.0
/*
 * Errors, on the standard error stream.
 */
#include <err.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ntctl.h"

/* Without the device every status is a guess: say what is the matter. */
static void report_device(void)
{
	const char *device = secure_getenv("NTOBJ_DEVICE");

	if (!device)
		device = "/dev/ntobj";
	if (!access(device, R_OK | W_OK))
		return;
	warnx("%s: %s%s", device, strerror(errno),
	      errno == ENOENT ? "; is the module ntobj loaded?" : "");
}

void report_status(const char *path, NTSTATUS status)
{
	const char *name = ntobj_status_name(status);

	warnx("%s: %s (%s%s0x%08X)", path, ntobj_status_text(status),
	      name ? name : "", name ? ", " : "", (unsigned int)status);
	report_device();
}
