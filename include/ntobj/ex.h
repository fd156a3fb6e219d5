/* SPDX-License-Identifier: GPL-2.0 */
/* The executive floor: objects made of dispatchers and handles. */
#ifndef _NTOBJ_EX_H
#define _NTOBJ_EX_H

int ex_event_init(void);

#endif /* _NTOBJ_EX_H */
