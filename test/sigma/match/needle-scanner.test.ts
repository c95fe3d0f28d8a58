import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Needle } from '../../../services/sigma/match/cut-needles.ts'
import { HitList } from '../../../services/sigma/match/hit-list.ts'
import { NeedleScanner } from '../../../services/sigma/match/needle-scanner.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'

/** What a folded text has of the needles, by the scanner. */
function found(scanner: NeedleScanner, text: string): number[] {
  const hits = new HitList()
  const first = scanner.firstAt(text)
  if (first >= 0) scanner.find(text, first, hits)
  return Array.from({ length: hits.count }, (_none, at) => hits.at(at)).toSorted((one, other) => one - other)
}

function expected(needles: readonly Needle[], text: string): number[] {
  const isIn = ({ text: needle, place }: Needle): boolean =>
    place === 'start' ? text.startsWith(needle) : place === 'end' ? text.endsWith(needle) : text.includes(needle)
  return needles.filter(isIn).map(({ id }) => id)
}

function randomText(random: TestRandom, letters: readonly string[], most: number): string {
  return Array.from({ length: 1 + random.int(most) }, () => random.pick(letters)).join('')
}

function randomNeedles(random: TestRandom, count: number, letters: readonly string[], most: number): Needle[] {
  return Array.from({ length: count }, (_none, id) => ({
    id,
    text: randomText(random, letters, most),
    place: random.pick(['inside', 'inside', 'start', 'end'] as const),
  }))
}

describe('many needles are found in one go', () => {
  const alphabets = [
    ['a', 'b'],
    ['a', 'b', 'c', '\\', '.'],
    ['a', 'é', '🔑'],
    ['a', 'b', '\ud83d', '\udd11'],
  ]
  for (const letters of alphabets) {
    const rounds = Math.ceil(150 * SCALE)
    it(`as by looking for each, ${rounds} sets of ${letters.join(' ')}`, () => {
      for (let round = 0; round < rounds; round += 1) {
        const random = testRandom(7000 + round)
        const needles = randomNeedles(random, 1 + random.int(30), letters, random.pick([3, 12, 40]))
        const scanner = new NeedleScanner(needles)
        for (let at = 0; at < 30; at += 1) {
          const text = random.chance(0.3)
            ? `${randomText(random, letters, 4)}${random.pick(needles).text}${randomText(random, letters, 4)}`
            : randomText(random, letters, 30)
          assert.deepEqual(found(scanner, text), expected(needles, text), `seed ${random.seed}: ${text}`)
        }
      }
    })
  }

  it('each is told once, however often it stands there', () => {
    const scanner = new NeedleScanner([{ id: 5, text: 'ab', place: 'inside' }])
    assert.deepEqual(found(scanner, 'ab'.repeat(1000)), [5])
  })

  it('upper case in a text that is not folded yet is told of', () => {
    const scanner = new NeedleScanner([{ id: 0, text: 'ab', place: 'inside' }])
    assert.deepEqual([scanner.firstAt('xAB'), scanner.firstAt('x\u212a'), scanner.firstAt('xa')], [2, 1, -1])
  })
})

describe('memory', () => {
  it('is bounded when there are very many needles: they are found without the table', () => {
    const random = testRandom(3)
    const letters = Array.from({ length: 90 }, (_none, at) => String.fromCharCode(33 + at).toLowerCase())
    const needles = randomNeedles(random, 30_000, letters, 16)
    const scanner = new NeedleScanner(needles)
    assert.ok((scanner.table?.next.length ?? 0) <= 1 << 21)
    for (let at = 0; at < 20; at += 1) {
      const text = `${randomText(random, letters, 30)}${random.pick(needles).text}`
      assert.deepEqual(found(scanner, text), expected(needles, text), `seed ${random.seed}: ${text}`)
    }
  })
})
