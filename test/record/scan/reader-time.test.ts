import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseIsoTime } from '../../../services/core/time.ts'
import { IsoTimeReader } from '../../../services/record/scan/reader-time.ts'
import { SCALE, testRandom } from '../../support/random.ts'

const times = new IsoTimeReader()

function read(text: string): number {
  const view = Buffer.from(`xx"${text}"xx`, 'latin1')
  return times.read(view, 2, view.length - 2)
}

const USUAL = [
  '1970-01-01T00:00:00Z',
  '2026-03-14T08:17:45Z',
  '2024-02-29T23:59:59Z',
  '0099-12-31T00:00:01Z',
  '9999-12-31T23:59:59Z',
]
const OTHERS = [
  '',
  'Z',
  '2026-03-14T08:17:45',
  '2026-03-14 08:17:45Z',
  '2026-03-14T08:17:45.123Z',
  '2026-03-14T08:17:60Z',
  '2026-03-14T08:17:45+01',
]

describe('a time stamp in bytes', () => {
  it('of the usual shape is read as its text is', () => {
    for (const text of USUAL) assert.equal(read(text), parseIsoTime(text), text)
  })

  it('of another shape is left to its text', () => {
    for (const text of OTHERS) assert.ok(Number.isNaN(read(text)), text)
  })

  it('is never read as something else, whatever stands in it', () => {
    for (let round = 0; round < 20_000 * SCALE; round += 1) {
      const random = testRandom(72_000 + round)
      const letters = random.pick(USUAL).split('')
      for (let change = random.int(3); change > 0; change -= 1) {
        letters[random.int(letters.length)] = random.pick('0123456789 -:TZ/\u00b1'.split(''))
      }
      const text = letters.join('')
      const time = read(text)
      if (!Number.isNaN(time)) assert.equal(time, parseIsoTime(text), `seed ${random.seed}: ${text}`)
      else assert.ok(Number.isNaN(parseIsoTime(text)) || text.slice(17, 19) === '60' || !/T.*Z$/.test(text), text)
    }
  })
})
