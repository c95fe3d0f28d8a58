import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isObject, type JsonObject, type JsonValue } from '../../../../services/core/json.ts'
import { isRejection } from '../../../../services/normalize/rejection.ts'
import { Normalizer } from '../../../../services/normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../../../../services/normalize/registry.ts'
import { cloudtrail } from '../../../../services/normalize/aws/cloudtrail/cloudtrail.ts'
import { PlainDocumentBuilder } from '../../../../services/record/plain-document-builder.ts'
import { PlainRecordReader } from '../../../../services/record/plain-record-reader.ts'
import { eventFields } from '../../../../services/record/event-field.ts'
import { testRandom, type TestRandom } from '../../../support/random.ts'

/** Nothing that a record may hold makes the mapping throw, the document unreadable, or a field of a wrong type. */
const FOLDER = fileURLToPath(new URL('../../../../services/normalize/aws/cloudtrail/samples/', import.meta.url))
const SAMPLES = readdirSync(FOLDER).map(
  (name) => JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8')) as JsonObject,
)
const ROUNDS = Math.round(40 * Number(process.env['TOCSIN_SCALE'] ?? 1))
const ORIGIN = { source: 'test', object: 'o', position: 1, received: Date.UTC(2026, 4, 4) }

const DEEP = JSON.parse(`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`) as JsonValue
const ODD: readonly JsonValue[] = [
  null,
  true,
  0,
  -1,
  1e308,
  2 ** 53,
  '',
  '-',
  'none',
  '*',
  '\u0000\ud800',
  '{"Statement":',
  '{"a":1}',
  '%7B%22a%22%3A1%7D',
  'arn:',
  'arn:aws:iam::111122223333:role/',
  '0.0.0.0/0',
  'HIDDEN_DUE_TO_SECURITY_REASONS',
  'x'.repeat(5000),
  [],
  [[]],
  [null, [null], {}],
  {},
  { items: {} },
  { items: [{ items: [] }] },
  { value: { value: true } },
  { omitted: true },
  JSON.parse('{"__proto__":{"a":1},"constructor":1,"toString":2,"hasOwnProperty":3}') as JsonValue,
  DEEP,
]
const NAMES = ['__proto__', 'constructor', 'toString', 'items', 'Statement', 'a.b', '']

/** Puts odd values at random places of a record. */
function mutate(value: JsonValue, random: TestRandom, depth = 0): JsonValue {
  if (random.chance(depth === 0 ? 0 : 0.06)) return structuredClone(random.pick(ODD))
  if (Array.isArray(value)) return value.map((item) => mutate(item, random, depth + 1))
  if (!isObject(value)) return value
  const members = Object.entries(value)
    .filter(() => !random.chance(0.03))
    .map(([name, item]): [string, JsonValue] => [
      random.chance(0.01) ? random.pick(NAMES) : name,
      mutate(item, random, depth + 1),
    ])
  return Object.fromEntries(members)
}

test(`samples with odd values at random places, ${ROUNDS} times each`, () => {
  const random = testRandom(20260504)
  const normalizer = new Normalizer(LOG_TYPES, UNKNOWN)
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const sample of SAMPLES) check(normalizer, JSON.stringify(mutate(sample, random)), random.seed)
  }
})

test('every member at the top of some samples replaced by every odd value', () => {
  const normalizer = new Normalizer(LOG_TYPES, UNKNOWN)
  for (const sample of SAMPLES.filter((_, at) => at % 6 === 0)) {
    for (const name of Object.keys(sample)) {
      for (const odd of ODD) check(normalizer, JSON.stringify({ ...sample, [name]: odd }), 0)
    }
  }
})

const HUGE: readonly (readonly [name: string, record: () => string])[] = [
  [
    'a call with 100,000 parameters',
    () => call({ requestParameters: Object.fromEntries(many((at) => [`p${at}`, at])) }),
  ],
  [
    'a rule with 50,000 ranges',
    () =>
      call({
        requestParameters: {
          ipPermissions: {
            items: [{ ipRanges: { items: many((at) => ({ cidrIp: `203.0.${at % 256}.${at >> 8}/32` }), 50_000) } }],
          },
        },
      }),
  ],
  ['50,000 resources', () => call({ resources: many((at) => ({ ARN: `arn:aws:s3:::b${at}` }), 50_000) })],
  [
    'a policy of 20,000 statements',
    () =>
      call({
        eventSource: 's3.amazonaws.com',
        eventName: 'PutBucketPolicy',
        requestParameters: {
          bucketPolicy: {
            Statement: many(
              (at) => ({
                Effect: 'Allow',
                Principal: { AWS: `9999888877${(at % 90) + 10}` },
                Action: `s3:${'*'.repeat(40)}x`,
              }),
              20_000,
            ),
          },
        },
      }),
  ],
  [
    'a policy for 300,000 principals',
    () =>
      call({
        eventSource: 's3.amazonaws.com',
        eventName: 'PutBucketPolicy',
        requestParameters: {
          bucketPolicy: {
            Statement: {
              Effect: 'Allow',
              Principal: { AWS: many((at) => `arn:aws:iam::999988887777:role/${at}`, 300_000) },
              Action: 's3:*',
            },
          },
        },
      }),
  ],
  [
    '30,000 machines and as many resources',
    () =>
      call({
        eventName: 'StopInstances',
        requestParameters: { instancesSet: { items: many((at) => ({ instanceId: `i-${at}` }), 30_000) } },
        resources: many((at) => ({ ARN: `arn:aws:ec2:::x${at}` }), 30_000),
      }),
  ],
  ['a name of a megabyte', () => call({ eventName: 'Create'.repeat(170_000) })],
  ['a message of a megabyte', () => call({ errorCode: 'AccessDenied', errorMessage: ' because no '.repeat(90_000) })],
  ['a user agent of a megabyte', () => call({ userAgent: `Mozilla/5.0 ${'('.repeat(1_000_000)}` })],
]

for (const [name, record] of HUGE) {
  test(`${name} is mapped in less than two seconds`, () => {
    const text = record()
    const start = process.cpuUsage()
    check(new Normalizer(LOG_TYPES, UNKNOWN), text, 0)
    const used = process.cpuUsage(start)
    assert.ok(used.user + used.system < 2_000_000, `${(used.user + used.system) / 1000} ms`)
  })
}

for (const [open, close] of [
  ['{"items":', '}'],
  ['[', ']'],
] as const) {
  test(`parameters 100,000 levels of ${open} deep do not exhaust the stack`, () => {
    const inner = `{"instancesSet":{"items":${open.repeat(100_000)}1${close.repeat(100_000)}}}`
    const record = new PlainRecordReader()
    record.load(Buffer.from(call({}).replace('"requestParameters":null', `"requestParameters":${inner}`)))
    cloudtrail.map(record, new PlainDocumentBuilder())
  })
}

function many<T>(make: (at: number) => T, count = 100_000): T[] {
  return Array.from({ length: count }, (_, at) => make(at))
}

function call(members: JsonObject): string {
  return JSON.stringify({
    eventVersion: '1.11',
    eventTime: '2026-05-04T08:00:00Z',
    eventSource: 'ec2.amazonaws.com',
    eventName: 'AuthorizeSecurityGroupIngress',
    eventID: 'e-1',
    requestParameters: null,
    ...members,
  })
}

function check(normalizer: Normalizer, text: string, seed: number): void {
  const where = `seed ${seed}, record ${text.slice(0, 2000)}`
  const event = normalizer.read(Buffer.from(text), 'auto', ORIGIN)
  if (isRejection(event)) return assert.equal(event.rejected, 'no-event-time', `${event.detail}: ${where}`)
  const document = normalizer.document(event)
  if (isRejection(document)) return assert.fail(`${document.detail}: ${where}`)
  const parsed = JSON.parse(document.text) as JsonObject
  for (const field of eventFields()) {
    const value = valueOf(parsed, field.name)
    if (value === undefined || field.type === 'payload') continue
    assert.ok(
      hasType(value, field.type, field.many),
      `${field.name} is ${JSON.stringify(value).slice(0, 80)}: ${where}`,
    )
  }
}

function valueOf(document: JsonObject, name: string): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const key of name.split('.')) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

function hasType(value: JsonValue, type: string, many: boolean): boolean {
  if (many) return Array.isArray(value) && value.length > 0 && value.every((item) => hasType(item, type, false))
  if (type === 'boolean') return typeof value === 'boolean'
  if (type === 'long') return Number.isInteger(value)
  if (type === 'nested' || type === 'flattened') return isObject(value)
  if (type === 'date') return typeof value === 'string' && !Number.isNaN(Date.parse(value))
  return typeof value === 'string' && value !== ''
}
