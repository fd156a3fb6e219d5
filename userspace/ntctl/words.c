// SPDX-License-Identifier: GPL-2.0
/*
 * The shell's lines: words, with blanks between. Single and double quotes make
 * everything between them part of a word, and a backslash is a character like
 * others, since paths have many. Commands end at a newline or a semicolon, and
 * a word that begins with # begins a comment.
 */
#include <stdlib.h>
#include <string.h>

#include "ntctl.h"
#include "session.h"
#include "words.h"

/* The word that is being read. */
struct word {
	char *text;
	size_t length;
	bool is_begun;
};

static void begin_word(struct words *words, struct word *word, size_t at)
{
	if (word->is_begun)
		return;
	word->is_begun = true;
	word->length = 0;
	words->last = at;
}

static void end_word(struct words *words, struct word *word)
{
	if (!word->is_begun)
		return;
	words->words = reallocate(words->words, (words->count + 2) *
				  sizeof(*words->words));
	words->words[words->count++] = copy_text(word->text, word->length);
	words->words[words->count] = NULL;
	word->is_begun = false;
}

/*
 * An = after the first word, if that can be a variable, is a word by itself
 * and needs no blanks around it.
 */
static bool is_assignment(const struct words *words, const struct word *word)
{
	if (words->is_assignment)
		return false;
	if (word->is_begun)
		return !words->count &&
		       is_variable_name(word->text, word->length);
	return words->count == 1 &&
	       is_variable_name(words->words[0], strlen(words->words[0]));
}

/* Take a character outside of quotes. Returns false if the command ends there. */
static bool take(struct words *words, struct word *word, const char *text,
		 size_t at)
{
	char character = text[at];

	switch (character) {
	case ' ':
	case '\t':
	case '\r':
		end_word(words, word);
		return true;
	case '\n':
	case ';':
		return false;
	case '\'':
	case '"':
		begin_word(words, word, at);
		words->quote = character;
		return true;
	case '=':
		if (!is_assignment(words, word))
			break;
		end_word(words, word);
		begin_word(words, word, at);
		word->text[word->length++] = character;
		end_word(words, word);
		words->is_assignment = true;
		return true;
	}
	begin_word(words, word, at);
	word->text[word->length++] = character;
	return true;
}

static size_t skip_comment(const char *text, size_t length, size_t at)
{
	while (at < length && text[at] != '\n')
		at++;
	return at;
}

/* The words are to be freed. An open quote is for the caller to look at. */
void split_words(const char *text, size_t length, struct words *words)
{
	struct word word = { .text = allocate(length) };
	size_t at;

	memset(words, 0, sizeof(*words));
	words->words = allocate(sizeof(*words->words));
	words->words[0] = NULL;
	for (at = 0; at < length; at++) {
		if (words->quote && text[at] == words->quote) {
			words->quote = 0;
		} else if (words->quote) {
			word.text[word.length++] = text[at];
		} else if (text[at] == '#' && !word.is_begun) {
			at = skip_comment(text, length, at);
			words->is_ended = at < length;
			break;
		} else if (!take(words, &word, text, at)) {
			words->is_ended = true;
			break;
		}
	}
	words->used = at < length ? at + 1 : length;
	words->is_open = word.is_begun;
	end_word(words, &word);
	free(word.text);
}

void free_words(struct words *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		free(words->words[i]);
	free(words->words);
}
