/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/* The services of the tests' extension driver, for it and for the tests. */
#ifndef _NTOBJ_TESTS_EXTENSION_H
#define _NTOBJ_TESTS_EXTENSION_H

#include <linux/ioctl.h>
#include <linux/ntobj.h>

/* Values that make a widget behave differently. */
#define WIDGET_REFUSES_OPEN	13	/* its open method fails */
#define WIDGET_REFUSES_INHERIT	15	/* its open method fails for a child's handle */
#define WIDGET_REFUSES_CLOSE	14	/* its okay-to-close method says no */

struct ntobj_create_widget {
	struct ntobj_object_attributes attributes;
	__u32 desired_access;
	__u32 value;
	__aligned_u64 handle;
};

/* What has happened to widgets so far, and the value of one. */
struct ntobj_query_widget {
	__aligned_u64 handle;
	__u32 value;
	__u32 opened;
	__u32 closed;
	__u32 deleted;
	__u32 handles_at_last_close;
	__u32 process_handles_at_last_close;
};

#define NTOBJ_IOC_CREATE_WIDGET _IOWR(0xD2, 0x00, struct ntobj_create_widget)
#define NTOBJ_IOC_OPEN_WIDGET _IOWR(0xD2, 0x01, struct ntobj_open)
#define NTOBJ_IOC_QUERY_WIDGET _IOWR(0xD2, 0x02, struct ntobj_query_widget)
#define NTOBJ_IOC_POKE_WIDGET _IO(0xD2, 0x03)

#endif /* _NTOBJ_TESTS_EXTENSION_H */
