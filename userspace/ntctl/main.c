// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl: look at NT objects and change them from the command line.
 */
#include <err.h>
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "array.h"
#include "ntctl.h"

static const struct verb *const verbs[] = {
	&tree_verb,
	&ls_verb,
	&stat_verb,
	&types_verb,
	&handles_verb,
	&event_verb,
	&wait_verb,
	&mkdir_verb,
	&ln_verb,
	&rm_verb,
	&version_verb,
};

static void print_verbs(FILE *stream)
{
	size_t i;

	fputs("Usage: ntctl VERB [OPTION]... [OPERAND]...\n\n"
	      "Look at NT objects and change them.\n\n", stream);
	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		fprintf(stream, "  %-10s%s\n", verbs[i]->name,
			verbs[i]->summary);
	fputs("\nA PATH is written with backslashes, or with slashes if there is no\n"
	      "backslash in it. 'ntctl VERB --help' tells more, ntctl(1) all.\n",
	      stream);
}

static const struct verb *find_verb(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(verbs); i++) {
		if (!strcmp(verbs[i]->name, name))
			return verbs[i];
	}
	return NULL;
}

static int run(int argc, char **argv)
{
	struct invocation invocation = { 0 };

	if (argc < 2) {
		print_verbs(stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
		print_verbs(stdout);
		return EXIT_DONE;
	}
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("ntctl " NTCTL_VERSION);
		return EXIT_DONE;
	}

	invocation.verb = find_verb(argv[1]);
	if (!invocation.verb) {
		warnx("no such verb: %s", argv[1]);
		fputs("Try 'ntctl --help'.\n", stderr);
		return EXIT_USAGE;
	}
	invocation.argc = argc - 1;
	invocation.argv = argv + 1;
	/* getopt_long() begins its messages with it. */
	invocation.argv[0] = program_invocation_short_name;
	return invocation.verb->run(&invocation);
}

int main(int argc, char **argv)
{
	int result;

	setlocale(LC_CTYPE, "");
	colour_init();
	result = run(argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		warnx("standard output can't be written");
		return EXIT_FAILED;
	}
	return result;
}
