import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ExactSum } from '../../../../services/sigma/stateful/windows/exact-sum.ts'
import { SCALE, testRandom } from '../../../support/random.ts'
import type { TestRandom } from '../../../support/random.ts'

/** 2 to this power times any number below is whole. */
const PLACES = 220n

/** A number between about 2^-150 and 2^150, of either sign, with all its digits. */
function randomNumber(random: TestRandom): number {
  return (random.next() - 0.5) * 2 ** (random.int(300) - 150)
}

/** The number as a multiple of 2^-220. */
function exactly(number: number): bigint {
  let [whole, places] = [number, 0n]
  while (!Number.isInteger(whole)) [whole, places] = [whole * 2, places + 1n]
  return (BigInt(whole) << PLACES) >> places
}

function distance(exact: bigint, number: number): bigint {
  const difference = exact - exactly(number)
  return difference < 0n ? -difference : difference
}

/** The numbers next to a number. */
function neighbours(number: number): readonly number[] {
  const view = new DataView(new ArrayBuffer(8))
  return [-1n, 1n].map((step) => {
    view.setFloat64(0, number)
    view.setBigInt64(0, view.getBigInt64(0) + step)
    return view.getFloat64(0)
  })
}

const CASES = [
  { name: 'nothing', numbers: [], sum: 0 },
  { name: 'ten tenths', numbers: Array.from({ length: 10 }, () => 0.1), sum: 1 },
  { name: 'what the large ones would swallow', numbers: [1e100, 1, -1e100], sum: 1 },
  { name: 'half-way, with something below', numbers: [1, 2 ** -53, 2 ** -110], sum: 1 + 2 ** -52 },
  { name: 'half-way, with something missing below', numbers: [1, 2 ** -53, -(2 ** -110)], sum: 1 },
  { name: 'half-way and nothing else', numbers: [1, 2 ** -53], sum: 1 },
]

describe('an exact sum', () => {
  for (const { name, numbers, sum } of CASES) {
    it(name, () => {
      for (const order of [numbers, numbers.toReversed()]) {
        const exact = new ExactSum()
        for (const number of order) exact.add(number)
        assert.equal(exact.value, sum)
      }
    })
  }

  it('is the nearest number to the sum of those that are in it, whatever came and went', () => {
    for (let at = 0; at < 300 * SCALE; at += 1) {
      const random = testRandom(50_000_000 + at)
      const kept = Array.from({ length: random.int(12) }, () => randomNumber(random))
      const gone = Array.from({ length: random.int(12) }, () => randomNumber(random))
      const sum = new ExactSum()
      for (const number of random.shuffle([...kept, ...gone])) sum.add(number)
      for (const number of gone) sum.add(-number)
      const exact = kept.reduce((total, number) => total + exactly(number), 0n)
      const off = distance(exact, sum.value)
      if (sum.value === 0) assert.equal(exact, 0n, `seed ${random.seed}`)
      else for (const other of neighbours(sum.value)) assert.ok(off <= distance(exact, other), `seed ${random.seed}`)
    }
  })
})
