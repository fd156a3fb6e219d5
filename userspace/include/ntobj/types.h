/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * NT's basic types, with NT's sizes on 32- and 64-bit machines.
 */
#ifndef NTOBJ_TYPES_H
#define NTOBJ_TYPES_H

#include <linux/types.h>
#include <stddef.h>

typedef void *PVOID;
typedef void *HANDLE;
typedef void **PHANDLE;

typedef __u8 UCHAR;
typedef __u8 BOOLEAN, *PBOOLEAN;
typedef __u16 USHORT;
typedef __s32 LONG;
typedef __s32 *PLONG;
typedef __u32 ULONG;
typedef __u32 *PULONG;
typedef __s64 LONGLONG;
typedef __u64 ULONGLONG;
typedef __u64 *PULONGLONG;

typedef __UINTPTR_TYPE__ ULONG_PTR, *PULONG_PTR, SIZE_T;

typedef __s32 NTSTATUS;
typedef __u32 ACCESS_MASK;
typedef __s32 KPRIORITY;

/* Of structures whose parts follow one another without a fixed place. */
typedef void *PSID;
typedef void *PSECURITY_DESCRIPTOR;
typedef __u32 SECURITY_INFORMATION, *PSECURITY_INFORMATION;

/*
 * A UTF-16 unit. u"text" has this type, and with -fshort-wchar L"text" has it:
 * instead in C++, which tells the two apart, besides in C, which does not.
 */
#if defined(__cplusplus) && __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR, *PWSTR;
typedef const wchar_t *PCWSTR;
#elif defined(__cplusplus)
typedef char16_t WCHAR, *PWSTR;
typedef const char16_t *PCWSTR;
#else
typedef __u16 WCHAR, *PWSTR;
typedef const __u16 *PCWSTR;
#endif

#ifndef FALSE
#define FALSE	0
#endif
#ifndef TRUE
#define TRUE	1
#endif

/* NT aligns it to 8 bytes on 32-bit machines too, Linux by itself does not. */
typedef union _LARGE_INTEGER {
	__extension__ struct {
		ULONG LowPart;
		LONG HighPart;
	};
	struct {
		ULONG LowPart;
		LONG HighPart;
	} u;
	__aligned_s64 QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;

/* A counted string; both lengths are in bytes. */
typedef struct _UNICODE_STRING {
	USHORT Length;
	USHORT MaximumLength;
	PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const struct _UNICODE_STRING *PCUNICODE_STRING;

typedef struct _OBJECT_ATTRIBUTES {
	ULONG Length;
	HANDLE RootDirectory;
	PUNICODE_STRING ObjectName;
	ULONG Attributes;
	PVOID SecurityDescriptor;
	PVOID SecurityQualityOfService;
} OBJECT_ATTRIBUTES, *POBJECT_ATTRIBUTES;

/* A process and a thread of it, by their numbers. */
typedef struct _CLIENT_ID {
	HANDLE UniqueProcess;
	HANDLE UniqueThread;
} CLIENT_ID, *PCLIENT_ID;

/* What a thread is given to call by NtQueueApcThread() */
typedef void (*PPS_APC_ROUTINE)(PVOID ApcArgument1, PVOID ApcArgument2,
				PVOID ApcArgument3);

typedef struct _GENERIC_MAPPING {
	ACCESS_MASK GenericRead;
	ACCESS_MASK GenericWrite;
	ACCESS_MASK GenericExecute;
	ACCESS_MASK GenericAll;
} GENERIC_MAPPING, *PGENERIC_MAPPING;

/* Handles that stand for the caller, and are never closed. */
#define NtCurrentProcess()	((HANDLE)(__INTPTR_TYPE__)(-1))
#define NtCurrentThread()	((HANDLE)(__INTPTR_TYPE__)(-2))

#define NT_SUCCESS(status)	((NTSTATUS)(status) >= 0)

static inline void InitializeObjectAttributes(POBJECT_ATTRIBUTES attributes,
					      PUNICODE_STRING name, ULONG flags,
					      HANDLE root,
					      PVOID security_descriptor)
{
	attributes->Length = sizeof(OBJECT_ATTRIBUTES);
	attributes->RootDirectory = root;
	attributes->ObjectName = name;
	attributes->Attributes = flags;
	attributes->SecurityDescriptor = security_descriptor;
	attributes->SecurityQualityOfService = NULL;
}

#endif /* NTOBJ_TYPES_H */
