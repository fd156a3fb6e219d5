/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_INTERRUPT_H
#define NTCTL_INTERRUPT_H

#include <ntobj.h>

void interrupt_begin(void);
int interrupt_take(void);
int interrupt_poll(int descriptor);
int interruptible_wait(NTSTATUS (*wait)(const void *data), const void *data,
		       NTSTATUS *status);
int report_interruption(const char *name, int number);

#endif /* NTCTL_INTERRUPT_H */
