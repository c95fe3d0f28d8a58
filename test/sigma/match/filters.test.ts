import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { eventField } from '../../../services/record/event-field.ts'
import type { FieldResolver } from '../../../services/record/field-access.ts'
import { PathTable } from '../../../services/record/field-path.ts'
import type { RuleInput } from '../../../services/record/rule-input.ts'
import { compileMatcher } from '../../../services/sigma/compile-matcher.ts'
import { evaluateRule } from '../../../services/sigma/evaluate-rule.ts'
import type { MatcherTarget, SigmaRule } from '../../../services/sigma/types.ts'
import { inputOf, loadText, PLAIN_SOURCE, plainTarget, ruleText } from '../support/plain-target.ts'

const RULE = ruleText({ sel: { e: 1 }, condition: 'sel' }, { name: 'r1' })

function filterText(id: string, more: Readonly<Record<string, unknown>>, document = {}): string {
  const logsource = { product: 'plain' }
  const filter = { rules: ['r1'], expires: 'never', condition: 'not selection', ...more }
  return JSON.stringify({ title: `Filter ${id}`, id, logsource, filter, ...document })
}

function rulesOf(...documents: readonly string[]): readonly SigmaRule[] {
  const { rules, problems } = loadText(documents.join('\n---\n'))
  assert.deepEqual(
    problems.filter((problem) => problem.severity === 'error'),
    [],
  )
  return rules
}

describe('matches that filters take away', () => {
  const admins = filterText('f-admins', { selection: { user: 'root' } })
  const home = filterText('f-home', { selection: { region: 'eu-west-1' }, expires: '2026-06-01' })

  it('are counted for each filter that would do so, and for none where the rule is false', () => {
    const { matcher } = compileMatcher(rulesOf(RULE, admins, home), plainTarget())
    const events: readonly [string, string | null][] = [
      ['{"e": 1, "user": "eve", "region": "sa-east-1"}', '2026-05-01T00:00:00Z'],
      ['{"e": 1, "user": "root", "region": "sa-east-1"}', '2026-05-01T00:00:00Z'],
      ['{"e": 1, "user": "root", "region": "eu-west-1"}', '2026-05-01T00:00:00Z'],
      ['{"e": 2, "user": "root", "region": "eu-west-1"}', '2026-05-01T00:00:00Z'],
      ['{"e": 1, "user": "eve", "region": "eu-west-1"}', '2026-06-01T00:00:00Z'],
      ['{"e": 1, "user": "eve", "region": "eu-west-1"}', null],
    ]
    const found = events.map(([json, time]) => {
      const into: SigmaRule[] = []
      const input = inputOf(json)
      matcher.match(time === null ? input : { ...input, time: Date.parse(time) }, into)
      return into.length
    })
    assert.deepEqual(found, [1, 0, 0, 0, 1, 0])
    assert.deepEqual(Object.fromEntries(matcher.filtered), { 'f-admins': 2, 'f-home': 2 })
  })

  it('are counted over all rules that one filter stands on', () => {
    const other = ruleText({ sel: { 'e|gt': 0 }, condition: 'sel' }, { id: 'r2', name: 'r2' })
    const both = filterText('f-both', { rules: 'any', selection: { user: 'root' } })
    const { matcher } = compileMatcher(rulesOf(RULE, other, both), plainTarget())
    matcher.match(inputOf('{"e": 1, "user": "root"}'), [])
    assert.deepEqual(Object.fromEntries(matcher.filtered), { 'f-both': 2 })
  })
})

describe('names of fields in a filter', () => {
  /** `who` is a path of the record for Sigma's names and a field of the event for those of ECS. */
  const resolve: FieldResolver = (name, taxonomy, paths) => {
    if (name === 'nowhere') return []
    if (taxonomy === 'ecs') return [{ from: 'event', ref: { field: eventField('event.action'), rest: [] } }]
    return [{ from: 'record', path: paths.add(name) }]
  }
  const target: MatcherTarget = { source: PLAIN_SOURCE, resolve, paths: new PathTable() }
  const input: RuleInput = { ...inputOf('{"e": 1, "who": "root"}'), event: { get: () => 'other' } }

  const cases = [
    { name: 'mean the record in the taxonomy of Sigma', taxonomy: 'sigma', user: 'root', holds: false },
    { name: 'mean the event in that of ECS', taxonomy: 'ecs', user: 'root', holds: true },
    { name: 'are found in the event', taxonomy: 'ecs', user: 'other', holds: false },
  ]
  for (const { name, taxonomy, user, holds } of cases) {
    it(name, () => {
      const [rule] = rulesOf(RULE, filterText('f', { selection: { who: user } }, { taxonomy }))
      assert.ok(rule)
      const found: SigmaRule[] = []
      compileMatcher([rule], target).matcher.match(input, found)
      assert.equal(found.length === 1, holds)
      assert.equal(evaluateRule(rule, resolve, input), holds)
    })
  }

  it('that no record has are told with the filter, once for all its rules', () => {
    const other = ruleText({ sel: { e: 2 }, condition: 'sel' }, { id: 'r2', name: 'r2' })
    const rules = rulesOf(RULE, other, filterText('f', { rules: 'any', selection: { nowhere: 'x' } }))
    assert.deepEqual(
      compileMatcher(rules, target).problems.map(({ message }) => message),
      ['Filter f: no record of plain has the field “nowhere”'],
    )
  })
})
