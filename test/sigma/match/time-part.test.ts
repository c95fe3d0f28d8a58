import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TIME_PARTS } from '../../../services/sigma/detection.ts'
import { isIsoDate, partOf } from '../../../services/sigma/evaluate/compare.ts'
import { timePartOf } from '../../../services/sigma/match/time-part.ts'
import { testRandom } from '../../support/random.ts'

describe('a part of a time stamp', () => {
  it('is the same for both evaluators, in every year', () => {
    const random = testRandom(3)
    for (let count = 0; count < 2000; count += 1) {
      const time = Date.UTC(
        1971 + random.int(120),
        random.int(12),
        random.pick([1, 2, 3, 4, 5, 6, 28, 29, 30, 31, 15]),
        random.int(24),
      )
      const value = random.pick([new Date(time).toISOString(), time, String(time), Math.floor(time / 1000)])
      for (const part of TIME_PARTS) assert.equal(timePartOf(value, part), partOf(value, part), `${part} of ${value}`)
    }
  })

  for (const value of ['', 'soon', '2026-03-01', '2026-13-01T00:00:00Z', '9'.repeat(16), true, null, 1e300]) {
    it(`is nothing for ${JSON.stringify(value)}`, () => {
      assert.ok(Number.isNaN(timePartOf(value, 'hour')))
      assert.equal(isIsoDate(value), false)
    })
  }
})
