// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <fcntl.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "attack.h"
#include "security_test.h"

void attack_path(char16_t path[ATTACK_PATH], const char16_t *first, const char16_t *second)
{
	size_t length = nt_length16(first);
	size_t rest = nt_length16(second);

	NT_CHECK(length + 1 + rest < ATTACK_PATH);
	memcpy(path, first, 2 * length);
	path[length] = '\\';
	memcpy(path + length + 1, second, 2 * (rest + 1));
}

void attack_name(char16_t path[ATTACK_PATH], const char *format, ...)
{
	char text[ATTACK_PATH];
	va_list list;
	int length;
	int i;

	va_start(list, format);
	length = vsnprintf(text, sizeof(text), format, list);
	va_end(list);
	NT_CHECK(length >= 0 && length < ATTACK_PATH);
	for (i = 0; i <= length; i++)
		path[i] = text[i];
}

void attack_settle(void)
{
	__u64 handle;

	NT_CHECK_STATUS(STATUS_SUCCESS,
			nt_open_directory(&handle, nt_name(u"\\"), NTOBJ_DIRECTORY_QUERY));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(handle));
	NT_CHECK_STATUS(STATUS_SUCCESS, nt_close(nt_own_token(NTOBJ_TOKEN_QUERY)));
}

unsigned int attack_count_entries(__u64 directory)
{
	struct ntobj_query_directory query = { .entry_overhead = 32 };
	unsigned int count = 0;
	__u64 buffer[512];
	__s32 status;

	query.buffer = nt_address(buffer);
	query.length = sizeof(buffer);
	for (;;) {
		status = nt_query_directory(directory, &query);
		if (status == STATUS_NO_MORE_ENTRIES)
			return count;
		NT_CHECK(status == STATUS_SUCCESS || status == STATUS_MORE_ENTRIES);
		count += query.count;
	}
}

/*
 * Descriptors
 */

void attack_socket_pair(int sockets[2])
{
	NT_CHECK(!socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets));
}

void attack_send_descriptor(int socket, int descriptor)
{
	char control[CMSG_SPACE(sizeof(int))] = {};
	char byte = 'd';
	struct iovec part = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *header = CMSG_FIRSTHDR(&message);

	header->cmsg_level = SOL_SOCKET;
	header->cmsg_type = SCM_RIGHTS;
	header->cmsg_len = CMSG_LEN(sizeof(int));
	memcpy(CMSG_DATA(header), &descriptor, sizeof(int));
	NT_CHECK(sendmsg(socket, &message, 0) == 1);
}

int attack_receive_descriptor(int socket)
{
	char control[CMSG_SPACE(sizeof(int))] = {};
	char byte;
	struct iovec part = { .iov_base = &byte, .iov_len = 1 };
	struct msghdr message = {
		.msg_iov = &part,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control),
	};
	struct cmsghdr *header;
	int descriptor;

	NT_CHECK(recvmsg(socket, &message, 0) == 1);
	header = CMSG_FIRSTHDR(&message);
	NT_CHECK(header && header->cmsg_type == SCM_RIGHTS);
	memcpy(&descriptor, CMSG_DATA(header), sizeof(int));
	return descriptor;
}

/*
 * The extension driver
 */

int attack_load_extension(const char *parameters)
{
	const char *directory = getenv("NTOBJ_MODDIR");
	char path[256];
	int error;
	int file;

	snprintf(path, sizeof(path), "%s/ntobj_test_extension.ko",
		 directory ? directory : "/lib/ntobj/modules");
	file = open(path, O_RDONLY | O_CLOEXEC);
	if (file < 0)
		return -1;
	error = syscall(SYS_finit_module, file, parameters, 0);
	close(file);
	return error ? -1 : 0;
}

int attack_unload_extension(void)
{
	return syscall(SYS_delete_module, "ntobj_test_extension", O_NONBLOCK) ? -1 : 0;
}

/*
 * Programs
 */

void attack_exec(const char *path, const char *word, const char *extra)
{
	char device[16];

	snprintf(device, sizeof(device), "%d", dup(nt_device));
	execl(path, path, word, device, extra, NULL);
	nt_check_failed(__FILE__, __LINE__, path);
}

/*
 * Kernel addresses: the upper half, but for what is a small negative number.
 */

static bool is_address(__u64 value)
{
	return value >= 0xffff800000000000ULL && value < 0xfffffffffff00000ULL;
}

const void *attack_find_address(const void *memory, size_t length)
{
	const char *bytes = memory;
	size_t at;

	for (at = 0; at + 8 <= length; at += 8) {
		__u64 value;

		memcpy(&value, bytes + at, sizeof(value));
		if (is_address(value))
			return bytes + at;
	}
	return NULL;
}

/* A page of every program's, at the same place everywhere. */
static bool is_vsyscall(unsigned long long address)
{
	return address >= 0xffffffffff600000ULL && address <= 0xffffffffff601000ULL;
}

const char *attack_find_address_text(const char *text)
{
	while (*text) {
		size_t digits = 0;

		while (isxdigit((unsigned char)text[digits]))
			digits++;
		if (digits == 16 && is_address(strtoull(text, NULL, 16)) &&
		    !is_vsyscall(strtoull(text, NULL, 16)))
			return text;
		text += digits ? digits : 1;
	}
	return NULL;
}
