import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { StringIntern } from '../../../services/record/scan/intern-strings.ts'
import { SCALE, testRandom, type TestRandom } from '../../support/random.ts'

/** Reads a text as a token that stands somewhere in memory. */
function reader(slots = 4): (text: string, slot?: number) => string {
  const intern = new StringIntern(slots)
  const view = Buffer.alloc(4096, 'x')
  const words = new DataView(view.buffer, view.byteOffset, view.byteLength)
  let at = 0
  return (text, slot = 0) => {
    at = (at + 13) % 1000
    const end = at + view.write(`"${text}"`, at, 'latin1')
    const number = intern.find(slot, view, words, at, end)
    return number < 0 ? text : intern.text(number)
  }
}

describe('texts that were seen before', () => {
  it('are given for equal bytes and for no others, whatever comes', () => {
    const read = reader()
    for (let round = 0; round < 20_000 * SCALE; round += 1) {
      const random = testRandom(71_000 + round)
      const text = randomText(random)
      assert.equal(read(text, random.int(4)), text, `seed ${random.seed}`)
    }
  })

  it('are told from those that differ in one byte at any place', () => {
    const read = reader()
    for (const length of [2, 3, 4, 7, 8, 20, 61, 126, 254]) {
      const text = 'a'.repeat(length)
      for (let at = 0; at < length; at += 1) {
        const other = `${text.slice(0, at)}b${text.slice(at + 1)}`
        assert.deepEqual([read(text), read(other), read(text)], [text, other, text])
      }
    }
  })

  it('are right also where all of them meet in one place on purpose', () => {
    // Equal at the ends, in the middle and at the quarters, which is what the place depends on.
    const texts = Array.from(
      { length: 500 },
      (_none, at) => `same${'-'.repeat(6)}${String(at).padStart(4, '0')}${'-'.repeat(60)}same`,
    )
    const read = reader()
    for (const text of [...texts, ...texts]) assert.equal(read(text), text)
  })

  it('are given up where they never repeat, and taken up again when they do', () => {
    const read = reader()
    for (let at = 0; at < 5000; at += 1) assert.equal(read(`id-${at}-EXAMPLE`), `id-${at}-EXAMPLE`)
    for (let at = 0; at < 5000; at += 1) assert.equal(read(`name-${at % 3}`), `name-${at % 3}`)
  })
})

/** From few letters, so that texts repeat and nearly repeat. */
function randomText(random: TestRandom): string {
  const part = () => random.pick(['a', 'b', 'arn:aws:iam::', '111122223333', ':user/', '.', 'amazonaws.com'])
  return Array.from({ length: random.int(random.pick([2, 6, 16])) }, part).join('')
}
