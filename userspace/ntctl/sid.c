// SPDX-License-Identifier: GPL-2.0
/*
 * Security identifiers: as text, and who they stand for.
 */
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "array.h"
#include "sid.h"
#include "text.h"

/* The number that the kernel gives its first user namespace. */
#define INITIAL_USER_NAMESPACE	0xEFFFFFFDU

/* In place of a user, in the identifier of all of a session. */
#define EVERY_USER		0xFFFFFFFFU

static const struct {
	const char *text;
	const char *name;
} known[] = {
	{ "S-1-1-0", "Everyone" },
	{ "S-1-3-0", "CREATOR OWNER" },
	{ "S-1-3-1", "CREATOR GROUP" },
	{ "S-1-3-4", "OWNER RIGHTS" },
	{ "S-1-5-11", "Authenticated Users" },
	{ "S-1-5-18", "SYSTEM" },
	{ "S-1-5-32-544", "Administrators" },
};

void format_sid(PSID sid, char text[MOST_SID_TEXT])
{
	size_t used;

	if (!NT_SUCCESS(ntobj_sid_to_string(sid, text, MOST_SID_TEXT - 1,
					    &used)))
		used = 0;
	text[used] = 0;
}

/*
 * The ids are those of the initial user namespace, and what names ids is about
 * those of the own one.
 */
static bool can_name_ids(void)
{
	struct stat namespace;

	return !stat("/proc/self/ns/user", &namespace) &&
	       namespace.st_ino == INITIAL_USER_NAMESPACE;
}

static const char *name_of_user(unsigned int uid)
{
	struct passwd *user = can_name_ids() ? getpwuid(uid) : NULL;

	return user ? user->pw_name : NULL;
}

static const char *name_of_group(unsigned int gid)
{
	struct group *group = can_name_ids() ? getgrgid(gid) : NULL;

	return group ? group->gr_name : NULL;
}

static char *name_of_logon(unsigned int session, unsigned int uid)
{
	const char *user = name_of_user(uid);
	char *name;
	int length;

	if (uid == EVERY_USER)
		length = asprintf(&name, "session %u", session);
	else if (user)
		length = asprintf(&name, "%s in session %u", user, session);
	else
		length = asprintf(&name, "user %u in session %u", uid, session);
	return length < 0 ? NULL : name;
}

static char *copy_name(const char *name)
{
	return name ? copy_text(name, strlen(name)) : NULL;
}

/* Whether the sub-authorities are so many and begin with @first. */
static bool is_of_kind(PSID sid, SID_IDENTIFIER_AUTHORITY authority,
		       UCHAR count, ULONG first)
{
	return !memcmp(RtlIdentifierAuthoritySid(sid), &authority,
		       sizeof(authority)) &&
	       *RtlSubAuthorityCountSid(sid) == count &&
	       *RtlSubAuthoritySid(sid, 0) == first;
}

static const char *well_known_name(PSID sid)
{
	char text[MOST_SID_TEXT];
	size_t i;

	format_sid(sid, text);
	for (i = 0; i < ARRAY_SIZE(known); i++) {
		if (!strcmp(text, known[i].text))
			return known[i].name;
	}
	return NULL;
}

static const SID_IDENTIFIER_AUTHORITY nt = { SECURITY_NT_AUTHORITY };
static const SID_IDENTIFIER_AUTHORITY unix_ids = { NTOBJ_UNIX_SID_AUTHORITY };

/* Returns who it is, to be freed; NULL if that is not known. */
char *name_of_sid(PSID sid)
{
	if (is_of_kind(sid, unix_ids, 2, NTOBJ_UNIX_USER_RID))
		return copy_name(name_of_user(*RtlSubAuthoritySid(sid, 1)));
	if (is_of_kind(sid, unix_ids, 2, NTOBJ_UNIX_GROUP_RID))
		return copy_name(name_of_group(*RtlSubAuthoritySid(sid, 1)));
	if (is_of_kind(sid, nt, 3, SECURITY_LOGON_IDS_RID))
		return name_of_logon(*RtlSubAuthoritySid(sid, 1),
				     *RtlSubAuthoritySid(sid, 2));
	return copy_name(well_known_name(sid));
}

/* A line with a label, as stat has it. */
void print_sid(const char *label, PSID sid)
{
	char text[MOST_SID_TEXT];
	char *name = name_of_sid(sid);
	char *safe = name ? printable_text(name, strlen(name)) : NULL;

	format_sid(sid, text);
	printf("%10s: %s%s%s%s\n", label, text, safe ? " (" : "",
	       safe ? safe : "", safe ? ")" : "");
	free(safe);
	free(name);
}

json_t *json_of_sid(PSID sid)
{
	char text[MOST_SID_TEXT];

	format_sid(sid, text);
	return json_string(text);
}

/* NULL if it is not known who that is. */
json_t *json_of_sid_name(PSID sid)
{
	char *name = name_of_sid(sid);
	json_t *result = name ? json_of_bytes(name) : NULL;

	free(name);
	return result;
}

/* An object with both. */
json_t *describe_sid(PSID sid)
{
	json_t *object = json_object();
	json_t *name = json_of_sid_name(sid);

	json_object_set_new(object, "sid", json_of_sid(sid));
	if (name)
		json_object_set_new(object, "name", name);
	return object;
}
