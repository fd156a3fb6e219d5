// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl suspend, ntctl resume: have a thread run no more, and run on.
 */
#include <stdio.h>

#include "json.h"
#include "place.h"
#include "verbs.h"

typedef NTSTATUS (*change_function)(HANDLE thread, PULONG previous);

/**
 * struct change - what is done to a thread, and what it says of it
 * @function: the service
 * @access: the right that it takes
 * @resumes: whether the thread is suspended once less, not once more, by it
 * @previous: how often it was suspended before
 */
struct change {
	change_function function;
	ACCESS_MASK access;
	bool resumes;
	ULONG previous;
};

static ULONG count_after(const struct change *change)
{
	if (!change->resumes)
		return change->previous + 1;
	return change->previous ? change->previous - 1 : 0;
}

static void print_text(const struct place *place, const struct change *change)
{
	ULONG count = count_after(change);

	printf("%s: ", place->argument);
	if (change->resumes && !change->previous)
		puts("was not suspended");
	else if (!count)
		puts("resumed");
	else if (count == 1)
		printf("%ssuspended\n", change->resumes ? "still " : "");
	else
		printf("%ssuspended, %u times\n",
		       change->resumes ? "still " : "", (unsigned int)count);
}

static void print_json(const struct invocation *invocation,
		       const struct place *place, const struct change *change)
{
	json_t *document = new_document(invocation->verb);

	add_place(document, place);
	json_object_set_new(document, "previous_suspend_count",
			    json_integer(change->previous));
	json_object_set_new(document, "suspend_count",
			    json_integer(count_after(change)));
	print_document(document);
}

static NTSTATUS change_thread(const struct place *place, struct change *change)
{
	NTSTATUS status;
	HANDLE handle;

	status = open_place(place, KIND_THREAD, change->access, &handle);
	if (!NT_SUCCESS(status))
		return status;
	status = change->function(handle, &change->previous);
	close_place(place, handle);
	return status;
}

static int run(struct invocation *invocation, struct change *change)
{
	char **arguments = operands(invocation, 1, 1);
	struct place place;
	NTSTATUS status;

	if (!arguments ||
	    !find_operand(invocation, PLACE_THREAD, arguments[0], &place))
		return invocation->result;
	status = change_thread(&place, change);
	if (!NT_SUCCESS(status))
		report_status(place.argument, status);
	else if (invocation->json)
		print_json(invocation, &place, change);
	else
		print_text(&place, change);
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

static int run_suspend(struct invocation *invocation)
{
	struct change change = {
		.function = NtSuspendThread,
		.access = THREAD_SUSPEND_RESUME,
	};

	next_option(invocation);
	return run(invocation, &change);
}

static const struct verb_option resume_options[] = {
	{ .name = "alert", .letter = 'a',
	  .summary = "end its alertable wait, or its next one, as well" },
	{ .name = NULL }
};

static int run_resume(struct invocation *invocation)
{
	struct change change = {
		.function = NtResumeThread,
		.access = THREAD_RESUME,
		.resumes = true,
	};

	while (next_option(invocation) != NO_OPTION) {
		change.function = NtAlertResumeThread;
		change.access = THREAD_SUSPEND_RESUME;
	}
	return run(invocation, &change);
}

const struct verb suspend_verb = {
	.name = "suspend",
	.synopsis = "TID",
	.summary = "Have a thread run no more until it is resumed",
	.operands = OPERAND_THREAD,
	.run = run_suspend,
};

const struct verb resume_verb = {
	.name = "resume",
	.synopsis = "TID",
	.summary = "Resume a suspended thread, once",
	.options = resume_options,
	.operands = OPERAND_THREAD,
	.run = run_resume,
};
