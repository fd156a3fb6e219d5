// SPDX-License-Identifier: GPL-2.0
/*
 * What a token can be asked, and what copies of it are.
 */
#include "ntobj_fixture.h"
#include "security_test.h"

#define ALL		NTOBJ_TOKEN_ALL_ACCESS
#define QUERY		NTOBJ_TOKEN_QUERY
#define DUPLICATE	NTOBJ_TOKEN_DUPLICATE
#define PRIMARY		NTOBJ_TOKEN_PRIMARY
#define IMPERSONATION	NTOBJ_TOKEN_IMPERSONATION

/*
 * Queries
 */

static const __u32 classes[] = {
	NTOBJ_TOKEN_USER, NTOBJ_TOKEN_GROUPS, NTOBJ_TOKEN_PRIVILEGES, NTOBJ_TOKEN_OWNER,
	NTOBJ_TOKEN_PRIMARY_GROUP, NTOBJ_TOKEN_DEFAULT_DACL, NTOBJ_TOKEN_SOURCE,
	NTOBJ_TOKEN_TYPE, NTOBJ_TOKEN_IMPERSONATION_LEVEL, NTOBJ_TOKEN_STATISTICS,
	NTOBJ_TOKEN_RESTRICTED_SIDS, NTOBJ_TOKEN_SESSION_ID,
};

TEST_F(ntobj, lengths)
{
	_Alignas(8) static char whole[8192];
	_Alignas(8) static char buffer[8192];
	__u64 token = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		__u32 needed;
		__u32 length;
		__u32 answered;

		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_query_token(token, classes[i], whole, sizeof(whole),
					     &needed));
		ASSERT_GE(4096, needed);
		for (length = 0; length < needed; length++) {
			memset(buffer, NT_POISON, sizeof(buffer));
			EXPECT_STATUS(STATUS_BUFFER_TOO_SMALL,
				      nt_query_token(token, classes[i], buffer, length,
						     &answered));
			EXPECT_EQ(needed, answered);
			EXPECT_EQ((char)NT_POISON, buffer[0]);
		}
		for (length = needed; length < needed + 9; length++) {
			memset(buffer, NT_POISON, sizeof(buffer));
			EXPECT_STATUS(STATUS_SUCCESS,
				      nt_query_token(token, classes[i], buffer, length,
						     &answered));
			EXPECT_EQ(needed, answered);
			EXPECT_EQ(0, memcmp(whole, buffer, needed))
				TH_LOG("class %u", classes[i]);
			EXPECT_EQ((char)NT_POISON, buffer[needed]);
		}
		if (needed)
			EXPECT_STATUS(STATUS_ACCESS_VIOLATION,
				      nt_query_token(token, classes[i], (void *)8, 8192,
						     &answered));
	}
}

TEST_F(ntobj, fixed_lengths)
{
	static const struct {
		__u32 class;
		__u32 length;
	} rows[] = {
		{ NTOBJ_TOKEN_SOURCE, sizeof(struct ntobj_token_source) },
		{ NTOBJ_TOKEN_TYPE, 4 },
		{ NTOBJ_TOKEN_IMPERSONATION_LEVEL, 4 },
		{ NTOBJ_TOKEN_STATISTICS, sizeof(struct ntobj_token_statistics) },
		{ NTOBJ_TOKEN_RESTRICTED_SIDS, 0 },
		{ NTOBJ_TOKEN_SESSION_ID, 4 },
		/* A record and a SID with two numbers. */
		{ NTOBJ_TOKEN_USER, sizeof(struct ntobj_token_sid) + 16 },
		{ NTOBJ_TOKEN_OWNER, sizeof(struct ntobj_token_sid) + 16 },
		{ NTOBJ_TOKEN_PRIMARY_GROUP, sizeof(struct ntobj_token_sid) + 16 },
	};
	_Alignas(8) char buffer[256];
	__u64 token = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	unsigned int i;
	__u32 answered;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		EXPECT_STATUS(STATUS_SUCCESS,
			      nt_query_token(token, rows[i].class, buffer, sizeof(buffer),
					     &answered));
		EXPECT_EQ(rows[i].length, answered)
			TH_LOG("class %u", rows[i].class);
	}
}

TEST_F(ntobj, user_has_no_attributes)
{
	static const __u32 single[] = {
		NTOBJ_TOKEN_USER, NTOBJ_TOKEN_OWNER, NTOBJ_TOKEN_PRIMARY_GROUP,
	};
	__u64 token = nt_own_token(QUERY);
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(single); i++) {
		__u32 length;
		struct ntobj_token_sid *answer = nt_token_answer(token, single[i], &length);

		EXPECT_EQ(0, answer->attributes);
		free(answer);
	}
}

TEST_F(ntobj, source)
{
	struct ntobj_token_source source;
	__u32 answered;

	memset(&source, NT_POISON, sizeof(source));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_query_token(nt_own_token(NTOBJ_TOKEN_QUERY_SOURCE),
				     NTOBJ_TOKEN_SOURCE, &source, sizeof(source),
				     &answered));
	EXPECT_NE(0, source.name[0]);
	EXPECT_NE((__u8)NT_POISON, source.name[7]);
}

TEST_F(ntobj, rights_to_query)
{
	_Alignas(8) char buffer[4096];
	unsigned int i;
	__u64 impersonation = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
	__u64 tokens[2];
	__u32 answered;

	/* One with nothing but the right to query, one with all others. */
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_duplicate_token(&tokens[0], impersonation, QUERY, IMPERSONATION,
					 NTOBJ_SECURITY_IMPERSONATION));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_duplicate_token(&tokens[1], impersonation, ALL & ~QUERY,
					 IMPERSONATION, NTOBJ_SECURITY_IMPERSONATION));
	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		bool source = classes[i] == NTOBJ_TOKEN_SOURCE;

		EXPECT_STATUS(source ? STATUS_ACCESS_DENIED : STATUS_SUCCESS,
			      nt_query_token(tokens[0], classes[i], buffer, sizeof(buffer),
					     &answered));
		EXPECT_STATUS(source ? STATUS_SUCCESS : STATUS_ACCESS_DENIED,
			      nt_query_token(tokens[1], classes[i], buffer, sizeof(buffer),
					     &answered));
	}
}

TEST_F(ntobj, bad_queries)
{
	static const __u32 unknown[] = { 0, 13, 14, 15, 16, 17, 100, 0x80000001, ~0U };
	__u64 token = nt_own_token(ALL);
	struct ntobj_query_token call = {
		.handle = token,
		.information_class = NTOBJ_TOKEN_TYPE,
		.reserved = 1,
	};
	_Alignas(8) char buffer[4096];
	unsigned int i;
	__u32 answered;

	for (i = 0; i < ARRAY_SIZE(unknown); i++)
		EXPECT_STATUS(STATUS_INVALID_INFO_CLASS,
			      nt_query_token(token, unknown[i], buffer, sizeof(buffer),
					     &answered));
	for (i = 0; i < ARRAY_SIZE(classes); i++) {
		EXPECT_STATUS(STATUS_INVALID_HANDLE,
			      nt_query_token(0, classes[i], buffer, sizeof(buffer),
					     &answered));
		EXPECT_STATUS(STATUS_INVALID_HANDLE,
			      nt_query_token(0x4000, classes[i], buffer, sizeof(buffer),
					     &answered));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			      nt_query_token(nt_event(0, 0), classes[i], buffer,
					     sizeof(buffer), &answered));
		EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
			      nt_query_token(NTOBJ_CURRENT_PROCESS, classes[i], buffer,
					     sizeof(buffer), &answered));
	}
	EXPECT_STATUS(STATUS_INVALID_PARAMETER, nt_call(NTOBJ_IOC_QUERY_TOKEN, &call));
}

/*
 * Copies
 */

static __u64 token_id(__u64 token)
{
	return nt_token_statistics(token).token_id;
}

/* Both say the same of their owner. */
static void expect_same(struct __test_metadata *_metadata, __u64 a, __u64 b)
{
	static const __u32 same[] = {
		NTOBJ_TOKEN_USER, NTOBJ_TOKEN_GROUPS, NTOBJ_TOKEN_PRIVILEGES,
		NTOBJ_TOKEN_OWNER, NTOBJ_TOKEN_PRIMARY_GROUP, NTOBJ_TOKEN_DEFAULT_DACL,
		NTOBJ_TOKEN_SOURCE, NTOBJ_TOKEN_SESSION_ID,
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(same); i++) {
		__u32 lengths[2];
		void *answers[2] = {
			nt_token_answer(a, same[i], &lengths[0]),
			nt_token_answer(b, same[i], &lengths[1]),
		};

		EXPECT_EQ(lengths[0], lengths[1]);
		EXPECT_EQ(0, memcmp(answers[0], answers[1], lengths[0]))
			TH_LOG("class %u", same[i]);
		free(answers[0]);
		free(answers[1]);
	}
}

TEST_F(ntobj, duplicate_types)
{
	__u64 token = nt_own_token(ALL);
	__u64 duplicate;
	__u32 level;

	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_token(&duplicate, token, 0, PRIMARY, 0));
	EXPECT_EQ(PRIMARY, nt_token_u32(duplicate, NTOBJ_TOKEN_TYPE));
	EXPECT_NE(token_id(token), token_id(duplicate));
	EXPECT_NE(nt_id(token), nt_id(duplicate));
	expect_same(_metadata, token, duplicate);
	for (level = NTOBJ_SECURITY_ANONYMOUS; level <= NTOBJ_SECURITY_DELEGATION; level++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_duplicate_token(&duplicate, token, 0, IMPERSONATION, level));
		EXPECT_EQ(IMPERSONATION, nt_token_u32(duplicate, NTOBJ_TOKEN_TYPE));
		EXPECT_EQ(level, nt_token_u32(duplicate, NTOBJ_TOKEN_IMPERSONATION_LEVEL));
		EXPECT_EQ(level, nt_token_statistics(duplicate).level);
		EXPECT_EQ(nt_token_statistics(token).authentication_id,
			  nt_token_statistics(duplicate).authentication_id);
		expect_same(_metadata, token, duplicate);
	}
}

/* A copy goes no further than what it is made from. */
TEST_F(ntobj, duplicate_levels)
{
	__u64 duplicate;
	__u32 from;
	__u32 to;

	for (from = NTOBJ_SECURITY_ANONYMOUS; from <= NTOBJ_SECURITY_DELEGATION; from++) {
		__u64 token = nt_own_impersonation(from);

		for (to = NTOBJ_SECURITY_ANONYMOUS; to <= NTOBJ_SECURITY_DELEGATION; to++)
			EXPECT_STATUS(to > from ? STATUS_BAD_IMPERSONATION_LEVEL :
				      STATUS_SUCCESS,
				      nt_duplicate_token(&duplicate, token, 0,
							 IMPERSONATION, to));
		/* Who can act for somebody can become him. */
		EXPECT_STATUS(from < NTOBJ_SECURITY_IMPERSONATION ?
			      STATUS_BAD_IMPERSONATION_LEVEL : STATUS_SUCCESS,
			      nt_duplicate_token(&duplicate, token, 0, PRIMARY, 0));
	}
}

TEST_F(ntobj, duplicate_access)
{
	static const struct {
		__u32 desired;
		__s32 status;
		__u32 granted;
	} rows[] = {
		{ 0, 0, DUPLICATE | QUERY },
		{ QUERY, 0, QUERY },
		{ NTOBJ_GENERIC_READ, 0, 0x20008 },
		{ NTOBJ_GENERIC_ALL, 0, 0xf01ff },
		{ ALL, 0, 0xf01ff },
		{ NTOBJ_MAXIMUM_ALLOWED, 0, 0xf01ff },
		{ NTOBJ_ACCESS_SYSTEM_SECURITY, 0, 0x1000000 },
		{ 0x200, STATUS_ACCESS_DENIED, 0 },
		{ 0x4000008, STATUS_ACCESS_DENIED, 0 },
	};
	__u64 token = nt_own_token(DUPLICATE | QUERY);
	__u64 duplicate;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		__s32 status = nt_duplicate_token(&duplicate, token, rows[i].desired,
						  PRIMARY, 0);

		EXPECT_STATUS(rows[i].status, status);
		if (!status)
			EXPECT_EQ(rows[i].granted, nt_granted(duplicate))
				TH_LOG("0x%x", rows[i].desired);
	}
	ASSERT_EQ(0, nt_become(NT_ALICE));
	EXPECT_STATUS(STATUS_PRIVILEGE_NOT_HELD,
		      nt_duplicate_token(&duplicate, token, NTOBJ_ACCESS_SYSTEM_SECURITY,
					 PRIMARY, 0));
}

TEST_F(ntobj, duplicate_handles)
{
	__u64 token;
	__u64 duplicate;

	EXPECT_STATUS(STATUS_INVALID_HANDLE,
		      nt_duplicate_token(&duplicate, 0, 0, PRIMARY, 0));
	EXPECT_STATUS(STATUS_INVALID_HANDLE,
		      nt_duplicate_token(&duplicate, 0x4000, 0, PRIMARY, 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_duplicate_token(&duplicate, nt_event(0, 0), 0, PRIMARY, 0));
	EXPECT_STATUS(STATUS_OBJECT_TYPE_MISMATCH,
		      nt_duplicate_token(&duplicate, NTOBJ_CURRENT_PROCESS, 0, PRIMARY, 0));
	token = nt_own_token(ALL & ~DUPLICATE);
	EXPECT_STATUS(STATUS_ACCESS_DENIED,
		      nt_duplicate_token(&duplicate, token, 0, PRIMARY, 0));
	token = nt_own_token(DUPLICATE);
	EXPECT_STATUS(STATUS_SUCCESS, nt_duplicate_token(&duplicate, token, 0, PRIMARY, 0));
}

TEST_F(ntobj, duplicate_parameters)
{
	static const struct {
		__u32 attributes;
		__u32 type;
		__u32 level;
	} rows[] = {
		{ 0, 0, 0 },
		{ 0, 3, 0 },
		{ 0, ~0U, 0 },
		{ 0, IMPERSONATION, 4 },
		{ 0, IMPERSONATION, ~0U },
		{ NTOBJ_OBJ_PERMANENT, PRIMARY, 0 },
		{ NTOBJ_OBJ_OPENLINK, PRIMARY, 0 },
		{ NTOBJ_OBJ_EXCLUSIVE, PRIMARY, 0 },
		{ 0x80000000, PRIMARY, 0 },
	};
	struct ntobj_duplicate_token call = { .handle = nt_own_token(ALL) };
	unsigned int i;
	bool inherit;
	bool protect;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		call.attributes = rows[i].attributes;
		call.type = rows[i].type;
		call.level = rows[i].level;
		EXPECT_STATUS(STATUS_INVALID_PARAMETER,
			      nt_call(NTOBJ_IOC_DUPLICATE_TOKEN, &call));
	}
	call.attributes = NTOBJ_OBJ_INHERIT;
	call.type = PRIMARY;
	call.level = 0;
	ASSERT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_DUPLICATE_TOKEN, &call));
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_flags(call.token, &inherit, &protect));
	EXPECT_TRUE(inherit);
}

/* A copy has the privileges of its original, as they were then. */
TEST_F(ntobj, duplicate_privileges)
{
	__u64 shutdown = nt_privilege_bit(NTOBJ_SE_SHUTDOWN);
	__u64 backup = nt_privilege_bit(NTOBJ_SE_BACKUP);
	__u64 token = nt_own_token(ALL);
	__u64 held = nt_held_privileges(token);
	__u64 duplicate;

	ASSERT_STATUS(STATUS_SUCCESS, nt_set_privilege(token, NTOBJ_SE_SHUTDOWN, 0));
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_token(&duplicate, token, 0, PRIMARY, 0));
	EXPECT_EQ(held, nt_held_privileges(duplicate));
	EXPECT_EQ(held & ~shutdown, nt_enabled_privileges(duplicate));
	/* What is done to the one is not done to the other. */
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_privilege(duplicate, NTOBJ_SE_BACKUP,
				       NTOBJ_SE_PRIVILEGE_REMOVED));
	EXPECT_EQ(held & ~backup, nt_held_privileges(duplicate));
	EXPECT_EQ(held, nt_held_privileges(token));
	EXPECT_EQ(held, nt_held_privileges(nt_own_token(QUERY)));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_set_privilege(token, NTOBJ_SE_SHUTDOWN,
				       NTOBJ_SE_PRIVILEGE_ENABLED));
	EXPECT_EQ(held & ~shutdown & ~backup, nt_enabled_privileges(duplicate));
}

/* Without a name and with a descriptor, like any new object of the caller's. */
TEST_F(ntobj, token_objects)
{
	struct ntobj_object_basic_information basic;
	__u64 token = nt_own_token(ALL);
	char16_t name[4];
	__u64 duplicate;

	ASSERT_STATUS(STATUS_SUCCESS, nt_query_basic(token, &basic));
	EXPECT_EQ(0, basic.name_information_size);
	EXPECT_EQ(0, basic.attributes);
	EXPECT_NE(0, basic.security_descriptor_size);
	ASSERT_STATUS(STATUS_SUCCESS, nt_query_name(token, name, 4));
	EXPECT_EQ(0, name[0]);
	EXPECT_SECURITY("O:U0 G:G0 D:(A;;0xf01ff;;;U0)(A;;0xf01ff;;;SY)", token,
			NT_OPEN_PARTS);
	ASSERT_EQ(0, nt_become(NT_ALICE));
	token = nt_own_token(ALL);
	EXPECT_SECURITY("O:U1000 G:G1000 D:(A;;0xf01ff;;;U1000)(A;;0xf01ff;;;SY)", token,
			NT_OPEN_PARTS);
	ASSERT_STATUS(STATUS_SUCCESS, nt_duplicate_token(&duplicate, token, 0, PRIMARY, 0));
	EXPECT_SECURITY("O:U1000 G:G1000 D:(A;;0xf01ff;;;U1000)(A;;0xf01ff;;;SY)", duplicate,
			NT_OPEN_PARTS);
}

/* It is there for as long as somebody has a handle, and then it is not. */
TEST_F(ntobj, nothing_left)
{
	struct nt_totals before;
	unsigned int i;
	__u64 token;

	nt_close(nt_own_token(QUERY));
	before = nt_totals();
	for (i = 0; i < 100; i++) {
		token = nt_own_impersonation(NTOBJ_SECURITY_IMPERSONATION);
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(token));
	}
	EXPECT_EQ(before.handles, nt_totals().handles);
	EXPECT_TRUE(NT_UNTIL(nt_totals().objects == before.objects));
}

TEST_HARNESS_MAIN
