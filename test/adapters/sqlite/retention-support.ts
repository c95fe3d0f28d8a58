import assert from 'node:assert/strict'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import type { Sweep } from '../../../services/core/retention-store.ts'
import { openReader, type SqliteReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore, type SqliteStore } from '../../../services/adapters/sqlite/open-store.ts'
import type { EventDocument } from '../../../services/core/event.ts'
import type { EventSweep } from '../../../services/core/retention-store.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { collected } from '../../support/stored-samples.ts'

/** Where raw records are. */
export const RAW = 'tocsin.raw'
export const PLACE = { topic: RAW, partition: 0 }
/** A search for everything. */
export const ALL = { query: { kind: 'all' as const }, from: null, to: null, order: 'oldest' as const, limit: 1e6 }
/** A sweep of everything. */
export const EVERY_EVENT: EventSweep = { datasets: null, from: 0, before: null, storedBefore: null }

/** What a test works with. */
export interface Opened {
  readonly directory: string
  readonly store: SqliteStore
  readonly reader: SqliteReader
}

/** Runs a test on a fresh store. */
export function withStore(run: (opened: Opened) => Promise<void>): () => Promise<void> {
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

/** All documents, the oldest first. */
export const stored = ({ reader }: Opened): Promise<string[]> => collected(reader.events.search(ALL))
/** Stores events. */
export const commit = ({ store }: Opened, events: readonly EventDocument[]): Promise<void> =>
  store.sink.commit({ ...EMPTY_OUTCOME, events })

/** What a query of the file itself gives. */
export function queried(directory: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(path.join(directory, 'tocsin.db'), { timeout: 5000 })
  try {
    return database
      .prepare(sql)
      .all()
      .map((row) => ({ ...row }))
  } finally {
    database.close()
  }
}

/** Runs a sweep to its end; gives how many things went. */
export async function swept(sweep: Sweep, size = 7): Promise<number> {
  let removed = 0
  for (let steps = 0; ; steps += 1) {
    assert.ok(steps < 100_000, 'a sweep that does not end')
    const step = await sweep.step(size)
    assert.ok(step.removed >= 0)
    removed += step.removed
    if (step.isDone) return removed
  }
}

/** The number of the block that was stored last; 0 when there is none. */
export function newestBlock(directory: string): number {
  return Number(queried(directory, 'SELECT max(id) AS id FROM event_blocks')[0]?.['id'] ?? 0)
}

/** Fails unless blocks, gaps, events and counts agree with each other. Blocks in `spared` may be empty. */
export function assertWhole(directory: string, message = '', spared: ReadonlySet<number> = new Set()): void {
  const wrongBlocks = queried(
    directory,
    `SELECT b.id, b.count, coalesce(g.gone, 0) AS gone, (SELECT count(*) FROM events e WHERE e.block = b.id) AS events
     FROM event_blocks b LEFT JOIN event_block_gaps g ON g.block = b.id WHERE b.count <> gone + events`,
  )
  assert.deepEqual(wrongBlocks, [], `${message}: blocks whose documents do not add up`)
  const orphans = 'SELECT count(*) AS n FROM events WHERE block NOT IN (SELECT id FROM event_blocks)'
  assert.deepEqual(queried(directory, orphans), [{ n: 0 }], `${message}: events without their block`)
  const gaps = 'SELECT count(*) AS n FROM event_block_gaps WHERE block NOT IN (SELECT id FROM event_blocks)'
  assert.deepEqual(queried(directory, gaps), [{ n: 0 }], `${message}: gaps of blocks that are gone`)
  const counts = `SELECT d.name, d.events, (SELECT count(*) FROM events e JOIN terms t ON t.id = e.dataset
    WHERE t.field = 0 AND t.text = d.name) AS found FROM datasets d WHERE d.events <> found`
  assert.deepEqual(queried(directory, counts), [], `${message}: counts of datasets`)
  const empty = `SELECT count(*) AS n FROM event_blocks WHERE id < (SELECT max(id) FROM event_blocks)
    AND id NOT IN (SELECT block FROM events) AND id NOT IN (${[...spared].join(',')})`
  assert.deepEqual(queried(directory, empty), [{ n: 0 }], `${message}: empty blocks`)
  const hits = "SELECT count(*) AS n FROM hits WHERE alert_id <> '' AND alert_id NOT IN (SELECT id FROM alerts)"
  assert.deepEqual(queried(directory, hits), [{ n: 0 }], `${message}: hits without their alert`)
  assert.deepEqual(queried(directory, 'PRAGMA quick_check'), [{ quick_check: 'ok' }], message)
}
