// SPDX-License-Identifier: GPL-2.0
/*
 * Holds a handle, and with it the module, without a descriptor: for unload.sh.
 * Says "ready" and ends when its standard input does.
 */
#include "ntobj_test.h"

int main(void)
{
	char byte;

	NT_CHECK(nt_open_device() >= 0);
	nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	NT_CHECK(!close(nt_device));
	NT_CHECK(puts("ready") >= 0 && !fflush(stdout));
	return read(STDIN_FILENO, &byte, 1) != 0;
}
