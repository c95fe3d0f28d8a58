import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SigmaRule } from '../../services/sigma/types.ts'
import { compileMatcher } from '../../services/sigma/compile-matcher.ts'
import { evaluateRule } from '../../services/sigma/evaluate-rule.ts'
import { match, refused, timed } from './support/in-time.ts'
import { inputOf, loadText, plainTarget, ruleText } from './support/plain-target.ts'

const HEAD = 'title: x\nlogsource: {product: plain}\ndetection:\n  condition: sel\n'

describe('a rule file that means harm', () => {
  it('with aliases that multiply is refused', () => {
    const levels = Array.from({ length: 12 }, (_none, at) => `a${at + 1}: &a${at + 1} [${`*a${at},`.repeat(10)}]`)
    assert.match(refused(`${HEAD}a0: &a0 [x, y]\n${levels.join('\n')}\n`), /more than 200000 values/)
  })

  it('with an alias of itself is refused', () => {
    assert.match(refused(`${HEAD}a: &a [*a]\n`), /nothing before this place is named “&a”/)
  })

  it('with aliases that nest ever deeper is refused', () => {
    const levels = Array.from({ length: 60 }, (_none, at) => `a${at + 1}: &a${at + 1} [[[[*a${at}]]]]`)
    assert.match(refused(`${HEAD}a0: &a0 x\n${levels.join('\n')}\n`), /more than 100 deep/)
  })

  it('with brackets that never end is refused', () => {
    assert.match(refused(`${HEAD}  sel: ${'['.repeat(100_000)}`), /not YAML/)
  })

  it('with 100,000 values is refused', () => {
    const values = Array.from({ length: 100_000 }, (_none, at) => `v${at}`).join(', ')
    assert.match(refused(`${HEAD}  sel: {a: [${values}]}\n`), /100000 values, more than 10000/)
    assert.match(refused(`${HEAD}  sel: [${values}]\n`), /more than 10000 entries/)
  })

  it('with 9,000 values is loaded and still quick', () => {
    const values = Array.from({ length: 9000 }, (_none, at) => `value ${at}`)
    assert.equal(match({ a: values }, '{"a": "VALUE 8999"}'), true)
    assert.equal(match({ 'a|contains': values }, '{"a": "x value 8999 x"}'), true)
  })

  it('with a condition of 3,000 parentheses is refused', () => {
    const condition = `${'('.repeat(3000)}sel${')'.repeat(3000)}`
    assert.match(refused(ruleText({ sel: { a: 'x' }, condition })), /more than 64 deep/)
    assert.match(refused(ruleText({ sel: { a: 'x' }, condition: `${'not '.repeat(2000)}sel` })), /more than 64 deep/)
  })

  it('with a condition that is very long is refused', () => {
    assert.match(
      refused(ruleText({ sel: { a: 'x' }, condition: `${'sel or '.repeat(10_000)}sel` })),
      /10000 characters/,
    )
  })

  it('with selectors that select very many names very often is refused', () => {
    const many = Object.fromEntries(Array.from({ length: 9000 }, (_none, at) => [`s${at}`, { a: `x${at}` }]))
    const condition = Array.from({ length: 700 }, () => '1 of them').join(' or ')
    assert.match(refused(ruleText({ ...many, condition })), /selects more than 10000 search identifiers/)
  })

  it('with a list of very many conditions is refused', () => {
    const condition = Array.from({ length: 20_000 }, () => '1 of them')
    assert.match(refused(ruleText({ sel: { a: 'x' }, condition })), /20000 conditions, more than 100/)
  })

  it('with 9,000 search identifiers is loaded and still quick', () => {
    const many = Object.fromEntries(Array.from({ length: 9000 }, (_none, at) => [`s${at}`, { a: `x${at}` }]))
    const { rules } = timed(() => loadText(ruleText({ ...many, condition: '1 of them' })))
    const { matcher } = timed(() => compileMatcher(rules, plainTarget()))
    const found: SigmaRule[] = []
    timed(() => matcher.match(inputOf('{"a": "x8999"}'), found))
    assert.equal(found.length, 1)
  })

  it('with arrays in arrays, each with a condition that is deep, is asked without a stack that overflows', () => {
    let part: Record<string, unknown> = { '.': 'x' }
    for (let level = 0; level < 7; level += 1) {
      part = { s: { '.[any]': part }, t: { '.': 'y' }, condition: `${'(t and t or '.repeat(62)}s${')'.repeat(62)}` }
    }
    const detection = { sel: { 'a[any]': part }, condition: `${'not '.repeat(60)}sel` }
    const { rules } = timed(() => loadText(ruleText(detection, { 'sigma-version': 3 })))
    const [rule] = rules
    assert.ok(rule)
    const { matcher } = timed(() => compileMatcher([rule], plainTarget()))
    const found: SigmaRule[] = []
    timed(() => matcher.match(inputOf('{"a": ["x"]}'), found))
    assert.equal(found.length, 1)
    assert.equal(evaluateRule(rule, plainTarget().resolve, inputOf('{"a": ["x"]}')), true)
  })

  it('with arrays in arrays without end is refused', () => {
    const text = (levels: number): string => {
      const open = "{'.[any]': ".repeat(levels)
      return `sigma-version: 3\n${HEAD}  sel: {'a[any]': ${open}{'.': x}${'}'.repeat(levels)}}\n`
    }
    assert.match(refused(text(8)), /more than 8 arrays/)
    assert.match(refused(text(200)), /nesting|more than 100 deep/)
  })

  it('with a pattern of names full of stars is quick', () => {
    const name = 'a'.repeat(2000)
    const text = ruleText({ [name]: { a: 'x' }, condition: `1 of ${'a*'.repeat(2000)}b` })
    assert.match(refused(text), /selects no search identifier/)
  })

  it('with a name of a thousand dots is refused', () => {
    assert.match(refused(ruleText({ sel: { [`a${'.a'.repeat(1000)}`]: 'x' }, condition: 'sel' })), /more than 512/)
  })

  it('with lists that multiply is refused', () => {
    const lists = new Map([['x', Array.from({ length: 200 }, (_none, at) => String(at))]])
    const { problems } = timed(() =>
      loadText(ruleText({ sel: { 'a|expand': '%x%%x%%x%%x%' }, condition: 'sel' }), { lists }),
    )
    assert.match(problems[0]?.message ?? '', /more than 10000 variants/)
  })

  it('with modifiers that multiply lists and values is refused', () => {
    const entries = Array.from({ length: 9000 }, (_none, at) => `value-${at}`)
    const lists = new Map([['x', entries]])
    const cases = [
      { 'a|expand|windash|contains': '%x% -a -b -c' },
      { 'a|windash|wide|base64offset|contains': entries.map((entry) => `-${entry} -b -c`) },
      { 'a|contains': Array.from({ length: 300 }, (_none, at) => `${'x'.repeat(10_000)}${at}`) },
    ]
    for (const sel of cases) {
      const { rules, problems } = timed(() => loadText(ruleText({ sel, condition: 'sel' }), { lists }))
      assert.deepEqual(rules, [])
      assert.match(problems[0]?.message ?? '', /too many variants|more than \d+ (?:variants|characters)/)
    }
  })

  it('with lists in very many items is told once', () => {
    const lists = new Map([['x', Array.from({ length: 9000 }, (_none, at) => `value ${at}`)]])
    const sel = Object.fromEntries(Array.from({ length: 1000 }, (_none, at) => [`a${at}|expand`, '%x%']))
    const { rules, problems } = timed(() => loadText(ruleText({ sel, condition: 'sel' }), { lists }))
    assert.deepEqual(rules, [])
    assert.equal(problems.filter(({ severity }) => severity === 'error').length, 1)
  })

  it('with very many large expressions is refused', () => {
    const sources = Array.from({ length: 2000 }, (_none, at) => `[ab]{900}${at}`)
    assert.match(refused(ruleText({ sel: { 'a|re': sources }, condition: 'sel' })), /too many regular expressions/)
  })

  it('with an expression that grows when it is written out is refused', () => {
    for (const source of ['((a{100}){100}){100}', '(x{1000}){1000}', `(${'a?'.repeat(5000)}){5}`]) {
      assert.match(
        refused(ruleText({ sel: { 'a|re': source }, condition: 'sel' })),
        /repeat count|too large|characters/,
      )
    }
  })

  it('that is binary, or has no end of line, is refused without an exception', () => {
    assert.match(refused('\u0000\u0001\ufffe'), /not YAML/)
    assert.match(refused('{'.repeat(50)), /not YAML/)
  })
})
