// SPDX-License-Identifier: GPL-2.0
/*
 * Options, operands and --help, which all verbs have alike.
 *
 * Nothing here ends the process: a verb that finds its invocation over returns
 * the result that stands there, be it to main() or to the shell.
 */
#include <err.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "ntctl.h"
#include "table.h"

#define MOST_OPTIONS	16

/* What getopt_long() returns for an option is its place and this. */
#define FIRST_CODE	256

const struct verb_option common_options[] = {
	{ .name = "color", .argument = "[WHEN]", .values = COLOUR_WORDS,
	  .summary = "colours: auto, always or never" },
	{ .name = "help", .summary = "print this text" },
	{ .name = NULL }
};

const struct verb_option json_options[] = {
	{ .name = "json", .summary = "print JSON" },
	{ .name = NULL }
};

const struct verb_option table_options[] = {
	{ .name = "output", .letter = 'o', .argument = "COLUMNS",
	  .summary = "print these columns; with + in front, these too" },
	{ .name = "noheadings", .summary = "print no headings" },
	{ .name = NULL }
};

/* All options of a verb, in the form that getopt_long() wants. */
struct option_set {
	const struct verb_option *all[MOST_OPTIONS];
	size_t count;
	size_t own;
	struct option longs[MOST_OPTIONS + 1];
	char letters[2 * MOST_OPTIONS + 1];
};

static void add_options(struct option_set *set,
			const struct verb_option *options)
{
	for (; options && options->name && set->count < MOST_OPTIONS; options++) {
		struct option *option = &set->longs[set->count];
		char *end = set->letters + strlen(set->letters);

		option->name = options->name;
		option->val = FIRST_CODE + (int)set->count;
		option->has_arg = no_argument;
		if (options->argument)
			option->has_arg = options->argument[0] == '[' ?
					  optional_argument : required_argument;
		if (options->letter) {
			*end++ = options->letter;
			if (options->argument)
				*end++ = ':';
		}
		set->all[set->count++] = options;
	}
}

static void collect_options(struct option_set *set, const struct verb *verb)
{
	memset(set, 0, sizeof(*set));
	add_options(set, verb->options);
	set->own = set->count;
	if (verb->columns)
		add_options(set, table_options);
	if (!verb->is_textual)
		add_options(set, json_options);
	add_options(set, common_options);
}

/* Returns the place of the option, MOST_OPTIONS if there is none. */
static size_t place_of(const struct option_set *set, int code)
{
	size_t i;

	if (code >= FIRST_CODE)
		return (size_t)(code - FIRST_CODE);
	for (i = 0; i < set->count; i++) {
		if (set->all[i]->letter == code)
			return i;
	}
	return MOST_OPTIONS;
}

static void print_options(const struct verb_option *options)
{
	for (; options && options->name; options++) {
		bool is_optional = options->argument &&
				   options->argument[0] == '[';
		char text[64];

		snprintf(text, sizeof(text), "%s%s%s", options->name,
			 is_optional ? "[=" : options->argument ? " " : "",
			 options->argument ? options->argument + is_optional :
					     "");
		if (options->letter)
			printf("  -%c, ", options->letter);
		else
			fputs("      ", stdout);
		printf("--%-20s %s\n", text, options->summary);
	}
}

static void print_columns(const struct column *columns)
{
	puts("\nColumns:");
	for (; columns->name; columns++)
		printf("  %-20s %s\n", columns->name, columns->summary);
}

/* "ntctl " where it belongs to the command. */
static const char *program_word(const struct invocation *invocation)
{
	return invocation->session ? "" : "ntctl ";
}

void print_help(const struct invocation *invocation)
{
	const struct verb *verb = invocation->verb;

	printf("Usage: %s%s [OPTION]...%s%s\n\n%s.\n\n",
	       program_word(invocation), verb->name,
	       verb->synopsis[0] ? " " : "", verb->synopsis, verb->summary);
	print_options(verb->options);
	if (verb->columns)
		print_options(table_options);
	if (!verb->is_textual)
		print_options(json_options);
	print_options(common_options);
	if (verb->columns)
		print_columns(verb->columns);
	if (is_group(verb->name)) {
		puts("\nVerbs:");
		print_group(verb->name, invocation->session);
	}
}

static void end_with(struct invocation *invocation, int result)
{
	invocation->is_over = true;
	invocation->result = result;
}

static void point_to_help(struct invocation *invocation)
{
	fprintf(stderr, "Try '%s%s --help'.\n", program_word(invocation),
		invocation->verb->name);
	end_with(invocation, EXIT_USAGE);
}

/* Say what is wrong with how the verb was called, and let that be its result. */
void usage_error(struct invocation *invocation, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vwarnx(format, arguments);
	va_end(arguments);
	point_to_help(invocation);
}

/* Options that all verbs have, and what is like them. */
static void take_common(struct invocation *invocation,
			const struct verb_option *option)
{
	if (!strcmp(option->name, "json")) {
		invocation->json = true;
	} else if (!strcmp(option->name, "output")) {
		invocation->output = optarg;
	} else if (!strcmp(option->name, "noheadings")) {
		invocation->no_headings = true;
	} else if (!strcmp(option->name, "color")) {
		if (!colour_choose(optarg ? optarg : "always"))
			usage_error(invocation, "no such choice of colours: %s",
				    optarg);
	} else {
		print_help(invocation);
		end_with(invocation, EXIT_DONE);
	}
}

/* getopt_long() begins anew. */
void begin_options(void)
{
	optind = 0;
}

/*
 * Returns the place of the next option among the verb's own, with optarg, or
 * NO_OPTION after the last one and when the invocation is over.
 */
int next_option(struct invocation *invocation)
{
	struct option_set set;

	collect_options(&set, invocation->verb);
	while (!invocation->is_over) {
		int code = getopt_long(invocation->argc, invocation->argv,
				       set.letters, set.longs, NULL);
		size_t place;

		if (code == -1)
			break;
		place = code == '?' ? MOST_OPTIONS : place_of(&set, code);
		if (place < set.own)
			return (int)place;
		if (place == MOST_OPTIONS)
			point_to_help(invocation);
		else
			take_common(invocation, set.all[place]);
	}
	return NO_OPTION;
}

/*
 * Returns what is left after the options, ended by NULL; NULL if the invocation
 * is over.
 */
char **operands(struct invocation *invocation, int least, int most)
{
	int count = invocation->argc - optind;

	if (invocation->is_over)
		return NULL;
	if (count < least) {
		usage_error(invocation, "an operand is missing");
		return NULL;
	}
	if (count > most) {
		usage_error(invocation, "one argument too many: %s",
			    invocation->argv[optind + most]);
		return NULL;
	}
	return invocation->argv + optind;
}
