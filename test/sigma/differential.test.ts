import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PathTable } from '../../services/record/field-path.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { MatcherTarget } from '../../services/sigma/types.ts'
import { SCALE, testRandom, type TestRandom } from '../support/random.ts'
import { matches, PLAIN_SOURCE } from './support/plain-target.ts'
import { mixedResolver, randomFilter, randomInput, randomRule, RANDOM_OPTIONS } from './support/random-rules.ts'

const ROUNDS = Math.ceil(40 * SCALE)
const RULES = 60
const INPUTS = 60

function randomFile(random: TestRandom, number: number): string {
  const rule = randomRule(random, number)
  return random.chance(0.3) ? `${rule}\n---\n${randomFilter(random, number)}` : rule
}

describe('the matcher and the plain evaluator', () => {
  it(`agree on ${ROUNDS} random rule sets`, () => {
    let held = 0
    let asked = 0
    let refused = 0
    let filtered = 0
    let scoped = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      const random = testRandom(1000 + round)
      const files = Array.from({ length: RULES }, (_none, at) => ({ file: `${at}.yml`, text: randomFile(random, at) }))
      const { rules } = loadRuleSet(files, RANDOM_OPTIONS)
      filtered += rules.filter((rule) => rule.filters.length > 0).length
      scoped += rules.filter((rule) => JSON.stringify(rule.detection).includes('"op":"scope"')).length
      const inputs = Array.from({ length: INPUTS }, () => randomInput(random))
      const target: MatcherTarget = { source: PLAIN_SOURCE, paths: new PathTable(), resolve: mixedResolver }
      try {
        for (const found of matches(rules, target, inputs)) held += found.length
      } catch (error) {
        throw new Error(`seed ${random.seed} (TOCSIN_SEED)`, { cause: error })
      }
      asked += rules.length * inputs.length
      refused += RULES - rules.length
    }
    // A comparison of nothing with nothing would prove nothing.
    const loaded = ROUNDS * RULES - refused
    assert.ok(filtered > loaded / 10 && scoped > loaded / 10, `${filtered} with filters, ${scoped} with scopes`)
    assert.ok(held > asked / 20 && held < asked / 2, `${held} of ${asked} held`)
    assert.ok(refused < (ROUNDS * RULES) / 3, `${refused} rules were refused`)
  })
})
