// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl wait: until an object is signalled.
 */
#include <err.h>
#include <stdlib.h>

#include "json.h"
#include "object.h"
#include "seconds.h"
#include "text.h"

static NTSTATUS wait_for(const UNICODE_STRING *path, LARGE_INTEGER *timeout)
{
	NTSTATUS status;
	HANDLE handle;

	status = open_kind(KIND_EVENT, NULL, path, SYNCHRONIZE, &handle);
	if (!NT_SUCCESS(status))
		return status;
	status = NtWaitForSingleObject(handle, FALSE, timeout);
	NtClose(handle);
	return status;
}

static int finish(const struct invocation *invocation, const char *argument,
		  const UNICODE_STRING *path, NTSTATUS status)
{
	if (status != STATUS_WAIT_0 && status != STATUS_TIMEOUT) {
		report_status(argument, status);
		return EXIT_FAILED;
	}
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set_new(document, "path", json_of_string(path));
		json_object_set_new(document, "signalled",
				    json_boolean(status == STATUS_WAIT_0));
		print_document(document);
	}
	return status == STATUS_WAIT_0 ? EXIT_DONE : EXIT_TIMEOUT;
}

static int run(struct invocation *invocation)
{
	static const struct option options[] = {
		{ "timeout", required_argument, NULL, 't' },
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 }
	};
	LARGE_INTEGER *limit = NULL;
	LARGE_INTEGER timeout;
	UNICODE_STRING path;
	const char *argument;
	NTSTATUS status;
	int result;

	while (next_option(invocation, "t:", options) == 't') {
		if (!parse_timeout(optarg, &timeout)) {
			warnx("no number of seconds: %s", optarg);
			point_to_help(invocation->verb);
		}
		limit = &timeout;
	}
	argument = operands(invocation, 1, 1)[0];
	if (!make_path(argument, &path))
		return EXIT_FAILED;
	status = wait_for(&path, limit);
	result = finish(invocation, argument, &path, status);
	free(path.Buffer);
	return result;
}

const struct verb wait_verb = {
	.name = "wait",
	.synopsis = "[--timeout SECONDS] PATH",
	.summary = "Wait until an event is signalled",
	.options =
	"  -t, --timeout SECONDS  give up after so long, with exit status 124;\n"
	"                        a fraction will do, 0 does not wait\n",
	.run = run,
};
