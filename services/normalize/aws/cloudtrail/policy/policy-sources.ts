import type { JsonValue } from '../../../../core/json.ts'
import { requestOf, responseOf, type Call } from '../call.ts'
import { operationKeys } from '../categories.ts'
import { textMember, valueAt } from '../json-values.ts'
import type { PolicyKind } from './findings.ts'

/** Where one call carries a policy document, and what the policy is for. */
export interface PolicySource {
  readonly kind: PolicyKind
  /** places in the request; the first that is present counts */
  readonly places: readonly (readonly string[])[]
}

const ROWS: readonly (readonly [PolicyKind, string, string])[] = [
  ['identity', 'policyDocument', 'iam: CreatePolicy CreatePolicyVersion PutUserPolicy PutGroupPolicy PutRolePolicy'],
  ['identity', 'inlinePolicy', 'sso: PutInlinePolicyToPermissionSet'],
  ['trust', 'assumeRolePolicyDocument policyDocument', 'iam: CreateRole UpdateAssumeRolePolicy'],
  ['resource', 'bucketPolicy', 's3: PutBucketPolicy'],
  [
    'resource',
    'policy Policy PutAccessPointPolicyRequest.Policy details.policy',
    's3: PutAccessPointPolicy PutMultiRegionAccessPointPolicy PutAccessGrantsInstanceResourcePolicy',
  ],
  ['resource', 'policy', 'kms: CreateKey PutKeyPolicy; elasticfilesystem: PutFileSystemPolicy; acm-pca: PutPolicy'],
  ['resource', 'policy resourcePolicy policyDocument', 'backup: PutBackupVaultAccessPolicy; ssm: PutResourcePolicy'],
  ['resource', 'policy resourcePolicy', 'dynamodb: PutResourcePolicy; kinesis: PutResourcePolicy'],
  ['resource', 'resourcePolicy policy', 'secretsmanager: PutResourcePolicy; cloudtrail: PutResourcePolicy'],
  ['resource', 'resourcePolicy policy', 'bedrock: PutResourcePolicy; redshift: PutResourcePolicy'],
  ['resource', 'policyInJson', 'glue: PutResourcePolicy'],
  ['resource', 'policyText', 'ecr: SetRepositoryPolicy PutRegistryPolicy'],
  ['resource', 'policyDocument', 'logs: PutResourcePolicy; codeartifact: PutDomainPermissionsPolicy'],
  ['resource', 'accessPolicy', 'logs: PutDestinationPolicy'],
  ['resource', 'policy', 'events: PutPermission; ses: PutIdentityPolicy CreateEmailIdentityPolicy'],
  ['resource', 'policy.policy', 'glacier: SetVaultAccessPolicy'],
  ['resource', 'attributes.Policy', 'sqs: SetQueueAttributes CreateQueue; sns: CreateTopic'],
  ['resource', 'attributeValue', 'sns: SetTopicAttributes'],
  [
    'resource',
    'accessPolicies accessPolicies.options',
    'es: UpdateDomainConfig UpdateElasticsearchDomainConfig CreateDomain CreateElasticsearchDomain',
  ],
  ['resource', 'content', 'organizations: PutResourcePolicy'],
  ['guardrail', 'content', 'organizations: CreatePolicy UpdatePolicy'],
]

const SOURCES: ReadonlyMap<string, PolicySource> = new Map(
  ROWS.flatMap(([kind, places, operations]) => {
    const source: PolicySource = { kind, places: places.split(' ').map((place) => place.split('.')) }
    return operationKeys(operations).map((key): [string, PolicySource] => [key, source])
  }),
)

/** Whether a call of this operation may carry a policy at all. */
export function mayCarryPolicy(key: string): boolean {
  return SOURCES.has(key)
}

/** Whether and where the call carries a policy; undefined for all calls that never do. */
export function policySource(call: Call): PolicySource | undefined {
  const source = SOURCES.get(call.key)
  if (source === undefined) return undefined
  const isOther = call.key === 'sns:SetTopicAttributes' && textMember(requestOf(call), 'attributeName') !== 'Policy'
  return isOther ? undefined : source
}

/** The document as it stands in the record. A role's trust also stands, URL-encoded, in the response. */
export function policyValue(call: Call, source: PolicySource): JsonValue | undefined {
  const request = requestOf(call)
  for (const place of source.places) {
    const value = valueAt(request, place)
    if (value !== undefined && value !== null && value !== '') return value
  }
  return source.kind === 'trust' ? valueAt(responseOf(call), TRUST_IN_RESPONSE) : undefined
}

const TRUST_IN_RESPONSE = ['role', 'assumeRolePolicyDocument']
