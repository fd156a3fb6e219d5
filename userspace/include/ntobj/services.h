/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The services, under ntdll's names. Each is described where it is defined.
 */
#ifndef NTOBJ_SERVICES_H
#define NTOBJ_SERVICES_H

#include <ntobj/types.h>
#include <ntobj/information.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* Any object */
NTSTATUS NtClose(HANDLE Handle);
NTSTATUS NtMakeTemporaryObject(HANDLE Handle);
NTSTATUS NtMakePermanentObject(HANDLE Handle);
NTSTATUS NtQueryObject(HANDLE Handle,
		       OBJECT_INFORMATION_CLASS ObjectInformationClass,
		       PVOID ObjectInformation, ULONG ObjectInformationLength,
		       PULONG ReturnLength);
NTSTATUS NtSetInformationObject(HANDLE Handle,
				OBJECT_INFORMATION_CLASS ObjectInformationClass,
				PVOID ObjectInformation,
				ULONG ObjectInformationLength);

/* Directories */
NTSTATUS NtCreateDirectoryObject(PHANDLE DirectoryHandle,
				 ACCESS_MASK DesiredAccess,
				 POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NtOpenDirectoryObject(PHANDLE DirectoryHandle,
			       ACCESS_MASK DesiredAccess,
			       POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NtQueryDirectoryObject(HANDLE DirectoryHandle, PVOID Buffer,
				ULONG Length, BOOLEAN ReturnSingleEntry,
				BOOLEAN RestartScan, PULONG Context,
				PULONG ReturnLength);
NTSTATUS NtobjQueryDirectoryObject(HANDLE DirectoryHandle, PVOID Buffer,
				   ULONG Length, BOOLEAN ReturnSingleEntry,
				   BOOLEAN RestartScan, PULONGLONG Context,
				   PULONG ReturnLength);

/* Symbolic links */
NTSTATUS NtCreateSymbolicLinkObject(PHANDLE LinkHandle,
				    ACCESS_MASK DesiredAccess,
				    POBJECT_ATTRIBUTES ObjectAttributes,
				    PUNICODE_STRING LinkTarget);
NTSTATUS NtOpenSymbolicLinkObject(PHANDLE LinkHandle,
				  ACCESS_MASK DesiredAccess,
				  POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NtQuerySymbolicLinkObject(HANDLE LinkHandle,
				   PUNICODE_STRING LinkTarget,
				   PULONG ReturnedLength);

/* Events */
NTSTATUS NtCreateEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
		       POBJECT_ATTRIBUTES ObjectAttributes,
		       EVENT_TYPE EventType, BOOLEAN InitialState);
NTSTATUS NtOpenEvent(PHANDLE EventHandle, ACCESS_MASK DesiredAccess,
		     POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NtSetEvent(HANDLE EventHandle, PLONG PreviousState);
NTSTATUS NtResetEvent(HANDLE EventHandle, PLONG PreviousState);
NTSTATUS NtClearEvent(HANDLE EventHandle);
NTSTATUS NtPulseEvent(HANDLE EventHandle, PLONG PreviousState);
NTSTATUS NtQueryEvent(HANDLE EventHandle,
		      EVENT_INFORMATION_CLASS EventInformationClass,
		      PVOID EventInformation, ULONG EventInformationLength,
		      PULONG ReturnLength);

/* Processes */
NTSTATUS NtOpenProcess(PHANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
		       POBJECT_ATTRIBUTES ObjectAttributes,
		       PCLIENT_ID ClientId);
NTSTATUS NtQueryInformationProcess(HANDLE ProcessHandle,
				   PROCESSINFOCLASS ProcessInformationClass,
				   PVOID ProcessInformation,
				   ULONG ProcessInformationLength,
				   PULONG ReturnLength);
NTSTATUS NtTerminateProcess(HANDLE ProcessHandle, NTSTATUS ExitStatus);

/* Threads */
NTSTATUS NtOpenThread(PHANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
		      POBJECT_ATTRIBUTES ObjectAttributes,
		      PCLIENT_ID ClientId);
NTSTATUS NtQueryInformationThread(HANDLE ThreadHandle,
				  THREADINFOCLASS ThreadInformationClass,
				  PVOID ThreadInformation,
				  ULONG ThreadInformationLength,
				  PULONG ReturnLength);

/* Waits */
NTSTATUS NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable,
			       PLARGE_INTEGER Timeout);

/* Strings */
void RtlInitUnicodeString(PUNICODE_STRING DestinationString,
			  PCWSTR SourceString);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif /* NTOBJ_SERVICES_H */
