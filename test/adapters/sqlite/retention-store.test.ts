import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, test } from 'node:test'
import { openReader, type SqliteReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore, type SqliteStore } from '../../../services/adapters/sqlite/open-store.ts'
import type { Alert } from '../../../services/core/alert.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import type { EventDocument } from '../../../services/core/event.ts'
import type { EventSweep } from '../../../services/core/retention-store.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import {
  collected,
  sampleAlert,
  sampleDeadLetter,
  sampleEvent,
  sampleHit,
  SAMPLE_TIME,
} from '../../support/stored-samples.ts'
import { assertWhole, queried, swept } from './retention-support.ts'

const RAW = 'tocsin.raw'
const PLACE = { topic: RAW, partition: 0 }
const ALL = { query: { kind: 'all' as const }, from: null, to: null, order: 'oldest' as const, limit: 1e6 }
const EVERY_EVENT: EventSweep = { datasets: null, from: 0, before: null, storedBefore: null }

interface Opened {
  readonly directory: string
  readonly store: SqliteStore
  readonly reader: SqliteReader
}

function withStore(run: (opened: Opened) => Promise<void>): () => Promise<void> {
  return async () => {
    const { directory, remove } = scratchFolder()
    const folder = path.join(directory, 'store')
    const store = openStore(folder)
    const reader = openReader(folder)
    try {
      await run({ directory: folder, store, reader })
    } finally {
      reader.close()
      store.close()
      remove()
    }
  }
}

const stored = ({ reader }: Opened): Promise<string[]> => collected(reader.events.search(ALL))
const commit = ({ store }: Opened, events: readonly EventDocument[]): Promise<void> =>
  store.sink.commit({ ...EMPTY_OUTCOME, events })

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
        for (let isDone = false; !isDone;) {
          const step = await sweep.step(1 + random.int(40))
          removed += step.removed
          isDone = step.isDone
          assertWhole(opened.directory, `seed ${random.seed}`)
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

describe('marks', () => {
  test(
    'an event counts as stored before a time only when a mark of that time knows its block',
    withStore(async (opened) => {
      const { retention } = opened.store
      const HOUR = 3_600_000
      for (let hour = 0; hour < 4; hour += 1) {
        await commit(opened, [sampleEvent({ n: hour, dataset: 'd' })])
        await retention.mark(SAMPLE_TIME + hour * HOUR)
        await retention.mark(SAMPLE_TIME + hour * HOUR + 1000)
      }
      assert.equal(queried(opened.directory, 'SELECT * FROM event_block_marks').length, 4)
      const storedBefore = SAMPLE_TIME + 2 * HOUR - 1
      assert.equal(await swept(retention.events({ ...EVERY_EVENT, storedBefore })), 2)
      // The clock was ahead: its marks are worth nothing.
      await retention.mark(SAMPLE_TIME - 50 * HOUR)
      assert.deepEqual(queried(opened.directory, 'SELECT at FROM event_block_marks'), [{ at: SAMPLE_TIME - 50 * HOUR }])
    }),
  )
})

describe('removing raw records', () => {
  const append = async (opened: Opened, received: number, topic = RAW): Promise<void> =>
    opened.store.log.append(topic, [
      { key: 'k', headers: { received: String(received) }, values: [Buffer.from('a'), Buffer.from('b')] },
    ])
  const CASES: readonly {
    name: string
    received: readonly number[]
    handled: number | null
    other?: number
    before: number | null
    left: readonly number[]
  }[] = [
    { name: 'handled and old', received: [1, 2, 3], handled: 6, before: 3, left: [3] },
    { name: 'handled, whatever their age', received: [1, 2, 3], handled: 6, before: null, left: [] },
    { name: 'old but not handled', received: [1, 2, 3], handled: 2, before: 9, left: [2, 3] },
    { name: 'handled in part', received: [1, 2, 3], handled: 3, before: null, left: [2, 3] },
    { name: 'never handled at all', received: [1, 2, 3], handled: null, before: null, left: [1, 2, 3] },
    { name: 'what another reader still needs', received: [1, 2, 3], handled: 6, other: 4, before: null, left: [3] },
    { name: 'handled by another reader only', received: [1], handled: null, other: 2, before: null, left: [1] },
    {
      name: 'one of a clock that was ahead stays, those behind it go',
      received: [1, 999, 2],
      handled: 6,
      before: 9,
      left: [999],
    },
  ]
  for (const { name, received, handled, other, before, left } of CASES) {
    test(
      name,
      withStore(async (opened) => {
        const { log, retention } = opened.store
        for (const time of received) await append(opened, time)
        if (handled !== null) await log.commit('tocsin', PLACE, handled)
        if (other !== undefined) await log.commit('another', PLACE, other)
        await swept(retention.raw({ group: 'tocsin', before }), 1)
        const found = queried(opened.directory, "SELECT headers ->> 'received' AS at FROM log_blocks ORDER BY id")
        assert.deepEqual(
          found.map(({ at }) => Number(at)),
          left,
        )
        assert.equal(await log.end(PLACE), received.length * 2)
      }),
    )
  }
  test(
    'offsets go on, and a reader goes on behind what was removed',
    withStore(async (opened) => {
      const { log, retention } = opened.store
      await append(opened, 1)
      await log.commit('tocsin', PLACE, 2)
      await swept(retention.raw({ group: 'tocsin', before: null }))
      await append(opened, 2)
      const slice = await log.read(PLACE, 0, { maxRecords: 10, maxBytes: 1e6 })
      assert.deepEqual([slice.batches[0]?.firstOffset, slice.nextOffset], [2, 4])
    }),
  )
  test(
    'a topic that nobody reads keeps everything',
    withStore(async (opened) => {
      await append(opened, 1, 'other')
      await opened.store.log.commit('tocsin', PLACE, 99)
      assert.equal(await swept(opened.store.retention.raw({ group: 'tocsin', before: null })), 0)
    }),
  )
})

test(
  'dead letters go by the time they were received',
  withStore(async ({ store, reader }) => {
    const deadLetters = Array.from({ length: 30 }, (_, position) => sampleDeadLetter({ position }))
    await store.sink.commit({ ...EMPTY_OUTCOME, deadLetters })
    assert.equal(await swept(store.retention.deadLetters(SAMPLE_TIME + 12)), 12)
    assert.equal(await reader.deadLetters.count(), 18)
    assert.equal(await swept(store.retention.deadLetters(null)), 18)
  }),
)

describe('removing alerts', () => {
  const closed = { at: SAMPLE_TIME, by: 'bob', text: '' }
  const CASES: readonly { name: string; alert: Partial<Alert>; stays: boolean }[] = [
    { name: 'an open one stays, however old', alert: { last: 5 }, stays: true },
    { name: 'a closed one goes', alert: { last: 5, status: 'closed', closed: { ...closed, at: 6 } }, stays: false },
    { name: 'an acknowledged one goes', alert: { last: 5, status: 'acknowledged' }, stays: false },
    { name: 'one that was closed lately stays', alert: { last: 5, status: 'closed', closed }, stays: true },
    {
      name: 'one that somebody noted something about lately stays',
      alert: { last: 5, status: 'closed', notes: [closed] },
      stays: true,
    },
    { name: 'one whose last event is young stays', alert: { last: 1000, status: 'closed' }, stays: true },
  ]
  for (const { name, alert, stays } of CASES) {
    test(
      name,
      withStore(async ({ directory, store, reader }) => {
        const hits = (id: string): { alertId: string; hit: ReturnType<typeof sampleHit> }[] =>
          Array.from({ length: 90 }, (_, n) => ({ alertId: id, hit: sampleHit(sampleEvent({ n }), id) }))
        const outbox = ['AAAA', 'BBBB'].map((id) => ({
          id: `o-${id}`,
          alertId: id,
          kind: 'opened' as const,
          at: 1,
          written: 1,
        }))
        const alerts = [sampleAlert({ id: 'AAAA', ...alert }), sampleAlert({ id: 'BBBB', last: 7 })]
        for (const id of ['AAAA', 'BBBB']) {
          await store.commands.push({ id: `c-${id}`, alertId: id, kind: 'note', by: 'bob', at: 1, text: 'x' })
        }
        const commands = ['c-AAAA', 'c-BBBB'].map((commandId) => ({ commandId, outcome: 'applied' as const }))
        await store.sink.commit({ ...EMPTY_OUTCOME, alerts, outbox, hits: ['AAAA', 'BBBB'].flatMap(hits), commands })
        const sweep = store.retention.alerts(1000)
        await swept(sweep, 3)
        const left = stays ? ['AAAA', 'BBBB'] : ['BBBB']
        assert.deepEqual(
          (await reader.alerts.list({ status: null, minLevel: null, ruleId: null, from: null, limit: 9 }))
            .map(({ id }) => id)
            .toSorted(),
          left,
        )
        for (const table of ['hits', 'outbox', 'commands']) {
          const ids = queried(directory, `SELECT DISTINCT alert_id FROM ${table} ORDER BY 1`)
          assert.deepEqual(
            ids.map((row) => row['alert_id']),
            left,
            table,
          )
        }
        assert.deepEqual(
          [...sweep.removed],
          stays
            ? []
            : [
                ['alerts', 1],
                ['hits', 90],
              ],
        )
        assertWhole(directory)
      }),
    )
  }
  test(
    'who dies between an alert and its hits is followed by one who removes the rest',
    withStore(async ({ directory, store }) => {
      const hits = Array.from({ length: 50 }, (_, n) => ({ alertId: 'AAAA', hit: sampleHit(sampleEvent({ n })) }))
      const alerts = [sampleAlert({ id: 'AAAA', last: 5, status: 'closed' })]
      await store.sink.commit({ ...EMPTY_OUTCOME, alerts, hits })
      const first = store.retention.alerts(1000)
      await first.step(1)
      await first.step(1)
      assert.equal(queried(directory, 'SELECT * FROM hits').length, 40)
      await swept(store.retention.alerts(1000))
      assertWhole(directory)
    }),
  )
})

test(
  'free room goes back to the disk, as much as asked for',
  withStore(async (opened) => {
    const { directory, store } = opened
    const random = testRandom(3)
    const pad = (): string => Array.from({ length: 3000 }, () => String.fromCharCode(32 + random.int(90))).join('')
    const events = Array.from({ length: 500 }, (_, n) => sampleEvent({ n, fields: { pad: pad() } }))
    await commit(opened, events)
    await commit(opened, [sampleEvent({ n: 1000 })])
    const full = await store.retention.usage()
    await swept(store.retention.events({ ...EVERY_EVENT, before: SAMPLE_TIME + 500 }))
    const emptied = await store.retention.usage()
    assert.equal(emptied.file, full.file)
    assert.ok(emptied.free > full.file / 2)
    await swept(store.retention.giveBack(200_000))
    const { file, free } = await store.retention.usage()
    assert.ok(free <= 204_800 && free > 150_000, `${free} free`)
    assert.ok(file < full.file / 2)
    await swept(store.retention.giveBack(0))
    assert.equal((await store.retention.usage()).free, 0)
    assertWhole(directory)
  }),
)
