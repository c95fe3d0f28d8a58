import { statSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { FIRST_TRUSTED_TIME } from '../../core/retention.ts'
import type { MaintenanceNote, StoreUsage } from '../../core/retention-store.ts'
import { firstKeyAt, timeOfKey } from './document-key.ts'
import { readNote } from './maintenance.ts'
import { receivedAt } from './retention-raw.ts'
import { TERM_COLUMNS } from './schema.ts'
import { reading } from './transaction.ts'

/** How many of the oldest events are looked at to tell the oldest one of each dataset. */
const LOOKED_AT = 300_000

/** What there is to tell about a store beside its content, from any connection. */
export interface StoreFacts {
  usage(): StoreUsage
  /** What maintenance noted last under this name. */
  note(name: string): MaintenanceNote | null
  /**
   * Event time of the oldest event of each dataset, milliseconds since 1970, without those that have no time of their own;
   * null when it is not among the oldest 300,000 of all: looking at every event would take long.
   */
  oldestEvents(): Readonly<Record<string, number | null>>
  /** When the oldest raw record that is kept was received, milliseconds since 1970; null when none is kept. */
  oldestRaw(): number | null
  /** How many hits stateful rules have not seen yet. */
  waitingHits(): number
}

/** The facts of the store in `file`. */
export function storeFacts(database: DatabaseSync, file: string): StoreFacts {
  return {
    usage: () => reading('measure the store', () => storeUsage(database, file)),
    note: (name) => reading('read what maintenance noted', () => readNote(database, name)),
    oldestEvents: () => reading('look for the oldest events', () => oldestEvents(database)),
    oldestRaw: () => reading('look for the oldest raw record', () => oldestRaw(database)),
    waitingHits: () =>
      reading('count what waits', () => {
        const row = database.prepare('SELECT count(*) AS count FROM hits WHERE waiting = 1').get()
        return Number(row?.['count'] ?? 0)
      }),
  }
}

/** How much room a store takes. */
export function storeUsage(database: DatabaseSync, file: string): StoreUsage {
  const pageSize = pragma(database, 'page_size')
  return {
    file: pragma(database, 'page_count') * pageSize,
    free: pragma(database, 'freelist_count') * pageSize,
    log: statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0,
  }
}

/** See {@link import('../../core/retention-store.ts').RetentionStore.oldestEvent}. */
export function oldestEvent(database: DatabaseSync): number | null {
  const row = database.prepare('SELECT id FROM events WHERE id >= ? ORDER BY id LIMIT 1').get(trusted())
  return row ? timeOfKey(row['id'] as Uint8Array) : null
}

/** The number that a pragma gives. */
export function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}

function oldestEvents(database: DatabaseSync): Readonly<Record<string, number | null>> {
  const rows = database
    .prepare(
      `SELECT t.text AS name, min(e.id) AS id FROM
         (SELECT dataset, id FROM events WHERE id >= ? ORDER BY id LIMIT ${LOOKED_AT}) e
       JOIN terms t ON t.id = e.dataset AND t.field = ${TERM_COLUMNS.dataset.field} GROUP BY e.dataset`,
    )
    .all(trusted())
  const found = new Map(rows.map((row) => [String(row['name']), timeOfKey(row['id'] as Uint8Array)]))
  const names = database.prepare('SELECT name FROM datasets WHERE events > 0 ORDER BY name').all()
  return Object.fromEntries(
    names.map(({ name }) => [String(name), found.get(String(name).toLowerCase()) ?? null] as const),
  )
}

function oldestRaw(database: DatabaseSync): number | null {
  const row = database.prepare('SELECT headers FROM log_blocks ORDER BY id LIMIT 1').get()
  return row ? receivedAt(String(row['headers'])) : null
}

function trusted(): Uint8Array {
  return firstKeyAt(FIRST_TRUSTED_TIME)
}
