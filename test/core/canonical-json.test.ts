import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalJson } from '../../services/core/json.ts'

const CASES: readonly (readonly [value: unknown, text: string])[] = [
  [{ b: 1, a: [2, { d: null, c: 'x' }] }, '{"a":[2,{"c":"x","d":null}],"b":1}'],
  [{ a: undefined, b: [undefined] }, '{"b":[null]}'],
  [[], '[]'],
  [{}, '{}'],
  ['te"xt', '"te\\"xt"'],
  [undefined, 'null'],
  [JSON.parse('{"__proto__":1,"":2}'), '{"":2,"__proto__":1}'],
  [[[], {}, [1]], '[[],{},[1]]'],
]

for (const [value, text] of CASES) test(`canonical JSON ${text}`, () => assert.equal(canonicalJson(value), text))

test('a million levels do not exhaust the stack', () => {
  const text = `${'[{"a":'.repeat(500_000)}1${'}]'.repeat(500_000)}`
  assert.ok(canonicalJson(JSON.parse(text)) === text)
})
