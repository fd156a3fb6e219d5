// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl shell's help.
 */
#include <err.h>
#include <limits.h>
#include <stdio.h>

#include "verbs.h"

static int print_overview(void)
{
	print_verbs(true);
	puts("\n"
	     "NAME = VERB ...   keep the handle that event create, mkdir, ln, open or\n"
	     "                  token gives, and call it $NAME; the object is temporary\n"
	     "$NAME, $0x4       a handle, where a path is wanted\n"
	     "$NAME\\rest        a path that begins at a handle\n"
	     "\n"
	     "A path that does not begin with a backslash begins at the current directory.\n"
	     "Quotes are ' and \"; a backslash quotes nothing. Commands end with the line\n"
	     "or with ; and # begins a comment. Tab completes, Ctrl-C ends a wait, Ctrl-D\n"
	     "or exit the shell. 'help VERB' tells about a verb, ntctl(1) all.");
	return EXIT_DONE;
}

static int run(struct invocation *invocation)
{
	struct invocation other = { .session = invocation->session };
	char **arguments;
	int used;

	next_option(invocation);
	arguments = operands(invocation, 0, INT_MAX);
	if (!arguments)
		return invocation->result;
	if (!arguments[0])
		return print_overview();
	other.verb = find_verb(arguments, &used);
	if (other.verb) {
		print_help(&other);
	} else if (is_group(arguments[0])) {
		print_group(arguments[0], true);
	} else {
		warnx("no such verb: %s", arguments[0]);
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

const struct verb help_verb = {
	.name = "help",
	.synopsis = "[VERB]",
	.summary = "Tell about a verb, or list them",
	.operands = OPERAND_VERB,
	.is_textual = true,
	.needs_session = true,
	.run = run,
};
