import type { TargetSpec } from './target-spec.ts'

/** Credentials of a user: without a user name in the request they are the caller's own. */
const OF_A_USER = `iam: CreateAccessKey UpdateAccessKey DeleteAccessKey CreateLoginProfile UpdateLoginProfile
  DeleteLoginProfile ChangePassword UploadSSHPublicKey UpdateSSHPublicKey DeleteSSHPublicKey UploadSigningCertificate
  UpdateSigningCertificate DeleteSigningCertificate CreateServiceSpecificCredential UpdateServiceSpecificCredential
  ResetServiceSpecificCredential DeleteServiceSpecificCredential EnableMFADevice DeactivateMFADevice ResyncMFADevice`

/** Targets of identity services; see `target-table.ts` for the form. */
export const IAM_TARGETS: readonly TargetSpec[] = [
  {
    kind: 'user',
    operations: OF_A_USER,
    isSelf: true,
    name: ['rp.userName', 're.accessKey.userName'],
    credential: [
      're.accessKey.accessKeyId',
      'rp.accessKeyId',
      're.sSHPublicKey.sSHPublicKeyId',
      'rp.sSHPublicKeyId',
      're.serviceSpecificCredential.serviceSpecificCredentialId',
      'rp.serviceSpecificCredentialId',
      're.certificate.certificateId',
      'rp.certificateId',
      'rp.serialNumber',
    ],
  },
  {
    kind: 'mfa_device',
    operations: 'iam: CreateVirtualMFADevice DeleteVirtualMFADevice',
    id: ['re.virtualMFADevice.serialNumber', 'rp.serialNumber'],
    name: ['rp.virtualMFADeviceName'],
  },
  {
    kind: 'instance_profile',
    operations:
      'iam: CreateInstanceProfile DeleteInstanceProfile AddRoleToInstanceProfile RemoveRoleFromInstanceProfile',
    id: ['re.instanceProfile.arn'],
    name: ['rp.instanceProfileName'],
    role: ['rp.roleName'],
  },
  {
    kind: 'oidc_provider',
    operations: `iam: CreateOpenIDConnectProvider DeleteOpenIDConnectProvider AddClientIDToOpenIDConnectProvider
      RemoveClientIDFromOpenIDConnectProvider UpdateOpenIDConnectProviderThumbprint`,
    id: ['rp.openIDConnectProviderArn', 're.openIDConnectProviderArn'],
    url: ['rp.url'],
  },
  {
    kind: 'saml_provider',
    operations: 'iam: CreateSAMLProvider UpdateSAMLProvider DeleteSAMLProvider',
    id: ['re.sAMLProviderArn', 'rp.sAMLProviderArn'],
    name: ['rp.name'],
  },
  {
    kind: 'server_certificate',
    operations: 'iam: UploadServerCertificate UpdateServerCertificate DeleteServerCertificate',
    id: ['re.serverCertificateMetadata.arn'],
    name: ['rp.serverCertificateName'],
  },
  {
    kind: 'user',
    operations: 'iam',
    id: ['re.user.userId'],
    name: ['rp.userName'],
    role: ['rp.policyArn', 'rp.groupName', 'rp.policyName', 'rp.permissionsBoundary'],
  },
  {
    kind: 'role',
    operations: 'iam',
    id: ['re.role.arn'],
    name: ['rp.roleName'],
    role: ['rp.policyArn', 'rp.policyName', 'rp.permissionsBoundary'],
  },
  {
    kind: 'group',
    operations: 'iam',
    id: ['re.group.arn'],
    name: ['rp.groupName'],
    role: ['rp.policyArn', 'rp.policyName'],
  },
  { kind: 'policy', operations: 'iam', id: ['rp.policyArn', 're.policy.arn'], name: ['rp.policyName'] },
  // STS
  {
    kind: 'root',
    operations: 'sts: AssumeRoot',
    id: ['rp.targetPrincipal'],
    role: ['rp.taskPolicyArn.arn'],
    credential: ['re.credentials.accessKeyId'],
  },
  {
    kind: 'role',
    operations: 'sts: AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity',
    id: ['rp.roleArn'],
    credential: ['re.credentials.accessKeyId'],
  },
  {
    kind: 'user',
    operations: 'sts: GetFederationToken GetSessionToken',
    isSelf: true,
    id: [],
    role: ['rp.policyArns.arn'],
    credential: ['re.credentials.accessKeyId'],
  },
  { kind: 'role', operations: 'signin: SwitchRole', name: ['rp.roleName'] },
  // Roles Anywhere, Cognito
  {
    kind: 'trust_anchor',
    operations:
      'rolesanywhere: CreateTrustAnchor UpdateTrustAnchor EnableTrustAnchor DisableTrustAnchor DeleteTrustAnchor',
    id: ['re.trustAnchor.trustAnchorArn', 'rp.trustAnchorId'],
    name: ['rp.name'],
  },
  {
    kind: 'profile',
    operations: 'rolesanywhere',
    id: ['re.profile.profileArn', 'rp.profileId', 'rp.profileArn'],
    name: ['rp.name'],
    role: ['rp.roleArns', 'rp.roleArn'],
    credential: ['re.credentialSet.credentials.accessKeyId'],
  },
  {
    kind: 'identity_pool',
    operations: 'cognito-identity',
    id: ['rp.identityPoolId', 'rp.identityId'],
    credential: ['re.credentials.accessKeyId'],
  },
  { kind: 'user_pool', operations: 'cognito-idp', id: ['rp.userPoolId'] },
  // Identity Center
  {
    kind: 'directory_user',
    operations:
      'identitystore: CreateUser UpdateUser DeleteUser; sso-directory: CreateUser UpdateUser DeleteUser UpdatePassword DeleteMfaDeviceForUser UpdateMfaDeviceForUser StartVirtualMfaDeviceRegistration CompleteVirtualMfaDeviceRegistration',
    id: ['re.userId', 're.user.userId', 'rp.userId'],
    name: ['rp.userName'],
  },
  {
    kind: 'directory_group',
    operations:
      'identitystore: CreateGroup DeleteGroup CreateGroupMembership DeleteGroupMembership; sso-directory: CreateGroup DeleteGroup AddMemberToGroup RemoveMemberFromGroup',
    id: ['rp.groupId', 're.groupId', 're.group.groupId'],
    name: ['rp.displayName'],
  },
  {
    kind: 'directory_user',
    operations: 'sso: CreateAccountAssignment DeleteAccountAssignment',
    id: ['rp.principalId'],
    role: ['rp.permissionSetArn'],
  },
  {
    kind: 'permission_set',
    operations: 'sso',
    id: ['rp.permissionSetArn', 're.permissionSet.permissionSetArn'],
    name: ['rp.name'],
    role: ['rp.managedPolicyArn', 'rp.customerManagedPolicyReference.name'],
  },
  // Organizations, account
  {
    kind: 'org_policy',
    operations: 'organizations: AttachPolicy DetachPolicy CreatePolicy UpdatePolicy DeletePolicy',
    id: ['rp.policyId', 're.policy.policySummary.id'],
    name: ['rp.name', 're.policy.policySummary.name'],
  },
  {
    kind: 'account',
    operations: 'organizations',
    id: ['rp.accountId', 'rp.target.id', 'sd.createAccountStatus.accountId'],
    name: ['rp.accountName', 'sd.createAccountStatus.accountName'],
    role: ['rp.servicePrincipal'],
  },
]
