// SPDX-License-Identifier: GPL-2.0
/*
 * The last test: every status that a service says it can return was returned by
 * some test before this one, and none that it does not say. Statuses that take
 * a lack of memory are asked for where memory can be made to lack.
 */
#include "kselftest_harness.h"
#include "ntobj_test.h"

static struct nt_service services[NT_SERVICES];

static void read_services(struct __test_metadata *_metadata, unsigned int *count)
{
	char *on = nt_read_file(NT_PARAMETERS "/status_coverage");

	ASSERT_NE(NULL, on);
	ASSERT_EQ('Y', on[0])
		TH_LOG("coverage was not switched on");
	free(on);
	*count = nt_services(services);
	ASSERT_LT(0, *count);
}

TEST(declared_statuses_were_returned)
{
	bool faults = !access("/sys/kernel/debug/failslab", F_OK);
	unsigned int count;
	unsigned int i;
	unsigned int j;

	read_services(_metadata, &count);
	for (i = 0; i < count; i++) {
		for (j = 0; j < services[i].count; j++) {
			if (services[i].statuses[j].undeclared ||
			    (services[i].statuses[j].fault && !faults))
				continue;
			EXPECT_TRUE(services[i].statuses[j].seen)
				TH_LOG("%s never returned %s", services[i].name,
				       nt_status_text(services[i].statuses[j].status));
		}
	}
}

TEST(returned_statuses_are_declared)
{
	unsigned int count;
	unsigned int i;
	unsigned int j;

	read_services(_metadata, &count);
	for (i = 0; i < count; i++)
		for (j = 0; j < services[i].count; j++)
			EXPECT_FALSE(services[i].statuses[j].undeclared)
				TH_LOG("%s returned %s", services[i].name,
				       nt_status_text(services[i].statuses[j].status));
}

/* A status is declared once. */
TEST(declarations_are_sets)
{
	unsigned int count;
	unsigned int i;
	unsigned int j;
	unsigned int k;

	read_services(_metadata, &count);
	for (i = 0; i < count; i++)
		for (j = 0; j < services[i].count; j++)
			for (k = 0; k < j; k++)
				EXPECT_NE(services[i].statuses[j].status,
					  services[i].statuses[k].status)
					TH_LOG("%s: %s", services[i].name,
					       nt_status_text(services[i].statuses[j].status));
}

TEST_HARNESS_MAIN
