/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * Security: identifiers, access control lists, descriptors, privileges, tokens.
 *
 * Binary formats
 *
 *   They are NT's, little-endian and without pointers. A security identifier
 *   (SID) is { u8 revision (1); u8 count (0 to 15); u8 authority[6] (big-endian);
 *   u32 sub_authority[count] }. An access control list (ACL) is struct
 *   ntobj_acl and so many entries, each struct ntobj_ace followed by a SID. A
 *   descriptor is struct ntobj_security_descriptor and, at the offsets that it
 *   names, two SIDs and two lists.
 *
 * Who is who
 *
 *   S-1-22-1-UID			the user with that uid
 *   S-1-22-2-GID			the group with that gid
 *   S-1-1-0				everyone
 *   S-1-5-11				all who have logged in: everyone
 *   S-1-5-5-SESSION-UID		all processes of that user in that session
 *   S-1-5-5-SESSION-4294967295	all processes of that session
 *   S-1-5-18				the system: uid 0
 *   S-1-5-32-544			administrators: who has CAP_SYS_ADMIN
 *
 *   Ids are those of the initial user namespace, and so are the uid 0 and the
 *   capabilities that count.
 */
#ifndef _UAPI_LINUX_NTOBJ_SECURITY_H
#define _UAPI_LINUX_NTOBJ_SECURITY_H

#include <linux/types.h>

/* Limits, in bytes but for the count. */
#define NTOBJ_SID_REVISION		1
#define NTOBJ_SID_MAX_SUB_AUTHORITIES	15
#define NTOBJ_SID_MAX_SIZE		68
#define NTOBJ_DESCRIPTOR_MAX_SIZE	65536

/**
 * struct ntobj_acl - an access control list
 * @revision: 2
 * @reserved: 0
 * @size: bytes of the list with its entries, a multiple of 4
 * @count: entries
 * @reserved2: 0
 */
struct ntobj_acl {
	__u8 revision;
	__u8 reserved;
	__u16 size;
	__u16 count;
	__u16 reserved2;
};

#define NTOBJ_ACL_REVISION		2

/**
 * struct ntobj_ace - an entry of an access control list, before its SID
 * @type: NTOBJ_ACE_*
 * @flags: NTOBJ_ACE_FLAG_*
 * @size: bytes of the entry with its SID, a multiple of 4
 * @mask: rights
 */
struct ntobj_ace {
	__u8 type;
	__u8 flags;
	__u16 size;
	__u32 mask;
};

/* Others exist in NT; what could not be obeyed is refused. */
#define NTOBJ_ACE_ACCESS_ALLOWED	0x00	/* of a discretionary list */
#define NTOBJ_ACE_ACCESS_DENIED		0x01	/* the same */
#define NTOBJ_ACE_SYSTEM_AUDIT		0x02	/* of a system list */

#define NTOBJ_ACE_FLAG_OBJECT_INHERIT	0x01
#define NTOBJ_ACE_FLAG_CONTAINER_INHERIT 0x02
#define NTOBJ_ACE_FLAG_NO_PROPAGATE	0x04
#define NTOBJ_ACE_FLAG_INHERIT_ONLY	0x08
#define NTOBJ_ACE_FLAG_INHERITED	0x10
#define NTOBJ_ACE_FLAG_SUCCESSFUL	0x40	/* audit what succeeds */
#define NTOBJ_ACE_FLAG_FAILED		0x80	/* audit what fails */
#define NTOBJ_ACE_FLAGS			0xDF

/**
 * struct ntobj_security_descriptor - a descriptor, self-relative
 * @revision: 1
 * @reserved: 0
 * @control: NTOBJ_SD_*
 * @owner: offset of the owner's SID from here, a multiple of 4; 0 for none
 * @group: the same of the primary group's
 * @sacl: the same of the system list; counts with NTOBJ_SD_SACL_PRESENT
 * @dacl: the same of the discretionary list; counts with NTOBJ_SD_DACL_PRESENT.
 *	0 then says that everybody may do everything
 */
struct ntobj_security_descriptor {
	__u8 revision;
	__u8 reserved;
	__u16 control;
	__u32 owner;
	__u32 group;
	__u32 sacl;
	__u32 dacl;
};

#define NTOBJ_SD_REVISION		1

#define NTOBJ_SD_OWNER_DEFAULTED	0x0001
#define NTOBJ_SD_GROUP_DEFAULTED	0x0002
#define NTOBJ_SD_DACL_PRESENT		0x0004
#define NTOBJ_SD_DACL_DEFAULTED		0x0008
#define NTOBJ_SD_SACL_PRESENT		0x0010
#define NTOBJ_SD_SACL_DEFAULTED		0x0020
#define NTOBJ_SD_DACL_AUTO_INHERIT_REQ	0x0100
#define NTOBJ_SD_SACL_AUTO_INHERIT_REQ	0x0200
#define NTOBJ_SD_DACL_AUTO_INHERITED	0x0400
#define NTOBJ_SD_SACL_AUTO_INHERITED	0x0800
#define NTOBJ_SD_DACL_PROTECTED		0x1000
#define NTOBJ_SD_SACL_PROTECTED		0x2000
#define NTOBJ_SD_SELF_RELATIVE		0x8000

/**
 * struct ntobj_counted_descriptor - a descriptor that is given to a service
 * @length: bytes of the descriptor, at most NTOBJ_DESCRIPTOR_MAX_SIZE
 * @reserved: 0
 * @descriptor: struct ntobj_security_descriptor and what it points to
 */
struct ntobj_counted_descriptor {
	__u32 length;
	__u32 reserved;
	__u8 descriptor[];
};

/* Parts of a descriptor, as bits. */
#define NTOBJ_OWNER_SECURITY_INFORMATION	0x00000001
#define NTOBJ_GROUP_SECURITY_INFORMATION	0x00000002
#define NTOBJ_DACL_SECURITY_INFORMATION		0x00000004
#define NTOBJ_SACL_SECURITY_INFORMATION		0x00000008
#define NTOBJ_UNPROTECTED_SACL_SECURITY_INFORMATION 0x10000000
#define NTOBJ_UNPROTECTED_DACL_SECURITY_INFORMATION 0x20000000
#define NTOBJ_PROTECTED_SACL_SECURITY_INFORMATION 0x40000000
#define NTOBJ_PROTECTED_DACL_SECURITY_INFORMATION 0x80000000

/**
 * struct ntobj_query_security - read an object's descriptor
 * @handle: the object; with NTOBJ_READ_CONTROL for owner, group and
 *	discretionary list, with NTOBJ_ACCESS_SYSTEM_SECURITY for the system list
 * @buffer: where the descriptor goes
 * @information: NTOBJ_*_SECURITY_INFORMATION: which parts
 * @length: bytes at @buffer
 * @return_length: out, bytes of the answer. Written also with
 *	STATUS_BUFFER_TOO_SMALL
 * @reserved: 0
 */
struct ntobj_query_security {
	__aligned_u64 handle;
	__aligned_u64 buffer;
	__u32 information;
	__u32 length;
	__u32 return_length;
	__u32 reserved;
};

/**
 * struct ntobj_set_security - change parts of an object's descriptor
 * @handle: the object; with NTOBJ_WRITE_OWNER for owner and group, with
 *	NTOBJ_WRITE_DAC for the discretionary list, with
 *	NTOBJ_ACCESS_SYSTEM_SECURITY for the system list
 * @descriptor: address of a struct ntobj_counted_descriptor
 * @information: NTOBJ_*_SECURITY_INFORMATION: which parts, not 0. Those that protect a
 *	list from inheritance, or not, take the same rights as the list
 * @reserved: 0
 *
 * STATUS_NO_SECURITY_ON_OBJECT if the object has no descriptor, as one has not
 * that was made without a name and without one.
 */
struct ntobj_set_security {
	__aligned_u64 handle;
	__aligned_u64 descriptor;
	__u32 information;
	__u32 reserved;
};

/* Privileges, by number. Linux's capability in the comment gives it. */
#define NTOBJ_SE_LOCK_MEMORY		4	/* CAP_IPC_LOCK */
#define NTOBJ_SE_INCREASE_QUOTA		5	/* CAP_SYS_RESOURCE */
#define NTOBJ_SE_TCB			7	/* CAP_SYS_ADMIN */
#define NTOBJ_SE_SECURITY		8	/* CAP_AUDIT_CONTROL */
#define NTOBJ_SE_TAKE_OWNERSHIP		9	/* CAP_CHOWN */
#define NTOBJ_SE_LOAD_DRIVER		10	/* CAP_SYS_MODULE */
#define NTOBJ_SE_SYSTEM_PROFILE		11	/* CAP_SYS_ADMIN */
#define NTOBJ_SE_SYSTEMTIME		12	/* CAP_SYS_TIME */
#define NTOBJ_SE_INCREASE_BASE_PRIORITY	14	/* CAP_SYS_NICE */
#define NTOBJ_SE_CREATE_PERMANENT	16	/* CAP_SYS_ADMIN */
#define NTOBJ_SE_BACKUP			17	/* CAP_DAC_READ_SEARCH */
#define NTOBJ_SE_RESTORE		18	/* CAP_DAC_OVERRIDE */
#define NTOBJ_SE_SHUTDOWN		19	/* CAP_SYS_BOOT */
#define NTOBJ_SE_DEBUG			20	/* CAP_SYS_PTRACE */
#define NTOBJ_SE_AUDIT			21	/* CAP_AUDIT_WRITE */
#define NTOBJ_SE_CHANGE_NOTIFY		23	/* CAP_DAC_READ_SEARCH */
#define NTOBJ_SE_IMPERSONATE		29	/* CAP_SETUID */
#define NTOBJ_SE_CREATE_GLOBAL		30	/* CAP_SYS_ADMIN */

#define NTOBJ_SE_PRIVILEGE_MAX		36

#define NTOBJ_SE_PRIVILEGE_ENABLED_BY_DEFAULT	0x00000001
#define NTOBJ_SE_PRIVILEGE_ENABLED		0x00000002
#define NTOBJ_SE_PRIVILEGE_REMOVED		0x00000004
#define NTOBJ_SE_PRIVILEGE_USED_FOR_ACCESS	0x80000000

/**
 * struct ntobj_privilege - a privilege and its state
 * @luid: NTOBJ_SE_*
 * @attributes: NTOBJ_SE_PRIVILEGE_*
 * @reserved: 0
 */
struct ntobj_privilege {
	__aligned_u64 luid;
	__u32 attributes;
	__u32 reserved;
};

/* Rights to a token. */
#define NTOBJ_TOKEN_ASSIGN_PRIMARY	0x0001
#define NTOBJ_TOKEN_DUPLICATE		0x0002
#define NTOBJ_TOKEN_IMPERSONATE		0x0004
#define NTOBJ_TOKEN_QUERY		0x0008
#define NTOBJ_TOKEN_QUERY_SOURCE	0x0010
#define NTOBJ_TOKEN_ADJUST_PRIVILEGES	0x0020
#define NTOBJ_TOKEN_ADJUST_GROUPS	0x0040
#define NTOBJ_TOKEN_ADJUST_DEFAULT	0x0080
#define NTOBJ_TOKEN_ADJUST_SESSIONID	0x0100
#define NTOBJ_TOKEN_ALL_ACCESS		0x000F01FF

/* Kinds of token, and how far one goes that impersonates. */
#define NTOBJ_TOKEN_PRIMARY		1
#define NTOBJ_TOKEN_IMPERSONATION	2

#define NTOBJ_SECURITY_ANONYMOUS	0
#define NTOBJ_SECURITY_IDENTIFICATION	1
#define NTOBJ_SECURITY_IMPERSONATION	2
#define NTOBJ_SECURITY_DELEGATION	3

/**
 * struct ntobj_open_token - open the token of a process or of a thread
 * @handle: the process, with NTOBJ_PROCESS_QUERY_INFORMATION, or the thread, with
 *	NTOBJ_THREAD_QUERY_INFORMATION
 * @desired_access: rights wanted; generic ones are mapped
 * @attributes: NTOBJ_OBJ_INHERIT or 0
 * @token: out, handle of the token
 *
 * A thread has a token of its own if its credentials are not those of its
 * process, which are its first thread's; else the answer is STATUS_NO_TOKEN.
 */
struct ntobj_open_token {
	__aligned_u64 handle;
	__u32 desired_access;
	__u32 attributes;
	__aligned_u64 token;
};

/**
 * struct ntobj_duplicate_token - make a token like another
 * @handle: the token, with NTOBJ_TOKEN_DUPLICATE
 * @desired_access: rights wanted to the new one; 0 for those of @handle
 * @attributes: NTOBJ_OBJ_INHERIT or 0
 * @type: NTOBJ_TOKEN_PRIMARY or NTOBJ_TOKEN_IMPERSONATION
 * @level: NTOBJ_SECURITY_* of a token that impersonates; not above that of
 *	@handle, if that is one too
 * @token: out, handle of the new token
 */
struct ntobj_duplicate_token {
	__aligned_u64 handle;
	__u32 desired_access;
	__u32 attributes;
	__u32 type;
	__u32 level;
	__aligned_u64 token;
};

/* Classes of struct ntobj_query_token, and what each answers with. */
#define NTOBJ_TOKEN_USER		1	/* one struct ntobj_token_sid */
#define NTOBJ_TOKEN_GROUPS		2	/* struct ntobj_token_sid each */
#define NTOBJ_TOKEN_PRIVILEGES		3	/* struct ntobj_privilege each */
#define NTOBJ_TOKEN_OWNER		4	/* one struct ntobj_token_sid */
#define NTOBJ_TOKEN_PRIMARY_GROUP	5	/* one struct ntobj_token_sid */
#define NTOBJ_TOKEN_DEFAULT_DACL	6	/* struct ntobj_acl */
#define NTOBJ_TOKEN_SOURCE		7	/* struct ntobj_token_source */
#define NTOBJ_TOKEN_TYPE		8	/* u32, NTOBJ_TOKEN_PRIMARY or so */
#define NTOBJ_TOKEN_IMPERSONATION_LEVEL	9	/* u32, NTOBJ_SECURITY_* */
#define NTOBJ_TOKEN_STATISTICS		10	/* struct ntobj_token_statistics */
#define NTOBJ_TOKEN_RESTRICTED_SIDS	11	/* nothing: there are none */
#define NTOBJ_TOKEN_SESSION_ID		12	/* u32 */

/**
 * struct ntobj_token_sid - a SID in an answer
 * @size: bytes from this record to the next one
 * @attributes: NTOBJ_SE_GROUP_*; 0 of a user, an owner, a primary group
 * @sid: the SID
 */
struct ntobj_token_sid {
	__u32 size;
	__u32 attributes;
	__u8 sid[];
};

#define NTOBJ_SE_GROUP_MANDATORY		0x00000001
#define NTOBJ_SE_GROUP_ENABLED_BY_DEFAULT	0x00000002
#define NTOBJ_SE_GROUP_ENABLED			0x00000004
#define NTOBJ_SE_GROUP_OWNER			0x00000008
#define NTOBJ_SE_GROUP_USE_FOR_DENY_ONLY	0x00000010
#define NTOBJ_SE_GROUP_LOGON_ID			0xC0000000

/**
 * struct ntobj_token_source - who made a token
 * @name: text, filled up with zeros
 * @id: a number
 */
struct ntobj_token_source {
	__u8 name[8];
	__aligned_u64 id;
};

/**
 * struct ntobj_token_statistics - answer to that class
 * @token_id: a number that no other token has had
 * @authentication_id: of the logon: 0x3E7 of the system; for others the session
 *	plus 1 in the high half and the uid in the low one
 * @modified_id: changes when the token does
 * @type: NTOBJ_TOKEN_PRIMARY or NTOBJ_TOKEN_IMPERSONATION
 * @level: NTOBJ_SECURITY_*; 0 of a primary token
 * @groups: how many
 * @privileges: how many
 */
struct ntobj_token_statistics {
	__aligned_u64 token_id;
	__aligned_u64 authentication_id;
	__aligned_u64 modified_id;
	__u32 type;
	__u32 level;
	__u32 groups;
	__u32 privileges;
};

/**
 * struct ntobj_query_token - query a token
 * @handle: the token, with NTOBJ_TOKEN_QUERY; with NTOBJ_TOKEN_QUERY_SOURCE for
 *	NTOBJ_TOKEN_SOURCE
 * @buffer: where the answer goes
 * @information_class: NTOBJ_TOKEN_*
 * @length: bytes at @buffer
 * @return_length: out, bytes of the answer. Written also with
 *	STATUS_BUFFER_TOO_SMALL
 * @reserved: 0
 */
struct ntobj_query_token {
	__aligned_u64 handle;
	__aligned_u64 buffer;
	__u32 information_class;
	__u32 length;
	__u32 return_length;
	__u32 reserved;
};

/* Flags of struct ntobj_adjust_privileges. */
#define NTOBJ_DISABLE_ALL_PRIVILEGES	0x1

/**
 * struct ntobj_adjust_privileges - enable, disable or remove privileges
 * @handle: the token, with NTOBJ_TOKEN_ADJUST_PRIVILEGES, and with
 *	NTOBJ_TOKEN_QUERY if @previous is given
 * @privileges: address of @count structures ntobj_privilege; attributes of
 *	NTOBJ_SE_PRIVILEGE_ENABLED enable one, _REMOVED removes one for good, none
 *	disables one
 * @previous: where those go that were changed, as they were; or 0. Written to
 *	before anything is changed
 * @count: 0 to 64
 * @flags: NTOBJ_DISABLE_ALL_PRIVILEGES, and @privileges does not count
 * @previous_count: how many structures there is room for at @previous
 * @return_count: out, how many were changed, or with STATUS_BUFFER_TOO_SMALL
 *	would have been
 *
 * Those that the token does not have are left out, and if there are any the
 * answer is STATUS_NOT_ALL_ASSIGNED, which is a success.
 */
struct ntobj_adjust_privileges {
	__aligned_u64 handle;
	__aligned_u64 privileges;
	__aligned_u64 previous;
	__u32 count;
	__u32 flags;
	__u32 previous_count;
	__u32 return_count;
};

#define NTOBJ_PRIVILEGES_MAX		64

/**
 * struct ntobj_access_check - ask what a descriptor grants to a token
 * @descriptor: address of a struct ntobj_counted_descriptor, with an owner and a
 *	group
 * @token: a token that impersonates, with NTOBJ_TOKEN_QUERY
 * @desired_access: rights; generic ones have to be mapped already
 * @generic_read: what NTOBJ_GENERIC_READ stands for
 * @generic_write: the same
 * @generic_execute: the same
 * @generic_all: the same, and for NTOBJ_MAXIMUM_ALLOWED
 * @granted_access: out
 * @privileges_used: out, bit n for privilege n
 * @access_status: out, STATUS_SUCCESS or why not
 * @reserved: 0
 */
struct ntobj_access_check {
	__aligned_u64 descriptor;
	__aligned_u64 token;
	__u32 desired_access;
	__u32 generic_read;
	__u32 generic_write;
	__u32 generic_execute;
	__u32 generic_all;
	__u32 granted_access;
	__aligned_u64 privileges_used;
	__s32 access_status;
	__u32 reserved;
};

/* Flags of struct ntobj_privilege_check. */
#define NTOBJ_PRIVILEGE_SET_ALL_NECESSARY	0x1

/**
 * struct ntobj_privilege_check - ask whether a token has privileges enabled
 * @token: the token, with NTOBJ_TOKEN_QUERY; if it impersonates, at
 *	NTOBJ_SECURITY_IMPERSONATION or above
 * @privileges: address of @count structures ntobj_privilege. Those that are
 *	enabled come back with NTOBJ_SE_PRIVILEGE_USED_FOR_ACCESS
 * @count: 0 to 64
 * @flags: NTOBJ_PRIVILEGE_SET_ALL_NECESSARY if all are needed, else one will do
 * @result: out, 1 if so, 0 if not
 * @reserved: 0
 */
struct ntobj_privilege_check {
	__aligned_u64 token;
	__aligned_u64 privileges;
	__u32 count;
	__u32 flags;
	__u32 result;
	__u32 reserved;
};

#endif /* _UAPI_LINUX_NTOBJ_SECURITY_H */
