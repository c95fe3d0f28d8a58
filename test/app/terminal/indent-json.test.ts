import assert from 'node:assert/strict'
import { test } from 'node:test'
import { indentJson } from '../../../services/app/terminal/indent-json.ts'

test('JSON is indented as JSON.stringify does', () => {
  for (const value of [{ a: [1, { b: 'x:,{}' }, [], {}], c: null, d: { e: true } }, [], {}, 'text', 5, [[[]]]]) {
    assert.equal(indentJson(JSON.stringify(value)), JSON.stringify(value, null, 2))
    assert.equal(indentJson(JSON.stringify(value, null, 3)), JSON.stringify(value, null, 2))
  }
})

test('digits, order and repeated keys stay', () => {
  const text = '{"b":12345678901234567890,"a":1.10,"a":-0,"c":1e400}'
  assert.equal(indentJson(text).replaceAll(/\s/g, ''), text)
})

test('what could steer a terminal is written as an escape of the same value', () => {
  const value = { a: '\u009b31m \u202e \u2028 \u{e0041} é' }
  const indented = indentJson(JSON.stringify(value))
  assert.ok(!/[\u009b\u202e\u2028]/.test(indented))
  assert.deepEqual(JSON.parse(indented), value)
})

test('100,000 levels are no matter', () => {
  const text = `${'[{"a":'.repeat(50_000)}1${'}]'.repeat(50_000)}`
  const indented = indentJson(text)
  assert.ok(indented.length < 50 * text.length)
  assert.equal(indented.replaceAll(/\s/g, ''), text)
})
