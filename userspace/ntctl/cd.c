// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl shell's cd and pwd: the current directory, before which relative paths
 * belong. It is a path and no handle, so being there keeps nothing alive.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "place.h"
#include "session.h"
#include "text.h"
#include "verbs.h"

static void go_to(struct session *session, UNICODE_STRING *path)
{
	free(session->directory.Buffer);
	session->directory = *path;
	path->Buffer = NULL;
}

/* The parent of the root is the root. */
static void go_up(struct session *session)
{
	UNICODE_STRING *path = &session->directory;
	size_t units = path->Length / sizeof(WCHAR);

	while (units > 1 && path->Buffer[units - 1] != '\\')
		units--;
	if (units > 1)
		units--;
	path->Length = (USHORT)(units * sizeof(WCHAR));
	path->Buffer[units] = 0;
}

/* Of a handle, or a path below one, it is the object's own path that counts. */
static NTSTATUS get_path(HANDLE directory, UNICODE_STRING *path)
{
	OBJECT_NAME_INFORMATION *name;
	NTSTATUS status;

	status = query_strings(directory, ObjectNameInformation,
			       (void **)&name);
	if (!NT_SUCCESS(status))
		return status;
	if (name->Name.Length) {
		*path = name->Name;
		path->Buffer = allocate(path->MaximumLength);
		memcpy(path->Buffer, name->Name.Buffer, path->MaximumLength);
	} else {
		status = STATUS_OBJECT_PATH_NOT_FOUND;
	}
	free(name);
	return status;
}

static NTSTATUS change(struct session *session, struct place *place)
{
	HANDLE directory;
	NTSTATUS status;

	status = open_place(place, KIND_DIRECTORY, DIRECTORY_QUERY, &directory);
	if (!NT_SUCCESS(status))
		return status;
	if (place->handle || place->root) {
		UNICODE_STRING path;

		status = get_path(directory, &path);
		if (NT_SUCCESS(status))
			go_to(session, &path);
	} else {
		go_to(session, &place->path);
	}
	close_place(place, directory);
	return status;
}

static int run_cd(struct invocation *invocation)
{
	struct place place;
	char **arguments;
	NTSTATUS status;

	next_option(invocation);
	arguments = operands(invocation, 0, 1);
	if (!arguments)
		return invocation->result;
	if (arguments[0] && !strcmp(arguments[0], "..")) {
		go_up(invocation->session);
		return EXIT_DONE;
	}
	if (!find_place(invocation, arguments[0] ? arguments[0] : "\\",
			&place))
		return EXIT_FAILED;
	status = change(invocation->session, &place);
	if (!NT_SUCCESS(status))
		report_status(place.argument, status);
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

static int run_pwd(struct invocation *invocation)
{
	char *text;

	next_option(invocation);
	if (!operands(invocation, 0, 0))
		return invocation->result;
	text = printable(&invocation->session->directory);
	puts(text);
	free(text);
	return EXIT_DONE;
}

const struct verb cd_verb = {
	.name = "cd",
	.synopsis = "[PATH]",
	.summary = "Go to a directory; .. is the one above",
	.operands = OPERAND_DIRECTORY,
	.is_textual = true,
	.needs_session = true,
	.run = run_cd,
};

const struct verb pwd_verb = {
	.name = "pwd",
	.synopsis = "",
	.summary = "Tell the current directory",
	.is_textual = true,
	.needs_session = true,
	.run = run_pwd,
};
