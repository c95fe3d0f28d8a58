import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CellPool } from '../../../../services/sigma/stateful/packed/cell-pool.ts'
import { testRandom } from '../../../support/random.ts'

describe('a pool of cells', () => {
  it('keeps what was written into cells, whatever is taken and released in between', () => {
    const random = testRandom(51)
    const pool = new CellPool(3)
    const written = new Map<number, number>()
    for (let step = 0; step < 200_000; step += 1) {
      // It grows, shrinks to next to nothing, and grows again.
      const isGrowing = Math.floor(step / 40_000) % 2 === 0
      if (random.chance(isGrowing ? 0.8 : 0.2) || written.size === 0) {
        const cell = pool.take()
        assert.ok(!written.has(cell), `cell ${cell} was given twice, seed ${random.seed}`)
        for (let word = 0; word < 3; word += 1) pool.page(cell)[pool.at(cell) + word] = step + word
        written.set(cell, step)
      } else {
        const [cell = -1] = written.keys()
        written.delete(cell)
        pool.release(cell)
      }
    }
    assert.equal(pool.size, written.size)
    for (const [cell, step] of written) {
      const at = pool.at(cell)
      assert.deepEqual([...pool.page(cell).subarray(at, at + 3)], [step, step + 1, step + 2], `seed ${random.seed}`)
    }
  })

  it('gives pages back in which nothing is in use', () => {
    const pool = new CellPool(2)
    const cells = Array.from({ length: 100_000 }, () => pool.take())
    assert.ok(pool.pages >= 24)
    for (const cell of cells.slice(10)) pool.release(cell)
    assert.ok(pool.pages <= 2, `${pool.pages} pages for ten cells`)
  })

  it('needs no more pages for cells that come and go', () => {
    const random = testRandom(52)
    const pool = new CellPool(2)
    const cells = Array.from({ length: 50_000 }, () => pool.take())
    const before = pool.pages
    for (let step = 0; step < 200_000; step += 1) {
      const at = random.int(cells.length)
      pool.release(cells[at] ?? 0)
      cells[at] = pool.take()
    }
    assert.ok(pool.pages <= before + 1, `${pool.pages} pages instead of ${before}`)
  })
})
