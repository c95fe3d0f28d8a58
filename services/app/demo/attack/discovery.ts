import type { Act } from './act.ts'
import type { Stage } from './stage.ts'

const GLOBAL = 'us-east-1'

/** Whose key is this, and what can be seen with it: a few answers, then refusal after refusal. */
export function discovery(stage: Stage): readonly Act[] {
  return [
    { ...look, second: 0, step: 'stolen-key', service: 'sts', name: 'GetCallerIdentity' },
    ...seen(stage).map((act, index): Act => ({ ...look, step: 'discovery', second: 2 + index * 0.6, ...act })),
    ...refused(stage).map((act, index): Act => ({ ...look, step: 'denied', second: 12 + index * 0.35, ...act })),
  ]
}

const look = { actor: 'stolen', readOnly: true } as const

type Question = Pick<Act, 'service' | 'name'> & Partial<Act>

const REGIONS = ['eu-central-1', 'us-east-1', 'eu-west-1', 'us-west-2', 'ap-southeast-2', 'sa-east-1'] as const

function seen({ site, random, noise }: Stage): readonly Question[] {
  const host = `s3.${site.region}.amazonaws.com`
  const sent = {
    SignatureVersion: 'SigV4',
    CipherSuite: 'TLS_AES_128_GCM_SHA256',
    bytesTransferredIn: 0,
    AuthenticationMethod: 'AuthHeader',
    'x-amz-id-2': `EXAMPLE${noise(69)}`,
    bytesTransferredOut: 2000 + random.below(4000),
  }
  return [
    { service: 's3', name: 'ListBuckets', request: { Host: host }, extra: sent },
    { service: 'iam', name: 'ListUsers', region: GLOBAL },
    { service: 'iam', name: 'ListRoles', region: GLOBAL },
    { service: 'iam', name: 'GetAccountSummary', region: GLOBAL },
    ...REGIONS.map((region): Question => ({
      service: 'ec2',
      name: 'DescribeInstances',
      region,
      request: { maxResults: 1000, instancesSet: {}, filterSet: {} },
    })),
    {
      service: 'ec2',
      name: 'DescribeSecurityGroups',
      request: { securityGroupSet: {}, securityGroupIdSet: {}, filterSet: {} },
    },
    { service: 'cloudtrail', name: 'DescribeTrails', request: { trailNameList: [], includeShadowTrails: true } },
    { service: 'iam', name: 'GetAccountAuthorizationDetails', region: GLOBAL, request: { maxItems: 1000 } },
    { service: 'iam', name: 'ListAttachedUserPolicies', region: GLOBAL, request: { userName: 'deploy-bot' } },
  ]
}

function refused({ site }: Stage): readonly Question[] {
  const { id } = site.account
  const arn = (service: string, resource: string): string => `arn:aws:${service}:${site.region}:${id}:${resource}`
  const buckets = site.buckets.slice(0, 3)
  const roles = ['OrganizationAccountAccessRole', 'payments-server', 'ledger-task']
  return [
    { service: 'organizations', name: 'DescribeOrganization', region: GLOBAL, denied: '*' },
    { service: 'organizations', name: 'ListAccounts', region: GLOBAL, denied: '*' },
    { service: 'secretsmanager', name: 'ListSecrets', denied: '' },
    { service: 'ssm', name: 'DescribeParameters', denied: arn('ssm', '*') },
    { service: 'kms', name: 'ListKeys', denied: '' },
    { service: 'lambda', name: 'ListFunctions20150331', denied: '*' },
    { service: 'dynamodb', name: 'ListTables', denied: arn('dynamodb', 'table/*') },
    { service: 'rds', name: 'DescribeDBInstances', denied: arn('rds', 'db:*') },
    { service: 'rds', name: 'DescribeDBSnapshots', denied: arn('rds', 'snapshot:*') },
    {
      service: 'ec2',
      name: 'DescribeSnapshots',
      denied: '',
      request: { snapshotSet: {}, ownersSet: {}, filterSet: {} },
    },
    { service: 'ec2', name: 'DescribeKeyPairs', denied: '', request: { keySet: {}, filterSet: {} } },
    ...buckets.map((bucket): Question => ({
      service: 's3',
      name: 'GetBucketPolicy',
      denied: `"arn:aws:s3:::${bucket}"`,
    })),
    { service: 'sqs', name: 'ListQueues', denied: arn('sqs', '*') },
    { service: 'ses', name: 'GetSendQuota', denied: '' },
    { service: 'guardduty', name: 'ListDetectors', denied: arn('guardduty', 'detector/*') },
    { service: 'eks', name: 'ListClusters', denied: arn('eks', 'cluster/*') },
    { service: 'ecr', name: 'DescribeRepositories', denied: arn('ecr', 'repository/*') },
    { service: 'cloudformation', name: 'ListStacks', denied: arn('cloudformation', 'stack/*/*') },
    ...roles.map((role): Question => ({
      service: 'sts',
      name: 'AssumeRole',
      denied: `arn:aws:iam::${id}:role/${role}`,
    })),
    { service: 'iam', name: 'AddUserToGroup', region: GLOBAL, readOnly: false, denied: 'group administrators' },
  ]
}
