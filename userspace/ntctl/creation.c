// SPDX-License-Identifier: GPL-2.0
/*
 * Making an object to wait for: permanent, or held until a signal comes, or in a
 * variable of the shell's.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "creation.h"
#include "json.h"
#include "place.h"

/* It must be permanent if nobody has a handle when the command is over. */
static bool is_permanent(const struct invocation *invocation,
			 const struct creation *creation)
{
	return !creation->hold && !invocation->wants_handle;
}

/* @place: NULL for an object without a name. */
static NTSTATUS create(const struct invocation *invocation, struct place *place,
		       const struct creation *creation, HANDLE *handle)
{
	OBJECT_ATTRIBUTES attributes;

	if (place)
		place_attributes(place, is_permanent(invocation, creation) ?
				 OBJ_PERMANENT : 0, &attributes);
	else
		InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	attributes.SecurityDescriptor = creation->descriptor;
	return creation->create(creation->wish, &attributes, handle);
}

/* The signals that ask a command to end; blocked, to be waited for. */
static void block_end_signals(sigset_t *signals, sigset_t *before)
{
	sigemptyset(signals);
	sigaddset(signals, SIGHUP);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigprocmask(SIG_BLOCK, signals, before);
}

static void print_json(const struct invocation *invocation,
		       const struct place *place,
		       const struct creation *creation)
{
	json_t *document = new_document(invocation->verb);

	json_object_set_new(document, "path",
			    place ? json_of_place(place) : json_string(""));
	if (creation->describe)
		creation->describe(creation->wish, document);
	json_object_set_new(document, "permanent",
			    json_boolean(is_permanent(invocation, creation)));
	print_document(document);
	fflush(stdout);
}

static void hold(const sigset_t *signals)
{
	int number;

	fflush(stdout);
	sigwait(signals, &number);
}

static int run_create(struct invocation *invocation, struct place *place,
		      const struct creation *creation)
{
	sigset_t signals;
	sigset_t before;
	NTSTATUS status;
	HANDLE handle;

	if (place && !is_for_name(invocation, place))
		return invocation->result;
	if (creation->hold)
		block_end_signals(&signals, &before);
	status = create(invocation, place, creation, &handle);
	if (NT_SUCCESS(status)) {
		if (invocation->json)
			print_json(invocation, place, creation);
		if (creation->hold)
			hold(&signals);
		if (invocation->wants_handle)
			invocation->handle = handle;
		else
			NtClose(handle);
	} else {
		report_status(place ? place->argument : creation->what, status);
	}
	if (creation->hold)
		sigprocmask(SIG_SETMASK, &before, NULL);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

/* Only an object that is kept in a variable can be without a name. */
static int run_operands(struct invocation *invocation,
			const struct creation *creation)
{
	char **arguments = operands(invocation, !invocation->wants_handle, 1);
	struct place place;
	int result;

	if (!arguments)
		return invocation->result;
	if (!arguments[0])
		return run_create(invocation, NULL, creation);
	if (!find_place(invocation, arguments[0], &place))
		return EXIT_FAILED;
	result = run_create(invocation, &place, creation);
	free_place(&place);
	return result;
}

/* The next option of the type's own; those that all have are taken on the way. */
int next_own_option(struct invocation *invocation, struct creation *creation)
{
	int option;

	while ((option = next_option(invocation)) >= creation->own_options) {
		if (option == creation->own_options)
			creation->hold = true;
		else
			take_descriptor(invocation, optarg,
					&creation->descriptor);
	}
	return option;
}

/* When the options have been read. The descriptor is freed. */
int run_creation(struct invocation *invocation, struct creation *creation)
{
	int result;

	if (creation->hold && invocation->wants_handle)
		usage_error(invocation, "a variable holds it without --hold");
	result = run_operands(invocation, creation);
	free(creation->descriptor);
	return result;
}
