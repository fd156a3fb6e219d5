// SPDX-License-Identifier: GPL-2.0
/*
 * Options, operands and --help, which all verbs have alike.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>

#include "ntctl.h"

/* For a verb that has no others. */
const struct option common_options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 }
};

void print_help(const struct verb *verb)
{
	printf("Usage: ntctl %s %s\n\n%s.\n\n", verb->name, verb->synopsis,
	       verb->summary);
	if (verb->options)
		fputs(verb->options, stdout);
	puts("      --json            print JSON");
	puts("      --help            print this text");
}

/* What is wrong has been said. */
_Noreturn void point_to_help(const struct verb *verb)
{
	fprintf(stderr, "Try 'ntctl %s --help'.\n", verb->name);
	exit(EXIT_USAGE);
}

/*
 * Returns the next option of the verb's own, -1 after the last. Options that
 * all verbs have are done here.
 */
int next_option(struct invocation *invocation, const char *letters,
		const struct option *options)
{
	for (;;) {
		int option = getopt_long(invocation->argc, invocation->argv,
					 letters, options, NULL);

		switch (option) {
		case 'h':
			print_help(invocation->verb);
			exit(fflush(stdout) ? EXIT_FAILED : EXIT_DONE);
		case 'j':
			invocation->json = true;
			break;
		case '?':
			point_to_help(invocation->verb);
		default:
			return option;
		}
	}
}

/* Returns what is left after the options, ended by NULL. */
char **operands(struct invocation *invocation, int least, int most)
{
	int count = invocation->argc - optind;

	if (count < least) {
		warnx("an operand is missing");
		point_to_help(invocation->verb);
	}
	if (count > most) {
		warnx("one argument too many: %s",
		      invocation->argv[optind + most]);
		point_to_help(invocation->verb);
	}
	return invocation->argv + optind;
}
