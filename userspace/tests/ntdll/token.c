// SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
/*
 * Who one is: the process's token, a privilege that goes and comes, and what a
 * descriptor would grant.
 *
 * It prints:
 *
 *	user: S-1-22-1-0
 *	a primary token: yes
 *	of the system: yes
 *	everybody is a group: yes
 *	thread's token: C000007C
 *	has it: yes
 *	disable: 00000000
 *	was enabled: yes
 *	has it: no
 *	enable: 00000000
 *	has it: yes
 *	another: 00000106
 *	with a primary token: C000005C
 *	read: 00000000
 *	granted: 00020000
 *	write: C0000022
 *	granted: 00000000
 */
#include <windows.h>
#include <winternl.h>

#include "show.h"

/* The answer to the class, to be freed */
static PVOID query(HANDLE token, TOKEN_INFORMATION_CLASS information_class)
{
	ULONG length = 0;
	PVOID buffer;

	NtQueryInformationToken(token, information_class, NULL, 0, &length);
	buffer = malloc(length);
	if (!buffer)
		exit(1);
	demand("NtQueryInformationToken",
	       NtQueryInformationToken(token, information_class, buffer, length,
				       &length));
	return buffer;
}

static void show_answer(const char *what, BOOLEAN answer)
{
	printf("%s: %s\n", what, answer ? "yes" : "no");
}

static void show_user(HANDLE token)
{
	PTOKEN_USER user = (PTOKEN_USER)query(token, TokenUser);
	UNICODE_STRING text;

	demand("RtlConvertSidToUnicodeString",
	       RtlConvertSidToUnicodeString(&text, user->User.Sid, TRUE));
	show_string("user", &text);
	RtlFreeUnicodeString(&text);
	free(user);
}

static BOOLEAN has_group(const TOKEN_GROUPS *groups, PSID sid)
{
	const SID_AND_ATTRIBUTES *group = groups->Groups;
	ULONG i;

	for (i = 0; i < groups->GroupCount; i++) {
		if (RtlEqualSid(group[i].Sid, sid) &&
		    group[i].Attributes & SE_GROUP_ENABLED)
			return TRUE;
	}
	return FALSE;
}

static void show_token(HANDLE token)
{
	SID_IDENTIFIER_AUTHORITY world = { SECURITY_WORLD_SID_AUTHORITY };
	PTOKEN_STATISTICS statistics;
	PTOKEN_GROUPS groups;
	PSID everyone = NULL;

	show_user(token);
	statistics = (PTOKEN_STATISTICS)query(token, TokenStatistics);
	show_answer("a primary token", statistics->TokenType == TokenPrimary);
	show_answer("of the system",
		    statistics->AuthenticationId.LowPart == 0x3E7 &&
		    !statistics->AuthenticationId.HighPart);
	free(statistics);

	demand("RtlAllocateAndInitializeSid",
	       RtlAllocateAndInitializeSid(&world, 1, SECURITY_WORLD_RID, 0, 0,
					   0, 0, 0, 0, 0, &everyone));
	groups = (PTOKEN_GROUPS)query(token, TokenGroups);
	show_answer("everybody is a group", has_group(groups, everyone));
	free(groups);
	RtlFreeSid(everyone);
}

static void show_privilege(HANDLE token)
{
	PRIVILEGE_SET set;
	BOOLEAN result = FALSE;

	set.PrivilegeCount = 1;
	set.Control = PRIVILEGE_SET_ALL_NECESSARY;
	set.Privilege[0].Luid = RtlConvertLongToLuid(SE_SYSTEMTIME_PRIVILEGE);
	set.Privilege[0].Attributes = 0;
	demand("NtPrivilegeCheck", NtPrivilegeCheck(token, &set, &result));
	show_answer("has it", result);
}

static NTSTATUS adjust(HANDLE token, LONG privilege, ULONG attributes,
		       PTOKEN_PRIVILEGES previous)
{
	TOKEN_PRIVILEGES state;
	ULONG length;

	state.PrivilegeCount = 1;
	state.Privileges[0].Luid = RtlConvertLongToLuid(privilege);
	state.Privileges[0].Attributes = attributes;
	return NtAdjustPrivilegesToken(token, FALSE, &state,
				       previous ? sizeof(*previous) : 0,
				       previous, &length);
}

static void change_privilege(HANDLE token)
{
	static TOKEN_PRIVILEGES previous;

	show_privilege(token);
	show_status("disable", adjust(token, SE_SYSTEMTIME_PRIVILEGE, 0,
				      &previous));
	show_answer("was enabled", previous.PrivilegeCount == 1 &&
		    previous.Privileges[0].Attributes & SE_PRIVILEGE_ENABLED);
	show_privilege(token);
	show_status("enable", adjust(token, SE_SYSTEMTIME_PRIVILEGE,
				     SE_PRIVILEGE_ENABLED, NULL));
	show_privilege(token);
	/* SeSyncAgentPrivilege, which nobody has */
	show_status("another", adjust(token, 26, SE_PRIVILEGE_ENABLED, NULL));
}

/* A token to ask for the process, as servers ask for their clients */
static HANDLE duplicate(HANDLE token)
{
	SECURITY_QUALITY_OF_SERVICE quality;
	OBJECT_ATTRIBUTES attributes;
	HANDLE result = NULL;

	quality.Length = sizeof(quality);
	quality.ImpersonationLevel = SecurityIdentification;
	quality.ContextTrackingMode = SECURITY_STATIC_TRACKING;
	quality.EffectiveOnly = FALSE;
	InitializeObjectAttributes(&attributes, NULL, 0, NULL, NULL);
	attributes.SecurityQualityOfService = &quality;
	demand("NtDuplicateToken",
	       NtDuplicateToken(token, TOKEN_QUERY, &attributes, FALSE,
				TokenImpersonation, &result));
	return result;
}

static NTSTATUS check(HANDLE token, PSECURITY_DESCRIPTOR descriptor,
		      ACCESS_MASK desired, ACCESS_MASK *granted,
		      NTSTATUS *access)
{
	static GENERIC_MAPPING mapping = { READ_CONTROL, 1, 2, 3 };
	ULONG length = sizeof(PRIVILEGE_SET);
	PRIVILEGE_SET set;

	return NtAccessCheck(descriptor, token, desired, &mapping, &set,
			     &length, granted, access);
}

static void show_check(const char *what, HANDLE token,
		       PSECURITY_DESCRIPTOR descriptor, ACCESS_MASK desired)
{
	ACCESS_MASK granted = 0;
	NTSTATUS access = 0;

	demand("NtAccessCheck", check(token, descriptor, desired, &granted,
				      &access));
	show_status(what, access);
	printf("granted: %08X\n", (unsigned int)granted);
}

/*
 * Somebody else's, for everybody to read. Generic rights in a list stand for
 * nothing here: it is for who keeps the object to map them beforehand.
 */
static void ask(HANDLE token)
{
	static const char text[] = "O:S-1-22-1-1G:BAD:(A;;RC;;;WD)(A;;GW;;;WD)";
	union {
		SECURITY_DESCRIPTOR_RELATIVE relative;
		unsigned char bytes[128];
	} descriptor;
	ACCESS_MASK granted;
	HANDLE client;
	NTSTATUS access;
	size_t used;

	demand("ntobj_descriptor_from_sddl",
	       ntobj_descriptor_from_sddl(text, sizeof(text) - 1, &descriptor,
					  sizeof(descriptor), &used, NULL));
	show_status("with a primary token",
		    check(token, &descriptor, READ_CONTROL, &granted,
			  &access));
	client = duplicate(token);
	show_check("read", client, &descriptor, READ_CONTROL);
	show_check("write", client, &descriptor, READ_CONTROL | 1);
	NtClose(client);
}

int main(VOID)
{
	HANDLE thread_token = NULL;
	HANDLE token = NULL;

	demand("NtOpenProcessToken",
	       NtOpenProcessToken(NtCurrentProcess(), TOKEN_QUERY |
				  TOKEN_DUPLICATE | TOKEN_ADJUST_PRIVILEGES,
				  &token));
	show_token(token);
	show_status("thread's token",
		    NtOpenThreadToken(NtCurrentThread(), TOKEN_QUERY, TRUE,
				      &thread_token));
	change_privilege(token);
	ask(token);
	NtClose(token);
	return 0;
}
