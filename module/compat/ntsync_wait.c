// SPDX-License-Identifier: GPL-2.0
/*
 * The waits of /dev/ntsync.
 *
 * A wait has a reference on the file of each of its objects, so all may be closed
 * meanwhile. Deadlines are of the clocks that the caller sees, which are others in a
 * time namespace.
 */
#include <linux/file.h>
#include <linux/uaccess.h>
#include <linux/ntobj.h>

#include "compat/linux.h"
#include "compat/ntsync.h"

static_assert(NTSYNC_MAX_WAIT_COUNT + 1 <= KE_WAIT_OBJECTS);

/* Is waited for by who waits for nothing. Never signalled. */
static struct ke_dispatcher nothing;

/*
 * As the kernel's own driver has it, what would be negative if it were signed is past
 * by the realtime clock, and far ahead by the other one. The largest means never.
 */
static u64 deadline_of(const struct ntsync_wait_args *arguments)
{
	static_assert(NTOBJ_WAIT_FOREVER == U64_MAX);

	if (arguments->flags & NTSYNC_WAIT_REALTIME &&
	    arguments->timeout > S64_MAX && arguments->timeout != U64_MAX)
		return NTOBJ_WAIT_POLL;
	return arguments->timeout;
}

static void put_objects(const struct ke_wanted *wanted, unsigned int count)
{
	struct ntsync_object *object;

	while (count--) {
		object = container_of(wanted[count].object, struct ntsync_object,
				      body.dispatcher);
		fput(object->file);
	}
}

static bool get_objects(struct ntsync_instance *instance, const u32 *descriptors,
			unsigned int count, struct ke_wanted *wanted)
{
	struct ntsync_object *object;
	unsigned int i;

	for (i = 0; i < count; i++) {
		object = ntsync_get_object(instance, descriptors[i]);
		if (unlikely(!object)) {
			put_objects(wanted, i);
			return false;
		}
		wanted[i].object = &object->body.dispatcher;
		wanted[i].stamp = NULL;
	}
	return true;
}

/* The index, or a negative errno; @abandoned may be set with the former. */
static int outcome(NTSTATUS status, bool *abandoned)
{
	switch (status) {
	case STATUS_TIMEOUT:
		return -ETIMEDOUT;
	case KE_RESTART:
		return -ERESTARTSYS;
	case STATUS_INVALID_PARAMETER_MIX:
		return -EINVAL;
	}
	*abandoned = status >= STATUS_ABANDONED_WAIT_0;
	return KE_PLACE_IN_STATUS(status);
}

static NTSTATUS wait_for(struct ke_several *several, struct ke_thread *thread,
			 const struct ntsync_wait_args *arguments, u64 deadline)
{
	NTSTATUS status;

	status = ke_ntsync_begin_wait(several, thread);
	if (status != KE_QUEUED)
		return status;
	return ke_sleep(thread, deadline, arguments->flags & NTSYNC_WAIT_REALTIME ?
			NTOBJ_WAIT_REALTIME : 0);
}

/* With the descriptors of the objects, and behind them that of the alert, if any. */
static noinline int wait_for_objects(struct ntsync_instance *instance,
				     const struct ntsync_wait_args *arguments,
				     const u32 *descriptors, bool all, bool *abandoned)
{
	unsigned int count = arguments->count + !!arguments->alert;
	struct ke_wanted wanted[KE_WAIT_OBJECTS] __uninitialized;
	u64 deadline = deadline_of(arguments);
	struct ke_thread *thread = NULL;
	struct ke_several several __uninitialized;
	NTSTATUS status;

	if (deadline != NTOBJ_WAIT_POLL) {
		thread = ke_current_thread();
		if (unlikely(!thread || !ke_prepare_blocks(thread, count)))
			return -ENOMEM;
	}
	if (!get_objects(instance, descriptors, count, wanted))
		return -EINVAL;
	several.wanted = wanted;
	several.count = count;
	several.all = all ? arguments->count : 0;
	several.owner = arguments->owner;
	if (unlikely(!count)) {
		wanted[0].object = &nothing;
		wanted[0].stamp = NULL;
		several.count = 1;
	}
	/* All of nothing is signalled. */
	if (unlikely(all && !arguments->count))
		status = STATUS_WAIT_0;
	else
		status = wait_for(&several, thread, arguments, deadline);
	put_objects(wanted, count);
	return outcome(status, abandoned);
}

/**
 * ntsync_wait - NTSYNC_IOC_WAIT_ANY, NTSYNC_IOC_WAIT_ALL
 * @instance: whose objects are waited for
 * @user: the caller's
 * @all: whether for all of them
 *
 * Context: process; sleeps.
 *
 * Return: 0; -EOWNERDEAD if a mutex was got that had been abandoned; -ETIMEDOUT,
 * -EFAULT, -EINVAL, -ENOMEM, -ERESTARTSYS.
 */
long ntsync_wait(struct ntsync_instance *instance, struct ntsync_wait_args __user *user,
		 bool all)
{
	u32 descriptors[NTSYNC_MAX_WAIT_COUNT + 1] __uninitialized;
	struct ntsync_wait_args arguments;
	bool abandoned = false;
	int index;

	if (copy_from_user(&arguments, user, sizeof(arguments)))
		return -EFAULT;
	if (!arguments.owner || arguments.pad || arguments.flags & ~NTSYNC_WAIT_REALTIME ||
	    arguments.count > NTSYNC_MAX_WAIT_COUNT)
		return -EINVAL;
	if (copy_from_user(descriptors, u64_to_user_ptr(arguments.objs),
			   arguments.count * sizeof(descriptors[0])))
		return -EFAULT;
	descriptors[arguments.count] = arguments.alert;
	this_cpu_inc(*instance->waits);
	index = wait_for_objects(instance, &arguments, descriptors, all, &abandoned);
	if (index < 0)
		return index;
	if (put_user(index, &user->index))
		return -EFAULT;
	return abandoned ? -EOWNERDEAD : 0;
}

/* Makes the object that is never signalled. */
void __init ntsync_wait_init(void)
{
	ke_dispatcher_construct(&nothing);
	ke_dispatcher_init(&nothing, KE_NOTIFICATION_EVENT, 0);
}
