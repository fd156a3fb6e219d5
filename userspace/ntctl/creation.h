/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the verbs have in common that make an object to wait for.
 */
#ifndef NTCTL_CREATION_H
#define NTCTL_CREATION_H

#include <jansson.h>

#include "descriptor.h"

/* The options that all of them have, after those of the type, in this order. */
#define HOLD_OPTION { \
	.name = "hold", \
	.summary = "make it temporary, and keep it until a signal comes", \
}

#define SDDL_OPTION { \
	.name = "sddl", .argument = "SDDL", .summary = SDDL_SUMMARY, \
}

/**
 * struct creation - an object that is to be made
 * @what: what it is called in messages if it has no name
 * @wish: of its type alone; NULL if there is nothing to wish
 * @create: makes it
 * @describe: adds to a document what @wish tells; NULL if that is nothing
 * @own_options: how many options its type has of its own
 * @hold: whether it is kept until a signal comes, and temporary
 * @descriptor: who may do what with it; NULL for the usual
 */
struct creation {
	const char *what;
	const void *wish;
	NTSTATUS (*create)(const void *wish, POBJECT_ATTRIBUTES attributes,
			   HANDLE *handle);
	void (*describe)(const void *wish, json_t *document);
	int own_options;
	bool hold;
	PSECURITY_DESCRIPTOR descriptor;
};

int next_own_option(struct invocation *invocation, struct creation *creation);
int run_creation(struct invocation *invocation, struct creation *creation);

#endif /* NTCTL_CREATION_H */
