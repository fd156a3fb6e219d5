// SPDX-License-Identifier: GPL-2.0
/*
 * The shell's prompt: lines with editing, history and completion, by libedit.
 */
#include <errno.h>
#include <histedit.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wchar.h>

#include "history.h"
#include "interrupt.h"
#include "prompt.h"
#include "prompt_complete.h"
#include "text.h"

#define MOST_LINES	1000

/* Around what takes no room on the screen. */
#define INVISIBLE	'\1'

/* What libedit's callbacks want to know. */
struct editor {
	struct session *session;
	EditLine *line;
	History *history;
	FILE *file;
	char *prompt;
};

static struct editor *editor_of(EditLine *line)
{
	struct editor *editor;

	el_get(line, EL_CLIENTDATA, &editor);
	return editor;
}

/* "ntctl \> ", and after a failure its exit status: "ntctl \ [1]> ". */
static char *prompt_text(EditLine *line)
{
	return editor_of(line)->prompt;
}

static void make_prompt(struct editor *editor)
{
	const struct session *session = editor->session;
	char *directory = printable(&session->directory);
	const char *begin = colour_begin(COLOUR_DIRECTORY);
	const char *end = colour_end(COLOUR_DIRECTORY);
	char invisible[2] = { *begin ? INVISIBLE : 0, 0 };
	char status[16] = "";

	if (session->status)
		snprintf(status, sizeof(status), " [%d]", session->status);
	free(editor->prompt);
	if (asprintf(&editor->prompt, "ntctl %s%s%s%s%s%s%s%s> ", invisible,
		     begin, invisible, directory, invisible, end, invisible,
		     status) < 0)
		editor->prompt = copy_text("> ", 2);
	free(directory);
}

/* A signal ends the line; bytes are put together to characters. */
static int read_character(EditLine *line, wchar_t *character)
{
	mbstate_t state = { 0 };
	char byte;

	(void)line;
	for (;;) {
		ssize_t count;

		if (interrupt_poll(STDIN_FILENO)) {
			errno = EINTR;
			return -1;
		}
		count = read(STDIN_FILENO, &byte, 1);
		if (count < 0 && errno == EINTR)
			continue;
		if (count != 1)
			return (int)count;
		switch (mbrtowc(character, &byte, 1, &state)) {
		case (size_t)-2:
			continue;
		case (size_t)-1:
			/* Not of this locale: begin anew with what follows. */
			memset(&state, 0, sizeof(state));
			continue;
		default:
			return 1;
		}
	}
}

static unsigned char complete(EditLine *line, int character)
{
	(void)character;
	return prompt_complete(line, editor_of(line)->session);
}

/* What has been typed before, in this shell and others. */
static void load_history(struct editor *editor)
{
	HistEvent event;
	char *text = NULL;
	size_t capacity = 0;

	history(editor->history, &event, H_SETSIZE, MOST_LINES);
	history(editor->history, &event, H_SETUNIQUE, 1);
	editor->file = history_open();
	if (!editor->file)
		return;
	history_trim(editor->file, MOST_LINES);
	rewind(editor->file);
	while (getline(&text, &capacity, editor->file) >= 0)
		history(editor->history, &event, H_ENTER, text);
	free(text);
}

/* A line that begins with a blank is not for the history. */
static void remember(struct editor *editor, const char *text)
{
	HistEvent event;

	if (strchr(" \t\n", *text))
		return;
	history(editor->history, &event, H_ENTER, text);
	if (editor->file) {
		fputs(text, editor->file);
		fflush(editor->file);
	}
}

static void begin_editing(struct editor *editor, struct session *session)
{
	memset(editor, 0, sizeof(*editor));
	editor->session = session;
	editor->line = el_init("ntctl", stdin, stdout, stderr);
	editor->history = history_init();
	el_set(editor->line, EL_CLIENTDATA, editor);
	el_set(editor->line, EL_PROMPT_ESC, prompt_text, INVISIBLE);
	el_set(editor->line, EL_EDITOR, "emacs");
	el_set(editor->line, EL_HIST, history, editor->history);
	el_set(editor->line, EL_GETCFN, read_character);
	el_set(editor->line, EL_ADDFN, "ntctl-complete", "Complete a word",
	       complete);
	el_set(editor->line, EL_BIND, "^I", "ntctl-complete", NULL);
	el_set(editor->line, EL_BIND, "^R", "em-inc-search-prev", NULL);
	el_source(editor->line, NULL);
	load_history(editor);
}

static void end_editing(struct editor *editor)
{
	if (editor->file)
		fclose(editor->file);
	history_end(editor->history);
	el_end(editor->line);
	free(editor->prompt);
}

/* Returns whether the shell goes on after no line was read. */
static bool goes_on(struct session *session)
{
	int number = interrupt_take();

	putchar('\n');
	if (number == SIGINT) {
		session->status = EXIT_SIGNALLED + number;
		return true;
	}
	if (number)
		session->status = EXIT_SIGNALLED + number;
	return false;
}

static void run_line(struct editor *editor, const char *line)
{
	struct session *session = editor->session;
	char *text = copy_text(line, strlen(line));
	int number;

	remember(editor, text);
	session_run(session, text);
	free(text);
	number = interrupt_take();
	if (number && number != SIGINT) {
		session->status = EXIT_SIGNALLED + number;
		session->is_over = true;
	}
}

/* Run what is typed until the shell is over, Ctrl-D comes, or a signal. */
void prompt(struct session *session)
{
	struct editor editor;

	interrupt_begin();
	begin_editing(&editor, session);
	while (!session->is_over) {
		const char *text;
		int length;

		make_prompt(&editor);
		/* Keys that come with the prompt are for the editor too. */
		el_set(editor.line, EL_PREP_TERM, 1);
		text = el_gets(editor.line, &length);
		if (text)
			run_line(&editor, text);
		else if (!goes_on(session))
			break;
	}
	end_editing(&editor);
}
