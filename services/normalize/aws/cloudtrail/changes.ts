import { isObject, type JsonObject, type JsonValue } from '../../../core/json.ts'
import { eventField } from '../../../record/event-field.ts'
import { requestOf, type Call } from './call.ts'
import { operationKeys } from './categories.ts'
import { valueAt } from './json-values.ts'

const FIELD = {
  before: eventField('tocsin.change.before'),
  after: eventField('tocsin.change.after'),
  fields: eventField('tocsin.change.fields'),
}

/**
 * Which request members decide what a change is worth: switches and limits whose new value makes the difference between
 * routine and attack. CloudTrail has no old values but a renamed user's.
 */
const ROWS: readonly (readonly [members: string, operations: string])[] = [
  [
    `s3BucketName isMultiRegionTrail includeGlobalServiceEvents enableLogFileValidation isOrganizationTrail kmsKeyId
    cloudWatchLogsLogGroupArn snsTopicName`,
    'cloudtrail: UpdateTrail CreateTrail',
  ],
  ['retentionPeriod terminationProtectionEnabled multiRegionEnabled', 'cloudtrail: UpdateEventDataStore'],
  ['enable findingPublishingFrequency', 'guardduty: UpdateDetector CreateDetector'],
  ['activate', 'guardduty: CreateIPSet UpdateIPSet CreateThreatIntelSet UpdateThreatIntelSet'],
  ['action', 'guardduty: CreateFilter UpdateFilter'],
  ['standardsControlArn controlStatus', 'securityhub: UpdateStandardsControl'],
  ['status', 'iam: UpdateAccessKey UpdateSSHPublicKey UpdateSigningCertificate UpdateServiceSpecificCredential'],
  ['userName=newUserName path=newPath', 'iam: UpdateUser'],
  ['passwordResetRequired', 'iam: CreateLoginProfile UpdateLoginProfile'],
  [
    `minimumPasswordLength requireSymbols requireNumbers requireUppercaseCharacters requireLowercaseCharacters
    allowUsersToChangePassword maxPasswordAge passwordReusePrevention hardExpiry`,
    'iam: UpdateAccountPasswordPolicy',
  ],
  ['maxSessionDuration description', 'iam: UpdateRole'],
  ['versionId setAsDefault', 'iam: SetDefaultPolicyVersion CreatePolicyVersion'],
  [
    `PublicAccessBlockConfiguration.BlockPublicAcls PublicAccessBlockConfiguration.IgnorePublicAcls
    PublicAccessBlockConfiguration.BlockPublicPolicy PublicAccessBlockConfiguration.RestrictPublicBuckets`,
    's3: PutBucketPublicAccessBlock PutPublicAccessBlock PutAccountPublicAccessBlock',
  ],
  ['VersioningConfiguration.Status VersioningConfiguration.MfaDelete', 's3: PutBucketVersioning'],
  ['pendingWindowInDays', 'kms: ScheduleKeyDeletion'],
  ['bypassPolicyLockoutSafetyCheck', 'kms: PutKeyPolicy'],
  ['forceDeleteWithoutRecovery recoveryWindowInDays', 'secretsmanager: DeleteSecret'],
  ['retentionInDays', 'logs: PutRetentionPolicy'],
  [
    'publiclyAccessible deletionProtection backupRetentionPeriod masterUserPassword! enableIAMDatabaseAuthentication',
    'rds: ModifyDBInstance ModifyDBCluster',
  ],
  ['skipFinalSnapshot deleteAutomatedBackups', 'rds: DeleteDBInstance DeleteDBCluster'],
  ['attribute disableApiTermination userData! sourceDestCheck', 'ec2: ModifyInstanceAttribute'],
  [
    `ModifyInstanceMetadataOptionsRequest.HttpTokens ModifyInstanceMetadataOptionsRequest.HttpPutResponseHopLimit
    ModifyInstanceMetadataOptionsRequest.HttpEndpoint httpTokens httpPutResponseHopLimit httpEndpoint`,
    'ec2: ModifyInstanceMetadataOptions',
  ],
  ['mapPublicIpOnLaunch', 'ec2: ModifySubnetAttribute'],
  [
    'internetGatewayBlockMode ModifyVpcBlockPublicAccessOptionsRequest.InternetGatewayBlockMode',
    'ec2: ModifyVpcBlockPublicAccessOptions',
  ],
  ['resourcesVpcConfig.endpointPublicAccess resourcesVpcConfig.endpointPrivateAccess', 'eks: UpdateClusterConfig'],
  ['authType', 'lambda: CreateFunctionUrlConfig UpdateFunctionUrlConfig'],
  ['RegionName', 'account: EnableRegion DisableRegion'],
  ['allowExternalPrincipals', 'ram: CreateResourceShare UpdateResourceShare'],
]

/** One member to read: its name, and the keys that lead to it. */
interface Place {
  readonly name: string
  readonly keys: readonly string[]
  /** the value is a secret: only that it changed is told */
  readonly isSecret: boolean
}

const PLACES: ReadonlyMap<string, readonly Place[]> = new Map(
  ROWS.flatMap(([members, operations]) => {
    const places = members.split(/\s+/).map(placeOf)
    return operationKeys(operations).map((key): [string, readonly Place[]] => [key, places])
  }),
)

/** Whether the values of this operation matter. */
export function mayChangeValues(key: string): boolean {
  return PLACES.has(key)
}

/** Fills in `tocsin.change.*` for the calls whose values decide. A no-op for all others. */
export function mapChanges(call: Call): void {
  const places = PLACES.get(call.key)
  if (places === undefined) return
  const request = requestOf(call)
  const after: JsonObject = {}
  const fields: string[] = []
  for (const { name, keys, isSecret } of places) {
    const value = scalar(valueAt(request, keys))
    if (value === undefined) continue
    fields.push(name)
    if (!isSecret) after[name] = value
  }
  if (fields.length === 0) return
  const { event } = call
  if (Object.keys(after).length > 0) event.set(FIELD.after, after)
  event.set(FIELD.fields, fields)
  const oldName = call.key === 'iam:UpdateUser' ? scalar(valueAt(request, ['userName'])) : undefined
  if (oldName !== undefined && Object.hasOwn(after, 'userName')) event.set(FIELD.before, { userName: oldName })
}

/** Text, number or boolean, also from EC2's `{"value": …}`; lists and objects are no single value. */
function scalar(value: JsonValue | undefined): JsonValue | undefined {
  const inner = isObject(value) ? valueAt(value, ['value']) : value
  return inner === null || typeof inner === 'object' ? undefined : inner
}

/** `a.b.c` is called `c`; `name=a.b` says its name; `a!` is a secret. */
function placeOf(text: string): Place {
  const [left = '', right] = text.replace('!', '').split('=')
  const path = right ?? left
  const name = right === undefined ? path.slice(path.lastIndexOf('.') + 1) : left
  return { name, keys: path.split('.'), isSecret: text.endsWith('!') }
}
