// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl event create.
 */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "event.h"
#include "json.h"
#include "text.h"

struct wish {
	EVENT_TYPE type;
	bool signalled;
	bool hold;
};

/*
 * Without --hold the event must be permanent, or it would go with the command.
 */
static NTSTATUS create(UNICODE_STRING *path, const struct wish *wish,
		       HANDLE *event)
{
	OBJECT_ATTRIBUTES attributes;
	ULONG flags = OBJ_CASE_INSENSITIVE;

	if (!wish->hold)
		flags |= OBJ_PERMANENT;
	InitializeObjectAttributes(&attributes, path, flags, NULL, NULL);
	return NtCreateEvent(event, EVENT_ALL_ACCESS, &attributes, wish->type,
			     wish->signalled);
}

/* The signals that ask a command to end; blocked, to be waited for. */
static void block_end_signals(sigset_t *signals)
{
	sigemptyset(signals);
	sigaddset(signals, SIGHUP);
	sigaddset(signals, SIGINT);
	sigaddset(signals, SIGTERM);
	sigprocmask(SIG_BLOCK, signals, NULL);
}

static void print_json(const struct invocation *invocation,
		       const UNICODE_STRING *path, const struct wish *wish)
{
	json_t *document = new_document(invocation->verb);

	json_object_set_new(document, "path", json_of_string(path));
	json_object_set_new(document, "event_type",
			    json_string(event_type_name(wish->type)));
	json_object_set_new(document, "signalled",
			    json_boolean(wish->signalled));
	json_object_set_new(document, "permanent", json_boolean(!wish->hold));
	print_document(document);
	fflush(stdout);
}

static EVENT_TYPE parse_type(const struct invocation *invocation,
			     const char *text)
{
	if (!strcmp(text, "notification"))
		return NotificationEvent;
	if (!strcmp(text, "synchronization"))
		return SynchronizationEvent;
	warnx("no such type of event: %s", text);
	point_to_help(invocation->verb);
}

static void parse_options(struct invocation *invocation, struct wish *wish)
{
	static const struct option options[] = {
		{ "type", required_argument, NULL, 't' },
		{ "signalled", no_argument, NULL, 's' },
		{ "hold", no_argument, NULL, 'o' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	int option;

	while ((option = next_option(invocation, "", options)) != -1) {
		switch (option) {
		case 't':
			wish->type = parse_type(invocation, optarg);
			break;
		case 's':
			wish->signalled = true;
			break;
		case 'o':
			wish->hold = true;
			break;
		}
	}
}

static int run(struct invocation *invocation)
{
	struct wish wish = { .type = NotificationEvent };
	UNICODE_STRING path;
	const char *argument;
	sigset_t signals;
	NTSTATUS status;
	HANDLE event;
	int number;

	parse_options(invocation, &wish);
	argument = operands(invocation, 1, 1)[0];
	if (!make_path(argument, &path))
		return EXIT_FAILED;
	if (wish.hold)
		block_end_signals(&signals);

	status = create(&path, &wish, &event);
	if (NT_SUCCESS(status)) {
		if (invocation->json)
			print_json(invocation, &path, &wish);
		if (wish.hold)
			sigwait(&signals, &number);
		NtClose(event);
	} else {
		report_status(argument, status);
	}
	free(path.Buffer);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

const struct verb event_create_verb = {
	.name = "event create",
	.synopsis = "[OPTION]... PATH",
	.summary = "Make an event",
	.options =
	"      --type TYPE       notification, which is usual, or synchronization\n"
	"      --signalled       make it signalled\n"
	"      --hold            make it temporary, and keep it until a signal\n"
	"                        ends the command\n",
	.run = run,
};
