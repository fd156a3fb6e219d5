// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl version: of itself and of the module.
 */
#include <stdio.h>

#include "array.h"
#include "json.h"
#include "verbs.h"

static const struct {
	__u64 bit;
	const char *name;
} features[] = {
	{ NTOBJ_FEATURE_NAMESPACE, "namespace" },
	{ NTOBJ_FEATURE_HANDLES, "handles" },
	{ NTOBJ_FEATURE_EVENTS, "events" },
	{ NTOBJ_FEATURE_WAIT_SINGLE, "wait-single" },
	{ NTOBJ_FEATURE_SERVICE_TABLES, "service-tables" },
	{ NTOBJ_FEATURE_PROCESSES, "processes" },
	{ NTOBJ_FEATURE_SECURITY, "security" },
	{ NTOBJ_FEATURE_DUPLICATION, "duplication" },
	{ NTOBJ_FEATURE_WAIT_MULTIPLE, "wait-multiple" },
	{ NTOBJ_FEATURE_SEMAPHORES, "semaphores" },
	{ NTOBJ_FEATURE_MUTANTS, "mutants" },
	{ NTOBJ_FEATURE_EVENT_PAIRS, "event-pairs" },
	{ NTOBJ_FEATURE_TIMERS, "timers" },
	{ NTOBJ_FEATURE_APCS, "apcs" },
	{ NTOBJ_FEATURE_SUSPENSION, "suspension" },
};

static void print_text(const struct ntobj_query_version *version)
{
	size_t i;

	printf("ntctl %s\n", NTCTL_VERSION);
	printf("module %.*s, ABI %u\n", (int)sizeof(version->module_version),
	       (const char *)version->module_version, version->abi);
	printf("features 0x%llx:", version->features);
	for (i = 0; i < ARRAY_SIZE(features); i++) {
		if (version->features & features[i].bit)
			printf(" %s", features[i].name);
	}
	printf("\nhandles a process may have: %u\n", version->max_handles);
}

static void print_json(const struct invocation *invocation,
		       const struct ntobj_query_version *version)
{
	json_t *document = new_document(invocation->verb);
	json_t *names = json_array();
	size_t i;

	for (i = 0; i < ARRAY_SIZE(features); i++) {
		if (version->features & features[i].bit)
			json_array_append_new(names,
					      json_string(features[i].name));
	}
	json_object_set_new(document, "ntctl", json_string(NTCTL_VERSION));
	json_object_set_new(document, "module",
			    json_sprintf("%.*s",
					 (int)sizeof(version->module_version),
					 (const char *)version->module_version));
	json_object_set_new(document, "abi", json_integer(version->abi));
	json_object_set_new(document, "features", names);
	json_object_set_new(document, "max_handles",
			    json_integer(version->max_handles));
	print_document(document);
}

static int run(struct invocation *invocation)
{
	struct ntobj_query_version version;
	NTSTATUS status;

	next_option(invocation);
	if (!operands(invocation, 0, 0))
		return invocation->result;
	status = ntobj_query_version(&version);
	if (!NT_SUCCESS(status)) {
		report_status("version", status);
		return EXIT_FAILED;
	}
	if (invocation->json)
		print_json(invocation, &version);
	else
		print_text(&version);
	return EXIT_DONE;
}

const struct verb version_verb = {
	.name = "version",
	.synopsis = "",
	.summary = "Show the versions of ntctl and of the module",
	.run = run,
};
