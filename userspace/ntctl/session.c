// SPDX-License-Identifier: GPL-2.0
/*
 * The state of a shell: the current directory and the handles that are open.
 */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "session.h"

void session_begin(struct session *session)
{
	static const WCHAR root[] = { '\\', 0 };

	memset(session, 0, sizeof(*session));
	session->directory.Buffer = allocate(sizeof(root));
	memcpy(session->directory.Buffer, root, sizeof(root));
	session->directory.Length = sizeof(root) - sizeof(WCHAR);
	session->directory.MaximumLength = sizeof(root);
}

void session_end(struct session *session)
{
	while (session->held_count)
		session_close(session, session->held[0].handle);
	free(session->held);
	free(session->directory.Buffer);
}

/* Letters, digits and _, and no digit at the beginning. */
bool is_variable_name(const char *text, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (!isalnum((unsigned char)text[i]) && text[i] != '_')
			return false;
	}
	return length && !isdigit((unsigned char)text[0]);
}

/* A handle's value, which need not be one that the shell knows. */
static bool parse_handle(const char *text, size_t length, HANDLE *handle)
{
	char number[32];
	char *end;
	__u64 value;

	if (length >= sizeof(number))
		return false;
	memcpy(number, text, length);
	number[length] = 0;
	errno = 0;
	value = strtoull(number, &end, 0);
	*handle = (HANDLE)(uintptr_t)value;
	return !errno && !*end;
}

/* What stands after a $: a variable's name, or a handle's value. */
bool session_find(const struct session *session, const char *text,
		  size_t length, HANDLE *handle)
{
	size_t i;

	if (length && isdigit((unsigned char)text[0]))
		return parse_handle(text, length, handle);
	for (i = 0; i < session->held_count; i++) {
		const char *variable = session->held[i].variable;

		if (variable && strlen(variable) == length &&
		    !strncmp(variable, text, length)) {
			*handle = session->held[i].handle;
			return true;
		}
	}
	return false;
}

static void forget(struct session *session, size_t place)
{
	free(session->held[place].variable);
	session->held_count--;
	memmove(&session->held[place], &session->held[place + 1],
		(session->held_count - place) * sizeof(*session->held));
}

/*
 * Keep a handle open, under a name if there is one; what had that name before
 * is closed.
 */
void session_keep(struct session *session, const char *variable, HANDLE handle)
{
	struct held_handle *held;
	HANDLE old;

	if (variable &&
	    session_find(session, variable, strlen(variable), &old))
		session_close(session, old);
	session->held = reallocate(session->held, (session->held_count + 1) *
				   sizeof(*session->held));
	held = &session->held[session->held_count++];
	held->handle = handle;
	held->variable = variable ? copy_text(variable, strlen(variable)) :
				    NULL;
}

/* Close a handle, and forget it even if that fails: it is of no use then. */
NTSTATUS session_close(struct session *session, HANDLE handle)
{
	size_t i;

	for (i = 0; i < session->held_count; i++) {
		if (session->held[i].handle != handle)
			continue;
		forget(session, i);
		break;
	}
	return NtClose(handle);
}
