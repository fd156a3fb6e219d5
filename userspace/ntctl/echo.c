// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl shell's echo, for scripts and for $? and the values of handles.
 */
#include <err.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "session.h"
#include "verbs.h"

static bool print_word(const struct session *session, const char *word)
{
	HANDLE handle;

	if (!strcmp(word, "$?")) {
		printf("%d", session->status);
	} else if (*word != '$') {
		fputs(word, stdout);
	} else if (session_find(session, word + 1, strlen(word + 1),
				&handle)) {
		printf("0x%llx", (unsigned long long)(uintptr_t)handle);
	} else {
		fflush(stdout);
		warnx("%s: there is no such variable", word);
		return false;
	}
	return true;
}

static int run(struct invocation *invocation)
{
	const char *gap = "";
	char **arguments;
	bool good = true;
	int i;

	/* Options are words here, as sh has it. */
	arguments = invocation->argv + 1;
	for (i = 0; arguments[i]; i++) {
		fputs(gap, stdout);
		good = print_word(invocation->session, arguments[i]) && good;
		gap = " ";
	}
	putchar('\n');
	return good ? EXIT_DONE : EXIT_FAILED;
}

const struct verb echo_verb = {
	.name = "echo",
	.synopsis = "[WORD]...",
	.summary = "Print words; $? is the last exit status",
	.operands = OPERAND_HANDLE,
	.is_textual = true,
	.needs_session = true,
	.run = run,
};
