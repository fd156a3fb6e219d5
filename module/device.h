/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _NTOBJ_DEVICE_H
#define _NTOBJ_DEVICE_H

struct device;

int device_init(void);
const struct device *device_self(void);
void device_destroy_node(void);

#endif /* _NTOBJ_DEVICE_H */
