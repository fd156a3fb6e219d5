/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What the files about text share: the words of the security descriptor
 * definition language (SDDL), and how text is written and read.
 */
#ifndef LIBNTOBJ_SDDL_H
#define LIBNTOBJ_SDDL_H

#include "internal.h"

/* All words are two letters or less; a table ends with an empty one. */
struct sddl_word {
	char text[3];
	__u32 value;
};

/* What is written; all else is written in hexadecimal digits. */
extern const struct sddl_word sddl_rights[];
/* What is read besides: rights of directory services, files and keys. */
extern const struct sddl_word sddl_other_rights[];
extern const struct sddl_word sddl_ace_flags[];

/* Either list: the types of its entries, and bits of the descriptor's control */
struct sddl_list {
	const struct sddl_word *types;
	SECURITY_DESCRIPTOR_CONTROL present;
	SECURITY_DESCRIPTOR_CONTROL protected;
	SECURITY_DESCRIPTOR_CONTROL inherit_request;
	SECURITY_DESCRIPTOR_CONTROL inherited;
};

extern const struct sddl_list sddl_dacl;
extern const struct sddl_list sddl_sacl;

/* A SID of authority 0 to 255 and at most two sub-authorities */
struct sddl_sid {
	char text[3];
	UCHAR authority;
	UCHAR count;
	ULONG sub_authority[2];
};

extern const struct sddl_sid sddl_sids[];

/* A list without a limit, as a word among the list's flags */
#define SDDL_NO_LIST	"NO_ACCESS_CONTROL"

/* Text that is being written, or only measured if there is no target. */
struct ntobj_text {
	char *target;
	size_t used;
};

void ntobj_put_text(struct ntobj_text *text, const char *source, size_t bytes);
void ntobj_put_word(struct ntobj_text *text, const char *word);
void ntobj_put_hexadecimal(struct ntobj_text *text, __u64 value, int digits);
void ntobj_put_sid(struct ntobj_text *text, const SID *sid);

/* Text that is being read. */
struct ntobj_source {
	const char *text;
	size_t length;
	size_t position;
};

/* Room for any SID */
union ntobj_sid_buffer {
	SID sid;
	unsigned char bytes[SECURITY_MAX_SID_SIZE];
};

bool ntobj_next_is(const struct ntobj_source *source, const char *word);
bool ntobj_take_word(struct ntobj_source *source, const char *word);
bool ntobj_take_number(struct ntobj_source *source, unsigned int base,
		       size_t most_digits, __u64 most, __u64 *number);
bool ntobj_take_sid(struct ntobj_source *source, union ntobj_sid_buffer *sid);

#endif /* LIBNTOBJ_SDDL_H */
