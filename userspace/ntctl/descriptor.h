/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_DESCRIPTOR_H
#define NTCTL_DESCRIPTOR_H

#include "ntctl.h"

/* What a descriptor has parts of, in this order. */
enum descriptor_part { PART_OWNER, PART_GROUP, PART_DACL, PART_SACL, PARTS };

extern const char *const part_names[PARTS];
extern const SECURITY_INFORMATION part_bits[PARTS];

/* The option of verbs that make objects */
#define SDDL_SUMMARY	"who owns it and who may do what with it"

extern const struct verb_option sddl_options[];

ACCESS_MASK rights_to_read(SECURITY_INFORMATION information);
ACCESS_MASK rights_to_write(SECURITY_INFORMATION information);

NTSTATUS query_descriptor(HANDLE handle, SECURITY_INFORMATION information,
			  PSECURITY_DESCRIPTOR *descriptor);
char *text_of_descriptor(PSECURITY_DESCRIPTOR descriptor,
			 SECURITY_INFORMATION information);
char *text_of_dacl(PACL dacl);

bool take_descriptor(struct invocation *invocation, const char *text,
		     PSECURITY_DESCRIPTOR *descriptor);
SECURITY_INFORMATION parts_present(PSECURITY_DESCRIPTOR descriptor);
PSID sid_of_part(PSECURITY_DESCRIPTOR descriptor, enum descriptor_part part);
PACL list_of_part(PSECURITY_DESCRIPTOR descriptor, enum descriptor_part part,
		  bool *is_present);

#endif /* NTCTL_DESCRIPTOR_H */
