import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonValue } from '../../services/core/json.ts'
import { PathTable } from '../../services/record/field-path.ts'
import { PlainRecordReader } from '../../services/record/plain-record-reader.ts'
import { SCALE, type TestRandom, testRandom } from '../support/random.ts'

const reader = new PlainRecordReader()

function reach(record: string, path: string): JsonValue | undefined {
  assert.equal(reader.load(Buffer.from(record)), null)
  return reader.reach(new PathTable().add(path))
}

const CASES: readonly (readonly [name: string, record: string, path: string, JsonValue | undefined])[] = [
  ['a value below objects', '{"a":{"b":"x"}}', 'a.b', 'x'],
  ['nothing below a scalar', '{"a":"x"}', 'a.b', undefined],
  ['nothing where there is nothing', '{"a":{}}', 'a.b', undefined],
  ['a literal key before the walk', '{"a.b":"y","a":{"b":"x"}}', 'a.b', 'y'],
  ['a literal key deeper down', '{"a":{"b.c":"x"}}', 'a.b.c', 'x'],
  ['an array at the end', '{"a":{"b":["x"]}}', 'a.b', ['x']],
  ['an array on the way, and no further', '{"a":[{"b":"x"}]}', 'a.b', [{ b: 'x' }]],
  ['an object', '{"a":{"b":1}}', 'a', { b: 1 }],
  ['null', '{"a":null}', 'a', null],
  ['own properties only', '{"a":{}}', 'a.constructor', undefined],
  ['an own property of an inherited name', '{"a":{"constructor":"x"}}', 'a.constructor', 'x'],
  ['a property called __proto__', '{"__proto__":{"x":"y"}}', '__proto__.x', 'y'],
  ['nothing inherited from __proto__', '{"__proto__":{"x":"y"}}', 'x', undefined],
  ['all digits of a long integer', '{"a":{"b":12345678901234567890}}', 'a.b', '12345678901234567890'],
  ['all digits inside of an array', '{"a":[12345678901234567890]}', 'a', ['12345678901234567890']],
]

describe('reaching for a field', () => {
  for (const [name, record, path, expected] of CASES) {
    it(`gives ${name}`, () => assert.deepEqual(reach(record, path), expected))
  }

  it('agrees with collecting its values, and the order of questions changes no answer', () => {
    for (let round = 0; round < 3000 * SCALE; round += 1) {
      const random = testRandom(31_000 + round)
      const record = JSON.stringify(randomObject(random, 3)).replaceAll('"LONG"', '9007199254740993')
      const path = Array.from({ length: 1 + random.int(3) }, () => random.pick(KEYS)).join('.')
      const first = random.chance(0.5) ? collected(record, path) : null
      const value = reach(record, path)
      const { values, isReached } = first ?? collected(record, path)
      if (value === undefined) assert.equal(isReached, false, `seed ${random.seed}`)
      else if (!Array.isArray(value)) assert.deepEqual(values, [value], `seed ${random.seed}`)
      else assert.ok(values.length === 0 || isReached, `seed ${random.seed}`)
    }
  })
})

const KEYS = ['a', 'b', 'a.b', 'b.a', 'constructor']

function randomObject(random: TestRandom, depth: number): Record<string, unknown> {
  const members = Array.from({ length: 1 + random.int(3) }, () => [random.pick(KEYS), randomValue(random, depth)])
  return Object.fromEntries(members) as Record<string, unknown>
}

function randomValue(random: TestRandom, depth: number): unknown {
  const kind = random.int(depth > 0 ? 6 : 4)
  if (kind < 4) return random.pick(['x', '', 7, null, true, 'LONG'])
  if (kind === 4) return Array.from({ length: random.int(3) }, () => randomValue(random, depth - 1))
  return randomObject(random, depth - 1)
}

function collected(record: string, path: string): { values: JsonValue[]; isReached: boolean } {
  reader.load(Buffer.from(record))
  const values: JsonValue[] = []
  const isReached = reader.collect(new PathTable().add(path), values)
  return { values, isReached }
}
