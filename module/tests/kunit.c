// SPDX-License-Identifier: GPL-2.0
/*
 * The KUnit suites' module: what they share.
 *
 * The suites run when the module is loaded. They look at the module under test
 * from inside, where a program can't: at structures between two steps, at what
 * a table looks like after 131072 handles, at who was taken from a queue.
 *
 * Each test runs in a kernel thread of its own, and another one cleans up
 * after it: a suite's exit finds all it needs in test->priv.
 */
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "compat/linux.h"
#include "tests/kunit.h"

static int work(void *data)
{
	struct test_worker *worker = data;

	while (!kthread_should_stop()) {
		worker->round(worker->context);
		cond_resched();
	}
	return 0;
}

/**
 * test_start_worker - begin to do something beside the test
 * @test: the test, which ends if there can be no thread
 * @worker: all zero
 * @round: what to do
 * @context: for @round
 */
void test_start_worker(struct kunit *test, struct test_worker *worker,
		       void (*round)(void *context), void *context)
{
	struct task_struct *task;

	worker->round = round;
	worker->context = context;
	task = kthread_run(work, worker, "ntobj_kunit");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	worker->task = task;
}

/**
 * test_stop_worker - wait until a worker is done with its round, and end it
 * @worker: the worker, which may never have been started
 */
void test_stop_worker(struct test_worker *worker)
{
	if (worker->task)
		kthread_stop(worker->task);
	worker->task = NULL;
}

/**
 * test_init_objects - begin to keep objects
 * @test: the test
 * @objects: all zero
 * @room: how many there may be
 *
 * Return: 0 or -ENOMEM.
 */
int test_init_objects(struct kunit *test, struct test_objects *objects, u32 room)
{
	objects->objects = kunit_kzalloc(test, room * sizeof(*objects->objects),
					 GFP_KERNEL);
	objects->room = room;
	return objects->objects ? 0 : -ENOMEM;
}

static void unlink_object(struct ob_header *object)
{
	struct ob_name *name = object->name;

	if (!name)
		return;
	down_write(&name->directory->lock);
	if (name->linked)
		ob_unlink_name(name);
	up_write(&name->directory->lock);
}

/**
 * test_free_objects - take away the objects' names, then the objects
 * @objects: the objects
 */
void test_free_objects(struct test_objects *objects)
{
	u32 i;

	for (i = 0; i < objects->count; i++)
		unlink_object(objects->objects[i]);
	while (objects->count)
		ob_dereference_object(objects->objects[--objects->count]);
}

/**
 * test_create_directory - make a directory without a name
 * @test: the test, which ends if that fails
 * @objects: where it is kept
 *
 * Return: the directory.
 */
struct ob_directory *test_create_directory(struct kunit *test,
					   struct test_objects *objects)
{
	struct ob_directory *directory;

	KUNIT_ASSERT_LT(test, objects->count, objects->room);
	KUNIT_ASSERT_EQ(test, ob_create_directory(&directory), STATUS_SUCCESS);
	objects->objects[objects->count++] = &directory->header;
	return directory;
}

/**
 * test_create_link - make a symbolic link without a name
 * @test: the test, which ends if that fails
 * @objects: where it is kept
 * @target: what it points to
 *
 * Links also serve as objects that are no directories: they cost least.
 *
 * Return: the link.
 */
struct ob_header *test_create_link(struct kunit *test, struct test_objects *objects,
				   const char *target)
{
	struct ob_path path = { .length = strlen(target) };
	struct ob_header *link;
	NTSTATUS status;

	KUNIT_ASSERT_LT(test, objects->count, objects->room);
	if (path.length) {
		path.buffer = kvmalloc_array(path.length, sizeof(u16), GFP_KERNEL);
		KUNIT_ASSERT_NOT_ERR_OR_NULL(test, path.buffer);
		path.text = path.buffer;
		test_widen(path.buffer, target, path.length);
	}
	status = ob_create_symbolic_link(&path, path.length, &link);
	if (!NT_SUCCESS(status))
		ob_release_path(&path);
	KUNIT_ASSERT_EQ(test, status, STATUS_SUCCESS);
	objects->objects[objects->count++] = link;
	return link;
}

/**
 * test_link_name - ob_link_name() with a name made and the lock taken
 * @directory: where
 * @object: the object
 * @text: the name
 * @length: its units
 *
 * Return: what ob_link_name() returns, or STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS test_link_name(struct ob_directory *directory, struct ob_header *object,
			const u16 *text, u32 length)
{
	struct ob_name_key key;
	struct ob_name *name;
	NTSTATUS status;

	ob_init_name_key(&key, text, length);
	name = ob_create_name(&key);
	if (!name)
		return STATUS_INSUFFICIENT_RESOURCES;
	down_write(&directory->lock);
	status = ob_link_name(directory, object, name);
	up_write(&directory->lock);
	if (!NT_SUCCESS(status))
		kfree(name);
	return status;
}

/**
 * test_widen - make UTF-16 of ASCII
 * @wide: the result
 * @text: what to convert
 * @room: most units to write
 *
 * Return: how many were written.
 */
u32 test_widen(u16 *wide, const char *text, u32 room)
{
	u32 length;

	for (length = 0; text[length] && length < room; length++)
		wide[length] = text[length];
	return length;
}

MODULE_DESCRIPTION("KUnit suites of ntobj");
MODULE_AUTHOR("The ntobj developers");
MODULE_LICENSE("GPL");
NTOBJ_IMPORT_SYMBOLS();
NTOBJ_IMPORT_KUNIT_SYMBOLS();
