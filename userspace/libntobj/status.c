// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * What statuses are called and mean.
 */
#include <errno.h>

#include "array.h"
#include "internal.h"

struct status_description {
	NTSTATUS value;
	int error;
	const char *name;
	const char *text;
};

#define STATUS(value, error, text)	{ value, error, #value, text }

static const struct status_description descriptions[] = {
	STATUS(STATUS_SUCCESS, 0, "success"),
	STATUS(STATUS_ABANDONED_WAIT_0, EOWNERDEAD,
	       "a mutant's owner ended without a release"),
	STATUS(STATUS_USER_APC, EINTR, "a user APC came"),
	STATUS(STATUS_ALERTED, EINTR, "the thread was alerted"),
	STATUS(STATUS_TIMEOUT, ETIMEDOUT, "the time is over"),
	STATUS(STATUS_PENDING, 0, "it has not ended"),
	STATUS(STATUS_MORE_ENTRIES, 0, "there are more entries"),
	STATUS(STATUS_NOT_ALL_ASSIGNED, 0,
	       "the token does not have all of the privileges"),
	STATUS(STATUS_OBJECT_NAME_EXISTS, 0, "the object existed already"),
	STATUS(STATUS_NO_YIELD_PERFORMED, 0, "no other thread was to run"),
	STATUS(STATUS_TIMER_RESUME_IGNORED, 0,
	       "the machine will not wake up for the timer"),
	STATUS(DBG_TERMINATE_PROCESS, 0, "it was terminated"),
	STATUS(STATUS_BREAKPOINT, EIO, "a breakpoint was reached"),
	STATUS(STATUS_BUFFER_OVERFLOW, ENOBUFS, "the text does not fit"),
	STATUS(STATUS_NO_MORE_ENTRIES, ENOENT, "there are no more entries"),
	STATUS(STATUS_UNSUCCESSFUL, ESRCH, "the thread has ended"),
	STATUS(STATUS_NOT_IMPLEMENTED, EOPNOTSUPP, "not implemented"),
	STATUS(STATUS_INVALID_INFO_CLASS, EINVAL,
	       "no such class of information"),
	STATUS(STATUS_INFO_LENGTH_MISMATCH, EINVAL,
	       "the length is not the information's"),
	STATUS(STATUS_ACCESS_VIOLATION, EFAULT, "bad address"),
	STATUS(STATUS_IN_PAGE_ERROR, EIO, "a page could not be read"),
	STATUS(STATUS_INVALID_HANDLE, EBADF, "invalid handle"),
	STATUS(STATUS_INVALID_CID, ESRCH, "no such process or thread"),
	STATUS(STATUS_INVALID_PARAMETER, EINVAL, "invalid parameter"),
	STATUS(STATUS_NO_MEMORY, ENOMEM, "no memory"),
	STATUS(STATUS_INVALID_SYSTEM_SERVICE, EOPNOTSUPP,
	       "the kernel module has no such service"),
	STATUS(STATUS_ILLEGAL_INSTRUCTION, EIO, "illegal instruction"),
	STATUS(STATUS_ACCESS_DENIED, EACCES, "access denied"),
	STATUS(STATUS_BUFFER_TOO_SMALL, ENOBUFS, "the buffer is too small"),
	STATUS(STATUS_OBJECT_TYPE_MISMATCH, EINVAL,
	       "the object is of another type"),
	STATUS(STATUS_INVALID_PARAMETER_MIX, EINVAL,
	       "parameters that exclude each other, or too few"),
	STATUS(STATUS_OBJECT_NAME_INVALID, EINVAL, "invalid name"),
	STATUS(STATUS_OBJECT_NAME_NOT_FOUND, ENOENT, "no such object"),
	STATUS(STATUS_OBJECT_NAME_COLLISION, EEXIST, "the name is taken"),
	STATUS(STATUS_OBJECT_PATH_NOT_FOUND, ENOENT,
	       "no such directory on the way"),
	STATUS(STATUS_OBJECT_PATH_SYNTAX_BAD, EINVAL,
	       "the path does not begin with a backslash"),
	STATUS(STATUS_QUOTA_EXCEEDED, EDQUOT, "quota exceeded"),
	STATUS(STATUS_MUTANT_NOT_OWNED, EPERM,
	       "the mutant is not the thread's"),
	STATUS(STATUS_SEMAPHORE_LIMIT_EXCEEDED, EOVERFLOW,
	       "the semaphore's count would be above its maximum"),
	STATUS(STATUS_SUSPEND_COUNT_EXCEEDED, EOVERFLOW,
	       "the thread is suspended as often as can be"),
	STATUS(STATUS_THREAD_IS_TERMINATING, ESRCH,
	       "the thread is ending or has ended"),
	STATUS(STATUS_UNKNOWN_REVISION, EINVAL, "of an unknown revision"),
	STATUS(STATUS_REVISION_MISMATCH, EINVAL,
	       "the revisions do not fit together"),
	STATUS(STATUS_INVALID_OWNER, EPERM, "it can't be made the owner"),
	STATUS(STATUS_INVALID_PRIMARY_GROUP, EINVAL,
	       "it can't be the primary group"),
	STATUS(STATUS_NO_IMPERSONATION_TOKEN, EINVAL,
	       "the token does not impersonate"),
	STATUS(STATUS_PRIVILEGE_NOT_HELD, EPERM, "a privilege is missing"),
	STATUS(STATUS_INVALID_ACL, EINVAL, "invalid access control list"),
	STATUS(STATUS_INVALID_SID, EINVAL, "invalid security identifier"),
	STATUS(STATUS_INVALID_SECURITY_DESCR, EINVAL,
	       "invalid security descriptor"),
	STATUS(STATUS_NO_TOKEN, ENOENT, "the thread does not impersonate"),
	STATUS(STATUS_INTEGER_DIVIDE_BY_ZERO, EDOM, "division by zero"),
	STATUS(STATUS_INTEGER_OVERFLOW, EOVERFLOW, "a number is too large"),
	STATUS(STATUS_ALLOTTED_SPACE_EXCEEDED, ENOBUFS,
	       "there is no room in the list"),
	STATUS(STATUS_INSUFFICIENT_RESOURCES, ENOMEM,
	       "insufficient resources"),
	STATUS(STATUS_BAD_IMPERSONATION_LEVEL, EPERM,
	       "not at that level of impersonation"),
	STATUS(STATUS_BAD_TOKEN_TYPE, EINVAL, "the token is of the other type"),
	STATUS(STATUS_NOT_SUPPORTED, ENOTSUP, "not supported"),
	STATUS(STATUS_NO_SECURITY_ON_OBJECT, ENODATA,
	       "the object has no security descriptor"),
	STATUS(STATUS_GENERIC_NOT_MAPPED, EINVAL,
	       "generic rights where the type's own are wanted"),
	STATUS(STATUS_BAD_DESCRIPTOR_FORMAT, EINVAL,
	       "the descriptor is of the other form"),
	STATUS(STATUS_INVALID_PARAMETER_1, EINVAL,
	       "the first parameter is invalid"),
	STATUS(STATUS_INVALID_PARAMETER_3, EINVAL,
	       "the third parameter is invalid"),
	STATUS(STATUS_INVALID_PARAMETER_4, EINVAL,
	       "the fourth parameter is invalid"),
	STATUS(STATUS_INVALID_PARAMETER_6, EINVAL,
	       "the sixth parameter is invalid"),
	STATUS(STATUS_NAME_TOO_LONG, ENAMETOOLONG, "the name is too long"),
	STATUS(STATUS_PROCESS_IS_TERMINATING, ESRCH,
	       "the process is ending or has ended"),
	STATUS(STATUS_CANCELLED, ECANCELED, "cancelled"),
	STATUS(STATUS_CONTROL_C_EXIT, EINTR, "it was interrupted from a terminal"),
	STATUS(STATUS_MUTANT_LIMIT_EXCEEDED, EOVERFLOW,
	       "the thread owns the mutant too often"),
	STATUS(STATUS_NOT_SAME_OBJECT, EINVAL, "they are not the same object"),
	STATUS(STATUS_HANDLE_NOT_CLOSABLE, EPERM,
	       "the handle is protected from close"),
	STATUS(STATUS_STACK_BUFFER_OVERRUN, EIO, "it aborted itself"),
	STATUS(STATUS_REPARSE_POINT_ENCOUNTERED, ELOOP,
	       "there is a symbolic link in the path"),
	STATUS(STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, EEXIST,
	       "the altitude is taken"),
};

/* What a wait for any of several objects returns for all but the first. */
static const char *const wait_names[] = {
	"STATUS_WAIT_0", "STATUS_WAIT_1", "STATUS_WAIT_2", "STATUS_WAIT_3",
	"STATUS_WAIT_4", "STATUS_WAIT_5", "STATUS_WAIT_6", "STATUS_WAIT_7",
	"STATUS_WAIT_8", "STATUS_WAIT_9", "STATUS_WAIT_10", "STATUS_WAIT_11",
	"STATUS_WAIT_12", "STATUS_WAIT_13", "STATUS_WAIT_14", "STATUS_WAIT_15",
	"STATUS_WAIT_16", "STATUS_WAIT_17", "STATUS_WAIT_18", "STATUS_WAIT_19",
	"STATUS_WAIT_20", "STATUS_WAIT_21", "STATUS_WAIT_22", "STATUS_WAIT_23",
	"STATUS_WAIT_24", "STATUS_WAIT_25", "STATUS_WAIT_26", "STATUS_WAIT_27",
	"STATUS_WAIT_28", "STATUS_WAIT_29", "STATUS_WAIT_30", "STATUS_WAIT_31",
	"STATUS_WAIT_32", "STATUS_WAIT_33", "STATUS_WAIT_34", "STATUS_WAIT_35",
	"STATUS_WAIT_36", "STATUS_WAIT_37", "STATUS_WAIT_38", "STATUS_WAIT_39",
	"STATUS_WAIT_40", "STATUS_WAIT_41", "STATUS_WAIT_42", "STATUS_WAIT_43",
	"STATUS_WAIT_44", "STATUS_WAIT_45", "STATUS_WAIT_46", "STATUS_WAIT_47",
	"STATUS_WAIT_48", "STATUS_WAIT_49", "STATUS_WAIT_50", "STATUS_WAIT_51",
	"STATUS_WAIT_52", "STATUS_WAIT_53", "STATUS_WAIT_54", "STATUS_WAIT_55",
	"STATUS_WAIT_56", "STATUS_WAIT_57", "STATUS_WAIT_58", "STATUS_WAIT_59",
	"STATUS_WAIT_60", "STATUS_WAIT_61", "STATUS_WAIT_62", "STATUS_WAIT_63",
};

static const char *const abandoned_wait_names[] = {
	"STATUS_ABANDONED_WAIT_0", "STATUS_ABANDONED_WAIT_1",
	"STATUS_ABANDONED_WAIT_2", "STATUS_ABANDONED_WAIT_3",
	"STATUS_ABANDONED_WAIT_4", "STATUS_ABANDONED_WAIT_5",
	"STATUS_ABANDONED_WAIT_6", "STATUS_ABANDONED_WAIT_7",
	"STATUS_ABANDONED_WAIT_8", "STATUS_ABANDONED_WAIT_9",
	"STATUS_ABANDONED_WAIT_10", "STATUS_ABANDONED_WAIT_11",
	"STATUS_ABANDONED_WAIT_12", "STATUS_ABANDONED_WAIT_13",
	"STATUS_ABANDONED_WAIT_14", "STATUS_ABANDONED_WAIT_15",
	"STATUS_ABANDONED_WAIT_16", "STATUS_ABANDONED_WAIT_17",
	"STATUS_ABANDONED_WAIT_18", "STATUS_ABANDONED_WAIT_19",
	"STATUS_ABANDONED_WAIT_20", "STATUS_ABANDONED_WAIT_21",
	"STATUS_ABANDONED_WAIT_22", "STATUS_ABANDONED_WAIT_23",
	"STATUS_ABANDONED_WAIT_24", "STATUS_ABANDONED_WAIT_25",
	"STATUS_ABANDONED_WAIT_26", "STATUS_ABANDONED_WAIT_27",
	"STATUS_ABANDONED_WAIT_28", "STATUS_ABANDONED_WAIT_29",
	"STATUS_ABANDONED_WAIT_30", "STATUS_ABANDONED_WAIT_31",
	"STATUS_ABANDONED_WAIT_32", "STATUS_ABANDONED_WAIT_33",
	"STATUS_ABANDONED_WAIT_34", "STATUS_ABANDONED_WAIT_35",
	"STATUS_ABANDONED_WAIT_36", "STATUS_ABANDONED_WAIT_37",
	"STATUS_ABANDONED_WAIT_38", "STATUS_ABANDONED_WAIT_39",
	"STATUS_ABANDONED_WAIT_40", "STATUS_ABANDONED_WAIT_41",
	"STATUS_ABANDONED_WAIT_42", "STATUS_ABANDONED_WAIT_43",
	"STATUS_ABANDONED_WAIT_44", "STATUS_ABANDONED_WAIT_45",
	"STATUS_ABANDONED_WAIT_46", "STATUS_ABANDONED_WAIT_47",
	"STATUS_ABANDONED_WAIT_48", "STATUS_ABANDONED_WAIT_49",
	"STATUS_ABANDONED_WAIT_50", "STATUS_ABANDONED_WAIT_51",
	"STATUS_ABANDONED_WAIT_52", "STATUS_ABANDONED_WAIT_53",
	"STATUS_ABANDONED_WAIT_54", "STATUS_ABANDONED_WAIT_55",
	"STATUS_ABANDONED_WAIT_56", "STATUS_ABANDONED_WAIT_57",
	"STATUS_ABANDONED_WAIT_58", "STATUS_ABANDONED_WAIT_59",
	"STATUS_ABANDONED_WAIT_60", "STATUS_ABANDONED_WAIT_61",
	"STATUS_ABANDONED_WAIT_62", "STATUS_ABANDONED_WAIT_63",
};

static bool is_wait_status(NTSTATUS status)
{
	return status > STATUS_WAIT_0 && status <= STATUS_WAIT_63;
}

static bool is_abandoned_wait_status(NTSTATUS status)
{
	return status > STATUS_ABANDONED_WAIT_0 &&
	       status <= STATUS_ABANDONED_WAIT_63;
}

static const struct status_description *find_status(NTSTATUS status)
{
	size_t i;

	/* They say the same as the first of them, but for which object it was. */
	if (is_abandoned_wait_status(status))
		status = STATUS_ABANDONED_WAIT_0;
	for (i = 0; i < ARRAY_SIZE(descriptions); i++) {
		if (descriptions[i].value == status)
			return &descriptions[i];
	}
	return NULL;
}

/**
 * ntobj_status_name() - tell what a status is called
 * @status: any value
 *
 * Origin: ntobj's own.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: For instance "STATUS_TIMEOUT", never to be freed; NULL for a status
 * that no service of ntobj returns.
 */
const char *ntobj_status_name(NTSTATUS status)
{
	const struct status_description *found = find_status(status);

	if (is_wait_status(status))
		return wait_names[status - STATUS_WAIT_0];
	if (is_abandoned_wait_status(status))
		return abandoned_wait_names[status - STATUS_ABANDONED_WAIT_0];
	return found ? found->name : NULL;
}

/**
 * ntobj_status_text() - tell what a status means
 * @status: any value
 *
 * Origin: ntobj's own.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: A few English words in lower case, never to be freed;
 * "unknown status" for a status that no service of ntobj returns.
 */
const char *ntobj_status_text(NTSTATUS status)
{
	const struct status_description *found = find_status(status);

	if (is_wait_status(status))
		return "an object was signalled";
	return found ? found->text : "unknown status";
}

/**
 * ntobj_status_to_errno() - tell the error number nearest to a status
 * @status: any value
 *
 * Origin: ntobj's own.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: 0 for success, ETIMEDOUT for STATUS_TIMEOUT, EINTR for a wait that
 * was alerted, EOWNERDEAD for one that got an abandoned mutant; EIO for a failure
 * that no service of ntobj returns.
 */
int ntobj_status_to_errno(NTSTATUS status)
{
	const struct status_description *found = find_status(status);

	if (found)
		return found->error;
	return NT_SUCCESS(status) ? 0 : EIO;
}
