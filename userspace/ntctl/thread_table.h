/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_THREAD_TABLE_H
#define NTCTL_THREAD_TABLE_H

#include "debugfs.h"
#include "table.h"

/* What stands in the column alerts for one of NtAlertThread's. */
#define ALERT_BY_HANDLE	'u'

extern const struct column thread_columns[];

typedef bool (*thread_filter)(const struct debugfs_table *threads);

int run_thread_list(struct invocation *invocation, const char *usual,
		    thread_filter filter);

#endif /* NTCTL_THREAD_TABLE_H */
