import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '../../../../services/core/json.ts'
import { cloudtrail } from '../../../../services/normalize/aws/cloudtrail/cloudtrail.ts'
import { kindOf } from '../../../../services/normalize/aws/cloudtrail/record-kind.ts'
import { PlainRecordReader } from '../../../../services/record/plain-record-reader.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { normalize } from '../../../support/normalize.ts'

const CALL = cloudTrailRecord('iam', 'DeleteUser')

function without(...names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(CALL).filter(([name]) => !names.includes(name)))
}

function reader(record: JsonObject): PlainRecordReader {
  const found = new PlainRecordReader()
  assert.equal(found.load(Buffer.from(JSON.stringify(record))), null)
  return found
}

const KINDS: readonly { name: string; record: JsonObject; kind: string; isSeen: boolean }[] = [
  { name: 'an API call', record: CALL, kind: 'call', isSeen: true },
  {
    name: 'an old call without type and category',
    record: without('eventType', 'eventCategory'),
    kind: 'call',
    isSeen: true,
  },
  { name: 'a console action', record: { ...CALL, eventType: 'AwsConsoleAction' }, kind: 'call', isSeen: true },
  { name: 'a type of tomorrow', record: { ...CALL, eventType: 'AwsSomethingNew' }, kind: 'call', isSeen: true },
  { name: 'a sign-in', record: { ...CALL, eventType: 'AwsConsoleSignIn' }, kind: 'sign-in', isSeen: true },
  { name: 'an act of a service', record: { ...CALL, eventType: 'AwsServiceEvent' }, kind: 'service', isSeen: true },
  { name: 'a call through an endpoint', record: { ...CALL, eventType: 'AwsVpceEvent' }, kind: 'network', isSeen: true },
  {
    name: 'the same, in the other spelling',
    record: { ...CALL, eventType: 'AwsVpceEvents' },
    kind: 'network',
    isSeen: true,
  },
  {
    name: 'an insight',
    record: { eventType: 'AwsCloudTrailInsight', eventTime: '2026-05-04T08:00:00Z' },
    kind: 'insight',
    isSeen: false,
  },
  {
    name: 'counts',
    record: { eventType: 'AwsAggregatedEvent', eventSource: 's3.amazonaws.com' },
    kind: 'aggregate',
    isSeen: false,
  },
  { name: 'a digest', record: { digestS3Object: 'a/b', awsAccountId: '111122223333' }, kind: 'digest', isSeen: false },
  {
    name: 'a look-alike of another product',
    record: { ...CALL, eventCategory: 'ActivityAuditLog' },
    kind: 'partner',
    isSeen: false,
  },
]

for (const { name, record, kind, isSeen } of KINDS) {
  test(`${name} is recognised, and rules ${isSeen ? 'see it' : 'never see it'}`, () => {
    assert.equal(cloudtrail.recognise(reader(record)), true)
    assert.equal(kindOf(reader(record)), kind)
    assert.equal(cloudtrail.sourceOf(reader(record)), isSeen ? 0 : -1)
  })
}

const OTHERS: readonly (readonly [name: string, record: JsonObject])[] = [
  ['an empty object', {}],
  [
    'a notification of S3',
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      eventName: 'ObjectCreated:Put',
      eventTime: '2026-05-04T08:00:00Z',
      awsRegion: 'eu-west-1',
    },
  ],
  [
    'a change in a DynamoDB stream',
    { eventID: '1', eventName: 'INSERT', eventSource: 'aws:dynamodb', awsRegion: 'eu-west-1' },
  ],
  [
    'a finding of GuardDuty',
    { schemaVersion: '2.0', accountId: '111122223333', id: 'x', type: 'a:b/c', region: 'eu-west-1' },
  ],
  [
    'an envelope around a finding',
    { 'detail-type': 'GuardDuty Finding', source: 'aws.guardduty', detail: { id: 'x' } },
  ],
  ['a record without any time', without('eventTime')],
  ['a record without a source', without('eventSource')],
  ['a source of another type', { ...CALL, eventSource: { a: 'b' } }],
  ['a name of another type', { ...CALL, eventName: 7 }],
  [
    'prototype names',
    JSON.parse(
      '{"__proto__":{"eventSource":"iam.amazonaws.com","eventName":"x","eventID":"1","eventTime":"t"}}',
    ) as JsonObject,
  ],
]

for (const [name, record] of OTHERS) {
  test(`${name} is not taken for CloudTrail`, () => {
    assert.equal(cloudtrail.recognise(reader(record)), false)
    assert.equal(cloudtrail.unwrap(reader(record)), null)
    assert.equal(normalize(record).type, 'unknown')
  })
}

const INNER =
  '{"eventVersion": "1.11",  "eventTime":"2026-05-04T08:00:00Z", "eventID":"e-1", "eventSource":"kms.amazonaws.com","eventName":"Decrypt","n":90071992547409931234}'

const ENVELOPES: readonly (readonly [name: string, text: string])[] = [
  ['EventBridge', `{"version":"0","detail-type":"AWS API Call via CloudTrail","detail": ${INNER} ,"source":"aws.kms"}`],
  ['EventBridge without its own names', `{"detail":${INNER}}`],
  ['LookupEvents', JSON.stringify({ EventId: 'e-1', CloudTrailEvent: INNER })],
  ['a log event', JSON.stringify({ id: '1', timestamp: 1, message: INNER })],
  ['an SNS message', JSON.stringify({ Type: 'Notification', Message: INNER })],
  ['SNS around EventBridge', JSON.stringify({ Type: 'Notification', Message: `{"detail":${INNER}}` })],
  ['a JSON string', JSON.stringify(INNER)],
  ['a JSON string in a JSON string', JSON.stringify(JSON.stringify(INNER))],
]

for (const [name, text] of ENVELOPES) {
  test(`inside ${name} the record is found, byte for byte`, () => {
    const { type, document, id } = normalize(text)
    assert.equal(type, 'aws/cloudtrail')
    assert.equal((document['event'] as JsonObject)['original'], INNER)
    assert.equal(id, normalize(INNER).id)
  })
}

const ENVELOPES_OF_OTHERS: readonly (readonly [name: string, text: string])[] = [
  ['text that is no JSON', JSON.stringify({ message: '{"eventSource": half' })],
  ['a notification of S3', JSON.stringify({ Message: '{"Records":[{"eventSource":"aws:s3"}]}' })],
  ['a list', '{"detail":[1,2]}'],
]

for (const [name, text] of ENVELOPES_OF_OTHERS) {
  test(`an envelope around ${name} is kept as it came`, () => {
    const { type, document } = normalize(text)
    assert.equal(type, 'unknown')
    assert.equal((document['event'] as JsonObject)['original'], text)
  })
}
