import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SigmaRule } from '../../services/sigma/types.ts'
import { compileMatcher } from '../../services/sigma/compile-matcher.ts'
import { evaluateRule } from '../../services/sigma/evaluate-rule.ts'
import { match, refused, timed } from './support/in-time.ts'
import { inputOf, loadText, plainTarget, ruleText } from './support/plain-target.ts'

describe('a record that means harm', () => {
  const long = 'a'.repeat(1_000_000)

  it('against a wildcard of 10,000 characters takes time in proportion', () => {
    assert.equal(match({ a: `${'*a'.repeat(5000)}*b` }, JSON.stringify({ a: long })), false)
    assert.equal(match({ a: `${'*a'.repeat(5000)}*` }, JSON.stringify({ a: long })), true)
    assert.equal(match({ a: `*${'a'.repeat(9000)}b*c*` }, JSON.stringify({ a: long })), false)
  })

  it('against many question marks takes bounded time', () => {
    assert.equal(match({ a: `*${'a?'.repeat(400)}b*` }, JSON.stringify({ a: long })), false)
    assert.equal(match({ a: `*${'a?'.repeat(400)}b*` }, JSON.stringify({ a: 'a'.repeat(100_000) })), false)
    assert.match(refused(ruleText({ sel: { a: 'a?'.repeat(600) }, condition: 'sel' })), /more than 1000 characters/)
  })

  it('against expressions that ruin other engines is linear', () => {
    for (const source of ['^(a+)+$', '(a|aa)+$', '(.*a){12}b', '^(([a-z])+.)+[A-Z]([a-z])+$', 'x{0,500}y']) {
      match({ 'a|re': source }, JSON.stringify({ a: `${'a'.repeat(200_000)}!` }))
    }
  })

  it('against large expressions takes bounded time', () => {
    const text = Array.from({ length: 1_000_000 }, (_none, at) => ((at * 7919) % 13 < 6 ? 'a' : 'b')).join('')
    for (const source of [
      'a[ab]{900}[cd]',
      '\\p{L}{1000}\\p{N}',
      '^(?:a?b?){900}[cd]',
      '(a[ab]{500}|b[ab]{400})[cd]',
    ]) {
      assert.equal(match({ 'a|re': source }, JSON.stringify({ a: text })), false)
    }
  })

  it('is read by an expression only so far as its size allows, by both evaluators', () => {
    const short = 'x'.repeat(1000)
    for (const [source, length, holds] of [
      ['end', 1000, true],
      ['end$', 100_000, true],
      ['end', 900_000, false],
      ['[ax]{1000}end', 100_000, false],
      ['[ax]{500}end', 2000, true],
    ] as const) {
      const json = JSON.stringify({ a: `${short.repeat(length / 1000)}end` })
      const [rule] = loadText(ruleText({ sel: { 'a|re': source }, condition: 'sel' })).rules
      assert.ok(rule)
      assert.equal(match({ 'a|re': source }, json), holds, source)
      assert.equal(evaluateRule(rule, plainTarget().resolve, inputOf(json)), holds, source)
    }
  })

  it('against 9,000 values that are looked for takes time in proportion', () => {
    const values = Array.from({ length: 9000 }, (_none, at) => `aaaaaaaab${at}`)
    const json = JSON.stringify({ a: long, b: Array.from({ length: 4096 }, (_none, at) => `aaaaaaaa${at}`) })
    for (const modifier of ['contains', 'startswith', 'endswith', 'contains|cased', 'cased']) {
      assert.equal(match({ [`a|${modifier}`]: values }, json), false)
      assert.equal(match({ [`b|${modifier}`]: values }, json), false)
    }
    assert.equal(match(values, json), false)
    const networks = Array.from({ length: 9000 }, (_none, at) => `2001:db8:${at.toString(16)}::/${48 + (at % 80)}`)
    const addresses = JSON.stringify({ a: Array.from({ length: 4096 }, (_none, at) => `192.0.2.${at % 256}`) })
    assert.equal(match({ 'a|cidr': networks }, addresses), false)
  })

  it('with 4,000 texts on both sides of a comparison takes time in proportion', () => {
    const json = JSON.stringify({
      a: Array.from({ length: 4000 }, (_none, at) => `${'a'.repeat(50)}${at}`),
      b: Array.from({ length: 4000 }, (_none, at) => `${'a'.repeat(30)}c${at}`),
    })
    for (const modifier of ['fieldref', 'fieldref|contains', 'fieldref|startswith', 'fieldref|endswith']) {
      assert.equal(match({ [`a|${modifier}`]: 'b' }, json), false)
    }
  })

  it('with arrays in arrays that are all asked takes time in proportion', () => {
    const json = JSON.stringify({
      a: Array.from({ length: 300 }, () => ({ b: Array.from({ length: 300 }, () => ({ c: 'y' })) })),
    })
    const sel = { 'a[any]': { 'b[any]': { 'c|contains': 'zz' } } }
    const { rules } = loadText(ruleText({ sel, condition: 'sel' }, { 'sigma-version': 3 }))
    const { matcher } = compileMatcher(rules, plainTarget())
    const found: SigmaRule[] = []
    timed(() => matcher.match(inputOf(json), found))
    assert.deepEqual(found, [])
  })

  it('with 100,000 elements is read up to the cap', () => {
    const list = Array.from({ length: 100_000 }, (_none, at) => `v${at}`)
    assert.equal(match({ a: 'v4000' }, JSON.stringify({ a: list })), true)
    assert.equal(match({ a: 'v5000' }, JSON.stringify({ a: list })), false)
    assert.equal(match({ 'a.b|fieldref|contains': 'a.b' }, JSON.stringify({ a: list.map((b) => ({ b })) })), true)
    assert.equal(match(['v99999'], JSON.stringify({ a: list })), true)
  })

  it('that is nested 100,000 deep is read up to the cap', () => {
    const arrays = `{"a": ${'['.repeat(100_000)}"x"${']'.repeat(100_000)}}`
    const objects = `{"a": ${'{"a":'.repeat(100_000)}"x"${'}'.repeat(100_000)}}`
    for (const json of [arrays, objects]) {
      assert.equal(match({ a: 'x' }, json), false)
      assert.equal(match({ 'a|contains': 'x' }, json), false)
      assert.equal(match(['x'], json), false)
      assert.equal(match({ 'a|exists': true }, json), true)
    }
  })

  it('with names that every object has inherits nothing', () => {
    for (const name of [
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      '__proto__.polluted',
      'constructor.name',
    ]) {
      assert.equal(match({ [`${name}|exists`]: true }, '{"a": 1}'), false)
      assert.equal(match({ [name]: '*' }, '{"a": 1}'), false)
      assert.equal(match({ [name]: null }, '{"a": 1}'), true)
    }
    assert.equal(match({ '__proto__.polluted': 'yes' }, '{"__proto__": {"polluted": "yes"}}'), true)
    assert.equal(({} as { polluted?: unknown }).polluted, undefined)
  })

  it('with broken surrogates and odd characters is compared and nothing else', () => {
    const text = '\ud800?\udc00\u0000\u2028*'
    const json = JSON.stringify({ a: text })
    assert.equal(match({ 'a|contains': '\\*' }, json), true)
    assert.equal(match({ 'a|re': '.' }, json), true)
    const { rules } = loadText(ruleText({ sel: { a: '?????*' }, condition: 'sel' }))
    const [rule] = rules
    assert.ok(rule)
    assert.equal(evaluateRule(rule, plainTarget().resolve, inputOf(json)), true)
  })
})
