import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isObject, type JsonObject, type JsonValue } from '../../services/core/json.ts'
import { LOG_TYPES } from '../../services/normalize/registry.ts'
import { cloudTrailSamples, shippedEngine, walk } from './hostile-walk.ts'
import { SCALE } from '../support/random.ts'

/** Every place that a mapping reads, with a value of every wrong kind: an event or a dead letter, the same one twice. */
const VALUES: readonly (readonly [name: string, json: string])[] = [
  ['null', 'null'],
  ['true', 'true'],
  ['0', '0'],
  ['-1.5', '-1.5'],
  ['1e308', '1e308'],
  ['1e400', '1e400'],
  ['-0', '-0'],
  ['an integer beyond 2^53', '12345678901234567890'],
  ['empty text', '""'],
  ['text', '"text"'],
  ['digits', '"111122223333"'],
  ['an empty list', '[]'],
  ['an empty object', '{}'],
  ['a list of null', '[null]'],
  ['a list in a list', '[[]]'],
  ['an object', '{"a":1}'],
  ['an object with odd keys', '{"__proto__":{"a":1},"constructor":[1],"toString":2,"":{"":3},"a.b":4}'],
  ['an object with a repeated key', '{"items":1,"items":[{"items":2}]}'],
  ['a long text', JSON.stringify('x'.repeat(20_000))],
  ['a long list', JSON.stringify(Array.from({ length: 5000 }, (_, at) => at))],
  ['NUL', String.raw`"a\u0000b"`],
  ['half a surrogate pair', String.raw`"\ud800 \udfff"`],
  ['text from right to left', JSON.stringify('\u202egnp.exe\u2066')],
  ['escapes of a terminal', JSON.stringify('\u001b[31m\u009b2J\r\n')],
  ['deep nesting', `${'[{"a":'.repeat(600)}1${'}]'.repeat(600)}`],
  ['JSON in text', JSON.stringify(`${'{"Statement":['.repeat(1500)}${']}'.repeat(1500)}`)],
]

/** Stands in a record where a value is put. */
const MARK = '@ here @'

test('a wrong value at every place that a mapping reads', async () => {
  const engine = await shippedEngine()
  const samples = cloudTrailSamples().filter((_, at) => at % Math.max(1, Math.round(24 / SCALE)) === 0)
  const reasons = new Set<string>()
  for (const type of LOG_TYPES) {
    for (const { text: place } of type.paths.paths) {
      for (const sample of samples) {
        const [before = '', after = ''] = JSON.stringify(replaced(parse(sample), place.split('.'))).split(`"${MARK}"`)
        for (const [name, json] of VALUES) {
          const bytes = Buffer.from(before + json + after)
          const where = `${place} is ${name} in ${sample.slice(0, 300)}`
          const first = walk(engine, bytes, where)
          assert.equal(first.documents.length + first.reasons.length, 1, where)
          for (const reason of first.reasons) reasons.add(reason)
          assert.deepEqual(walk(engine, bytes, where), first, `not the same twice: ${where}`)
        }
      }
    }
  }
  assert.deepEqual([...reasons], ['no-event-time'])
})

function parse(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  return isObject(value) ? value : {}
}

/** A copy with the mark at the place; objects are made on the way where there are none. */
function replaced(record: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const inner = Object.hasOwn(record, key) ? record[key] : undefined
  const value: JsonValue = rest.length === 0 ? MARK : replaced(isObject(inner) ? inner : {}, rest)
  return { ...record, [key]: value }
}
