// SPDX-License-Identifier: GPL-2.0
/*
 * Completion of command lines: of the shell's own, and, by way of
 * "ntctl complete", of those that are typed in bash.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "array.h"
#include "candidates.h"
#include "debugfs.h"
#include "privileges.h"
#include "table.h"
#include "verbs.h"

static void add_if(struct candidates *candidates, const char *prefix,
		   const char *before, const char *text)
{
	if (!strncmp(text, prefix, strlen(prefix)))
		add_candidate(candidates, before, text, "");
}

/* The first words of verbs, a group's once. */
static void add_first_words(const struct session *session, const char *word,
			    struct candidates *candidates)
{
	char *last = copy_text("", 0);
	size_t i;

	for (i = 0; verbs[i]; i++) {
		size_t length = strcspn(verbs[i]->name, " ");
		char *name;

		if (!is_verb_shown(verbs[i], session))
			continue;
		name = copy_text(verbs[i]->name, length);
		if (strcmp(name, last))
			add_if(candidates, word, "", name);
		free(last);
		last = name;
	}
	free(last);
	if (!session)
		add_words(candidates, word, "", "--help --version");
}

static void add_second_words(const struct session *session, const char *group,
			     const char *word, struct candidates *candidates)
{
	size_t length = strlen(group);
	size_t i;

	for (i = 0; verbs[i]; i++) {
		if (!strncmp(verbs[i]->name, group, length) &&
		    verbs[i]->name[length] == ' ' &&
		    is_verb_shown(verbs[i], session))
			add_if(candidates, word, "",
			       verbs[i]->name + length + 1);
	}
}

/* The sets of options that a verb has; the last is NULL. */
static void option_sets(const struct verb *verb,
			const struct verb_option *sets[5])
{
	size_t count = 0;

	if (verb->options)
		sets[count++] = verb->options;
	if (verb->columns)
		sets[count++] = table_options;
	if (!verb->is_textual)
		sets[count++] = json_options;
	sets[count++] = common_options;
	sets[count] = NULL;
}

static void add_options(const struct verb *verb, const char *word,
			struct candidates *candidates)
{
	const struct verb_option *sets[5];
	const struct verb_option *option;
	size_t i;

	option_sets(verb, sets);
	for (i = 0; sets[i]; i++) {
		for (option = sets[i]; option->name; option++) {
			char name[40] = "--";

			strncat(name, option->name, sizeof(name) - 3);
			add_if(candidates, word, "", name);
		}
	}
}

/* Find the option that a word is, by its letter or up to an = by its name. */
static const struct verb_option *find_option(const struct verb *verb,
					     const char *word)
{
	size_t length = strcspn(word, "=");
	const struct verb_option *sets[5];
	const struct verb_option *option;
	size_t i;

	if (word[0] != '-')
		return NULL;
	option_sets(verb, sets);
	for (i = 0; sets[i]; i++) {
		for (option = sets[i]; option->name; option++) {
			if (word[1] == option->letter && word[1] && !word[2])
				return option;
			if (word[1] == '-' &&
			    strlen(option->name) + 2 == length &&
			    !strncmp(option->name, word + 2, length - 2))
				return option;
		}
	}
	return NULL;
}

static bool is_listed(const char *list, size_t length, const char *name)
{
	const char *end = list + length;

	while (list < end) {
		size_t next = strcspn(list, ",");

		if (strlen(name) == next && !strncmp(list, name, next))
			return true;
		list += next + 1;
	}
	return false;
}

/* A list of columns with commas between, of which the last is completed. */
static void add_columns(const struct verb *verb, const char *before,
			const char *list, struct candidates *candidates)
{
	const struct column *column;
	const char *last = strrchr(list, ',');
	size_t length = last ? (size_t)(last - list) + 1 : *list == '+';
	char *done = allocate(strlen(before) + length + 1);
	size_t i;

	strncat(stpcpy(done, before), list, length);
	for (column = verb->columns; column->name; column++) {
		if (!is_listed(list + (*list == '+'), length, column->name))
			add_if(candidates, list + length, done, column->name);
	}
	/* After one there may be a comma and another. */
	for (i = 0; i < candidates->count; i++)
		candidates->list[i].is_final = false;
	free(done);
}

/* The numbers that a column of a table in debugfs has, if that can be read. */
static void add_numbers(const char *table, const char *column, const char *word,
			struct candidates *candidates)
{
	struct debugfs_table rows;
	char number[24];
	__u64 value;

	if (access(debugfs_directory, R_OK | X_OK) ||
	    !debugfs_begin(&rows, table))
		return;
	while (debugfs_next(&rows)) {
		if (!debugfs_number(&rows, column, &value))
			continue;
		snprintf(number, sizeof(number), "%llu", value);
		add_if(candidates, word, "", number);
	}
	debugfs_end(&rows);
}

static void add_processes(const char *word, struct candidates *candidates)
{
	add_numbers("processes", "pid", word, candidates);
}

/* @before: what stands before the argument in the same word. */
static void add_arguments(const struct verb *verb,
			  const struct verb_option *option, const char *before,
			  const char *word, struct candidates *candidates)
{
	if (option->values)
		add_words(candidates, word, before, option->values);
	else if (!strcmp(option->name, "output"))
		add_columns(verb, before, word, candidates);
	else if (!strcmp(option->name, "process") && !*before)
		add_processes(word, candidates);
}

/* $name, of the shell's handles; the word is empty or begins with $. */
static void add_variables(const struct session *session, const char *word,
			  struct candidates *candidates)
{
	size_t i;

	for (i = 0; session && i < session->held_count; i++) {
		const char *variable = session->held[i].variable;

		if (variable && !strncmp(variable, word + !!*word,
					 strlen(word + !!*word)))
			add_candidate(candidates, "$", variable, "");
	}
}

static void add_privileges(const char *word, struct candidates *candidates)
{
	const char *name;
	size_t i;

	for (i = 0; (name = nth_privilege(i)); i++)
		add_if(candidates, word, "", name);
}

/* Whether one of the words is an option of that name. */
static bool has_option(const struct verb *verb, char **words, size_t count,
		       const char *name)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const struct verb_option *option = find_option(verb, words[i]);

		if (option && !strcmp(option->name, name))
			return true;
	}
	return false;
}

/* What a path's place is taken by after --process and --thread. */
static bool add_clients(const struct verb *verb, char **words, size_t count,
			const char *word, struct candidates *candidates)
{
	if (has_option(verb, words, count, "process"))
		add_processes(word, candidates);
	else if (has_option(verb, words, count, "thread"))
		add_numbers("threads", "tid", word, candidates);
	else
		return false;
	return true;
}

static void add_operands(const struct session *session, const struct verb *verb,
			 char **words, size_t count, const char *word,
			 struct candidates *candidates)
{
	bool is_variable = session && *word == '$' && !strpbrk(word, "\\/");

	switch (verb->operands) {
	case OPERAND_NONE:
		break;
	case OPERAND_PROCESS:
		add_processes(word, candidates);
		break;
	case OPERAND_CLIENT:
		if (is_variable)
			add_variables(session, word, candidates);
		else if (!add_clients(verb, words, count, word, candidates))
			add_processes(word, candidates);
		break;
	case OPERAND_THREAD:
		if (is_variable)
			add_variables(session, word, candidates);
		else
			add_numbers("threads", "tid", word, candidates);
		break;
	case OPERAND_VERB:
		if (count == 1)
			add_first_words(session, word, candidates);
		else if (count == 2 && is_group(words[1]))
			add_second_words(session, words[1], word,
					 candidates);
		break;
	case OPERAND_PRIVILEGE:
		add_privileges(word, candidates);
		break;
	case OPERAND_HANDLE:
		if (is_variable || !*word)
			add_variables(session, word, candidates);
		break;
	default:
		if (is_variable)
			add_variables(session, word, candidates);
		else if (!add_clients(verb, words, count, word, candidates))
			complete_path(session, verb->operands, word,
				      candidates);
	}
}

static void add_for_verb(const struct session *session, const struct verb *verb,
			 char **words, size_t count, const char *word,
			 struct candidates *candidates)
{
	const struct verb_option *option = find_option(verb, words[count - 1]);
	const char *value = strchr(word, '=');

	if (option && option->argument && option->argument[0] != '[' &&
	    !strchr(words[count - 1], '=')) {
		add_arguments(verb, option, "", word, candidates);
		return;
	}
	if (*word != '-') {
		add_operands(session, verb, words, count, word, candidates);
		return;
	}
	option = value ? find_option(verb, word) : NULL;
	if (option) {
		char *before = copy_text(word, (size_t)(value - word) + 1);

		add_arguments(verb, option, before, value + 1, candidates);
		free(before);
	} else {
		add_options(verb, word, candidates);
	}
}

/*
 * What a word can become that follows @count others.
 */
void complete_word(const struct session *session, char **words, size_t count,
		   const char *word, struct candidates *candidates)
{
	const struct verb *verb;
	int used;

	memset(candidates, 0, sizeof(*candidates));
	if (!count) {
		add_first_words(session, word, candidates);
		return;
	}
	if (count == 1)
		add_second_words(session, words[0], word, candidates);
	verb = find_verb(words, &used);
	if (verb && is_verb_shown(verb, session))
		add_for_verb(session, verb, words, count, word, candidates);
	else if (count == 1 && is_group(words[0]))
		add_if(candidates, word, "", "--help");
}

/* The last argument is the word, what is before it are the others. */
static int run(struct invocation *invocation)
{
	size_t count = (size_t)invocation->argc - 1;
	char **words = invocation->argv + 1;
	struct candidates candidates;
	char *word;
	size_t i;

	if (!count) {
		usage_error(invocation, "a word is missing");
		return invocation->result;
	}
	word = words[count - 1];
	words[count - 1] = NULL;
	complete_word(NULL, words, count - 1, word, &candidates);
	for (i = 0; i < candidates.count; i++)
		printf("%c%s\n", candidates.list[i].is_final ? ' ' : '+',
		       candidates.list[i].text);
	free_candidates(&candidates);
	return EXIT_DONE;
}

const struct verb complete_verb = {
	.name = "complete",
	.synopsis = "[WORD]... WORD",
	.summary = "For completion: what the last word of a command can become",
	.is_textual = true,
	.run = run,
};
