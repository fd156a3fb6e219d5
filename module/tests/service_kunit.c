// SPDX-License-Identifier: GPL-2.0
/* Service tables of extension drivers: what is taken, and what is called. */
#include <linux/ioctl.h>
#include <linux/module.h>
#include <linux/ntobj.h>

#include "tests/kunit.h"

#define FIRST	2
#define SECOND	3

#define DIRECT(number)		_IO(NTOBJ_TABLE_EXTENSION_0, number)
#define STRUCTURED(number)	_IOWR(NTOBJ_TABLE_EXTENSION_0, number, u64)

struct fixture {
	u64 operand;
	unsigned int calls;
	bool added[KE_SERVICE_TABLES];
};

/* Services get no context of their own: one test runs at a time. */
static struct fixture *running;

static NTSTATUS answer_direct(const struct ke_call *call, u64 operand)
{
	running->operand = operand;
	running->calls++;
	return STATUS_OBJECT_NAME_EXISTS;
}

static NTSTATUS answer_other(const struct ke_call *call, u64 operand)
{
	running->calls++;
	return STATUS_MORE_ENTRIES;
}

static NTSTATUS answer_structured(struct ke_call *call, void *argument)
{
	running->calls++;
	return STATUS_SUCCESS;
}

static const u64 statuses[] = {
	KE_STATUS(STATUS_SUCCESS),
	KE_STATUS(STATUS_OBJECT_NAME_EXISTS),
	KE_STATUS(STATUS_MORE_ENTRIES),
	KE_STATUS(STATUS_INFO_LENGTH_MISMATCH),
	KE_STATUS(STATUS_ACCESS_VIOLATION),
	KE_STATUSES_END,
};

static struct ke_service services[] = {
	KE_DIRECT(0, "direct", answer_direct, statuses),
	KE_DIRECT(255, "other", answer_other, statuses),
	{
		.name = "structured", .number = 7, .structured = answer_structured,
		.size = 16, .minimum = 8, .answer_first = 8, .answer_end = 16,
		.statuses = statuses,
	},
};

static int init(struct kunit *test)
{
	running = kunit_kzalloc(test, sizeof(*running), GFP_KERNEL);
	test->priv = running;
	return running ? 0 : -ENOMEM;
}

static void cleanup(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	unsigned int i;

	for (i = 0; fixture && i < KE_SERVICE_TABLES; i++)
		if (fixture->added[i])
			ke_remove_service_table(i);
	running = NULL;
}

static NTSTATUS add_some(struct kunit *test, unsigned int index,
			 struct ke_service *some, unsigned int count)
{
	struct fixture *fixture = test->priv;
	NTSTATUS status;

	status = ke_add_service_table(index, some, count, THIS_MODULE);
	if (NT_SUCCESS(status))
		fixture->added[index] = true;
	return status;
}

static NTSTATUS add(struct kunit *test, unsigned int index)
{
	return add_some(test, index, services, ARRAY_SIZE(services));
}

static NTSTATUS remove(struct kunit *test, unsigned int index)
{
	struct fixture *fixture = test->priv;
	NTSTATUS status;

	status = ke_remove_service_table(index);
	if (NT_SUCCESS(status))
		fixture->added[index] = false;
	return status;
}

static NTSTATUS call(unsigned int command, u64 operand)
{
	const struct ke_call call = {};

	/* A thread without user memory: no address is good for it. */
	return ke_dispatch_service(&call, command, operand, NULL);
}

static void only_extension_tables_can_be_added(struct kunit *test)
{
	static const unsigned int indexes[] = { 0, 1, 4, 5, 0xD2, INT_MAX, UINT_MAX };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(indexes); i++) {
		KUNIT_EXPECT_EQ_MSG(test, ke_add_service_table(indexes[i], services,
							       ARRAY_SIZE(services),
							       THIS_MODULE),
				    STATUS_INVALID_PARAMETER, "table %u", indexes[i]);
		KUNIT_EXPECT_EQ_MSG(test, ke_remove_service_table(indexes[i]),
				    STATUS_INVALID_PARAMETER, "table %u", indexes[i]);
	}
	KUNIT_EXPECT_EQ(test, add(test, FIRST), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, add(test, SECOND), STATUS_SUCCESS);
}

static void counts_are_bounded(struct kunit *test)
{
	struct ke_service *many;
	unsigned int i;

	many = kunit_kcalloc(test, KE_SERVICES + 1, sizeof(*many), GFP_KERNEL);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, many);
	for (i = 0; i <= KE_SERVICES; i++) {
		many[i] = services[0];
		many[i].number = i;
	}
	KUNIT_EXPECT_EQ(test, add_some(test, FIRST, many, 0), STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, add_some(test, FIRST, many, KE_SERVICES + 1),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, add_some(test, FIRST, many, UINT_MAX),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, add_some(test, FIRST, many, KE_SERVICES), STATUS_SUCCESS);
	for (i = 0; i < KE_SERVICES; i++)
		KUNIT_EXPECT_EQ(test, call(DIRECT(i), i), STATUS_OBJECT_NAME_EXISTS);
	KUNIT_EXPECT_EQ(test, running->calls, KE_SERVICES);
	KUNIT_EXPECT_EQ(test, remove(test, FIRST), STATUS_SUCCESS);
}

static void numbers_are_given_once(struct kunit *test)
{
	struct ke_service twice[] = { services[0], services[1], services[0] };

	KUNIT_EXPECT_EQ(test, add_some(test, FIRST, twice, 3), STATUS_INVALID_PARAMETER);
	twice[2].number = 255;
	KUNIT_EXPECT_EQ(test, add_some(test, FIRST, twice, 3), STATUS_INVALID_PARAMETER);
	twice[2].number = 1;
	KUNIT_EXPECT_EQ(test, add_some(test, FIRST, twice, 3), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, remove(test, FIRST), STATUS_SUCCESS);
}

static NTSTATUS add_one(struct kunit *test, struct ke_service one)
{
	NTSTATUS status = add_some(test, FIRST, &one, 1);

	if (NT_SUCCESS(status))
		KUNIT_EXPECT_EQ(test, remove(test, FIRST), STATUS_SUCCESS);
	return status;
}

#define EXPECT_UNSOUND(base, change)						\
do {										\
	struct ke_service one = services[base];					\
										\
	one.change;								\
	KUNIT_EXPECT_EQ_MSG(test, add_one(test, one), STATUS_INVALID_PARAMETER,	\
			    #change);						\
} while (0)

#define EXPECT_SOUND(base, change)						\
do {										\
	struct ke_service one = services[base];					\
										\
	one.change;								\
	KUNIT_EXPECT_EQ_MSG(test, add_one(test, one), STATUS_SUCCESS, #change);	\
} while (0)

static void services_must_be_sound(struct kunit *test)
{
	static u64 many[BITS_PER_LONG + 2];
	unsigned int i;

	for (i = 0; i <= BITS_PER_LONG; i++)
		many[i] = KE_STATUS(STATUS_SUCCESS);
	many[i] = KE_STATUSES_END;
	EXPECT_SOUND(0, number = 1);
	EXPECT_UNSOUND(0, direct = NULL);
	EXPECT_UNSOUND(0, structured = answer_structured);
	EXPECT_UNSOUND(0, statuses = NULL);
	EXPECT_UNSOUND(0, statuses = many);
	EXPECT_SOUND(0, statuses = many + 1);
	EXPECT_SOUND(0, statuses = &many[BITS_PER_LONG + 1]);

	EXPECT_SOUND(2, number = 1);
	EXPECT_UNSOUND(2, direct = answer_direct);
	EXPECT_UNSOUND(2, minimum = 0);
	EXPECT_UNSOUND(2, minimum = 17);
	EXPECT_SOUND(2, minimum = 16);
	EXPECT_UNSOUND(2, answer_end = 17);
	EXPECT_UNSOUND(2, answer_first = 17);
	EXPECT_SOUND(2, answer_first = 16);
	EXPECT_UNSOUND(2, answer_end = 7);
	EXPECT_SOUND(2, size = KE_ARGUMENT_MAX);
	EXPECT_UNSOUND(2, size = KE_ARGUMENT_MAX + 1);
}

static void table_is_taken_once(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, add(test, FIRST), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, add_some(test, FIRST, &services[1], 1),
			STATUS_OBJECT_NAME_COLLISION);
	/* The first is the one that counts. */
	KUNIT_EXPECT_EQ(test, call(DIRECT(0), 1), STATUS_OBJECT_NAME_EXISTS);
	/* The other table is none of its business. */
	KUNIT_EXPECT_EQ(test, add_some(test, SECOND, &services[1], 1), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, call(_IO(NTOBJ_TABLE_EXTENSION_1, 0), 1),
			STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_EXPECT_EQ(test, call(_IO(NTOBJ_TABLE_EXTENSION_1, 255), 1),
			STATUS_MORE_ENTRIES);
	KUNIT_EXPECT_EQ(test, remove(test, FIRST), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, call(_IO(NTOBJ_TABLE_EXTENSION_1, 255), 1),
			STATUS_MORE_ENTRIES);
}

static void tables_come_and_go(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, remove(test, FIRST), STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, add(test, FIRST), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, call(DIRECT(255), 0), STATUS_MORE_ENTRIES);
	KUNIT_EXPECT_EQ(test, remove(test, FIRST), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, call(DIRECT(255), 0), STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_EXPECT_EQ(test, remove(test, FIRST), STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, add_some(test, FIRST, services, 1), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, call(DIRECT(0), 0), STATUS_OBJECT_NAME_EXISTS);
	/* Nothing of the first time is left. */
	KUNIT_EXPECT_EQ(test, call(DIRECT(255), 0), STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_EXPECT_EQ(test, remove(test, FIRST), STATUS_SUCCESS);
}

static void calls_reach_their_service(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, call(DIRECT(0), 1), STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_ASSERT_EQ(test, add(test, FIRST), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, call(DIRECT(0), 0xFEDCBA9876543210), STATUS_OBJECT_NAME_EXISTS);
	KUNIT_EXPECT_EQ(test, running->operand, 0xFEDCBA9876543210);
	KUNIT_EXPECT_EQ(test, running->calls, 1);
	KUNIT_EXPECT_EQ(test, call(DIRECT(255), 2), STATUS_MORE_ENTRIES);
	KUNIT_EXPECT_EQ(test, running->operand, 0xFEDCBA9876543210);
	KUNIT_EXPECT_EQ(test, running->calls, 2);
	KUNIT_EXPECT_EQ(test, call(DIRECT(1), 2), STATUS_INVALID_SYSTEM_SERVICE);
	/* No table but this one. */
	KUNIT_EXPECT_EQ(test, call(_IO(NTOBJ_TABLE_EXTENSION_1, 0), 2),
			STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_EXPECT_EQ(test, running->calls, 2);
}

/* A command that is not what the service takes never reaches it. */
static void commands_must_fit_the_service(struct kunit *test)
{
	const unsigned int small = _IOWR(NTOBJ_TABLE_EXTENSION_0, 7, u32);

	KUNIT_ASSERT_EQ(test, add(test, FIRST), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, call(STRUCTURED(0), 0), STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_EXPECT_EQ(test, call(_IOR(NTOBJ_TABLE_EXTENSION_0, 0, u64), 0),
			STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_EXPECT_EQ(test, call(DIRECT(7), 0), STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_EXPECT_EQ(test, call(_IOW(NTOBJ_TABLE_EXTENSION_0, 7, u64), 0),
			STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_EXPECT_EQ(test, call(_IOR(NTOBJ_TABLE_EXTENSION_0, 7, u64), 0),
			STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_EXPECT_EQ(test, call(small, 0), STATUS_INFO_LENGTH_MISMATCH);
	KUNIT_EXPECT_EQ(test, call(STRUCTURED(7), 0), STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, running->calls, 0);
}

/* What a call takes of the module it gives back, however it ends. */
static void calls_leave_the_module_alone(struct kunit *test)
{
	int before = module_refcount(THIS_MODULE);

	KUNIT_ASSERT_EQ(test, add(test, FIRST), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), before);
	KUNIT_EXPECT_EQ(test, call(DIRECT(0), 0), STATUS_OBJECT_NAME_EXISTS);
	KUNIT_EXPECT_EQ(test, call(DIRECT(1), 0), STATUS_INVALID_SYSTEM_SERVICE);
	KUNIT_EXPECT_EQ(test, call(STRUCTURED(7), 0), STATUS_ACCESS_VIOLATION);
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), before);
}

static struct kunit_case service_cases[] = {
	KUNIT_CASE(only_extension_tables_can_be_added),
	KUNIT_CASE(counts_are_bounded),
	KUNIT_CASE(numbers_are_given_once),
	KUNIT_CASE(services_must_be_sound),
	KUNIT_CASE(table_is_taken_once),
	KUNIT_CASE(tables_come_and_go),
	KUNIT_CASE(calls_reach_their_service),
	KUNIT_CASE(commands_must_fit_the_service),
	KUNIT_CASE(calls_leave_the_module_alone),
	{}
};

static struct kunit_suite service_suite = {
	.name = "ntobj_service",
	.init = init,
	.exit = cleanup,
	.test_cases = service_cases,
};

kunit_test_suite(service_suite);
