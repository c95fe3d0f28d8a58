import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { MinHeap } from '../../../../services/sigma/stateful/extensions/min-heap.ts'
import { Recency } from '../../../../services/sigma/stateful/extensions/recency.ts'
import { testRandom } from '../../../support/random.ts'

describe('the heap', () => {
  it('gives out numbers in order, whatever the order in which they came', () => {
    const random = testRandom(1)
    const heap = new MinHeap<number>()
    const numbers = Array.from({ length: 500 }, () => random.int(200))
    for (const number of numbers) heap.push(number, number)
    const out: (number | undefined)[] = []
    while (heap.least < Infinity) out.push(heap.pop())
    assert.deepEqual(
      out,
      numbers.toSorted((one, other) => one - other),
    )
    assert.equal(heap.pop(), undefined)
  })
})

describe('what was hit least recently', () => {
  it('is always what a plain list says, through any additions, moves, removals and evictions', () => {
    const random = testRandom(2)
    const recency = new Recency<{ readonly name: number }>()
    const slots = new Map<{ readonly name: number }, number>()
    for (let step = 0; step < 5000; step += 1) {
      const item = [...slots.keys()][random.int(Math.max(1, slots.size))]
      const slot = random.int(12)
      const kind = random.int(5)
      if (kind < 2 || item === undefined) {
        const added = { name: step }
        recency.add(added, slot)
        slots.set(added, slot)
      } else if (kind === 2) {
        recency.move(item, slots.get(item) ?? -1, slot)
        slots.set(item, slot)
      } else if (kind === 3) {
        recency.remove(item, slots.get(item) ?? -1)
        slots.delete(item)
      } else {
        const oldest = Math.min(...slots.values())
        const taken = recency.takeOldest()
        assert.ok(taken !== undefined)
        assert.equal(slots.get(taken), oldest)
        slots.delete(taken)
      }
      assert.equal(recency.oldest, Math.min(Infinity, ...slots.values()))
      const inside = [...slots].filter(([, at]) => at >= 3 && at < 7).map(([{ name }]) => name)
      assert.deepEqual(new Set([...recency.between(3, 7)].map(({ name }) => name)), new Set(inside))
    }
  })

  it('costs the same for the last of many as for the first', () => {
    const recency = new Recency<number>()
    const many = 200_000
    for (let item = 0; item < many; item += 1) recency.add(item, 1)
    const begun = process.cpuUsage()
    for (let item = 0; item < many; item += 1) assert.equal(recency.takeOldest(), item)
    // Looking for the first one anew each time would take minutes.
    assert.ok(process.cpuUsage(begun).user < 5_000_000)
  })
})
