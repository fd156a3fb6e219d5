// SPDX-License-Identifier: GPL-2.0
/*
 * Descriptors of new objects: what their creator wants, what they inherit from
 * the directory that they are made in, and what there is besides.
 */
#include "named_objects.h"
#include "ntobj_fixture.h"
#include "security_test.h"

#define RC		NTOBJ_READ_CONTROL
#define WO		NTOBJ_WRITE_OWNER
#define SS		NTOBJ_ACCESS_SYSTEM_SECURITY
#define MAX		NTOBJ_MAXIMUM_ALLOWED

static const __u32 all_access[NAMED] = {
	0x1f0003, 0xf000f, 0xf0001, 0x1f0003, 0x1f0001, 0x1f0000, 0x1f0003,
};

static __u64 home;

TEST_F(ntobj, explicit)
{
	static const struct {
		const char *given;
		const char *got;
	} rows[] = {
		{ "O:U7 G:G8 D:(A;;0x1;;;WD)", "O:U7 G:G8 D:(A;;0x1;;;WD)" },
		{ "O:U7", "O:U7 G:G0 D:(A;;0x1f0003;;;U0)(A;;0x1f0003;;;SY)" },
		{ "G:G8", "O:U0 G:G8 D:(A;;0x1f0003;;;U0)(A;;0x1f0003;;;SY)" },
		{ "D:(D;;0x2;;;BA)", "O:U0 G:G0 D:(D;;0x2;;;BA)" },
		{ "D:", "O:U0 G:G0 D:" },
		{ "D:NO_ACCESS_CONTROL", "O:U0 G:G0 D:NO_ACCESS_CONTROL" },
		{ "D:P(A;;0x1;;;WD)", "O:U0 G:G0 D:P(A;;0x1;;;WD)" },
		{ "", "O:U0 G:G0 D:(A;;0x1f0003;;;U0)(A;;0x1f0003;;;SY)" },
	};
	__u64 handle;
	unsigned int i;

	home = nt_home();
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(EVENT, &handle,
				     nt_secured(nt_at(home, u"new"), "%s", rows[i].given),
				     RC));
		EXPECT_SECURITY(rows[i].got, handle, NT_OPEN_PARTS);
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(EVENT, &handle,
				     nt_secured(nt_unnamed(), "%s", rows[i].given), RC));
		EXPECT_SECURITY(rows[i].got, handle, NT_OPEN_PARTS);
	}
}

/* Who makes an object has the rights that he asks for, whatever it says. */
TEST_F(ntobj, creator_has_his_handle)
{
	__u64 handle;
	int kind;

	home = nt_home();
	for (kind = 0; kind < NAMED; kind++) {
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle, nt_secured(nt_at(home, u"new"), "O:U7 D:"),
				     all_access[kind]));
		EXPECT_EQ(all_access[kind], nt_granted(handle));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(kind, &handle, nt_secured(nt_at(home, u"new"), "O:U7 D:"),
				     MAX));
		EXPECT_EQ(all_access[kind], nt_granted(handle));
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handle));
	}
}

/*
 * Inheritance: an entry of a directory's list, and what becomes of it in an
 * event and in a directory that are made there by alice. NULL is her default.
 */
static const struct heir {
	const char *parent;
	const char *event;
	const char *directory;
} heirs[] = {
	{ "(A;;0x3;;;AU)", NULL, NULL },
	{ "(A;OI;0x3;;;AU)", "D:AI(A;ID;0x3;;;AU)", "D:AI(A;OIIOID;0x3;;;AU)" },
	{ "(A;CI;0x3;;;AU)", NULL, "D:AI(A;CIID;0x3;;;AU)" },
	{ "(A;OICI;0x3;;;AU)", "D:AI(A;ID;0x3;;;AU)", "D:AI(A;OICIID;0x3;;;AU)" },
	{ "(A;OICINP;0x3;;;AU)", "D:AI(A;ID;0x3;;;AU)", "D:AI(A;ID;0x3;;;AU)" },
	{ "(A;OINP;0x3;;;AU)", "D:AI(A;ID;0x3;;;AU)", NULL },
	{ "(A;CINP;0x3;;;AU)", NULL, "D:AI(A;ID;0x3;;;AU)" },
	{ "(A;IO;0x3;;;AU)", NULL, NULL },
	{ "(A;OIIO;0x3;;;AU)", "D:AI(A;ID;0x3;;;AU)", "D:AI(A;OIIOID;0x3;;;AU)" },
	{ "(A;OICIIO;0x3;;;AU)", "D:AI(A;ID;0x3;;;AU)", "D:AI(A;OICIID;0x3;;;AU)" },
	{ "(D;OICI;0x2;;;AU)", "D:AI(D;ID;0x2;;;AU)", "D:AI(D;OICIID;0x2;;;AU)" },
	{ "(A;OICIID;0x3;;;AU)", "D:AI(A;ID;0x3;;;AU)", "D:AI(A;OICIID;0x3;;;AU)" },
	/* Several, in their order. */
	{ "(D;OI;0x1;;;U7)(A;;0x3;;;BA)(A;OI;0x3;;;AU)",
	  "D:AI(D;ID;0x1;;;U7)(A;ID;0x3;;;AU)",
	  "D:AI(D;OIIOID;0x1;;;U7)(A;OIIOID;0x3;;;AU)" },
	/* Whoever creates it, and his group. */
	{ "(A;OI;0x3;;;CO)", "D:AI(A;ID;0x3;;;U1000)", "D:AI(A;OIIOID;0x3;;;CO)" },
	{ "(A;OICI;0x3;;;CO)", "D:AI(A;ID;0x3;;;U1000)",
	  "D:AI(A;ID;0x3;;;U1000)(A;OICIIOID;0x3;;;CO)" },
	{ "(A;OICI;0x3;;;CG)", "D:AI(A;ID;0x3;;;G1000)",
	  "D:AI(A;ID;0x3;;;G1000)(A;OICIIOID;0x3;;;CG)" },
	{ "(A;OICINP;0x3;;;CO)", "D:AI(A;ID;0x3;;;U1000)", "D:AI(A;ID;0x3;;;U1000)" },
	{ "(A;OI;0x3;;;OW)", "D:AI(A;ID;0x3;;;OW)", "D:AI(A;OIIOID;0x3;;;OW)" },
	/* Generic rights are mapped by the type that has them, at last. */
	{ "(A;OIIO;0x80000000;;;AU)", "D:AI(A;ID;0x20001;;;AU)",
	  "D:AI(A;OIIOID;0x80000000;;;AU)" },
	{ "(A;OICIIO;0x10000000;;;CO)", "D:AI(A;ID;0x1f0003;;;U1000)",
	  "D:AI(A;ID;0xf000f;;;U1000)(A;OICIIOID;0x10000000;;;CO)" },
	{ "(A;CIIO;0x40000000;;;AU)", NULL,
	  "D:AI(A;ID;0x2000c;;;AU)(A;CIIOID;0x40000000;;;AU)" },
};

static const char *or_default(const char *text, enum kind kind)
{
	static char defaults[64];

	snprintf(defaults, sizeof(defaults), "D:(A;;0x%x;;;U1000)(A;;0x%x;;;SY)",
		 all_access[kind], all_access[kind]);
	return text ? text : defaults;
}

TEST_F(ntobj, inheritance)
{
	unsigned int i;
	__u64 parent;
	__u64 handle;

	for (i = 0; i < ARRAY_SIZE(heirs); i++) {
		nt_act_as(0);
		home = nt_home();
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(DIRECTORY, &parent,
				     nt_secured(nt_at(home, u"parent"), "D:(A;;0xf;;;WD)%s",
						heirs[i].parent), 0xf));
		nt_act_as(NT_ALICE);
		ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &handle, nt_at(parent, u"e"), RC));
		EXPECT_SECURITY(or_default(heirs[i].event, EVENT), handle, NT_DACL);
		EXPECT_SECURITY("O:U1000 G:G1000", handle, NT_OWNER | NT_GROUP);
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(DIRECTORY, &handle, nt_at(parent, u"d"), RC));
		EXPECT_SECURITY(or_default(heirs[i].directory, DIRECTORY), handle, NT_DACL);
		/* One's own word goes before what is inherited. */
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(EVENT, &handle,
				     nt_secured(nt_at(parent, u"f"), "D:(A;;0x1;;;U7)"), RC));
		EXPECT_SECURITY("D:(A;;0x1;;;U7)", handle, NT_DACL);
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(parent));
		/* Nothing inherits from a directory that it was not put into. */
		ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &handle, nt_unnamed(), RC));
		EXPECT_STATUS(STATUS_NO_SECURITY_ON_OBJECT,
			      nt_query_security(handle, NT_DACL, NULL, 0, NULL));
	}
}

/* A whole line of heirs, of which the last one can do what the first said. */
TEST_F(ntobj, grandchildren)
{
	__u64 handle;
	int depth;

	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &home,
			     nt_secured(nt_name(NT_HOME),
					"D:(A;;0xf;;;WD)(A;OICIIO;0x10000000;;;CO)"), 0xf));
	nt_act_as(NT_ALICE);
	handle = home;
	for (depth = 0; depth < 20; depth++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      create(DIRECTORY, &handle, nt_at(handle, u"d"),
				     all_access[DIRECTORY]));
	EXPECT_SECURITY("D:AI(A;ID;0xf000f;;;U1000)(A;OICIIOID;0x10000000;;;CO)", handle,
			NT_DACL);
	ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &handle, nt_at(handle, u"e"), RC));
	EXPECT_SECURITY("D:AI(A;ID;0x1f0003;;;U1000)", handle, NT_DACL);
}

/* Also what is audited; whoever makes the object. */
TEST_F(ntobj, inherited_audit)
{
	__u64 handle;

	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &handle,
			     nt_secured(nt_at(home, u"audited"),
					"D:(A;;0xf;;;WD) S:(AU;OISA;0x2;;;WD)"), 0xf));
	nt_act_as(NT_ALICE);
	ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &handle, nt_at(handle, u"e"), RC));
	nt_act_as(0);
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open_event(&handle, nt_at(home, u"audited\\e"), SS | WO));
	EXPECT_SECURITY("S:AI(AU;IDSA;0x2;;;WD)", handle, NT_SACL);
}

/* Who says that his list is a default lets what is inherited go before it. */
TEST_F(ntobj, defaulted_list)
{
	struct ntobj_object_attributes attributes;
	struct ntobj_counted_descriptor *descriptor = nt_descriptor("D:(A;;0x1;;;U7)");
	__u64 parents[2];
	__u64 handle;

	nt_header(descriptor)->control |= NTOBJ_SD_DACL_DEFAULTED;
	home = nt_home();
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &parents[0],
			     nt_secured(nt_at(home, u"giving"), "D:(A;;0xf;;;WD)(A;OI;0x3;;;AU)"),
			     0xf));
	ASSERT_STATUS(STATUS_SUCCESS,
		      create(DIRECTORY, &parents[1],
			     nt_secured(nt_at(home, u"poor"), "D:(A;;0xf;;;WD)"), 0xf));
	attributes = nt_at(parents[0], u"e");
	attributes.security_descriptor = nt_address(descriptor);
	ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &handle, attributes, RC));
	EXPECT_SECURITY("D:AI(A;ID;0x3;;;AU)", handle, NT_DACL);
	attributes.root_directory = parents[1];
	ASSERT_STATUS(STATUS_SUCCESS, create(EVENT, &handle, attributes, RC));
	EXPECT_SECURITY("D:(A;;0x1;;;U7)", handle, NT_DACL);
}

TEST_HARNESS_MAIN
