import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { likePattern } from '../../../services/sigma/evaluate/compare.ts'
import { compilePattern } from '../../../services/sigma/match/compile-pattern.ts'
import {
  ANY,
  concatPatterns,
  literalOf,
  ONE,
  parsePattern,
  type SigmaPattern,
} from '../../../services/sigma/pattern.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'

const PARSED: readonly { text: string; pattern: SigmaPattern }[] = [
  { text: '', pattern: [] },
  { text: 'abc', pattern: ['abc'] },
  { text: 'a*b?c', pattern: ['a', ANY, 'b', ONE, 'c'] },
  { text: 'a**b', pattern: ['a', ANY, 'b'] },
  { text: '*?*', pattern: [ANY, ONE, ANY] },
  { text: '\\*\\?\\\\', pattern: ['*?\\'] },
  { text: '\\x\\', pattern: ['\\x\\'] },
  { text: '\\\\*', pattern: ['\\', ANY] },
  { text: '\\\\\\*', pattern: ['\\*'] },
  { text: '\\\\\\\\x', pattern: ['\\\\x'] },
  { text: '%x%', pattern: ['%x%'] },
]

describe('a pattern', () => {
  for (const { text, pattern } of PARSED) it(`“${text}” is read`, () => assert.deepEqual(parsePattern(text), pattern))

  it('with expand has references to lists', () => {
    assert.deepEqual(parsePattern('a%x%*%y.z%\\%q%', true), ['a', { list: 'x' }, ANY, { list: 'y.z' }, '%q%'])
    assert.deepEqual(parsePattern('100% of %x', true), ['100% of %x'])
  })

  it('is joined with others without gaps and double stars', () => {
    assert.deepEqual(concatPatterns([ANY, 'a'], ['b', ANY], [ANY, 'c']), [ANY, 'ab', ANY, 'c'])
  })

  it('matches what the plain evaluator says', () => {
    let matched = 0
    const count = 20_000 * Math.min(SCALE, 20)
    const random = testRandom(11)
    for (let at = 0; at < count; at += 1) {
      const pattern = randomPattern(random)
      if (literalOf(pattern) !== null) continue
      const text = Array.from({ length: random.int(9) }, () => random.pick(['a', 'b', 'ab', '🔑', '\n'])).join('')
      const fast = compilePattern(pattern)(text)
      assert.equal(
        fast,
        likePattern(pattern, text),
        `${JSON.stringify(pattern)} on ${JSON.stringify(text)}, seed ${random.seed}`,
      )
      if (fast) matched += 1
    }
    assert.ok(matched > count / 20, `${matched} of ${count} matched`)
  })
})

function randomPattern(random: TestRandom): SigmaPattern {
  const parts = Array.from({ length: 1 + random.int(6) }, () =>
    random.pick<SigmaPattern>([[ANY], [ONE], ['a'], ['ab'], ['b'], ['🔑']]),
  )
  return concatPatterns(...parts)
}
