// SPDX-License-Identifier: GPL-2.0
/*
 * as_user [--login] [--group GID]... UID COMMAND [ARGUMENT]...
 *
 * Runs a command as a user, whose group has the same number, and who is in the
 * other groups that are named and no more. With --login in a session of its own,
 * as after a login. For tests that are scripts.
 */
#include <stdint.h>

#include "security_test.h"

#define MOST_GROUPS	8

static unsigned int parse_id(const char *text)
{
	unsigned long value;
	char *end;

	errno = 0;
	value = strtoul(text, &end, 10);
	NT_CHECK(*text && !*end && !errno && value < UINT32_MAX);
	return value;
}

static int complain(void)
{
	fputs("Usage: as_user [--login] [--group GID]... UID COMMAND [ARGUMENT]...\n",
	      stderr);
	return 2;
}

int main(int argc, char **argv)
{
	gid_t groups[MOST_GROUPS];
	size_t count = 0;
	bool login = false;
	unsigned int id;

	for (argv++; argc > 3 && argv[0][0] == '-'; argv++, argc--) {
		if (!strcmp(argv[0], "--login")) {
			login = true;
			continue;
		}
		if (strcmp(argv[0], "--group") || count == MOST_GROUPS)
			return complain();
		groups[count++] = parse_id(argv[1]);
		argv++;
		argc--;
	}
	if (argc < 3)
		return complain();
	id = parse_id(argv[0]);
	NT_CHECK(!login || !nt_log_in(id));
	NT_CHECK(!nt_become_member(id, groups, count));
	execvp(argv[1], argv + 1);
	perror(argv[1]);
	return 127;
}
