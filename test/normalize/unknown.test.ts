import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '../../services/core/json.ts'
import { LOG_TYPES, UNKNOWN } from '../../services/normalize/registry.ts'
import { PathTable } from '../../services/record/field-path.ts'
import { PlainRecordReader } from '../../services/record/plain-record-reader.ts'
import { fieldOf, normalize } from '../support/normalize.ts'

/** What stands where no time is named: the time of arrival would make another document of each reading. */
const NO_TIME = '1970-01-01T00:00:00.000Z'

const TIMES: readonly (readonly [record: JsonObject, wanted: string])[] = [
  [{ eventTime: '2026-05-04T08:00:00Z' }, '2026-05-04T08:00:00.000Z'],
  [{ time: '2026-05-04T08:00:00.5Z' }, '2026-05-04T08:00:00.500Z'],
  [{ '@timestamp': '2026-05-04T08:00:00Z', time: 'soon' }, '2026-05-04T08:00:00.000Z'],
  [{ timestamp: 'soon', time: '2026-05-04T08:00:00Z' }, '2026-05-04T08:00:00.000Z'],
  [{ detail: { eventTime: '2026-05-04T08:00:00Z' } }, '2026-05-04T08:00:00.000Z'],
  [{ timestamp: 1777881600 }, '2026-05-04T08:00:00.000Z'],
  [{ timestamp: 1777881600123 }, '2026-05-04T08:00:00.123Z'],
  [{ timestamp: '1777881600123' }, '2026-05-04T08:00:00.123Z'],
  [{ timestamp: 1777881600123456 }, '2026-05-04T08:00:00.123Z'],
  [{ timestamp: '1777881600123456789' }, '2026-05-04T08:00:00.123Z'],
  [{ timestamp: '1777881600.25' }, '2026-05-04T08:00:00.250Z'],
  [{ time: 'soon' }, NO_TIME],
  [{ time: 7 }, NO_TIME],
  [{ time: 1e300 }, NO_TIME],
  [{ time: {} }, NO_TIME],
  [{}, NO_TIME],
]

for (const [record, wanted] of TIMES) {
  test(`${JSON.stringify(record)} happened at ${wanted}`, () => {
    const { type, document } = normalize(record)
    assert.equal(type, 'unknown')
    assert.equal(fieldOf(document, '@timestamp'), wanted)
  })
}

test('an unknown record is kept whole, and no rule sees it', () => {
  const record = { a: [1, { b: 'c' }], constructor: null }
  const { document } = normalize(record)
  assert.deepEqual(fieldOf(document, 'unknown.record'), record)
  assert.equal(fieldOf(document, 'event.original'), JSON.stringify(record))
  assert.equal(fieldOf(document, 'event.dataset'), 'unknown')
  assert.equal(UNKNOWN.sourceOf(new PlainRecordReader()), -1)
  assert.deepEqual(UNKNOWN.sources, [])
})

test('the same unknown record gives the same id, another record another', () => {
  const record = { time: '2026-05-04T08:00:00Z', a: 1 }
  assert.equal(normalize(record).id, normalize(record).id)
  assert.notEqual(normalize(record).id, normalize({ ...record, a: 2 }).id)
})

const SECRETS: readonly (readonly [name: string, value: JsonValue])[] = [
  ['a password', { login: { Password: 'EXAMPLE-secret' } }],
  ['a token', { headers: { authorization: 'Bearer EXAMPLE-secret' } }],
  ['a signed address', { url: 'https://example.com/a?se=1&sig=EXAMPLE-secret' }],
]

for (const [name, value] of SECRETS) {
  test(`${name} in an unknown record is masked`, () => {
    assert.ok(!normalize({ value }).text.includes('EXAMPLE-secret'))
  })
}

const FIELDS: readonly (readonly [name: string, wanted: string])[] = [
  ['a.b', 'record a.b'],
  ['unknown.record.a.b', 'record a.b'],
  ['event.dataset', 'event event.dataset'],
  ['tocsin.no.such', ''],
]

for (const [name, wanted] of FIELDS) {
  test(`${name} is read from ${wanted || 'nowhere'}`, () => {
    const places = UNKNOWN.resolve(name, 'sigma', new PathTable())
    const words = places.map((access) =>
      access.from === 'record' ? `record ${access.path.text}` : `event ${access.ref.field.name}`,
    )
    assert.deepEqual(words, wanted === '' ? [] : [wanted])
  })
}

test('log types have names of their own', () => {
  const names = [...LOG_TYPES, UNKNOWN].map((type) => type.name)
  assert.equal(new Set(names).size, names.length)
  assert.ok(!LOG_TYPES.includes(UNKNOWN))
})
