/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NTOBJ_DEVICE_H
#define _NTOBJ_DEVICE_H

int device_init(void);
void device_destroy_node(void);

#endif /* _NTOBJ_DEVICE_H */
