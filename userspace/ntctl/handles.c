// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl handles: who has what open.
 */
#include <err.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "handle_line.h"
#include "json.h"

#define HANDLES_FILE	"/sys/kernel/debug/ntobj/handles"
#define EVERY_PROCESS	0

/* A terminal takes C1 characters, 0xC2 and 0x80 to 0x9F, for commands. */
static char *hide_controls(char *text)
{
	char *next;

	for (next = text; (next = strchr(next, 0xC2)); next++) {
		if ((next[1] & 0xE0) == 0x80)
			memcpy(next, "??", 2);
	}
	return text;
}

static void print_line(const struct handle_line *line)
{
	printf("%7d %-15s %#8llx 0x%08x 0x%x %8llu %-14s %s\n",
	       line->pid, hide_controls(line->comm), line->handle,
	       line->access, line->attributes, line->object_id, line->type,
	       hide_controls(line->name));
}

/* Bytes that are not UTF-8, which a command's name can have, become '?'. */
static json_t *json_of_bytes(const char *bytes)
{
	size_t size = strlen(bytes) + 1;
	json_t *result = json_string(bytes);
	char *copy;
	char *byte;

	if (result)
		return result;
	copy = memcpy(allocate(size), bytes, size);
	for (byte = copy; *byte; byte++) {
		if (*byte & 0x80)
			*byte = '?';
	}
	result = json_string(copy);
	free(copy);
	return result;
}

static json_t *json_of_line(const struct handle_line *line)
{
	return json_pack("{s:i, s:o, s:I, s:I, s:I, s:I, s:s, s:o}",
			 "pid", line->pid,
			 "command", json_of_bytes(line->comm),
			 "handle", (json_int_t)line->handle,
			 "access", (json_int_t)line->access,
			 "attributes", (json_int_t)line->attributes,
			 "object", (json_int_t)line->object_id,
			 "type", line->type,
			 "name", json_of_bytes(line->name));
}

/* Every line is printed, or put into the array if there is one. */
static bool read_handles(FILE *file, int pid, json_t *array)
{
	struct handle_line line;
	size_t capacity = 0;
	char *text = NULL;
	bool good = true;

	while (good && getline(&text, &capacity, file) >= 0) {
		text[strcspn(text, "\n")] = 0;
		if (text[0] == '#')
			continue;
		good = parse_handle_line(text, &line);
		if (!good || (pid != EVERY_PROCESS && line.pid != pid))
			continue;
		if (array)
			json_array_append_new(array, json_of_line(&line));
		else
			print_line(&line);
	}
	if (!good)
		warnx("%s: a line is not of the known form", HANDLES_FILE);
	else if (ferror(file))
		warnx("%s: %s", HANDLES_FILE, strerror(errno));
	good = good && !ferror(file);
	free(text);
	return good;
}

static int parse_pid(const struct invocation *invocation, const char *text)
{
	char *end;
	long pid;

	if (!text)
		return EVERY_PROCESS;
	errno = 0;
	pid = strtol(text, &end, 10);
	if (errno || *end || end == text || pid <= 0 || pid > INT_MAX) {
		warnx("no process number: %s", text);
		point_to_help(invocation->verb);
	}
	return (int)pid;
}

static int run(struct invocation *invocation)
{
	FILE *file;
	bool good;
	int pid;

	while (next_option(invocation, "", common_options) != -1)
		;
	pid = parse_pid(invocation, operands(invocation, 0, 1)[0]);
	file = fopen(HANDLES_FILE, "re");
	if (!file) {
		warnx("%s: %s%s", HANDLES_FILE, strerror(errno),
		      errno == ENOENT ?
		      "; are debugfs mounted and the module loaded?" : "");
		return EXIT_FAILED;
	}

	if (invocation->json) {
		json_t *document = new_document(invocation->verb);
		json_t *array = json_array();

		good = read_handles(file, pid, array);
		json_object_set_new(document, "handles", array);
		print_document(document);
	} else {
		printf("%7s %-15s %8s %-10s %-3s %8s %-14s %s\n", "PID",
		       "COMMAND", "HANDLE", "ACCESS", "ATT", "OBJECT", "TYPE",
		       "NAME");
		good = read_handles(file, pid, NULL);
	}
	fclose(file);
	return good ? EXIT_DONE : EXIT_FAILED;
}

const struct verb handles_verb = {
	.name = "handles",
	.synopsis = "[PID]",
	.summary = "List open handles of all processes, or of one",
	.run = run,
};
