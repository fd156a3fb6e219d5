// SPDX-License-Identifier: GPL-2.0
/*
 * What all JSON answers have alike. ntctl(1) describes them.
 */
#include <stdio.h>

#include "json.h"

/* Counted up when a reader of the last version would misunderstand. */
#define SCHEMA_VERSION	1

json_t *new_document(const struct verb *verb)
{
	json_t *document = json_object();

	json_object_set_new(document, "schema_version",
			    json_integer(SCHEMA_VERSION));
	json_object_set_new(document, "verb", json_string(verb->name));
	return document;
}

/* Print and free it. */
void print_document(json_t *document)
{
	json_dumpf(document, stdout, JSON_INDENT(2));
	putchar('\n');
	json_decref(document);
}
