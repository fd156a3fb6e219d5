/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_SESSION_H
#define NTCTL_SESSION_H

#include "ntctl.h"

/**
 * struct held_handle - a handle that the shell keeps open
 * @variable: its name, without the $; NULL if it has none
 * @handle: its value
 */
struct held_handle {
	char *variable;
	HANDLE handle;
};

/**
 * struct session - the state of a shell
 * @directory: the current directory's path, terminated
 * @held: its open handles, in the order of their opening
 * @held_count: how many they are
 * @status: the last command's exit status
 * @stops_at_failure: a command that fails ends the shell
 * @is_over: the shell is to end
 */
struct session {
	UNICODE_STRING directory;
	struct held_handle *held;
	size_t held_count;
	int status;
	bool stops_at_failure;
	bool is_over;
};

void session_begin(struct session *session);
void session_end(struct session *session);

bool is_variable_name(const char *text, size_t length);
bool session_find(const struct session *session, const char *text,
		  size_t length, HANDLE *handle);
void session_keep(struct session *session, const char *variable,
		  HANDLE handle);
NTSTATUS session_close(struct session *session, HANDLE handle);

void session_run(struct session *session, const char *text);

#endif /* NTCTL_SESSION_H */
