import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { openCommandQueue } from '../../../services/adapters/sqlite/open-command-queue.ts'
import { openReader, type SqliteReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore, type SqliteStore, type StoreOptions } from '../../../services/adapters/sqlite/open-store.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import type { EventSearch } from '../../../services/core/event-store.ts'
import { testRandom } from '../../support/random.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { appError, collected, sampleEvent, sampleHit, SAMPLE_TIME } from '../../support/stored-samples.ts'

const ZERO = { topic: 'tocsin.raw', partition: 0 }
const ALL: EventSearch = { query: { kind: 'all' }, from: null, to: null, order: 'oldest', limit: 1e6 }

/** What a test works with. */
interface Opened {
  readonly directory: string
  readonly store: SqliteStore
  readonly reader: SqliteReader
}

function withStore(run: (opened: Opened) => Promise<void>, options: StoreOptions = {}): () => Promise<void> {
  return async () => {
    const { directory, remove } = scratchFolder()
    const store = openStore(directory, options)
    const reader = openReader(directory)
    try {
      await run({ directory, store, reader })
    } finally {
      reader.close()
      store.close()
      remove()
    }
  }
}

/** What a query of the file itself gives. */
function rows(directory: string, sql: string): unknown[] {
  const database = new DatabaseSync(path.join(directory, 'tocsin.db'))
  const found = database.prepare(sql).all()
  database.close()
  return found.map((row) => ({ ...row }))
}

describe('a full disk', () => {
  const random = testRandom(5)
  /** Cannot be compressed. */
  const noise = (bytes: number): Buffer => Buffer.from(Array.from({ length: bytes }, () => random.int(256)))

  test(
    'an append that finds no room is refused whole, can be repeated, and what was there can be read',
    withStore(
      async ({ store, reader }) => {
        const batch = { key: 'k', headers: {}, values: [noise(300_000)] }
        let appended = 0
        const fill = async (): Promise<void> => {
          for (; appended < 20; appended += 1) await store.log.append(ZERO.topic, [batch])
        }
        await assert.rejects(fill, (error) => appError('STORE_FULL')(error) && Object(error).retryable === true)
        assert.ok(appended > 0)
        assert.equal(await store.log.end(ZERO), appended)
        await store.log.append(ZERO.topic, [{ key: 'k', headers: {}, values: [Buffer.from('small')] }])
        const slice = await reader.log.read(ZERO, 0, { maxRecords: 100, maxBytes: 1e9 })
        assert.equal(slice.nextOffset, appended + 1)
      },
      { maxBytes: 2_000_000 },
    ),
  )
  test(
    'a commit that finds no room leaves nothing, and a smaller one works',
    withStore(
      async ({ store, reader }) => {
        const pad = noise(1_500_000).toString('base64')
        const keys = { actorName: 'alice' }
        const large = [1, 2, 3].map((n) => sampleEvent({ n, keys, fields: { pad } }))
        const offset = { group: 'g', partition: ZERO, next: 3 }
        const hits = large.map((event) => ({ alertId: 'ALERT1', hit: sampleHit(event) }))
        const commit = store.sink.commit({ ...EMPTY_OUTCOME, events: large, hits, offset })
        await assert.rejects(commit, appError('STORE_FULL'))
        assert.equal((await reader.events.count()).total, 0)
        assert.equal((await reader.alerts.hits('ALERT1')).length, 0)
        assert.equal(await store.log.committed('g', ZERO), 0)

        const small = sampleEvent({ n: 9, keys })
        await store.sink.commit({ ...EMPTY_OUTCOME, events: [small], offset })
        const query = { kind: 'match', field: 'tocsin.actor.name', pattern: ['alice'] } as const
        assert.deepEqual(await collected(reader.events.search({ ...ALL, query })), [small.text])
      },
      { maxBytes: 2_000_000 },
    ),
  )
})

describe('readers beside the writer', () => {
  test(
    'a reader that was open before sees what is committed later',
    withStore(async ({ store, reader }) => {
      const event = sampleEvent({ n: 1 })
      assert.equal(await reader.events.get(event.id), null)
      await store.sink.commit({ ...EMPTY_OUTCOME, events: [event] })
      assert.equal(await reader.events.get(event.id), event.text)
    }),
  )
  test(
    'a search that stands still holds no read transaction: the write-ahead log can be cut meanwhile',
    withStore(async ({ directory, store, reader }) => {
      const events = Array.from({ length: 1000 }, (_, n) => sampleEvent({ n }))
      await store.sink.commit({ ...EMPTY_OUTCOME, events })
      const later = sampleEvent({ n: 1000 })
      let seen = 0
      for await (const text of reader.events.search(ALL)) {
        assert.equal(text, (events[seen] ?? later).text)
        seen += 1
        if (seen !== 500) continue
        await store.sink.commit({ ...EMPTY_OUTCOME, events: [sampleEvent({ n: -1 }), later] })
        assert.deepEqual(rows(directory, 'PRAGMA wal_checkpoint(TRUNCATE)'), [{ busy: 0, log: 0, checkpointed: 0 }])
      }
      assert.ok(seen === 1000 || seen === 1001)
    }),
  )
  test(
    'a search lets timers of its thread run',
    withStore(async ({ store, reader }) => {
      const events = Array.from({ length: 2000 }, (_, n) => sampleEvent({ n }))
      await store.sink.commit({ ...EMPTY_OUTCOME, events })
      let ticks = 0
      const timer = setInterval(() => (ticks += 1), 1)
      await collected(reader.events.search(ALL))
      clearInterval(timer)
      assert.ok(ticks > 0)
    }),
  )
  test(
    'a damaged block is an error with a code, and the events of other blocks can still be read',
    withStore(async ({ directory, store, reader }) => {
      const first = sampleEvent({ n: 1 })
      const second = sampleEvent({ n: 2 })
      await store.sink.commit({ ...EMPTY_OUTCOME, events: [first] })
      await store.sink.commit({ ...EMPTY_OUTCOME, events: [second] })
      rows(directory, "UPDATE event_blocks SET data = x'28b52ffd00000000' WHERE id = 1")
      await assert.rejects(reader.events.get(first.id), appError('STORE_FAILED'))
      await assert.rejects(collected(reader.events.search(ALL)), appError('STORE_FAILED'))
      assert.equal(await reader.events.get(second.id), second.text)
    }),
  )
})

describe('commands of another process', () => {
  test(
    'commands that another process pushes while the writer writes arrive, each once',
    withStore(async ({ directory, store }) => {
      const module = new URL('../../../services/adapters/sqlite/open-command-queue.ts', import.meta.url).href
      const script = `const { openCommandQueue } = await import(${JSON.stringify(module)})
        const queue = openCommandQueue(process.argv[1])
        for (let n = 0; n < 50; n += 1) {
          await queue.push({ id: 'c' + (n % 25), alertId: 'A', kind: 'note', by: 'bob', at: n, text: '' })
        }
        queue.close()`
      const arguments_ = ['--input-type=module', '-e', script, directory]
      const child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'inherit', 'inherit'] })
      const run = { isOver: false }
      const closed = once(child, 'close').finally(() => (run.isOver = true))
      for (let n = 0; !run.isOver; n += 1) {
        await store.sink.commit({ ...EMPTY_OUTCOME, events: [sampleEvent({ n })] })
        await new Promise((resolve) => setImmediate(resolve))
      }
      const [code]: unknown[] = await closed
      assert.equal(code, 0)
      const pending = await store.commands.pending(100)
      assert.deepEqual(
        pending.map(({ id }) => id),
        Array.from({ length: 25 }, (_, n) => `c${n}`),
      )
    }),
  )
  test(
    'a queue pushes while no writer runs',
    withStore(async ({ directory, store }) => {
      store.close()
      const queue = openCommandQueue(directory)
      await queue.push({ id: 'c', alertId: 'A', kind: 'close', by: 'bob', at: 1, text: 'done' })
      queue.close()
      const again = openStore(directory)
      assert.equal((await again.commands.pending(10)).length, 1)
      again.close()
    }),
  )
})

test(
  'outbox entries are stored once',
  withStore(async ({ directory, store }) => {
    const entry = { id: 'o1', alertId: 'A', kind: 'opened', at: SAMPLE_TIME, written: 5 } as const
    await store.sink.commit({ ...EMPTY_OUTCOME, outbox: [entry] })
    await store.sink.commit({ ...EMPTY_OUTCOME, outbox: [entry, entry] })
    assert.deepEqual(rows(directory, 'SELECT id, alert_id, kind, at, written FROM outbox'), [
      { id: 'o1', alert_id: 'A', kind: 'opened', at: SAMPLE_TIME, written: 5 },
    ])
  }),
)

test(
  'a closed store refuses with a code',
  withStore(async ({ store, reader }) => {
    store.close()
    reader.close()
    const batch = { key: 'k', headers: {}, values: [Buffer.from('x')] }
    await assert.rejects(store.log.append(ZERO.topic, [batch]), appError('STORE_FAILED'))
    await assert.rejects(store.sink.commit(EMPTY_OUTCOME), appError('STORE_FAILED'))
    await assert.rejects(collected(reader.events.search(ALL)), appError('STORE_FAILED'))
  }),
)

test(
  'an event whose id is no tocsin.id is refused',
  withStore(async ({ store }) => {
    const event = { ...sampleEvent({ n: 1 }), id: 'mine' }
    await assert.rejects(store.sink.commit({ ...EMPTY_OUTCOME, events: [event] }), appError('STORE_FAILED'))
  }),
)
