// SPDX-License-Identifier: GPL-2.0
/*
 * The shell's commands: from a text to verbs that are run.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"
#include "words.h"

/* What a command printed goes out before anything is said about the next. */
static int finish_output(int result)
{
	if (!fflush(stdout) && !ferror(stdout))
		return result;
	clearerr(stdout);
	warnx("standard output can't be written");
	return result ? result : EXIT_FAILED;
}

/* @arguments: the verb and what follows, ended by NULL. */
static int run_arguments(struct session *session, const char *variable,
			 char **arguments, size_t count)
{
	struct invocation invocation = {
		.session = session,
		.wants_handle = variable,
		.argc = (int)count,
	};
	char **copy = allocate((count + 1) * sizeof(*copy));
	int result;

	/* Verbs move their arguments about, and replace the first. */
	memcpy(copy, arguments, (count + 1) * sizeof(*copy));
	invocation.argv = copy;
	result = run_verb(&invocation);
	if (invocation.handle)
		session_keep(session, variable, invocation.handle);
	colour_restore();
	free(copy);
	return finish_output(result);
}

static int run_words(struct session *session, const struct words *words)
{
	size_t first = words->is_assignment ? 2 : 0;

	if (words->quote) {
		warnx("a quote is open: %c", words->quote);
		return EXIT_USAGE;
	}
	if (words->count == first) {
		warnx("%s =: a verb is missing", words->words[0]);
		return EXIT_USAGE;
	}
	return run_arguments(session, first ? words->words[0] : NULL,
			     words->words + first, words->count - first);
}

/* Run the commands of a text. */
void session_run(struct session *session, const char *text)
{
	size_t left = strlen(text);

	while (left && !session->is_over) {
		struct words words;

		split_words(text, left, &words);
		text += words.used;
		left -= words.used;
		if (words.count || words.quote) {
			session->status = run_words(session, &words);
			if (session->status && session->stops_at_failure)
				session->is_over = true;
		}
		free_words(&words);
	}
}
