// SPDX-License-Identifier: GPL-2.0
/*
 * Types at a program in a pseudo-terminal, and reads what it answers:
 *
 *	typist PROGRAM [ARGUMENT]... <STEPS
 *
 * A step is a line: a word and, after a blank, a text.
 *
 *	type TEXT	type it
 *	line TEXT	type it and press enter
 *	key NAME	press tab, space, enter, up, ctrl-c, ctrl-d or ctrl-r
 *	expect TEXT	wait until it comes, in what was not yet looked at
 *	never TEXT	it must not have come before what was expected last
 *	still TEXT	it must not come within a second
 *	signal NUMBER	send the program a signal
 *	exit STATUS	wait until the program ends, with this status
 *	show		print what was printed so far
 *
 * A line that begins with # is a comment. The exit status is 0 if all went so;
 * otherwise the step and what the program had printed are shown.
 */
#include <errno.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_OUTPUT	(256 * 1024)
#define PATIENCE	30

static int terminal;
static pid_t program;

/* All that was printed; what was looked at; where the last match began. */
static char output[MOST_OUTPUT + 1];
static size_t printed;
static size_t seen;
static size_t before;

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double patience(void)
{
	const char *slow = getenv("NTOBJ_SLOW");

	return PATIENCE * (slow && atof(slow) > 1 ? atof(slow) : 1);
}

/* Read what comes until @deadline. Returns false if nothing more will. */
static bool read_some(double deadline)
{
	struct pollfd wanted = { .fd = terminal, .events = POLLIN };
	double left = deadline - now();
	ssize_t count;

	if (left <= 0 || poll(&wanted, 1, (int)(left * 1000) + 1) <= 0)
		return now() < deadline;
	count = read(terminal, output + printed, MOST_OUTPUT - printed);
	if (count <= 0)
		return false;
	printed += (size_t)count;
	return true;
}

static void find(const char *text, char **place)
{
	*place = memmem(output + seen, printed - seen, text, strlen(text));
}

static bool expect(const char *text)
{
	double deadline = now() + patience();
	char *place;

	for (;;) {
		find(text, &place);
		if (place)
			break;
		if (!read_some(deadline))
			return false;
	}
	before = seen;
	seen = (size_t)(place - output) + strlen(text);
	return true;
}

static bool never(const char *text)
{
	return !memmem(output + before, seen - before, text, strlen(text));
}

static bool still(const char *text)
{
	double deadline = now() + 1;
	char *place;

	while (now() < deadline && read_some(deadline))
		;
	find(text, &place);
	return !place;
}

static bool type(const char *text)
{
	size_t length = strlen(text);

	return write(terminal, text, length) == (ssize_t)length;
}

static bool press(const char *name)
{
	static const struct {
		const char *name;
		const char *text;
	} keys[] = {
		{ "tab", "\t" }, { "space", " " }, { "enter", "\r" }, { "up", "\033[A" },
		{ "ctrl-c", "\003" }, { "ctrl-d", "\004" },
		{ "ctrl-r", "\022" }, { NULL, NULL }
	};
	int i;

	for (i = 0; keys[i].name; i++) {
		if (!strcmp(keys[i].name, name))
			return type(keys[i].text);
	}
	return false;
}

static bool ends_with(const char *text)
{
	double deadline = now() + patience();
	int status;

	while (read_some(deadline))
		;
	while (waitpid(program, &status, WNOHANG) == 0) {
		if (now() > deadline)
			return false;
		usleep(10000);
	}
	program = 0;
	return WIFEXITED(status) && WEXITSTATUS(status) == atoi(text);
}

static bool show(void)
{
	return fwrite(output, 1, printed, stdout) == printed;
}

static bool take(const char *step, const char *text)
{
	if (!strcmp(step, "type"))
		return type(text);
	if (!strcmp(step, "line"))
		return type(text) && type("\r");
	if (!strcmp(step, "key"))
		return press(text);
	if (!strcmp(step, "expect"))
		return expect(text);
	if (!strcmp(step, "never"))
		return never(text);
	if (!strcmp(step, "still"))
		return still(text);
	if (!strcmp(step, "signal"))
		return !kill(program, atoi(text));
	if (!strcmp(step, "exit"))
		return ends_with(text);
	if (!strcmp(step, "show"))
		return show();
	return false;
}

/* In a form that is safe for a terminal, and a comment in TAP. */
static void show_output(void)
{
	size_t i;

	printf("# ");
	for (i = 0; i < printed; i++) {
		unsigned char byte = (unsigned char)output[i];

		if (byte == '\n')
			printf("\n# ");
		else if (byte >= 0x20 && byte != 0x7F)
			putchar(byte);
		else if (byte != '\r')
			printf("<%02x>", byte);
	}
	putchar('\n');
}

static int follow(void)
{
	char *line = NULL;
	size_t capacity = 0;
	int number = 0;
	int result = 0;

	while (!result && getline(&line, &capacity, stdin) >= 0) {
		char *text;

		number++;
		line[strcspn(line, "\n")] = 0;
		if (!*line || *line == '#')
			continue;
		text = strchr(line, ' ');
		if (text)
			*text++ = 0;
		if (take(line, text ? text : ""))
			continue;
		printf("# step %d went wrong: %s %s\n", number, line,
		       text ? text : "");
		show_output();
		result = 1;
	}
	free(line);
	return result;
}

int main(int argc, char **argv)
{
	struct winsize size = { .ws_row = 24, .ws_col = 200 };
	int result;

	if (argc < 2)
		return 2;
	program = forkpty(&terminal, NULL, NULL, &size);
	if (program < 0)
		return 2;
	if (!program) {
		execvp(argv[1], argv + 1);
		_exit(127);
	}
	result = follow();
	if (program) {
		kill(program, SIGKILL);
		waitpid(program, NULL, 0);
	}
	return result;
}
