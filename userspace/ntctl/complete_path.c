// SPDX-License-Identifier: GPL-2.0
/*
 * Completion of paths: the names in the directory that the word leads to. It
 * says nothing if there is no such directory.
 */
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "candidates.h"
#include "directory.h"
#include "place.h"
#include "text.h"

/**
 * struct split_word - a word that is a path, split where its last name begins
 * @before: what stands before the name
 * @directory: the operand for what is before it
 * @prefix: the name, as far as it is there
 * @separator: what separates names in it
 */
struct split_word {
	char *before;
	char *directory;
	UNICODE_STRING prefix;
	char separator[2];
};

/* Returns false if the word is no path. */
static bool split(const struct session *session, const char *word,
		  struct split_word *parts)
{
	const char *last = strrchr(word, '\\');
	char separator = '\\';
	size_t before;
	size_t length;
	size_t used;

	if (!last) {
		last = strrchr(word, '/');
		if (last || !session)
			separator = '/';
	}
	before = last ? (size_t)(last - word) + 1 : 0;
	length = strlen(word + before);

	parts->prefix.Buffer = allocate((length + 1) * sizeof(WCHAR));
	if (!NT_SUCCESS(ntobj_utf8_to_utf16(word + before, length,
					    parts->prefix.Buffer, length,
					    &used))) {
		free(parts->prefix.Buffer);
		return false;
	}
	parts->prefix.Length = (USHORT)(used * sizeof(WCHAR));
	parts->separator[0] = separator;
	parts->separator[1] = 0;
	/* Outside the shell an empty word becomes an absolute path. */
	if (!*word && !session)
		parts->before = copy_text("/", 1);
	else
		parts->before = copy_text(word, before);
	/* The root is its own separator. */
	length = strlen(parts->before);
	parts->directory = copy_text(parts->before, length - (length > 1));
	return true;
}

static void free_parts(struct split_word *parts)
{
	free(parts->before);
	free(parts->directory);
	free(parts->prefix.Buffer);
}

static bool begins_with(const UNICODE_STRING *name,
			const UNICODE_STRING *prefix)
{
	size_t i;

	if (name->Length < prefix->Length)
		return false;
	for (i = 0; i < prefix->Length / sizeof(WCHAR); i++) {
		if (towupper(name->Buffer[i]) != towupper(prefix->Buffer[i]))
			return false;
	}
	return true;
}

static bool is_wanted(enum operand_kind operands, const char *type)
{
	if (!strcmp(type, "Directory") || !strcmp(type, "SymbolicLink"))
		return true;
	switch (operands) {
	case OPERAND_EVENT:
		return !strcmp(type, "Event");
	case OPERAND_SEMAPHORE:
		return !strcmp(type, "Semaphore");
	case OPERAND_MUTANT:
		return !strcmp(type, "Mutant");
	case OPERAND_EVENT_PAIR:
		return !strcmp(type, "EventPair");
	case OPERAND_TIMER:
		return !strcmp(type, "Timer");
	case OPERAND_WAITABLE:
		return !strcmp(type, "Event") || !strcmp(type, "Semaphore") ||
		       !strcmp(type, "Mutant") || !strcmp(type, "Timer");
	default:
		return operands == OPERAND_OBJECT;
	}
}

/* What can't be typed can't be completed: control characters, and a slash. */
static bool can_be_typed(const char *name, const struct split_word *parts)
{
	char *safe = printable_text(name, strlen(name));
	bool good = !strcmp(safe, name) &&
		    (parts->separator[0] != '/' || !strchr(name, '/'));

	free(safe);
	return good;
}

static void add_entry(const struct directory_entry *entry,
		      const struct split_word *parts,
		      struct candidates *candidates)
{
	char *name = plain_text(&entry->name);

	if (name && can_be_typed(name, parts))
		add_candidate(candidates, parts->before, name,
			      strcmp(entry->type, "Directory") ? "" :
			      parts->separator);
	free(name);
}

static void add_directory(HANDLE directory, enum operand_kind operands,
			  const struct split_word *parts,
			  struct candidates *candidates)
{
	struct directory_listing listing;
	size_t i;

	if (!NT_SUCCESS(read_directory(directory, &listing)))
		return;
	for (i = 0; i < listing.count; i++) {
		const struct directory_entry *entry = &listing.entries[i];

		if (is_wanted(operands, entry->type) &&
		    begins_with(&entry->name, &parts->prefix))
			add_entry(entry, parts, candidates);
	}
	free_listing(&listing);
}

/* Say whether find_place() would have something to complain of. */
static bool is_bad(const struct session *session, const char *operand)
{
	HANDLE handle;
	size_t used;

	if (session && *operand == '$' &&
	    !session_find(session, operand + 1, strcspn(operand + 1, "\\/"),
			  &handle))
		return true;
	return ntobj_utf8_to_utf16(operand, strlen(operand), NULL, 0, &used) ==
	       STATUS_INVALID_PARAMETER || used > LONGEST_PATH;
}

/* Add what is in the directory that the word names, as far as it matches. */
void complete_path(const struct session *session, enum operand_kind operands,
		   const char *word, struct candidates *candidates)
{
	struct invocation invocation = {
		.session = (struct session *)session,
	};
	struct split_word parts;
	struct place place;
	HANDLE directory;

	if (!split(session, word, &parts))
		return;
	if (!is_bad(session, parts.directory) &&
	    find_place(&invocation, parts.directory, &place)) {
		if (NT_SUCCESS(open_place(&place, KIND_DIRECTORY,
					  DIRECTORY_QUERY, &directory))) {
			add_directory(directory, operands, &parts, candidates);
			close_place(&place, directory);
		}
		free_place(&place);
	}
	free_parts(&parts);
}
