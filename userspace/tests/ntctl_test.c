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
#include "seconds.h"
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

int main(void)
{
	test_path();
	test_printable();
	test_handle_line();
	test_bad_handle_line();
	test_timeout();
	return 0;
}
