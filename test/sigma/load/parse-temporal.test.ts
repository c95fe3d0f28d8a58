import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isRefusal } from '../../../services/sigma/load/draft.ts'
import {
  namesIn,
  parseTemporal,
  temporalTerms,
  type TemporalExpression,
} from '../../../services/sigma/load/parse-temporal.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'

const NAMES = ['a', 'b', 'c', 'd', 'e']

function parsed(text: string): TemporalExpression {
  const expression = parseTemporal(text)
  if (isRefusal(expression)) assert.fail(expression.problem)
  return expression
}

/** The terms in short: `a b !c | d`. */
function terms(text: string): string {
  const found = temporalTerms(parsed(text), (name) => NAMES.indexOf(name))
  if (isRefusal(found)) return found.problem
  const shown = found.map(({ has, lacks }) =>
    [...has.map((at) => NAMES[at]), ...lacks.map((at) => `!${NAMES[at]}`)].join(' '),
  )
  return shown.join(' | ')
}

const CASES: readonly (readonly [string, string])[] = [
  ['a', 'a'],
  ['a and b', 'a b'],
  ['a or b', 'a | b'],
  ['a or b and c', 'a | b c'],
  ['(a or b) and c', 'a c | b c'],
  ['a and not b', 'a !b'],
  ['a and not (b and c)', 'a !b | a !c'],
  ['a and not (b or c)', 'a !b !c'],
  ['not not a', 'a'],
  ['a and (b or a)', 'a'],
  ['a or not b', 'a | !b'],
  ['a and (b or not b)', 'a b | a !b'],
  ['a and not a', 'can never hold'],
  ['not a or not b', 'only says what must not match'],
]

describe('a boolean condition in all ways in which it can be true', () => {
  for (const [text, is] of CASES) it(`${text} → ${is}`, () => assert.equal(terms(text), is))

  it('says the same as the condition itself, for random ones', () => {
    const random = testRandom(5)
    const { seed } = random
    for (let round = 0; round < 300 * SCALE; round += 1) {
      const text = written(random, 4)
      const expression = parsed(text)
      const found = temporalTerms(expression, (name) => NAMES.indexOf(name))
      const matching = Array.from({ length: 2 ** NAMES.length }, (_, bits) => bits)
      if (isRefusal(found)) {
        // Refused ones hold of nothing, or already of no match at all.
        assert.ok(
          matching.every((bits) => !isTrue(expression, bits)) || isTrue(expression, 0),
          `${text} (seed ${seed})`,
        )
        continue
      }
      const byTerms = (bits: number): boolean =>
        found.some(({ has, lacks }) => has.every((at) => bits & (1 << at)) && !lacks.some((at) => bits & (1 << at)))
      for (const bits of matching) assert.equal(byTerms(bits), isTrue(expression, bits), `${text} (seed ${seed})`)
    }
  })
})

describe('the names in a condition', () => {
  it('come in their order, each once', () => {
    assert.deepEqual(
      namesIn(parsed('b and (a or not b) and c')).map(({ name, at }) => `${name}:${at}`),
      ['b:0', 'a:7', 'c:23'],
    )
  })
})

function written(random: TestRandom, depth: number): string {
  const pick = random.next()
  if (depth === 0 || pick < 0.25) return random.pick(NAMES)
  if (pick < 0.5) return `not ${written(random, depth - 1)}`
  const op = pick < 0.75 ? 'and' : 'or'
  return `(${written(random, depth - 1)} ${op} ${written(random, depth - 1)})`
}

function isTrue(expression: TemporalExpression, bits: number): boolean {
  switch (expression.op) {
    case 'rule':
      return (bits & (1 << NAMES.indexOf(expression.name))) !== 0
    case 'not':
      return !isTrue(expression.part, bits)
    case 'and':
      return expression.parts.every((part) => isTrue(part, bits))
    case 'or':
      return expression.parts.some((part) => isTrue(part, bits))
  }
}
