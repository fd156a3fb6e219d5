// SPDX-License-Identifier: GPL-2.0
/*
 * Full paths: from an object back to the root.
 *
 * A name's directory, text and length never change, and each link of the chain
 * from an object to the root is kept by the one before, so the walk needs no
 * lock. Whether a name is linked is a snapshot. Paths are bounded when names
 * are made, and with them the length of the walk.
 */
#include <linux/slab.h>
#include <ntobj/ob.h>

#include "compat/linux.h"

static const u16 ellipsis[] = { '.', '.', '.' };

static const struct ob_name *linked_name(const struct ob_header *object)
{
	const struct ob_name *name = object->name;

	return name && READ_ONCE(name->linked) ? name : NULL;
}

static bool is_root(const struct ob_header *object)
{
	return ob_has_flag(object, OB_ROOT);
}

/**
 * ob_path_length - how long the path of something in a directory begins
 * @object: a directory
 *
 * The root's is 0, as the separator comes with each component. Context: any;
 * the caller has a reference.
 *
 * Return: units.
 */
u32 ob_path_length(const struct ob_header *object)
{
	return object->name ? object->name->path_length : 0;
}

/* Writes the text in front of @end, with its separator, as far as it fits. */
static u32 prepend(u16 *buffer, u32 end, const u16 *text, u32 length)
{
	if (end < length + 1)
		return 0;
	end -= length;
	memcpy(buffer + end, text, length * sizeof(u16));
	buffer[--end] = '\\';
	return end;
}

/* What stands in a path for a directory that has lost its name, or nothing. */
static u32 beginning_length(const struct ob_header *directory)
{
	return linked_name(directory) || is_root(directory) ?
	       0 : ARRAY_SIZE(ellipsis) + 1;
}

/**
 * ob_query_path_length - how long ob_query_path() would find the path
 * @object: on which the caller has a reference
 *
 * Context: process.
 *
 * Return: units.
 */
u32 ob_query_path_length(const struct ob_header *object)
{
	const struct ob_name *name = linked_name(object);
	u32 length = is_root(object);

	while (name) {
		object = &name->directory->header;
		length += name->key.length + 1 + beginning_length(object);
		name = linked_name(object);
	}
	return length;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_query_path_length);

/**
 * ob_query_path - the full path of an object
 * @object: on which the caller has a reference
 * @path: the path, to be released; of length 0 if the object has no name
 *
 * A directory on the way that has lost its name appears as "..." at the front.
 * Context: process; may sleep.
 *
 * Return: STATUS_SUCCESS, STATUS_INSUFFICIENT_RESOURCES.
 */
NTSTATUS ob_query_path(const struct ob_header *object, struct ob_path *path)
{
	const struct ob_name *name = linked_name(object);
	u32 size = name ? name->path_length + ARRAY_SIZE(ellipsis) + 1 : 1;
	u32 end = size;

	*path = (struct ob_path){};
	if (!name && !is_root(object))
		return STATUS_SUCCESS;
	path->buffer = kvmalloc_array(size, sizeof(u16), GFP_KERNEL_ACCOUNT);
	if (!path->buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	if (!name)
		path->buffer[--end] = '\\';
	while (name) {
		end = prepend(path->buffer, end, name->text, name->key.length);
		object = &name->directory->header;
		name = linked_name(object);
		if (!name && !is_root(object))
			end = prepend(path->buffer, end, ellipsis, ARRAY_SIZE(ellipsis));
	}
	path->text = path->buffer + end;
	path->length = size - end;
	return STATUS_SUCCESS;
}
EXPORT_SYMBOL_NTOBJ_KUNIT(ob_query_path);

/**
 * ob_may_see_path - whether somebody may learn an object's path from others
 * @token: who
 * @object: on which the caller has a reference
 *
 * Who has a handle to it may ask for the path anyway. Somebody else learns no
 * more than he could find out: he may list the directory where the name is, go
 * through those above it, and they are in his namespace. Context: any.
 *
 * Return: whether he may; also if there is no path.
 */
bool ob_may_see_path(const struct se_token *token, const struct ob_header *object)
{
	const struct ob_name *name = linked_name(object);
	u32 access = NTOBJ_DIRECTORY_QUERY;

	while (name) {
		if (!NT_SUCCESS(ob_check_directory(token, name->directory, access)))
			return false;
		access = NTOBJ_DIRECTORY_TRAVERSE;
		object = &name->directory->header;
		name = linked_name(object);
		if (!name && !is_root(object))
			return false;
	}
	return !is_root(object) || object == &ob_namespace_of(token)->root->header;
}
