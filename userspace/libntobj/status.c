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
	STATUS(STATUS_USER_APC, EINTR, "a user APC came"),
	STATUS(STATUS_ALERTED, EINTR, "the thread was alerted"),
	STATUS(STATUS_TIMEOUT, ETIMEDOUT, "the time is over"),
	STATUS(STATUS_PENDING, 0, "it has not ended"),
	STATUS(STATUS_MORE_ENTRIES, 0, "there are more entries"),
	STATUS(STATUS_NOT_ALL_ASSIGNED, 0,
	       "the token does not have all of the privileges"),
	STATUS(STATUS_OBJECT_NAME_EXISTS, 0, "the object existed already"),
	STATUS(DBG_TERMINATE_PROCESS, 0, "it was terminated"),
	STATUS(STATUS_BREAKPOINT, EIO, "a breakpoint was reached"),
	STATUS(STATUS_BUFFER_OVERFLOW, ENOBUFS, "the text does not fit"),
	STATUS(STATUS_NO_MORE_ENTRIES, ENOENT, "there are no more entries"),
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
	STATUS(STATUS_NAME_TOO_LONG, ENAMETOOLONG, "the name is too long"),
	STATUS(STATUS_PROCESS_IS_TERMINATING, ESRCH,
	       "the process is ending or has ended"),
	STATUS(STATUS_CANCELLED, ECANCELED, "cancelled"),
	STATUS(STATUS_CONTROL_C_EXIT, EINTR, "it was interrupted from a terminal"),
	STATUS(STATUS_NOT_SAME_OBJECT, EINVAL, "they are not the same object"),
	STATUS(STATUS_HANDLE_NOT_CLOSABLE, EPERM,
	       "the handle is protected from close"),
	STATUS(STATUS_STACK_BUFFER_OVERRUN, EIO, "it aborted itself"),
	STATUS(STATUS_REPARSE_POINT_ENCOUNTERED, ELOOP,
	       "there is a symbolic link in the path"),
	STATUS(STATUS_FLT_INSTANCE_ALTITUDE_COLLISION, EEXIST,
	       "the altitude is taken"),
};

static const struct status_description *find_status(NTSTATUS status)
{
	size_t i;

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

	return found ? found->text : "unknown status";
}

/**
 * ntobj_status_to_errno() - tell the error number nearest to a status
 * @status: any value
 *
 * Origin: ntobj's own.
 * Context: Does not block. Any thread; safe in signal handlers.
 * Return: 0 for success, ETIMEDOUT for STATUS_TIMEOUT, EINTR for a wait that
 * was alerted; EIO for a failure that no service of ntobj returns.
 */
int ntobj_status_to_errno(NTSTATUS status)
{
	const struct status_description *found = find_status(status);

	if (found)
		return found->error;
	return NT_SUCCESS(status) ? 0 : EIO;
}
