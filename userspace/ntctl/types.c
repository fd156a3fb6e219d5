// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl types: the types of objects there are.
 */
#include <stdlib.h>

#include "object.h"
#include "table.h"
#include "text.h"
#include "verbs.h"

static const OBJECT_TYPE_INFORMATION *type_of(const void *row)
{
	return row;
}

static json_t *value_index(void *row)
{
	return json_integer(type_of(row)->TypeIndex);
}

static json_t *value_name(void *row)
{
	return json_of_string(&type_of(row)->TypeName);
}

static json_t *value_objects(void *row)
{
	return json_integer(type_of(row)->TotalNumberOfObjects);
}

static json_t *value_peak_objects(void *row)
{
	return json_integer(type_of(row)->HighWaterNumberOfObjects);
}

static json_t *value_handles(void *row)
{
	return json_integer(type_of(row)->TotalNumberOfHandles);
}

static json_t *value_peak_handles(void *row)
{
	return json_integer(type_of(row)->HighWaterNumberOfHandles);
}

static json_t *value_valid_access(void *row)
{
	return json_integer(type_of(row)->ValidAccessMask);
}

static json_t *value_invalid_attributes(void *row)
{
	return json_integer(type_of(row)->InvalidAttributes);
}

static json_t *value_generic_read(void *row)
{
	return json_integer(type_of(row)->GenericMapping.GenericRead);
}

static json_t *value_generic_write(void *row)
{
	return json_integer(type_of(row)->GenericMapping.GenericWrite);
}

static json_t *value_generic_execute(void *row)
{
	return json_integer(type_of(row)->GenericMapping.GenericExecute);
}

static json_t *value_generic_all(void *row)
{
	return json_integer(type_of(row)->GenericMapping.GenericAll);
}

static json_t *value_security_required(void *row)
{
	return json_boolean(type_of(row)->SecurityRequired);
}

static json_t *value_maintain_handle_count(void *row)
{
	return json_boolean(type_of(row)->MaintainHandleCount);
}

static const struct column columns[] = {
	{ "index", "the type's number", true, NUMBER_DECIMAL, value_index,
	  NULL },
	{ "name", "its name", false, NUMBER_DECIMAL, value_name, NULL },
	{ "objects", "objects there are", true, NUMBER_DECIMAL, value_objects,
	  NULL },
	{ "peak_objects", "most objects there were at a time", true,
	  NUMBER_DECIMAL, value_peak_objects, NULL },
	{ "handles", "handles there are", true, NUMBER_DECIMAL, value_handles,
	  NULL },
	{ "peak_handles", "most handles there were at a time", true,
	  NUMBER_DECIMAL, value_peak_handles, NULL },
	{ "valid_access", "rights that the type knows", true, NUMBER_HEX8,
	  value_valid_access, NULL },
	{ "invalid_attributes", "attributes that it refuses", true,
	  NUMBER_HEX8, value_invalid_attributes, NULL },
	{ "generic_read", "what GENERIC_READ means", true, NUMBER_HEX8,
	  value_generic_read, NULL },
	{ "generic_write", "what GENERIC_WRITE means", true, NUMBER_HEX8,
	  value_generic_write, NULL },
	{ "generic_execute", "what GENERIC_EXECUTE means", true, NUMBER_HEX8,
	  value_generic_execute, NULL },
	{ "generic_all", "what GENERIC_ALL means", true, NUMBER_HEX8,
	  value_generic_all, NULL },
	{ "security_required", "objects must have a security descriptor",
	  false, NUMBER_DECIMAL, value_security_required, NULL },
	{ "maintain_handle_count", "handles are counted by process", false,
	  NUMBER_DECIMAL, value_maintain_handle_count, NULL },
	{ .name = NULL }
};

static void print_rows(struct table *table, OBJECT_TYPES_INFORMATION *types)
{
	OBJECT_TYPE_INFORMATION *type = first_type(types);
	ULONG i;

	for (i = 0; i < types->NumberOfTypes; i++, type = next_type(type))
		table_row(table, type);
}

static int run(struct invocation *invocation)
{
	struct table table;
	NTSTATUS status;
	void *types;

	next_option(invocation);
	if (!operands(invocation, 0, 0) ||
	    !table_begin(&table, invocation, invocation->json ? NULL :
			 "index,name,objects,peak_objects,handles,peak_handles,valid_access"))
		return invocation->result;
	status = query_strings(NULL, ObjectTypesInformation, &types);
	if (!NT_SUCCESS(status)) {
		table_drop(&table);
		report_status("types", status);
		return EXIT_FAILED;
	}
	print_rows(&table, types);
	free(types);
	table_end(&table, invocation, "types", NULL);
	return EXIT_DONE;
}

const struct verb types_verb = {
	.name = "types",
	.synopsis = "",
	.summary = "List the types of objects",
	.columns = columns,
	.run = run,
};
