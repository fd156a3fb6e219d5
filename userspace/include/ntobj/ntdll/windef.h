/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The names that Win32 has for the same types.
 */
#ifndef NTOBJ_NTDLL_WINDEF_H
#define NTOBJ_NTDLL_WINDEF_H

#include "winnt.h"

typedef __s32 BOOL, *PBOOL, *LPBOOL;
typedef __u8 BYTE, *PBYTE, *LPBYTE;
typedef __u16 WORD, *PWORD, *LPWORD;
typedef __u32 DWORD, *PDWORD, *LPDWORD;
typedef __u32 UINT, *PUINT;
typedef ULONG_PTR DWORD_PTR;
typedef void *LPVOID;
typedef const void *LPCVOID;
typedef char *LPSTR;
typedef const char *LPCSTR;

#define WINAPI
#define INFINITE	0xFFFFFFFF

#endif /* NTOBJ_NTDLL_WINDEF_H */
