// SPDX-License-Identifier: GPL-2.0
/*
 * ntctl stat: all there is to know about one object.
 */
#include <stdio.h>
#include <stdlib.h>

#include "client.h"
#include "event.h"
#include "json.h"
#include "mutant.h"
#include "nt_time.h"
#include "parent.h"
#include "place.h"
#include "semaphore.h"
#include "text.h"
#include "timer.h"
#include "verbs.h"

/* What the object told; the union is for the kind of object it is. */
struct facts {
	enum object_kind kind;
	OBJECT_NAME_INFORMATION *name;
	OBJECT_TYPE_INFORMATION *type;
	OBJECT_BASIC_INFORMATION basic;
	union {
		UNICODE_STRING target;
		EVENT_BASIC_INFORMATION event;
		SEMAPHORE_BASIC_INFORMATION semaphore;
		MUTANT_BASIC_INFORMATION mutant;
		TIMER_BASIC_INFORMATION timer;
		struct client_facts client;
	};
};

static NTSTATUS gather_kind(HANDLE handle, struct facts *facts)
{
	switch (facts->kind) {
	case KIND_SYMBOLIC_LINK:
		return query_link_target(handle, &facts->target);
	case KIND_EVENT:
		return NtQueryEvent(handle, EventBasicInformation,
				    &facts->event, sizeof(facts->event), NULL);
	case KIND_SEMAPHORE:
		return NtQuerySemaphore(handle, SemaphoreBasicInformation,
					&facts->semaphore,
					sizeof(facts->semaphore), NULL);
	case KIND_MUTANT:
		return NtQueryMutant(handle, MutantBasicInformation,
				     &facts->mutant, sizeof(facts->mutant),
				     NULL);
	case KIND_TIMER:
		return NtQueryTimer(handle, TimerBasicInformation,
				    &facts->timer, sizeof(facts->timer), NULL);
	case KIND_PROCESS:
		return query_process(handle, &facts->client);
	case KIND_THREAD:
		return query_thread(handle, &facts->client);
	default:
		return STATUS_SUCCESS;
	}
}

static bool is_client(const struct facts *facts)
{
	return facts->kind == KIND_PROCESS || facts->kind == KIND_THREAD;
}

static NTSTATUS gather(HANDLE handle, bool is_own, struct facts *facts)
{
	NTSTATUS status;

	status = query_basic(handle, is_own, &facts->basic);
	if (!NT_SUCCESS(status))
		return status;
	status = query_strings(handle, ObjectNameInformation,
			       (void **)&facts->name);
	if (!NT_SUCCESS(status))
		return status;
	status = query_strings(handle, ObjectTypeInformation,
			       (void **)&facts->type);
	if (!NT_SUCCESS(status))
		goto free_name;
	status = gather_kind(handle, facts);
	if (NT_SUCCESS(status))
		return status;

	free(facts->type);
free_name:
	free(facts->name);
	return status;
}

static void discard(struct facts *facts)
{
	if (facts->kind == KIND_SYMBOLIC_LINK)
		free(facts->target.Buffer);
	free(facts->type);
	free(facts->name);
}

static void print_string(const char *label, const UNICODE_STRING *string)
{
	char *text = printable(string);

	printf("%10s: %s\n", label, text);
	free(text);
}

static void print_kind(const struct facts *facts)
{
	char timer_text[MOST_TIMER_TEXT];
	char text[MOST_MUTANT_TEXT];

	switch (facts->kind) {
	case KIND_SYMBOLIC_LINK:
		format_time(facts->basic.CreationTime, text, sizeof(text));
		print_string("Target", &facts->target);
		printf("%10s: %s\n", "Created", text);
		break;
	case KIND_EVENT:
		printf("%10s: %s\n", "Event",
		       event_type_name(facts->event.EventType));
		printf("%10s: %s\n", "State",
		       event_state_name(facts->event.EventState));
		break;
	case KIND_SEMAPHORE:
		printf("%10s: %d of %d\n", "Count",
		       facts->semaphore.CurrentCount,
		       facts->semaphore.MaximumCount);
		break;
	case KIND_MUTANT:
		format_mutant(&facts->mutant, text);
		printf("%10s: %s\n", "State", text);
		break;
	case KIND_TIMER:
		format_timer(&facts->timer, timer_text);
		printf("%10s: %s\n", "State", timer_text);
		break;
	case KIND_PROCESS:
	case KIND_THREAD:
		print_client(&facts->client);
		break;
	default:
		break;
	}
}

static void print_text(const struct facts *facts)
{
	const OBJECT_BASIC_INFORMATION *basic = &facts->basic;

	if (is_client(facts))
		print_client_name(&facts->client);
	else
		print_string("Path", &facts->name->Name);
	print_string("Type", &facts->type->TypeName);
	if (!is_client(facts))
		printf("%10s: %s%s\n", "Lifetime",
		       basic->Attributes & OBJ_PERMANENT ? "permanent" :
							   "temporary",
		       basic->Attributes & OBJ_EXCLUSIVE ? ", exclusive" : "");
	printf("%10s: %u\n", "Handles", basic->HandleCount);
	printf("%10s: %u\n", "Pointers", basic->PointerCount);
	printf("%10s: %u paged, %u non-paged\n", "Charge",
	       basic->PagedPoolCharge, basic->NonPagedPoolCharge);

	print_kind(facts);
}

static void add_kind(json_t *document, const struct facts *facts)
{
	char text[MOST_MUTANT_TEXT];

	switch (facts->kind) {
	case KIND_SYMBOLIC_LINK:
		format_time(facts->basic.CreationTime, text, sizeof(text));
		json_object_set_new(document, "target",
				    json_of_string(&facts->target));
		json_object_set_new(document, "created", json_string(text));
		break;
	case KIND_EVENT:
		describe_event(&facts->event, document);
		break;
	case KIND_SEMAPHORE:
		describe_semaphore(&facts->semaphore, document);
		break;
	case KIND_MUTANT:
		describe_mutant(&facts->mutant, document);
		break;
	case KIND_TIMER:
		describe_timer(&facts->timer, document);
		break;
	case KIND_PROCESS:
	case KIND_THREAD:
		add_client(document, &facts->client);
		break;
	default:
		break;
	}
}

static void print_json(const struct invocation *invocation,
		       const struct facts *facts)
{
	const OBJECT_BASIC_INFORMATION *basic = &facts->basic;
	json_t *document = new_document(invocation->verb);

	if (!is_client(facts)) {
		json_object_set_new(document, "path",
				    json_of_string(&facts->name->Name));
		json_object_set_new(document, "permanent",
				    json_boolean(basic->Attributes &
						 OBJ_PERMANENT));
		json_object_set_new(document, "exclusive",
				    json_boolean(basic->Attributes &
						 OBJ_EXCLUSIVE));
	}
	json_object_set_new(document, "type",
			    json_of_string(&facts->type->TypeName));
	json_object_set_new(document, "handles",
			    json_integer(basic->HandleCount));
	json_object_set_new(document, "pointers",
			    json_integer(basic->PointerCount));
	json_object_set_new(document, "paged_pool_charge",
			    json_integer(basic->PagedPoolCharge));
	json_object_set_new(document, "non_paged_pool_charge",
			    json_integer(basic->NonPagedPoolCharge));

	add_kind(document, facts);
	print_document(document);
}

/* Of an object that ntctl can't open there is what its directory tells. */
static NTSTATUS stat_entry(const struct invocation *invocation,
			   const struct place *place)
{
	NTSTATUS status;
	json_t *path;
	char *type;

	status = type_from_parent(place->root, &place->path, &type);
	if (!NT_SUCCESS(status))
		return status;
	path = json_of_place(place);
	if (invocation->json) {
		json_t *document = new_document(invocation->verb);

		json_object_set(document, "path", path);
		json_object_set_new(document, "type", json_string(type));
		print_document(document);
	} else {
		char *text = printable_text(json_string_value(path),
					    json_string_length(path));

		printf("%10s: %s\n", "Path", text);
		printf("%10s: %s\n", "Type", type);
		free(text);
	}
	json_decref(path);
	free(type);
	return STATUS_SUCCESS;
}

static NTSTATUS stat_object(const struct invocation *invocation,
			    const struct place *place)
{
	struct facts facts;
	NTSTATUS status;
	HANDLE handle;

	status = open_place_any(place, query_rights, &handle, &facts.kind);
	if (status == STATUS_OBJECT_TYPE_MISMATCH && place->path.Buffer)
		return stat_entry(invocation, place);
	if (!NT_SUCCESS(status))
		return status;
	status = gather(handle, handle != place->handle, &facts);
	close_place(place, handle);
	if (!NT_SUCCESS(status))
		return status;

	if (invocation->json)
		print_json(invocation, &facts);
	else
		print_text(&facts);
	discard(&facts);
	return STATUS_SUCCESS;
}

static int run(struct invocation *invocation)
{
	struct place place;
	NTSTATUS status;

	if (!find_only_operand(invocation, &place))
		return invocation->result;
	status = stat_object(invocation, &place);
	if (!NT_SUCCESS(status))
		report_status(place.argument, status);
	free_place(&place);
	return NT_SUCCESS(status) ? EXIT_DONE : EXIT_FAILED;
}

const struct verb stat_verb = {
	.name = "stat",
	.synopsis = "PATH|NUMBER",
	.summary = "Show an object",
	.options = place_options,
	.operands = OPERAND_OBJECT,
	.run = run,
};
