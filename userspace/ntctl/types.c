// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl types: the types of objects there are.
 */
#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "object.h"
#include "text.h"

static const OBJECT_TYPE_INFORMATION *
first_type(const OBJECT_TYPES_INFORMATION *types)
{
	return (const void *)((const char *)types + sizeof(void *));
}

static const OBJECT_TYPE_INFORMATION *
next_type(const OBJECT_TYPE_INFORMATION *type)
{
	size_t size = sizeof(*type) + type->TypeName.MaximumLength;

	size = (size + sizeof(void *) - 1) & ~(sizeof(void *) - 1);
	return (const void *)((const char *)type + size);
}

static void print_text(const OBJECT_TYPES_INFORMATION *types)
{
	const OBJECT_TYPE_INFORMATION *type = first_type(types);
	ULONG i;

	printf("%5s %-16s %10s %10s %10s %10s  %s\n", "INDEX", "NAME",
	       "OBJECTS", "PEAK", "HANDLES", "PEAK", "ACCESS");
	for (i = 0; i < types->NumberOfTypes; i++, type = next_type(type)) {
		char *name = printable(&type->TypeName);

		printf("%5u %-16s %10u %10u %10u %10u  0x%08x\n",
		       type->TypeIndex, name, type->TotalNumberOfObjects,
		       type->HighWaterNumberOfObjects,
		       type->TotalNumberOfHandles,
		       type->HighWaterNumberOfHandles, type->ValidAccessMask);
		free(name);
	}
}

static json_t *json_of_type(const OBJECT_TYPE_INFORMATION *type)
{
	const GENERIC_MAPPING *mapping = &type->GenericMapping;

	return json_pack("{s:i,s:o,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:b,s:b}",
			 "index", type->TypeIndex,
			 "name", json_of_string(&type->TypeName),
			 "objects", (json_int_t)type->TotalNumberOfObjects,
			 "peak_objects",
			 (json_int_t)type->HighWaterNumberOfObjects,
			 "handles", (json_int_t)type->TotalNumberOfHandles,
			 "peak_handles",
			 (json_int_t)type->HighWaterNumberOfHandles,
			 "valid_access", (json_int_t)type->ValidAccessMask,
			 "invalid_attributes",
			 (json_int_t)type->InvalidAttributes,
			 "generic_read", (json_int_t)mapping->GenericRead,
			 "generic_write", (json_int_t)mapping->GenericWrite,
			 "generic_execute",
			 (json_int_t)mapping->GenericExecute,
			 "generic_all", (json_int_t)mapping->GenericAll,
			 "security_required", type->SecurityRequired,
			 "maintain_handle_count", type->MaintainHandleCount);
}

static void print_json(const struct invocation *invocation,
		       const OBJECT_TYPES_INFORMATION *types)
{
	const OBJECT_TYPE_INFORMATION *type = first_type(types);
	json_t *document = new_document(invocation->verb);
	json_t *array = json_array();
	ULONG i;

	for (i = 0; i < types->NumberOfTypes; i++, type = next_type(type))
		json_array_append_new(array, json_of_type(type));
	json_object_set_new(document, "types", array);
	print_document(document);
}

static int run(struct invocation *invocation)
{
	NTSTATUS status;
	void *types;

	while (next_option(invocation, "", common_options) != -1)
		;
	operands(invocation, 0, 0);
	status = query_strings(NULL, ObjectTypesInformation, &types);
	if (!NT_SUCCESS(status)) {
		report_status("types", status);
		return EXIT_FAILED;
	}
	if (invocation->json)
		print_json(invocation, types);
	else
		print_text(types);
	free(types);
	return EXIT_DONE;
}

const struct verb types_verb = {
	.name = "types",
	.synopsis = "",
	.summary = "List the types of objects",
	.run = run,
};
