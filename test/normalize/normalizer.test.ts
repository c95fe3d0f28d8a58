import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { DeadLetterReason } from '../../services/core/dead-letter.ts'
import type { JsonObject } from '../../services/core/json.ts'
import { isRejection } from '../../services/normalize/rejection.ts'
import { Normalizer } from '../../services/normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../../services/normalize/registry.ts'
import { cloudTrailRecord } from '../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../support/normalize.ts'

const RECORD = JSON.stringify(cloudTrailRecord('iam', 'CreateUser', { requestParameters: { userName: 'mallory' } }))
const ORIGIN = { source: 'test', object: 'test.json', position: 7, received: Date.UTC(2026, 4, 4, 9) }
const TIME = Date.UTC(2026, 4, 4, 8)

const quoted = (text: string): string => JSON.stringify(text)
const bridged = (text: string): string =>
  `{"version":"0","source":"aws.iam","detail-type":"AWS API Call","detail":${text}}`
const lookedUp = (text: string): string => `{"EventId":"x","EventTime":1777881600,"CloudTrailEvent":${quoted(text)}}`
const logged = (text: string): string => `{"id":"1","timestamp":1777881600000,"message":${quoted(text)}}`
const notified = (text: string): string => `{"Type":"Notification","MessageId":"m","Message":${quoted(text)}}`

describe('one record through different envelopes', () => {
  const ENVELOPES: readonly { name: string; text: string }[] = [
    { name: 'bare', text: RECORD },
    { name: 'in the detail of EventBridge', text: bridged(RECORD) },
    { name: 'as text in an answer of LookupEvents', text: lookedUp(RECORD) },
    { name: 'as the message of a log event', text: logged(RECORD) },
    { name: 'as the message of a notification', text: notified(RECORD) },
    { name: 'as a string of JSON', text: quoted(RECORD) },
    { name: 'as a string of a string of JSON', text: quoted(quoted(RECORD)) },
    { name: 'in EventBridge in a notification', text: notified(bridged(RECORD)) },
    { name: 'in an answer of LookupEvents as a string of JSON', text: quoted(lookedUp(RECORD)) },
    { name: 'in four envelopes', text: lookedUp(lookedUp(lookedUp(lookedUp(RECORD)))) },
  ]
  const bare = normalize(RECORD)
  for (const { name, text } of ENVELOPES) {
    for (const type of ['auto', 'aws/cloudtrail']) {
      it(`${name} it is the same event (${type})`, () => {
        assert.deepEqual(normalize(text, type), bare)
      })
    }
  }

  it('its original is the record as it stood in the envelope', () => {
    const spaced = RECORD.replaceAll(',"', ' ,\t"').replace('mallory', String.raw`mall\u006fry`)
    assert.equal(fieldOf(normalize(bridged(spaced)).document, 'event.original'), spaced)
    assert.equal(fieldOf(normalize(lookedUp(spaced)).document, 'event.original'), spaced)
  })

  it('in five envelopes it is kept as it came', () => {
    const text = lookedUp(lookedUp(lookedUp(lookedUp(lookedUp(RECORD)))))
    const { type, document } = normalize(text)
    assert.deepEqual([type, fieldOf(document, 'event.original')], ['unknown', text])
  })
})

describe('what is rejected, and why', () => {
  const timeless = (eventTime: unknown): string => JSON.stringify({ ...JSON.parse(RECORD), eventTime })
  const REJECTIONS: readonly {
    name: string
    bytes: string | Uint8Array
    type?: string
    reason: DeadLetterReason
    detail: RegExp
  }[] = [
    { name: 'nothing', bytes: '', reason: 'not-json', detail: /./ },
    { name: 'half a record', bytes: RECORD.slice(0, 50), reason: 'not-json', detail: /position 50|Unterminated/ },
    { name: 'a string that holds half a record', bytes: quoted(RECORD.slice(0, 50)), reason: 'not-json', detail: /./ },
    { name: 'bytes that are no text', bytes: Uint8Array.of(0xff, 0xfe, 0, 1), reason: 'not-json', detail: /./ },
    { name: 'an array', bytes: '[{}]', reason: 'not-an-object', detail: /^a JSON array$/ },
    { name: 'null', bytes: 'null', reason: 'not-an-object', detail: /^a JSON null$/ },
    { name: 'a number as a string', bytes: '"5"', reason: 'not-an-object', detail: /^a JSON number$/ },
    {
      name: 'a string three times encoded',
      bytes: quoted(quoted(quoted(RECORD))),
      reason: 'not-an-object',
      detail: /^a JSON string$/,
    },
    {
      name: 'another record under a declared type',
      bytes: '{"a":1}',
      type: 'aws/cloudtrail',
      reason: 'not-this-type',
      detail: /^the record is not aws\/cloudtrail$/,
    },
    {
      name: 'an envelope of something else under a declared type',
      bytes: bridged('{"a":1}'),
      type: 'aws/cloudtrail',
      reason: 'not-this-type',
      detail: /./,
    },
    {
      name: 'a record under a type that does not exist',
      bytes: RECORD,
      type: 'aws/nothing',
      reason: 'not-this-type',
      detail: /aws\/nothing/,
    },
    {
      name: 'a time that is no time',
      bytes: timeless('yesterday'),
      reason: 'no-event-time',
      detail: /^aws\/cloudtrail: no event time/,
    },
    {
      name: 'a day that does not exist',
      bytes: timeless('2026-02-30T08:00:00Z'),
      reason: 'no-event-time',
      detail: /./,
    },
    { name: 'a time that is an object', bytes: timeless({ $date: 1 }), reason: 'no-event-time', detail: /./ },
  ]
  const normalizer = new Normalizer(LOG_TYPES, UNKNOWN)
  for (const { name, bytes, type = 'auto', reason, detail } of REJECTIONS) {
    it(`${name}: ${reason}`, () => {
      const outcome = normalizer.read(Buffer.from(bytes), type, ORIGIN)
      assert.ok(isRejection(outcome))
      assert.equal(outcome.rejected, reason)
      assert.match(outcome.detail, detail)
    })
  }

  it('a rejected record leaves nothing behind in the next one', () => {
    const before = normalizer.read(Buffer.from(RECORD), 'auto', ORIGIN)
    assert.ok(!isRejection(before))
    const document = normalizer.document(before)
    for (const { bytes, type = 'auto' } of REJECTIONS) {
      normalizer.read(Buffer.from(bytes), type, ORIGIN)
      const after = normalizer.read(Buffer.from(RECORD), 'auto', ORIGIN)
      assert.ok(!isRejection(after))
      assert.deepEqual(normalizer.document(after), document)
    }
  })
})

describe('what no type claims', () => {
  it('is the same document whenever it arrives, also when it names no time', () => {
    const normalizer = new Normalizer(LOG_TYPES, UNKNOWN)
    const ids = [1, 2].map((received) => {
      const event = normalizer.read(Buffer.from('{"a":1}'), 'auto', { ...ORIGIN, received })
      assert.ok(!isRejection(event))
      return event.id
    })
    assert.equal(ids[0], ids[1])
  })

  const KEPT: readonly { name: string; text: string; time: number }[] = [
    { name: 'any object with a time', text: '{"time":"2026-05-04T08:00:00Z","a":{"b":[1]}}', time: TIME },
    { name: 'a time in seconds', text: '{"timestamp":1777881600,"a":1}', time: TIME },
    { name: 'an object without a time', text: '{"a":1}', time: 0 },
    {
      name: 'a CloudTrail record without any time',
      text: RECORD.replace('"eventTime"', '"when"'),
      time: 0,
    },
    { name: 'an envelope around something else', text: lookedUp('{"a":1}'), time: 0 },
    { name: 'an envelope around something that is no JSON', text: lookedUp('{"eventSource"'), time: 0 },
    {
      name: 'an event of another service',
      text: `{"time":"2026-05-04T08:00:00Z","detail":{"state":"running"}}`,
      time: TIME,
    },
  ]
  for (const { name, text, time } of KEPT) {
    for (const type of ['auto', 'unknown']) {
      it(`${name} is kept whole, envelope and all (${type})`, () => {
        const { document, ...event } = normalize(text, type)
        assert.deepEqual([event.type, event.time], ['unknown', time])
        assert.equal(fieldOf(document, 'event.original'), text)
        assert.deepEqual(fieldOf(document, 'unknown.record'), JSON.parse(text))
        assert.equal(fieldOf(document, 'event.dataset'), 'unknown')
      })
    }
  }

  it('a record of a known type is not looked into when it is declared unknown', () => {
    assert.equal(normalize(RECORD, 'unknown').type, 'unknown')
  })
})

describe('the document', () => {
  const ODD: readonly { name: string; text: string }[] = [
    { name: 'pretty-printed with CR LF', text: JSON.stringify(JSON.parse(RECORD), null, 2).replaceAll('\n', '\r\n') },
    { name: 'blanks around it', text: ` \n ${RECORD}\n ` },
    { name: 'line separators of Unicode in a value', text: RECORD.replace('mallory', 'mal\u2028lo\u2029ry') },
    { name: 'escaped line breaks in a value', text: RECORD.replace('mallory', String.raw`mal\nlo\r\nry`) },
    {
      name: 'numbers beyond 2^53, fractions, repeated names',
      text: RECORD.replace('"mallory"', '"a","userName":"b","n":12345678901234567890,"x":1.50e+3'),
    },
  ]
  for (const { name, text } of ODD) {
    it(`is one line of JSON with the original as it arrived: ${name}`, () => {
      const { text: line, document } = normalize(text)
      assert.ok(!/[\r\n]/.test(line))
      assert.equal(fieldOf(document, 'event.original'), text)
      assert.deepEqual(fieldOf(document, 'aws.cloudtrail'), JSON.parse(text))
    })
  }

  it('keeps the digits of the payload as they were written', () => {
    const { text } = normalize(RECORD.replace('"mallory"', '12345678901234567890,"x":1.50e+3'))
    assert.ok(text.includes('"requestParameters":{"userName":12345678901234567890,"x":1.50e+3}'))
  })

  it('says what is no UTF-8 with a replacement character, and has the same id when that is read again', () => {
    const bytes = Buffer.from(
      RECORD.replace('"eventID":"e0000000-0000-4000-8000-000000000001",', '').replace('mallory', 'mal?ory'),
    )
    bytes[bytes.indexOf('?')] = 0xff
    const first = normalize(bytes)
    const original = String(fieldOf(first.document, 'event.original'))
    assert.ok(original.includes('mal\ufffdory'))
    assert.equal(normalize(original).id, first.id)
  })

  it('says how and when the record came', () => {
    const normalizer = new Normalizer(LOG_TYPES, UNKNOWN)
    const event = normalizer.read(Buffer.from(RECORD), 'auto', ORIGIN)
    assert.ok(!isRejection(event))
    const made = normalizer.document(event)
    assert.ok(!isRejection(made))
    const document = JSON.parse(made.text) as JsonObject
    const expected = { collector: 'test', object: 'test.json', offset: 7, latency_ms: 3_600_000 }
    assert.deepEqual(fieldOf(document, 'tocsin.delivery'), expected)
    assert.equal(fieldOf(document, 'event.ingested'), '2026-05-04T09:00:00.000Z')
    assert.equal(fieldOf(document, '@timestamp'), '2026-05-04T08:00:00.000Z')
    assert.deepEqual([made.id, made.time, made.dataset], [event.id, TIME, 'aws.cloudtrail'])
    const keys = {
      account: '111122223333',
      actorName: 'maria',
      action: 'CreateUser',
      address: '198.51.100.40',
      region: 'eu-west-1',
      outcome: 'success',
    }
    assert.deepEqual({ ...made.keys, actorId: '' }, { ...keys, actorId: '' })
  })
})

describe('secrets', () => {
  const TOKEN = 'IQoEXAMPLEtoken/with+signs=='
  const withToken = (token: string, changes: JsonObject = {}): string =>
    JSON.stringify(
      cloudTrailRecord('sts', 'AssumeRole', {
        responseElements: { credentials: { accessKeyId: 'ASIAEXAMPLE', sessionToken: token } },
        requestParameters: { url: `https://example.com/?X-Amz-Signature=${token}&a=1` },
        ...changes,
      }),
    )
  const CASES: readonly { name: string; text: string; again: string }[] = [
    { name: 'a CloudTrail record', text: withToken(TOKEN), again: withToken('another-EXAMPLE-token-of-its-own') },
    {
      name: 'a CloudTrail record without an id of its own',
      text: withToken(TOKEN, { eventID: '' }),
      again: withToken(TOKEN.replace('EXAMPLE', 'example'), { eventID: '' }),
    },
    {
      name: 'a record of no known type',
      text: `{"time":"2026-05-04T08:00:00Z","user":"maria","password":"${TOKEN}"}`,
      again: `{"time":"2026-05-04T08:00:00Z","user":"maria","password":"${TOKEN.toLowerCase()}"}`,
    },
  ]
  for (const { name, text, again } of CASES) {
    it(`in ${name} are overwritten in original and payload, and named`, () => {
      const { document, text: line } = normalize(text)
      const original = String(fieldOf(document, 'event.original'))
      assert.ok(!line.includes('EXAMPLEtoken'))
      assert.equal(original.length, text.length)
      assert.ok(original.includes('*'.repeat(TOKEN.length)))
      assert.deepEqual(JSON.parse(original), fieldOf(document, 'aws.cloudtrail') ?? fieldOf(document, 'unknown.record'))
      assert.ok((fieldOf(document, 'tocsin.redacted') as string[]).length > 0)
    })

    it(`of ${name} have no part in its id`, () => {
      assert.equal(normalize(again).id, normalize(text).id)
    })

    it(`of ${name}: the stored original read again gives the same event`, () => {
      const first = normalize(text)
      const second = normalize(String(fieldOf(first.document, 'event.original')))
      assert.equal(second.id, first.id)
      // What is masked already is no secret any more, so that it is not named a second time.
      const unnamed = ({ document }: typeof first): unknown => {
        const tocsin = document['tocsin'] as JsonObject
        return { ...document, tocsin: { ...tocsin, redacted: [] } }
      }
      assert.deepEqual(unnamed(second), unnamed(first))
    })
  }
})
