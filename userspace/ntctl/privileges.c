// SPDX-License-Identifier: GPL-2.0
/*
 * Privileges by their names, which are those of Win32.
 */
#include <string.h>

#include "array.h"
#include "fields.h"
#include "privileges.h"

static const struct {
	ULONG number;
	const char *name;
} privileges[] = {
	{ SE_LOCK_MEMORY_PRIVILEGE, "SeLockMemoryPrivilege" },
	{ SE_INCREASE_QUOTA_PRIVILEGE, "SeIncreaseQuotaPrivilege" },
	{ SE_TCB_PRIVILEGE, "SeTcbPrivilege" },
	{ SE_SECURITY_PRIVILEGE, "SeSecurityPrivilege" },
	{ SE_TAKE_OWNERSHIP_PRIVILEGE, "SeTakeOwnershipPrivilege" },
	{ SE_LOAD_DRIVER_PRIVILEGE, "SeLoadDriverPrivilege" },
	{ SE_SYSTEM_PROFILE_PRIVILEGE, "SeSystemProfilePrivilege" },
	{ SE_SYSTEMTIME_PRIVILEGE, "SeSystemtimePrivilege" },
	{ SE_INC_BASE_PRIORITY_PRIVILEGE, "SeIncreaseBasePriorityPrivilege" },
	{ SE_CREATE_PERMANENT_PRIVILEGE, "SeCreatePermanentPrivilege" },
	{ SE_BACKUP_PRIVILEGE, "SeBackupPrivilege" },
	{ SE_RESTORE_PRIVILEGE, "SeRestorePrivilege" },
	{ SE_SHUTDOWN_PRIVILEGE, "SeShutdownPrivilege" },
	{ SE_DEBUG_PRIVILEGE, "SeDebugPrivilege" },
	{ SE_AUDIT_PRIVILEGE, "SeAuditPrivilege" },
	{ SE_CHANGE_NOTIFY_PRIVILEGE, "SeChangeNotifyPrivilege" },
	{ SE_IMPERSONATE_PRIVILEGE, "SeImpersonatePrivilege" },
	{ SE_CREATE_GLOBAL_PRIVILEGE, "SeCreateGlobalPrivilege" },
};

/* NULL after the last one */
const char *nth_privilege(size_t place)
{
	return place < ARRAY_SIZE(privileges) ? privileges[place].name : NULL;
}

/* NULL for a number that stands for none. */
const char *privilege_name(ULONG number)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(privileges); i++) {
		if (privileges[i].number == number)
			return privileges[i].name;
	}
	return NULL;
}

/* A name, without regard to case, or a number */
bool parse_privilege(const char *text, ULONG *number)
{
	__u64 value;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(privileges); i++) {
		if (!strcasecmp(privileges[i].name, text)) {
			*number = privileges[i].number;
			return true;
		}
	}
	if (!parse_number(text, SE_MAX_WELL_KNOWN_PRIVILEGE, &value))
		return false;
	*number = (ULONG)value;
	return true;
}
