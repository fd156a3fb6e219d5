// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl quota: what processes may use up, and what of it they have.
 */
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "client.h"
#include "fields.h"
#include "json.h"
#include "place.h"
#include "verbs.h"

/* The greatest number of all is none for NT. */
#define MOST_BYTES	(sizeof(size_t) == 8 ? INT64_MAX : SIZE_MAX - 1)

/* What is to be set; of each whether it was given. */
struct wanted {
	__u64 limits[3];
	bool given[3];
};

enum { PAGED, NON_PAGED, PAGING_FILE };

static bool is_any_given(const struct wanted *wanted)
{
	return wanted->given[PAGED] || wanted->given[NON_PAGED] ||
	       wanted->given[PAGING_FILE];
}

/* What does not fit, in a 32-bit program, is neither cut nor forgotten. */
static bool take(SIZE_T *limit, __u64 value)
{
	*limit = (SIZE_T)value;
	return *limit == value;
}

/* What was not given stays. */
static NTSTATUS set(HANDLE process, const struct wanted *wanted)
{
	const bool *given = wanted->given;
	const __u64 *limits = wanted->limits;
	struct ntobj_quota_limits old;
	QUOTA_LIMITS new = { 0 };
	NTSTATUS status;

	status = ntobj_query_quota(process, &old);
	if (!NT_SUCCESS(status))
		return status;
	if (!take(&new.PagedPoolLimit,
		  given[PAGED] ? limits[PAGED] : old.paged_limit) ||
	    !take(&new.NonPagedPoolLimit,
		  given[NON_PAGED] ? limits[NON_PAGED] : old.non_paged_limit) ||
	    !take(&new.PagefileLimit,
		  given[PAGING_FILE] ? limits[PAGING_FILE] : old.paging_file_limit))
		return STATUS_NOT_SUPPORTED;
	return NtSetInformationProcess(process, ProcessQuotaLimits, &new,
				       sizeof(new));
}

static void print_line(const char *name, __u64 usage, __u64 limit, __u64 peak)
{
	printf("%-12s  %12llu  ", name, usage);
	if (limit)
		printf("%12llu", limit);
	else
		printf("%12s", "none");
	printf("  %12llu\n", peak);
}

static void print(const struct ntobj_quota_limits *quota)
{
	printf("%-12s  %12s  %12s  %12s\n", "POOL", "USAGE", "LIMIT", "PEAK");
	print_line("paged", quota->paged_usage, quota->paged_limit,
		   quota->paged_peak);
	print_line("non-paged", quota->non_paged_usage, quota->non_paged_limit,
		   quota->non_paged_peak);
	print_line("paging file", quota->paging_file_usage,
		   quota->paging_file_limit, quota->paging_file_peak);
}

/* A limit that there is not is null. */
static void add(json_t *document, const char *name, __u64 usage, __u64 limit,
		__u64 peak)
{
	json_t *pool = json_object();

	json_object_set_new(pool, "usage", json_integer((json_int_t)usage));
	json_object_set_new(pool, "limit",
			    limit ? json_integer((json_int_t)limit) : json_null());
	json_object_set_new(pool, "peak", json_integer((json_int_t)peak));
	json_object_set_new(document, name, pool);
}

static void print_json(const struct verb *verb,
		       const struct ntobj_quota_limits *quota)
{
	json_t *document = new_document(verb);

	add(document, "paged", quota->paged_usage, quota->paged_limit,
	    quota->paged_peak);
	add(document, "non_paged", quota->non_paged_usage,
	    quota->non_paged_limit, quota->non_paged_peak);
	add(document, "paging_file", quota->paging_file_usage,
	    quota->paging_file_limit, quota->paging_file_peak);
	print_document(document);
}

static NTSTATUS show_or_set(const struct place *place,
			    const struct wanted *wanted,
			    struct ntobj_quota_limits *quota)
{
	ACCESS_MASK access = PROCESS_QUERY_LIMITED_INFORMATION;
	HANDLE process = NtCurrentProcess();
	NTSTATUS status;

	if (is_any_given(wanted))
		access |= PROCESS_SET_QUOTA;
	if (place) {
		status = open_place(place, KIND_PROCESS, access, &process);
		if (!NT_SUCCESS(status))
			return status;
	}
	status = is_any_given(wanted) ? set(process, wanted) : STATUS_SUCCESS;
	if (NT_SUCCESS(status))
		status = ntobj_query_quota(process, quota);
	if (place)
		close_place(place, process);
	return status;
}

static const struct verb_option options[] = {
	{ .name = "paged", .letter = 'p', .argument = "BYTES",
	  .summary = "give it this limit of paged memory; 0 for none" },
	{ .name = "non-paged", .letter = 'n', .argument = "BYTES",
	  .summary = "the same of other memory" },
	{ .name = "paging-file", .letter = 'f', .argument = "BYTES",
	  .summary = "the same of sections" },
	{ .name = NULL }
};

static int run(struct invocation *invocation)
{
	struct ntobj_quota_limits quota;
	struct wanted wanted = { 0 };
	struct place place;
	char **arguments;
	NTSTATUS status;
	int option;

	while ((option = next_option(invocation)) != NO_OPTION) {
		if (!parse_number(optarg, MOST_BYTES, &wanted.limits[option]))
			usage_error(invocation, "no number of bytes: %s", optarg);
		wanted.given[option] = true;
	}
	arguments = operands(invocation, is_any_given(&wanted), 1);
	if (!arguments)
		return invocation->result;
	if (*arguments &&
	    !find_operand(invocation, PLACE_PROCESS, *arguments, &place))
		return invocation->result;
	status = show_or_set(*arguments ? &place : NULL, &wanted, &quota);
	if (!NT_SUCCESS(status))
		report_status(*arguments ? *arguments : "quota", status);
	else if (invocation->json)
		print_json(invocation->verb, &quota);
	else
		print(&quota);
	if (*arguments)
		free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

const struct verb quota_verb = {
	.name = "quota",
	.synopsis = "[PID]",
	.summary = "Show what a process and those of its logon may use up, or set it",
	.options = options,
	.operands = OPERAND_CLIENT,
	.run = run,
};
