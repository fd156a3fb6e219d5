// SPDX-License-Identifier: GPL-2.0
/*
 * The parts of ntctl that need no kernel.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "fake.h"
#include "handle_line.h"
#include "privileges.h"
#include "rights.h"
#include "seconds.h"
#include "sid.h"
#include "text.h"

static void check_path(const char *argument, const WCHAR *expected)
{
	UNICODE_STRING path;
	UNICODE_STRING wanted;

	RtlInitUnicodeString(&wanted, expected);
	CHECK(make_path(argument, &path));
	CHECK(path.Length == wanted.Length);
	CHECK(path.MaximumLength == wanted.MaximumLength);
	CHECK(!memcmp(path.Buffer, expected, path.MaximumLength));
	free(path.Buffer);
}

static void test_path(void)
{
	check_path("", u"");
	check_path("/", u"\\");
	check_path("\\", u"\\");
	check_path("/Demo/Ready", u"\\Demo\\Ready");
	check_path("\\Demo\\a/b", u"\\Demo\\a/b");
	check_path("relative", u"relative");
	check_path("/\xc3\xa4/\xf0\x9f\x98\x80", u"\\\u00e4\\\U0001f600");
}

static void check_printable(const WCHAR *units, USHORT count,
			    const char *expected)
{
	UNICODE_STRING string = {
		(USHORT)(count * 2), (USHORT)(count * 2), (WCHAR *)units
	};
	char *text = printable(&string);

	CHECK(!strcmp(text, expected));
	free(text);
}

static void test_printable(void)
{
	static const WCHAR pair[] = { 0xD83D, 0xDE00 };
	static const WCHAR halves[] = { 0xDE00, 'x', 0xD83D };
	static const WCHAR controls[] = { 'a', 0, 0x1B, 0x7F, 0x9B, 0xA0 };
	UNICODE_STRING string = { 4, 4, (WCHAR *)controls };
	json_t *json;

	check_printable(NULL, 0, "");
	check_printable(u"\\Demo", 5, "\\Demo");
	check_printable(pair, 2, "\xf0\x9f\x98\x80");
	check_printable(halves, 3, "\xef\xbf\xbdx\xef\xbf\xbd");
	check_printable(controls, 6, "a%00%1B%7F%9B\xc2\xa0");

	json = json_of_string(&string);
	CHECK(json_string_length(json) == 2);
	CHECK(!memcmp(json_string_value(json), "a\0", 2));
	json_decref(json);
}

static void test_handle_line(void)
{
	char good[] = "12\ta%09b%00%zz%\t0x8\t0x001f0003\t0x2\t77\tEvent\t\\A\\b%25%C3%A4";
	char unnamed[] = "12\tsh\t4\t3\t0\t18446744073709551615\tEvent\t";
	struct handle_line line;

	CHECK(parse_handle_line(good, &line));
	CHECK(line.pid == 12 && line.handle == 8);
	CHECK(line.access == 0x1F0003 && line.attributes == 2);
	CHECK(line.object_id == 77 && !strcmp(line.type, "Event"));
	CHECK(!strcmp(line.comm, "a%09b%00%zz%"));
	CHECK(!strcmp(line.name, "\\A\\b%\xc3\xa4"));

	CHECK(parse_handle_line(unnamed, &line));
	CHECK(line.object_id == UINT64_MAX && !*line.name);
}

static void test_bad_handle_line(void)
{
	static const char *const bad[] = {
		"",
		"12",
		"12\tsh\t4\t3\t0\t5\tEvent",
		"12\tsh\t4\t3\t0\t5\tEvent\tname\tmore",
		"x\tsh\t4\t3\t0\t5\tEvent\tname",
		"-1\tsh\t4\t3\t0\t5\tEvent\tname",
		"12\tsh\t4\t0x100000000\t0\t5\tEvent\tname",
		"12\tsh\t4\t1f0003\t0\t5\tEvent\tname",
		"12\tsh\t\t3\t0\t5\tEvent\tname",
		"12\tsh\t4\t3\t0\t18446744073709551616\tEvent\tname",
	};
	struct handle_line line;
	char text[100];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		CHECK(snprintf(text, sizeof(text), "%s", bad[i]) <
		      (int)sizeof(text));
		CHECK(!parse_handle_line(text, &line));
	}
}

static void test_timeout(void)
{
	static const char *const bad[] = {
		"", " 1", "-1", "+1", "1s", "x", ".", "nan", "inf", "1e300",
	};
	LARGE_INTEGER timeout;
	size_t i;

	CHECK(parse_timeout("0", &timeout) && !timeout.QuadPart);
	CHECK(parse_timeout("1", &timeout) && timeout.QuadPart == -10000000);
	CHECK(parse_timeout(".25", &timeout) && timeout.QuadPart == -2500000);
	CHECK(parse_timeout("1e-9", &timeout) && timeout.QuadPart == -1);
	CHECK(parse_timeout("9e11", &timeout));
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK(!parse_timeout(bad[i], &timeout));
}

static void check_rights(const char *type, ACCESS_MASK access,
			 const char *expected)
{
	json_t *names = json_of_rights(type, access);
	char *text = json_dumps(names, JSON_COMPACT);

	CHECK(!strcmp(text, expected));
	free(text);
	json_decref(names);
}

static void test_names_of_rights(void)
{
	check_rights("Event", 0, "[]");
	check_rights("Event", 0x1F0003, "[\"ALL_ACCESS\"]");
	check_rights("Event", 0x11F0003,
		     "[\"ALL_ACCESS\",\"ACCESS_SYSTEM_SECURITY\"]");
	check_rights("Event", 0x100002, "[\"MODIFY_STATE\",\"SYNCHRONIZE\"]");
	check_rights("Directory", 0x9, "[\"QUERY\",\"CREATE_SUBDIRECTORY\"]");
	check_rights("SymbolicLink", 0x21, "[\"QUERY\",\"0x20\"]");
	check_rights("Process", 0x1FFFFF, "[\"ALL_ACCESS\"]");
	check_rights("Thread", 0x1000, "[\"RESUME\"]");
	check_rights("Token", 0x20028,
		     "[\"QUERY\",\"ADJUST_PRIVILEGES\",\"READ_CONTROL\"]");
	check_rights("Another", 0x10001, "[\"DELETE\",\"0x1\"]");
	check_rights(NULL, 0x80000000, "[\"GENERIC_READ\"]");
}

static void test_rights(void)
{
	static const char *const bad[] = {
		"", ",", "READ_CONTROL,", "TRAVERSE", "0x100000000", "-1",
		"1x", "EVENT_", "PROCESS_MODIFY_STATE", " DELETE",
		"0x00000000000000000001",
	};
	ACCESS_MASK access;
	size_t i;

	CHECK(parse_rights("Event", "MODIFY_STATE", &access) && access == 2);
	CHECK(parse_rights("Event", "query_state|0x100000", &access));
	CHECK(access == 0x100001);
	CHECK(parse_rights("Directory", "all_access,event_modify_state,DELETE",
			   &access));
	CHECK(access == 0xF000F);
	CHECK(parse_rights(NULL, "SYMBOLIC_LINK_QUERY,65536", &access));
	CHECK(access == 0x10001);
	CHECK(parse_rights(NULL, "token_all_access", &access));
	CHECK(access == TOKEN_ALL_ACCESS);
	for (i = 0; i < ARRAY_SIZE(bad); i++)
		CHECK(!parse_rights("Event", bad[i], &access));
	CHECK(!parse_rights(NULL, "MODIFY_STATE", &access));
}

static void check_name(const char *text, const char *expected)
{
	__u8 sid[SECURITY_MAX_SID_SIZE];
	char again[MOST_SID_TEXT];
	size_t used;
	char *name;

	CHECK(!ntobj_sid_from_string(text, strlen(text), sid, sizeof(sid),
				     &used));
	format_sid(sid, again);
	CHECK(!strcmp(text, again));
	name = name_of_sid(sid);
	CHECK(expected ? name && !strcmp(name, expected) : !name);
	free(name);
}

/* Of the ids of Linux, only 0 has a name everywhere. */
static void test_names_of_sids(void)
{
	check_name("S-1-1-0", "Everyone");
	check_name("S-1-5-18", "SYSTEM");
	check_name("S-1-5-32-544", "Administrators");
	check_name("S-1-5-32-545", NULL);
	check_name("S-1-5", NULL);
	check_name("S-1-22-1", NULL);
	check_name("S-1-22-1-4294967294", NULL);
	check_name("S-1-22-3-0", NULL);
	check_name("S-1-22-1-0-0", NULL);
	check_name("S-1-5-5-7-4294967295", "session 7");
	check_name("S-1-5-5-7-4294967294", "user 4294967294 in session 7");
	check_name("S-1-5-6-7-0", NULL);
}

static void test_privileges(void)
{
	ULONG number;
	size_t i;

	CHECK(!strcmp(privilege_name(SE_DEBUG_PRIVILEGE), "SeDebugPrivilege"));
	CHECK(!privilege_name(0) && !privilege_name(~0U));
	CHECK(parse_privilege("seTCBprivilege", &number) && number == 7);
	CHECK(parse_privilege("0x14", &number) && number == 20);
	CHECK(!parse_privilege("Debug", &number));
	CHECK(!parse_privilege("37", &number));
	for (i = 0; nth_privilege(i); i++) {
		CHECK(parse_privilege(nth_privilege(i), &number));
		CHECK(privilege_name(number) == nth_privilege(i));
	}
	CHECK(i == 18);
}

int main(void)
{
	test_path();
	test_printable();
	test_handle_line();
	test_bad_handle_line();
	test_timeout();
	test_names_of_rights();
	test_rights();
	test_names_of_sids();
	test_privileges();
	return 0;
}
