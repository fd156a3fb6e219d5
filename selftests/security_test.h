/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the tests of security share: descriptors written and read as text, the
 * services as functions that return their NTSTATUS, and users to be.
 *
 * Descriptors as text
 *
 *   "O:U1000 G:G1000 D:P(A;OICI;0x20003;;;WD)(D;;0x1;;;S-1-5-7) S:(AU;FA;0x1;;;WD)"
 *
 *   That is SDDL, with these short names for SIDs: SY (the system), BA
 *   (administrators), WD (everyone), AU (all who have logged in), CO and CG
 *   (whoever creates an object, and his group), OW (rights of the owner), and
 *   of our own U1000 and G1000 for S-1-22-1-1000 and S-1-22-2-1000. Rights are
 *   numbers. A list without a single entry is "D:"; one that lets everybody do
 *   everything is "D:NO_ACCESS_CONTROL". "P", "AI" and "AR" before the entries
 *   say that the list is protected, was inherited, and is to be. Spaces between
 *   parts may be left out. What is read is written the same way.
 */
#ifndef SECURITY_TEST_H
#define SECURITY_TEST_H

#include <stdarg.h>

#include "kselftest.h"
#include "ntobj_test.h"

/*
 * Identifiers
 */

/**
 * struct nt_sid - an identifier, and room for the longest
 * @revision: 1
 * @count: of @sub_authority
 * @authority: big-endian
 * @sub_authority: little-endian
 */
struct nt_sid {
	__u8 revision;
	__u8 count;
	__u8 authority[6];
	__u32 sub_authority[NTOBJ_SID_MAX_SUB_AUTHORITIES];
};

/* From text as in a descriptor; the test ends if it is none. */
__printf(1, 2)
struct nt_sid nt_sid(const char *format, ...);

static inline __u32 nt_sid_size(const void *sid)
{
	return 8 + 4 * ((const __u8 *)sid)[1];
}

static inline bool nt_same_sid(const void *a, const void *b)
{
	return nt_sid_size(a) == nt_sid_size(b) && !memcmp(a, b, nt_sid_size(a));
}

/* A string to free. */
char *nt_sid_text(const void *sid);

/*
 * Descriptors
 */
#define NT_OWNER	NTOBJ_OWNER_SECURITY_INFORMATION
#define NT_GROUP	NTOBJ_GROUP_SECURITY_INFORMATION
#define NT_DACL		NTOBJ_DACL_SECURITY_INFORMATION
#define NT_SACL		NTOBJ_SACL_SECURITY_INFORMATION
#define NT_OPEN_PARTS	(NT_OWNER | NT_GROUP | NT_DACL)
#define NT_ALL_PARTS	(NT_OPEN_PARTS | NT_SACL)

/* From text; to be freed. The test ends if it is none. */
__printf(1, 2)
struct ntobj_counted_descriptor *nt_descriptor(const char *format, ...);
struct ntobj_counted_descriptor *nt_descriptor_list(const char *format, va_list list);

static inline struct ntobj_security_descriptor *
nt_header(const struct ntobj_counted_descriptor *descriptor)
{
	return (void *)descriptor->descriptor;
}

/* A string to free. The test ends if it is not well-formed. */
char *nt_descriptor_text(const void *descriptor, __u32 length);

/* NULL, or what is wrong with it: anything that the module must not give out. */
const char *nt_descriptor_fault(const void *descriptor, __u32 length);

/* Whether a service must take it: its parts may overlap, and leave gaps. */
bool nt_descriptor_is_acceptable(const void *descriptor, __u32 length);

/* What a new object gets: these attributes with that descriptor. */
__printf(2, 3)
struct ntobj_object_attributes
nt_secured(struct ntobj_object_attributes attributes, const char *format, ...);

__s32 nt_query_security(__u64 handle, __u32 information, void *buffer, __u32 length,
			__u32 *answered);
__s32 nt_set_security_raw(__u64 handle, __u32 information, const void *descriptor);
__printf(3, 4)
__s32 nt_set_security(__u64 handle, __u32 information, const char *format, ...);

/*
 * Parts of an object's descriptor, as text to free; the test ends if they can't
 * be read, or are not well-formed. @control, if not NULL, gets NTOBJ_SD_*.
 */
char *nt_security_control(__u64 handle, __u32 information, __u16 *control);

static inline char *nt_security(__u64 handle, __u32 information)
{
	return nt_security_control(handle, information, NULL);
}

/* Both texts are shown if they differ. */
#define EXPECT_TEXT(expected, text) do {				\
	char *__want = (char *)(expected);				\
	char *__have = (text);						\
	EXPECT_STREQ(__want, __have)					\
		TH_LOG("%s: %s, not %s", #text, __have, __want);	\
	free(__have);							\
} while (0)

#define EXPECT_SECURITY(expected, handle, information)			\
	EXPECT_TEXT(expected, nt_security(handle, information))

/*
 * Tokens
 */
__s32 nt_open_token(unsigned long request, __u64 *token, __u64 handle, __u32 access,
		    __u32 attributes);
__s32 nt_duplicate_token(__u64 *duplicate, __u64 token, __u32 access, __u32 type,
			 __u32 level);
__s32 nt_query_token(__u64 token, __u32 class, void *buffer, __u32 length,
		     __u32 *answered);

static inline __s32 nt_open_process_token(__u64 *token, __u64 process, __u32 access)
{
	return nt_open_token(NTOBJ_IOC_OPEN_PROCESS_TOKEN, token, process, access, 0);
}

static inline __s32 nt_open_thread_token(__u64 *token, __u64 thread, __u32 access)
{
	return nt_open_token(NTOBJ_IOC_OPEN_THREAD_TOKEN, token, thread, access, 0);
}

/* The caller's own; the test ends if it can't be opened. */
__u64 nt_own_token(__u32 access);

/* One that impersonates, made from the caller's; the test ends if there is none. */
__u64 nt_own_impersonation(__u32 level);

/* What a token says of one class, to be freed; the test ends if it does not. */
void *nt_token_answer(__u64 token, __u32 class, __u32 *length);

/* An answer of one SID, as text to free. */
char *nt_token_sid(__u64 token, __u32 class);

/* An answer of one number. */
__u32 nt_token_u32(__u64 token, __u32 class);

struct ntobj_token_statistics nt_token_statistics(__u64 token);

/* Attributes of a group that is given as text, or 0 if it is not there. */
__printf(2, 3)
__u32 nt_token_group(__u64 token, const char *format, ...);

/*
 * Privileges
 */
static inline __u64 nt_privilege_bit(unsigned int privilege)
{
	return 1ULL << privilege;
}

__s32 nt_adjust_privileges(struct ntobj_adjust_privileges *call);

/* One privilege of a token: NTOBJ_SE_PRIVILEGE_ENABLED, _REMOVED, or 0. */
__s32 nt_set_privilege(__u64 token, unsigned int privilege, __u32 attributes);

/* One of the caller's own; the test ends if it can't be set. */
void nt_own_privilege(unsigned int privilege, __u32 attributes);

/* Bit n for privilege n: those that a token has, and those that are enabled. */
__u64 nt_held_privileges(__u64 token);
__u64 nt_enabled_privileges(__u64 token);

__s32 nt_privilege_check(__u64 token, struct ntobj_privilege *privileges, __u32 count,
			 __u32 flags, __u32 *result);

/*
 * Access checks
 */
__s32 nt_access_check(struct ntobj_access_check *call);

/* Rights that a handle was given; the test ends if it can't be asked. */
__u32 nt_granted(__u64 handle);

/*
 * Users. ALICE and BOB have a group of the same number, and no others.
 */
enum { NT_ALICE = 1000, NT_BOB = 1001 };

/* The caller's effective ids alone, which root can take back. */
void nt_act_as(uid_t user);

/* A child that is that user when @body begins. */
pid_t nt_child_start_as(uid_t user, int (*body)(void *context), void *context);

static inline int nt_child_as(uid_t user, int (*body)(void *context), void *context)
{
	return nt_child_end(nt_child_start_as(user, body, context));
}

/*
 * Logging in: the process gets an audit session of its own, and stays who it
 * is. 0, or -1 if this kernel has none.
 */
int nt_log_in(uid_t user);

/* The caller's session: 0 without one. */
__u32 nt_session(void);

/* Bytes that a user's processes have been granted, as debugfs says. */
__u64 nt_user_usage(uid_t user);

#endif /* SECURITY_TEST_H */
