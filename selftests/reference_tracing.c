// SPDX-License-Identifier: GPL-2.0
/*
 * Reference tracing: who has taken the references that are left. The tests'
 * extension driver forgets one on purpose.
 */
#include "extension_fixture.h"

#define REFERENCES	NT_DEBUGFS "/references"
#define PARAMETER	NT_PARAMETERS "/trace_references"
#define WIDGET_ALL	0x1f0003

static __s32 create_widget(__u64 *handle, struct ntobj_object_attributes attributes,
			   __u32 value)
{
	struct ntobj_create_widget call = {
		.attributes = attributes,
		.desired_access = WIDGET_ALL,
		.value = value,
	};
	__s32 status = nt_call(NTOBJ_IOC_CREATE_WIDGET, &call);

	*handle = call.handle;
	return status;
}

static void trace(const char *type)
{
	char line[80];

	/* Nothing at all would not reach the kernel. */
	snprintf(line, sizeof(line), "%s\n", type);
	NT_CHECK(!nt_write_file(PARAMETER, line));
}

/* How many lines there are of an object, of a tag if one is given, with a caller if one is. */
static unsigned int count(__u64 id, const char *tag, const char *caller)
{
	char *text = nt_read_file(REFERENCES);
	unsigned int found = 0;
	char *line;

	NT_CHECK(text);
	for (line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
		unsigned long long object;
		char name[32];

		if (sscanf(line, "%llu\t%*[^\t]\t%31[^\t]", &object, name) == 2 &&
		    (!id || object == id) && (!tag || !strcmp(tag, name)) &&
		    (!caller || strstr(line, caller)))
			found++;
	}
	free(text);
	return found;
}

TEST_F(extension, leak)
{
	__u64 widget;
	__u64 other;
	__u64 id;
	int i;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	trace("Widget");
	ASSERT_STATUS(STATUS_SUCCESS, create_widget(&widget, nt_unnamed(), WIDGET_LEAKS));
	id = nt_id(widget);
	EXPECT_EQ(2, count(id, NULL, NULL));
	EXPECT_EQ(1, count(id, "handle", NULL));
	EXPECT_EQ(1, count(id, "pointer", "leak_widget_reference"));
	/* What is taken and dropped again leaves nothing. */
	for (i = 0; i < 100; i++)
		ASSERT_STATUS(STATUS_SUCCESS, nt_hot(NTOBJ_IOC_POKE_WIDGET, widget));
	EXPECT_EQ(2, count(id, NULL, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(widget));
	EXPECT_EQ(1, count(id, NULL, NULL));
	EXPECT_EQ(1, count(id, "pointer", "leak_widget_reference"));
	/* It is found again, and with it the object goes. */
	ASSERT_STATUS(STATUS_SUCCESS, create_widget(&other, nt_unnamed(), WIDGET_MENDS));
	EXPECT_EQ(0, count(id, NULL, NULL));
	EXPECT_EQ(1, count(nt_id(other), NULL, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(other));
	trace("");
}

TEST_F(extension, tags)
{
	__u64 again;
	__u64 widget;
	__u64 event;
	__u64 id;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	trace("Widget");
	event = nt_event(0, 0);
	ASSERT_STATUS(STATUS_SUCCESS,
		      create_widget(&widget, nt_at(nt_home(), u"w"), 1));
	id = nt_id(widget);
	EXPECT_EQ(0, count(nt_id(event), NULL, NULL));
	EXPECT_EQ(1, count(id, "handle", NULL));
	EXPECT_EQ(1, count(id, "name", NULL));
	EXPECT_EQ(0, count(id, "pointer", NULL));
	ASSERT_STATUS(STATUS_SUCCESS,
		      nt_open(NTOBJ_IOC_OPEN_WIDGET, &again, nt_at(nt_home(), u"w"), 1));
	EXPECT_EQ(2, count(id, "handle", NULL));
	EXPECT_EQ(3, count(id, NULL, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(widget));
	EXPECT_EQ(2, count(id, NULL, NULL));
	ASSERT_STATUS(STATUS_SUCCESS, nt_close(again));
	EXPECT_EQ(0, count(id, NULL, NULL));

	/* Of all types; and what is made while it is off is not traced. */
	trace("*");
	EXPECT_EQ(0, count(nt_id(event), NULL, NULL));
	event = nt_event(0, 0);
	EXPECT_EQ(1, count(nt_id(event), "handle", NULL));
	trace("");
	EXPECT_EQ(0, count(nt_id(event), NULL, NULL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_close(event));
}

/* More references than there is room for are counted, and those that go again. */
TEST_F(extension, many)
{
	__u64 handles[100];
	unsigned int i;
	__u64 id;

	if (!self->loaded)
		SKIP(return, "no test extension here");
	trace("Widget");
	ASSERT_STATUS(STATUS_SUCCESS, create_widget(&handles[0], nt_at(nt_home(), u"w"), 1));
	id = nt_id(handles[0]);
	for (i = 1; i < 100; i++)
		ASSERT_STATUS(STATUS_SUCCESS,
			      nt_open(NTOBJ_IOC_OPEN_WIDGET, &handles[i],
				      nt_at(nt_home(), u"w"), 1));
	EXPECT_EQ(49, count(id, NULL, NULL));
	EXPECT_EQ(1, count(id, "unknown", "\t0\t0\t-\t53"));
	for (i = 0; i < 100; i++)
		ASSERT_STATUS(STATUS_SUCCESS, nt_close(handles[i]));
	EXPECT_EQ(0, count(id, NULL, NULL));
	trace("");
}

static bool stop;

static void *use_objects(void *context)
{
	(void)context;
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED)) {
		__u64 event = nt_event(0, 0);

		NT_CHECK_STATUS(STATUS_TIMEOUT, nt_wait(event, NTOBJ_WAIT_POLL));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(event));
	}
	return NULL;
}

/* Switched on and off, and read, while objects come and go. */
TEST_F(extension, races)
{
	__u64 end = nt_now() + 5 * NT_SECOND;
	pthread_t threads[4];
	unsigned int i;

	for (i = 0; i < 4; i++)
		ASSERT_EQ(0, pthread_create(&threads[i], NULL, use_objects, NULL));
	do {
		trace("*");
		for (i = 0; i < 5; i++)
			count(0, NULL, NULL);
		trace("");
	} while (nt_now() < end);
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	for (i = 0; i < 4; i++)
		ASSERT_EQ(0, pthread_join(threads[i], NULL));
	EXPECT_EQ(0, count(0, NULL, NULL));
	trace("Event");
	EXPECT_EQ(1, count(nt_id(nt_event(0, 0)), "handle", NULL));
	trace("");
}

TEST_HARNESS_MAIN
