// SPDX-License-Identifier: GPL-2.0
/*
 * Security descriptors: from and to objects, and from and to text (SDDL).
 */
#include <stdlib.h>
#include <string.h>

#include "descriptor.h"

#define FIRST_GUESS	256

const char *const part_names[PARTS] = {
	[PART_OWNER] = "owner",
	[PART_GROUP] = "group",
	[PART_DACL] = "dacl",
	[PART_SACL] = "sacl",
};

const SECURITY_INFORMATION part_bits[PARTS] = {
	[PART_OWNER] = OWNER_SECURITY_INFORMATION,
	[PART_GROUP] = GROUP_SECURITY_INFORMATION,
	[PART_DACL] = DACL_SECURITY_INFORMATION,
	[PART_SACL] = SACL_SECURITY_INFORMATION,
};

const struct verb_option sddl_options[] = {
	{ .name = "sddl", .argument = "SDDL", .summary = SDDL_SUMMARY },
	{ .name = NULL }
};

static ACCESS_MASK right_if(SECURITY_INFORMATION information,
			    SECURITY_INFORMATION parts, ACCESS_MASK right)
{
	return information & parts ? right : 0;
}

ACCESS_MASK rights_to_read(SECURITY_INFORMATION information)
{
	return right_if(information, ~SACL_SECURITY_INFORMATION,
			READ_CONTROL) |
	       right_if(information, SACL_SECURITY_INFORMATION,
			ACCESS_SYSTEM_SECURITY);
}

ACCESS_MASK rights_to_write(SECURITY_INFORMATION information)
{
	return right_if(information, OWNER_SECURITY_INFORMATION |
			GROUP_SECURITY_INFORMATION, WRITE_OWNER) |
	       right_if(information, DACL_SECURITY_INFORMATION, WRITE_DAC) |
	       right_if(information, SACL_SECURITY_INFORMATION,
			ACCESS_SYSTEM_SECURITY);
}

/* The descriptor is to be freed, with success only. */
NTSTATUS query_descriptor(HANDLE handle, SECURITY_INFORMATION information,
			  PSECURITY_DESCRIPTOR *descriptor)
{
	ULONG length = FIRST_GUESS;
	NTSTATUS status;
	ULONG needed;

	*descriptor = NULL;
	for (;;) {
		*descriptor = reallocate(*descriptor, length);
		status = NtQuerySecurityObject(handle, information, *descriptor,
					       length, &needed);
		if (status != STATUS_BUFFER_TOO_SMALL || needed <= length)
			break;
		length = needed;
	}
	if (!NT_SUCCESS(status))
		free(*descriptor);
	return status;
}

/* The text is to be freed. */
char *text_of_descriptor(PSECURITY_DESCRIPTOR descriptor,
			 SECURITY_INFORMATION information)
{
	size_t room = FIRST_GUESS;
	char *text = NULL;
	NTSTATUS status;
	size_t used;

	for (;;) {
		text = reallocate(text, room + 1);
		status = ntobj_descriptor_to_sddl(descriptor, information, text,
						  room, &used);
		if (status != STATUS_BUFFER_TOO_SMALL || used <= room)
			break;
		room = used;
	}
	text[NT_SUCCESS(status) ? used : 0] = 0;
	return text;
}

/* A list without a descriptor, as a descriptor's text has it; to be freed. */
char *text_of_dacl(PACL dacl)
{
	SECURITY_DESCRIPTOR descriptor;

	RtlCreateSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION);
	RtlSetDaclSecurityDescriptor(&descriptor, TRUE, dacl, FALSE);
	return text_of_descriptor(&descriptor, DACL_SECURITY_INFORMATION);
}

/*
 * Read a descriptor, to be freed. If the text is none the invocation is over.
 * What was in @descriptor is freed.
 */
bool take_descriptor(struct invocation *invocation, const char *text,
		     PSECURITY_DESCRIPTOR *descriptor)
{
	size_t length = strlen(text);
	size_t room = FIRST_GUESS;
	NTSTATUS status;
	size_t good = 0;
	size_t used;

	for (;;) {
		*descriptor = reallocate(*descriptor, room);
		status = ntobj_descriptor_from_sddl(text, length, *descriptor,
						    room, &used, &good);
		if (status != STATUS_BUFFER_TOO_SMALL || used <= room)
			break;
		room = used;
	}
	if (NT_SUCCESS(status))
		return true;
	if (status == STATUS_INVALID_PARAMETER)
		usage_error(invocation, "no security descriptor: %.*s <-- %s",
			    (int)good, text, text + good);
	else
		usage_error(invocation, "no security descriptor: %s: %s", text,
			    ntobj_status_text(status));
	return false;
}

/* The owner or the group; NULL if there is none. */
PSID sid_of_part(PSECURITY_DESCRIPTOR descriptor, enum descriptor_part part)
{
	PSID sid = NULL;
	BOOLEAN is_defaulted;

	if (part == PART_OWNER)
		RtlGetOwnerSecurityDescriptor(descriptor, &sid, &is_defaulted);
	else
		RtlGetGroupSecurityDescriptor(descriptor, &sid, &is_defaulted);
	return sid;
}

/* One of the lists; NULL if it is present but is none. */
PACL list_of_part(PSECURITY_DESCRIPTOR descriptor, enum descriptor_part part,
		  bool *is_present)
{
	BOOLEAN present = FALSE;
	BOOLEAN is_defaulted;
	PACL list = NULL;

	if (part == PART_DACL)
		RtlGetDaclSecurityDescriptor(descriptor, &present, &list,
					     &is_defaulted);
	else
		RtlGetSaclSecurityDescriptor(descriptor, &present, &list,
					     &is_defaulted);
	*is_present = present;
	return present ? list : NULL;
}

SECURITY_INFORMATION parts_present(PSECURITY_DESCRIPTOR descriptor)
{
	SECURITY_INFORMATION information = 0;
	enum descriptor_part part;

	for (part = 0; part < PARTS; part++) {
		bool is_present;

		if (part == PART_DACL || part == PART_SACL)
			list_of_part(descriptor, part, &is_present);
		else
			is_present = sid_of_part(descriptor, part);
		if (is_present)
			information |= part_bits[part];
	}
	return information;
}
