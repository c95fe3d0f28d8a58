import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { compileMatcher } from '../../../services/sigma/compile-matcher.ts'
import type { SigmaRule } from '../../../services/sigma/types.ts'
import { inputOf, loadText, plainTarget, ruleText } from '../support/plain-target.ts'

function ruleReading(reads: readonly string[]): SigmaRule {
  const [rule] = loadText(ruleText({ sel: { e: 1 }, condition: 'sel' })).rules
  assert.ok(rule)
  return { ...rule, reads }
}

function read(reads: readonly string[], json: string, most = 16): unknown {
  const rule = ruleReading(reads)
  const { matcher } = compileMatcher([rule], plainTarget())
  matcher.match(inputOf(json), [])
  return matcher.fields(rule, most)
}

describe('the values of fields that stateful rules read', () => {
  const cases = [
    { name: 'text as it is', json: '{"a": " X y"}', texts: [' X y'] },
    { name: 'the empty text', json: '{"a": ""}', texts: [''] },
    { name: 'a whole number', json: '{"a": 3.0}', texts: ['3'] },
    { name: 'a fraction', json: '{"a": 1.50}', texts: ['1.5'] },
    { name: 'a number beyond 2^53 with all its digits', json: '{"a": 9007199254740993}', texts: ['9007199254740993'] },
    { name: 'a huge number without exponent', json: '{"a": 1e21}', texts: ['1000000000000000000000'] },
    { name: 'booleans', json: '{"a": [true, false]}', texts: ['true', 'false'] },
    { name: 'null is left out', json: '{"a": [null, "x"]}', texts: ['x'] },
    { name: 'an object is its JSON', json: '{"a": {"c": [1, "x"], "b": null}}', texts: ['{"c":[1,"x"],"b":null}'] },
    { name: 'arrays are opened', json: '{"a": [["x"], "y"]}', texts: ['x', 'y'] },
    { name: 'each once, where it stands first', json: '{"a": ["y", "x", "y", 5, "5"]}', texts: ['y', 'x', '5'] },
    { name: 'a halved character is replaced', json: '{"a": "x\\ud83d"}', texts: ['x\ufffd'] },
  ]
  for (const { name, json, texts } of cases) {
    it(name, () => assert.deepEqual(read(['a'], json), { fields: { a: texts }, cut: 0 }))
  }

  it('fields without a value are left out', () => {
    assert.deepEqual(read(['a', 'b', 'c', 'd.e'], '{"a": null, "b": [], "d": [{"e": 1}, {"e": 2}]}'), {
      fields: { 'd.e': ['1', '2'] },
      cut: 0,
    })
  })

  it('values beyond the cap are counted and left out, each field for itself', () => {
    assert.deepEqual(read(['a', 'b'], '{"a": ["x", "x", "y", "z"], "b": [1, 2, 3, 4]}', 2), {
      fields: { a: ['x', 'y'], b: ['1', '2'] },
      cut: 3,
    })
  })

  it('a very long text is cut and still differs from others that begin like it', () => {
    const start = 'x'.repeat(2000)
    const result = JSON.stringify(read(['a'], JSON.stringify({ a: [`${start}1`, `${start}2`, `${start}1`] })))
    const texts = [...result.matchAll(/"(x+…[0-9a-f]{64})"/g)].map((match) => match[1])
    assert.equal(new Set(texts).size, 2)
    assert.ok(result.length < 1000)
  })

  it('an object that is nested without end is counted and left out', () => {
    const deep = `{"a": ${'{"a":'.repeat(200)}1${'}'.repeat(200)}}`
    assert.deepEqual(read(['a'], deep), { fields: {}, cut: 1 })
  })

  it('a field may be called like something of JavaScript', () => {
    const result = read(['__proto__', 'constructor'], '{"__proto__": "x", "e": 1}')
    assert.deepEqual(JSON.stringify(result), '{"fields":{"__proto__":["x"]},"cut":0}')
  })

  it('there are none of a rule that nothing reads', () => {
    assert.equal(read([], '{"a": 1}'), null)
  })

  it('are those of the last event', () => {
    const rule = ruleReading(['a'])
    const { matcher } = compileMatcher([rule], plainTarget())
    const seen = ['{"a": "x"}', '{"b": 1}', '{"a": ["y", "z"]}'].map((json) => {
      matcher.match(inputOf(json), [])
      return matcher.fields(rule, 16)?.fields['a']
    })
    assert.deepEqual(seen, [['x'], undefined, ['y', 'z']])
  })

  it('that no record has are told at the rule', () => {
    const target = { ...plainTarget(), resolve: () => [] }
    const [problem] = compileMatcher([{ ...ruleReading(['user']), detection: { conditions: [] } }], target).problems
    assert.equal(problem?.message, 'A rule: no record of plain has the field “user”')
  })
})
