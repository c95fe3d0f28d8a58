import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '../../../../services/core/json.ts'
import { isRejection } from '../../../../services/normalize/rejection.ts'
import { Normalizer } from '../../../../services/normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../../../../services/normalize/registry.ts'
import { cloudTrailRecord } from '../../../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../../../support/normalize.ts'

const CALL = cloudTrailRecord('iam', 'DeleteUser')

const TIMES: readonly (readonly [value: JsonValue, wanted: string | null])[] = [
  ['2026-05-04T08:00:00Z', '2026-05-04T08:00:00.000Z'],
  ['2026-05-04T10:00:00+02:00', '2026-05-04T08:00:00.000Z'],
  ['2026-05-04 08:00:00', '2026-05-04T08:00:00.000Z'],
  [1777881600, '2026-05-04T08:00:00.000Z'],
  [1777881600123, '2026-05-04T08:00:00.123Z'],
  ['yesterday', null],
  ['', null],
  [0, null],
  [-5, null],
  [1e300, null],
  [true, null],
  [{}, null],
]

for (const [value, wanted] of TIMES) {
  test(`an event time ${JSON.stringify(value)} is ${wanted ?? 'refused, with a reason'}`, () => {
    const record = { ...CALL, eventTime: value }
    if (wanted !== null) {
      assert.equal(fieldOf(normalize(record).document, '@timestamp'), wanted)
      return
    }
    const origin = { source: 's', object: 'o', position: 1, received: 0 }
    const event = new Normalizer(LOG_TYPES, UNKNOWN).read(Buffer.from(JSON.stringify(record)), 'auto', origin)
    assert.equal(isRejection(event) ? event.rejected : 'an event', 'no-event-time')
  })
}

test("event.id is the provider's own, tocsin.id is the document's", () => {
  const { document, id } = normalize(CALL)
  assert.equal(fieldOf(document, 'event.id'), CALL['eventID'])
  assert.equal(fieldOf(document, 'tocsin.id'), id)
  assert.match(id, /^[0-9A-HJKMNP-TV-Z]{26}$/)
})

const SAME: readonly (readonly [name: string, record: JsonObject])[] = [
  ['the same record', CALL],
  ['with its members in another order', Object.fromEntries(Object.entries(CALL).toReversed())],
  ['in the envelope of EventBridge', { 'detail-type': 'AWS API Call via CloudTrail', detail: CALL }],
  ['as a string of LookupEvents', { CloudTrailEvent: JSON.stringify(CALL) }],
  ['with a new member of tomorrow', { ...CALL, somethingNew: { a: 1 } }],
]

for (const [name, record] of SAME) {
  test(`${name}: the same tocsin.id`, () => {
    assert.equal(normalize(record).id, normalize(CALL).id)
  })
}

const DIFFERENT: readonly (readonly [name: string, changes: JsonObject])[] = [
  ['another eventID', { eventID: 'e0000000-0000-4000-8000-000000000002' }],
  ['the same eventID in another account', { recipientAccountId: '444455556666' }],
  ['another time', { eventTime: '2026-05-04T08:00:01Z' }],
]

for (const [name, changes] of DIFFERENT) {
  test(`${name}: another tocsin.id`, () => {
    assert.notEqual(normalize({ ...CALL, ...changes }).id, normalize(CALL).id)
  })
}

test('without an eventID the content decides', () => {
  const { eventID: _, ...rest } = CALL
  assert.equal(normalize(rest).id, normalize(rest).id)
  assert.notEqual(normalize(rest).id, normalize({ ...rest, userAgent: 'x' }).id)
  assert.equal(fieldOf(normalize(rest).document, 'event.id'), undefined)
})

test('start and end of an insight are two documents', () => {
  const insight = (state: string): JsonObject => ({
    eventType: 'AwsCloudTrailInsight',
    eventTime: '2026-05-04T08:00:00Z',
    eventID: 'e-1',
    recipientAccountId: '111122223333',
    insightDetails: { state },
  })
  assert.notEqual(normalize(insight('Start')).id, normalize(insight('End')).id)
})

test('one act in two accounts: two documents, one operation', () => {
  const shared = { sharedEventID: 'f0000000-0000-4000-8000-000000000001' }
  const caller = normalize({ ...CALL, ...shared })
  const owner = normalize({ ...CALL, ...shared, eventID: 'e-2', recipientAccountId: '444455556666' })
  assert.notEqual(caller.id, owner.id)
  assert.equal(fieldOf(caller.document, 'tocsin.operation.key'), shared.sharedEventID)
  assert.equal(fieldOf(owner.document, 'tocsin.operation.key'), shared.sharedEventID)
})

test('a secret changes neither the id nor what is mapped', () => {
  const answer = (sessionToken: string): JsonObject => ({
    ...cloudTrailRecord('sts', 'AssumeRole', {
      requestParameters: { roleArn: 'arn:aws:iam::111122223333:role/x' },
      responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLEKEY000001', sessionToken } },
    }),
  })
  const [first, second] = [normalize(answer('EXAMPLE-one')), normalize(answer('EXAMPLE-two'))]
  assert.equal(first.id, second.id)
  assert.equal(first.text, second.text)
  assert.ok(!first.text.includes('EXAMPLE-one'))
})
