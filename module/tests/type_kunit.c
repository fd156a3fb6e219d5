// SPDX-License-Identifier: GPL-2.0
/* Types: what is refused when one is made, and that they come and go. */
#include <linux/module.h>

#include "ob/internal.h"
#include "tests/kunit.h"

static NTSTATUS open_nothing(enum ob_open_reason reason, pid_t process,
			     struct ob_header *object, u32 granted_access,
			     u32 process_handles)
{
	return STATUS_SUCCESS;
}

static void close_nothing(pid_t process, struct ob_header *object, u32 granted_access,
			  u32 process_handles, u32 handles)
{
}

static void construct_nothing(void *memory)
{
}

#define SOUND .name = "Sound", .object_size = sizeof(struct ob_header)
#define WITH_DISPATCHER(offset)						\
	.name = "Sound", .construct = construct_nothing,		\
	.object_size = sizeof(struct ob_header) + sizeof(struct ke_dispatcher), \
	.wait_offset = (offset)

static const struct {
	const char *why;
	struct ob_type_information information;
	NTSTATUS status;
} refused[] = {
	{ "no name", { .object_size = sizeof(struct ob_header) },
	  STATUS_INVALID_PARAMETER },
	{ "an empty name", { .name = "", .object_size = sizeof(struct ob_header) },
	  STATUS_INVALID_PARAMETER },
	{ "64 characters",
	  { .name = "0123456789012345678901234567890123456789012345678901234567890123",
	    .object_size = sizeof(struct ob_header) }, STATUS_INVALID_PARAMETER },
	{ "a separator", { .name = "So\\und", .object_size = sizeof(struct ob_header) },
	  STATUS_OBJECT_NAME_INVALID },
	{ "no ASCII", { .name = "S\303\266und", .object_size = sizeof(struct ob_header) },
	  STATUS_OBJECT_NAME_INVALID },
	{ "no room for a header",
	  { .name = "Sound", .object_size = sizeof(struct ob_header) - 1 },
	  STATUS_INVALID_PARAMETER },
	{ "more than a page", { .name = "Sound", .object_size = PAGE_SIZE + 1 },
	  STATUS_INVALID_PARAMETER },
	{ "unknown attributes", { SOUND, .invalid_attributes = 0x2000 },
	  STATUS_INVALID_PARAMETER },
	{ "counts for nobody", { SOUND, .flags = NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT },
	  STATUS_INVALID_PARAMETER },
	{ "waits in the header", { WITH_DISPATCHER(8) }, STATUS_INVALID_PARAMETER },
	{ "waits behind the end", { WITH_DISPATCHER(sizeof(struct ob_header) + 8) },
	  STATUS_INVALID_PARAMETER },
	{ "waits without a constructor",
	  { .name = "Sound", .wait_offset = sizeof(struct ob_header),
	    .object_size = sizeof(struct ob_header) + sizeof(struct ke_dispatcher) },
	  STATUS_INVALID_PARAMETER },
};

static void bad_types_are_refused(struct kunit *test)
{
	struct ob_type *type = NULL;
	int i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		KUNIT_EXPECT_EQ_MSG(test, ob_create_object_type(&refused[i].information, &type),
				    refused[i].status, "%s", refused[i].why);
		KUNIT_EXPECT_NULL(test, type);
	}
}

static const struct ob_type_information accepted[] = {
	{ SOUND },
	{ SOUND, .invalid_attributes = NTOBJ_OBJ_VALID_ATTRIBUTES | NTOBJ_OBJ_OPENLINK },
	{ SOUND, .flags = NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT, .open = open_nothing },
	{ SOUND, .flags = NTOBJ_TYPE_MAINTAIN_HANDLE_COUNT, .close = close_nothing },
	{ WITH_DISPATCHER(sizeof(struct ob_header)) },
	{ .name = "012345678901234567890123456789012345678901234567890123456789012",
	  .object_size = PAGE_SIZE },
};

static void good_types_come_and_go(struct kunit *test)
{
	int count = atomic_read(&ob_type_type->total_objects);
	struct ob_type *type;
	int i;

	for (i = 0; i < ARRAY_SIZE(accepted); i++) {
		KUNIT_ASSERT_EQ_MSG(test, ob_create_object_type(&accepted[i], &type),
				    STATUS_SUCCESS, "row %d", i);
		KUNIT_EXPECT_EQ(test, ob_remove_object_type(type), STATUS_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&ob_type_type->total_objects), count);
}

static void names_of_types_are_given_once(struct kunit *test)
{
	static const struct ob_type_information event = {
		.name = "Event", .object_size = sizeof(struct ob_header),
	};
	struct ob_type *type, *again;

	KUNIT_EXPECT_EQ(test, ob_create_object_type(&event, &type),
			STATUS_OBJECT_NAME_COLLISION);
	KUNIT_ASSERT_EQ(test, ob_create_object_type(&accepted[0], &type), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_create_object_type(&accepted[0], &again),
			STATUS_OBJECT_NAME_COLLISION);
	KUNIT_EXPECT_EQ(test, ob_remove_object_type(type), STATUS_SUCCESS);
}

static void types_with_objects_stay(struct kunit *test)
{
	struct ob_header *object;
	struct ob_type *type;

	KUNIT_ASSERT_EQ(test, ob_create_object_type(&accepted[0], &type), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, ob_create_object(type, &object), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ob_remove_object_type(type), STATUS_INVALID_PARAMETER);
	ob_dereference_object(object);
	KUNIT_EXPECT_EQ(test, ob_remove_object_type(type), STATUS_SUCCESS);
}

static struct kunit_case type_cases[] = {
	KUNIT_CASE(bad_types_are_refused),
	KUNIT_CASE(good_types_come_and_go),
	KUNIT_CASE(names_of_types_are_given_once),
	KUNIT_CASE(types_with_objects_stay),
	{}
};

static struct kunit_suite type_suite = {
	.name = "ntobj_type",
	.test_cases = type_cases,
};

kunit_test_suite(type_suite);
