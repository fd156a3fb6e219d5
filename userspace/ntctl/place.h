/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_PLACE_H
#define NTCTL_PLACE_H

#include <jansson.h>

#include "object.h"

/* What an operand without a $ is. */
enum place_kind { PLACE_PATH, PLACE_PROCESS, PLACE_THREAD };

/* The options that say which. */
#define PROCESS_OPTION { \
	.name = "process", .letter = 'p', \
	.summary = "the operand is the number of a process", \
}

#define THREAD_OPTION { \
	.name = "thread", .letter = 'T', \
	.summary = "the operand is the number of a thread", \
}

enum { PLACE_OPTION_PROCESS, PLACE_OPTION_THREAD };

extern const struct verb_option place_options[];

/**
 * struct place - what an operand names
 * @kind: what it is
 * @argument: the operand as it was typed
 * @id: the number of a process or thread, if there is no @handle
 * @handle: the object itself, which the shell has open; else NULL
 * @root: a handle of the shell's that the path is relative to; else NULL
 * @path: the path, if there is neither a @handle nor an @id
 */
struct place {
	enum place_kind kind;
	const char *argument;
	int id;
	HANDLE handle;
	HANDLE root;
	UNICODE_STRING path;
};

bool find_place(const struct invocation *invocation, const char *argument,
		struct place *place);
bool find_operand(struct invocation *invocation, enum place_kind kind,
		  const char *argument, struct place *place);
bool find_only_operand(struct invocation *invocation, struct place *place);
const char *directory_operand(const struct invocation *invocation,
			      const char *argument);
void free_place(struct place *place);
bool is_for_name(struct invocation *invocation, const struct place *place);
json_t *json_of_place(const struct place *place);
void add_place(json_t *document, const struct place *place);
void place_attributes(struct place *place, ULONG flags,
		      POBJECT_ATTRIBUTES attributes);

NTSTATUS open_place(const struct place *place, enum object_kind kind,
		    ACCESS_MASK access, HANDLE *handle);
NTSTATUS open_place_any(const struct place *place, const ACCESS_MASK *rights,
			HANDLE *handle, enum object_kind *kind);
NTSTATUS open_place_waitable(const struct place *place,
			     const ACCESS_MASK *rights, HANDLE *handle);
NTSTATUS open_place_for(const struct place *place, ACCESS_MASK access,
			HANDLE *handle);
void close_place(const struct place *place, HANDLE handle);

#endif /* NTCTL_PLACE_H */
