// SPDX-License-Identifier: GPL-2.0
/*
 * What an object and its handle say of themselves.
 */
#include <sys/mman.h>

#include "ntobj_fixture.h"
#include "security_test.h"

#define EVENT_ALL	NTOBJ_EVENT_ALL_ACCESS
#define NAME_HEADER	sizeof(struct ntobj_object_name_information)
#define TYPE_HEADER	sizeof(struct ntobj_object_type_information)

TEST_F(ntobj, basic)
{
	struct ntobj_object_basic_information basic;
	__u64 home = nt_home();
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at_flags(home, u"x", NTOBJ_OBJ_INHERIT),
				      NTOBJ_EVENT_MODIFY_STATE | NTOBJ_DELETE, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	EXPECT_NE(0, basic.id);
	EXPECT_EQ(0, basic.creation_time);
	EXPECT_EQ(1, basic.handle_count);
	EXPECT_EQ(3, basic.pointer_count);
	EXPECT_EQ(NTOBJ_OBJ_INHERIT, basic.attributes);
	EXPECT_EQ(NTOBJ_EVENT_MODIFY_STATE | NTOBJ_DELETE, basic.granted_access);
	EXPECT_EQ(NAME_HEADER + 2 * nt_length16(NT_HOME u"\\x"),
		  basic.name_information_size);
	EXPECT_EQ(0, basic.reserved);
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(event, false, true));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	EXPECT_EQ(NTOBJ_OBJ_PROTECT_CLOSE, basic.attributes);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(nt_event(0, 0), &basic));
	EXPECT_EQ(0, basic.name_information_size);
	EXPECT_EQ(2, basic.pointer_count);
}

/* Exactly the structure's size, and the size is told. */
TEST_F(ntobj, exact_lengths)
{
	static const __u32 lengths[] = { 0, 1, 71, 73, 80, 4096, 0xffffffff };
	char buffer[128];
	__u64 event = nt_event(0, 0);
	__u32 answered;
	unsigned int i;

	memset(buffer, NT_POISON, sizeof(buffer));
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		if (lengths[i] == sizeof(struct ntobj_object_basic_information))
			continue;
		EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
			      nt_query_object(event, NTOBJ_OBJECT_BASIC_INFORMATION, buffer,
					      lengths[i], &answered));
		EXPECT_EQ(sizeof(struct ntobj_object_basic_information), answered);
		EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
			      nt_query_object(event, NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION,
					      buffer, lengths[i], &answered));
		EXPECT_EQ(sizeof(struct ntobj_object_handle_flag_information), answered);
	}
	EXPECT_EQ((char)NT_POISON, buffer[0]);
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_query_object(event, NTOBJ_OBJECT_BASIC_INFORMATION, buffer,
				      sizeof(struct ntobj_object_basic_information),
				      &answered));
	EXPECT_EQ(sizeof(struct ntobj_object_basic_information), answered);
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_query_object(event, NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION, buffer,
				      2, &answered));
	EXPECT_EQ(2, answered);
	EXPECT_EQ((char)NT_POISON,
		  buffer[sizeof(struct ntobj_object_basic_information)]);
}

TEST_F(ntobj, bad_calls)
{
	struct ntobj_query_object call = { .information_class = 1, .reserved = 1 };
	__u64 event = nt_event(0, 0);
	unsigned int class;
	char buffer[512];
	__u32 answered;

	for (class = 5; class < 100; class++)
		EXPECT_STATUS(STATUS_INVALID_INFO_CLASS,
			      nt_query_object(event, class, buffer, sizeof(buffer), &answered));
	EXPECT_STATUS(STATUS_INVALID_INFO_CLASS,
		      nt_query_object(event, ~0U, buffer, sizeof(buffer), &answered));
	for (class = 0; class < 5; class++) {
		__u32 length = class == NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION ? 2 :
			class == NTOBJ_OBJECT_BASIC_INFORMATION ?
			sizeof(struct ntobj_object_basic_information) : sizeof(buffer);

		if (class != NTOBJ_OBJECT_TYPES_INFORMATION) {
			EXPECT_STATUS(STATUS_INVALID_HANDLE,
				      nt_query_object(0, class, buffer, length, &answered));
			EXPECT_STATUS(STATUS_INVALID_HANDLE,
				      nt_query_object(0x4000, class, buffer, length,
						      &answered));
		} else {
			length = 4096;
		}
		EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
			      nt_query_object(class == NTOBJ_OBJECT_TYPES_INFORMATION ? 0 :
					      event, class, (void *)8, length, &answered));
	}
	call.handle = event;
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_QUERY_OBJECT, &call));
}

/* No right is needed on the handle. */
TEST_F(ntobj, no_rights_needed)
{
	struct ntobj_object_basic_information basic;
	char buffer[512];
	__u32 answered;
	char16_t name[8];
	bool inherit;
	bool protect;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS, nt_create_event(&event, nt_unnamed(), 0, 0, 0));
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_basic(event, &basic));
	EXPECT_EQ(0, basic.granted_access);
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_name(event, name, 8));
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_query_object(event, NTOBJ_OBJECT_TYPE_INFORMATION, buffer,
				      sizeof(buffer), &answered));
	EXPECT_STATUS(STATUS_SUCCESS, nt_query_flags(event, &inherit, &protect));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_flags(event, true, false));
}

/*
 * Names
 */

static void expect_name(struct __test_metadata *_metadata, __u64 handle,
			const char16_t *expected)
{
	_Alignas(8) char buffer[256];
	struct ntobj_object_name_information *answer = (void *)buffer;
	struct ntobj_object_basic_information basic;
	__u32 length = 2 * nt_length16(expected);
	__u32 needed = NAME_HEADER + length;
	__u32 answered;
	__u32 room;

	for (room = 0; room < needed; room++) {
		memset(buffer, NT_POISON, sizeof(buffer));
		ASSERT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
			      nt_query_object(handle, NTOBJ_OBJECT_NAME_INFORMATION, buffer,
					      room, &answered));
		ASSERT_EQ(needed, answered);
		ASSERT_EQ((char)NT_POISON, buffer[0]);
	}
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_object(handle, NTOBJ_OBJECT_NAME_INFORMATION, buffer,
				      needed, &answered));
	EXPECT_EQ(needed, answered);
	EXPECT_EQ(length, answer->length);
	EXPECT_EQ(0, answer->reserved);
	EXPECT_EQ(0, memcmp(answer->name, expected, length));
	EXPECT_EQ((char)NT_POISON, buffer[needed]);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	EXPECT_EQ(length ? needed : 0, basic.name_information_size);
}

TEST_F(ntobj, names)
{
	__u64 home = nt_home();
	__u64 handles[3];

	expect_name(_metadata, home, NT_HOME);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_directory(&handles[0], nt_name(u"\\"), 1));
	expect_name(_metadata, handles[0], u"\\");
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_directory(&handles[0], nt_name(u"\\??"), 1));
	expect_name(_metadata, handles[0], u"\\GLOBAL??");
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&handles[0], nt_at(home, u"d"), 0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[1], nt_at(handles[0], u"e"), 1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_link(&handles[2], nt_at(handles[0], u"l"), 1, u"\\"));
	expect_name(_metadata, handles[0], NT_HOME u"\\d");
	expect_name(_metadata, handles[1], NT_HOME u"\\d\\e");
	expect_name(_metadata, handles[2], NT_HOME u"\\d\\l");
}

TEST_F(ntobj, no_name)
{
	__u64 handle;

	expect_name(_metadata, nt_event(0, 0), u"");
	ASSERT_STATUS(STATUS_SUCCESS, nt_create_directory(&handle, nt_unnamed(), 1));
	expect_name(_metadata, handle, u"");
	ASSERT_STATUS(STATUS_SUCCESS, nt_create_link(&handle, nt_unnamed(), 1, u"\\"));
	expect_name(_metadata, handle, u"");
}

/* A path that begins in a directory without a name begins with dots. */
TEST_F(ntobj, path_from_unnamed_directory)
{
	static const char16_t tail[] = u"...\\d\\e";
	char16_t name[32];
	__u64 directory;
	__u64 handle;
	size_t length;

	ASSERT_STATUS(STATUS_SUCCESS, nt_create_directory(&directory, nt_unnamed(), 0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&handle, nt_at(directory, u"d"), 0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handle, nt_at(handle, u"e"), 1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(handle, name, ARRAY_SIZE(name)));
	length = nt_length16(name);
	ASSERT_LE(nt_length16(tail), length);
	EXPECT_EQ(0, memcmp(name + length - nt_length16(tail), tail, sizeof(tail)));
}

/* A path may be twice as long as a name, and not longer. */
TEST_F(ntobj, longest_path)
{
	static char16_t name[32766];
	struct ntobj_object_name_information *answer;
	struct ntobj_object_basic_information basic;
	__u64 home = nt_home();
	size_t at = nt_length16(NT_HOME);
	size_t rest = 0xffff - at - 1 - ARRAY_SIZE(name) - 1;
	__u32 needed = NAME_HEADER + 2 * 0xffff;
	__u32 answered;
	unsigned int i;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(name); i++)
		name[i] = 'n';
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&home, nt_counted(home, name, sizeof(name), 0), 1));
	EXPECT_STATUS(STATUS_NAME_TOO_LONG,
		      nt_create_directory(&handle,
					  nt_counted(home, name, 2 * rest + 2, 0), 1));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_directory(&handle, nt_counted(home, name, 2 * rest, 0), 1));
	/* Not even the shortest name goes below it. */
	EXPECT_STATUS(STATUS_NAME_TOO_LONG,
		      nt_create_directory(&home, nt_at(handle, u"x"), 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handle, &basic));
	EXPECT_EQ(needed, basic.name_information_size);
	answer = malloc(needed);
	ASSERT_NE(NULL, answer);
	EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
		      nt_query_object(handle, NTOBJ_OBJECT_NAME_INFORMATION, answer,
				      needed - 1, &answered));
	EXPECT_EQ(needed, answered);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_object(handle, NTOBJ_OBJECT_NAME_INFORMATION, answer,
				      needed, &answered));
	EXPECT_EQ(needed - NAME_HEADER, answer->length);
	EXPECT_EQ(0, memcmp(answer->name, NT_HOME, 2 * at));
	EXPECT_EQ('\\', answer->name[at]);
	EXPECT_EQ(0, memcmp(answer->name + at + 1, name, sizeof(name)));
	at += 1 + ARRAY_SIZE(name);
	EXPECT_EQ('\\', answer->name[at]);
	EXPECT_EQ(0, memcmp(answer->name + at + 1, name, 2 * rest));
	free(answer);
}

/* The name that was looked up, not the one it was looked up by. */
TEST_F(ntobj, name_after_open)
{
	__u64 home = nt_home();
	__u64 handle;
	__u64 event;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&event, nt_at(home, u"Case"), EVENT_ALL, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handle, nt_at_flags(home, u"cASE",
							 NTOBJ_OBJ_CASE_INSENSITIVE), 1));
	expect_name(_metadata, handle, NT_HOME u"\\Case");
}

/*
 * Types
 */

struct type_row {
	const char16_t *name;
	__u32 invalid_attributes;
	__u32 generic[4];
	__u32 valid_access;
	__u32 flags;
};

static const struct type_row type_rows[] = {
	{ u"Type", 0x100, { 0x020000, 0x020000, 0x020000, 0x0f0001 }, 0x1f0001,
	  NTOBJ_TYPE_USE_DEFAULT_OBJECT | NTOBJ_TYPE_MAINTAIN_TYPE_LIST },
	{ u"Directory", 0x100, { 0x020003, 0x02000c, 0x020003, 0x0f000f }, 0x0f000f,
	  NTOBJ_TYPE_CASE_INSENSITIVE | NTOBJ_TYPE_USE_DEFAULT_OBJECT |
	  NTOBJ_TYPE_PAGED_POOL },
	{ u"SymbolicLink", 0x100, { 0x020001, 0x020000, 0x020001, 0x0f0001 }, 0x0f0001,
	  NTOBJ_TYPE_CASE_INSENSITIVE | NTOBJ_TYPE_USE_DEFAULT_OBJECT |
	  NTOBJ_TYPE_PAGED_POOL },
	{ u"Token", 0x100, { 0x020008, 0x0200e0, 0x020000, 0x0f01ff }, 0x1f01ff,
	  NTOBJ_TYPE_USE_DEFAULT_OBJECT | NTOBJ_TYPE_SECURITY_REQUIRED |
	  NTOBJ_TYPE_PAGED_POOL },
	{ u"Process", 0x0b0, { 0x020410, 0x020beb, 0x121001, 0x1fffff }, 0x1fffff,
	  NTOBJ_TYPE_SECURITY_REQUIRED | NTOBJ_TYPE_SUPPORTS_CALLBACKS },
	{ u"Thread", 0x0b0, { 0x020048, 0x020437, 0x121800, 0x1fffff }, 0x1fffff,
	  NTOBJ_TYPE_SECURITY_REQUIRED | NTOBJ_TYPE_SUPPORTS_CALLBACKS },
	{ u"Event", 0x100, { 0x020001, 0x020002, 0x120000, 0x1f0003 }, 0x1f0003, 0 },
	{ u"Semaphore", 0x100, { 0x020001, 0x020002, 0x120000, 0x1f0003 }, 0x1f0003, 0 },
	{ u"Mutant", 0x100, { 0x020001, 0x020000, 0x120000, 0x1f0001 }, 0x1f0001, 0 },
	{ u"EventPair", 0x100, { 0x120000, 0x120000, 0x120000, 0x1f0000 }, 0x1f0000, 0 },
	{ u"Timer", 0x100, { 0x020001, 0x020002, 0x120000, 0x1f0003 }, 0x1f0003, 0 },
};

static void check_type(struct __test_metadata *_metadata,
		       const struct ntobj_object_type_information *type,
		       const struct type_row *row)
{
	EXPECT_EQ(0, type->size % 8);
	EXPECT_LE(TYPE_HEADER + type->name_length, type->size);
	EXPECT_EQ(2 * nt_length16(row->name), type->name_length);
	EXPECT_EQ(0, memcmp(type->name, row->name, type->name_length));
	EXPECT_EQ(row - type_rows + 1, type->index);
	EXPECT_EQ(row->invalid_attributes, type->invalid_attributes);
	EXPECT_EQ(row->generic[0], type->generic_read);
	EXPECT_EQ(row->generic[1], type->generic_write);
	EXPECT_EQ(row->generic[2], type->generic_execute);
	EXPECT_EQ(row->generic[3], type->generic_all);
	EXPECT_EQ(row->valid_access, type->valid_access);
	EXPECT_EQ(row->flags, type->flags);
	EXPECT_NE(0, type->body_size);
	EXPECT_LE(type->total_objects, type->high_water_objects);
	EXPECT_LE(type->total_handles, type->high_water_handles);
	EXPECT_EQ(0, type->reserved);
}

TEST_F(ntobj, types)
{
	_Alignas(8) char buffer[4096];
	__u32 answered;
	__u32 at = 0;
	unsigned int i;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_object(0, NTOBJ_OBJECT_TYPES_INFORMATION, buffer,
				      sizeof(buffer), &answered));
	for (i = 0; i < ARRAY_SIZE(type_rows); i++) {
		const struct ntobj_object_type_information *type = (void *)(buffer + at);

		ASSERT_GT(answered, at);
		check_type(_metadata, type, &type_rows[i]);
		at += type->size;
	}
	EXPECT_EQ(answered, at);
}

/* The handle is not looked at. */
TEST_F(ntobj, types_with_any_handle)
{
	_Alignas(8) char buffer[4096];
	__u32 answered;

	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_query_object(nt_event(0, 0), NTOBJ_OBJECT_TYPES_INFORMATION, buffer,
				      sizeof(buffer), &answered));
}

TEST_F(ntobj, types_too_small)
{
	_Alignas(8) char buffer[4096];
	__u32 answered;
	__u32 needed;
	__u32 room;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_object(0, NTOBJ_OBJECT_TYPES_INFORMATION, buffer,
				      sizeof(buffer), &needed));
	for (room = 0; room < needed; room++) {
		buffer[0] = NT_POISON;
		ASSERT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
			      nt_query_object(0, NTOBJ_OBJECT_TYPES_INFORMATION, buffer,
					      room, &answered));
		ASSERT_EQ(needed, answered);
		ASSERT_EQ((char)NT_POISON, buffer[0]);
	}
	EXPECT_STATUS(STATUS_SUCCESS,
		      nt_query_object(0, NTOBJ_OBJECT_TYPES_INFORMATION, buffer, needed,
				      &answered));
}

TEST_F(ntobj, type_of_object)
{
	_Alignas(8) char buffer[512];
	struct ntobj_object_type_information *type = (void *)buffer;
	struct ntobj_object_basic_information basic;
	__u64 handles[6];
	__u32 answered;
	unsigned int i;
	__u32 needed;

	ASSERT_STATUS(STATUS_SUCCESS, nt_create_directory(&handles[0], nt_unnamed(), 1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_create_link(&handles[1], nt_unnamed(), 1, u"\\"));
	handles[2] = nt_own_token(NTOBJ_TOKEN_QUERY);
	handles[3] = NTOBJ_CURRENT_PROCESS;
	handles[4] = nt_thread(gettid());
	handles[5] = nt_event(0, 0);
	for (i = 0; i < ARRAY_SIZE(handles); i++) {
		memset(buffer, NT_POISON, sizeof(buffer));
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_query_object(handles[i], NTOBJ_OBJECT_TYPE_INFORMATION,
					      buffer, sizeof(buffer), &needed));
		check_type(_metadata, type, &type_rows[i + 1]);
		EXPECT_EQ(needed, type->size);
		EXPECT_EQ((char)NT_POISON, buffer[needed]);
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(handles[i], &basic));
		EXPECT_EQ(needed, basic.type_information_size);
		EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH,
			      nt_query_object(handles[i], NTOBJ_OBJECT_TYPE_INFORMATION,
					      buffer, needed - 1, &answered));
		EXPECT_EQ(needed, answered);
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_query_object(handles[i], NTOBJ_OBJECT_TYPE_INFORMATION,
					      buffer, needed, &answered));
	}
}

/* Totals count one by one, and the high water stays. */
TEST_F(ntobj, type_totals)
{
	_Alignas(8) char buffers[3][512];
	struct ntobj_object_type_information *type;
	__u64 home = nt_home();
	__u64 events[2];
	__u32 answered;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&events[0], nt_at(home, u"x"), 1, 0, 0));
	nt_query_object(events[0], NTOBJ_OBJECT_TYPE_INFORMATION, buffers[0], 512, &answered);
	ASSERT_STATUS(STATUS_SUCCESS, nt_open_event(&events[1], nt_at(home, u"x"), 1));
	nt_query_object(events[0], NTOBJ_OBJECT_TYPE_INFORMATION, buffers[1], 512, &answered);
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(events[1]));
	events[1] = nt_event(0, 0);
	nt_query_object(events[0], NTOBJ_OBJECT_TYPE_INFORMATION, buffers[2], 512, &answered);
	type = (void *)buffers[0];
	EXPECT_EQ(type->total_objects,
		  ((struct ntobj_object_type_information *)buffers[1])->total_objects);
	EXPECT_EQ(type->total_handles + 1,
		  ((struct ntobj_object_type_information *)buffers[1])->total_handles);
	EXPECT_EQ(type->total_objects + 1,
		  ((struct ntobj_object_type_information *)buffers[2])->total_objects);
	EXPECT_EQ(type->total_handles + 1,
		  ((struct ntobj_object_type_information *)buffers[2])->total_handles);
	EXPECT_LE(type->high_water_handles,
		  ((struct ntobj_object_type_information *)buffers[2])->high_water_handles);
}

/*
 * Handle flags
 */

TEST_F(ntobj, handle_flags)
{
	bool inherit = true;
	bool protect = true;
	__u64 event = nt_event(0, 0);
	__u64 inherited;
	unsigned int i;

	ASSERT_STATUS(STATUS_SUCCESS, nt_query_flags(event, &inherit, &protect));
	EXPECT_FALSE(inherit);
	EXPECT_FALSE(protect);
	for (i = 0; i < 4; i++) {
		ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(event, i & 1, i & 2));
		ASSERT_STATUS(STATUS_SUCCESS, nt_query_flags(event, &inherit, &protect));
		EXPECT_EQ(i & 1, inherit);
		EXPECT_EQ((i & 2) != 0, protect);
	}
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&inherited, nt_unnamed_flags(NTOBJ_OBJ_INHERIT),
				      1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_flags(inherited, &inherit, &protect));
	EXPECT_TRUE(inherit);
	EXPECT_FALSE(protect);
}

/* The flags are the handle's, not the object's. */
TEST_F(ntobj, flags_of_each_handle)
{
	__u64 home = nt_home();
	__u64 handles[2];
	bool inherit;
	bool protect;

	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_create_event(&handles[0], nt_at(home, u"x"), 1, 0, 0));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handles[1], nt_at_flags(home, u"x", NTOBJ_OBJ_INHERIT),
				    1));
	ASSERT_STATUS(STATUS_SUCCESS, nt_set_flags(handles[0], false, true));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_flags(handles[1], &inherit, &protect));
	EXPECT_TRUE(inherit);
	EXPECT_FALSE(protect);
}

TEST_F(ntobj, set_object)
{
	struct ntobj_object_handle_flag_information flags = {};
	__u64 event = nt_event(0, 0);
	struct ntobj_set_object call = {
		.handle = event,
		.buffer = nt_address(&flags),
		.information_class = NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION,
		.length = 2,
	};
	unsigned int class;
	bool inherit;
	bool protect;

	for (class = 0; class < 10; class++) {
		call.information_class = class;
		if (class != NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION &&
		    class != NTOBJ_OBJECT_SESSION_INFORMATION)
			EXPECT_STATUS(STATUS_INVALID_INFO_CLASS,
				      nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	}
	call.information_class = NTOBJ_OBJECT_HANDLE_FLAG_INFORMATION;
	call.length = 1;
	EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	call.length = 3;
	EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	call.length = 2;
	call.buffer = 8;
	EXPECT_STATUS(STATUS_ACCESS_VIOLATION, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	call.buffer = nt_address(&flags);
	call.handle = 0;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	call.handle = 0x4000;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_flags(event, &inherit, &protect));
	EXPECT_FALSE(inherit);
	EXPECT_FALSE(protect);
}

/* A directory gets the session of who says so, if he may. */
TEST_F(ntobj, set_session)
{
	struct ntobj_set_object call = {
		.information_class = NTOBJ_OBJECT_SESSION_INFORMATION,
	};
	__u64 directory;

	ASSERT_STATUS(STATUS_SUCCESS, nt_create_directory(&directory, nt_unnamed(), 0));
	call.handle = directory;
	EXPECT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	call.length = 4;
	EXPECT_STATUS(STATUS_INFO_LENGTH_MISMATCH, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	call.length = 0;
	call.handle = nt_event(0, 0);
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	call.handle = 0x4000;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
	call.handle = directory;
	ASSERT_EQ(0, nt_become(NT_ALICE));
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD, nt_call(NTOBJ_IOC_SET_OBJECT, &call));
}

TEST_HARNESS_MAIN
