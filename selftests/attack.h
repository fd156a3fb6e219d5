/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of attacks share.
 */
#ifndef ATTACK_H
#define ATTACK_H

#include "kselftest.h"
#include "ntobj_test.h"

/* Whom the attacker, who is NT_BOB, is to leave alone, besides root. */
#define ATTACK_CAROL	1002

/* Everybody may do everything. */
#define ATTACK_OPEN	"D:(A;;0x10000000;;;WD)"

/* @first and @second with a backslash in between; the test ends if it is too long. */
#define ATTACK_PATH	128
void attack_path(char16_t path[ATTACK_PATH], const char16_t *first, const char16_t *second);

/* A path that has numbers in it, as printf() would write it. */
__printf(2, 3)
void attack_name(char16_t path[ATTACK_PATH], const char *format, ...);

/*
 * What a process has that makes calls, it has after this: so that the objects that
 * there are can be counted before and after something.
 */
void attack_settle(void);

/* Entries of a directory, by a handle that may query it. */
unsigned int attack_count_entries(__u64 directory);

/* Descriptors from process to process. */
void attack_socket_pair(int sockets[2]);
void attack_send_descriptor(int socket, int descriptor);
int attack_receive_descriptor(int socket);

/* The tests' extension driver; 0 or -1. */
int attack_load_extension(const char *parameters);
int attack_unload_extension(void);

/*
 * A copy of the calling program with these owner and mode, perhaps set-user-id.
 * It is begun with @word as its first argument, its descriptor of the device as
 * the second, and @extra as the third.
 */
_Noreturn void attack_exec(const char *path, const char *word, const char *extra);

/*
 * Kernel addresses. NULL if there is none; else the place of the first, in
 * memory that is read as numbers of 8 bytes each, or in text.
 */
const void *attack_find_address(const void *memory, size_t length);
const char *attack_find_address_text(const char *text);

#endif /* ATTACK_H */
