/** Where the request of some operations says which right it gives or takes. Several places: the first that is present. */
export interface IamChangeRow {
  readonly op: 'add' | 'remove'
  /** put in front of the principal: `user:` */
  readonly as: string
  readonly principal: string
  readonly role: string
  /** put in front of the role: `group:` */
  readonly roleAs: string
  readonly scope: string
  readonly operations: string
}

function row(
  op: IamChangeRow['op'],
  operations: string,
  principal: string,
  role: string,
  more: Partial<IamChangeRow> = {},
): IamChangeRow {
  return { op, operations, principal, role, as: '', roleAs: '', scope: '', ...more }
}

const POLICY = 'policyArn policyName'
const PERMISSION = 'managedPolicyArn customerManagedPolicyReference.name'
const PROFILE = `AssociateIamInstanceProfileRequest.IamInstanceProfile.Arn
  AssociateIamInstanceProfileRequest.IamInstanceProfile.Name iamInstanceProfile.arn iamInstanceProfile.name`
const ON_CLUSTER = { scope: 'clusterName name' }
const ON_ACCOUNT = { scope: 'targetId' }
const GROUP = { as: 'user:', roleAs: 'group:' }
const IN_PROFILE = { as: 'instance_profile:', roleAs: 'role:' }
const ADMIN = { as: 'account:', roleAs: 'delegated_admin:' }

/** All operations that give or take rights by name. What policies and trusts say is read from their text. */
export const IAM_CHANGE_ROWS: readonly IamChangeRow[] = [
  row('add', 'iam: AttachUserPolicy PutUserPolicy', 'userName', POLICY, { as: 'user:' }),
  row('add', 'iam: AttachRolePolicy PutRolePolicy', 'roleName', POLICY, { as: 'role:' }),
  row('add', 'iam: AttachGroupPolicy PutGroupPolicy', 'groupName', POLICY, { as: 'group:' }),
  row('remove', 'iam: DetachUserPolicy DeleteUserPolicy', 'userName', POLICY, { as: 'user:' }),
  row('remove', 'iam: DetachRolePolicy DeleteRolePolicy', 'roleName', POLICY, { as: 'role:' }),
  row('remove', 'iam: DetachGroupPolicy DeleteGroupPolicy', 'groupName', POLICY, { as: 'group:' }),
  row('add', 'iam: AddUserToGroup', 'userName', 'groupName', GROUP),
  row('remove', 'iam: RemoveUserFromGroup', 'userName', 'groupName', GROUP),
  row('add', 'iam: AddRoleToInstanceProfile', 'instanceProfileName', 'roleName', IN_PROFILE),
  row('remove', 'iam: RemoveRoleFromInstanceProfile', 'instanceProfileName', 'roleName', IN_PROFILE),
  row('add', 'sso: CreateAccountAssignment', 'principalId', 'permissionSetArn', ON_ACCOUNT),
  row('remove', 'sso: DeleteAccountAssignment', 'principalId', 'permissionSetArn', ON_ACCOUNT),
  row(
    'add',
    'sso: AttachManagedPolicyToPermissionSet AttachCustomerManagedPolicyReferenceToPermissionSet',
    'permissionSetArn',
    PERMISSION,
  ),
  row(
    'remove',
    'sso: DetachManagedPolicyFromPermissionSet DetachCustomerManagedPolicyReferenceFromPermissionSet',
    'permissionSetArn',
    PERMISSION,
  ),
  row('add', 'organizations: RegisterDelegatedAdministrator', 'accountId', 'servicePrincipal', ADMIN),
  row('remove', 'organizations: DeregisterDelegatedAdministrator', 'accountId', 'servicePrincipal', ADMIN),
  row('add', 'eks: AssociateAccessPolicy', 'principalArn', 'policyArn', ON_CLUSTER),
  row('remove', 'eks: DisassociateAccessPolicy', 'principalArn', 'policyArn', ON_CLUSTER),
  row('add', 'eks: CreateAccessEntry UpdateAccessEntry', 'principalArn', 'kubernetesGroups', ON_CLUSTER),
  row('remove', 'eks: DeleteAccessEntry', 'principalArn', '', ON_CLUSTER),
  row('add', 'kms: CreateGrant', 'granteePrincipal', 'operations', { scope: 'keyId' }),
  row('remove', 'kms: RevokeGrant RetireGrant', 'grantId', '', { as: 'grant:', scope: 'keyId' }),
  row('add', 'lambda: AddPermission', 'principal', 'action', { scope: 'functionName' }),
  row('remove', 'lambda: RemovePermission', 'statementId', '', { as: 'statement:', scope: 'functionName' }),
  row('add', 'ec2: AssociateIamInstanceProfile', 'AssociateIamInstanceProfileRequest.InstanceId instanceId', PROFILE, {
    roleAs: 'instance_profile:',
  }),
]
