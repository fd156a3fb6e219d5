// SPDX-License-Identifier: GPL-2.0
/*
 * The verbs there are, and how one is found and run: by main() once, by the
 * shell again and again.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "ntctl.h"
#include "verbs.h"

const struct verb *const verbs[] = {
	&tree_verb,
	&ls_verb,
	&stat_verb,
	&types_verb,
	&handle_verb,
	&who_verb,
	&handles_verb,
	&ps_verb,
	&threads_verb,
	&event_create_verb,
	&event_set_verb,
	&event_reset_verb,
	&event_pulse_verb,
	&event_query_verb,
	&semaphore_create_verb,
	&semaphore_release_verb,
	&semaphore_query_verb,
	&mutant_create_verb,
	&mutant_release_verb,
	&mutant_query_verb,
	&event_pair_create_verb,
	&event_pair_set_verb,
	&event_pair_wait_verb,
	&timer_create_verb,
	&timer_set_verb,
	&timer_cancel_verb,
	&timer_query_verb,
	&wait_verb,
	&delay_verb,
	&alert_verb,
	&suspend_verb,
	&resume_verb,
	&apc_verb,
	&waitchain_verb,
	&top_verb,
	&irql_verb,
	&bugcheck_verb,
	&verifier_verb,
	&kill_verb,
	&quota_verb,
	&dpc_verb,
	&trace_handles_verb,
	&mkdir_verb,
	&ln_verb,
	&rm_verb,
	&sd_get_verb,
	&sd_set_verb,
	&token_verb,
	&token_check_verb,
	&token_enable_verb,
	&token_disable_verb,
	&token_remove_verb,
	&session_verb,
	&sessions_verb,
	&shell_verb,
	&version_verb,
	&complete_verb,
	&open_verb,
	&close_verb,
	&cd_verb,
	&pwd_verb,
	&echo_verb,
	&help_verb,
	&exit_verb,
	NULL
};

/* Those that have no verb of the same name, which would tell about them. */
static const struct {
	const char *name;
	const char *summary;
} groups[] = {
	{ "event", "Make, change and read events" },
	{ "semaphore", "Make, release and read semaphores" },
	{ "mutant", "Make, release and read mutants" },
	{ "event-pair", "Make event pairs, and set and wait for their events" },
	{ "timer", "Make, set, cancel and read timers" },
	{ "sd", "Show and change who may do what with an object" },
	{ "trace", "Watch what a process does to its handles" },
	{ NULL, NULL }
};

static bool is_in_group(const struct verb *verb, const char *group)
{
	size_t length = strlen(group);

	return !strncmp(verb->name, group, length) && verb->name[length] == ' ';
}

/* Say whether @word is the first of several words that choose verbs. */
bool is_group(const char *word)
{
	size_t i;

	for (i = 0; verbs[i]; i++) {
		if (is_in_group(verbs[i], word))
			return true;
	}
	return false;
}

/* Say how many of the words, ended by NULL, choose the verb; 0 if none do. */
static int words_of_verb(const struct verb *verb, char *const *words)
{
	const char *name = verb->name;
	int used;

	for (used = 0; words[used]; used++) {
		size_t length = strcspn(name, " ");

		if (strlen(words[used]) != length ||
		    strncmp(words[used], name, length))
			return 0;
		if (!name[length])
			return used + 1;
		name += length + 1;
	}
	return 0;
}

/*
 * Find the verb that most words choose, @used. Returns NULL if there is none.
 */
const struct verb *find_verb(char *const *words, int *used)
{
	const struct verb *found = NULL;
	size_t i;

	*used = 0;
	for (i = 0; verbs[i]; i++) {
		int count = words_of_verb(verbs[i], words);

		if (count <= *used)
			continue;
		found = verbs[i];
		*used = count;
	}
	return found;
}

/* The column of the names */
#define LEAST_WIDTH	14

static void print_verb(const char *name, int width, const char *summary)
{
	printf("  %-*s%s\n", width, name, summary);
}

static bool is_first_of_group(const struct verb *verb, const char *group)
{
	size_t i;

	for (i = 0; !is_in_group(verbs[i], group); i++)
		;
	return verbs[i] == verb;
}

/* One line for each group: that of its own verb if it has one. */
static void print_shown(const struct verb *verb)
{
	size_t i;

	if (!strchr(verb->name, ' '))
		print_verb(verb->name, LEAST_WIDTH, verb->summary);
	for (i = 0; groups[i].name; i++) {
		if (is_first_of_group(verb, groups[i].name))
			print_verb(groups[i].name, LEAST_WIDTH,
				   groups[i].summary);
	}
}

/* Say whether people are told of the verb, in the shell or outside of it. */
bool is_verb_shown(const struct verb *verb, bool in_session)
{
	if (verb == &complete_verb)
		return false;
	return in_session ? verb != &shell_verb : !verb->needs_session;
}

/* Those of the shell alone come last. */
void print_verbs(bool in_session)
{
	size_t i;

	for (i = 0; verbs[i]; i++) {
		if (is_verb_shown(verbs[i], in_session))
			print_shown(verbs[i]);
	}
}

static bool is_shown_in_group(const struct verb *verb, const char *group,
			      bool in_session)
{
	return is_in_group(verb, group) && is_verb_shown(verb, in_session);
}

void print_group(const char *group, bool in_session)
{
	int width = LEAST_WIDTH;
	size_t i;

	for (i = 0; verbs[i]; i++) {
		if (is_shown_in_group(verbs[i], group, in_session) &&
		    (int)strlen(verbs[i]->name) + 2 > width)
			width = (int)strlen(verbs[i]->name) + 2;
	}
	for (i = 0; verbs[i]; i++) {
		if (is_shown_in_group(verbs[i], group, in_session))
			print_verb(verbs[i]->name, width, verbs[i]->summary);
	}
}

static int refuse(const struct invocation *invocation, const char *word)
{
	if (is_group(word) && invocation->argv[1])
		warnx("no such verb: %s %s", word, invocation->argv[1]);
	else if (is_group(word))
		warnx("%s: which verb of these?", word);
	else
		warnx("no such verb: %s", word);
	if (is_group(word))
		fprintf(stderr, "Try '%s%s --help'.\n",
			invocation->session ? "" : "ntctl ", word);
	else
		fprintf(stderr, "Try '%s'.\n",
			invocation->session ? "help" : "ntctl --help");
	return EXIT_USAGE;
}

static bool is_misplaced(const struct invocation *invocation)
{
	const struct verb *verb = invocation->verb;

	if (!invocation->session && verb->needs_session) {
		warnx("%s: this verb is for 'ntctl shell'", verb->name);
		return true;
	}
	if (invocation->session && verb == &shell_verb) {
		warnx("shell: this is one already");
		return true;
	}
	if (invocation->wants_handle && !verb->gives_handle) {
		warnx("%s: this verb gives no handle", verb->name);
		return true;
	}
	return false;
}

/*
 * Run the verb that the arguments begin with. They are changed. Without a
 * session the first of them may also be --help or --version.
 */
int run_verb(struct invocation *invocation)
{
	char *word = invocation->argv[0];
	int used;

	invocation->verb = find_verb(invocation->argv, &used);
	if (!invocation->verb && is_group(word) && invocation->argv[1] &&
	    !strcmp(invocation->argv[1], "--help")) {
		print_group(word, invocation->session);
		return EXIT_DONE;
	}
	if (!invocation->verb)
		return refuse(invocation, word);
	if (is_misplaced(invocation))
		return EXIT_USAGE;
	invocation->argc -= used - 1;
	invocation->argv += used - 1;
	/* getopt_long() begins its messages with it. */
	invocation->argv[0] = program_invocation_short_name;
	begin_options();
	return invocation->verb->run(invocation);
}
