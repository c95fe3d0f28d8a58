import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { backOff, LONGEST_RETRY_AFTER, pauseAfter } from '../../services/deliver/back-off.ts'

const ALMOST_ONE = 1 - Number.EPSILON

describe('the pause after failures in a row', () => {
  const cases: readonly { readonly failures: number; readonly below: number }[] = [
    { failures: 0, below: 1_000 },
    { failures: 1, below: 1_000 },
    { failures: 2, below: 2_000 },
    { failures: 5, below: 16_000 },
    { failures: 9, below: 256_000 },
    { failures: 10, below: 300_000 },
    { failures: 5_000, below: 300_000 },
  ]
  for (const { failures, below } of cases) {
    it(`after ${failures} it lies between 100 ms and ${below} ms, wherever chance puts it`, () => {
      assert.equal(backOff(failures, 0), 100)
      assert.equal(backOff(failures, 0.5), below / 2)
      assert.ok(backOff(failures, ALMOST_ONE) <= below && backOff(failures, ALMOST_ONE) >= below - 1)
    })
  }

  it('is at least what the other side asks for, as far as we let it', () => {
    assert.equal(pauseAfter(1, 0.5, 30_000), 30_000)
    assert.equal(pauseAfter(9, 0.5, 30_000), 128_000)
    assert.equal(pauseAfter(1, 0.5, null), 500)
    assert.equal(pauseAfter(1, 0.5, 86_400_000), LONGEST_RETRY_AFTER)
  })
})
