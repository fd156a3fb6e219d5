// SPDX-License-Identifier: GPL-2.0
/*
 * Makes everything temporary that the module itself has put into the namespace,
 * so that all of it goes, and then uses the places where it was: for unload.sh,
 * since only loading the module again puts the namespace back.
 */
#include "ntobj_test.h"

/* The service that opens an object of a record's type, 0 if none does. */
static unsigned long opener_of(const struct ntobj_directory_record *record)
{
	static const struct {
		const char16_t *type;
		unsigned long request;
	} openers[] = {
		{ u"Directory", NTOBJ_IOC_OPEN_DIRECTORY },
		{ u"SymbolicLink", NTOBJ_IOC_OPEN_SYMBOLIC_LINK },
		{ u"Event", NTOBJ_IOC_OPEN_EVENT },
	};
	const char16_t *type = (const char16_t *)record->text + record->name_length / 2;
	unsigned int i;

	for (i = 0; i < sizeof(openers) / sizeof(*openers); i++)
		if (record->type_length == 2 * nt_length16(openers[i].type) &&
		    !memcmp(type, openers[i].type, record->type_length))
			return openers[i].request;
	return 0;
}

static void dismantle(__u64 directory)
{
	_Alignas(8) char buffer[1024];
	struct ntobj_query_directory query = {
		.buffer = nt_address(buffer),
		.length = sizeof(buffer),
		.flags = NTOBJ_QUERY_SINGLE_ENTRY,
		.entry_overhead = 32,
	};
	struct ntobj_directory_record *record = (void *)buffer;
	unsigned long opener;
	__s32 status;
	__u64 entry;

	while ((status = nt_query_directory(directory, &query)) == STATUS_SUCCESS) {
		opener = opener_of(record);
		if (!opener)
			continue;
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_open(opener, &entry,
					nt_counted(directory, record->text,
						   record->name_length, 0),
					NTOBJ_DELETE | 1));
		if (opener == NTOBJ_IOC_OPEN_DIRECTORY)
			dismantle(entry);
		NT_CHECK_STATUS(STATUS_SUCCESS,
				nt_hot(NTOBJ_IOC_MAKE_TEMPORARY_OBJECT, entry));
		NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(entry));
	}
	NT_CHECK_STATUS(STATUS_NO_MORE_ENTRIES, status);
}

/* They may fail or not; the kernel must not. */
static void use_what_was_there(void)
{
	static const char16_t * const names[] = {
		u"\\", u"\\??", u"\\??\\x", u"\\DosDevices", u"\\DosDevices\\x",
		u"\\GLOBAL??", u"\\GLOBAL??\\GLOBALROOT", u"\\??\\GLOBALROOT\\x",
		u"\\ObjectTypes", u"\\ObjectTypes\\Event", u"\\BaseNamedObjects\\x",
	};
	struct ntobj_object_basic_information basic;
	char16_t name[64];
	unsigned int i;
	__u64 handle;

	for (i = 0; i < 10 * sizeof(names) / sizeof(*names); i++) {
		const char16_t *used = names[i % (sizeof(names) / sizeof(*names))];

		if (nt_open_directory(&handle, nt_name(used), 1) >= 0) {
			nt_query_basic(handle, &basic);
			nt_query_name(handle, name, 64);
			nt_close(handle);
		}
		if (nt_create_event(&handle, nt_name(used), 1, 0, 0) >= 0) {
			nt_query_name(handle, name, 64);
			nt_close(handle);
		}
		if (nt_create_link(&handle, nt_name(used), 1, u"\\??\\x") >= 0)
			nt_close(handle);
		/* Its memory may be another's by now. */
		if (nt_create_directory(&handle, nt_name(used), 1) >= 0 && i % 2)
			nt_close(handle);
	}
}

int main(void)
{
	__u64 root;

	NT_CHECK(nt_open_device() >= 0);
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_open_directory(&root, nt_name(u"\\"), 1));
	dismantle(root);
	use_what_was_there();
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_set_event(nt_event(0, 0)));
	return 0;
}
