/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of /dev/ntsync share, and how the module loads and unloads it. */
#ifndef _NTOBJ_COMPAT_NTSYNC_H
#define _NTOBJ_COMPAT_NTSYNC_H

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/ntobj_ntsync.h>
#include <ntobj/ke.h>

/**
 * struct ntsync_instance - what one open of the device stands for
 * @file: the open file; its objects hold references on it
 * @link: in the list of instances
 * @opener: the process that opened it
 * @comm: its name then
 * @objects: how many there are
 * @waits: how many were begun, by processor
 */
struct ntsync_instance {
	struct file *file;
	struct list_head link;
	struct pid *opener;
	char comm[TASK_COMM_LEN];
	atomic_t objects;
	unsigned long __percpu *waits;
};

/**
 * struct ntsync_object - what the file of an object stands for
 * @body: the object
 * @file: the file, which keeps it
 * @instance: whose it is
 */
struct ntsync_object {
	struct ke_ntsync body;
	struct file *file;
	struct ntsync_instance *instance;
};

long ntsync_create_event(struct ntsync_instance *instance,
			 const struct ntsync_event_args __user *user);
long ntsync_create_semaphore(struct ntsync_instance *instance,
			     const struct ntsync_sem_args __user *user);
long ntsync_create_mutex(struct ntsync_instance *instance,
			 const struct ntsync_mutex_args __user *user);
struct ntsync_object *ntsync_get_object(struct ntsync_instance *instance, int descriptor);
int ntsync_objects_init(void);
void ntsync_objects_destroy(void);

long ntsync_wait(struct ntsync_instance *instance, struct ntsync_wait_args __user *user,
		 bool all);
void ntsync_wait_init(void);

struct dentry;
struct device;

int ntsync_init(void);
void ntsync_register(const struct device *neighbour);
void ntsync_unregister(void);
void ntsync_destroy(void);
void ntsync_debugfs_init(struct dentry *directory);

#endif /* _NTOBJ_COMPAT_NTSYNC_H */
