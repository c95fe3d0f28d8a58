import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from '../../../../services/core/json.ts'
import { operationKeys } from '../../../../services/normalize/aws/cloudtrail/categories.ts'
import { CATEGORY_ROWS, IDENTITY_SERVICES } from '../../../../services/normalize/aws/cloudtrail/category-table.ts'
import { AWS_OPERATIONS } from '../../../../services/normalize/generated/operations.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../../../support/normalize.ts'

/** Which types ECS expects with which category (schema 9.5). */
const ECS: Readonly<Record<string, string>> = {
  api: 'access admin allowed change creation deletion denied end info start user',
  authentication: 'start end info',
  configuration: 'access change creation deletion info',
  database: 'access change info error',
  file: 'access change creation deletion info',
  host: 'access change end info start',
  iam: 'admin change creation deletion group info user',
  network: 'access allowed connection denied end info protocol start',
  process: 'access change end info start',
  session: 'start end info',
}

/** Every type must be expected with one of the categories, and every document must have both. */
function assertLegal(document: JsonObject): void {
  const categories = fieldOf(document, 'event.category') as string[]
  const types = fieldOf(document, 'event.type') as string[]
  assert.ok(categories.length > 0 && types.length > 0, 'no category or no type')
  assert.equal(new Set(categories).size, categories.length, `repeated: ${categories.join(' ')}`)
  assert.equal(new Set(types).size, types.length, `repeated: ${types.join(' ')}`)
  for (const category of categories) assert.ok(Object.hasOwn(ECS, category), `no ECS category: ${category}`)
  const expected = new Set(categories.flatMap((category) => (ECS[category] ?? '').split(' ')))
  for (const type of types) assert.ok(expected.has(type), `${type} with ${categories.join(' ')}`)
}

const VERBS = 'Create Delete Update Put Attach Detach Add Remove Get List Describe Start Stop Tag Invoke Frobnicate'
const OBJECTS = [
  'User',
  'UserPolicy',
  'Group',
  'GroupPolicy',
  'Role',
  'AccessKey',
  'SAMLProvider',
  'AccountAlias',
  'Route',
]
const SERVICES = [...IDENTITY_SERVICES.keys(), 'ec2', 's3', 'example']

/** Operations of the tables, and made-up ones for the fallback. */
const KEYS = [
  ...CATEGORY_ROWS.flatMap(([, , operations]) => operationKeys(operations)),
  ...AWS_OPERATIONS.keys(),
  ...SERVICES.flatMap((service) =>
    VERBS.split(' ').flatMap((verb) => OBJECTS.map((object) => `${service}:${verb}${object}`)),
  ),
]

const WAYS: readonly (readonly [name: string, members: JsonObject])[] = [
  ['done', {}],
  ['only reading', { readOnly: true }],
  ['denied', { errorCode: 'AccessDenied' }],
  ['failed', { errorCode: 'ValidationException' }],
  ['by a service', { eventType: 'AwsServiceEvent' }],
  ['as a sign-in that failed', { eventType: 'AwsConsoleSignIn', errorMessage: 'Failed authentication' }],
  ['through an endpoint, denied', { eventType: 'AwsVpceEvent', errorCode: 'VpceAccessDenied' }],
]

for (const [name, members] of WAYS) {
  test(`every operation, ${name}, has categories and types that ECS knows together`, () => {
    for (const key of new Set(KEYS)) {
      const [service = '', operation = ''] = key.split(':')
      assertLegal(normalize(cloudTrailRecord(service, operation, members)).document)
    }
  })
}

test('every sample has categories and types that ECS knows together', () => {
  const folder = fileURLToPath(new URL('../../../../services/normalize/aws/cloudtrail/samples/', import.meta.url))
  for (const name of readdirSync(folder)) assertLegal(normalize(readFileSync(path.join(folder, name))).document)
})

test('no operation stands twice in the table', () => {
  const keys = CATEGORY_ROWS.flatMap(([, , operations]) => operationKeys(operations))
  const twice = keys.filter((key, at) => keys.indexOf(key) !== at)
  assert.deepEqual(twice, [])
})

const CASES: readonly (readonly [
  service: string,
  operation: string,
  category: string,
  type: string,
  more?: JsonObject,
])[] = [
  ['iam', 'CreateUser', 'iam api', 'user creation'],
  ['iam', 'CreateAccessKey', 'iam api', 'user change'],
  ['iam', 'DeleteGroup', 'iam api', 'group deletion'],
  ['iam', 'AddUserToGroup', 'iam api', 'group change'],
  ['iam', 'ListGroups', 'iam api', 'group info', { readOnly: true }],
  ['iam', 'UpdateAccountPasswordPolicy', 'iam api', 'admin change'],
  ['iam', 'AttachRolePolicy', 'iam api', 'change'],
  ['ec2', 'AuthorizeSecurityGroupIngress', 'configuration network api', 'change allowed'],
  [
    'ec2',
    'AuthorizeSecurityGroupIngress',
    'configuration network api',
    'change denied',
    { errorCode: 'Client.UnauthorizedOperation' },
  ],
  ['ec2', 'DeleteRouteTable', 'configuration network api', 'deletion'],
  ['ec2', 'DescribeSecurityGroups', 'network api', 'info', { readOnly: true }],
  ['ec2', 'RunInstances', 'host configuration api', 'start creation'],
  ['s3', 'DeleteObject', 'file api', 'deletion'],
  ['s3', 'DeleteBucket', 'configuration api', 'deletion'],
  ['dynamodb', 'DeleteItem', 'database api', 'change'],
  ['secretsmanager', 'GetSecretValue', 'api', 'access', { readOnly: true }],
  ['sts', 'GetCallerIdentity', 'authentication api', 'info', { readOnly: true }],
  ['cloudtrail', 'DeleteTrail', 'configuration api', 'deletion'],
  ['lambda', 'CreateFunction20150331', 'configuration api', 'creation'],
  ['cloudfront', 'UpdateDistribution2020_05_31', 'configuration api', 'change'],
  ['example', 'Frobnicate', 'api', 'info'],
  ['example', 'BatchDeleteThings', 'configuration api', 'deletion'],
  ['example', '', 'api', 'info'],
]

for (const [service, operation, category, type, more] of CASES) {
  test(`${service} ${operation}${more?.['errorCode'] ? ', denied,' : ''} is ${category} / ${type}`, () => {
    const { document } = normalize(cloudTrailRecord(service, operation, more))
    assert.equal((fieldOf(document, 'event.category') as string[]).join(' '), category)
    assert.equal((fieldOf(document, 'event.type') as string[]).join(' '), type)
  })
}
