// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl: look at NT objects and change them from the command line.
 */
#include <err.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "ntctl.h"

static void print_usage(FILE *stream)
{
	fputs("Usage: ntctl VERB [OPTION]... [OPERAND]...\n", stream);
}

static int print_program_help(void)
{
	print_usage(stdout);
	puts("\nLook at NT objects and change them.\n");
	print_verbs(false);
	puts("\nA PATH is written with backslashes, or with slashes if there is no\n"
	     "backslash in it. 'ntctl VERB --help' tells more, ntctl(1) all.");
	return EXIT_DONE;
}

static int run(int argc, char **argv)
{
	struct invocation invocation = { 0 };

	if (argc < 2) {
		print_usage(stderr);
		fputs("Try 'ntctl --help'.\n", stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h"))
		return print_program_help();
	if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
		puts("ntctl " NTCTL_VERSION);
		return EXIT_DONE;
	}
	invocation.argc = argc - 1;
	invocation.argv = argv + 1;
	return run_verb(&invocation);
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
