import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SCALE, testRandom } from '../../../support/random.ts'
import { fuzzKernel } from './fuzz-kernel.ts'
import { openScanner } from './open-scanner.ts'

const COUNT = 12_000 * SCALE

test(`the kernel agrees with JSON.parse and a plain walk on ${COUNT} random records`, () => {
  const { difference, accepted, refused, invalid } = fuzzKernel(openScanner, testRandom(20260105), COUNT)
  assert.equal(difference, null)
  // A fuzz test that only makes nonsense, or none, would show nothing.
  const seen = accepted + refused + invalid
  assert.ok(accepted > seen * 0.2, `${accepted} of ${seen} accepted`)
  assert.ok(refused > seen * 0.02, `${refused} of ${seen} refused`)
  assert.ok(invalid > seen * 0.15, `${invalid} of ${seen} invalid`)
})
