/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ntctl's files share.
 */
#ifndef NTCTL_H
#define NTCTL_H

#include <stdbool.h>
#include <stddef.h>

#include <ntobj.h>

/* Exit statuses. ntctl(1) promises them. */
enum {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_DEADLOCK = 3,
	EXIT_ALERTED = 4,	/* a wait was, or APCs ended it */
	EXIT_TIMEOUT = 124,	/* as timeout(1) has it */
	EXIT_SIGNALLED = 128,	/* and the signal's number, as sh has it */
};

/* What a verb's operands name, for completion. */
enum operand_kind {
	OPERAND_NONE,
	OPERAND_OBJECT,
	OPERAND_DIRECTORY,
	OPERAND_EVENT,
	OPERAND_SEMAPHORE,
	OPERAND_MUTANT,
	OPERAND_EVENT_PAIR,
	OPERAND_TIMER,
	OPERAND_WAITABLE,
	OPERAND_PROCESS,
	OPERAND_CLIENT,
	OPERAND_THREAD,
	OPERAND_HANDLE,
	OPERAND_PRIVILEGE,
	OPERAND_VERB,
};

/**
 * struct verb_option - an option of a verb's own
 * @name: its long name
 * @letter: its short name; 0 if it has none
 * @argument: what its argument is called; NULL if it takes none
 * @values: the arguments there are, with spaces between; NULL if they are
 *	too many to tell
 * @summary: what it does; lines after the first are indented in the help
 */
struct verb_option {
	const char *name;
	char letter;
	const char *argument;
	const char *values;
	const char *summary;
};

struct column;
struct invocation;
struct session;

/**
 * struct verb - one thing that ntctl can do
 * @name: the word or words that choose it
 * @synopsis: its operands
 * @summary: what it does, in one line
 * @options: its own options, ended by one without a name; may be NULL
 * @columns: of the table that it prints, ended by one without a name; NULL if
 *	it prints none
 * @operands: what its operands name
 * @is_textual: it has no JSON
 * @needs_session: it makes sense in the shell only
 * @gives_handle: "name = verb" is possible in the shell
 * @run: does it; returns the exit status
 */
struct verb {
	const char *name;
	const char *synopsis;
	const char *summary;
	const struct verb_option *options;
	const struct column *columns;
	enum operand_kind operands;
	bool is_textual;
	bool needs_session;
	bool gives_handle;
	int (*run)(struct invocation *invocation);
};

/**
 * struct invocation - how a verb was called
 * @verb: the verb
 * @session: the shell that it was called in; NULL outside of one
 * @argc: arguments there are, the program's name included
 * @argv: the arguments, ended by NULL
 * @json: whether --json was among them
 * @no_headings: whether --noheadings was
 * @output: the argument of --output; NULL if it was not given
 * @is_over: the options have settled everything: a mistake, or --help
 * @result: the exit status then
 * @wants_handle: whether a handle shall be given to the session
 * @handle: out, that handle
 */
struct invocation {
	const struct verb *verb;
	struct session *session;
	int argc;
	char **argv;
	bool json;
	bool no_headings;
	const char *output;
	bool is_over;
	int result;
	bool wants_handle;
	HANDLE handle;
};

/* verbs.c */
extern const struct verb *const verbs[];

const struct verb *find_verb(char *const *words, int *used);
bool is_group(const char *word);
bool is_verb_shown(const struct verb *verb, bool in_session);
void print_verbs(bool in_session);
void print_group(const char *group, bool in_session);
int run_verb(struct invocation *invocation);

/* options.c */
enum { NO_OPTION = -1 };

extern const struct verb_option common_options[];
extern const struct verb_option json_options[];
extern const struct verb_option table_options[];

void begin_options(void);
int next_option(struct invocation *invocation);
char **operands(struct invocation *invocation, int least, int most);
void print_help(const struct invocation *invocation);
void usage_error(struct invocation *invocation, const char *format, ...);

/* report.c */
void report_status(const char *path, NTSTATUS status);

/* memory.c */
void *allocate(size_t size);
void *reallocate(void *memory, size_t size);
char *copy_text(const char *text, size_t length);

/* colour.c */
enum colour { COLOUR_NONE, COLOUR_DIRECTORY, COLOUR_LINK, COLOUR_DIM };

#define COLOUR_WORDS	"auto always never"

void colour_init(void);
bool colour_choose(const char *when);
void colour_keep(void);
void colour_restore(void);
const char *colour_begin(enum colour colour);
const char *colour_end(enum colour colour);
enum colour colour_of_type(const char *type);

#endif /* NTCTL_H */
