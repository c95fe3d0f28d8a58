import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import type { RawHandlers } from '../../../services/app/embedded/handle-raw.ts'
import { Pipeline, PIPELINE_GROUP } from '../../../services/app/embedded/pipeline.ts'
import { encodeRaw } from '../../../services/app/embedded/raw-codec.ts'
import { storedAlertJson } from '../../../services/app/json/alert-json.ts'
import { replay, type Replayed, type ReplayOptions } from '../../../services/app/replay/replay.ts'
import { STORED_EVENT_REFS } from '../../../services/core/alert.ts'
import { TOPICS, type ReadLimits } from '../../../services/core/log.ts'
import type { RawBatch } from '../../../services/core/raw-record.ts'
import { Correlator } from '../../../services/correlate/correlator.ts'
import { DEFAULT_INFLATE_LIMITS } from '../../../services/ingest/decompress/decompress.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { storeState, withReader, type StoreState } from '../../support/store-state.ts'
import { engine, RAW } from '../embedded/pipeline-rig.ts'

/** A store that a pipeline wrote, closed, and a place for cases. */
export interface Live {
  readonly store: string
  /** a new folder for a case */
  readonly place: () => string
  readonly remove: () => void
}

const SLICE: ReadLimits = { maxRecords: 50, maxBytes: 1e9 }

/** Sends batches through the pipeline into a new store. */
export async function liveStore(
  batches: readonly RawBatch[],
  detector: RawHandlers['detector'] = engine.detector,
): Promise<Live> {
  const { directory, remove } = scratchFolder()
  const live = path.join(directory, 'live')
  const store = openStore(live)
  const { sink, commands, log } = store
  const correlator = new Correlator({
    namespace: 'tocsin',
    maxRefs: STORED_EVENT_REFS,
    ruleOf: engine.ruleOf,
    stateful: engine.stateful,
    datasetsOf: engine.datasetsOf,
    sink,
    hits: store.hits,
    now: () => 0,
  })
  const { normalizer } = engine
  const pipeline = new Pipeline({ normalizer, detector, correlator, sink, commands, committed: () => undefined })
  for (const [index, batch] of batches.entries()) await log.append(TOPICS.raw, [encodeRaw(batch, index)])
  const end = await log.end(RAW)
  for (let at = await log.committed(PIPELINE_GROUP, RAW); at < end;) {
    const slice = await log.read(RAW, at, SLICE)
    await pipeline.slice(RAW, slice)
    at = slice.nextOffset
  }
  await pipeline.catchUp([], new AbortController().signal)
  store.close()
  let cases = 0
  return { store: live, place: () => path.join(directory, `case-${(cases += 1)}`), remove }
}

/** A replay of a store with everything as it is by default. */
export function replayLive(live: Live, directory: string, changes: Partial<ReplayOptions> = {}): Promise<Replayed> {
  return replay({
    directory,
    id: path.basename(directory),
    force: false,
    source: { kind: 'store', store: live.store },
    type: 'auto',
    span: { from: null, to: null },
    engine,
    namespace: 'tocsin',
    limits: { maxRecordBytes: 1_000_000, inflate: DEFAULT_INFLATE_LIMITS },
    signal: new AbortController().signal,
    now: () => 1_780_000_000_000,
    progress: () => undefined,
    unreadable: () => undefined,
    ...changes,
  })
}

/** What is in a store. */
export function stateOf(directory: string): Promise<StoreState> {
  return withReader(directory, (reader) => storeState(reader))
}

/** The alerts of a case as `replay --json` writes them. */
export function alertLines(directory: string, { alerts }: Replayed): Promise<readonly string[]> {
  return withReader(directory, async (reader) => {
    const lines: string[] = []
    for (const { id } of alerts) {
      const alert = await reader.alerts.get(id)
      if (alert) lines.push(JSON.stringify(storedAlertJson(alert)))
    }
    return lines
  })
}

/** Removes raw records, as retention does: all, or the oldest blocks. */
export function removeRaw(store: string, share: number): void {
  change(store, (database) => {
    const blocks = Number(database.prepare('SELECT count(*) AS count FROM log_blocks').get()?.['count'])
    const most = Math.ceil(blocks * share)
    database.exec(`DELETE FROM log_blocks WHERE id IN (SELECT id FROM log_blocks ORDER BY id LIMIT ${most})`)
  })
}

/** Does something to a store's file that no part of the program does. */
export function change(store: string, work: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(path.join(store, 'tocsin.db'))
  work(database)
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)')
  database.close()
}

/** A hash over the store's file. */
export function fileHash(store: string): string {
  return createHash('sha256')
    .update(readFileSync(path.join(store, 'tocsin.db')))
    .digest('hex')
}

/** One number out of a store. */
export function countIn(store: string, sql: string): number {
  const database = new DatabaseSync(path.join(store, 'tocsin.db'), { readOnly: true })
  const row = database.prepare(sql).get()
  database.close()
  return Number(Object.values(row ?? {})[0])
}
