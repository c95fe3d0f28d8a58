import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SigmaRule } from '../../services/sigma/types.ts'
import { compileMatcher } from '../../services/sigma/compile-matcher.ts'
import { evaluateRule } from '../../services/sigma/evaluate-rule.ts'
import { inputOf, loadText, plainTarget, ruleText } from './support/plain-target.ts'

/** Far more than anything here needs, far less than anything that grows with a power of its size. */
const PATIENCE = 1500

function timed<T>(work: () => T): T {
  const start = performance.now()
  const result = work()
  const took = performance.now() - start
  assert.ok(took < PATIENCE, `took ${took.toFixed(0)} ms`)
  return result
}

function refused(text: string): string {
  const { rules, problems } = timed(() => loadText(text))
  assert.deepEqual(rules, [])
  return problems.map((problem) => problem.message).join('\n')
}

function match(sel: unknown, json: string): boolean {
  const { rules, problems } = timed(() => loadText(ruleText({ sel, condition: 'sel' })))
  assert.deepEqual(
    problems.filter((problem) => problem.severity === 'error'),
    [],
  )
  const { matcher } = timed(() => compileMatcher(rules, plainTarget()))
  const input = inputOf(json)
  const found: SigmaRule[] = []
  timed(() => matcher.match(input, found))
  return found.length === 1
}

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
