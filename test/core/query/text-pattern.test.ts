import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldCase } from '../../../services/core/query/fold-case.ts'
import { compileTextPattern, literalOf, prefixOf } from '../../../services/core/query/text-pattern.ts'
import { ANY_ONE, ANY_RUN, type TextPattern } from '../../../services/core/query.ts'
import { SCALE, testRandom } from '../../support/random.ts'

/** The same as a regular expression: slow on bad patterns, but easy to believe. */
function regex(pattern: TextPattern): RegExp {
  const source = pattern.map((part) =>
    part === ANY_RUN ? '.*' : part === ANY_ONE ? '.' : RegExp.escape(foldCase(part)),
  )
  return new RegExp(`^${source.join('')}$`, 'su')
}

function show(pattern: TextPattern): string {
  return pattern.map((part) => (typeof part === 'string' ? JSON.stringify(part) : part.description)).join(' ')
}

test('random patterns find in random texts what a regular expression finds', () => {
  const random = testRandom(11)
  const letters = ['a', 'b', 'ab', 'aab', '😀', 'ß', '\n']
  for (let n = 0; n < 20_000 * SCALE; n += 1) {
    const text = Array.from({ length: random.int(12) }, () => random.pick(letters)).join('')
    const pattern = Array.from({ length: random.int(6) }, () =>
      random.chance(0.3) ? ANY_RUN : random.chance(0.3) ? ANY_ONE : random.pick(letters),
    )
    const message = `seed ${random.seed}: ${show(pattern)} on ${JSON.stringify(text)}`
    assert.equal(compileTextPattern(pattern)(foldCase(text)), regex(pattern).test(foldCase(text)), message)
  }
})

test('folding twice changes nothing, and both small sigmas are one letter', () => {
  for (const text of ['ΟΔΟΣ', 'İstanbul', 'straße', 'Zoë', '\u212A', 'abc', '']) {
    assert.equal(foldCase(foldCase(text)), foldCase(text))
  }
  assert.ok(compileTextPattern(['ΟΔΟΣ', ANY_RUN])(foldCase('οδοσα')))
  assert.ok(compileTextPattern(['ΟΔΟΣ'])(foldCase('οδος')))
})

test('a bad pattern on a long text takes no time to speak of', () => {
  const text = 'a'.repeat(200_000)
  const pattern = Array.from({ length: 40 }, (_, n) => (n % 2 === 0 ? ANY_RUN : 'a'.repeat(20)))
  const started = performance.now()
  assert.equal(compileTextPattern([...pattern, 'b'])(text), false)
  assert.equal(compileTextPattern([ANY_RUN, 'a', ANY_ONE, 'ab', ANY_RUN])(text), false)
  assert.ok(performance.now() - started < 1000)
})

test('a literal and a beginning are told from other patterns', () => {
  const cases: { pattern: TextPattern; literal: string | null; prefix: string | null }[] = [
    { pattern: [], literal: '', prefix: null },
    { pattern: ['ab', 'c'], literal: 'abc', prefix: null },
    { pattern: ['ab', 'c', ANY_RUN], literal: null, prefix: 'abc' },
    { pattern: [ANY_RUN], literal: null, prefix: null },
    { pattern: ['a', ANY_ONE, ANY_RUN], literal: null, prefix: null },
    { pattern: [ANY_RUN, 'a'], literal: null, prefix: null },
  ]
  for (const { pattern, literal, prefix } of cases) {
    assert.deepEqual([literalOf(pattern), prefixOf(pattern)], [literal, prefix], show(pattern))
  }
})
