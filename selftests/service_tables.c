// SPDX-License-Identifier: GPL-2.0
/*
 * Service tables: from an ioctl number to a service, or to the status that
 * says that there is none.
 */
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "ntobj_fixture.h"

static struct nt_service services[NT_SERVICES];

static const struct {
	unsigned long request;
	const char *name;
} declared[] = {
	{ NTOBJ_IOC_QUERY_VERSION, "NTOBJ_IOC_QUERY_VERSION" },
	{ NTOBJ_IOC_CLOSE, "NTOBJ_IOC_CLOSE" },
	{ NTOBJ_IOC_QUERY_OBJECT, "NTOBJ_IOC_QUERY_OBJECT" },
	{ NTOBJ_IOC_SET_OBJECT, "NTOBJ_IOC_SET_OBJECT" },
	{ NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, "NTOBJ_IOC_MAKE_TEMPORARY_OBJECT" },
	{ NTOBJ_IOC_MAKE_PERMANENT_OBJECT, "NTOBJ_IOC_MAKE_PERMANENT_OBJECT" },
	{ NTOBJ_IOC_CREATE_DIRECTORY, "NTOBJ_IOC_CREATE_DIRECTORY" },
	{ NTOBJ_IOC_OPEN_DIRECTORY, "NTOBJ_IOC_OPEN_DIRECTORY" },
	{ NTOBJ_IOC_QUERY_DIRECTORY, "NTOBJ_IOC_QUERY_DIRECTORY" },
	{ NTOBJ_IOC_CREATE_SYMBOLIC_LINK, "NTOBJ_IOC_CREATE_SYMBOLIC_LINK" },
	{ NTOBJ_IOC_OPEN_SYMBOLIC_LINK, "NTOBJ_IOC_OPEN_SYMBOLIC_LINK" },
	{ NTOBJ_IOC_QUERY_SYMBOLIC_LINK, "NTOBJ_IOC_QUERY_SYMBOLIC_LINK" },
	{ NTOBJ_IOC_CREATE_EVENT, "NTOBJ_IOC_CREATE_EVENT" },
	{ NTOBJ_IOC_OPEN_EVENT, "NTOBJ_IOC_OPEN_EVENT" },
	{ NTOBJ_IOC_QUERY_EVENT, "NTOBJ_IOC_QUERY_EVENT" },
	{ NTOBJ_IOC_SET_EVENT, "NTOBJ_IOC_SET_EVENT" },
	{ NTOBJ_IOC_RESET_EVENT, "NTOBJ_IOC_RESET_EVENT" },
	{ NTOBJ_IOC_CLEAR_EVENT, "NTOBJ_IOC_CLEAR_EVENT" },
	{ NTOBJ_IOC_PULSE_EVENT, "NTOBJ_IOC_PULSE_EVENT" },
	{ NTOBJ_IOC_SET_EVENT_PREVIOUS, "NTOBJ_IOC_SET_EVENT_PREVIOUS" },
	{ NTOBJ_IOC_RESET_EVENT_PREVIOUS, "NTOBJ_IOC_RESET_EVENT_PREVIOUS" },
	{ NTOBJ_IOC_PULSE_EVENT_PREVIOUS, "NTOBJ_IOC_PULSE_EVENT_PREVIOUS" },
	{ NTOBJ_IOC_OPEN_PROCESS, "NTOBJ_IOC_OPEN_PROCESS" },
	{ NTOBJ_IOC_QUERY_PROCESS, "NTOBJ_IOC_QUERY_PROCESS" },
	{ NTOBJ_IOC_TERMINATE_PROCESS, "NTOBJ_IOC_TERMINATE_PROCESS" },
	{ NTOBJ_IOC_SET_PROCESS, "NTOBJ_IOC_SET_PROCESS" },
	{ NTOBJ_IOC_OPEN_THREAD, "NTOBJ_IOC_OPEN_THREAD" },
	{ NTOBJ_IOC_QUERY_THREAD, "NTOBJ_IOC_QUERY_THREAD" },
	{ NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT, "NTOBJ_IOC_WAIT_FOR_SINGLE_OBJECT" },
	{ NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS, "NTOBJ_IOC_WAIT_FOR_MULTIPLE_OBJECTS" },
	{ NTOBJ_IOC_SIGNAL_AND_WAIT, "NTOBJ_IOC_SIGNAL_AND_WAIT" },
	{ NTOBJ_IOC_CREATE_SEMAPHORE, "NTOBJ_IOC_CREATE_SEMAPHORE" },
	{ NTOBJ_IOC_OPEN_SEMAPHORE, "NTOBJ_IOC_OPEN_SEMAPHORE" },
	{ NTOBJ_IOC_QUERY_SEMAPHORE, "NTOBJ_IOC_QUERY_SEMAPHORE" },
	{ NTOBJ_IOC_RELEASE_SEMAPHORE, "NTOBJ_IOC_RELEASE_SEMAPHORE" },
	{ NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT, "NTOBJ_IOC_RELEASE_SEMAPHORE_COUNT" },
	{ NTOBJ_IOC_CREATE_MUTANT, "NTOBJ_IOC_CREATE_MUTANT" },
	{ NTOBJ_IOC_OPEN_MUTANT, "NTOBJ_IOC_OPEN_MUTANT" },
	{ NTOBJ_IOC_QUERY_MUTANT, "NTOBJ_IOC_QUERY_MUTANT" },
	{ NTOBJ_IOC_RELEASE_MUTANT, "NTOBJ_IOC_RELEASE_MUTANT" },
	{ NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS, "NTOBJ_IOC_RELEASE_MUTANT_PREVIOUS" },
	{ NTOBJ_IOC_CREATE_EVENT_PAIR, "NTOBJ_IOC_CREATE_EVENT_PAIR" },
	{ NTOBJ_IOC_OPEN_EVENT_PAIR, "NTOBJ_IOC_OPEN_EVENT_PAIR" },
	{ NTOBJ_IOC_SET_LOW_EVENT_PAIR, "NTOBJ_IOC_SET_LOW_EVENT_PAIR" },
	{ NTOBJ_IOC_SET_HIGH_EVENT_PAIR, "NTOBJ_IOC_SET_HIGH_EVENT_PAIR" },
	{ NTOBJ_IOC_WAIT_LOW_EVENT_PAIR, "NTOBJ_IOC_WAIT_LOW_EVENT_PAIR" },
	{ NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR, "NTOBJ_IOC_WAIT_HIGH_EVENT_PAIR" },
	{ NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR,
	  "NTOBJ_IOC_SET_LOW_WAIT_HIGH_EVENT_PAIR" },
	{ NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR,
	  "NTOBJ_IOC_SET_HIGH_WAIT_LOW_EVENT_PAIR" },
	{ NTOBJ_IOC_CREATE_TIMER, "NTOBJ_IOC_CREATE_TIMER" },
	{ NTOBJ_IOC_OPEN_TIMER, "NTOBJ_IOC_OPEN_TIMER" },
	{ NTOBJ_IOC_SET_TIMER, "NTOBJ_IOC_SET_TIMER" },
	{ NTOBJ_IOC_CANCEL_TIMER, "NTOBJ_IOC_CANCEL_TIMER" },
	{ NTOBJ_IOC_QUERY_TIMER, "NTOBJ_IOC_QUERY_TIMER" },
	{ NTOBJ_IOC_SUSPEND_THREAD, "NTOBJ_IOC_SUSPEND_THREAD" },
	{ NTOBJ_IOC_RESUME_THREAD, "NTOBJ_IOC_RESUME_THREAD" },
	{ NTOBJ_IOC_ALERT_RESUME_THREAD, "NTOBJ_IOC_ALERT_RESUME_THREAD" },
	{ NTOBJ_IOC_QUEUE_APC_THREAD, "NTOBJ_IOC_QUEUE_APC_THREAD" },
	{ NTOBJ_IOC_TEST_ALERT, "NTOBJ_IOC_TEST_ALERT" },
	{ NTOBJ_IOC_ALERT_THREAD, "NTOBJ_IOC_ALERT_THREAD" },
	{ NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID, "NTOBJ_IOC_ALERT_THREAD_BY_THREAD_ID" },
	{ NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID, "NTOBJ_IOC_WAIT_FOR_ALERT_BY_THREAD_ID" },
	{ NTOBJ_IOC_DELAY_EXECUTION, "NTOBJ_IOC_DELAY_EXECUTION" },
	{ NTOBJ_IOC_YIELD_EXECUTION, "NTOBJ_IOC_YIELD_EXECUTION" },
	{ NTOBJ_IOC_QUERY_SECURITY, "NTOBJ_IOC_QUERY_SECURITY" },
	{ NTOBJ_IOC_SET_SECURITY, "NTOBJ_IOC_SET_SECURITY" },
	{ NTOBJ_IOC_OPEN_PROCESS_TOKEN, "NTOBJ_IOC_OPEN_PROCESS_TOKEN" },
	{ NTOBJ_IOC_OPEN_THREAD_TOKEN, "NTOBJ_IOC_OPEN_THREAD_TOKEN" },
	{ NTOBJ_IOC_DUPLICATE_TOKEN, "NTOBJ_IOC_DUPLICATE_TOKEN" },
	{ NTOBJ_IOC_QUERY_TOKEN, "NTOBJ_IOC_QUERY_TOKEN" },
	{ NTOBJ_IOC_QUERY_HANDLES, "NTOBJ_IOC_QUERY_HANDLES" },
	{ NTOBJ_IOC_ADJUST_PRIVILEGES, "NTOBJ_IOC_ADJUST_PRIVILEGES" },
	{ NTOBJ_IOC_ACCESS_CHECK, "NTOBJ_IOC_ACCESS_CHECK" },
	{ NTOBJ_IOC_PRIVILEGE_CHECK, "NTOBJ_IOC_PRIVILEGE_CHECK" },
	{ NTOBJ_IOC_DUPLICATE_OBJECT, "NTOBJ_IOC_DUPLICATE_OBJECT" },
	{ NTOBJ_IOC_COMPARE_OBJECTS, "NTOBJ_IOC_COMPARE_OBJECTS" },
};

static const struct nt_service *find(unsigned int count, unsigned int table,
				     unsigned int number)
{
	unsigned int i;

	for (i = 0; i < count; i++)
		if (services[i].table == table && services[i].number == number)
			return &services[i];
	return NULL;
}

/* The header and the module name the same services, neither has more. */
TEST_F(ntobj, header_and_module_agree)
{
	unsigned int count = nt_services(services);
	unsigned int i;

	ASSERT_LT(0, count);
	for (i = 0; i < ARRAY_SIZE(declared); i++) {
		unsigned long request = declared[i].request;
		const struct nt_service *service;

		service = find(count, _IOC_TYPE(request), _IOC_NR(request));
		EXPECT_NE(NULL, service)
			TH_LOG("%s is no service", declared[i].name);
		if (!service)
			continue;
		EXPECT_EQ(_IOC_SIZE(request), service->size)
			TH_LOG("%s", declared[i].name);
		EXPECT_EQ(_IOC_DIR(request), service->direction)
			TH_LOG("%s", declared[i].name);
		EXPECT_LE(service->minimum, service->size);
	}
	for (i = 0; i < count; i++) {
		unsigned int j;

		for (j = 0; j < ARRAY_SIZE(declared); j++)
			if (_IOC_TYPE(declared[j].request) == services[i].table &&
			    _IOC_NR(declared[j].request) == services[i].number)
				break;
		EXPECT_LT(j, ARRAY_SIZE(declared))
			TH_LOG("%s is in no header", services[i].name);
	}
}

/* All 256 numbers of each table: a service, or none. */
TEST_F(ntobj, every_number)
{
	unsigned int count = nt_services(services);
	unsigned int table;
	unsigned int number;

	ASSERT_LT(0, count);
	for (table = 0xd0; table <= 0xd3; table++) {
		for (number = 0; number < 256; number++) {
			if (find(count, table, number))
				continue;
			EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
				      nt_raw(self->device, _IO(table, number), NULL));
			EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
				      nt_raw(self->device,
					     _IOC(_IOC_READ | _IOC_WRITE, table, number, 64),
					     NULL));
		}
	}
}

TEST_F(ntobj, foreign_type_bytes)
{
	unsigned int type;

	for (type = 1; type < 256; type++) {
		/* 'T', 'f', 'X' and 0x15: the VFS answers some of those itself. */
		if ((type >= 0xd0 && type <= 0xd3) || type == 'T' || type == 'f' ||
		    type == 'X' || type == 0x15 || type == 0x94)
			continue;
		errno = 0;
		EXPECT_EQ(-1, nt_raw(self->device, _IO(type, 1), NULL))
			TH_LOG("type 0x%x", type);
		EXPECT_EQ(ENOTTY, errno)
			TH_LOG("type 0x%x", type);
	}
}

/* A service is found by its number; the wrong direction is no service. */
TEST_F(ntobj, directions)
{
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	unsigned char argument[256];
	unsigned int direction;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(declared); i++) {
		unsigned long request = declared[i].request;

		for (direction = 0; direction < 4; direction++) {
			if (direction == _IOC_DIR(request))
				continue;
			memset(argument, 0, sizeof(argument));
			memcpy(argument, &event, sizeof(event));
			EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
				      nt_raw(self->device,
					     _IOC(direction, _IOC_TYPE(request),
						  _IOC_NR(request), _IOC_SIZE(request)),
					     argument));
		}
	}
	EXPECT_EQ(0, nt_state(event));
}

/* A hot call has no structure: a size in its number is another service's. */
TEST_F(ntobj, sized_hot_call)
{
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);

	EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
		      ioctl(self->device, _IOC(_IOC_NONE, 0xd0, 0x13, 8),
			    (unsigned long)event));
	EXPECT_EQ(0, nt_state(event));
}

/* A hot call takes the handle from the argument and reads no memory. */
TEST_F(ntobj, hot_call)
{
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);

	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_EQ(1, nt_state(event));
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_set_event(nt_address(&event) & ~3UL));
}

/* The result of ioctl() is the status, whatever errno said before. */
TEST_F(ntobj, statuses_are_not_errnos)
{
	errno = 0;
	EXPECT_STATUS(STATUS_INVALID_HANDLE, nt_close(0));
	EXPECT_EQ(0, errno);
}

/* A thread that has called the shadow table still reaches the native one. */
TEST_F(ntobj, shadow_table)
{
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);

	EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
		      nt_raw(self->device, _IO(NTOBJ_TABLE_SHADOW, 0), NULL));
	EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
	EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
		      nt_raw(self->device, _IO(NTOBJ_TABLE_SHADOW, 0x13), NULL));
	EXPECT_EQ(1, nt_state(event));
}

/* The type byte chooses the table, not the low bits of it. */
TEST_F(ntobj, tables_are_apart)
{
	__u64 event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
	unsigned int table;

	for (table = 0xd1; table <= 0xd3; table++)
		EXPECT_STATUS(STATUS_INVALID_SYSTEM_SERVICE,
			      ioctl(self->device, _IO(table, 0x13),
				    (unsigned long)event));
	EXPECT_EQ(0, nt_state(event));
}

/* The device is for calls and for nothing else. */
TEST_F(ntobj, other_operations)
{
	char byte = 0;

	EXPECT_EQ(-1, read(self->device, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(-1, write(self->device, &byte, 1));
	EXPECT_EQ(EINVAL, errno);
	EXPECT_EQ(MAP_FAILED, mmap(NULL, getpagesize(), PROT_READ, MAP_SHARED,
				   self->device, 0));
	EXPECT_EQ(ENODEV, errno);
}

/* A descriptor is a way in, however it was opened. */
TEST_F(ntobj, open_modes)
{
	static const int modes[] = { O_RDONLY, O_WRONLY, O_RDWR | O_NONBLOCK };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		__u64 event;

		nt_device = open(NT_DEVICE, modes[i] | O_CLOEXEC);
		ASSERT_LE(0, nt_device);
		event = nt_event(NTOBJ_NOTIFICATION_EVENT, 0);
		EXPECT_STATUS(STATUS_SUCCESS, nt_set_event(event));
		EXPECT_EQ(1, nt_state(event));
		/* Non-blocking says nothing about waits. */
		EXPECT_STATUS(STATUS_SUCCESS, nt_reset_event(event));
		EXPECT_STATUS(STATUS_TIMEOUT, nt_wait(event, nt_now() + NT_MILLISECOND));
	}
}

TEST_F(ntobj, query_version)
{
	struct ntobj_query_version version;

	memset(&version, NT_POISON, sizeof(version));
	ASSERT_STATUS(STATUS_SUCCESS, nt_call(NTOBJ_IOC_QUERY_VERSION, &version));
	/* Pinned: a change of the interface must come with a new number. */
	EXPECT_EQ(8, NTOBJ_ABI_VERSION);
	EXPECT_EQ(NTOBJ_ABI_VERSION, version.abi);
	EXPECT_EQ(NTOBJ_FEATURE_NAMESPACE | NTOBJ_FEATURE_HANDLES |
		  NTOBJ_FEATURE_EVENTS | NTOBJ_FEATURE_WAIT_SINGLE |
		  NTOBJ_FEATURE_SERVICE_TABLES | NTOBJ_FEATURE_PROCESSES |
		  NTOBJ_FEATURE_SECURITY | NTOBJ_FEATURE_DUPLICATION |
		  NTOBJ_FEATURE_WAIT_MULTIPLE | NTOBJ_FEATURE_SEMAPHORES |
		  NTOBJ_FEATURE_MUTANTS | NTOBJ_FEATURE_EVENT_PAIRS |
		  NTOBJ_FEATURE_TIMERS | NTOBJ_FEATURE_APCS |
		  NTOBJ_FEATURE_SUSPENSION, version.features);
	EXPECT_EQ(nt_parameter("max_handles"), version.max_handles);
	EXPECT_NE(0, version.module_version[0]);
	EXPECT_NE(NULL, memchr(version.module_version, 0, sizeof(version.module_version)));
}

TEST_HARNESS_MAIN
