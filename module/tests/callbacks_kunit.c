// SPDX-License-Identifier: GPL-2.0
/* Callbacks: altitudes, what is refused, who is called when. */
#include <linux/module.h>
#include <linux/random.h>
#include <linux/slab.h>

#include "ob/internal.h"
#include "tests/kunit.h"

#define DRIVERS		5
#define ROUNDS		1000

static const char * const ascending[] = {
	"0", "0.00000000000000000000000000000001", "0.1", "0.11", "0.2", "1", "1.05",
	"1.5", "9.99999999999999999999999999999999", "10", "80", "329999", "330000",
	"330000.1", "4294967295", "4294967296", "18446744073709551615",
	"18446744073709551616", "18446744073709551616.1",
	"100000000000000000000000000000000000000000000000000000000000000000000001",
};

static void altitudes_are_numbers(struct kunit *test)
{
	int i, j;

	for (i = 0; i < ARRAY_SIZE(ascending); i++)
		for (j = 0; j < ARRAY_SIZE(ascending); j++) {
			int order = ob_compare_altitudes(ascending[i], ascending[j]);

			KUNIT_EXPECT_EQ_MSG(test, (order > 0) - (order < 0),
					    (i > j) - (i < j), "%s and %s",
					    ascending[i], ascending[j]);
		}
}

static void altitudes_are_written_in_ways(struct kunit *test)
{
	static const char * const same[][2] = {
		{ "1", "01" }, { "1", "1.0" }, { "1.50", "0001.5000" },
		{ "0", "000" }, { "0", "0.0" }, { "00.10", "0.1" },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(same); i++) {
		KUNIT_EXPECT_EQ(test, ob_compare_altitudes(same[i][0], same[i][1]), 0);
		KUNIT_EXPECT_EQ(test, ob_compare_altitudes(same[i][1], same[i][0]), 0);
	}
}

/* Against the comparison of integers, at all lengths. */
static void altitudes_of_any_length(struct kunit *test)
{
	char a_text[64], b_text[64];
	int i;

	for (i = 0; i < ROUNDS; i++) {
		u64 a = get_random_u64() >> (i % 64);
		u64 b = i % 3 ? get_random_u64() >> (i / 3 % 64) : a ^ (i % 2);
		int order;

		snprintf(a_text, sizeof(a_text), "%0*llu", i % 30, a);
		snprintf(b_text, sizeof(b_text), "%llu.%0*u", b, i % 7 + 1, 0);
		order = ob_compare_altitudes(a_text, b_text);
		KUNIT_EXPECT_EQ_MSG(test, (order > 0) - (order < 0), (a > b) - (a < b),
				    "%s and %s", a_text, b_text);
	}
}

static void altitudes_are_digits(struct kunit *test)
{
	static const char * const bad[] = {
		"", ".", "1.", ".5", "1.2.3", "-1", "+1", " 1", "1 ", "1,5", "0x10",
		"1e5", "a", "1a", "1.a", "1.5a", "\xC2\xB2", "1\n",
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_FALSE_MSG(test, ob_is_altitude(bad[i]), "'%s'", bad[i]);
	for (i = 0; i < ARRAY_SIZE(ascending); i++)
		KUNIT_EXPECT_TRUE_MSG(test, ob_is_altitude(ascending[i]), "'%s'",
				      ascending[i]);
}

/* A type of the tests' own with an object, and drivers that watch it. */
struct fixture {
	struct kunit *test;
	struct ob_type *type;
	struct ob_header *object;
	struct ob_header *source;	/* expected by the pre-operation function */
	struct ob_header *target;
	struct driver {
		struct fixture *fixture;
		struct ob_callbacks *handle;
		u32 take;
		u32 give;
		bool silent;
		u32 seen;		/* desired access */
		u32 original;
		u32 granted;
		NTSTATUS status;
		u32 operation;
		unsigned int pre;	/* when it was called, counted from 1 */
		unsigned int post;
	} drivers[DRIVERS];
	unsigned int calls;
};

static const struct ob_type_information watched_information = {
	.name = "Watched",
	.generic_all = 0xFFFF,
	.valid_access = 0xFFFF,
	.flags = NTOBJ_TYPE_SUPPORTS_CALLBACKS,
	.object_size = sizeof(struct ob_header),
};

static void pre(void *context, struct ob_pre_operation_information *information)
{
	struct driver *driver = context;

	driver->pre = ++driver->fixture->calls;
	driver->seen = information->desired_access;
	driver->original = information->original_desired_access;
	if (!driver->silent)
		information->call_context = driver;
	information->desired_access &= ~driver->take;
	information->desired_access |= driver->give;
	KUNIT_EXPECT_PTR_EQ(driver->fixture->test, information->object,
			    driver->fixture->object);
	KUNIT_EXPECT_PTR_EQ(driver->fixture->test, information->object_type,
			    driver->fixture->type);
	KUNIT_EXPECT_PTR_EQ(driver->fixture->test, information->source_process,
			    driver->fixture->source);
	KUNIT_EXPECT_PTR_EQ(driver->fixture->test, information->target_process,
			    driver->fixture->target);
}

static void post(void *context, const struct ob_post_operation_information *information)
{
	struct driver *driver = context;

	driver->post = ++driver->fixture->calls;
	driver->granted = information->granted_access;
	driver->status = information->return_status;
	driver->operation = information->operation;
	KUNIT_EXPECT_PTR_EQ(driver->fixture->test, information->call_context,
			    (void *)(driver->silent ? NULL : driver));
	KUNIT_EXPECT_PTR_EQ(driver->fixture->test, information->object,
			    driver->fixture->object);
}

static int init(struct kunit *test)
{
	struct fixture *fixture = kunit_kzalloc(test, sizeof(*fixture), GFP_KERNEL);
	int i;

	test->priv = fixture;
	if (!fixture)
		return -ENOMEM;
	fixture->test = test;
	for (i = 0; i < DRIVERS; i++)
		fixture->drivers[i].fixture = fixture;
	if (!NT_SUCCESS(ob_create_object_type(&watched_information, &fixture->type)) ||
	    !NT_SUCCESS(ob_create_object(fixture->type, &fixture->object)))
		return -ENOMEM;
	return 0;
}

static void cleanup(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	int i;

	if (!fixture)
		return;
	for (i = 0; i < DRIVERS; i++)
		if (fixture->drivers[i].handle)
			ob_unregister_callbacks(fixture->drivers[i].handle);
	if (fixture->object)
		ob_dereference_object(fixture->object);
	if (fixture->type)
		ob_remove_object_type(fixture->type);
}

static struct ob_operation_registration functions_for(const struct fixture *fixture)
{
	return (struct ob_operation_registration){
		.object_type = fixture->type,
		.operations = OB_OPERATION_HANDLE_CREATE,
		.pre_operation = pre,
		.post_operation = post,
	};
}

static NTSTATUS register_functions(struct driver *driver, const char *altitude,
				   const struct ob_operation_registration *functions,
				   unsigned int count)
{
	const struct ob_callback_registration registration = {
		.version = OB_FLT_REGISTRATION_VERSION,
		.operation_registration_count = count,
		.altitude = altitude,
		.registration_context = driver,
		.operation_registration = functions,
		.owner = THIS_MODULE,
	};

	return ob_register_callbacks(&registration, &driver->handle);
}

static NTSTATUS register_driver(struct fixture *fixture, unsigned int number,
				const char *altitude)
{
	const struct ob_operation_registration functions = functions_for(fixture);

	return register_functions(&fixture->drivers[number], altitude, &functions, 1);
}

static void unregister_driver(struct driver *driver)
{
	ob_unregister_callbacks(driver->handle);
	driver->handle = NULL;
}

/* A new handle, or a duplicate of one. */
static NTSTATUS begin(struct fixture *fixture, struct ob_handle_operation *operation,
		      u32 *access)
{
	return ob_call_pre_operations_slowly(operation, fixture->object, NULL, NULL, access);
}

static NTSTATUS begin_duplicate(struct fixture *fixture,
				struct ob_handle_operation *operation, u32 *access)
{
	return ob_call_pre_operations_slowly(operation, fixture->object, fixture->object,
					     &fixture->type->header, access);
}

static void bad_registrations_are_refused(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_operation_registration functions = functions_for(fixture);
	const struct ob_callback_registration good = {
		.version = OB_FLT_REGISTRATION_VERSION,
		.operation_registration_count = 1,
		.altitude = "1",
		.registration_context = &fixture->drivers[0],
		.operation_registration = &functions,
		.owner = THIS_MODULE,
	};
	struct ob_callback_registration bad[] = { good, good, good, good, good, good, good };
	struct ob_callbacks *handle = NULL;
	int i;

	bad[0].version = 0;
	bad[1].version = OB_FLT_REGISTRATION_VERSION + 1;
	bad[2].operation_registration_count = 0;
	bad[3].altitude = NULL;
	bad[4].altitude = "";
	bad[5].altitude = "1.";
	bad[6].owner = NULL;
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		KUNIT_EXPECT_EQ_MSG(test, ob_register_callbacks(&bad[i], &handle),
				    STATUS_INVALID_PARAMETER, "%d", i);
	KUNIT_EXPECT_NULL(test, handle);
}

static void bad_functions_are_refused(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	const struct ob_operation_registration good = functions_for(fixture);
	struct ob_operation_registration bad[] = { good, good, good, good, good };
	int i;

	bad[0].object_type = NULL;
	bad[1].object_type = ob_type_type;	/* does not support it */
	bad[2].operations = 0;
	bad[3].operations = OB_OPERATIONS + 1;
	bad[4].pre_operation = NULL;
	bad[4].post_operation = NULL;
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		const struct ob_operation_registration pair[] = { good, bad[i] };

		KUNIT_EXPECT_EQ_MSG(test, register_functions(&fixture->drivers[0], "1",
							     &bad[i], 1),
				    STATUS_INVALID_PARAMETER, "%d", i);
		KUNIT_EXPECT_EQ_MSG(test, register_functions(&fixture->drivers[0], "1",
							     pair, 2),
				    STATUS_INVALID_PARAMETER, "behind another, %d", i);
	}
	KUNIT_EXPECT_NULL(test, fixture->drivers[0].handle);
}

static void altitudes_are_given_once(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	const struct ob_operation_registration twice[] = {
		functions_for(fixture), functions_for(fixture),
	};

	KUNIT_ASSERT_EQ(test, register_driver(fixture, 0, "20.5"), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, register_driver(fixture, 1, "20.5"),
			STATUS_FLT_INSTANCE_ALTITUDE_COLLISION);
	KUNIT_EXPECT_EQ(test, register_driver(fixture, 1, "0020.500"),
			STATUS_FLT_INSTANCE_ALTITUDE_COLLISION);
	KUNIT_EXPECT_NULL(test, fixture->drivers[1].handle);
	KUNIT_EXPECT_EQ(test, register_driver(fixture, 1, "20.51"), STATUS_SUCCESS);
	unregister_driver(&fixture->drivers[0]);
	KUNIT_EXPECT_EQ(test, register_driver(fixture, 0, "20.5"), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, register_functions(&fixture->drivers[2], "7", twice, 2),
			STATUS_FLT_INSTANCE_ALTITUDE_COLLISION);
	KUNIT_EXPECT_NULL(test, fixture->drivers[2].handle);
}

/* What comes behind a type that is named twice does not make that good. */
static void types_are_named_once(struct kunit *test)
{
	static const struct ob_type_information other_information = {
		.name = "Other",
		.flags = NTOBJ_TYPE_SUPPORTS_CALLBACKS,
		.object_size = sizeof(struct ob_header),
	};
	struct fixture *fixture = test->priv;
	struct ob_operation_registration functions[] = {
		functions_for(fixture), functions_for(fixture), functions_for(fixture),
	};
	struct ob_type *other;

	KUNIT_ASSERT_EQ(test, ob_create_object_type(&other_information, &other),
			STATUS_SUCCESS);
	functions[2].object_type = other;
	KUNIT_EXPECT_EQ(test, register_functions(&fixture->drivers[0], "7", functions, 3),
			STATUS_FLT_INSTANCE_ALTITUDE_COLLISION);
	functions[1].object_type = other;
	KUNIT_EXPECT_EQ(test, register_functions(&fixture->drivers[0], "7", functions, 3),
			STATUS_FLT_INSTANCE_ALTITUDE_COLLISION);
	KUNIT_EXPECT_EQ(test, register_functions(&fixture->drivers[0], "7", functions, 2),
			STATUS_SUCCESS);
	ob_remove_object_type(other);
}

static void drivers_are_called_from_the_top_down_and_up(struct kunit *test)
{
	static const char * const altitudes[DRIVERS] = { "3", "100", "20", "3.14", "0.5" };
	static const unsigned int from_top[DRIVERS] = { 1, 2, 3, 0, 4 };
	struct fixture *fixture = test->priv;
	struct ob_handle_operation operation;
	u32 access = 0xF0;
	int i;

	for (i = 0; i < DRIVERS; i++) {
		fixture->drivers[i].take = BIT(i);
		fixture->drivers[i].silent = i % 2;
		KUNIT_ASSERT_EQ(test, register_driver(fixture, i, altitudes[i]),
				STATUS_SUCCESS);
	}
	fixture->drivers[2].take = 0x10;
	fixture->drivers[0].give = 0xFFF;	/* which has no effect */
	KUNIT_ASSERT_EQ(test, begin(fixture, &operation, &access),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, access, 0xE0);
	KUNIT_EXPECT_EQ(test, fixture->calls, DRIVERS);
	ob_call_post_operations_slowly(&operation, STATUS_SUCCESS, access);
	KUNIT_EXPECT_NULL(test, operation.calls);
	for (i = 0; i < DRIVERS; i++) {
		struct driver *driver = &fixture->drivers[from_top[i]];

		KUNIT_EXPECT_EQ(test, driver->pre, i + 1);
		KUNIT_EXPECT_EQ(test, driver->post, 2 * DRIVERS - i);
		KUNIT_EXPECT_EQ(test, driver->original, 0xF0);
		KUNIT_EXPECT_EQ(test, driver->seen, i < 2 ? 0xF0 : 0xE0);
		KUNIT_EXPECT_EQ(test, driver->granted, 0xE0);
		KUNIT_EXPECT_EQ(test, driver->status, STATUS_SUCCESS);
	}
}

/* Who comes between the two is not called for the second. */
static void late_drivers_are_left_out(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_handle_operation operation;
	u32 access = 1;

	KUNIT_ASSERT_EQ(test, register_driver(fixture, 0, "2"), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, begin(fixture, &operation, &access),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, register_driver(fixture, 1, "3"), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, register_driver(fixture, 2, "1"), STATUS_SUCCESS);
	ob_call_post_operations_slowly(&operation, STATUS_ACCESS_DENIED, 0);
	KUNIT_EXPECT_EQ(test, fixture->calls, 2);
	KUNIT_EXPECT_EQ(test, fixture->drivers[0].post, 2);
	KUNIT_EXPECT_EQ(test, fixture->drivers[0].status, STATUS_ACCESS_DENIED);
}

/* Of what nobody has asked for, or no more, nobody hears. */
static void others_are_left_alone(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_operation_registration functions = functions_for(fixture);
	struct ob_handle_operation operation;
	u32 access = 1;

	functions.operations = OB_OPERATION_HANDLE_DUPLICATE;
	KUNIT_ASSERT_EQ(test, register_functions(&fixture->drivers[0], "2", &functions, 1),
			STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, register_driver(fixture, 1, "1"), STATUS_SUCCESS);
	unregister_driver(&fixture->drivers[1]);
	KUNIT_ASSERT_EQ(test, begin(fixture, &operation, &access),
			STATUS_SUCCESS);
	ob_call_post_operations_slowly(&operation, STATUS_SUCCESS, access);
	KUNIT_ASSERT_EQ(test, ob_call_pre_operations_slowly(&operation,
							    &ob_type_type->header,
							    NULL, NULL, &access),
			STATUS_SUCCESS);
	ob_call_post_operations_slowly(&operation, STATUS_SUCCESS, access);
	KUNIT_EXPECT_EQ(test, fixture->calls, 0);
}

/* Who gives and who gets are named; nothing else is different. */
static void duplicates_are_another_operation(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_operation_registration functions = functions_for(fixture);
	struct ob_handle_operation operation;
	u32 access = 7;

	functions.operations = OB_OPERATION_HANDLE_DUPLICATE;
	fixture->drivers[0].take = 2;
	fixture->source = fixture->object;
	fixture->target = &fixture->type->header;
	KUNIT_ASSERT_EQ(test, register_functions(&fixture->drivers[0], "2", &functions, 1),
			STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, register_driver(fixture, 1, "1"), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, begin_duplicate(fixture, &operation, &access), STATUS_SUCCESS);
	ob_call_post_operations_slowly(&operation, STATUS_SUCCESS, access);
	KUNIT_EXPECT_EQ(test, fixture->calls, 2);
	KUNIT_EXPECT_EQ(test, fixture->drivers[0].granted, 5);
	KUNIT_EXPECT_EQ(test, fixture->drivers[0].operation, OB_OPERATION_HANDLE_DUPLICATE);
}

static void one_function_will_do(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_operation_registration functions = functions_for(fixture);
	struct ob_handle_operation operation;
	u32 access = 0xF;

	functions.post_operation = NULL;
	fixture->drivers[0].take = 1;
	KUNIT_ASSERT_EQ(test, register_functions(&fixture->drivers[0], "2", &functions, 1),
			STATUS_SUCCESS);
	functions.pre_operation = NULL;
	functions.post_operation = post;
	fixture->drivers[1].silent = true;
	KUNIT_ASSERT_EQ(test, register_functions(&fixture->drivers[1], "3", &functions, 1),
			STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, begin(fixture, &operation, &access),
			STATUS_SUCCESS);
	ob_call_post_operations_slowly(&operation, STATUS_SUCCESS, access);
	KUNIT_EXPECT_EQ(test, fixture->calls, 2);
	KUNIT_EXPECT_EQ(test, fixture->drivers[0].pre, 1);
	KUNIT_EXPECT_EQ(test, fixture->drivers[1].post, 2);
	KUNIT_EXPECT_EQ(test, fixture->drivers[1].granted, 0xE);
}

/* A type can go while somebody is registered for it. */
static void types_can_go(struct kunit *test)
{
	struct fixture *fixture = test->priv;

	KUNIT_ASSERT_EQ(test, register_driver(fixture, 0, "2"), STATUS_SUCCESS);
	ob_dereference_object(fixture->object);
	fixture->object = NULL;
	KUNIT_EXPECT_EQ(test, ob_remove_object_type(fixture->type), STATUS_SUCCESS);
	fixture->type = NULL;
	KUNIT_EXPECT_EQ(test, register_driver(fixture, 1, "2"), STATUS_INVALID_PARAMETER);
}

static void drivers_are_referenced_while_called(struct kunit *test)
{
	struct fixture *fixture = test->priv;
	struct ob_handle_operation operation;
	int before = module_refcount(THIS_MODULE);
	u32 access = 1;

	KUNIT_ASSERT_EQ(test, register_driver(fixture, 0, "1"), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, register_driver(fixture, 1, "2"), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), before);
	KUNIT_ASSERT_EQ(test, begin(fixture, &operation, &access),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), before + 2);
	ob_call_post_operations_slowly(&operation, STATUS_SUCCESS, access);
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), before);
}

static struct kunit_case callbacks_cases[] = {
	KUNIT_CASE(altitudes_are_numbers),
	KUNIT_CASE(altitudes_are_written_in_ways),
	KUNIT_CASE(altitudes_of_any_length),
	KUNIT_CASE(altitudes_are_digits),
	KUNIT_CASE(bad_registrations_are_refused),
	KUNIT_CASE(bad_functions_are_refused),
	KUNIT_CASE(altitudes_are_given_once),
	KUNIT_CASE(types_are_named_once),
	KUNIT_CASE(drivers_are_called_from_the_top_down_and_up),
	KUNIT_CASE(late_drivers_are_left_out),
	KUNIT_CASE(others_are_left_alone),
	KUNIT_CASE(duplicates_are_another_operation),
	KUNIT_CASE(one_function_will_do),
	KUNIT_CASE(types_can_go),
	KUNIT_CASE(drivers_are_referenced_while_called),
	{}
};

static struct kunit_suite callbacks_suite = {
	.name = "ntobj_callbacks",
	.init = init,
	.exit = cleanup,
	.test_cases = callbacks_cases,
};

kunit_test_suite(callbacks_suite);
