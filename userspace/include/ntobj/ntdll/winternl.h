/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The services and their structures, under the header's name that programs for
 * ntdll know.
 */
#ifndef NTOBJ_NTDLL_WINTERNL_H
#define NTOBJ_NTDLL_WINTERNL_H

#include "windef.h"
#include "ntstatus.h"

/* What older headers call PPS_APC_ROUTINE */
typedef PPS_APC_ROUTINE PKNORMAL_ROUTINE;

/* OBJECT_BASIC_INFORMATION, in the form that is documented */
typedef struct _PUBLIC_OBJECT_BASIC_INFORMATION {
	ULONG Attributes;
	ACCESS_MASK GrantedAccess;
	ULONG HandleCount;
	ULONG PointerCount;
	ULONG Reserved[10];
} PUBLIC_OBJECT_BASIC_INFORMATION, *PPUBLIC_OBJECT_BASIC_INFORMATION;

/* OBJECT_TYPE_INFORMATION, likewise */
typedef struct _PUBLIC_OBJECT_TYPE_INFORMATION {
	UNICODE_STRING TypeName;
	ULONG Reserved[22];
} PUBLIC_OBJECT_TYPE_INFORMATION, *PPUBLIC_OBJECT_TYPE_INFORMATION;

#endif /* NTOBJ_NTDLL_WINTERNL_H */
