import type { RuleRandom } from './rule-random.ts'
import type { Idea } from './windows-ideas.ts'
import type { RuleItems } from './write-rule.ts'

/** Operations by the service that has them; a few of them stand in the generator's records, most in none. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  'iam.amazonaws.com': [
    'CreateUser',
    'CreateAccessKey',
    'AttachUserPolicy',
    'UpdateLoginProfile',
    'ListUsers',
    'PutUserPolicy',
  ],
  'ec2.amazonaws.com': [
    'AuthorizeSecurityGroupIngress',
    'ModifySnapshotAttribute',
    'CreateRoute',
    'TerminateInstances',
    'DeleteFlowLogs',
  ],
  's3.amazonaws.com': ['DeleteBucket', 'PutBucketPolicy', 'PutBucketReplication', 'GetBucketAcl'],
  'cloudtrail.amazonaws.com': ['StopLogging', 'DeleteTrail', 'UpdateTrail', 'PutEventSelectors'],
  'kms.amazonaws.com': ['ScheduleKeyDeletion', 'DisableKey', 'PutKeyPolicy'],
  'sts.amazonaws.com': ['GetSessionToken', 'GetFederationToken', 'AssumeRoleWithSAML'],
  'lambda.amazonaws.com': ['UpdateFunctionCode20150331v2', 'AddPermission20150331v2', 'CreateFunction20150331'],
  'guardduty.amazonaws.com': ['DeleteDetector', 'CreateIPSet', 'UpdateDetector'],
  'secretsmanager.amazonaws.com': ['GetSecretValue', 'DeleteSecret', 'PutResourcePolicy'],
  'rds.amazonaws.com': ['ModifyDBInstance', 'RestoreDBInstanceFromDBSnapshot', 'DeleteDBCluster'],
  'signin.amazonaws.com': ['ConsoleLogin', 'SwitchRole', 'CheckMfa'],
}

/** Calls in CloudTrail: nearly all by operation and service, some with a parameter or an exception. */
export const awsCall: Idea = (random) => {
  const service = random.pick(Object.keys(OPERATIONS))
  const known = OPERATIONS[service] ?? []
  const names = random.chance(0.3) ? [operation(random)] : random.some(known, 1, 3)
  const selection: RuleItems = { eventSource: service, eventName: names.length === 1 ? (names[0] ?? '') : names }
  const logSource = { product: 'aws', service: 'cloudtrail' }
  const title = `Call Of ${operation(random)}`
  const draw = random.int(20)
  if (draw === 0) {
    const searches = { selection, filter: { 'userIdentity.arn|contains': random.word() } }
    return { title, logSource, searches, condition: 'selection and not filter' }
  }
  if (draw === 1) {
    const searches = { selection_source: selection, selection_error: { 'errorCode|contains': random.word() } }
    return { title, logSource, searches, condition: 'all of selection_*' }
  }
  if (draw === 2) {
    const searches = { selection: { ...selection, 'requestParameters.attribute': random.word() } }
    return { title, logSource, searches, condition: 'selection' }
  }
  if (draw === 3) {
    const searches = {
      selection: { eventSource: service, 'eventName|startswith': random.pick(['Delete', 'Disable', 'Put']) },
    }
    return { title, logSource, searches, condition: 'selection' }
  }
  if (draw === 4) {
    const searches = {
      selection: { ...selection, 'userIdentity.type': 'Root' },
      filter: { eventType: 'AwsServiceEvent' },
    }
    return { title, logSource, searches, condition: 'selection and not filter' }
  }
  if (draw === 5) {
    const searches = { selection, exempt: { 'userIdentity.arn|fieldref': 'responseElements.user.arn' } }
    return { title, logSource, searches, condition: 'selection and not exempt' }
  }
  return { title, logSource, searches: { selection }, condition: 'selection' }
}

function operation(random: RuleRandom): string {
  const name = random.word()
  return `${random.pick(['Create', 'Delete', 'Put', 'Update', 'Disable'])}${name.charAt(0).toUpperCase()}${name.slice(1)}`
}

/** Azure's logs: sentences in some, paths of operations in others, risks by name. */
export const azureEntry: Idea = (random) => {
  const service = random.pick([
    'auditlogs',
    'auditlogs',
    'activitylogs',
    'activitylogs',
    'signinlogs',
    'riskdetection',
    'pim',
  ])
  const logSource = { product: 'azure', service }
  const title = `Change Of ${random.word()} In Azure`
  if (service === 'activitylogs') {
    const operations = Array.from({ length: 1 + random.int(6) }, () =>
      `MICROSOFT.${random.word()}/${random.word()}/${random.pick(['WRITE', 'DELETE', 'ACTION'])}`.toUpperCase(),
    )
    return { title, logSource, searches: { selection: { operationName: operations } }, condition: 'selection' }
  }
  if (service === 'riskdetection') {
    return { title, logSource, searches: { selection: { riskEventType: random.word() } }, condition: 'selection' }
  }
  if (service === 'signinlogs') {
    const searches = {
      selection: { ResultType: 50_000 + random.int(500), 'ResultDescription|contains': random.word() },
      filter: { 'DeviceDetail.isCompliant': true },
    }
    return { title, logSource, searches, condition: 'selection and not filter' }
  }
  const message = `${random.pick(['Add', 'Update', 'Delete', 'Disable'])} ${random.word()} ${random.word()}`
  const searches = { selection: { 'properties.message': [message, `${message}.`] } }
  return { title, logSource, searches, condition: 'selection' }
}

/** Calls in Google Cloud's audit logs. */
export const gcpCall: Idea = (random) => {
  const methods = Array.from(
    { length: 1 + random.int(5) },
    () => `v1.${random.word()}.${random.pick(['delete', 'patch', 'insert'])}`,
  )
  const selection: RuleItems = random.chance(0.3)
    ? { 'gcp.audit.method_name|endswith': methods.map((name) => name.slice(2)) }
    : { 'gcp.audit.method_name': methods }
  const logSource = { product: 'gcp', service: 'gcp.audit' }
  return { title: `Resource ${random.word()} Changed`, logSource, searches: { selection }, condition: 'selection' }
}

/** Sign-in services, code hosts and office suites: one or two fields, equal. */
export const saasEntry: Idea = (random) => {
  const [product, service, field] = random.pick([
    ['okta', 'okta', 'eventtype'],
    ['github', 'audit', 'action'],
    ['bitbucket', 'audit', 'auditType.action'],
    ['m365', 'threat_management', 'eventName'],
    ['onelogin', 'onelogin.events', 'event_type_id'],
  ] as const)
  const names = Array.from({ length: 1 + random.int(4) }, () => `${random.word()}.${random.word()}`)
  const searches = { selection: { [field]: names } }
  return {
    title: `Setting ${random.word()} Changed`,
    logSource: { product, service },
    searches,
    condition: 'selection',
  }
}
