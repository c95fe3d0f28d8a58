import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonValue } from '../../services/core/json.ts'
import { eventField } from '../../services/record/event-field.ts'
import type { FieldResolver } from '../../services/record/field-access.ts'
import { PathTable } from '../../services/record/field-path.ts'
import type { RuleInput } from '../../services/record/rule-input.ts'
import { compileMatcher } from '../../services/sigma/compile-matcher.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { MatcherTarget, SigmaRule } from '../../services/sigma/types.ts'
import { inputOf, loadText, NO_OPTIONS, PLAIN_SOURCE, plainTarget, ruleText } from './support/plain-target.ts'

function rulesOf(...texts: readonly string[]): readonly SigmaRule[] {
  const { rules, problems } = loadRuleSet(
    texts.map((text, at) => ({ file: `${at}.yml`, text })),
    NO_OPTIONS,
  )
  assert.deepEqual(problems, [])
  return rules
}

function titles(rules: readonly SigmaRule[]): readonly string[] {
  return rules.map((rule) => rule.info.title)
}

function named(title: string, sel: JsonValue, more: Readonly<Record<string, unknown>> = {}): string {
  return ruleText({ sel, condition: 'sel' }, { title, ...more })
}

/** A mapping in which ECS names are fields of the event and others are paths. */
const resolve: FieldResolver = (name, taxonomy, paths) => {
  if (taxonomy === 'ecs') return [{ from: 'event', ref: { field: eventField('event.action'), rest: [] } }]
  return name === 'status' ? [] : [{ from: 'record', path: paths.add(name) }]
}

function mixedTarget(): MatcherTarget {
  return { source: PLAIN_SOURCE, paths: new PathTable(), resolve }
}

/** Counts how often the event is asked: the first time costs the whole mapping. */
function countingInput(json: string, action: string): { input: RuleInput; asked: () => number } {
  let count = 0
  const event = {
    get: () => {
      count += 1
      return action
    },
  }
  return { input: { record: inputOf(json).record, event }, asked: () => count }
}

describe('which rules run on a log source', () => {
  const texts = [
    { product: 'aws', service: 'cloudtrail' },
    { product: 'aws' },
    { service: 'cloudtrail' },
    { product: 'aws', service: 'vpc' },
    { product: 'aws', service: 'cloudtrail', category: 'x' },
    { category: 'x' },
    { product: 'gcp' },
  ].map((logsource) => named(JSON.stringify(logsource), { a: 'x' }, { logsource }))

  it('those that name nothing that the source is not', () => {
    const { matcher } = compileMatcher(rulesOf(...texts), plainTarget({ product: 'aws', service: 'cloudtrail' }))
    assert.deepEqual(
      titles(matcher.rules).map((title) => JSON.parse(title) as unknown),
      [{ product: 'aws', service: 'cloudtrail' }, { product: 'aws' }, { service: 'cloudtrail' }],
    )
  })

  it('but none that is blind', () => {
    const text = named('blind', { 'a|expand': '%empty%' })
    const { rules } = loadText(text, { lists: new Map([['empty', []]]) })
    assert.equal(rules.length, 1)
    assert.deepEqual(compileMatcher(rules, plainTarget()).matcher.rules, [])
  })

  it('an exclusion by an empty optional list excludes nothing', () => {
    const detection = { sel: { a: 'x' }, known: { 'b|expand': '%empty%' }, condition: 'sel and not known' }
    const text = ruleText(detection, { tocsin: { optional_lists: ['empty'] } })
    const { matcher } = compileMatcher(loadText(text, { lists: new Map([['empty', []]]) }).rules, plainTarget())
    const found: SigmaRule[] = []
    matcher.match(inputOf('{"a": "x", "b": "root"}'), found)
    assert.equal(found.length, 1)
  })
})

describe('what a match gives', () => {
  it('every rule that holds, in the order of the rules, added to what is there', () => {
    const texts = ['c', 'a', 'b', 'd'].map((name) => named(name, name === 'd' ? { x: 'other' } : { x: ['y', name] }))
    const { matcher } = compileMatcher(rulesOf(...texts), plainTarget())
    const [first] = rulesOf(named('before', { x: 1 }))
    assert.ok(first)
    const found = [first]
    matcher.match(inputOf('{"x": "y"}'), found)
    assert.deepEqual(titles(found), ['before', 'c', 'a', 'b'])
  })

  it('the same order when very many rules hold', () => {
    const texts = Array.from({ length: 100 }, (_none, at) =>
      named(String(at), at % 3 === 0 ? { 'x|contains': 'y' } : { z: 'y' }),
    )
    const { matcher } = compileMatcher(rulesOf(...texts), plainTarget())
    const found: SigmaRule[] = []
    matcher.match(inputOf('{"z": "y", "x": "y"}'), found)
    assert.deepEqual(
      titles(found),
      texts.map((_text, at) => String(at)),
    )
  })

  it('nothing of the event before', () => {
    const { matcher } = compileMatcher(
      rulesOf(named('one', { 'a.b|contains': 'x' }), named('two', { c: null })),
      plainTarget(),
    )
    const answers = ['{"a": {"b": {"z": "x"}}}', '{"a": 1, "c": 2}', '{"a": {"b": ["x"]}}', '{"c": 0}'].map((json) => {
      const found: SigmaRule[] = []
      matcher.match(inputOf(json), found)
      return titles(found)
    })
    assert.deepEqual(answers, [['one', 'two'], [], ['one', 'two'], []])
  })
})

describe('fields of the event', () => {
  it('are read when a rule of the ECS taxonomy asks for them', () => {
    const { matcher } = compileMatcher(
      rulesOf(named('ecs', { 'event.action': 'RunInstances' }, { taxonomy: 'ecs' })),
      mixedTarget(),
    )
    const found: SigmaRule[] = []
    matcher.match(countingInput('{}', 'runinstances').input, found)
    assert.equal(found.length, 1)
  })

  it('are not touched while the record says no', () => {
    const detection = { made: { 'event.action': 'x' }, sel: { 'a|contains': 'x' }, condition: 'made and sel' }
    const sigma = ruleText({ ...detection, made: { b: 'x' } }, { title: 'sigma' })
    const { matcher } = compileMatcher(rulesOf(sigma), mixedTarget())
    const { input, asked } = countingInput('{"a": "y", "b": "x"}', 'x')
    matcher.match(input, [])
    assert.equal(asked(), 0)
  })

  it('are not touched while a keyword says no, though the rule writes them first', () => {
    const detection = { made: { action: 'x' }, words: ['needle'], condition: 'made and words' }
    const { matcher } = compileMatcher(rulesOf(ruleText(detection, { taxonomy: 'ecs' })), mixedTarget())
    const no = countingInput('{"a": "hay"}', 'x')
    const yes = countingInput('{"a": "needle"}', 'x')
    const found: SigmaRule[] = []
    matcher.match(no.input, found)
    matcher.match(yes.input, found)
    assert.deepEqual([no.asked(), yes.asked(), found.length], [0, 1, 1])
  })

  it('count as absent when they cannot be made', () => {
    const text = ruleText({ sel: { action: null }, condition: 'sel' }, { taxonomy: 'ecs' })
    const { matcher } = compileMatcher(rulesOf(text), mixedTarget())
    const event = {
      get: (): JsonValue => {
        throw new Error('the mapping failed')
      },
    }
    const found: SigmaRule[] = []
    matcher.match({ record: inputOf('{}').record, event }, found)
    assert.equal(found.length, 1)
  })
})

describe('a field that the source never has', () => {
  it('is told once a rule, with its place, and holds nothing', () => {
    const text = `title: Two
logsource: {product: plain}
detection:
  one:
    status: success
  two:
    status: failure
  condition: 1 of them
`
    const { matcher, problems } = compileMatcher(loadText(text).rules, mixedTarget())
    assert.deepEqual(problems, [
      {
        severity: 'warning',
        code: 'field-dead',
        file: 'rule.yml',
        line: 5,
        column: 5,
        message: 'Two: no record of plain has the field “status”',
        hint: 'what asks for it never holds; check its spelling and case',
      },
    ])
    const found: SigmaRule[] = []
    matcher.match(inputOf('{"status": "success"}'), found)
    assert.deepEqual(found, [])
  })

  it('is null and not equal to anything', () => {
    const texts = [
      named('null', { status: null }),
      named('neq', { 'status|neq': 'x' }),
      named('absent', { 'status|exists': false }),
    ]
    const { matcher } = compileMatcher(rulesOf(...texts), mixedTarget())
    const found: SigmaRule[] = []
    matcher.match(inputOf('{}'), found)
    assert.deepEqual(titles(found), ['null', 'neq', 'absent'])
  })
})
