import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PathTable } from '../../services/record/field-path.ts'
import type { RuleInput } from '../../services/record/rule-input.ts'
import { compileMatcher } from '../../services/sigma/compile-matcher.ts'
import { evaluateRule } from '../../services/sigma/evaluate-rule.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { MatcherTarget, SigmaRule } from '../../services/sigma/types.ts'
import { SCALE, testRandom } from '../support/random.ts'
import { hostileFile, hostileRecord } from './support/hostile-files.ts'
import { inputOf, PLAIN_SOURCE } from './support/plain-target.ts'
import { mixedResolver, RANDOM_OPTIONS } from './support/random-rules.ts'

/** `npm run test:long` makes 150,000. */
const ROUNDS = Math.ceil(1500 * SCALE)
/** CPU, milliseconds */
const MOST_PER_EVENT = 50
const MOST_PER_FILE = 500
/** The plain evaluator takes text × pattern: it is asked about records that are not much longer than this. */
const COMPARED_LENGTH = 2000

interface Worst {
  event: number
  file: number
}

/** CPU milliseconds of the process while `work` ran. */
function cpuOf<T>(work: () => T): { result: T; took: number } {
  const start = process.cpuUsage()
  const result = work()
  const { user, system } = process.cpuUsage(start)
  return { result, took: (user + system) / 1000 }
}

/** Runs `work` and checks that it took no longer than `most`, twice if need be: the machine may have been at something else. */
function bounded<T>(most: number, where: () => string, work: () => T): { result: T; took: number } {
  const first = cpuOf(work)
  if (first.took <= most) return first
  const second = cpuOf(work)
  assert.ok(second.took <= most, `${second.took} ms of CPU: ${where()}`)
  return second
}

function targetOf(): MatcherTarget {
  return { source: PLAIN_SOURCE, paths: new PathTable(), resolve: mixedResolver }
}

/** What both evaluators say about one event, and how long the matcher took. */
function ask(rules: readonly SigmaRule[], inputs: readonly string[], where: string, worst: Worst): number {
  const target = targetOf()
  const { matcher } = compileMatcher(rules, target)
  let held = 0
  for (const json of inputs) {
    const input: RuleInput = { ...inputOf(json), time: Date.parse('2026-06-01T00:00:00Z') }
    const found: SigmaRule[] = []
    const shown = (): string => `${where}\n${json.slice(0, 2000)}`
    const { took } = bounded(MOST_PER_EVENT, shown, () => {
      found.length = 0
      matcher.match(input, found)
      for (const rule of matcher.rules) matcher.fields(rule, 16)
    })
    worst.event = Math.max(worst.event, took)
    held += found.length
    if (json.length > COMPARED_LENGTH) continue
    const plain = matcher.rules.filter((rule) => evaluateRule(rule, target.resolve, input))
    assert.deepEqual(new Set(found), new Set(plain), shown())
  }
  return held
}

describe(`${ROUNDS} rule files that may be damaged`, () => {
  it('are read, compiled and asked without an exception and without delay', () => {
    const worst: Worst = { event: 0, file: 0 }
    const count = { rules: 0, stateful: 0, filtered: 0, refused: 0, held: 0 }
    for (let round = 0; round < ROUNDS; round += 1) {
      const random = testRandom(60_000 + round)
      const text = hostileFile(random)
      const where = `seed ${random.seed}\n${text.slice(0, 4000)}`
      try {
        const files = [{ file: 'rule.yml', text }]
        const { result: set, took } = bounded(
          MOST_PER_FILE,
          () => where,
          () => loadRuleSet(files, RANDOM_OPTIONS),
        )
        worst.file = Math.max(worst.file, took)
        count.rules += set.rules.length
        count.stateful += set.stateful.length
        count.filtered += set.rules.filter((rule) => rule.filters.length > 0).length
        count.refused += set.problems.some(({ severity }) => severity === 'error') ? 1 : 0
        const rules = set.rules.map((rule): SigmaRule => ({
          ...rule,
          logSource: {},
          reads: ['a', 'list', '__proto__'],
        }))
        const inputs = rules.length === 0 ? [] : Array.from({ length: 3 }, () => hostileRecord(random))
        count.held += ask(rules, inputs, where, worst)
      } catch (error) {
        throw new Error(`seed ${random.seed} (TOCSIN_SEED)\n${text.slice(0, 4000)}`, { cause: error })
      }
    }
    if (process.env['TOCSIN_SHOW'] === '1') console.log(count, worst)
    // Neither so little damage that nothing is refused nor so much that nothing is left to ask.
    assert.ok(count.rules > ROUNDS / 4 && count.refused > ROUNDS / 4, JSON.stringify(count))
    assert.ok(count.held > ROUNDS / 20 && count.filtered > 0 && count.stateful > 0, JSON.stringify(count))
    // Nothing was written into what all objects share.
    assert.deepEqual(Object.keys(Object.prototype), [])
  })
})
