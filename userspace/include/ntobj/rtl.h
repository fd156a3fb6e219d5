/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * ntdll's helpers around security: they call no service. Each is described
 * where it is defined.
 */
#ifndef NTOBJ_RTL_H
#define NTOBJ_RTL_H

#include <ntobj/types.h>
#include <ntobj/security.h>

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

/* Identifiers */
BOOLEAN RtlValidSid(PSID Sid);
ULONG RtlLengthSid(PSID Sid);
ULONG RtlLengthRequiredSid(ULONG SubAuthorityCount);
NTSTATUS RtlInitializeSid(PSID Sid,
			  PSID_IDENTIFIER_AUTHORITY IdentifierAuthority,
			  UCHAR SubAuthorityCount);
PULONG RtlSubAuthoritySid(PSID Sid, ULONG SubAuthority);
UCHAR *RtlSubAuthorityCountSid(PSID Sid);
PSID_IDENTIFIER_AUTHORITY RtlIdentifierAuthoritySid(PSID Sid);
BOOLEAN RtlEqualSid(PSID Sid1, PSID Sid2);
NTSTATUS RtlCopySid(ULONG DestinationSidLength, PSID DestinationSid,
		    PSID SourceSid);
NTSTATUS RtlConvertSidToUnicodeString(PUNICODE_STRING UnicodeString, PSID Sid,
				      BOOLEAN AllocateDestinationString);
NTSTATUS RtlAllocateAndInitializeSid(PSID_IDENTIFIER_AUTHORITY IdentifierAuthority,
				     UCHAR SubAuthorityCount,
				     ULONG SubAuthority0, ULONG SubAuthority1,
				     ULONG SubAuthority2, ULONG SubAuthority3,
				     ULONG SubAuthority4, ULONG SubAuthority5,
				     ULONG SubAuthority6, ULONG SubAuthority7,
				     PSID *Sid);
PVOID RtlFreeSid(PSID Sid);

/* Lists */
NTSTATUS RtlCreateAcl(PACL Acl, ULONG AclLength, ULONG AclRevision);
BOOLEAN RtlValidAcl(PACL Acl);
BOOLEAN RtlFirstFreeAce(PACL Acl, PVOID *FirstFree);
NTSTATUS RtlQueryInformationAcl(PACL Acl, PVOID AclInformation,
				ULONG AclInformationLength,
				ACL_INFORMATION_CLASS AclInformationClass);

/* Entries of lists */
NTSTATUS RtlAddAccessAllowedAce(PACL Acl, ULONG AceRevision,
				ACCESS_MASK AccessMask, PSID Sid);
NTSTATUS RtlAddAccessAllowedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
				  ACCESS_MASK AccessMask, PSID Sid);
NTSTATUS RtlAddAccessDeniedAce(PACL Acl, ULONG AceRevision,
			       ACCESS_MASK AccessMask, PSID Sid);
NTSTATUS RtlAddAccessDeniedAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
				 ACCESS_MASK AccessMask, PSID Sid);
NTSTATUS RtlAddAuditAccessAce(PACL Acl, ULONG AceRevision,
			      ACCESS_MASK AccessMask, PSID Sid,
			      BOOLEAN AuditSuccess, BOOLEAN AuditFailure);
NTSTATUS RtlAddAuditAccessAceEx(PACL Acl, ULONG AceRevision, ULONG AceFlags,
				ACCESS_MASK AccessMask, PSID Sid,
				BOOLEAN AuditSuccess, BOOLEAN AuditFailure);
NTSTATUS RtlAddAce(PACL Acl, ULONG AceRevision, ULONG StartingAceIndex,
		   PVOID AceList, ULONG AceListLength);
NTSTATUS RtlGetAce(PACL Acl, ULONG AceIndex, PVOID *Ace);
NTSTATUS RtlDeleteAce(PACL Acl, ULONG AceIndex);

/* Descriptors */
NTSTATUS RtlCreateSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				     ULONG Revision);
BOOLEAN RtlValidSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor);
BOOLEAN RtlValidRelativeSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptorInput,
					   ULONG SecurityDescriptorLength,
					   SECURITY_INFORMATION RequiredInformation);
ULONG RtlLengthSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor);
NTSTATUS RtlSetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				       PSID Owner, BOOLEAN OwnerDefaulted);
NTSTATUS RtlGetOwnerSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				       PSID *Owner, BOOLEAN *OwnerDefaulted);
NTSTATUS RtlSetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				       PSID Group, BOOLEAN GroupDefaulted);
NTSTATUS RtlGetGroupSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				       PSID *Group, BOOLEAN *GroupDefaulted);
NTSTATUS RtlSetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				      BOOLEAN DaclPresent, PACL Dacl,
				      BOOLEAN DaclDefaulted);
NTSTATUS RtlGetDaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				      BOOLEAN *DaclPresent, PACL *Dacl,
				      BOOLEAN *DaclDefaulted);
NTSTATUS RtlSetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				      BOOLEAN SaclPresent, PACL Sacl,
				      BOOLEAN SaclDefaulted);
NTSTATUS RtlGetSaclSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
				      BOOLEAN *SaclPresent, PACL *Sacl,
				      BOOLEAN *SaclDefaulted);
NTSTATUS RtlSetControlSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					 SECURITY_DESCRIPTOR_CONTROL ControlBitsOfInterest,
					 SECURITY_DESCRIPTOR_CONTROL ControlBitsToSet);
NTSTATUS RtlGetControlSecurityDescriptor(PSECURITY_DESCRIPTOR SecurityDescriptor,
					 PSECURITY_DESCRIPTOR_CONTROL Control,
					 PULONG Revision);
NTSTATUS RtlAbsoluteToSelfRelativeSD(PSECURITY_DESCRIPTOR AbsoluteSecurityDescriptor,
				     PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
				     PULONG BufferLength);
NTSTATUS RtlMakeSelfRelativeSD(PSECURITY_DESCRIPTOR SecurityDescriptor,
			       PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
			       PULONG BufferLength);
NTSTATUS RtlSelfRelativeToAbsoluteSD(PSECURITY_DESCRIPTOR SelfRelativeSecurityDescriptor,
				     PSECURITY_DESCRIPTOR AbsoluteSecurityDescriptor,
				     PULONG AbsoluteSecurityDescriptorSize,
				     PACL Dacl, PULONG DaclSize,
				     PACL Sacl, PULONG SaclSize,
				     PSID Owner, PULONG OwnerSize,
				     PSID PrimaryGroup, PULONG PrimaryGroupSize);

/* Rights */
void RtlMapGenericMask(ACCESS_MASK *AccessMask, PGENERIC_MAPPING GenericMapping);
BOOLEAN RtlAreAllAccessesGranted(ACCESS_MASK GrantedAccess,
				 ACCESS_MASK DesiredAccess);
BOOLEAN RtlAreAnyAccessesGranted(ACCESS_MASK GrantedAccess,
				 ACCESS_MASK DesiredAccess);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif /* NTOBJ_RTL_H */
