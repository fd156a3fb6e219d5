// SPDX-License-Identifier: GPL-2.0
/*
 * The objects of /dev/ntsync: files of their own, with ioctls that work on them.
 *
 * An object lives as long as its file, which descriptors keep, and waits. It holds
 * a reference on the file of its instance. Its memory is type-safe, because whoever
 * looks at others' waits in debugfs may come late (ke/dispatcher.c); all else finds
 * it through its file.
 *
 * Events, semaphores and mutexes come from one cache: what an object is says its
 * dispatcher's type.
 */
#include <linux/anon_inodes.h>
#include <linux/file.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "compat/linux.h"
#include "compat/ntsync.h"

static struct kmem_cache *cache;

static const struct file_operations object_fops;

static bool is_event(const struct ntsync_object *object)
{
	return object->body.dispatcher.type == KE_NTSYNC_MANUAL ||
	       object->body.dispatcher.type == KE_NTSYNC_AUTO;
}

static bool is_semaphore(const struct ntsync_object *object)
{
	return object->body.dispatcher.type == KE_NTSYNC_SEMAPHORE;
}

static bool is_mutex(const struct ntsync_object *object)
{
	return object->body.dispatcher.type == KE_NTSYNC_MUTEX;
}

static void construct(void *memory)
{
	struct ntsync_object *object = memory;

	ke_dispatcher_construct(&object->body.dispatcher);
}

static void destroy(struct ntsync_object *object)
{
	ke_dispatcher_retire(&object->body.dispatcher);
	kmem_cache_free(cache, object);
}

static int object_release(struct inode *inode, struct file *file)
{
	struct ntsync_object *object = file->private_data;
	struct ntsync_instance *instance = object->instance;

	destroy(object);
	atomic_dec(&instance->objects);
	fput(instance->file);
	return 0;
}

/* The object is the file's from now on, or gone. */
static long publish(struct ntsync_instance *instance, struct ntsync_object *object)
{
	int descriptor = get_unused_fd_flags(O_CLOEXEC);
	struct file *file;

	if (descriptor < 0) {
		destroy(object);
		return descriptor;
	}
	file = anon_inode_getfile("ntsync", &object_fops, object, O_RDWR);
	if (IS_ERR(file)) {
		put_unused_fd(descriptor);
		destroy(object);
		return PTR_ERR(file);
	}
	object->file = file;
	object->instance = instance;
	get_file(instance->file);
	atomic_inc(&instance->objects);
	fd_install(descriptor, file);
	return descriptor;
}

/**
 * ntsync_create_event - NTSYNC_IOC_CREATE_EVENT
 * @instance: whose it will be
 * @user: the caller's
 *
 * Context: process; may sleep.
 *
 * Return: a descriptor; -EFAULT, -ENOMEM, -EMFILE, -ENFILE.
 */
long ntsync_create_event(struct ntsync_instance *instance,
			 const struct ntsync_event_args __user *user)
{
	struct ntsync_event_args arguments;
	struct ntsync_object *object;

	if (copy_from_user(&arguments, user, sizeof(arguments)))
		return -EFAULT;
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	if (!object)
		return -ENOMEM;
	ke_ntsync_event_init(&object->body, arguments.manual, arguments.signaled);
	return publish(instance, object);
}

/**
 * ntsync_create_semaphore - NTSYNC_IOC_CREATE_SEM
 * @instance: whose it will be
 * @user: the caller's
 *
 * Context: process; may sleep.
 *
 * Return: as ntsync_create_event(); -EINVAL if there is more in it than may be.
 */
long ntsync_create_semaphore(struct ntsync_instance *instance,
			     const struct ntsync_sem_args __user *user)
{
	struct ntsync_sem_args arguments;
	struct ntsync_object *object;

	if (copy_from_user(&arguments, user, sizeof(arguments)))
		return -EFAULT;
	if (arguments.count > arguments.max)
		return -EINVAL;
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	if (!object)
		return -ENOMEM;
	ke_ntsync_semaphore_init(&object->body, arguments.count, arguments.max);
	return publish(instance, object);
}

/**
 * ntsync_create_mutex - NTSYNC_IOC_CREATE_MUTEX
 * @instance: whose it will be
 * @user: the caller's
 *
 * Context: process; may sleep.
 *
 * Return: as ntsync_create_event(); -EINVAL if it is owned by nobody, but how often
 * says something else, or the other way round.
 */
long ntsync_create_mutex(struct ntsync_instance *instance,
			 const struct ntsync_mutex_args __user *user)
{
	struct ntsync_mutex_args arguments;
	struct ntsync_object *object;

	if (copy_from_user(&arguments, user, sizeof(arguments)))
		return -EFAULT;
	if (!arguments.owner != !arguments.count)
		return -EINVAL;
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	if (!object)
		return -ENOMEM;
	ke_ntsync_mutex_init(&object->body, arguments.owner, arguments.count);
	return publish(instance, object);
}

/**
 * ntsync_get_object - the object that a descriptor of the caller's stands for
 * @instance: whose it is to be
 * @descriptor: the descriptor
 *
 * Context: process.
 *
 * Return: the object, with a reference on its file; NULL if it is none, or another
 * instance's.
 */
struct ntsync_object *ntsync_get_object(struct ntsync_instance *instance, int descriptor)
{
	struct ntsync_object *object;
	struct file *file;

	file = fget(descriptor);
	if (unlikely(!file))
		return NULL;
	if (likely(file->f_op == &object_fops)) {
		object = file->private_data;
		if (likely(object->instance == instance))
			return object;
	}
	fput(file);
	return NULL;
}

static noinline u32 change(struct ke_dispatcher *event, enum ke_event_operation operation)
{
	struct ke_signal signal __uninitialized;
	u32 previous;

	rcu_read_lock();
	ke_begin_signal(event, &signal);
	previous = ke_change_event(event, operation, &signal);
	ke_end_signal(event, &signal);
	rcu_read_unlock();
	return previous;
}

static noinline long event_change(struct ntsync_object *object,
				  enum ke_event_operation operation, u32 __user *answer)
{
	u32 previous;

	if (!is_event(object))
		return -EINVAL;
	previous = change(&object->body.dispatcher, operation);
	return put_user(previous, answer) ? -EFAULT : 0;
}

/* The usual case of set and reset: nobody waits. */
static __always_inline long event_change_idle(struct ntsync_object *object, s32 state,
					      u32 __user *answer)
{
	struct ke_dispatcher *event = &object->body.dispatcher;
	u32 previous;
	bool idle;

	if (unlikely(!is_event(object)))
		return -EINVAL;
	if (state && ke_is_waited_for(event))
		return event_change(object, KE_EVENT_SET, answer);
	spin_lock_irq(&event->lock);
	previous = event->signal_state;
	idle = ke_change_idle_event(event, state);
	spin_unlock_irq(&event->lock);
	if (unlikely(!idle))
		return event_change(object, state ? KE_EVENT_SET : KE_EVENT_RESET, answer);
	return put_user(previous, answer) ? -EFAULT : 0;
}

static long event_read(struct ntsync_object *object,
		       struct ntsync_event_args __user *user)
{
	struct ke_dispatcher *event = &object->body.dispatcher;
	struct ntsync_event_args answer;

	if (!is_event(object))
		return -EINVAL;
	answer.manual = event->type == KE_NTSYNC_MANUAL;
	spin_lock_irq(&event->lock);
	answer.signaled = event->signal_state;
	spin_unlock_irq(&event->lock);
	return copy_to_user(user, &answer, sizeof(answer)) ? -EFAULT : 0;
}

static long semaphore_release(struct ntsync_object *object, u32 __user *user)
{
	struct ke_dispatcher *semaphore = &object->body.dispatcher;
	struct ke_signal signal __uninitialized;
	u32 count;
	int error;

	if (get_user(count, user))
		return -EFAULT;
	if (!is_semaphore(object))
		return -EINVAL;
	rcu_read_lock();
	ke_begin_signal(semaphore, &signal);
	error = ke_ntsync_release(&object->body, count, &count, &signal);
	ke_end_signal(semaphore, &signal);
	rcu_read_unlock();
	if (error)
		return error;
	return put_user(count, user) ? -EFAULT : 0;
}

static long semaphore_read(struct ntsync_object *object, struct ntsync_sem_args __user *user)
{
	struct ke_dispatcher *semaphore = &object->body.dispatcher;
	struct ntsync_sem_args answer;

	if (!is_semaphore(object))
		return -EINVAL;
	spin_lock_irq(&semaphore->lock);
	answer.count = object->body.count;
	answer.max = object->body.most;
	spin_unlock_irq(&semaphore->lock);
	return copy_to_user(user, &answer, sizeof(answer)) ? -EFAULT : 0;
}

static long mutex_unlock_owned(struct ntsync_object *object,
			       struct ntsync_mutex_args __user *user)
{
	struct ke_dispatcher *mutex = &object->body.dispatcher;
	struct ke_signal signal __uninitialized;
	struct ntsync_mutex_args arguments;
	int error;

	if (copy_from_user(&arguments, user, sizeof(arguments)))
		return -EFAULT;
	if (!arguments.owner || !is_mutex(object))
		return -EINVAL;
	rcu_read_lock();
	ke_begin_signal(mutex, &signal);
	error = ke_ntsync_unlock(&object->body, arguments.owner, &arguments.count, &signal);
	ke_end_signal(mutex, &signal);
	rcu_read_unlock();
	if (error)
		return error;
	return put_user(arguments.count, &user->count) ? -EFAULT : 0;
}

static long mutex_kill(struct ntsync_object *object, const u32 __user *user)
{
	struct ke_dispatcher *mutex = &object->body.dispatcher;
	struct ke_signal signal __uninitialized;
	int error;
	u32 owner;

	if (get_user(owner, user))
		return -EFAULT;
	if (!owner || !is_mutex(object))
		return -EINVAL;
	rcu_read_lock();
	ke_begin_signal(mutex, &signal);
	error = ke_ntsync_abandon(&object->body, owner, &signal);
	ke_end_signal(mutex, &signal);
	rcu_read_unlock();
	return error;
}

static long mutex_read(struct ntsync_object *object, struct ntsync_mutex_args __user *user)
{
	struct ke_dispatcher *mutex = &object->body.dispatcher;
	struct ntsync_mutex_args answer;
	bool abandoned;

	if (!is_mutex(object))
		return -EINVAL;
	spin_lock_irq(&mutex->lock);
	answer.owner = object->body.owner;
	answer.count = object->body.count;
	abandoned = object->body.abandoned;
	spin_unlock_irq(&mutex->lock);
	if (copy_to_user(user, &answer, sizeof(answer)))
		return -EFAULT;
	return abandoned ? -EOWNERDEAD : 0;
}

/* All but the shortest, which do without what these need of the stack. */
static noinline long other_ioctl(struct ntsync_object *object, unsigned int command,
				 void __user *user)
{
	switch (command) {
	case NTSYNC_IOC_EVENT_PULSE:
		return event_change(object, KE_EVENT_PULSE, user);
	case NTSYNC_IOC_EVENT_READ:
		return event_read(object, user);
	case NTSYNC_IOC_SEM_RELEASE:
		return semaphore_release(object, user);
	case NTSYNC_IOC_SEM_READ:
		return semaphore_read(object, user);
	case NTSYNC_IOC_MUTEX_UNLOCK:
		return mutex_unlock_owned(object, user);
	case NTSYNC_IOC_MUTEX_KILL:
		return mutex_kill(object, user);
	case NTSYNC_IOC_MUTEX_READ:
		return mutex_read(object, user);
	default:
		return -ENOIOCTLCMD;
	}
}

static long object_ioctl(struct file *file, unsigned int command, unsigned long argument)
{
	struct ntsync_object *object = file->private_data;
	void __user *user = (void __user *)argument;

	switch (command) {
	case NTSYNC_IOC_EVENT_SET:
		return event_change_idle(object, 1, user);
	case NTSYNC_IOC_EVENT_RESET:
		return event_change_idle(object, 0, user);
	default:
		return other_ioctl(object, command, user);
	}
}

static const struct file_operations object_fops = {
	.owner = THIS_MODULE,
	.release = object_release,
	.unlocked_ioctl = object_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};

/**
 * ntsync_objects_init - make the cache that objects come from
 *
 * Return: 0 or -ENOMEM.
 */
int __init ntsync_objects_init(void)
{
	cache = kmem_cache_create("ntobj_ntsync", sizeof(struct ntsync_object), 0,
				  SLAB_TYPESAFE_BY_RCU | SLAB_ACCOUNT, construct);
	return cache ? 0 : -ENOMEM;
}

/* Frees the cache, of which nothing is in use. */
void ntsync_objects_destroy(void)
{
	kmem_cache_destroy(cache);
}
