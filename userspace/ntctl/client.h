/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_CLIENT_H
#define NTCTL_CLIENT_H

#include <jansson.h>

#include "object.h"

/**
 * struct client_end - how a process or a thread has ended
 * @exit_status: as NT has it
 * @wait_status: as Linux has it
 */
struct client_end {
	NTSTATUS exit_status;
	int wait_status;
};

/**
 * struct client_facts - what a process or a thread tells of itself
 * @process: the process's number
 * @thread: the thread's; 0 of a process
 * @parent: the number of a process's parent
 * @open_handles: how many handles a process has
 * @base_priority: as NT has it
 * @priority: of a thread
 * @affinity: processors that it may run on
 * @has_ended: whether there is an @end
 * @end: how it has ended
 * @times: when and how long it ran
 */
struct client_facts {
	__u64 process;
	__u64 thread;
	__u64 parent;
	ULONG open_handles;
	KPRIORITY base_priority;
	KPRIORITY priority;
	__u64 affinity;
	bool has_ended;
	struct client_end end;
	KERNEL_USER_TIMES times;
};

#define MOST_END_TEXT	100

bool parse_id(const char *text, int *id);
NTSTATUS open_client(enum object_kind kind, int id, ACCESS_MASK access,
		     HANDLE *handle);

bool query_end(HANDLE handle, struct client_end *end);
void format_end(const struct client_end *end, char text[MOST_END_TEXT]);
void add_end(json_t *document, const struct client_end *end);

NTSTATUS query_process(HANDLE handle, struct client_facts *facts);
NTSTATUS query_thread(HANDLE handle, struct client_facts *facts);
void print_client_name(const struct client_facts *facts);
void print_client(const struct client_facts *facts);
void add_client(json_t *document, const struct client_facts *facts);

#endif /* NTCTL_CLIENT_H */
