import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseExactJson } from '../../services/core/exact-json.ts'
import type { JsonValue } from '../../services/core/json.ts'
import { testRandom } from '../support/random.ts'

const LONG = '12345678901234567890'
const CASES: readonly { name: string; json: string; value: JsonValue }[] = [
  { name: 'the largest safe integer is a number', json: '[9007199254740991]', value: [9_007_199_254_740_991] },
  { name: 'the next one is its text', json: '[9007199254740992]', value: ['9007199254740992'] },
  { name: 'so is a negative one', json: '{"a":-9007199254740993}', value: { a: '-9007199254740993' } },
  { name: 'at the top of the text', json: LONG, value: LONG },
  { name: 'behind blanks', json: `{"a" :\n ${LONG} }`, value: { a: LONG } },
  { name: 'below arrays and objects', json: `{"a":[1,{"b":${LONG}}]}`, value: { a: [1, { b: LONG }] } },
  { name: 'more digits than a double can reach', json: `[${'9'.repeat(400)}]`, value: ['9'.repeat(400)] },
  { name: 'digits in a string stay a string', json: `{"a":"x:${LONG}","b":1}`, value: { a: `x:${LONG}`, b: 1 } },
  { name: 'a string with an escaped quote', json: `["\\",${LONG},\\"",${LONG}]`, value: [`",${LONG},"`, LONG] },
  { name: 'a string that ends in a backslash', json: `["\\\\",${LONG}]`, value: ['\\', LONG] },
  { name: 'a key of digits', json: `{"${LONG}":${LONG}}`, value: { [LONG]: LONG } },
  { name: 'a fraction is a double', json: '[0.12345678901234567890]', value: [0.12345678901234568] },
  { name: 'an exponent is a double', json: '[1e20, 1.10]', value: [1e20, 1.1] },
  { name: 'beyond all doubles is infinity', json: '[1e400]', value: [Number.POSITIVE_INFINITY] },
  { name: 'the last of repeated keys', json: `{"a":1,"a":${LONG}}`, value: { a: LONG } },
  {
    name: 'a key called __proto__',
    json: `{"__proto__":${LONG}}`,
    value: JSON.parse(`{"__proto__":"${LONG}"}`) as JsonValue,
  },
]

describe('JSON is decoded without losing a digit of an integer', () => {
  for (const { name, json, value } of CASES) {
    it(name, () => {
      assert.deepEqual(parseExactJson(json), value)
      assert.deepEqual(parseExactJson(json, Buffer.from(json)), value, 'found in the bytes')
    })
  }

  it('wherever it stands', () => {
    for (let pad = 0; pad < 70; pad += 1) {
      const json = `{"a":"${'x'.repeat(pad)}","b":${LONG.slice(0, 17)}}`
      assert.deepEqual(parseExactJson(json, Buffer.from(json)), { a: 'x'.repeat(pad), b: LONG.slice(0, 17) })
    }
  })

  it('at any depth', () => {
    const json = `${'['.repeat(100_000)}${LONG}${']'.repeat(100_000)}`
    let value: JsonValue = parseExactJson(json)
    while (Array.isArray(value)) value = value[0] ?? null
    assert.equal(value, LONG)
  })

  it('what is no JSON is refused as JSON.parse does', () => {
    for (const json of ['', `{${LONG}:1}`, `[${LONG}`, `[0${LONG}]`, `[${LONG}.]`, `[-]`]) {
      assert.throws(() => parseExactJson(json), SyntaxError)
    }
  })

  it('as JSON.parse for everything else, at random', () => {
    const random = testRandom(20260601)
    const parts = ['"', '\\"', ',', ':', '[', ']', '{', '}', '1234567890123456', '-', '.5', 'e3', ' ', '"a"', 'null']
    for (let round = 0; round < 20_000; round += 1) {
      const json = Array.from({ length: random.int(9) }, () => random.pick(parts)).join('')
      const expected = outcome(() => JSON.parse(json) as JsonValue)
      assert.deepEqual(
        outcome(() => parseExactJson(json)),
        expected,
        `seed ${random.seed}: ${json}`,
      )
      assert.deepEqual(
        outcome(() => parseExactJson(json, Buffer.from(json))),
        expected,
        `seed ${random.seed}: ${json}`,
      )
    }
  })

  it('a megabyte of digits costs no more than its length', () => {
    const json = `["${'7'.repeat(1_000_000)}"]`
    const start = process.cpuUsage()
    parseExactJson(json, Buffer.from(json))
    assert.ok(process.cpuUsage(start).user < 500_000)
  })
})

/** The value as text, with integers beyond 2^53 rounded in both, or that there is none. */
function outcome(parse: () => JsonValue): string {
  try {
    return JSON.stringify(parse(), (_, value: unknown) => {
      const isLong = typeof value === 'string' && /^-?\d{16,}$/.test(value)
      return isLong && !Number.isSafeInteger(Number(value)) ? Number(value) : value
    })
  } catch {
    return 'none'
  }
}
