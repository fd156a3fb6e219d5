/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_HANDLE_LINE_H
#define NTCTL_HANDLE_LINE_H

#include <linux/types.h>
#include <stdbool.h>

/**
 * struct handle_line - one handle, as debugfs tells it
 * @pid: the process that it belongs to
 * @comm: that process's name, UTF-8 or any other bytes
 * @variable: the shell's variable that has it; NULL if none has
 * @handle: its value
 * @access: rights it has
 * @attributes: OBJ_INHERIT and the like
 * @object_id: the object's number; 0 if it is not known
 * @type: the object's type
 * @name: the object's path, empty if it has none
 */
struct handle_line {
	int pid;
	char *comm;
	const char *variable;
	__u64 handle;
	__u32 access;
	__u32 attributes;
	__u64 object_id;
	char *type;
	char *name;
};

bool parse_handle_line(char *text, struct handle_line *line);

#endif /* NTCTL_HANDLE_LINE_H */
