// SPDX-License-Identifier: GPL-2.0
/*
 * Service tables: from an ioctl number to the function behind it.
 *
 * There are four tables of 256 services. The native table and the shadow table
 * are built in; each component puts its services there while the module loads.
 * The other two are for extension drivers.
 *
 * Locking and lifetime
 *
 * The built-in tables change only while the module loads, before the device
 * exists, so calls read them without protection. @extensions is changed under
 * @extension_lock and read under RCU; a call of an extension's service holds a
 * reference on the extension's module, so that its code can't go while it
 * runs. There are no calls before the extension has been loaded for good: a
 * module whose init fails goes whatever references it has.
 * ke_remove_service_table() waits for readers that have seen the table and not
 * yet taken that reference.
 */
#include <linux/bitops.h>
#include <linux/fault-inject-usercopy.h>
#include <linux/ioctl.h>
#include <linux/jump_label.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/nospec.h>
#include <linux/rcupdate.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/ntobj.h>
#include <ntobj/ke.h>
#include <ntobj/ke_apc.h>
#include <ntobj/ke_irql.h>

#include "compat/linux.h"
#include "ke/trace.h"

#define EXTENSION_FIRST		2
#define STRUCTURED_DIRECTION	(_IOC_READ | _IOC_WRITE)

struct service_table {
	struct ke_service *services[KE_SERVICES];
	struct module *owner;
};

struct ke_service *ke_native_services[KE_SERVICES];
static struct service_table shadow_table;

static DEFINE_MUTEX(extension_lock);
static struct service_table __rcu *extensions[KE_SERVICE_TABLES - EXTENSION_FIRST];

DEFINE_STATIC_KEY_FALSE(ke_watch_key);

/**
 * ke_begin_watch - somebody wants to know of each call
 *
 * Context: process; may sleep.
 *
 * Return: 0, as the register function of an event has to.
 */
int ke_begin_watch(void)
{
	static_branch_inc(&ke_watch_key);
	return 0;
}

/**
 * ke_end_watch - somebody does not want to know any more
 *
 * Context: process; may sleep.
 */
void ke_end_watch(void)
{
	static_branch_dec(&ke_watch_key);
}

/*
 * Coverage: which statuses each service has returned. The test suite switches
 * it on.
 */
static bool status_coverage;	/* changes under the lock of parameters */

static int status_coverage_set(const char *value, const struct kernel_param *parameter)
{
	bool wanted;
	int error;

	error = kstrtobool(value, &wanted);
	if (error || wanted == status_coverage)
		return error;
	if (wanted)
		ke_begin_watch();
	WRITE_ONCE(status_coverage, wanted);
	if (!wanted)
		ke_end_watch();
	return 0;
}

static int status_coverage_get(char *buffer, const struct kernel_param *parameter)
{
	return sysfs_emit(buffer, "%c\n",
			  status_coverage ? 'Y' : 'N');
}

static const struct kernel_param_ops status_coverage_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = status_coverage_set,
	.get = status_coverage_get,
};

module_param_cb(status_coverage, &status_coverage_ops, NULL, 0644);
MODULE_PARM_DESC(status_coverage,
		 "Record which statuses each service returns, for tests (default N)");

static bool is_among(NTSTATUS status, u64 declared)
{
	return (u32)status - (u32)declared <= declared >> 33;
}

static bool is_fault(u64 declared)
{
	return declared >> 32 & 1;
}

static void record_status(struct ke_service *service, NTSTATUS status)
{
	unsigned int i;

	if (status == KE_RESTART)
		return;
	for (i = 0; service->statuses[i] != KE_STATUSES_END; i++) {
		if (is_among(status, service->statuses[i])) {
			set_bit(i, &service->seen);
			return;
		}
	}
	WRITE_ONCE(service->undeclared, status);
}

static noinline void watch_call(unsigned int command, struct ke_service *service,
				NTSTATUS status)
{
	if (READ_ONCE(status_coverage))
		record_status(service, status);
	trace_ntobj_service(command, service->name, status);
}

/* How many statuses a service declares; one too many stands for more. */
static unsigned int status_count(const struct ke_service *service)
{
	unsigned int count = 0;

	while (count <= BITS_PER_LONG && service->statuses[count] != KE_STATUSES_END)
		count++;
	return count;
}

/* See capture(). */
static u32 shape_of(const struct ke_service *service)
{
	if (service->direct || service->size % sizeof(u64))
		return U32_MAX;
	return _IOC(STRUCTURED_DIRECTION, 0, 0, service->size) >> _IOC_SIZESHIFT;
}

static void put_services(struct ke_service **table,
			 struct ke_service *services, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		services[i].shape = shape_of(&services[i]);
		table[services[i].number] = &services[i];
	}
}

/**
 * ke_register_services - put a component's services into the native table
 * @services: the services; must last as long as the module
 * @count: how many
 *
 * Context: process, while the module loads and before the device exists. Two
 * services with one number are a mistake in the module and are reported.
 */
void ke_register_services(struct ke_service *services, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		WARN_ON(ke_native_services[services[i].number]);
		WARN_ON(status_count(&services[i]) > BITS_PER_LONG);
	}
	put_services(ke_native_services, services, count);
}

static bool services_are_sound(const struct ke_service *services, unsigned int count)
{
	DECLARE_BITMAP(numbers, KE_SERVICES);
	unsigned int i;

	bitmap_zero(numbers, KE_SERVICES);
	for (i = 0; i < count; i++) {
		const struct ke_service *service = &services[i];

		if (!service->direct == !service->structured ||
		    __test_and_set_bit(service->number, numbers) ||
		    !service->statuses || status_count(service) > BITS_PER_LONG ||
		    service->size > KE_ARGUMENT_MAX ||
		    service->minimum > service->size ||
		    service->answer_end > service->size ||
		    service->answer_first > service->answer_end ||
		    (service->structured && !service->minimum))
			return false;
	}
	return true;
}

/**
 * ke_add_service_table - make an extension driver's services callable
 * @index: which table, 2 or 3
 * @services: the services; must last until the table is removed
 * @count: how many, 1 to 256, each with a number of its own
 * @owner: the extension's module. It can't be unloaded while one of its
 *	services runs, and must remove the table before it goes
 *
 * NT's KeAddSystemServiceTable. Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER for a built-in or unknown
 * table or unsound services; STATUS_OBJECT_NAME_COLLISION if the table is
 * taken; STATUS_INSUFFICIENT_RESOURCES; STATUS_ACCESS_DENIED for a driver that a bug
 * check has contained; STATUS_UNSUCCESSFUL where it may not sleep.
 */
NTSTATUS ke_add_service_table(unsigned int index, struct ke_service *services,
			      unsigned int count, struct module *owner)
{
	struct service_table *table;
	NTSTATUS status = STATUS_SUCCESS;

	if (!ke_require_irql(KE_APC_LEVEL))
		return STATUS_UNSUCCESSFUL;
	might_sleep();
	if (ke_is_contained(_RET_IP_))
		return STATUS_ACCESS_DENIED;
	if (index < EXTENSION_FIRST || index >= KE_SERVICE_TABLES ||
	    !count || count > KE_SERVICES || !services_are_sound(services, count))
		return STATUS_INVALID_PARAMETER;
	table = kzalloc(sizeof(*table), GFP_KERNEL);
	if (!table)
		return STATUS_INSUFFICIENT_RESOURCES;
	table->owner = owner;
	put_services(table->services, services, count);

	mutex_lock(&extension_lock);
	if (rcu_access_pointer(extensions[index - EXTENSION_FIRST]))
		status = STATUS_OBJECT_NAME_COLLISION;
	else
		rcu_assign_pointer(extensions[index - EXTENSION_FIRST], table);
	mutex_unlock(&extension_lock);
	if (!NT_SUCCESS(status))
		kfree(table);
	return status;
}
EXPORT_SYMBOL_NTOBJ(ke_add_service_table);

/**
 * ke_remove_service_table - take an extension driver's table away
 * @index: which table, 2 or 3
 *
 * NT's KeRemoveSystemServiceTable. After the return no new call reaches the
 * table's services. Calls that are still running hold the extension's module;
 * called from the module's exit there are none. Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER if there is no such table;
 * STATUS_UNSUCCESSFUL where it may not sleep.
 */
NTSTATUS ke_remove_service_table(unsigned int index)
{
	struct service_table *table;

	if (!ke_require_irql(KE_APC_LEVEL))
		return STATUS_UNSUCCESSFUL;
	might_sleep();
	if (index < EXTENSION_FIRST || index >= KE_SERVICE_TABLES)
		return STATUS_INVALID_PARAMETER;
	mutex_lock(&extension_lock);
	table = rcu_replace_pointer(extensions[index - EXTENSION_FIRST], NULL,
				    lockdep_is_held(&extension_lock));
	mutex_unlock(&extension_lock);
	if (!table)
		return STATUS_INVALID_PARAMETER;
	synchronize_rcu();
	kfree(table);
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ(ke_remove_service_table);

/* Also a structure that is longer or shorter than the one that this kernel knows. */
static noinline NTSTATUS capture_any(const struct ke_service *service, void *argument,
				     unsigned int command, void __user *pointer)
{
	size_t size = _IOC_SIZE(command);

	if (_IOC_DIR(command) != STRUCTURED_DIRECTION)
		return STATUS_INVALID_SYSTEM_SERVICE;
	if (size < service->minimum || size > PAGE_SIZE)
		return STATUS_INFO_LENGTH_MISMATCH;
	switch (copy_struct_from_user(argument, service->size, pointer, size)) {
	case 0:
		return STATUS_SUCCESS;
	case -E2BIG:
		return STATUS_INFO_LENGTH_MISMATCH;
	default:
		return STATUS_ACCESS_VIOLATION;
	}
}

/* Copies back the answering fields that the caller's structure has. */
static bool deliver_answer(const struct ke_service *service, const void *argument,
			   void __user *pointer, size_t size)
{
	size_t first = service->answer_first;
	size_t end = min_t(size_t, service->answer_end, size);

	/* Most answers are a handle, or a number. */
	if (end == first + sizeof(u64) && IS_ALIGNED(first, sizeof(u64)))
		return !should_fail_usercopy() &&
		       !put_user(*(const u64 *)(argument + first),
				 (u64 __user *)(pointer + first));
	if (end == first + sizeof(u32) && IS_ALIGNED(first, sizeof(u32)))
		return !should_fail_usercopy() &&
		       !put_user(*(const u32 *)(argument + first),
				 (u32 __user *)(pointer + first));
	return first >= end ||
	       !copy_to_user(pointer + first, argument + first, end - first);
}

/*
 * What was delivered must not be believed. It could be written a moment ago; if it
 * can't be any more, the status has to do.
 */
static void withdraw_answer(const struct ke_service *service, void *argument,
			    void __user *pointer, size_t size)
{
	memset(argument + service->answer_first, 0,
	       service->answer_end - service->answer_first);
	deliver_answer(service, argument, pointer, size);
}

/**
 * ke_end_call - tell who wants to know how a call has ended
 * @service: the service
 * @command: the ioctl number
 * @status: what it returned
 *
 * Context: process; may sleep.
 *
 * Return: @status, as an ioctl returns it.
 */
long ke_end_call(struct ke_service *service, unsigned int command, NTSTATUS status)
{
	if (static_branch_unlikely(&ke_watch_key))
		watch_call(command, service, status);
	if (!NT_SUCCESS(status))
		ke_record_failure(service->name, status);
	return status;
}

/*
 * Copies whole words. For a size that is no constant this is cheaper than
 * copy_from_user(), and the structures are small; most have three words or more.
 * It is not done where one of the greatest size would not have room, as that is
 * easier to ask.
 */
static __always_inline NTSTATUS capture(const struct ke_service *service, u64 *argument,
					unsigned int command, void __user *pointer)
{
	size_t size = _IOC_SIZE(command), i = 0;
	u64 __user *words = pointer;

	might_fault();
	if (unlikely(command >> _IOC_SIZESHIFT != service->shape))
		return capture_any(service, argument, command, pointer);
	if (should_fail_usercopy())
		return STATUS_ACCESS_VIOLATION;
	if (unlikely(!user_read_access_begin(words, KE_ARGUMENT_MAX)))
		return capture_any(service, argument, command, pointer);
	if (size >= 3 * sizeof(u64)) {
		unsafe_get_user(argument[0], &words[0], fault);
		unsafe_get_user(argument[1], &words[1], fault);
		unsafe_get_user(argument[2], &words[2], fault);
		if (likely(size == 3 * sizeof(u64)))
			goto done;
		i = 3;
	}
	for (; i < size / sizeof(u64); i++)
		unsafe_get_user(argument[i], &words[i], fault);
done:
	user_read_access_end();
	return STATUS_SUCCESS;

fault:
	user_read_access_end();
	return STATUS_ACCESS_VIOLATION;
}

/* What is no call of a service at all is nobody's business. */
static noinline long end_uncaptured(struct ke_service *service, unsigned int command,
				    NTSTATUS status)
{
	return status == STATUS_INVALID_SYSTEM_SERVICE ?
	       status : ke_end_call(service, command, status);
}

static __always_inline void begin_call(struct ke_call *call, const struct ke_call *caller)
{
	/* What a service leaves pending it fills in itself. */
	call->handles = caller->handles;
	call->subject = caller->subject;
	call->kernel = false;
	call->answer = false;
	call->finish = NULL;
}

/* What a service of a driver's comes back with is looked at before anything else is done. */
static __always_inline NTSTATUS call_function(struct ke_call *call,
					      const struct ke_service *service,
					      void *argument, bool of_driver)
{
	struct ke_region_mark regions;
	struct ke_irql_mark mark;
	NTSTATUS status;

	if (!of_driver)
		return service->structured(call, argument);
	ke_mark_irql(&mark);
	ke_mark_regions(&regions);
	status = service->structured(call, argument);
	ke_check_irql(&mark, KE_RULE_SERVICE_IRQL, (unsigned long)service->structured);
	ke_check_regions(&regions, (unsigned long)service->structured);
	return status;
}

static __always_inline NTSTATUS answer(struct ke_call *call,
				       const struct ke_service *service, void *argument,
				       void __user *pointer, size_t size, bool of_driver)
{
	NTSTATUS status, finished;

	if (service->probes && !deliver_answer(service, argument, pointer, size))
		return STATUS_ACCESS_VIOLATION;
	status = call_function(call, service, argument, of_driver);
	if ((NT_SUCCESS(status) || call->answer) &&
	    !deliver_answer(service, argument, pointer, size))
		status = STATUS_ACCESS_VIOLATION;
	if (!call->finish)
		return status;
	finished = call->finish(call, NT_SUCCESS(status));
	if (NT_SUCCESS(finished))
		return status;
	withdraw_answer(service, argument, pointer, size);
	return finished;
}

static __always_inline long call_any_answering(const struct ke_call *caller,
					       struct ke_service *service,
					       unsigned int command,
					       void __user *pointer, bool of_driver)
{
	/* What there is of it is what was captured: to clear it first is for nothing. */
	u64 argument[KE_ARGUMENT_MAX / sizeof(u64)] __uninitialized;
	struct ke_call call __uninitialized;
	NTSTATUS status;

	status = capture(service, argument, command, pointer);
	if (unlikely(!NT_SUCCESS(status)))
		return end_uncaptured(service, command, status);
	begin_call(&call, caller);
	status = answer(&call, service, argument, pointer, _IOC_SIZE(command), of_driver);
	if (static_branch_unlikely(&ke_watch_key) || unlikely(!NT_SUCCESS(status)))
		return ke_end_call(service, command, status);
	return status;
}

/* Calls a service that answers in its structure. */
static noinline long call_answering(const struct ke_call *caller, struct ke_service *service,
				    unsigned int command, void __user *pointer)
{
	return call_any_answering(caller, service, command, pointer, false);
}

/**
 * ke_call_structured - call a service that takes a structure
 * @caller: see ke_dispatch_service()
 * @service: the service, of any table
 * @command: the ioctl number
 * @pointer: where the structure is
 *
 * Context: process; may sleep.
 *
 * Return: see ke_dispatch_service().
 */
long ke_call_structured(const struct ke_call *caller, struct ke_service *service,
			unsigned int command, void __user *pointer)
{
	u64 argument[KE_ARGUMENT_MAX / sizeof(u64)] __uninitialized;
	struct ke_call call __uninitialized;
	NTSTATUS status, finished;

	if (service->answer_end)
		return call_answering(caller, service, command, pointer);
	status = capture(service, argument, command, pointer);
	if (unlikely(!NT_SUCCESS(status)))
		return end_uncaptured(service, command, status);
	begin_call(&call, caller);
	status = service->structured(&call, argument);
	if (unlikely(call.finish)) {
		finished = call.finish(&call, NT_SUCCESS(status));
		if (!NT_SUCCESS(finished))
			status = finished;
	}
	if (static_branch_unlikely(&ke_watch_key) || unlikely(!NT_SUCCESS(status)))
		return ke_end_call(service, command, status);
	return status;
}

static long call_driver_direct(const struct ke_call *caller, struct ke_service *service,
			       unsigned int command, u64 operand)
{
	struct ke_region_mark regions;
	struct ke_irql_mark mark;
	NTSTATUS status;

	if (command >> _IOC_SIZESHIFT)
		return STATUS_INVALID_SYSTEM_SERVICE;
	ke_mark_irql(&mark);
	ke_mark_regions(&regions);
	status = service->direct(caller, operand);
	ke_check_irql(&mark, KE_RULE_SERVICE_IRQL, (unsigned long)service->direct);
	ke_check_regions(&regions, (unsigned long)service->direct);
	return ke_end_call(service, command, status);
}

static NTSTATUS call_driver_service(const struct ke_call *caller, struct ke_service *service,
				    unsigned int command, u64 operand, void __user *pointer)
{
	return service->direct ? call_driver_direct(caller, service, command, operand) :
	       call_any_answering(caller, service, command, pointer, true);
}

/*
 * A thread begins with the native table alone. Its first call of the shadow
 * table switches that one in, as NT does when a thread becomes a graphical one.
 */
static noinline NTSTATUS call_shadow(const struct ke_call *caller, unsigned int command,
				     u64 operand, void __user *pointer)
{
	struct ke_thread *thread = ke_current_thread();
	struct ke_service *service;

	if (!thread)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!thread->shadow)
		WRITE_ONCE(thread->shadow, true);
	service = shadow_table.services[_IOC_NR(command)];
	if (!service)
		return STATUS_INVALID_SYSTEM_SERVICE;
	return service->direct ? ke_call_direct(caller, service, command, operand) :
				 ke_call_structured(caller, service, command, pointer);
}

static noinline NTSTATUS call_extension(const struct ke_call *caller,
					unsigned int command, u64 operand,
					void __user *pointer)
{
	unsigned int index = array_index_nospec(_IOC_TYPE(command) -
						NTOBJ_TABLE_EXTENSION_0,
						ARRAY_SIZE(extensions));
	struct ke_service *service = NULL;
	struct service_table *table;
	struct module *owner;
	NTSTATUS status;

	rcu_read_lock();
	table = rcu_dereference(extensions[index]);
	if (table && table->owner->state == MODULE_STATE_LIVE &&
	    !ke_is_contained_module(table->owner) && try_module_get(table->owner)) {
		owner = table->owner;
		service = table->services[_IOC_NR(command)];
		if (!service)
			module_put(owner);
	}
	rcu_read_unlock();
	if (!service)
		return STATUS_INVALID_SYSTEM_SERVICE;
	status = call_driver_service(caller, service, command, operand, pointer);
	module_put(owner);
	return status;
}

/**
 * ke_dispatch_service - call the service that an ioctl number names
 * @caller: the calling process's handles and subject; not changed
 * @command: the ioctl number; its type byte is one of the four tables'
 * @operand: the ioctl argument as a handle, sign-extended for 32-bit callers
 * @pointer: the ioctl argument as an address
 *
 * Context: process; may sleep.
 *
 * Return: what the service returned, or one of the statuses that
 * <linux/ntobj.h> names for every service.
 */
NTSTATUS ke_dispatch_service(const struct ke_call *caller, unsigned int command,
			     u64 operand, void __user *pointer)
{
	switch (_IOC_TYPE(command)) {
	case NTOBJ_TABLE_NATIVE:
		return ke_call_native(caller, command, operand, pointer);
	case NTOBJ_TABLE_SHADOW:
		return call_shadow(caller, command, operand, pointer);
	default:
		return call_extension(caller, command, operand, pointer);
	}
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ke_dispatch_service);

static void show_service(struct seq_file *file, unsigned int table,
			 const struct ke_service *service)
{
	unsigned int i;

	seq_printf(file, "0x%02x\t0x%02x\t%u\t%u\t%s\tdir=%u",
		   NTOBJ_TABLE_NATIVE + table, service->number, service->size,
		   service->minimum, service->name,
		   service->structured ? STRUCTURED_DIRECTION : _IOC_NONE);
	for (i = 0; i < status_count(service); i++)
		seq_printf(file, "\t0x%08x:%u%s", (u32)service->statuses[i],
			   test_bit(i, &service->seen),
			   is_fault(service->statuses[i]) ? ":fault" : "");
	if (READ_ONCE(service->undeclared))
		seq_printf(file, "\t0x%08x:undeclared",
			   (u32)READ_ONCE(service->undeclared));
	seq_putc(file, '\n');
}

static void show_table(struct seq_file *file, unsigned int index,
		       struct ke_service *const *table)
{
	unsigned int i;

	for (i = 0; i < KE_SERVICES; i++)
		if (table[i])
			show_service(file, index, table[i]);
}

/**
 * ke_show_services - list all services, a line each
 * @file: where to
 *
 * Context: process; may sleep.
 */
void ke_show_services(struct seq_file *file)
{
	struct service_table *table;
	unsigned int i;

	seq_puts(file, "# table\tnumber\tsize\tminimum\tname\tdirection\tstatus:seen...\n");
	show_table(file, 0, ke_native_services);
	show_table(file, 1, shadow_table.services);
	mutex_lock(&extension_lock);
	for (i = 0; i < ARRAY_SIZE(extensions); i++) {
		table = rcu_dereference_protected(extensions[i],
						  lockdep_is_held(&extension_lock));
		if (table)
			show_table(file, EXTENSION_FIRST + i, table->services);
	}
	mutex_unlock(&extension_lock);
}
