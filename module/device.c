// SPDX-License-Identifier: GPL-2.0
/*
 * /dev/ntobj: from ioctl(2) to a service call.
 *
 * A descriptor is a way in and nothing else. It caches the process object of
 * the process that used it first, with a reference; a process that got the
 * descriptor from another looks its own object up at each call.
 */
#include <linux/compat.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/proc_fs.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <linux/ntobj.h>
#include <ntobj/ke.h>
#include <ntobj/ps.h>

#include "compat/linux.h"
#include "device.h"

static noinline struct ps_process *remember_process(struct file *file)
{
	struct ps_process *process = ps_current_process();

	if (process && !READ_ONCE(file->private_data)) {
		refcount_inc(&process->references);
		/* Pairs with smp_load_acquire() in calling_process(). */
		if (cmpxchg(&file->private_data, NULL, process))
			ps_put_process(process);
	}
	return process;
}

static struct ps_process *calling_process(struct file *file)
{
	/* Pairs with cmpxchg() in remember_process(). */
	struct ps_process *process = smp_load_acquire(&file->private_data);

	return process && process->pid == task_tgid(current) ? process :
							       remember_process(file);
}

/* Of another table, or of a process that the file does not remember. */
static noinline long call_slowly(struct file *file, unsigned int command, u64 operand,
				 void __user *pointer)
{
	struct ps_process *process;

	if (_IOC_TYPE(command) < NTOBJ_TABLE_NATIVE ||
	    _IOC_TYPE(command) > NTOBJ_TABLE_EXTENSION_1)
		return -ENOTTY;
	process = calling_process(file);
	if (!process)
		return STATUS_INSUFFICIENT_RESOURCES;
	return ke_dispatch_service(&process->call, command, operand, pointer);
}

static __always_inline long call(struct file *file, unsigned int command, u64 operand,
				 void __user *pointer)
{
	/* Pairs with cmpxchg() in remember_process(). */
	struct ps_process *process = smp_load_acquire(&file->private_data);

	if (unlikely(_IOC_TYPE(command) != NTOBJ_TABLE_NATIVE) || unlikely(!process) ||
	    unlikely(process->pid != task_tgid(current)))
		return call_slowly(file, command, operand, pointer);
	return ke_call_native(&process->call, command, operand, pointer);
}

static long device_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	return call(file, command, argument, (void __user *)argument);
}

#ifdef CONFIG_COMPAT
static long device_compat_ioctl(struct file *file, unsigned int command,
				unsigned long argument)
{
	return call(file, command, (s64)(s32)argument, compat_ptr(argument));
}
#endif

static int device_release(struct inode *inode, struct file *file)
{
	if (file->private_data)
		ps_put_process(file->private_data);
	return 0;
}

/* The misc device put itself there. */
static int device_open(struct inode *inode, struct file *file)
{
	file->private_data = NULL;
	return nonseekable_open(inode, file);
}

/* Whether who has opened the file, and reads it, could query the process. */
static bool may_count_handles(struct seq_file *info, struct ps_process *process)
{
	struct task_struct *task;
	bool may;

	if (info->file->f_cred != current_cred())
		return false;
	task = get_pid_task(process->pid, PIDTYPE_TGID);
	may = task && ps_may_open(task, true);
	if (task)
		put_task_struct(task);
	return may;
}

/*
 * In /proc/PID/fdinfo: which process's calls the descriptor is quickest for. It
 * may have come from another, of which the reader is told no more than its own
 * files in /proc would.
 */
static void device_show_fdinfo(struct seq_file *info, struct file *file)
{
	/* Pairs with cmpxchg() in remember_process(). */
	struct ps_process *process = smp_load_acquire(&file->private_data);
	struct pid_namespace *pids = proc_pid_ns(file_inode(info->file)->i_sb);
	pid_t id = 0;

	seq_printf(info, "ntobj-abi:\t%u\n", NTOBJ_ABI_VERSION);
	if (process && !test_bit(PS_EXITING, &process->flags))
		id = pid_nr_ns(process->pid, pids);
	seq_printf(info, "ntobj-process:\t%d\n", id);
	if (id && may_count_handles(info, process))
		seq_printf(info, "ntobj-handles:\t%u\n",
			   READ_ONCE(process->handles.count));
}

static const struct file_operations device_fops = {
	.owner = THIS_MODULE,
	.open = device_open,
	.release = device_release,
	.unlocked_ioctl = device_ioctl,
#ifdef CONFIG_COMPAT
	.compat_ioctl = device_compat_ioctl,
#endif
	.llseek = noop_llseek,
	.show_fdinfo = device_show_fdinfo,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "ntobj",
	.fops = &device_fops,
	.mode = 0666,
};

static NTSTATUS service_query_version(struct ke_call *call, void *captured)
{
	struct ntobj_query_version *argument = captured;

	*argument = (struct ntobj_query_version){
		.abi = NTOBJ_ABI_VERSION,
		.max_handles = ob_max_handles(),
		.features = NTOBJ_FEATURE_NAMESPACE | NTOBJ_FEATURE_HANDLES |
			    NTOBJ_FEATURE_EVENTS | NTOBJ_FEATURE_WAIT_SINGLE |
			    NTOBJ_FEATURE_SERVICE_TABLES | NTOBJ_FEATURE_PROCESSES |
			    NTOBJ_FEATURE_SECURITY | NTOBJ_FEATURE_DUPLICATION |
			    NTOBJ_FEATURE_WAIT_MULTIPLE | NTOBJ_FEATURE_SEMAPHORES |
			    NTOBJ_FEATURE_MUTANTS | NTOBJ_FEATURE_EVENT_PAIRS |
			    NTOBJ_FEATURE_TIMERS | NTOBJ_FEATURE_APCS |
			    NTOBJ_FEATURE_SUSPENSION,
	};
	strscpy(argument->module_version, THIS_MODULE->version ?: "",
		sizeof(argument->module_version));
	return STATUS_SUCCESS;
}

static const u64 version_statuses[] = {
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_STRUCTURED(_IOC_NR(NTOBJ_IOC_QUERY_VERSION), "NtobjQueryVersion",
		      service_query_version, struct ntobj_query_version,
		      module_version, abi, version_statuses),
};

/**
 * device_init - make /dev/ntobj
 *
 * The last step of loading that can fail: from here on there are calls.
 *
 * Return: 0 or a negative errno.
 */
int __init device_init(void)
{
	ke_register_services(services, ARRAY_SIZE(services));
	return misc_register(&device);
}

/* The misc device, while there is one. */
const struct device *device_self(void)
{
	return device.this_device;
}

/* Takes /dev/ntobj away. */
void device_destroy_node(void)
{
	misc_deregister(&device);
}
