import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PathTable } from '../../services/record/field-path.ts'
import { compileMatcher, type CompiledRules } from '../../services/sigma/compile-matcher.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { Matcher, MatcherTarget, SigmaRule } from '../../services/sigma/types.ts'
import { SCALE, testRandom } from '../support/random.ts'
import { inputOf, loadText, PLAIN_SOURCE, plainTarget, ruleText } from './support/plain-target.ts'
import { mixedResolver, randomFilter, randomInput, randomRule, RANDOM_OPTIONS } from './support/random-rules.ts'

const ROUNDS = Math.ceil(20 * SCALE)

function ruleOf(id: string, selection: Readonly<Record<string, unknown>>, more = {}): SigmaRule {
  const [rule] = loadText(ruleText({ selection, condition: 'selection' }, { id, title: id, ...more })).rules
  assert.ok(rule)
  return rule
}

function found(matcher: Matcher, json: string): readonly string[] {
  const rules: SigmaRule[] = []
  matcher.match(inputOf(json), rules)
  return rules.map(({ info }) => info.id)
}

describe('rules that are compiled once more', () => {
  const one = ruleOf('one', { a: 'x' })
  const two = ruleOf('two', { 'b|contains': 'y' })
  const other = ruleOf('two', { 'b|contains': 'z' })
  const base = plainTarget()
  const targetAgain = (): MatcherTarget => ({ ...base, paths: new PathTable() })
  const first = compileMatcher([one, two], base)

  const cases: readonly { name: string; rules: readonly SigmaRule[]; compiled: number }[] = [
    { name: 'none changed', rules: [one, two], compiled: 0 },
    { name: 'the order changed', rules: [two, one], compiled: 0 },
    { name: 'one is gone', rules: [two], compiled: 0 },
    { name: 'one has another level', rules: [one, { ...two, info: { ...two.info, level: 'high' } }], compiled: 0 },
    { name: 'a stateful rule reads one', rules: [one, { ...two, reads: ['a'] }], compiled: 0 },
    { name: 'one has other conditions', rules: [one, other], compiled: 1 },
    { name: 'one is new', rules: [one, two, ruleOf('three', { c: 1 })], compiled: 1 },
    { name: 'one means other names', rules: [one, { ...two, taxonomy: 'ecs' }], compiled: 1 },
  ]
  for (const { name, rules, compiled } of cases) {
    it(`${name}: ${compiled} are compiled`, () => {
      const again = compileMatcher(rules, targetAgain(), first.matcher)
      const fresh = compileMatcher(rules, plainTarget())
      assert.equal(again.compiled, compiled)
      for (const json of ['{"a": "x", "b": "y"}', '{"b": "yz"}', '{"c": 1, "b": "z"}', '{}']) {
        assert.deepEqual(found(again.matcher, json), found(fresh.matcher, json))
      }
    })
  }

  it('a filter that changed is compiled and its rule is not', () => {
    const exception = (user: string): SigmaRule => ruleOf('f', { user })
    const withFilter = (user: string): SigmaRule => {
      const [part] = exception(user).detection.conditions
      assert.ok(part)
      const { info, taxonomy } = one
      const filter = { id: 'f', title: 'f', taxonomy, expires: null, file: info.file, line: 1 }
      return { ...one, filters: [{ ...filter, condition: { op: 'not', part } }] }
    }
    const before = compileMatcher([withFilter('root'), two], targetAgain())
    assert.equal(before.compiled, 3)
    const after = compileMatcher([withFilter('eve'), two], targetAgain(), before.matcher)
    assert.equal(after.compiled, 1)
    assert.deepEqual(found(after.matcher, '{"a": "x", "user": "root"}'), ['one'])
    assert.deepEqual(found(after.matcher, '{"a": "x", "user": "eve"}'), [])
  })

  it('the earlier matcher goes on working', () => {
    const again = compileMatcher([one, other], targetAgain(), first.matcher)
    assert.deepEqual(found(first.matcher, '{"a": "x", "b": "y"}'), ['one', 'two'])
    assert.deepEqual(found(again.matcher, '{"a": "x", "b": "y"}'), ['one'])
    assert.deepEqual(found(first.matcher, '{"b": "y"}'), ['two'])
  })

  it('for another mapping or log source everything is compiled', () => {
    const anywhere = { ...one, logSource: {} }
    const before = compileMatcher([anywhere], plainTarget()).matcher
    assert.equal(compileMatcher([anywhere], plainTarget(), before).compiled, 1)
    const target = plainTarget()
    const known = compileMatcher([anywhere], target).matcher
    assert.equal(compileMatcher([anywhere], { ...target, source: { product: 'x' } }, known).compiled, 1)
    assert.equal(compileMatcher([anywhere], { ...target, paths: new PathTable() }, known).compiled, 0)
  })

  it('paths that got other numbers make everything new', () => {
    const target = plainTarget()
    const known = compileMatcher([one], target).matcher
    const paths = new PathTable()
    paths.add('something.else')
    assert.equal(compileMatcher([one], { ...target, paths }, known).compiled, 1)
  })

  it('warnings are told again', () => {
    const target: MatcherTarget = { source: PLAIN_SOURCE, paths: new PathTable(), resolve: () => [] }
    const before = compileMatcher([one, two], target)
    const after = compileMatcher([one, two], target, before.matcher)
    assert.equal(after.compiled, 0)
    assert.equal(after.problems.length, 2)
    assert.deepEqual(after.problems, before.problems)
  })
})

describe('a matcher after many changes', () => {
  it(`answers as a fresh one (${ROUNDS} random histories)`, () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const random = testRandom(5000 + round)
      const texts = Array.from(
        { length: 40 },
        (_none, at) => `${randomRule(random, at)}\n---\n${randomFilter(random, at)}`,
      )
      const { rules } = loadRuleSet(
        texts.map((text, at) => ({ file: `${at}.yml`, text })),
        RANDOM_OPTIONS,
      )
      let previous: CompiledRules | null = null
      for (let change = 0; change < 4; change += 1) {
        const target: MatcherTarget = { source: PLAIN_SOURCE, paths: new PathTable(), resolve: mixedResolver }
        const chosen = random.shuffle(rules).slice(0, 1 + random.int(rules.length))
        const fresh = compileMatcher(chosen, { ...target, paths: new PathTable() })
        const again: CompiledRules = compileMatcher(chosen, target, previous?.matcher)
        assert.deepEqual(again.problems, fresh.problems)
        for (let count = 0; count < 20; count += 1) {
          const input = randomInput(random)
          const [one, two]: [SigmaRule[], SigmaRule[]] = [[], []]
          fresh.matcher.match(input, one)
          again.matcher.match(input, two)
          assert.deepEqual(two, one, `seed ${random.seed}`)
        }
        assert.deepEqual(again.matcher.filtered, fresh.matcher.filtered)
        previous = again
      }
    }
  })
})
