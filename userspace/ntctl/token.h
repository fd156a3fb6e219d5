/* SPDX-License-Identifier: GPL-2.0 */
#ifndef NTCTL_TOKEN_H
#define NTCTL_TOKEN_H

#include "place.h"

/**
 * struct token_facts - what a token tells of itself
 * @user: who it is for
 * @groups: the groups that he is in
 * @privileges: what he may do besides
 * @owner: of what he makes
 * @primary_group: of what he makes
 * @default_dacl: of what he makes
 * @statistics: numbers, type and level
 * @session: the number of the session
 */
struct token_facts {
	TOKEN_USER *user;
	TOKEN_GROUPS *groups;
	TOKEN_PRIVILEGES *privileges;
	TOKEN_OWNER *owner;
	TOKEN_PRIMARY_GROUP *primary_group;
	TOKEN_DEFAULT_DACL *default_dacl;
	TOKEN_STATISTICS statistics;
	ULONG session;
};

/* Options that say whose token. */
#define TOKEN_PROCESS_OPTION { \
	.name = "process", .letter = 'p', \
	.summary = "of a process, as is usual", \
}

#define TOKEN_THREAD_OPTION { \
	.name = "thread", .letter = 'T', \
	.summary = "of a thread that has another one than its process", \
}

/* Whose token: the caller's own if there is neither a number nor a handle. */
bool find_token_owner(struct invocation *invocation, enum place_kind kind,
		      const char *argument, struct place *place);
NTSTATUS open_token(const struct place *place, ACCESS_MASK access,
		    HANDLE *token);
NTSTATUS query_token(HANDLE token, struct token_facts *facts);
void free_token(struct token_facts *facts);

static inline __u64 number_of_luid(LUID luid)
{
	return (__u64)(ULONG)luid.HighPart << 32 | luid.LowPart;
}

#endif /* NTCTL_TOKEN_H */
