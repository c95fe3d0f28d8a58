import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GroupIndex } from '../../../../services/sigma/stateful/packed/group-index.ts'
import { testRandom } from '../../../support/random.ts'

describe('the index of groups', () => {
  it('finds what is there and nothing else, however it grew and shrank', () => {
    const random = testRandom(61)
    const index = new GroupIndex()
    // Numbers are few and crowd together, also around the end of the table.
    const numberOf = (cell: number): number => (cell % 7 === 0 ? -1 - (cell % 3) : Math.imul(cell % 5000, 37))
    const there = new Set<number>()
    for (let step = 0; step < 100_000; step += 1) {
      const cell = random.int(20_000)
      const found = index.find(numberOf(cell), (other) => other === cell)
      assert.equal(found, there.has(cell) ? cell : -1, `seed ${random.seed}, step ${step}`)
      const isGrowing = Math.floor(step / 20_000) % 2 === 0
      if (!there.has(cell) && (isGrowing || random.chance(0.1))) {
        index.add(numberOf(cell), cell)
        there.add(cell)
      } else if (there.has(cell) && (!isGrowing || random.chance(0.1))) {
        index.remove(numberOf(cell), cell)
        there.delete(cell)
      }
      assert.equal(index.size, there.size)
    }
  })
})
