import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { EventDocument } from '../../../services/core/event.ts'
import type { EventSweep } from '../../../services/core/retention-store.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import { sampleEvent, SAMPLE_TIME } from '../../support/stored-samples.ts'
import {
  ALL,
  assertWhole,
  newestBlock,
  commit,
  EVERY_EVENT,
  queried,
  stored,
  swept,
  withStore,
} from './retention-support.ts'

describe('removing events', () => {
  const events = [
    sampleEvent({ n: 1, time: SAMPLE_TIME }),
    sampleEvent({ n: 2, time: SAMPLE_TIME + 1000, dataset: 'aws.vpcflow' }),
    sampleEvent({ n: 3, time: SAMPLE_TIME + 2000 }),
    sampleEvent({ n: 4, time: 0, dataset: 'unknown' }),
    sampleEvent({ n: 5, time: Date.UTC(2099, 0, 1), dataset: 'unknown' }),
  ]
  const CASES: readonly { name: string; sweep: Partial<EventSweep>; left: readonly number[] }[] = [
    { name: 'all', sweep: {}, left: [] },
    { name: 'before a time', sweep: { before: SAMPLE_TIME + 1000 }, left: [2, 3, 5] },
    { name: 'from a time on, also far in the future', sweep: { from: SAMPLE_TIME + 2000 }, left: [4, 1, 2] },
    { name: 'of a dataset', sweep: { datasets: ['aws.vpcflow'] }, left: [4, 1, 3, 5] },
    { name: 'of several', sweep: { datasets: ['aws.vpcflow', 'unknown'] }, left: [1, 3] },
    { name: 'of none', sweep: { datasets: [] }, left: [4, 1, 2, 3, 5] },
    { name: 'of a dataset that is not there', sweep: { datasets: ['dns'] }, left: [4, 1, 2, 3, 5] },
    { name: 'stored before a time of which nothing is known', sweep: { storedBefore: 1 }, left: [4, 1, 2, 3, 5] },
    { name: 'stored before now', sweep: { storedBefore: SAMPLE_TIME }, left: [] },
  ]
  for (const { name, sweep, left } of CASES) {
    test(
      name,
      withStore(async (opened) => {
        await commit(opened, events)
        await opened.store.retention.mark(SAMPLE_TIME)
        // The newest block never goes: its number would be given again.
        await commit(opened, [sampleEvent({ n: 99, time: Date.UTC(2500, 0, 1), dataset: 'last' })])
        const datasets = sweep.datasets ?? ['aws.cloudtrail', 'aws.vpcflow', 'unknown']
        const removed = await swept(opened.store.retention.events({ ...EVERY_EVENT, ...sweep, datasets }), 1)
        assert.equal(removed, events.length - left.length)
        const texts = left.map((n) => events.find(({ id }) => id === events[n - 1]?.id)?.text)
        assert.deepEqual((await stored(opened)).slice(0, -1), texts)
        assertWhole(opened.directory, name)
      }),
    )
  }

  const ROUNDS = Math.ceil(6 * Math.min(SCALE, 20))
  for (let seed = 1; seed <= ROUNDS; seed += 1) {
    test(`at random, with new events between the steps: what is left is what was to be left (seed ${seed})`, () =>
      withStore(async (opened) => {
        const random = testRandom(seed)
        const datasets = ['a', 'b', 'c']
        const make = (n: number): EventDocument =>
          sampleEvent({
            n,
            time: SAMPLE_TIME + random.int(1000),
            dataset: random.pick(datasets),
            keys: { actorName: `u${random.int(5)}` },
          })
        const known: EventDocument[] = []
        const add = async (count: number): Promise<void> => {
          const batch = Array.from({ length: count }, (_, n) => make(known.length + n))
          known.push(...batch)
          await commit(opened, batch)
        }
        for (let batch = 0; batch < 8; batch += 1) await add(1 + random.int(120))
        const due: EventSweep = {
          datasets: random.chance(0.3) ? null : random.shuffle(datasets).slice(0, 1 + random.int(2)),
          from: SAMPLE_TIME + random.int(300),
          before: random.chance(0.3) ? null : SAMPLE_TIME + 300 + random.int(700),
          storedBefore: null,
        }
        const sweep = opened.store.retention.events(due)
        const before = known.length
        let removed = 0
        const spared = new Set<number>()
        for (let isDone = false; !isDone;) {
          // A block that is emptied while it is the newest goes when the next sweep begins, and no other one stays.
          spared.add(newestBlock(opened.directory))
          const step = await sweep.step(1 + random.int(40))
          removed += step.removed
          isDone = step.isDone
          assertWhole(opened.directory, `seed ${random.seed}`, spared)
          if (random.chance(0.2)) await add(1 + random.int(3))
        }
        const isDue = ({ dataset, time }: EventDocument): boolean =>
          (due.datasets === null || due.datasets.includes(dataset)) &&
          time >= due.from &&
          (due.before === null || time < due.before)
        const left = new Set(await stored(opened))
        for (const [at, event] of known.entries()) {
          if (at < before) assert.equal(left.has(event.text), !isDue(event), `event ${at}, seed ${random.seed}`)
          else if (!isDue(event)) assert.ok(left.has(event.text), `new event ${at}, seed ${random.seed}`)
        }
        assert.equal(left.size, known.length - removed)
        assert.equal((await opened.reader.events.count()).total, left.size)
        await swept(opened.store.retention.events(EVERY_EVENT))
        await add(1)
        opened.store.retention.events(EVERY_EVENT)
        assert.equal(queried(opened.directory, 'SELECT id FROM event_blocks').length, 1)
      })())
  }

  test(
    'few among many others, further apart than one step looks',
    withStore(async (opened) => {
      const events = Array.from({ length: 1000 }, (_, n) => sampleEvent({ n, dataset: n % 200 === 7 ? 'few' : 'many' }))
      await commit(opened, events)
      assert.equal(await swept(opened.store.retention.events({ ...EVERY_EVENT, datasets: ['few'] }), 2), 5)
      assert.deepEqual((await opened.reader.events.count()).byDataset, { few: 0, many: 995 })
      assertWhole(opened.directory)
    }),
  )
  test(
    'the number of a block is never given again while somebody may still look for it',
    withStore(async (opened) => {
      const first = sampleEvent({ n: 1 })
      await commit(opened, [first])
      await swept(opened.store.retention.events(EVERY_EVENT))
      await commit(opened, [sampleEvent({ n: 2 })])
      const ids = queried(opened.directory, 'SELECT DISTINCT block FROM events').map(({ block }) => block)
      assert.deepEqual(ids, [2])
      opened.store.retention.events(EVERY_EVENT)
      assertWhole(opened.directory)
    }),
  )

  test(
    'a search that goes on while events and their blocks vanish never fails and gives whole documents only',
    withStore(async (opened) => {
      const known = Array.from({ length: 3000 }, (_, n) => sampleEvent({ n, fields: { pad: 'x'.repeat(2000) } }))
      for (let at = 0; at < known.length; at += 500) await commit(opened, known.slice(at, at + 500))
      const texts = new Set(known.map(({ text }) => text))
      for (const order of ['oldest', 'newest'] as const) {
        const sweep = opened.store.retention.events({ ...EVERY_EVENT, before: SAMPLE_TIME + 1500 })
        let seen = 0
        for await (const text of opened.reader.events.search({ ...ALL, order })) {
          assert.ok(texts.has(text))
          seen += 1
          if (seen % 100 === 0) await sweep.step(300)
        }
        assert.ok(seen >= 1500 && seen <= 3000, `${seen} found`)
      }
      assertWhole(opened.directory)
    }),
  )
})
