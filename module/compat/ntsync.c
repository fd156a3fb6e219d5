// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/ntsync, as Linux 6.14 and later have it, for kernels that have none.
 *
 * Each open of the device is an instance, with objects that are files of their own
 * (ntsync_object.c) and can be waited for (ntsync_wait.c). All that waits and signals
 * do is the wait engine's, by the rules of ke/ntsync.c. Nothing here depends on which
 * process calls: files may be passed on.
 *
 * The name belongs to the kernel's own driver. While the module is loaded the misc
 * devices are looked through for one of that name, so that none is registered twice,
 * about which the kernel would complain; modprobe(8) loads the kernel's own first if
 * there is one. A driver that takes the name after that fails to load.
 *
 * @instances_lock guards the list of instances. Nothing is taken under it.
 */
#include <linux/ctype.h>
#include <linux/debugfs.h>
#include <linux/device/class.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <ntobj/ob.h>

#include "compat/linux.h"
#include "compat/ntsync.h"

#define NAME_MAX_LENGTH	31

static char *ntsync = "auto";
module_param(ntsync, charp, 0444);
MODULE_PARM_DESC(ntsync, "Whether there is a /dev/ntsync: auto (if the kernel has none), on (the same, and else an error is logged), off");

static char *ntsync_name = "ntsync";
module_param(ntsync_name, charp, 0444);
MODULE_PARM_DESC(ntsync_name, "Another name for /dev/ntsync");

MODULE_SOFTDEP("pre: ntsync");

enum wish { WISH_AUTO, WISH_ON, WISH_OFF };

static const char * const wishes[] = { "auto", "on", "off" };

static int wish;
static bool registered;
static LIST_HEAD(instances);
static DEFINE_MUTEX(instances_lock);

static int instance_open(struct inode *inode, struct file *file)
{
	struct ntsync_instance *instance;

	instance = kzalloc(sizeof(*instance), GFP_KERNEL_ACCOUNT);
	if (!instance)
		return -ENOMEM;
	instance->waits = alloc_percpu_gfp(unsigned long, GFP_KERNEL_ACCOUNT);
	if (!instance->waits) {
		kfree(instance);
		return -ENOMEM;
	}
	instance->file = file;
	instance->opener = get_pid(task_tgid(current));
	get_task_comm(instance->comm, current);
	mutex_lock(&instances_lock);
	list_add_tail(&instance->link, &instances);
	mutex_unlock(&instances_lock);
	file->private_data = instance;
	return nonseekable_open(inode, file);
}

static int instance_release(struct inode *inode, struct file *file)
{
	struct ntsync_instance *instance = file->private_data;

	mutex_lock(&instances_lock);
	list_del(&instance->link);
	mutex_unlock(&instances_lock);
	put_pid(instance->opener);
	free_percpu(instance->waits);
	kfree(instance);
	return 0;
}

static long instance_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct ntsync_instance *instance = file->private_data;
	void __user *user = (void __user *)argument;

	switch (command) {
	case NTSYNC_IOC_WAIT_ANY:
		return ntsync_wait(instance, user, false);
	case NTSYNC_IOC_WAIT_ALL:
		return ntsync_wait(instance, user, true);
	case NTSYNC_IOC_CREATE_EVENT:
		return ntsync_create_event(instance, user);
	case NTSYNC_IOC_CREATE_SEM:
		return ntsync_create_semaphore(instance, user);
	case NTSYNC_IOC_CREATE_MUTEX:
		return ntsync_create_mutex(instance, user);
	default:
		return -ENOIOCTLCMD;
	}
}

static const struct file_operations instance_fops = {
	.owner = THIS_MODULE,
	.open = instance_open,
	.release = instance_release,
	.unlocked_ioctl = instance_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.fops = &instance_fops,
	.mode = 0666,
};

static unsigned long count_waits(const struct ntsync_instance *instance)
{
	unsigned long count = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		count += READ_ONCE(*per_cpu_ptr(instance->waits, cpu));
	return count;
}

static int ntsync_show(struct seq_file *file, void *unused)
{
	const struct ntsync_instance *instance;

	seq_puts(file, "# device\tpid\tcomm\tobjects\twaits\n");
	mutex_lock(&instances_lock);
	list_for_each_entry(instance, &instances, link) {
		seq_printf(file, "%s\t%d\t", device.name, pid_nr(instance->opener));
		ob_show_comm(file, instance->comm);
		seq_printf(file, "\t%d\t%lu\n", atomic_read(&instance->objects),
			   count_waits(instance));
	}
	mutex_unlock(&instances_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ntsync);

/**
 * ntsync_debugfs_init - make the file that lists the instances
 * @directory: the module's directory in debugfs
 */
void ntsync_debugfs_init(struct dentry *directory)
{
	debugfs_create_file("ntsync", 0400, directory, NULL, &ntsync_fops);
}

/* What may be the name of a device: nothing that a path could go wrong with. */
static bool is_name(const char *name)
{
	size_t length = strlen(name);

	if (!length || length > NAME_MAX_LENGTH)
		return false;
	for (; *name; name++)
		if (!isalnum(*name) && *name != '_' && *name != '-')
			return false;
	return true;
}

static bool name_is_taken(const struct device *neighbour)
{
	struct device *other;

	other = class_find_device_by_name(neighbour->class, ntsync_name);
	put_device(other);
	return other;
}

/**
 * ntsync_init - get ready, so that nothing but the device is missing
 *
 * Return: 0, -EINVAL if a parameter is wrong, -ENOMEM.
 */
int __init ntsync_init(void)
{
	wish = match_string(wishes, ARRAY_SIZE(wishes), ntsync);
	if (wish < 0 || !is_name(ntsync_name)) {
		pr_err("ntobj: ntsync is auto, on or off, and ntsync_name a name\n");
		return -EINVAL;
	}
	ntsync_wait_init();
	return ntsync_objects_init();
}

/**
 * ntsync_register - make the device, if that is wanted and the name is free
 * @neighbour: another misc device, to find their class by
 *
 * The module is in use by now, maybe, and stays without the device if there can't
 * be one.
 */
void __init ntsync_register(const struct device *neighbour)
{
	int error;

	if (wish == WISH_OFF)
		return;
	device.name = ntsync_name;
	error = name_is_taken(neighbour) ? -EEXIST : misc_register(&device);
	if (!error)
		registered = true;
	else if (wish == WISH_AUTO && error == -EEXIST)
		pr_info("ntobj: there is a device %s already\n", ntsync_name);
	else
		pr_err("ntobj: no device %s: error %d\n", ntsync_name, error);
}

/* Takes the device away, if there is one. */
void ntsync_unregister(void)
{
	if (registered)
		misc_deregister(&device);
}

/* Undoes ntsync_init(). */
void ntsync_destroy(void)
{
	ntsync_objects_destroy();
}
