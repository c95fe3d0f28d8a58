import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ANY, ONE, type SigmaPattern } from '../../../services/sigma/pattern.ts'
import { likePattern } from '../../../services/sigma/evaluate/compare.ts'
import { compilePattern, compilePatterns } from '../../../services/sigma/match/compile-pattern.ts'
import { anyAtEnd, anyAtStart, anyInside, MANY_NEEDLES } from '../../../services/sigma/match/needles.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'

const ROUNDS = Math.ceil(300 * SCALE)
const LETTERS = ['a', 'b', 'ab', '🔑', 'é']

function randomText(random: TestRandom, most: number, least = 0): string {
  return Array.from({ length: least + random.int(most) }, () => random.pick(LETTERS)).join('')
}

describe('a search for many texts at once', () => {
  it('finds what one search after the other finds', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const random = testRandom(700 + round)
      const needles = Array.from({ length: 1 + random.int(20) }, () => randomText(random, 5, 1))
      const [inside, start, end] = [anyInside(needles), anyAtStart(needles), anyAtEnd(needles)]
      for (let count = 0; count < 20; count += 1) {
        const text = randomText(random, 8)
        const where = `seed ${random.seed}: ${needles.join(' ')} in ${text}`
        assert.equal(
          inside(text),
          needles.some((needle) => text.includes(needle)),
          where,
        )
        assert.equal(
          start(text),
          needles.some((needle) => text.startsWith(needle)),
          where,
        )
        assert.equal(
          end(text),
          needles.some((needle) => text.endsWith(needle)),
          where,
        )
      }
    }
  })

  const cases = [
    { name: 'a text inside another one', needles: ['abcd', 'bc'], text: 'xabcx', holds: true },
    { name: 'a text that ends where another one breaks off', needles: ['aab', 'ac'], text: 'aac', holds: true },
    { name: 'the same text twice', needles: ['ab', 'ab'], text: 'ab', holds: true },
    { name: 'no text', needles: [], text: 'ab', holds: false },
    { name: 'an empty text', needles: ['a'], text: '', holds: false },
  ]
  for (const { name, needles, text, holds } of cases) it(name, () => assert.equal(anyInside(needles)(text), holds))
})

describe('patterns of which one is enough', () => {
  it('mean the same when there are very many', () => {
    for (let round = 0; round < ROUNDS / 10; round += 1) {
      const random = testRandom(900 + round)
      const patterns = Array.from({ length: MANY_NEEDLES + random.int(40) }, () => randomPattern(random))
      const tests = compilePatterns(patterns)
      for (let count = 0; count < 10; count += 1) {
        const text = randomText(random, 10)
        const expected = patterns.some((pattern) => likePattern(pattern, text))
        assert.equal(
          tests.some((test) => test(text)),
          expected,
          `seed ${random.seed}: ${text}`,
        )
      }
    }
  })

  function randomPattern(random: TestRandom): SigmaPattern {
    const text = randomText(random, 6, 4)
    return random.pick<SigmaPattern>([[text], [ANY, text], [text, ANY], [ANY, text, ANY], [ANY, text, ONE, 'b', ANY]])
  }
})

describe('a pattern with very many question marks', () => {
  it('is found where it stands', () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const random = testRandom(1100 + round)
      const parts: (string | typeof ONE)[] = ['a']
      for (let count = 5 + random.int(40); count > 0; count -= 1) parts.push(ONE, random.pick(['a', 'b', 'é']))
      const pattern: SigmaPattern = [ANY, ...parts, ANY, random.pick(['a', 'b']), ANY]
      const body = parts.map((part) => (part === ONE ? random.pick(['a', 'b', '🔑']) : part)).join('')
      const broken = random.chance(0.5) ? body : body.slice(0, -1)
      const text = `${randomText(random, 20)}${broken}${randomText(random, 20)}`
      assert.equal(compilePattern(pattern)(text), likePattern(pattern, text), `seed ${random.seed}: ${text}`)
    }
  })
})
