import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { OfflineCorrelator } from '../../services/correlate/offline.ts'
import { compareHits, SortedHits } from '../../services/correlate/sorted-hits.ts'
import type { Spill } from '../../services/correlate/spill.ts'
import { SCALE, testRandom } from '../support/random.ts'
import { countRule, DAY, MINUTE, ruleInfo, sampleHit } from './support/rule-info.ts'

/** A spill that keeps its runs in memory, as text. */
function textSpill(): Spill & { readonly kept: string[] } {
  const kept: string[] = []
  return {
    kept,
    write: (lines) => void kept.push([...lines].join('\n')),
    runs: () => kept.map((run) => run.split('\n')),
  }
}

describe('hits in the order of time', () => {
  for (let round = 0; round < 10 * SCALE; round += 1) {
    it(`leave each once, however many runs there are (round ${round})`, () => {
      const random = testRandom(300 + round)
      const hits = Array.from({ length: random.int(200) }, (_, at) =>
        sampleHit(random.pick(['r', 's']), `e${random.int(80)}`, 1000 + random.int(20), 'dana', `${at}`),
      ).map((hit) => ({ ...hit, time: Number(hit.eventId.slice(1)) >> 1 }))
      const spill = textSpill()
      const sorted = new SortedHits(spill, 1 + random.int(40))
      for (const hit of hits) sorted.add(hit)
      const seen = new Set<string>()
      const expected = hits
        .filter(({ ruleId, eventId }) => seen.size < seen.add(`${ruleId} ${eventId}`).size)
        .toSorted(compareHits)
      assert.deepEqual([...sorted], expected, `seed ${random.seed}`)
      assert.deepEqual([...sorted], expected, 'and again')
    })
  }

  it('stay in memory without a place to go', () => {
    const sorted = new SortedHits(null, 2)
    for (const time of [3, 1, 2]) sorted.add(sampleHit('r', `e${time}`, time))
    assert.deepEqual(
      [...sorted].map(({ time }) => time),
      [1, 2, 3],
    )
  })
})

describe('offline', () => {
  it('the alerts are the same whether hits fit into memory or not', () => {
    const random = testRandom(9)
    const stateful = [countRule('burst', ['denied'], { timespan: 10 * MINUTE })]
    const hits = Array.from({ length: 3000 }, (_, at) =>
      sampleHit('denied', `e${at}`, 100 * DAY + random.int(DAY), `user-${random.int(40)}`),
    )
    const spill = textSpill()
    const [small, large] = [{ spill, hitsInMemory: 100 }, {}].map((options) => {
      const correlator = new OfflineCorrelator({
        namespace: 'tocsin',
        maxRefs: 10,
        ruleOf: () => stateful[0]?.info,
        stateful,
        ...options,
      })
      for (const hit of random.shuffle(hits)) correlator.add(ruleInfo('denied', { alerts: false }), hit)
      return correlator.alerts(101 * DAY)
    })
    assert.equal(spill.kept.length, 30)
    assert.ok((large?.length ?? 0) > 10)
    assert.deepEqual(small, large)
    assert.ok(
      large?.every(({ events }) => events.every(({ action }) => action === 'DeleteTrail')),
      'with all details',
    )
  })
})
