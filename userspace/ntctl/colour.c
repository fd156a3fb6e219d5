// SPDX-License-Identifier: GPL-2.0
/*
 * Colours, on a terminal only and not against the user's will.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ntctl.h"

static const char *const sequences[] = {
	[COLOUR_NONE] = "",
	[COLOUR_DIRECTORY] = "\033[1;34m",
	[COLOUR_LINK] = "\033[36m",
	[COLOUR_DIM] = "\033[2m",
};

static bool enabled;

/* What a command of the shell returns to after its own --color. */
static bool kept;

static bool is_wanted(void)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *terminal = getenv("TERM");

	return isatty(STDOUT_FILENO) && !(no_colour && *no_colour) &&
	       terminal && strcmp(terminal, "dumb");
}

void colour_init(void)
{
	enabled = is_wanted();
	kept = enabled;
}

/* Returns whether @when is a known word. */
bool colour_choose(const char *when)
{
	if (!strcmp(when, "always"))
		enabled = true;
	else if (!strcmp(when, "never"))
		enabled = false;
	else if (!strcmp(when, "auto"))
		enabled = is_wanted();
	else
		return false;
	return true;
}

void colour_keep(void)
{
	kept = enabled;
}

void colour_restore(void)
{
	enabled = kept;
}

const char *colour_begin(enum colour colour)
{
	return enabled ? sequences[colour] : "";
}

const char *colour_end(enum colour colour)
{
	return enabled && colour != COLOUR_NONE ? "\033[0m" : "";
}

enum colour colour_of_type(const char *type)
{
	if (!strcmp(type, "Directory"))
		return COLOUR_DIRECTORY;
	if (!strcmp(type, "SymbolicLink"))
		return COLOUR_LINK;
	return COLOUR_NONE;
}
