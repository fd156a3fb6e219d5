/* SPDX-License-Identifier: GPL-2.0 */
/* The executive floor: objects made of dispatchers and handles. */
#ifndef _NTOBJ_EX_H
#define _NTOBJ_EX_H

#include <ntobj/ntstatus.h>

struct ke_dispatcher;
struct ke_signal;
struct ob_type;

extern struct ob_type *ex_event_type;
extern struct ob_type *ex_semaphore_type;
extern struct ob_type *ex_mutant_type;
extern struct ob_type *ex_event_pair_type;
extern struct ob_type *ex_timer_type;

int ex_event_init(void);
int ex_semaphore_init(void);
int ex_mutant_init(void);
int ex_event_pair_init(void);
int ex_timer_init(void);
void ex_signal_and_wait_init(void);

#endif /* _NTOBJ_EX_H */
