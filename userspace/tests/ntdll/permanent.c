// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * An object that stays without a handle, until it is made temporary again.
 *
 * It prints:
 *
 *	create: 00000000
 *	attributes: 00000010
 *	open, with no handle left: 00000000
 *	make temporary: 00000000
 *	open, when it has gone: C0000034
 *	make permanent: 00000000
 *	make temporary: 00000000
 *	without DELETE: C0000022
 */
#include <winternl.h>

#include "show.h"

static UNICODE_STRING path =
	RTL_CONSTANT_STRING(L"\\BaseNamedObjects\\ntobj_ntdll_permanent");
static OBJECT_ATTRIBUTES open_attributes =
	RTL_CONSTANT_OBJECT_ATTRIBUTES(&path, OBJ_CASE_INSENSITIVE);
static OBJECT_ATTRIBUTES create_attributes =
	RTL_CONSTANT_OBJECT_ATTRIBUTES(&path, OBJ_CASE_INSENSITIVE |
				       OBJ_PERMANENT);

static NTSTATUS open_it(PHANDLE handle, ACCESS_MASK access)
{
	return NtOpenEvent(handle, access, &open_attributes);
}

int main(VOID)
{
	OBJECT_BASIC_INFORMATION basic;
	HANDLE event = NULL;

	show_status("create", NtCreateEvent(&event, EVENT_ALL_ACCESS,
					    &create_attributes,
					    NotificationEvent, FALSE));
	demand("NtQueryObject", NtQueryObject(event, ObjectBasicInformation,
					      &basic, sizeof(basic), NULL));
	printf("attributes: %08X\n", (unsigned int)basic.Attributes);
	demand("NtClose", NtClose(event));

	show_status("open, with no handle left", open_it(&event, DELETE));
	show_status("make temporary", NtMakeTemporaryObject(event));
	demand("NtClose", NtClose(event));
	show_status("open, when it has gone", open_it(&event, DELETE));

	demand("NtCreateEvent", NtCreateEvent(&event, DELETE, &open_attributes,
					      NotificationEvent, FALSE));
	show_status("make permanent", NtMakePermanentObject(event));
	show_status("make temporary", NtMakeTemporaryObject(event));
	demand("NtClose", NtClose(event));

	demand("NtCreateEvent", NtCreateEvent(&event, SYNCHRONIZE,
					      &open_attributes,
					      NotificationEvent, FALSE));
	show_status("without DELETE", NtMakeTemporaryObject(event));
	demand("NtClose", NtClose(event));
	return 0;
}
