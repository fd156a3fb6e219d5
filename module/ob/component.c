// SPDX-License-Identifier: GPL-2.0
/*
 * One component of a path: finding it in its directory, or putting it there.
 *
 * A directory is locked for no longer than that, and nothing else with it.
 */
#include <linux/slab.h>
#include <ntobj/ob.h>
#include <ntobj/se_token.h>

#include "ob/internal.h"

/**
 * ob_component_length - where a path's first component ends
 * @text: the path, without a separator in front
 * @length: its units
 *
 * Context: any.
 *
 * Return: units up to the first separator, or all.
 */
u32 ob_component_length(const u16 *text, u32 length)
{
	u32 component = 0;

	while (component < length && text[component] != '\\')
		component++;
	return component;
}

/**
 * ob_is_case_insensitive - whether a lookup is without regard to case
 * @lookup: the lookup
 *
 * Context: any.
 *
 * Return: whether.
 */
bool ob_is_case_insensitive(const struct ob_lookup *lookup)
{
	return lookup->attributes->attributes & NTOBJ_OBJ_CASE_INSENSITIVE ||
	       lookup->type->information.flags & NTOBJ_TYPE_CASE_INSENSITIVE;
}

/* Takes a reference on a named object, under the lock. */
static void find(struct ob_lookup *lookup, struct ob_name *name)
{
	ob_reference_object(name->object);
	lookup->object = name->object;
}

/**
 * ob_found_directory - a lookup has found a directory without looking its name up
 * @lookup: the lookup
 * @directory: a root, or one that is known already; on which the caller has a
 *	reference
 *
 * Context: any.
 */
void ob_found_directory(struct ob_lookup *lookup, struct ob_directory *directory)
{
	ob_reference_object(&directory->header);
	lookup->object = &directory->header;
}

/*
 * Links lead others astray. In a directory of a session's, only the session's
 * own processes make them; who has not logged in is of none.
 */
static bool may_link(const struct se_token *token, const struct ob_directory *directory)
{
	u32 session = READ_ONCE(directory->session);

	if (session == OB_NO_SESSION || se_token_has(token, NTOBJ_SE_CREATE_GLOBAL))
		return true;
	return session == token->session &&
	       (session || token->logon_id == OB_SYSTEM_LOGON);
}

static NTSTATUS check_create(const struct ob_walk *walk)
{
	const struct se_token *token = walk->lookup->token;
	const struct ob_type *type = walk->lookup->insert->type;

	if (token && type == ob_symbolic_link_type && !may_link(token, walk->directory))
		return STATUS_ACCESS_DENIED;
	return ob_check_directory(token, walk->directory, type == ob_directory_type ?
				  NTOBJ_DIRECTORY_CREATE_SUBDIRECTORY :
				  NTOBJ_DIRECTORY_CREATE_OBJECT);
}

/*
 * Links the new object, if that is all right and its descriptor as well; takes
 * over @name if it succeeds. With its handle count it keeps the name until its
 * creator has a handle.
 */
static NTSTATUS link_new(struct ob_walk *walk, struct ob_name *name, NTSTATUS secured)
{
	NTSTATUS status;

	status = check_create(walk);
	if (NT_SUCCESS(status))
		status = secured;
	if (NT_SUCCESS(status))
		status = ob_link_name(walk->directory, walk->lookup->insert, name);
	if (!NT_SUCCESS(status))
		return status;
	find(walk->lookup, name);
	atomic_inc(&walk->lookup->insert->handle_count);
	return STATUS_SUCCESS;
}

/*
 * Type objects have one name, in the initial namespace, and \ObjectTypes is in
 * every root.
 */
static bool is_object_types(const struct ob_walk *walk, const struct ob_name_key *key)
{
	const struct ob_name_key *types = &ob_object_types_directory->header.name->key;

	if (walk->namespace == &ob_initial_namespace ||
	    walk->directory != walk->namespace->root ||
	    key->hash != types->hash || key->length != types->length)
		return false;
	if (walk->case_insensitive)
		return !ob_compare_upcase(key->text, types->text, key->length);
	return !memcmp(key->text, types->text, key->length * sizeof(u16));
}

/**
 * ob_find_last - find the last component of what is to be opened
 * @walk: where the walk has come to
 * @key: the component
 *
 * Context: process; may sleep. Takes the directory's lock.
 *
 * Return: STATUS_SUCCESS with the object referenced; STATUS_OBJECT_NAME_NOT_FOUND;
 * KE_RESTART if the caller has been killed.
 */
NTSTATUS ob_find_last(struct ob_walk *walk, const struct ob_name_key *key)
{
	struct ob_directory *directory = walk->directory;
	struct ob_name *name;

	if (down_read_killable(&directory->lock))
		return KE_RESTART;
	name = ob_find_name(directory, key, walk->case_insensitive);
	if (name)
		find(walk->lookup, name);
	up_read(&directory->lock);
	if (!name && is_object_types(walk, key))
		ob_found_directory(walk->lookup, ob_object_types_directory);
	if (walk->lookup->object)
		return STATUS_SUCCESS;
	ke_note_name(STATUS_OBJECT_NAME_NOT_FOUND, key->text, key->length);
	return STATUS_OBJECT_NAME_NOT_FOUND;
}

/**
 * ob_find_or_link_last - put a new object there, unless there is one
 * @walk: where the walk has come to
 * @key: the last component
 *
 * Context: process; may sleep. Takes the directory's lock.
 *
 * Return: STATUS_SUCCESS with the one or the other referenced, and the new one with
 * a handle count; STATUS_ACCESS_DENIED
 * if nothing may be created there; as ob_assign_security(), ob_charge_name() and
 * ob_link_name();
 * STATUS_INSUFFICIENT_RESOURCES; KE_RESTART if the caller has been killed.
 */
NTSTATUS ob_find_or_link_last(struct ob_walk *walk, const struct ob_name_key *key)
{
	struct ob_directory *directory = walk->directory;
	struct ob_lookup *lookup = walk->lookup;
	struct ob_name *name, *unused;
	NTSTATUS status = STATUS_SUCCESS, charged, secured;

	if (is_object_types(walk, key)) {
		ob_found_directory(lookup, ob_object_types_directory);
		return STATUS_SUCCESS;
	}
	unused = ob_create_name(key);
	if (!unused)
		return STATUS_INSUFFICIENT_RESOURCES;
	charged = ob_charge_name(lookup->insert, unused);
	secured = unlikely(lookup->creator) ?
		  ob_assign_security_freely(lookup->insert, lookup->creator, directory,
					    lookup->attributes->security) :
		  ob_assign_security(lookup->insert, lookup->token, directory,
				     lookup->attributes->security);
	if (NT_SUCCESS(secured))
		secured = charged;
	if (down_write_killable(&directory->lock)) {
		ob_free_name(lookup->insert, unused);
		return KE_RESTART;
	}
	name = ob_find_name(directory, key, walk->case_insensitive);
	if (name) {
		find(lookup, name);
	} else {
		status = link_new(walk, unused, secured);
		if (NT_SUCCESS(status))
			unused = NULL;
	}
	up_write(&directory->lock);
	ob_free_name(lookup->insert, unused);
	return status;
}

/**
 * ob_find_on_the_way - find a component that is not the last
 * @walk: where the walk has come to
 * @component: its units
 * @object: what has that name, with a reference
 *
 * Context: process; may sleep. Takes the directory's lock.
 *
 * Return: STATUS_SUCCESS, STATUS_OBJECT_PATH_NOT_FOUND; KE_RESTART if the caller
 * has been killed.
 */
NTSTATUS ob_find_on_the_way(struct ob_walk *walk, u32 component,
			    struct ob_header **object)
{
	struct ob_directory *directory = walk->directory;
	struct ob_name_key key;
	struct ob_name *name;

	ob_init_name_key(&key, walk->text, component);
	if (down_read_killable(&directory->lock))
		return KE_RESTART;
	name = ob_find_name(directory, &key, walk->case_insensitive);
	if (name) {
		*object = name->object;
		ob_reference_object(*object);
	}
	up_read(&directory->lock);
	if (!name && is_object_types(walk, &key)) {
		*object = &ob_object_types_directory->header;
		ob_reference_object(*object);
		return STATUS_SUCCESS;
	}
	if (name)
		return STATUS_SUCCESS;
	ke_note_name(STATUS_OBJECT_PATH_NOT_FOUND, key.text, key.length);
	return STATUS_OBJECT_PATH_NOT_FOUND;
}

/**
 * ob_has_first - whether a directory has what a path begins with
 * @lookup: the lookup
 * @directory: the directory, on which the caller has a reference
 * @text: the path
 * @length: its units
 *
 * Context: process; may sleep. Takes the directory's lock.
 *
 * Return: whether; nothing of meaning if the caller has been killed.
 */
bool ob_has_first(struct ob_lookup *lookup, struct ob_directory *directory,
		  const u16 *text, u32 length)
{
	struct ob_name_key key;
	bool found;

	ob_init_name_key(&key, text, ob_component_length(text, length));
	/* Nobody sees the answer. */
	if (down_read_killable(&directory->lock))
		return true;
	found = ob_find_name(directory, &key, ob_is_case_insensitive(lookup));
	up_read(&directory->lock);
	return found;
}
