import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { foldClue } from '../../../services/sigma/match/clue.ts'
import { regexLiterals } from '../../../services/sigma/match/regex-literals.ts'
import { compileRegex, isRegexProblem } from '../../../services/sigma/regex.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'

const CASES: readonly (readonly [source: string, flags: string, literals: readonly string[] | null])[] = [
  ['abc', '', ['abc']],
  ['^abc$', '', ['abc']],
  ['ab.cde', '', ['cde']],
  ['abc|de', '', ['abc', 'de']],
  ['x(?:abc|de)y', '', ['xabcy', 'xdey']],
  ['abc|.', '', null],
  ['(?:abc)?de', '', ['de', 'abcde']],
  ['(?:abc)*', '', null],
  ['(?:abc)+', '', ['abc']],
  ['(?:abc){2,3}', '', ['abc']],
  ['abcd?', '', ['abc', 'abcd']],
  ['a[bB]c', 'i', ['abc']],
  ['a[^b]cd', '', ['cd']],
  ['a[a-z]cd', '', ['cd']],
  ['\\.exe\\s', '', ['.exe']],
  ['C:\\\\Windows', 'i', ['c:\\windows']],
  ['\\x41\\x{42}c', '', ['ABc']],
  ['(?i)ABC', '', ['abc']],
  ['x(?i:ABC)', '', ['xabc']],
  ['(?P<name>abc)d', '', ['abcd']],
  ['strasse', 'i', ['strasse']],
  ['straße', 'i', ['stra']],
  ['\\d+', '', null],
  ['\\Qab\\E', '', null],
  ['[[:alpha:]]ab', '', ['ab']],
  ['[]a]b', '', [']b', 'ab']],
  ['ab{', '', null],
  ['\\babc\\b', '', ['abc']],
  ['', '', null],
]

const ATOMS = [
  'a',
  'k',
  's',
  'ſ',
  'K',
  'é',
  'É',
  'µ',
  'Σ',
  'σ',
  'ς',
  '.',
  '\\d',
  '\\.',
  '[ab]',
  '[^a]',
  '[k-s]',
  '(?i)',
  '🔑',
  'İ',
  'ß',
]
const LETTERS = [
  'a',
  'A',
  'k',
  'K',
  '\u212a',
  's',
  'S',
  'ſ',
  'é',
  'É',
  'µ',
  'μ',
  'Σ',
  'σ',
  'ς',
  '.',
  '1',
  '🔑',
  'İ',
  'i',
  'ß',
  'ẞ',
  'b',
]

function randomExpression(random: TestRandom, depth: number): string {
  const parts = Array.from({ length: 1 + random.int(4) }, () => {
    const atom = depth > 0 && random.chance(0.3) ? `(${randomExpression(random, depth - 1)})` : random.pick(ATOMS)
    return atom === '(?i)' ? atom : atom + random.pick(['', '', '', '?', '*', '+', '{2}', '{0,1}', '+?'])
  })
  const text = parts.join('')
  return random.chance(0.25) ? `${text}|${random.pick(ATOMS)}` : text
}

describe('of an expression is known what stands in every text that it matches', () => {
  for (const [source, flags, literals] of CASES) {
    it(`${source} ${flags}`, () => assert.deepEqual(regexLiterals(source, flags)?.toSorted(), literals?.toSorted()))
  }

  const rounds = Math.ceil(1500 * SCALE)
  it(`in ${rounds} random expressions`, () => {
    const random = testRandom(41)
    let [told, matched] = [0, 0]
    for (let round = 0; round < rounds; round += 1) {
      const source = randomExpression(random, 2)
      const flags = random.pick(['', 'i', 's'])
      const regex = compileRegex(source, flags)
      const literals = isRegexProblem(regex) ? null : regexLiterals(source, flags)
      if (isRegexProblem(regex) || literals === null) continue
      told += 1
      for (let text = 0; text < 30; text += 1) {
        const hay = Array.from({ length: random.int(7) }, () => random.pick(LETTERS)).join('')
        if (!regex.test(hay)) continue
        matched += 1
        const folded = foldClue(hay)
        assert.ok(
          literals.some((literal) => folded.includes(foldClue(literal))),
          `seed ${random.seed}: ${source} ${flags} matches ${hay}, not ${literals.join(' ')}`,
        )
      }
    }
    assert.ok(told > rounds / 4 && matched > rounds / 2, `${told} told, ${matched} matched`)
  })
})

describe('folding', () => {
  it('makes no character shorter, and each one on its own', () => {
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const character = String.fromCodePoint(code)
      const folded = foldClue(character)
      if (folded === character) continue
      assert.ok(folded.length >= character.length, character)
      assert.equal(foldClue(`Σ${character}Σ`), `σ${folded}σ`)
    }
  })
})
