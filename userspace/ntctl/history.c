// SPDX-License-Identifier: GPL-2.0
/*
 * The shell's history: a file with a command a line, which shells append to, in
 * the directory that XDG has for such. Nobody else may read it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "history.h"
#include "ntctl.h"

/* Returns a path that is to be freed; NULL if there is no place for it. */
static char *history_path(void)
{
	const char *state = secure_getenv("XDG_STATE_HOME");
	const char *home = secure_getenv("HOME");
	char *path = NULL;
	int result = -1;

	if (state && *state == '/')
		result = asprintf(&path, "%s/ntctl/history", state);
	else if (home && *home == '/')
		result = asprintf(&path, "%s/.local/state/ntctl/history", home);
	return result < 0 ? NULL : path;
}

/* Errors are left to the open of the file. */
static void make_directories(char *path)
{
	char *slash;

	for (slash = strchr(path + 1, '/'); slash;
	     slash = strchr(slash + 1, '/')) {
		*slash = 0;
		mkdir(path, 0700);
		*slash = '/';
	}
}

/*
 * Returns the file, to be read from its beginning and written at its end; NULL
 * with errno if there is none.
 */
FILE *history_open(void)
{
	char *path = history_path();
	FILE *file = NULL;
	int descriptor;

	errno = ENOENT;
	if (!path)
		return NULL;
	make_directories(path);
	descriptor = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	free(path);
	if (descriptor < 0)
		return NULL;
	/* It may have been there with another mode. */
	if (!fchmod(descriptor, 0600))
		file = fdopen(descriptor, "a+");
	if (!file)
		close(descriptor);
	return file;
}

/* Returns the end of the first @lines lines. */
static char *skip_lines(char *text, size_t lines)
{
	while (lines--)
		text = strchr(text, '\n') + 1;
	return text;
}

/*
 * Leave the last lines alone, when there are twice as many: not each shell
 * shall write the whole file.
 */
void history_trim(FILE *file, size_t most)
{
	struct stat status;
	size_t lines = 0;
	size_t length;
	char *newline;
	char *text;

	if (fflush(file) || fstat(fileno(file), &status) || !status.st_size)
		return;
	text = allocate((size_t)status.st_size + 1);
	rewind(file);
	length = fread(text, 1, (size_t)status.st_size, file);
	text[length] = 0;
	for (newline = text; (newline = strchr(newline, '\n')); newline++)
		lines++;
	if (lines > 2 * most && !ftruncate(fileno(file), 0)) {
		fputs(skip_lines(text, lines - most), file);
		fflush(file);
	}
	free(text);
}
