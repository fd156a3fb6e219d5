/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_HANDLE_ROW_H
#define NTCTL_HANDLE_ROW_H

#include "table.h"

#define MOST_COMMAND	64

/**
 * struct handle_row - a handle that the service has told of
 * @record: what it told
 * @command: the process's name; empty if it is not known
 */
struct handle_row {
	const struct ntobj_handle_record *record;
	char command[MOST_COMMAND];
};

extern const struct column handle_columns[];

UNICODE_STRING name_of_record(const struct ntobj_handle_record *record);
UNICODE_STRING type_of_record(const struct ntobj_handle_record *record);
void name_command(struct handle_row *row);

#endif /* NTCTL_HANDLE_ROW_H */
