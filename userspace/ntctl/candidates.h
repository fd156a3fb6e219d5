/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_CANDIDATES_H
#define NTCTL_CANDIDATES_H

#include "session.h"

/**
 * struct candidate - what a word can become
 * @text: the whole word, without quotes
 * @shown: where in it the part begins that a list shows
 * @is_final: nothing more will be added to it
 */
struct candidate {
	char *text;
	size_t shown;
	bool is_final;
};

/**
 * struct candidates - all that a word can become, in the order of their text
 * @list: the candidates
 * @count: how many they are
 */
struct candidates {
	struct candidate *list;
	size_t count;
};

void add_candidate(struct candidates *candidates, const char *before,
		   const char *text, const char *after);
void add_words(struct candidates *candidates, const char *prefix,
	       const char *before, const char *words);
void free_candidates(struct candidates *candidates);

void complete_path(const struct session *session, enum operand_kind operands,
		   const char *word, struct candidates *candidates);
void complete_word(const struct session *session, char **words, size_t count,
		   const char *word, struct candidates *candidates);

#endif /* NTCTL_CANDIDATES_H */
