import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PathTable } from '../../services/record/field-path.ts'
import { loadRuleSet } from '../../services/sigma/load-rule-set.ts'
import type { MatcherTarget } from '../../services/sigma/types.ts'
import { SCALE, testRandom } from '../support/random.ts'
import { matches, NO_OPTIONS, PLAIN_SOURCE } from './support/plain-target.ts'
import { mixedResolver, randomInput, randomRule } from './support/random-rules.ts'

const ROUNDS = Math.ceil(40 * SCALE)
const RULES = 60
const INPUTS = 60

describe('the matcher and the plain evaluator', () => {
  it(`agree on ${ROUNDS} random rule sets`, () => {
    let held = 0
    let asked = 0
    let refused = 0
    for (let round = 0; round < ROUNDS; round += 1) {
      const random = testRandom(1000 + round)
      const files = Array.from({ length: RULES }, (_none, at) => ({ file: `${at}.yml`, text: randomRule(random, at) }))
      const { rules } = loadRuleSet(files, NO_OPTIONS)
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
    assert.ok(held > asked / 20 && held < asked / 2, `${held} of ${asked} held`)
    assert.ok(refused < (ROUNDS * RULES) / 3, `${refused} rules were refused`)
  })
})
