// SPDX-License-Identifier: GPL-2.0
/*
 * Tab at the shell's prompt: the word before the cursor becomes as long as all
 * that it can become agree, in quotes if it needs some, and if that changes
 * nothing they are listed.
 */
#include <histedit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "candidates.h"
#include "prompt_complete.h"
#include "words.h"

#define USUAL_WIDTH	80
#define GAP		2

/* The word that is to be completed. */
struct target {
	struct words words;
	const char *word;
	size_t others;
	size_t length;
};

/* Bytes that all candidates have alike, and no half of a character. */
static size_t common_length(const struct candidates *candidates)
{
	const char *first = candidates->list[0].text;
	size_t length = strlen(first);
	size_t i;

	for (i = 1; i < candidates->count; i++) {
		const char *text = candidates->list[i].text;
		size_t same = 0;

		while (same < length && first[same] == text[same])
			same++;
		length = same;
	}
	while (length && (first[length] & 0xC0) == 0x80)
		length--;
	return length;
}

/*
 * The word as it is to be typed, in quotes if it needs some, or has a @quote of
 * some kind already. They are closed at its end, after which it can go on.
 */
static char *quote_word(const char *text, size_t length, char quote,
			bool is_final)
{
	char *result = allocate(4 * length + 4);
	char *end = result;
	char open = quote;
	size_t i;

	for (i = 0; i < length && !open; i++) {
		if (strchr(" \t;'\"#", text[i]))
			open = '\'';
	}
	if (open)
		*end++ = open;
	for (i = 0; i < length; i++) {
		if (open && text[i] == open) {
			*end++ = open;
			open = open == '\'' ? '"' : '\'';
			*end++ = open;
		}
		*end++ = text[i];
	}
	if (open)
		*end++ = open;
	if (is_final)
		*end++ = ' ';
	*end = 0;
	return result;
}

static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return USUAL_WIDTH;
	return size.ws_col;
}

static void list(const struct candidates *candidates)
{
	size_t widest = 0;
	size_t columns;
	size_t i;

	for (i = 0; i < candidates->count; i++) {
		const struct candidate *one = &candidates->list[i];
		size_t width = strlen(one->text + one->shown);

		if (width > widest)
			widest = width;
	}
	columns = (size_t)terminal_width() / (widest + GAP);
	if (!columns)
		columns = 1;
	putchar('\n');
	for (i = 0; i < candidates->count; i++) {
		const struct candidate *one = &candidates->list[i];
		bool is_last = (i + 1) % columns == 0 ||
			       i + 1 == candidates->count;

		printf("%-*s%s", is_last ? 0 : (int)(widest + GAP),
		       one->text + one->shown, is_last ? "\n" : "");
	}
}

/* Replace what is typed of the word. Returns whether that changes it. */
static bool replace(EditLine *line, const struct target *target,
		    const struct candidates *candidates)
{
	const char *typed = el_line(line)->cursor - target->length;
	bool is_final = candidates->count == 1 && candidates->list[0].is_final;
	size_t length = common_length(candidates);
	bool changes;
	char *text;

	/* What differs in case only, as names may, must not become shorter. */
	if (length < strlen(target->word))
		return false;
	text = quote_word(candidates->list[0].text, length,
			  target->words.quote, is_final);
	changes = strlen(text) != target->length ||
		  strncmp(text, typed, target->length);
	if (changes) {
		el_deletestr(line, (int)target->length);
		el_insertstr(line, text);
	}
	free(text);
	return changes;
}

static unsigned char complete(EditLine *line, const struct session *session,
			      const struct target *target)
{
	size_t first = target->words.is_assignment ? 2 : 0;
	struct candidates candidates;
	unsigned char result = CC_REFRESH_BEEP;

	if (target->others < first)
		return result;
	complete_word(session, target->words.words + first,
		      target->others - first, target->word, &candidates);
	if (candidates.count && replace(line, target, &candidates)) {
		result = CC_REFRESH;
	} else if (candidates.count > 1) {
		list(&candidates);
		result = CC_REDISPLAY;
	}
	free_candidates(&candidates);
	return result;
}

/* Of several commands in the line, the one that the cursor is in. */
static void find_target(const char *text, size_t length, struct target *target)
{
	struct words *words = &target->words;

	for (;;) {
		split_words(text, length, words);
		if (!words->is_ended)
			break;
		text += words->used;
		length -= words->used;
		free_words(words);
	}
	target->others = words->count;
	target->word = "";
	target->length = 0;
	if (words->is_open) {
		target->others--;
		target->word = words->words[target->others];
		target->length = length - words->last;
	}
}

/* Returns what libedit is to do next. */
unsigned char prompt_complete(EditLine *line, const struct session *session)
{
	const LineInfo *info = el_line(line);
	struct target target;
	unsigned char result;
	char *word;

	find_target(info->buffer, (size_t)(info->cursor - info->buffer),
		    &target);
	/* Verbs are found in what is before the word alone. */
	word = target.words.words[target.others];
	target.words.words[target.others] = NULL;
	result = complete(line, session, &target);
	target.words.words[target.others] = word;
	free_words(&target.words);
	return result;
}
