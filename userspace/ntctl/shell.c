// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl shell: commands whose handles stay open from one to the next, from a
 * prompt, a script, or the command line.
 */
#include <err.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "prompt.h"
#include "session.h"
#include "verbs.h"

enum { OPTION_COMMAND, OPTION_STOP };

static const struct verb_option options[] = {
	[OPTION_COMMAND] = {
		.name = "command", .letter = 'c', .argument = "COMMANDS",
		.summary = "run these commands, and no others",
	},
	[OPTION_STOP] = {
		.name = "errexit", .letter = 'e',
		.summary = "end when a command fails",
	},
	{ .name = NULL }
};

/* What is wrong in a script is told with the line that it is in. */
static void run_script(struct session *session, FILE *file, const char *name)
{
	char *program = program_invocation_short_name;
	char *text = NULL;
	size_t capacity = 0;
	unsigned long number = 0;
	char *place = NULL;

	while (!session->is_over && getline(&text, &capacity, file) >= 0) {
		free(place);
		if (asprintf(&place, "%s: %s:%lu", program, name, ++number) < 0)
			place = NULL;
		if (place)
			program_invocation_short_name = place;
		session_run(session, text);
	}
	program_invocation_short_name = program;
	if (ferror(file)) {
		warnx("%s: %s", name, strerror(errno));
		session->status = EXIT_FAILED;
	}
	free(place);
	free(text);
}

static void run_file(struct session *session, const char *name)
{
	FILE *file = fopen(name, "re");

	if (!file) {
		warnx("%s: %s", name, strerror(errno));
		session->status = EXIT_FAILED;
		return;
	}
	run_script(session, file, name);
	fclose(file);
}

static int run(struct invocation *invocation)
{
	struct session session;
	const char *command = NULL;
	bool stops = false;
	char **arguments;
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		if (option == OPTION_COMMAND)
			command = optarg;
		else
			stops = true;
	}
	arguments = operands(invocation, 0, !command);
	if (!arguments)
		return invocation->result;

	colour_keep();
	session_begin(&session);
	session.stops_at_failure = stops;
	if (command)
		session_run(&session, command);
	else if (arguments[0])
		run_file(&session, arguments[0]);
	else if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		prompt(&session);
	else
		run_script(&session, stdin, "stdin");
	session_end(&session);
	return session.status;
}

const struct verb shell_verb = {
	.name = "shell",
	.synopsis = "[FILE]",
	.summary = "Run commands that share their handles, at a prompt or from a file",
	.options = options,
	.is_textual = true,
	.run = run,
};
