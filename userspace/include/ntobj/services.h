/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The services, under ntdll's names. Each is described where it is defined.
 */
#ifndef NTOBJ_SERVICES_H
#define NTOBJ_SERVICES_H

#include <ntobj/types.h>
#include <ntobj/information.h>
#include <ntobj/security.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* Any object */
NTSTATUS NtClose(HANDLE Handle);
NTSTATUS NtDuplicateObject(HANDLE SourceProcessHandle, HANDLE SourceHandle,
			   HANDLE TargetProcessHandle, PHANDLE TargetHandle,
			   ACCESS_MASK DesiredAccess, ULONG HandleAttributes,
			   ULONG Options);
NTSTATUS NtCompareObjects(HANDLE FirstObjectHandle, HANDLE SecondObjectHandle);
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

NTSTATUS NtQuerySecurityObject(HANDLE Handle,
			       SECURITY_INFORMATION SecurityInformation,
			       PSECURITY_DESCRIPTOR SecurityDescriptor,
			       ULONG Length, PULONG LengthNeeded);
NTSTATUS NtSetSecurityObject(HANDLE Handle,
			     SECURITY_INFORMATION SecurityInformation,
			     PSECURITY_DESCRIPTOR SecurityDescriptor);

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

/* Semaphores */
NTSTATUS NtCreateSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
			   POBJECT_ATTRIBUTES ObjectAttributes,
			   LONG InitialCount, LONG MaximumCount);
NTSTATUS NtOpenSemaphore(PHANDLE SemaphoreHandle, ACCESS_MASK DesiredAccess,
			 POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NtReleaseSemaphore(HANDLE SemaphoreHandle, LONG ReleaseCount,
			    PLONG PreviousCount);
NTSTATUS NtQuerySemaphore(HANDLE SemaphoreHandle,
			  SEMAPHORE_INFORMATION_CLASS SemaphoreInformationClass,
			  PVOID SemaphoreInformation,
			  ULONG SemaphoreInformationLength,
			  PULONG ReturnLength);

/* Mutants */
NTSTATUS NtCreateMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
			POBJECT_ATTRIBUTES ObjectAttributes,
			BOOLEAN InitialOwner);
NTSTATUS NtOpenMutant(PHANDLE MutantHandle, ACCESS_MASK DesiredAccess,
		      POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NtReleaseMutant(HANDLE MutantHandle, PLONG PreviousCount);
NTSTATUS NtQueryMutant(HANDLE MutantHandle,
		       MUTANT_INFORMATION_CLASS MutantInformationClass,
		       PVOID MutantInformation, ULONG MutantInformationLength,
		       PULONG ReturnLength);

/* Event pairs */
NTSTATUS NtCreateEventPair(PHANDLE EventPairHandle, ACCESS_MASK DesiredAccess,
			   POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NtOpenEventPair(PHANDLE EventPairHandle, ACCESS_MASK DesiredAccess,
			 POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NtSetLowEventPair(HANDLE EventPairHandle);
NTSTATUS NtSetHighEventPair(HANDLE EventPairHandle);
NTSTATUS NtWaitLowEventPair(HANDLE EventPairHandle);
NTSTATUS NtWaitHighEventPair(HANDLE EventPairHandle);
NTSTATUS NtSetLowWaitHighEventPair(HANDLE EventPairHandle);
NTSTATUS NtSetHighWaitLowEventPair(HANDLE EventPairHandle);

/* Timers */
NTSTATUS NtCreateTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
		       POBJECT_ATTRIBUTES ObjectAttributes,
		       TIMER_TYPE TimerType);
NTSTATUS NtOpenTimer(PHANDLE TimerHandle, ACCESS_MASK DesiredAccess,
		     POBJECT_ATTRIBUTES ObjectAttributes);
NTSTATUS NtSetTimer(HANDLE TimerHandle, PLARGE_INTEGER DueTime,
		    PTIMER_APC_ROUTINE TimerApcRoutine, PVOID TimerContext,
		    BOOLEAN ResumeTimer, LONG Period, PBOOLEAN PreviousState);
NTSTATUS NtCancelTimer(HANDLE TimerHandle, PBOOLEAN CurrentState);
NTSTATUS NtQueryTimer(HANDLE TimerHandle,
		      TIMER_INFORMATION_CLASS TimerInformationClass,
		      PVOID TimerInformation, ULONG TimerInformationLength,
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
NTSTATUS NtSetInformationProcess(HANDLE ProcessHandle,
				 PROCESSINFOCLASS ProcessInformationClass,
				 PVOID ProcessInformation,
				 ULONG ProcessInformationLength);
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

/* Suspended threads */
NTSTATUS NtSuspendThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);
NTSTATUS NtResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);
NTSTATUS NtAlertResumeThread(HANDLE ThreadHandle, PULONG PreviousSuspendCount);

/* APCs, alerts and delays */
NTSTATUS NtQueueApcThread(HANDLE ThreadHandle, PPS_APC_ROUTINE ApcRoutine,
			  PVOID ApcArgument1, PVOID ApcArgument2,
			  PVOID ApcArgument3);
NTSTATUS NtTestAlert(void);
NTSTATUS NtAlertThread(HANDLE ThreadHandle);
NTSTATUS NtAlertThreadByThreadId(HANDLE ThreadId);
NTSTATUS NtWaitForAlertByThreadId(PVOID Address, PLARGE_INTEGER Timeout);
NTSTATUS NtDelayExecution(BOOLEAN Alertable, PLARGE_INTEGER DelayInterval);
NTSTATUS NtYieldExecution(void);

/* Tokens */
NTSTATUS NtOpenProcessToken(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
			    PHANDLE TokenHandle);
NTSTATUS NtOpenProcessTokenEx(HANDLE ProcessHandle, ACCESS_MASK DesiredAccess,
			      ULONG HandleAttributes, PHANDLE TokenHandle);
NTSTATUS NtOpenThreadToken(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
			   BOOLEAN OpenAsSelf, PHANDLE TokenHandle);
NTSTATUS NtOpenThreadTokenEx(HANDLE ThreadHandle, ACCESS_MASK DesiredAccess,
			     BOOLEAN OpenAsSelf, ULONG HandleAttributes,
			     PHANDLE TokenHandle);
NTSTATUS NtDuplicateToken(HANDLE ExistingTokenHandle, ACCESS_MASK DesiredAccess,
			  POBJECT_ATTRIBUTES ObjectAttributes,
			  BOOLEAN EffectiveOnly, TOKEN_TYPE Type,
			  PHANDLE NewTokenHandle);
NTSTATUS NtQueryInformationToken(HANDLE TokenHandle,
				 TOKEN_INFORMATION_CLASS TokenInformationClass,
				 PVOID TokenInformation,
				 ULONG TokenInformationLength,
				 PULONG ReturnLength);
NTSTATUS NtAdjustPrivilegesToken(HANDLE TokenHandle,
				 BOOLEAN DisableAllPrivileges,
				 PTOKEN_PRIVILEGES NewState, ULONG BufferLength,
				 PTOKEN_PRIVILEGES PreviousState,
				 PULONG ReturnLength);
NTSTATUS NtPrivilegeCheck(HANDLE ClientToken,
			  PPRIVILEGE_SET RequiredPrivileges, BOOLEAN *Result);
NTSTATUS NtAccessCheck(PSECURITY_DESCRIPTOR SecurityDescriptor,
		       HANDLE ClientToken, ACCESS_MASK DesiredAccess,
		       PGENERIC_MAPPING GenericMapping,
		       PPRIVILEGE_SET PrivilegeSet, PULONG PrivilegeSetLength,
		       ACCESS_MASK *GrantedAccess, NTSTATUS *AccessStatus);

/* All processes */
NTSTATUS NtQuerySystemInformation(SYSTEM_INFORMATION_CLASS SystemInformationClass,
				  PVOID SystemInformation,
				  ULONG SystemInformationLength,
				  PULONG ReturnLength);

/* Waits */
NTSTATUS NtWaitForSingleObject(HANDLE Handle, BOOLEAN Alertable,
			       PLARGE_INTEGER Timeout);
NTSTATUS NtWaitForMultipleObjects(ULONG Count, HANDLE Handles[],
				  WAIT_TYPE WaitType, BOOLEAN Alertable,
				  PLARGE_INTEGER Timeout);
NTSTATUS NtSignalAndWaitForSingleObject(HANDLE ObjectToSignal,
					HANDLE WaitableObject,
					BOOLEAN Alertable,
					PLARGE_INTEGER TimeOut);

/* Strings */
void RtlInitUnicodeString(PUNICODE_STRING DestinationString,
			  PCWSTR SourceString);
void RtlFreeUnicodeString(PUNICODE_STRING UnicodeString);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif /* NTOBJ_SERVICES_H */
