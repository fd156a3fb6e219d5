/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the verbs have in common that do something with one object.
 */
#ifndef NTCTL_ACTION_H
#define NTCTL_ACTION_H

#include <jansson.h>

#include "object.h"

/**
 * struct action - what is done with an object
 * @kind: its type
 * @access: the rights that it takes
 * @is_wait: whether it is a wait, which Ctrl-C ends
 * @act: does it; what is asked and what is answered are in the data
 * @describe: adds to a document what the data tell
 * @print: tells people the same of what was named so; NULL if there is nothing
 *	to tell them
 */
struct action {
	enum object_kind kind;
	ACCESS_MASK access;
	bool is_wait;
	NTSTATUS (*act)(HANDLE handle, void *data);
	void (*describe)(const void *data, json_t *document);
	void (*print)(const char *name, const void *data);
};

int run_action(struct invocation *invocation, const struct action *action,
	       void *data);

#endif /* NTCTL_ACTION_H */
