import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Candidates } from '../../../services/sigma/match/candidates.ts'
import { TextCache } from '../../../services/sigma/match/text-cache.ts'
import { testRandom } from '../../support/random.ts'

describe('a cache of texts', () => {
  it('never gives what another text had, through any number of generations', () => {
    const random = testRandom(5)
    const cache = new TextCache<string>()
    let hits = 0
    for (let at = 0; at < 50_000; at += 1) {
      const text = `text ${random.chance(0.7) ? random.int(300) : random.int(1_000_000)}`
      const known = cache.get(text)
      if (known !== undefined) {
        hits += 1
        assert.equal(known, `of ${text}`)
      } else if (cache.isKeeping(text)) cache.set(text, `of ${text}`)
    }
    assert.ok(hits > 25_000, `${hits} hits`)
  })

  it('gives up for a while where nothing comes again', () => {
    const cache = new TextCache<number>()
    let kept = 0
    for (let at = 0; at < 50_000; at += 1) {
      if (cache.get(`text ${at}`) === undefined && cache.isKeeping(`text ${at}`)) {
        cache.set(`text ${at}`, at)
        kept += 1
      }
    }
    assert.ok(kept < 5000, `${kept} kept`)
  })

  it('does not keep long texts', () => {
    assert.equal(new TextCache<number>().isKeeping('x'.repeat(129)), false)
  })
})

describe('candidates', () => {
  it('come out in order, each once, and are gone then', () => {
    const random = testRandom(6)
    for (const size of [1, 31, 32, 33, 1023, 1024, 1025, 5000]) {
      const candidates = new Candidates(size)
      const into = new Int32Array(size)
      for (let round = 0; round < 20; round += 1) {
        const wanted = new Set(Array.from({ length: random.int(200) }, () => random.int(size)))
        wanted.add(size - 1)
        for (const rule of [...wanted, ...wanted]) candidates.add(rule)
        const count = candidates.drain(into)
        assert.deepEqual(
          [...into.subarray(0, count)],
          [...wanted].toSorted((one, other) => one - other),
        )
      }
    }
  })
})
