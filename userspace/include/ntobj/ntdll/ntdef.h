/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The words that declarations for NT are written in. What the services take
 * and return is in <ntobj/types.h>.
 */
#ifndef NTOBJ_NTDLL_NTDEF_H
#define NTOBJ_NTDLL_NTDEF_H

#include <ntobj.h>

#if __SIZEOF_WCHAR_T__ != 2
#error "L\"text\" is UTF-16 in programs for ntdll: compile with -fshort-wchar"
#endif

/* The services are ordinary functions here. */
#define NTAPI
#define NTSYSAPI
#define NTSYSCALLAPI

#define ZwCurrentProcess()	NtCurrentProcess()
#define ZwCurrentThread()	NtCurrentThread()

/* Notes to the reader */
#define IN
#define OUT
#define OPTIONAL
#define CONST		const
#define _In_
#define _In_opt_
#define _Inout_
#define _Inout_opt_
#define _Out_
#define _Out_opt_
#define _Must_inspect_result_

#define VOID		void

typedef char CHAR, *PCHAR, *PSTR;
typedef const char *PCSTR;
typedef __s16 SHORT, *PSHORT;
typedef __s32 INT, *PINT;
typedef __s64 LONG64, *PLONG64;
typedef __u64 ULONG64, *PULONG64;
typedef __u64 DWORDLONG;

typedef UCHAR *PUCHAR;
typedef USHORT *PUSHORT;
typedef LONGLONG *PLONGLONG;
typedef WCHAR *PWCHAR, *PWCH, *LPWSTR;
typedef const WCHAR *PCWCH, *LPCWSTR;
typedef NTSTATUS *PNTSTATUS;
typedef ACCESS_MASK *PACCESS_MASK;
typedef const OBJECT_ATTRIBUTES *PCOBJECT_ATTRIBUTES;

typedef __INTPTR_TYPE__ LONG_PTR, SSIZE_T;
typedef __UINTPTR_TYPE__ SIZE_T, *PSIZE_T;

typedef union _ULARGE_INTEGER {
	__extension__ struct {
		ULONG LowPart;
		ULONG HighPart;
	};
	struct {
		ULONG LowPart;
		ULONG HighPart;
	} u;
	__aligned_u64 QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

/* The two upper bits of a status */
#define NT_INFORMATION(status)	((ULONG)(status) >> 30 == 1)
#define NT_WARNING(status)	((ULONG)(status) >> 30 == 2)
#define NT_ERROR(status)	((ULONG)(status) >> 30 == 3)

#define ANSI_NULL		((CHAR)0)
#define UNICODE_NULL		((WCHAR)0)

#define MAXLONG			0x7FFFFFFF
#define MAXUSHORT		0xFFFF
#define MAXULONG		0xFFFFFFFF

#define FIELD_OFFSET(type, field)	((LONG)offsetof(type, field))
#define RTL_NUMBER_OF(array)		(sizeof(array) / sizeof((array)[0]))
#define UNREFERENCED_PARAMETER(parameter)	((void)(parameter))

/* Initialisers; the string is an array, as a literal is. */
#define RTL_CONSTANT_STRING(string)					\
	{								\
		sizeof(string) - sizeof((string)[0]), sizeof(string),	\
		(PWSTR)(string)						\
	}
#define RTL_CONSTANT_OBJECT_ATTRIBUTES(name, flags)			\
	{								\
		sizeof(OBJECT_ATTRIBUTES), NULL, (PUNICODE_STRING)(name), \
		flags, NULL, NULL					\
	}

#endif /* NTOBJ_NTDLL_NTDEF_H */
