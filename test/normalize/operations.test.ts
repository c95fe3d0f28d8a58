import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { load } from 'js-yaml'
import { generateOperations } from '../../scripts/generate/operations.ts'
import { AWS_OPERATIONS } from '../../services/normalize/generated/operations.ts'
import { cloudTrailRecord } from '../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../support/normalize.ts'

const read = (file: string): string => readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8')
const SCHEMA = read('schemas/operations.yml')
const { verbs } = load(SCHEMA) as { verbs: Readonly<Record<string, string>> }

test('the generated table is up to date', () => {
  assert.equal(generateOperations(SCHEMA), read('services/normalize/generated/operations.ts'))
})

test('verbs are dotted words in lower case, each with what it means', () => {
  for (const [verb, doc] of Object.entries(verbs)) {
    assert.match(verb, /^[a-z]+(?:\.[a-z_]+){1,3}$/)
    assert.ok(doc.length > 5, verb)
  }
})

test('every verb has an operation', () => {
  const used = new Set<string>(AWS_OPERATIONS.values())
  assert.deepEqual(
    Object.keys(verbs).filter((verb) => !used.has(verb)),
    [],
  )
})

test('an operation with a verb that nobody declared is refused', () => {
  const schema = 'verbs:\n  a.b: one\nproviders:\n  aws:\n    iam:\n      CreateUser: a.c\n'
  assert.throws(() => generateOperations(schema), /CreateUser: no verb a\.c/)
})

const CASES: readonly (readonly [service: string, operation: string, verb: string | undefined])[] = [
  ['iam', 'CreateUser', 'iam.user.create'],
  ['iam', 'AttachRolePolicy', 'iam.policy.attach'],
  ['iam', 'CreateAccessKey', 'iam.key.create'],
  ['iam', 'DeactivateMFADevice', 'iam.mfa.disable'],
  ['kms', 'ScheduleKeyDeletion', 'kms.key.schedule_deletion'],
  ['ec2', 'AuthorizeSecurityGroupIngress', 'network.rule.open'],
  ['ec2', 'RevokeSecurityGroupIngress', 'network.rule.close'],
  ['ec2', 'RunInstances', 'compute.instance.create'],
  ['cloudtrail', 'StopLogging', 'logging.stop'],
  ['cloudtrail', 'DeleteTrail', 'logging.delete'],
  ['signin', 'ConsoleLogin', 'auth.login'],
  ['sts', 'AssumeRole', 'auth.assume_role'],
  ['secretsmanager', 'GetSecretValue', 'secret.read'],
  ['s3', 'PutBucketPolicy', 'storage.policy.change'],
  ['lambda', 'AddPermission20150331v2', 'function.policy.change'],
  ['lambda', 'CreateFunction20150331', 'function.create'],
  ['cloudfront', 'UpdateDistribution2020_05_31', 'network.load_balancer.change'],
  ['securityhub', 'DisableSecurityHubV2', 'monitor.detector.delete'],
  ['example', 'CreateUser', undefined],
  ['iam', 'constructor', undefined],
]

for (const [service, operation, verb] of CASES) {
  test(`${service} ${operation} is ${verb ?? 'no verb of ours'}`, () => {
    const { document } = normalize(cloudTrailRecord(service, operation))
    assert.equal(fieldOf(document, 'tocsin.operation.name'), verb)
    assert.equal(fieldOf(document, 'event.action'), operation)
  })
}
