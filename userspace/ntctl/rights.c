// SPDX-License-Identifier: GPL-2.0
/*
 * Access rights by their names: those of each type, and those that all have.
 */
#include <stdint.h>
#include <string.h>

#include "fields.h"
#include "rights.h"

struct right {
	ACCESS_MASK mask;
	const char *name;
};

/* How the right that is all of a type's rights is called */
#define ALL_RIGHTS	"ALL_ACCESS"

static const struct right directory_rights[] = {
	{ DIRECTORY_QUERY, "QUERY" },
	{ DIRECTORY_TRAVERSE, "TRAVERSE" },
	{ DIRECTORY_CREATE_OBJECT, "CREATE_OBJECT" },
	{ DIRECTORY_CREATE_SUBDIRECTORY, "CREATE_SUBDIRECTORY" },
	{ DIRECTORY_ALL_ACCESS, ALL_RIGHTS },
	{ 0, NULL }
};

static const struct right link_rights[] = {
	{ SYMBOLIC_LINK_QUERY, "QUERY" },
	{ SYMBOLIC_LINK_ALL_ACCESS, ALL_RIGHTS },
	{ 0, NULL }
};

static const struct right event_rights[] = {
	{ EVENT_QUERY_STATE, "QUERY_STATE" },
	{ EVENT_MODIFY_STATE, "MODIFY_STATE" },
	{ EVENT_ALL_ACCESS, ALL_RIGHTS },
	{ 0, NULL }
};

static const struct right semaphore_rights[] = {
	{ SEMAPHORE_QUERY_STATE, "QUERY_STATE" },
	{ SEMAPHORE_MODIFY_STATE, "MODIFY_STATE" },
	{ SEMAPHORE_ALL_ACCESS, ALL_RIGHTS },
	{ 0, NULL }
};

static const struct right mutant_rights[] = {
	{ MUTANT_QUERY_STATE, "QUERY_STATE" },
	{ MUTANT_ALL_ACCESS, ALL_RIGHTS },
	{ 0, NULL }
};

static const struct right event_pair_rights[] = {
	{ EVENT_PAIR_ALL_ACCESS, ALL_RIGHTS },
	{ 0, NULL }
};

static const struct right timer_rights[] = {
	{ TIMER_QUERY_STATE, "QUERY_STATE" },
	{ TIMER_MODIFY_STATE, "MODIFY_STATE" },
	{ TIMER_ALL_ACCESS, ALL_RIGHTS },
	{ 0, NULL }
};

static const struct right process_rights[] = {
	{ PROCESS_TERMINATE, "TERMINATE" },
	{ PROCESS_CREATE_THREAD, "CREATE_THREAD" },
	{ PROCESS_SET_SESSIONID, "SET_SESSIONID" },
	{ PROCESS_VM_OPERATION, "VM_OPERATION" },
	{ PROCESS_VM_READ, "VM_READ" },
	{ PROCESS_VM_WRITE, "VM_WRITE" },
	{ PROCESS_DUP_HANDLE, "DUP_HANDLE" },
	{ PROCESS_CREATE_PROCESS, "CREATE_PROCESS" },
	{ PROCESS_SET_QUOTA, "SET_QUOTA" },
	{ PROCESS_SET_INFORMATION, "SET_INFORMATION" },
	{ PROCESS_QUERY_INFORMATION, "QUERY_INFORMATION" },
	{ PROCESS_SUSPEND_RESUME, "SUSPEND_RESUME" },
	{ PROCESS_QUERY_LIMITED_INFORMATION, "QUERY_LIMITED_INFORMATION" },
	{ PROCESS_SET_LIMITED_INFORMATION, "SET_LIMITED_INFORMATION" },
	{ PROCESS_ALL_ACCESS, ALL_RIGHTS },
	{ 0, NULL }
};

static const struct right thread_rights[] = {
	{ THREAD_TERMINATE, "TERMINATE" },
	{ THREAD_SUSPEND_RESUME, "SUSPEND_RESUME" },
	{ THREAD_ALERT, "ALERT" },
	{ THREAD_GET_CONTEXT, "GET_CONTEXT" },
	{ THREAD_SET_CONTEXT, "SET_CONTEXT" },
	{ THREAD_SET_INFORMATION, "SET_INFORMATION" },
	{ THREAD_QUERY_INFORMATION, "QUERY_INFORMATION" },
	{ THREAD_SET_THREAD_TOKEN, "SET_THREAD_TOKEN" },
	{ THREAD_IMPERSONATE, "IMPERSONATE" },
	{ THREAD_DIRECT_IMPERSONATION, "DIRECT_IMPERSONATION" },
	{ THREAD_SET_LIMITED_INFORMATION, "SET_LIMITED_INFORMATION" },
	{ THREAD_QUERY_LIMITED_INFORMATION, "QUERY_LIMITED_INFORMATION" },
	{ THREAD_RESUME, "RESUME" },
	{ THREAD_ALL_ACCESS, ALL_RIGHTS },
	{ 0, NULL }
};

static const struct right token_rights[] = {
	{ TOKEN_ASSIGN_PRIMARY, "ASSIGN_PRIMARY" },
	{ TOKEN_DUPLICATE, "DUPLICATE" },
	{ TOKEN_IMPERSONATE, "IMPERSONATE" },
	{ TOKEN_QUERY, "QUERY" },
	{ TOKEN_QUERY_SOURCE, "QUERY_SOURCE" },
	{ TOKEN_ADJUST_PRIVILEGES, "ADJUST_PRIVILEGES" },
	{ TOKEN_ADJUST_GROUPS, "ADJUST_GROUPS" },
	{ TOKEN_ADJUST_DEFAULT, "ADJUST_DEFAULT" },
	{ TOKEN_ADJUST_SESSIONID, "ADJUST_SESSIONID" },
	{ TOKEN_ALL_ACCESS, ALL_RIGHTS },
	{ 0, NULL }
};

static const struct right common_rights[] = {
	{ DELETE, "DELETE" },
	{ READ_CONTROL, "READ_CONTROL" },
	{ WRITE_DAC, "WRITE_DAC" },
	{ WRITE_OWNER, "WRITE_OWNER" },
	{ SYNCHRONIZE, "SYNCHRONIZE" },
	{ ACCESS_SYSTEM_SECURITY, "ACCESS_SYSTEM_SECURITY" },
	{ MAXIMUM_ALLOWED, "MAXIMUM_ALLOWED" },
	{ GENERIC_ALL, "GENERIC_ALL" },
	{ GENERIC_EXECUTE, "GENERIC_EXECUTE" },
	{ GENERIC_WRITE, "GENERIC_WRITE" },
	{ GENERIC_READ, "GENERIC_READ" },
	{ 0, NULL }
};

/* What stands before a right's name in NT's headers tells the type. */
static const struct {
	const char *type;
	const char *prefix;
	const struct right *rights;
} types[] = {
	{ "Directory", "DIRECTORY_", directory_rights },
	{ "SymbolicLink", "SYMBOLIC_LINK_", link_rights },
	{ "Event", "EVENT_", event_rights },
	{ "Semaphore", "SEMAPHORE_", semaphore_rights },
	{ "Mutant", "MUTANT_", mutant_rights },
	{ "EventPair", "EVENT_PAIR_", event_pair_rights },
	{ "Timer", "TIMER_", timer_rights },
	{ "Process", "PROCESS_", process_rights },
	{ "Thread", "THREAD_", thread_rights },
	{ "Token", "TOKEN_", token_rights },
	{ NULL, NULL, common_rights }
};

/* NULL, as the type's name, is for what all types have. */
static const struct right *rights_of(const char *type)
{
	size_t i;

	for (i = 0; types[i].type; i++) {
		if (type && !strcmp(types[i].type, type))
			break;
	}
	return types[i].rights;
}

/* Take from @access what has names, and add those. */
static ACCESS_MASK add_names(json_t *names, const struct right *rights,
			     ACCESS_MASK access)
{
	for (; rights->name; rights++) {
		if ((access & rights->mask) != rights->mask)
			continue;
		json_array_append_new(names, json_string(rights->name));
		access &= ~rights->mask;
	}
	return access;
}

/* The right that is all of them says the same in a word. */
static ACCESS_MASK add_all(json_t *names, const struct right *rights,
			   ACCESS_MASK access)
{
	while (rights->name && strcmp(rights->name, ALL_RIGHTS))
		rights++;
	return rights->name ? add_names(names, rights, access) : access;
}

/*
 * An array of names, of which the last is a number if there are bits without a
 * name. @type: the type's name; NULL if it is not known
 */
json_t *json_of_rights(const char *type, ACCESS_MASK access)
{
	const struct right *rights = rights_of(type);
	json_t *names = json_array();

	access = add_all(names, rights, access);
	if (rights != common_rights)
		access = add_names(names, rights, access);
	access = add_names(names, common_rights, access);
	if (access)
		json_array_append_new(names, json_sprintf("0x%x", access));
	return names;
}

static bool find_right(const struct right *rights, const char *name,
		       size_t length, ACCESS_MASK *mask)
{
	for (; rights->name; rights++) {
		if (strlen(rights->name) == length &&
		    !strncasecmp(rights->name, name, length)) {
			*mask = rights->mask;
			return true;
		}
	}
	return false;
}

/* A right with its type in front, as NT's headers have it. */
static bool find_prefixed(const char *name, size_t length, ACCESS_MASK *mask)
{
	size_t i;

	for (i = 0; types[i].type; i++) {
		size_t prefix = strlen(types[i].prefix);

		if (length > prefix &&
		    !strncasecmp(name, types[i].prefix, prefix) &&
		    find_right(types[i].rights, name + prefix, length - prefix,
			       mask))
			return true;
	}
	return false;
}

static bool find_number(const char *name, size_t length, ACCESS_MASK *mask)
{
	char number[16];
	__u64 value;

	if (length >= sizeof(number))
		return false;
	memcpy(number, name, length);
	number[length] = 0;
	if (!parse_number(number, UINT32_MAX, &value))
		return false;
	*mask = (ACCESS_MASK)value;
	return true;
}

/*
 * Read names and numbers with commas or bars between. Those of a type's rights
 * can be without what stands before them in NT's headers if @type is not NULL.
 */
bool parse_rights(const char *type, const char *text, ACCESS_MASK *access)
{
	*access = 0;
	for (;;) {
		size_t length = strcspn(text, ",|");
		ACCESS_MASK mask;

		if (!find_right(rights_of(type), text, length, &mask) &&
		    !find_right(common_rights, text, length, &mask) &&
		    !find_prefixed(text, length, &mask) &&
		    !find_number(text, length, &mask))
			return false;
		*access |= mask;
		if (!text[length])
			return true;
		text += length + 1;
	}
}
