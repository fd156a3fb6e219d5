// SPDX-License-Identifier: GPL-2.0
/*
 * Lists of what a word can become.
 */
#include <stdlib.h>
#include <string.h>

#include "candidates.h"

/*
 * The word becomes the three texts; the middle one is shown. Something after it
 * means that the word goes on.
 */
void add_candidate(struct candidates *candidates, const char *before,
		   const char *text, const char *after)
{
	size_t size = strlen(before) + strlen(text) + strlen(after) + 1;
	struct candidate *candidate;

	candidates->list = reallocate(candidates->list,
				      (candidates->count + 1) *
				      sizeof(*candidates->list));
	candidate = &candidates->list[candidates->count++];
	candidate->text = allocate(size);
	stpcpy(stpcpy(stpcpy(candidate->text, before), text), after);
	candidate->shown = strlen(before);
	candidate->is_final = !*after;
}

/* Add those of some words, with blanks between, that begin with a prefix. */
void add_words(struct candidates *candidates, const char *prefix,
	       const char *before, const char *words)
{
	while (*words) {
		size_t length = strcspn(words, " ");
		char *word = copy_text(words, length);

		if (length && !strncmp(word, prefix, strlen(prefix)))
			add_candidate(candidates, before, word, "");
		free(word);
		words += length + !!words[length];
	}
}

void free_candidates(struct candidates *candidates)
{
	size_t i;

	for (i = 0; i < candidates->count; i++)
		free(candidates->list[i].text);
	free(candidates->list);
	candidates->list = NULL;
	candidates->count = 0;
}
