// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Services on any handle, whatever it is to.
 */
#include "internal.h"

/**
 * NtClose() - close a handle
 * @Handle: the handle; its two low bits are ignored
 *
 * If it was the last handle to an object that is not permanent, the object's
 * name is gone when this returns.
 *
 * Origin: Server 2003; no exception is ever raised.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE: not open;
 * STATUS_HANDLE_NOT_CLOSABLE: protected from close; and what any service can
 * return, see libntobj(3).
 */
NTSTATUS NtClose(HANDLE Handle)
{
	return ntobj_call_handle(NTOBJ_IOC_CLOSE, Handle);
}

/**
 * NtMakeTemporaryObject() - let an object's name go with its last handle
 * @Handle: the object, with DELETE
 *
 * Origin: Server 2003; no privilege is needed, and an object that is temporary
 * already is no error.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_ACCESS_DENIED: the
 * handle lacks DELETE; and what any service can return, see libntobj(3).
 */
NTSTATUS NtMakeTemporaryObject(HANDLE Handle)
{
	return ntobj_call_handle(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, Handle);
}

/**
 * NtMakePermanentObject() - let an object's name stay without handles
 * @Handle: the object, with any right
 *
 * Origin: Server 2003. The privilege is SeCreatePermanentPrivilege.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_HANDLE; STATUS_PRIVILEGE_NOT_HELD:
 * the caller may not make objects permanent; and what any service can return,
 * see libntobj(3).
 */
NTSTATUS NtMakePermanentObject(HANDLE Handle)
{
	return ntobj_call_handle(NTOBJ_IOC_MAKE_PERMANENT_OBJECT, Handle);
}

/**
 * NtSetInformationObject() - change a handle's flags, or a directory's session
 * @Handle: the handle, with any right
 * @ObjectInformationClass: ObjectHandleFlagInformation; or
 *	ObjectSessionInformation, which makes a directory one of the caller's
 *	session
 * @ObjectInformation: OBJECT_HANDLE_FLAG_INFORMATION, or nothing
 * @ObjectInformationLength: bytes there, exactly 2, or 0
 *
 * Origin: Server 2003.
 * Context: Does not wait for others. Any thread; safe in signal handlers.
 * Return: STATUS_SUCCESS; STATUS_INVALID_INFO_CLASS;
 * STATUS_INFO_LENGTH_MISMATCH: another length; STATUS_ACCESS_VIOLATION: bad
 * pointer; STATUS_INVALID_HANDLE; STATUS_ACCESS_DENIED: the type forbids
 * inheritance; STATUS_PRIVILEGE_NOT_HELD: a session takes SeTcbPrivilege;
 * STATUS_OBJECT_TYPE_MISMATCH: and a directory; and what any service can return,
 * see libntobj(3).
 */
NTSTATUS NtSetInformationObject(HANDLE Handle,
				OBJECT_INFORMATION_CLASS ObjectInformationClass,
				PVOID ObjectInformation,
				ULONG ObjectInformationLength)
{
	struct ntobj_set_object operands = {
		.handle = ntobj_from_handle(Handle),
		.buffer = ntobj_from_pointer(ObjectInformation),
		.information_class = ObjectInformationClass,
		.length = ObjectInformationLength,
	};

	return ntobj_call(NTOBJ_IOC_SET_OBJECT, &operands);
}
