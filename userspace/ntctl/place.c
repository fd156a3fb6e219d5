// SPDX-License-Identifier: GPL-2.0
/*
 * What an operand names: a path, or one below the directory of the session's
 * names; and in the shell also a handle, $name or $0x4, a path below a handle,
 * $name\rest, or one below the current directory instead. Where a verb was told
 * so, the number of a process or a thread.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "base_names.h"
#include "client.h"
#include "place.h"
#include "session.h"
#include "text.h"

static void set_path(struct place *place, WCHAR *units, size_t count)
{
	units[count] = 0;
	place->path.Buffer = units;
	place->path.Length = (USHORT)(count * sizeof(*units));
	place->path.MaximumLength = (USHORT)(place->path.Length +
					     sizeof(*units));
}

/* A name is not empty: what a separator at the end means is what is before. */
static void trim(UNICODE_STRING *path)
{
	size_t units = path->Length / sizeof(WCHAR);

	if (units < 2 || path->Buffer[units - 1] != '\\')
		return;
	path->Length -= sizeof(WCHAR);
	path->Buffer[units - 1] = 0;
}

/* Put a directory before a relative path. */
static bool put_behind(struct place *place, const UNICODE_STRING *directory)
{
	size_t before = directory->Length / sizeof(WCHAR);
	size_t rest = place->path.Length / sizeof(WCHAR);
	WCHAR *units = allocate((before + rest + 2) * sizeof(*units));

	memcpy(units, directory->Buffer, before * sizeof(*units));
	/* The root is a separator itself. */
	if (rest && before > 1)
		units[before++] = '\\';
	memcpy(units + before, place->path.Buffer, rest * sizeof(*units));
	free(place->path.Buffer);
	set_path(place, units, before + rest);
	if (before + rest <= LONGEST_PATH)
		return true;
	report_status(place->argument, STATUS_NAME_TOO_LONG);
	free(units);
	return false;
}

static bool make_absolute(const struct session *session, struct place *place)
{
	WCHAR units[MOST_BASE_NAMES];
	UNICODE_STRING directory;

	if (session)
		return put_behind(place, &session->directory);
	base_names(units);
	RtlInitUnicodeString(&directory, units);
	return put_behind(place, &directory);
}

/* An operand that begins with $. */
static bool find_held(const struct session *session, struct place *place)
{
	const char *name = place->argument + 1;
	size_t length = strcspn(name, "\\/");
	HANDLE handle;

	if (!session_find(session, name, length, &handle)) {
		warnx("%s: there is no such variable", place->argument);
		return false;
	}
	if (!name[length]) {
		place->handle = handle;
		return true;
	}
	place->root = handle;
	if (!make_path(name + length + 1, &place->path))
		return false;
	trim(&place->path);
	return true;
}

/* Says what is wrong if there is no such thing. To be freed, with success. */
bool find_place(const struct invocation *invocation, const char *argument,
		struct place *place)
{
	const struct session *session = invocation->session;

	memset(place, 0, sizeof(*place));
	place->argument = argument;
	if (session && *argument == '$')
		return find_held(session, place);
	if (!make_path(argument, &place->path))
		return false;
	trim(&place->path);
	if (place->path.Buffer[0] == '\\')
		return true;
	return make_absolute(session, place);
}

/* A number; in the shell also a handle. */
static bool find_client(struct invocation *invocation, const char *argument,
			struct place *place)
{
	memset(place, 0, sizeof(*place));
	place->argument = argument;
	if (invocation->session && *argument == '$' &&
	    !strpbrk(argument, "\\/"))
		return find_held(invocation->session, place);
	if (parse_id(argument, &place->id))
		return true;
	usage_error(invocation, "no number of a process or thread: %s",
		    argument);
	return false;
}

/*
 * Find what an operand names that is of a kind which the verb's options tell.
 * If there is no such thing, that is the invocation's result.
 */
bool find_operand(struct invocation *invocation, enum place_kind kind,
		  const char *argument, struct place *place)
{
	bool found;

	invocation->result = EXIT_FAILED;
	found = kind == PLACE_PATH ? find_place(invocation, argument, place) :
				     find_client(invocation, argument, place);
	place->kind = kind;
	return found;
}

const struct verb_option place_options[] = {
	[PLACE_OPTION_PROCESS] = PROCESS_OPTION,
	[PLACE_OPTION_THREAD] = THREAD_OPTION,
	{ .name = NULL }
};

/* The one operand of a verb that has place_options and no others. */
bool find_only_operand(struct invocation *invocation, struct place *place)
{
	enum place_kind kind = PLACE_PATH;
	char **arguments;
	int option;

	while ((option = next_option(invocation)) != NO_OPTION)
		kind = option == PLACE_OPTION_PROCESS ? PLACE_PROCESS :
							PLACE_THREAD;
	arguments = operands(invocation, 1, 1);
	return arguments &&
	       find_operand(invocation, kind, arguments[0], place);
}

/* What is meant if no directory is named: the current one, or the root. */
const char *directory_operand(const struct invocation *invocation,
			      const char *argument)
{
	if (argument)
		return argument;
	return invocation->session ? "" : "\\";
}

void free_place(struct place *place)
{
	free(place->path.Buffer);
}

/* A new object wants a name, and not a handle. */
bool is_for_name(struct invocation *invocation, const struct place *place)
{
	if (!place->handle)
		return true;
	usage_error(invocation, "%s: a path is wanted here", place->argument);
	return false;
}

/* The path of an object that is open; empty if it has none. */
static json_t *json_of_name(HANDLE handle)
{
	OBJECT_NAME_INFORMATION *name;
	json_t *result;

	if (!NT_SUCCESS(query_strings(handle, ObjectNameInformation,
				      (void **)&name)))
		return json_string("");
	result = json_of_string(&name->Name);
	free(name);
	return result;
}

/* The whole path; empty if the object has none. */
json_t *json_of_place(const struct place *place)
{
	json_t *path;
	json_t *root;
	json_t *result;

	if (place->handle)
		return json_of_name(place->handle);
	path = json_of_string(&place->path);
	if (!place->root)
		return path;
	root = json_of_name(place->root);
	result = json_sprintf("%s%s%s", json_string_value(root),
			      json_string_length(root) == 1 ? "" : "\\",
			      json_string_value(path));
	json_decref(root);
	json_decref(path);
	return result;
}

/* Name it by its number, or by its path, which may be empty. */
void add_place(json_t *document, const struct place *place)
{
	if (place->id)
		json_object_set_new(document, place->kind == PLACE_PROCESS ?
				    "process" : "thread",
				    json_integer(place->id));
	else
		json_object_set_new(document, "path", json_of_place(place));
}

/* A path is looked up as people type it, without regard to case. */
void place_attributes(struct place *place, ULONG flags,
		      POBJECT_ATTRIBUTES attributes)
{
	InitializeObjectAttributes(attributes, &place->path,
				   OBJ_CASE_INSENSITIVE | flags, place->root,
				   NULL);
}

static enum object_kind kind_of_client(const struct place *place)
{
	return place->kind == PLACE_PROCESS ? KIND_PROCESS : KIND_THREAD;
}

/* @kind: of what has a path; handles and numbers are to what they are to. */
NTSTATUS open_place(const struct place *place, enum object_kind kind,
		    ACCESS_MASK access, HANDLE *handle)
{
	if (place->handle) {
		*handle = place->handle;
		return STATUS_SUCCESS;
	}
	if (place->id)
		return open_client(kind_of_client(place), place->id, access,
				   handle);
	return open_kind(kind, place->root, &place->path, OBJ_CASE_INSENSITIVE,
			 access, handle);
}

NTSTATUS open_place_any(const struct place *place, const ACCESS_MASK *rights,
			HANDLE *handle, enum object_kind *kind)
{
	if (place->handle) {
		*handle = place->handle;
		return query_kind(place->handle, kind);
	}
	if (place->id) {
		*kind = kind_of_client(place);
		return open_client(*kind, place->id, rights[*kind], handle);
	}
	return open_any(place->root, &place->path, OBJ_CASE_INSENSITIVE, rights,
			handle, kind);
}

/* @rights: of each kind that can be waited for */
NTSTATUS open_place_waitable(const struct place *place,
			     const ACCESS_MASK *rights, HANDLE *handle)
{
	if (place->handle || place->id)
		return open_place(place, KIND_EVENT, place->id ?
				  rights[kind_of_client(place)] : 0, handle);
	return open_waitable(place->root, &place->path, OBJ_CASE_INSENSITIVE,
			     rights, handle);
}

/* Open an object of whatever type for rights that all types have. */
NTSTATUS open_place_for(const struct place *place, ACCESS_MASK access,
			HANDLE *handle)
{
	ACCESS_MASK rights[KIND_COUNT];
	enum object_kind kind;
	int i;

	if (place->handle) {
		*handle = place->handle;
		return STATUS_SUCCESS;
	}
	for (i = 0; i < KIND_COUNT; i++)
		rights[i] = access;
	return open_place_any(place, rights, handle, &kind);
}

/* The shell's own handles stay open. */
void close_place(const struct place *place, HANDLE handle)
{
	if (handle != place->handle)
		NtClose(handle);
}
