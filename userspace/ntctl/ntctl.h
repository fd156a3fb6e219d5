/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ntctl's files share.
 */
#ifndef NTCTL_H
#define NTCTL_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

#include <ntobj.h>

/* Exit statuses. */
enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_TIMEOUT = 124,	/* as timeout(1) has it */
};

struct invocation;

/**
 * struct verb - one thing that ntctl can do
 * @name: the words that choose it
 * @synopsis: its options and operands
 * @summary: what it does, in one line
 * @options: its own options, one line each, for --help; may be NULL
 * @run: does it; returns the exit status
 */
struct verb {
	const char *name;
	const char *synopsis;
	const char *summary;
	const char *options;
	int (*run)(struct invocation *invocation);
};

/**
 * struct invocation - how a verb was called
 * @verb: the verb
 * @argc: arguments there are, the verb's name included
 * @argv: the arguments
 * @json: whether --json was among them
 */
struct invocation {
	const struct verb *verb;
	int argc;
	char **argv;
	bool json;
};

extern const struct verb event_verb;
extern const struct verb event_create_verb;
extern const struct verb handles_verb;
extern const struct verb ln_verb;
extern const struct verb ls_verb;
extern const struct verb mkdir_verb;
extern const struct verb rm_verb;
extern const struct verb stat_verb;
extern const struct verb tree_verb;
extern const struct verb types_verb;
extern const struct verb version_verb;
extern const struct verb wait_verb;

/* options.c */
extern const struct option common_options[];

int next_option(struct invocation *invocation, const char *letters,
		const struct option *options);
char **operands(struct invocation *invocation, int least, int most);
void print_help(const struct verb *verb);
_Noreturn void point_to_help(const struct verb *verb);

/* report.c */
void report_status(const char *path, NTSTATUS status);

/* memory.c */
void *allocate(size_t size);
void *reallocate(void *memory, size_t size);

/* colour.c */
enum colour { COLOUR_NONE, COLOUR_DIRECTORY, COLOUR_LINK, COLOUR_DIM };

void colour_init(void);
const char *colour_begin(enum colour colour);
const char *colour_end(enum colour colour);
enum colour colour_of_type(const char *type);

#endif /* NTCTL_H */
