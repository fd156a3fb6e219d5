/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_WORDS_H
#define NTCTL_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct words - a command's words
 * @words: the words without their quotes, ended by NULL
 * @count: how many they are
 * @is_assignment: the second is an = that gives the first a handle
 * @last: where in the text the last word begins
 * @is_open: the text ends in the last word, with no blank behind it
 * @quote: the quote that is open at the end, 0 if none is
 * @is_ended: a newline or a semicolon ends the command
 * @used: bytes of the text that the command takes, what ends it included
 */
struct words {
	char **words;
	size_t count;
	bool is_assignment;
	size_t last;
	bool is_open;
	char quote;
	bool is_ended;
	size_t used;
};

void split_words(const char *text, size_t length, struct words *words);
void free_words(struct words *words);

#endif /* NTCTL_WORDS_H */
