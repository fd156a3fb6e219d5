// SPDX-License-Identifier: GPL-2.0
/*
 * Files in tmpfs: opened by names of as many components as ntobj's, and asked
 * for what they allow, with a list of as many entries.
 */
#include <endian.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "bench.h"

#define MOUNT		"/bench_files"
#define DIRECTORY	MOUNT "/names"
#define NAMES		10

static char names[NAMES][sizeof(DIRECTORY) + 8];
static int file;

/* For this process alone. */
static void mount_tmpfs(void)
{
	BENCH_CHECK(!mkdir(MOUNT, 0755) || !access(MOUNT, F_OK));
	BENCH_CHECK(!unshare(CLONE_NEWNS));
	BENCH_CHECK(!mount("bench", MOUNT, "tmpfs", 0, "mode=1777"));
}

static void begin_names(void)
{
	unsigned int i;

	mount_tmpfs();
	bench_become_user();
	BENCH_CHECK(!mkdir(DIRECTORY, 0700));
	for (i = 0; i < NAMES; i++) {
		snprintf(names[i], sizeof(names[i]), DIRECTORY "/%04u", i);
		BENCH_CHECK(!close(open(names[i], O_CREAT | O_RDWR | O_CLOEXEC, 0600)));
	}
}

static void open_by_name(unsigned long count)
{
	while (count--) {
		long opened = bench_call4(SYS_openat, AT_FDCWD, (long)names[count % NAMES],
					  O_RDWR | O_CLOEXEC, 0);

		BENCH_CHECK(opened >= 0);
		BENCH_CHECK(!bench_call3(SYS_close, opened, 0, 0));
	}
}

/* The form in which a list is given to setxattr(2). */
struct posix_acl_entry {
	uint16_t tag;
	uint16_t permissions;
	uint32_t id;
};

struct posix_acl {
	uint32_t version;
	struct posix_acl_entry entries[6];
};

#define NO_ID	0xffffffff

/* Root's: for another user and group, and everyone. */
static void begin_access_check(void)
{
	const struct posix_acl acl = {
		.version = htole32(2),
		.entries = {
			{ htole16(0x01), htole16(6), NO_ID },
			{ htole16(0x02), htole16(6), htole32(BENCH_USER + 1) },
			{ htole16(0x04), htole16(6), NO_ID },
			{ htole16(0x08), htole16(6), htole32(BENCH_USER + 2) },
			{ htole16(0x10), htole16(6), NO_ID },
			{ htole16(0x20), htole16(4), NO_ID },
		},
	};

	mount_tmpfs();
	file = open(MOUNT "/file", O_CREAT | O_RDWR | O_CLOEXEC, 0644);
	BENCH_CHECK(file >= 0);
	BENCH_CHECK(!fsetxattr(file, "system.posix_acl_access", &acl, sizeof(acl), 0));
	bench_become_user();
}

static void check_access(unsigned long count)
{
	while (count--)
		BENCH_CHECK(!bench_call4(SYS_faccessat2, file, (long)"", R_OK,
					 AT_EMPTY_PATH | AT_EACCESS));
}

static const struct bench_row rows[] = {
	{ "tmpfs.open.by_name.10", begin_names, open_by_name, .calls = 2 },
	{ "tmpfs.access_check", begin_access_check, check_access, .calls = 1 },
	{}
};

BENCH_ROWS(rows);
