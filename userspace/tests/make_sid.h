/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * SIDs of text, for tests about something else.
 */
#ifndef TESTS_MAKE_SID_H
#define TESTS_MAKE_SID_H

#include <ntobj.h>
#include <string.h>

#include "check.h"

/* Room for any SID, aligned as one */
union sid_room {
	SID sid;
	unsigned char bytes[SECURITY_MAX_SID_SIZE];
};

static inline PSID make_sid(const char *text, union sid_room *room)
{
	size_t used;

	CHECK(!ntobj_sid_from_string(text, strlen(text), room, sizeof(*room),
				     &used));
	CHECK(used == RtlLengthSid(room));
	return room;
}

#endif /* TESTS_MAKE_SID_H */
