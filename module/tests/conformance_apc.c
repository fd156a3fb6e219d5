// SPDX-License-Identifier: GPL-2.0
/*
 * Conformance: kernel APCs, the regions that keep them off, and mutexes, by the names
 * that drivers have for them.
 */
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include <ntddk.h>

#include "tests/conformance.h"

#define APCS	8
#define ROUNDS	2000
#define LONG	(30 * NSEC_PER_SEC)

struct fixture;

/* An APC, and what it has seen. */
struct call {
	KAPC apc;
	struct fixture *fixture;
	unsigned int kernel_calls;
	unsigned int normal_calls;
	unsigned int rundowns;
	unsigned int place;
	KIRQL kernel_irql;
	KIRQL normal_irql;
	PVOID context;
	PVOID argument1;
	PVOID argument2;
	struct task_struct *task;
	bool apcs_disabled;
	bool all_disabled;
	bool drops_normal;
	unsigned int again;
	struct call *queues;
	struct call *saw;
	unsigned int saw_calls;
};

/* A thread of the test's, and what it is to do. */
struct helper {
	struct fixture *fixture;
	struct task_struct *task;
	PKTHREAD thread;
	struct completion ready;
	struct completion go;
	struct completion done;
	u64 timeout;
	u32 flags;
	NTSTATUS status;
	u64 slept;
	bool disabled;
};

struct fixture {
	struct call calls[APCS];
	struct helper helper;
	KTIMER event;	/* of which only the signal is wanted */
	KMUTEX mutex;
	struct tasklet_struct tasklet;
	bool inserted;
	unsigned int order;
};

static void kernel_routine(struct ke_kernel_apc *apc, ke_normal_routine *normal,
			   void **context, void **argument1, void **argument2)
{
	struct call *call = container_of(apc, struct call, apc);

	call->kernel_irql = KeGetCurrentIrql();
	call->task = current;
	call->place = ++call->fixture->order;
	if (call->drops_normal)
		*normal = NULL;
	if (call->again) {
		call->again--;
		KeInsertQueueApc(apc, NULL, NULL, 0);
	}
	WRITE_ONCE(call->kernel_calls, call->kernel_calls + 1);
}

static void normal_routine(void *context, void *argument1, void *argument2)
{
	/* Where nothing was changed the context is the call itself. */
	struct call *call = context;

	call->normal_irql = KeGetCurrentIrql();
	call->context = context;
	call->argument1 = argument1;
	call->argument2 = argument2;
	call->apcs_disabled = KeAreApcsDisabled();
	call->all_disabled = KeAreAllApcsDisabled();
	if (call->queues)
		KeInsertQueueApc(&call->queues->apc, NULL, NULL, 0);
	if (call->saw)
		call->saw_calls = call->saw->kernel_calls;
	WRITE_ONCE(call->normal_calls, call->normal_calls + 1);
}

static void rundown_routine(struct ke_kernel_apc *apc)
{
	struct call *call = container_of(apc, struct call, apc);

	WRITE_ONCE(call->rundowns, call->rundowns + 1);
}

/* A call of the fixture's, for a thread. */
static struct call *make(struct fixture *fixture, unsigned int number, PKTHREAD thread,
			 bool normal)
{
	struct call *call = &fixture->calls[number];

	memset(call, 0, sizeof(*call));
	call->fixture = fixture;
	KeInitializeApc(&call->apc, thread, OriginalApcEnvironment, kernel_routine,
			rundown_routine, normal ? normal_routine : NULL, KernelMode, call);
	return call;
}

static struct call *make_own(struct kunit *test, unsigned int number, bool normal)
{
	return make(test->priv, number, KeGetCurrentThread(), normal);
}

static bool insert(struct call *call)
{
	return KeInsertQueueApc(&call->apc, (void *)1UL, (void *)2UL, 0);
}

static void signal(struct fixture *fixture)
{
	LARGE_INTEGER now = { .QuadPart = 0 };

	KeSetTimer(&fixture->event, now, NULL);
}

static void insert_in_softirq(struct tasklet_struct *tasklet)
{
	struct fixture *fixture = container_of(tasklet, struct fixture, tasklet);

	fixture->inserted = insert(&fixture->calls[0]);
}

static int apc_init(struct kunit *test)
{
	struct fixture *fixture = kzalloc(sizeof(*fixture), GFP_KERNEL);

	if (!fixture)
		return -ENOMEM;
	KeInitializeTimerEx(&fixture->event, SynchronizationTimer);
	KeInitializeMutex(&fixture->mutex, 0);
	tasklet_setup(&fixture->tasklet, insert_in_softirq);
	test->priv = fixture;
	return 0;
}

/* Lets the helper end, if there is one. What a failed test has left is taken back. */
static void end_helper(struct helper *helper)
{
	unsigned int i;

	if (!helper->task)
		return;
	for (i = 0; i < APCS; i++)
		if (helper->fixture->calls[i].fixture)
			KeRemoveQueueApc(&helper->fixture->calls[i].apc);
	complete(&helper->go);
	signal(helper->fixture);
	wait_for_completion(&helper->done);
	kthread_stop(helper->task);
	put_task_struct(helper->task);
	ke_dereference_thread(helper->thread);
	helper->task = NULL;
}

static void apc_exit(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	if (!fixture)
		return;
	tasklet_kill(&fixture->tasklet);
	end_helper(&fixture->helper);
	ke_retire_mutex(&fixture->mutex);
	ke_timer_retire(&fixture->event);
	synchronize_rcu();
	kfree(fixture);
}

/* A special one has run before who queues it for himself goes on. */
static void special_runs_at_once(struct kunit *test)
{
	struct call *call = make_own(test, 0, false);

	KUNIT_EXPECT_TRUE(test, insert(call));
	KUNIT_EXPECT_EQ(test, call->kernel_calls, 1U);
	KUNIT_EXPECT_EQ(test, call->kernel_irql, APC_LEVEL);
	KUNIT_EXPECT_PTR_EQ(test, call->task, current);
	KUNIT_EXPECT_EQ(test, KeGetCurrentIrql(), PASSIVE_LEVEL);
	KUNIT_EXPECT_TRUE(test, insert(call));
	KUNIT_EXPECT_EQ(test, call->kernel_calls, 2U);
	KUNIT_EXPECT_EQ(test, call->rundowns, 0U);
}

static void normal_runs_at_passive(struct kunit *test)
{
	struct call *call = make_own(test, 0, true);

	KUNIT_EXPECT_TRUE(test, insert(call));
	KUNIT_EXPECT_EQ(test, call->kernel_calls, 1U);
	KUNIT_EXPECT_EQ(test, call->normal_calls, 1U);
	KUNIT_EXPECT_EQ(test, call->kernel_irql, APC_LEVEL);
	KUNIT_EXPECT_EQ(test, call->normal_irql, PASSIVE_LEVEL);
	KUNIT_EXPECT_PTR_EQ(test, call->context, (void *)call);
	KUNIT_EXPECT_PTR_EQ(test, call->argument1, (void *)1UL);
	KUNIT_EXPECT_PTR_EQ(test, call->argument2, (void *)2UL);
	/* That one is under way keeps others off; the counts do not say so. */
	KUNIT_EXPECT_FALSE(test, call->apcs_disabled);
	KUNIT_EXPECT_FALSE(test, call->all_disabled);
}

/* Its context is what the kernel routine says. */
static void see_change(void *context, void *argument1, void *argument2)
{
	struct call *call = (void *)argument2;

	call->context = context;
	call->argument1 = argument1;
	call->normal_calls++;
}

static void change_all(struct ke_kernel_apc *apc, ke_normal_routine *normal,
		       void **context, void **argument1, void **argument2)
{
	struct call *call = container_of(apc, struct call, apc);

	*normal = see_change;
	*context = (void *)0xc0UL;
	*argument1 = (void *)0xa1UL;
	*argument2 = call;
}

static void kernel_routine_changes_the_normal_one(struct kunit *test)
{
	struct call *call = make_own(test, 0, true);

	KeInitializeApc(&call->apc, KeGetCurrentThread(), OriginalApcEnvironment, change_all,
			NULL, normal_routine, KernelMode, call);
	KUNIT_EXPECT_TRUE(test, insert(call));
	KUNIT_EXPECT_EQ(test, call->normal_calls, 1U);
	KUNIT_EXPECT_PTR_EQ(test, call->context, (void *)0xc0UL);
	KUNIT_EXPECT_PTR_EQ(test, call->argument1, (void *)0xa1UL);

	call = make_own(test, 1, true);
	call->drops_normal = true;
	KUNIT_EXPECT_TRUE(test, insert(call));
	KUNIT_EXPECT_EQ(test, call->kernel_calls, 1U);
	KUNIT_EXPECT_EQ(test, call->normal_calls, 0U);
}

/* The kernel routine is the last to see it: it may queue it again, or free it. */
static void kernel_routine_queues_again(struct kunit *test)
{
	struct call *call = make_own(test, 0, false);

	call->again = 20;
	KUNIT_EXPECT_TRUE(test, insert(call));
	KUNIT_EXPECT_EQ(test, call->kernel_calls, 21U);
}

static void free_apc(struct ke_kernel_apc *apc, ke_normal_routine *normal, void **context,
		     void **argument1, void **argument2)
{
	memset(apc, 0x6b, sizeof(*apc));
	kfree(apc);
}

static void count_in_context(void *context, void *argument1, void *argument2)
{
	++*(unsigned int *)context;
}

static void kernel_routine_frees(struct kunit *test)
{
	KAPC *apc = kmalloc(sizeof(*apc), GFP_KERNEL);
	unsigned int calls = 0;

	KUNIT_ASSERT_NOT_NULL(test, apc);
	KeInitializeApc(apc, KeGetCurrentThread(), CurrentApcEnvironment, free_apc, NULL,
			count_in_context, KernelMode, &calls);
	KUNIT_EXPECT_TRUE(test, (bool)KeInsertQueueApc(apc, NULL, NULL, 0));
	KUNIT_EXPECT_EQ(test, calls, 1U);
}

static void critical_region_keeps_normal_ones_off(struct kunit *test)
{
	struct call *normal = make_own(test, 0, true), *special = make_own(test, 1, false);

	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
	KeEnterCriticalRegion();
	KUNIT_EXPECT_TRUE(test, KeAreApcsDisabled());
	KUNIT_EXPECT_FALSE(test, KeAreAllApcsDisabled());
	KUNIT_EXPECT_TRUE(test, insert(normal));
	KUNIT_EXPECT_FALSE(test, insert(normal));
	KUNIT_EXPECT_EQ(test, normal->kernel_calls, 0U);
	KUNIT_EXPECT_TRUE(test, insert(special));
	KUNIT_EXPECT_EQ(test, special->kernel_calls, 1U);
	KeEnterCriticalRegion();
	KeLeaveCriticalRegion();
	KUNIT_EXPECT_EQ(test, normal->kernel_calls, 0U);
	KeLeaveCriticalRegion();
	KUNIT_EXPECT_EQ(test, normal->kernel_calls, 1U);
	KUNIT_EXPECT_EQ(test, normal->normal_calls, 1U);
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
}

static void guarded_region_keeps_all_off(struct kunit *test)
{
	struct call *normal = make_own(test, 0, true), *special = make_own(test, 1, false);

	KeEnterGuardedRegion();
	KUNIT_EXPECT_TRUE(test, KeAreApcsDisabled());
	KUNIT_EXPECT_TRUE(test, KeAreAllApcsDisabled());
	KUNIT_EXPECT_TRUE(test, insert(normal));
	KUNIT_EXPECT_TRUE(test, insert(special));
	/* Regions nest in any order. */
	KeEnterCriticalRegion();
	KUNIT_EXPECT_EQ(test, special->kernel_calls, 0U);
	KeLeaveGuardedRegion();
	KUNIT_EXPECT_EQ(test, special->kernel_calls, 1U);
	KUNIT_EXPECT_EQ(test, normal->kernel_calls, 0U);
	KUNIT_EXPECT_FALSE(test, KeAreAllApcsDisabled());
	KeLeaveCriticalRegion();
	KUNIT_EXPECT_EQ(test, normal->normal_calls, 1U);
	/* The special one came first, though it was queued last. */
	KUNIT_EXPECT_LT(test, special->place, normal->place);
}

static void apc_level_keeps_all_off(struct kunit *test)
{
	struct call *normal = make_own(test, 0, true), *special = make_own(test, 1, false);
	bool disabled, all;
	KIRQL old;

	KeRaiseIrql(APC_LEVEL, &old);
	disabled = KeAreApcsDisabled();
	all = KeAreAllApcsDisabled();
	KUNIT_EXPECT_TRUE(test, insert(special));
	KUNIT_EXPECT_TRUE(test, insert(normal));
	KUNIT_EXPECT_EQ(test, special->kernel_calls, 0U);
	KeLowerIrql(old);
	KUNIT_EXPECT_FALSE(test, disabled);
	KUNIT_EXPECT_TRUE(test, all);
	KUNIT_EXPECT_EQ(test, special->kernel_calls, 1U);
	KUNIT_EXPECT_EQ(test, normal->normal_calls, 1U);
}

/* What is queued at DISPATCH runs when that is left for PASSIVE, and not before. */
static void queued_at_dispatch(struct kunit *test)
{
	struct call *call = make_own(test, 0, false);
	bool inserted, early, at_apc;
	KIRQL old;

	KeRaiseIrql(APC_LEVEL, &old);
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	inserted = insert(call);
	early = call->kernel_calls;
	KeLowerIrql(APC_LEVEL);
	at_apc = call->kernel_calls;
	KeLowerIrql(PASSIVE_LEVEL);
	KUNIT_EXPECT_TRUE(test, inserted);
	KUNIT_EXPECT_FALSE(test, early);
	KUNIT_EXPECT_FALSE(test, at_apc);
	KUNIT_EXPECT_EQ(test, call->kernel_calls, 1U);

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	inserted = insert(call);
	early = call->kernel_calls > 1;
	KeLowerIrql(old);
	KUNIT_EXPECT_TRUE(test, inserted);
	KUNIT_EXPECT_FALSE(test, early);
	KUNIT_EXPECT_EQ(test, call->kernel_calls, 2U);
}

static void above_dispatch_nothing_is_queued(struct kunit *test)
{
	struct call *call = make_own(test, 0, false);
	u64 before = ke_rule_count(KE_RULE_CALL);
	bool inserted, removed;
	KIRQL old;

	KeRaiseIrql(HIGH_LEVEL, &old);
	inserted = insert(call);
	removed = KeRemoveQueueApc(&call->apc);
	KeLowerIrql(old);
	KUNIT_EXPECT_FALSE(test, inserted);
	KUNIT_EXPECT_FALSE(test, removed);
	KUNIT_EXPECT_EQ(test, call->kernel_calls, 0U);
	KUNIT_EXPECT_GE(test, ke_rule_count(KE_RULE_CALL), before + 2);
}

static void in_the_order_of_queueing(struct kunit *test)
{
	struct call *calls[APCS];
	unsigned int i;

	KeEnterGuardedRegion();
	for (i = 0; i < APCS; i++) {
		calls[i] = make_own(test, i, i % 2 == 0);
		KUNIT_EXPECT_TRUE(test, insert(calls[i]));
	}
	KeLeaveGuardedRegion();
	for (i = 0; i < APCS; i++)
		KUNIT_EXPECT_EQ(test, calls[i]->place,
				i % 2 ? 1 + i / 2 : APCS / 2 + 1 + i / 2);
}

/* One normal one at a time; special ones come over it. */
static void one_normal_at_a_time(struct kunit *test)
{
	struct call *first = make_own(test, 0, true), *second = make_own(test, 1, true);
	struct call *special = make_own(test, 2, false);

	first->queues = second;
	first->saw = second;
	KUNIT_EXPECT_TRUE(test, insert(first));
	KUNIT_EXPECT_EQ(test, first->saw_calls, 0U);
	KUNIT_EXPECT_EQ(test, second->normal_calls, 1U);
	first->queues = special;
	first->saw = special;
	KUNIT_EXPECT_TRUE(test, insert(first));
	KUNIT_EXPECT_EQ(test, first->saw_calls, 1U);
}

static void removed_before_it_runs(struct kunit *test)
{
	struct call *normal = make_own(test, 0, true), *special = make_own(test, 1, false);

	KUNIT_EXPECT_FALSE(test, (bool)KeRemoveQueueApc(&normal->apc));
	KeEnterGuardedRegion();
	insert(normal);
	insert(special);
	KUNIT_EXPECT_TRUE(test, (bool)KeRemoveQueueApc(&normal->apc));
	KUNIT_EXPECT_FALSE(test, (bool)KeRemoveQueueApc(&normal->apc));
	KUNIT_EXPECT_TRUE(test, (bool)KeRemoveQueueApc(&special->apc));
	KeLeaveGuardedRegion();
	KUNIT_EXPECT_EQ(test, normal->kernel_calls + special->kernel_calls, 0U);
	KUNIT_EXPECT_EQ(test, normal->rundowns + special->rundowns, 0U);
	KUNIT_EXPECT_TRUE(test, insert(normal));
	KUNIT_EXPECT_EQ(test, normal->normal_calls, 1U);
}

/* Who leaves more than he has entered keeps APCs off, as in NT, and is told of. */
static void left_once_too_often(struct kunit *test)
{
	struct call *call = make_own(test, 0, true);
	u64 before = ke_rule_count(KE_RULE_REGION);

	KeLeaveCriticalRegion();
	KUNIT_EXPECT_TRUE(test, KeAreApcsDisabled());
	insert(call);
	KUNIT_EXPECT_EQ(test, call->kernel_calls, 0U);
	KeEnterCriticalRegion();
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
	KUNIT_EXPECT_GE(test, ke_rule_count(KE_RULE_REGION), before + 1);
	/* To enter one delivers nothing, to leave one does. */
	KeEnterGuardedRegion();
	KeLeaveGuardedRegion();
	KUNIT_EXPECT_EQ(test, call->normal_calls, 1U);
}

static void regions_above_apc_level(struct kunit *test)
{
	u64 before = ke_rule_count(KE_RULE_CALL);
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
	KeEnterCriticalRegion();
	KeEnterGuardedRegion();
	KeLeaveCriticalRegion();
	KeLeaveGuardedRegion();
	KeLowerIrql(old);
	KUNIT_EXPECT_GE(test, ke_rule_count(KE_RULE_CALL), before + 4);
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
}

static void stay_raised(struct ke_kernel_apc *apc, ke_normal_routine *normal, void **context,
			void **argument1, void **argument2)
{
	KIRQL old;

	KeRaiseIrql(DISPATCH_LEVEL, &old);
}

static void stay_in_region(void *context, void *argument1, void *argument2)
{
	KeEnterCriticalRegion();
	KeEnterGuardedRegion();
}

/* What a routine leaves behind is told of, and put right. */
static void routines_that_leave_something(struct kunit *test)
{
	u64 irql = ke_rule_count(KE_RULE_ROUTINE_IRQL);
	u64 regions = ke_rule_count(KE_RULE_REGION_KEPT);
	struct call *call = make_own(test, 0, true);
	KIRQL after;
	bool disabled;

	KeInitializeApc(&call->apc, KeGetCurrentThread(), OriginalApcEnvironment, stay_raised,
			NULL, stay_in_region, KernelMode, call);
	insert(call);
	after = KeGetCurrentIrql();
	disabled = KeAreApcsDisabled();
	KUNIT_EXPECT_EQ(test, after, PASSIVE_LEVEL);
	KUNIT_EXPECT_FALSE(test, disabled);
	KUNIT_EXPECT_GE(test, ke_rule_count(KE_RULE_ROUTINE_IRQL), irql + 1);
	KUNIT_EXPECT_GE(test, ke_rule_count(KE_RULE_REGION_KEPT), regions + 1);
}

static NTSTATUS take(KMUTEX *mutex)
{
	return ke_wait_single(&mutex->dispatcher, NTOBJ_WAIT_POLL, KE_WAIT_KERNEL_MODE);
}

static void mutex_keeps_normal_ones_off(struct kunit *test)
{
	struct call *normal = make_own(test, 0, true), *special = make_own(test, 1, false);
	struct fixture *fixture = test->priv;

	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&fixture->mutex), 1);
	KUNIT_ASSERT_EQ(test, take(&fixture->mutex), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, take(&fixture->mutex), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, KeAreApcsDisabled());
	KUNIT_EXPECT_FALSE(test, KeAreAllApcsDisabled());
	insert(normal);
	insert(special);
	KUNIT_EXPECT_EQ(test, special->kernel_calls, 1U);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&fixture->mutex, FALSE), -1);
	KUNIT_EXPECT_EQ(test, normal->kernel_calls, 0U);
	KUNIT_EXPECT_EQ(test, KeReleaseMutex(&fixture->mutex, FALSE), 0);
	KUNIT_EXPECT_EQ(test, normal->normal_calls, 1U);
	KUNIT_EXPECT_FALSE(test, KeAreApcsDisabled());
}

static void mutex_of_somebody_else(struct kunit *test)
{
	u64 before = ke_rule_count(KE_RULE_MUTEX);
	struct fixture *fixture = test->priv;
	s32 previous = 77;

	KUNIT_EXPECT_FALSE(test, ke_release_mutex(&fixture->mutex, &previous));
	KUNIT_EXPECT_EQ(test, previous, 77);
	KUNIT_EXPECT_GE(test, ke_rule_count(KE_RULE_MUTEX), before + 1);
	KUNIT_EXPECT_EQ(test, KeReadStateMutex(&fixture->mutex), 1);
}

/* The helper's bodies: what it does when it is told to. */
static void begin(struct helper *helper)
{
	helper->thread = KeGetCurrentThread();
	ke_reference_thread(helper->thread);
	complete(&helper->ready);
}

static int end(struct helper *helper)
{
	complete(&helper->done);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return 0;
}

static int wait_for_event(void *data)
{
	struct helper *helper = data;
	u64 now = ktime_get_ns();
	u64 deadline = helper->timeout == NTOBJ_WAIT_FOREVER ? NTOBJ_WAIT_FOREVER :
		       now + helper->timeout;

	begin(helper);
	helper->status = ke_wait_single(&helper->fixture->event.dispatcher, deadline,
					helper->flags);
	helper->slept = ktime_get_ns() - now;
	return end(helper);
}

static int wait_for_many(void *data)
{
	struct helper *helper = data;
	struct ke_dispatcher *objects[] = {
		&helper->fixture->event.dispatcher, &helper->fixture->mutex.dispatcher,
	};

	begin(helper);
	helper->status = ke_wait_multiple(objects, 2, true, NTOBJ_WAIT_FOREVER,
					  helper->flags);
	helper->disabled = KeAreApcsDisabled();
	if (helper->status == STATUS_SUCCESS)
		KeReleaseMutex(&helper->fixture->mutex, FALSE);
	return end(helper);
}

static int wait_in_critical_region(void *data)
{
	struct helper *helper = data;

	KeEnterCriticalRegion();
	begin(helper);
	helper->status = ke_wait_single(&helper->fixture->event.dispatcher,
					NTOBJ_WAIT_FOREVER, helper->flags);
	wait_for_completion(&helper->go);
	KeLeaveCriticalRegion();
	return end(helper);
}

/* Ends in a region, with what was queued. */
static int end_in_region(void *data)
{
	struct helper *helper = data;

	KeEnterGuardedRegion();
	begin(helper);
	wait_for_completion(&helper->go);
	complete(&helper->done);
	return 0;
}

static struct helper *start(struct kunit *test, int (*body)(void *data), u64 timeout,
			    u32 flags)
{
	struct fixture *fixture = test->priv;
	struct helper *helper = &fixture->helper;
	struct task_struct *task;

	helper->fixture = fixture;
	helper->timeout = timeout;
	helper->flags = flags;
	init_completion(&helper->ready);
	init_completion(&helper->go);
	init_completion(&helper->done);
	task = kthread_create(body, helper, "ntobj_apc");
	if (IS_ERR(task))
		return NULL;
	get_task_struct(task);
	helper->task = task;
	wake_up_process(task);
	wait_for_completion(&helper->ready);
	return helper;
}

static bool comes_true(const unsigned int *count, unsigned int wanted)
{
	u64 end = ktime_get_ns() + LONG;

	while (READ_ONCE(*count) < wanted && ktime_get_ns() < end)
		usleep_range(100, 200);
	return READ_ONCE(*count) >= wanted;
}

static bool waits(const struct helper *helper)
{
	u64 end = ktime_get_ns() + LONG;

	while (!READ_ONCE(helper->thread->waiting) && ktime_get_ns() < end)
		usleep_range(100, 200);
	return READ_ONCE(helper->thread->waiting);
}

/* It runs in who waits, and the wait goes on. */
static void breaks_a_wait(struct kunit *test, int (*body)(void *data), u32 flags)
{
	struct fixture *fixture = test->priv;
	struct helper *helper = start(test, body, NTOBJ_WAIT_FOREVER, flags);
	struct call *normal, *special;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, helper);
	normal = make(fixture, 0, helper->thread, true);
	special = make(fixture, 1, helper->thread, false);
	for (i = 1; i <= 20; i++) {
		KUNIT_ASSERT_TRUE(test, waits(helper));
		KUNIT_ASSERT_TRUE(test, insert(normal));
		KUNIT_ASSERT_TRUE(test, insert(special));
		KUNIT_ASSERT_TRUE(test, comes_true(&normal->normal_calls, i));
		KUNIT_ASSERT_TRUE(test, comes_true(&special->kernel_calls, i));
	}
	KUNIT_EXPECT_PTR_EQ(test, normal->task, helper->task);
	KUNIT_EXPECT_FALSE(test, completion_done(&helper->done));
	signal(fixture);
	wait_for_completion(&helper->done);
	complete_all(&helper->done);
	KUNIT_EXPECT_EQ(test, helper->status, STATUS_SUCCESS);
}

static void breaks_a_wait_of_kernel_mode(struct kunit *test)
{
	breaks_a_wait(test, wait_for_event, KE_WAIT_KERNEL_MODE);
}

static void breaks_a_wait_of_user_mode(struct kunit *test)
{
	breaks_a_wait(test, wait_for_event, 0);
}

/* One that takes a mutex with the event: its owner knows. */
static void breaks_a_wait_for_all(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	breaks_a_wait(test, wait_for_many, KE_WAIT_KERNEL_MODE);
	KUNIT_EXPECT_TRUE(test, fixture->helper.disabled);
}

/* However often it is broken, a wait ends when it was to end at first. */
static void deadline_is_kept(struct kunit *test)
{
	struct helper *helper = start(test, wait_for_event, 300 * NSEC_PER_MSEC,
				      KE_WAIT_KERNEL_MODE);
	u64 end = ktime_get_ns() + LONG;
	struct call *call;

	KUNIT_ASSERT_NOT_NULL(test, helper);
	call = make(test->priv, 0, helper->thread, false);
	while (!completion_done(&helper->done) && ktime_get_ns() < end) {
		insert(call);
		usleep_range(2000, 3000);
	}
	KUNIT_EXPECT_TRUE(test, completion_done(&helper->done));
	KUNIT_EXPECT_EQ(test, helper->status, STATUS_TIMEOUT);
	KUNIT_EXPECT_GE(test, helper->slept, 300 * NSEC_PER_MSEC);
	KUNIT_EXPECT_GT(test, call->kernel_calls, 2U);
}

static void critical_region_while_waiting(struct kunit *test)
{
	struct helper *helper = start(test, wait_in_critical_region, 0, KE_WAIT_KERNEL_MODE);
	struct fixture *fixture = test->priv;
	struct call *normal, *special;

	KUNIT_ASSERT_NOT_NULL(test, helper);
	normal = make(fixture, 0, helper->thread, true);
	special = make(fixture, 1, helper->thread, false);
	KUNIT_EXPECT_TRUE(test, waits(helper));
	KUNIT_EXPECT_TRUE(test, insert(normal));
	KUNIT_EXPECT_TRUE(test, insert(special));
	KUNIT_EXPECT_TRUE(test, comes_true(&special->kernel_calls, 1));
	KUNIT_EXPECT_EQ(test, READ_ONCE(normal->kernel_calls), 0U);
	signal(fixture);
	complete(&helper->go);
	KUNIT_EXPECT_TRUE(test, comes_true(&normal->normal_calls, 1));
}

static void from_a_softirq(struct kunit *test)
{
	struct helper *helper = start(test, wait_for_event, NTOBJ_WAIT_FOREVER,
				      KE_WAIT_KERNEL_MODE);
	struct fixture *fixture = test->priv;
	struct call *call;

	KUNIT_ASSERT_NOT_NULL(test, helper);
	call = make(fixture, 0, helper->thread, true);
	tasklet_schedule(&fixture->tasklet);
	KUNIT_EXPECT_TRUE(test, comes_true(&call->normal_calls, 1));
	/* It may have run before who queued it was told so. */
	tasklet_kill(&fixture->tasklet);
	KUNIT_EXPECT_TRUE(test, fixture->inserted);
}

/* Once a thread has ended, what it had is run down, and it gets nothing more. */
static void rundown_at_the_end(struct kunit *test)
{
	struct helper *helper = start(test, end_in_region, 0, 0);
	u64 before = ke_rule_count(KE_RULE_EXIT_REGION);
	struct call *normal, *special, *silent;

	KUNIT_ASSERT_NOT_NULL(test, helper);
	normal = make(test->priv, 0, helper->thread, true);
	special = make(test->priv, 1, helper->thread, false);
	silent = make(test->priv, 2, helper->thread, false);
	silent->apc.rundown_routine = NULL;
	KUNIT_EXPECT_TRUE(test, insert(normal));
	KUNIT_EXPECT_TRUE(test, insert(special));
	KUNIT_EXPECT_TRUE(test, insert(silent));
	complete(&helper->go);
	wait_for_completion(&helper->done);
	kthread_stop(helper->task);
	KUNIT_EXPECT_TRUE(test, comes_true(&normal->rundowns, 1));
	KUNIT_EXPECT_TRUE(test, comes_true(&special->rundowns, 1));
	KUNIT_EXPECT_EQ(test, normal->kernel_calls + special->kernel_calls, 0U);
	KUNIT_EXPECT_EQ(test, silent->rundowns + silent->kernel_calls, 0U);
	KUNIT_EXPECT_FALSE(test, insert(normal));
	KUNIT_EXPECT_FALSE(test, (bool)KeRemoveQueueApc(&special->apc));
	KUNIT_EXPECT_GE(test, ke_rule_count(KE_RULE_EXIT_REGION), before + 1);
	put_task_struct(helper->task);
	ke_dereference_thread(helper->thread);
	helper->task = NULL;
}

/* Waits for the event again and again, and ends in the middle of it. */
static int wait_again_and_again(void *data)
{
	struct helper *helper = data;

	begin(helper);
	while (!completion_done(&helper->go))
		ke_wait_single(&helper->fixture->event.dispatcher,
			       ktime_get_ns() + NSEC_PER_MSEC, KE_WAIT_KERNEL_MODE);
	complete(&helper->done);
	return 0;
}

static unsigned int count_ended(const struct fixture *fixture)
{
	unsigned int i, ended = 0;

	for (i = 0; i < APCS; i++)
		ended += READ_ONCE(fixture->calls[i].kernel_calls) +
			 READ_ONCE(fixture->calls[i].rundowns);
	return ended;
}

/* Each that was queued runs, or is run down, or is taken back: one of them, once. */
static void each_ends_once(struct kunit *test)
{
	struct helper *helper = start(test, wait_again_and_again, 0, 0);
	unsigned int inserted = 0, removed = 0, ended, i;
	struct fixture *fixture = test->priv;
	u64 end = ktime_get_ns() + LONG;

	KUNIT_ASSERT_NOT_NULL(test, helper);
	for (i = 0; i < APCS; i++)
		make(fixture, i, helper->thread, i % 2);
	for (i = 0; i < ROUNDS * APCS; i++) {
		struct call *call = &fixture->calls[i % APCS];

		inserted += insert(call);
		if (i % 7 == 0)
			removed += KeRemoveQueueApc(&call->apc);
		if (i % 11 == 0)
			signal(fixture);
		if (i == ROUNDS * APCS - 200)
			complete_all(&helper->go);
		cond_resched();
	}
	wait_for_completion(&helper->done);
	kthread_stop(helper->task);
	/* It is gone for who stops it before it has run down what it had. */
	do {
		usleep_range(100, 200);
		ended = count_ended(fixture);
	} while (ended + removed < inserted && ktime_get_ns() < end);
	KUNIT_EXPECT_EQ(test, ended + removed, inserted);
	for (i = 1; i < APCS; i += 2)
		KUNIT_EXPECT_EQ(test, fixture->calls[i].normal_calls,
				fixture->calls[i].kernel_calls);
	KUNIT_EXPECT_GT(test, inserted, 100U);
	put_task_struct(helper->task);
	ke_dereference_thread(helper->thread);
	helper->task = NULL;
}

static struct kunit_case apc_cases[] = {
	KUNIT_CASE(special_runs_at_once),
	KUNIT_CASE(normal_runs_at_passive),
	KUNIT_CASE(kernel_routine_changes_the_normal_one),
	KUNIT_CASE(kernel_routine_queues_again),
	KUNIT_CASE(kernel_routine_frees),
	KUNIT_CASE(critical_region_keeps_normal_ones_off),
	KUNIT_CASE(guarded_region_keeps_all_off),
	KUNIT_CASE(apc_level_keeps_all_off),
	KUNIT_CASE(queued_at_dispatch),
	KUNIT_CASE(above_dispatch_nothing_is_queued),
	KUNIT_CASE(in_the_order_of_queueing),
	KUNIT_CASE(one_normal_at_a_time),
	KUNIT_CASE(removed_before_it_runs),
	KUNIT_CASE(left_once_too_often),
	KUNIT_CASE(regions_above_apc_level),
	KUNIT_CASE(routines_that_leave_something),
	KUNIT_CASE(mutex_keeps_normal_ones_off),
	KUNIT_CASE(mutex_of_somebody_else),
	KUNIT_CASE(breaks_a_wait_of_kernel_mode),
	KUNIT_CASE(breaks_a_wait_of_user_mode),
	KUNIT_CASE(breaks_a_wait_for_all),
	KUNIT_CASE(deadline_is_kept),
	KUNIT_CASE(critical_region_while_waiting),
	KUNIT_CASE(from_a_softirq),
	KUNIT_CASE(rundown_at_the_end),
	KUNIT_CASE_SLOW(each_ends_once),
	{}
};

struct kunit_suite conformance_apc_suite = {
	.name = "conformance_apc",
	.init = apc_init,
	.exit = apc_exit,
	.test_cases = apc_cases,
};
