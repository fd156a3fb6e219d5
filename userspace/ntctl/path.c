// SPDX-License-Identifier: GPL-2.0
/*
 * From an argument to an NT path.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "object.h"
#include "text.h"

/* Without a backslash in it the path is written with slashes, as on Linux. */
static void use_backslashes(WCHAR *units, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (units[i] == '/')
			units[i] = '\\';
	}
}

/*
 * Make a path, to be freed as path->Buffer. It is terminated, so that a link
 * made of it keeps the terminator too. Says what is wrong if it can't.
 */
bool make_path(const char *argument, PUNICODE_STRING path)
{
	size_t length = strlen(argument);
	NTSTATUS status;
	WCHAR *units;
	size_t used;

	/* No text has more UTF-16 units than UTF-8 bytes. */
	units = allocate((length + 1) * sizeof(*units));
	status = ntobj_utf8_to_utf16(argument, length, units, length, &used);
	if (!NT_SUCCESS(status)) {
		warnx("%s: this is not UTF-8", argument);
		free(units);
		return false;
	}
	if (used > LONGEST_PATH) {
		report_status(argument, STATUS_NAME_TOO_LONG);
		free(units);
		return false;
	}

	if (!strchr(argument, '\\'))
		use_backslashes(units, used);
	units[used] = 0;
	path->Length = (USHORT)(used * sizeof(*units));
	path->MaximumLength = (USHORT)(path->Length + sizeof(*units));
	path->Buffer = units;
	return true;
}
