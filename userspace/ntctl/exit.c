// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl shell's exit.
 */
#include <errno.h>
#include <stdlib.h>

#include "session.h"
#include "verbs.h"

static int run(struct invocation *invocation)
{
	char **arguments;
	long status;
	char *end;

	next_option(invocation);
	arguments = operands(invocation, 0, 1);
	if (!arguments)
		return invocation->result;
	status = invocation->session->status;
	if (arguments[0]) {
		errno = 0;
		status = strtol(arguments[0], &end, 10);
		if (errno || *end || end == arguments[0] || status < 0 ||
		    status > 255) {
			usage_error(invocation, "no exit status: %s",
				    arguments[0]);
			return invocation->result;
		}
	}
	invocation->session->is_over = true;
	return (int)status;
}

const struct verb exit_verb = {
	.name = "exit",
	.synopsis = "[STATUS]",
	.summary = "Leave the shell, with the last exit status unless told",
	.is_textual = true,
	.needs_session = true,
	.run = run,
};
