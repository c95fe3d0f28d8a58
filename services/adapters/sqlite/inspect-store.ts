import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../core/errors.ts'
import { databaseFile, openReadOnly } from './database.ts'
import { APPLICATION_ID, SCHEMA_VERSION } from './schema.ts'
import { toStoreError } from './store-error.ts'
import { reading } from './transaction.ts'

/** What the file says of itself, whatever wrote it. */
export interface StoreVersion {
  /** false: a database of another program */
  readonly isOurs: boolean
  readonly version: number
  /** the version that this program writes */
  readonly current: number
}

/** A block of raw records, without the records. */
export interface RawBlock {
  readonly partition: number
  readonly firstOffset: number
  readonly count: number
  /** what the records were appended with */
  readonly headers: Readonly<Record<string, string>>
}

/** How many messages a destination has in one state. */
export interface DeliveryCount {
  readonly destination: string
  /** `waiting`, `accepted`, `refused`, `expired`, `skipped` */
  readonly state: string
  readonly count: number
  /** when the oldest of them was written, milliseconds since 1970 */
  readonly oldest: number
}

/** Questions that only `doctor` asks of a store, on a connection that only reads. */
export interface StoreInspector {
  /** The newest blocks of a topic, newest first. */
  newestBlocks(topic: string, limit: number): readonly RawBlock[]
  /** How many objects each source has left a checkpoint for. */
  checkpoints(): ReadonlyMap<string, number>
  /** Messages to destinations, by state. */
  deliveries(): readonly DeliveryCount[]
  /** What SQLite's quick check finds, at most 100 things; none when all is well. Reads the whole file. */
  integrity(): readonly string[]
  close(): void
}

/** The version of the store in a folder; null when there is none. Throws `STORE_FAILED` for one that may not be read or is no database. */
export function readStoreVersion(directory: string): StoreVersion | null {
  const file = databaseFile(directory)
  let database: DatabaseSync | null = null
  try {
    if (!statSync(file, { throwIfNoEntry: false })) return null
    database = new DatabaseSync(file, { readOnly: true })
    const version = pragma(database, 'user_version')
    const application = pragma(database, 'application_id')
    if (version === 0 && application === 0 && !hasTables(database)) return null
    return { isOurs: application === APPLICATION_ID, version, current: SCHEMA_VERSION }
  } catch (error) {
    throw toStoreError(error, `open the store ${file}`, { file })
  } finally {
    database?.close()
  }
}

/** Opens a store of the current version for inspection. Throws `STORE_MISSING`, `STORE_VERSION`, `STORE_FAILED`. */
export function inspectStore(directory: string): StoreInspector {
  const database = openReadOnly(directory)
  return {
    newestBlocks: (topic, limit) => reading('read the log', () => newestBlocks(database, topic, limit)),
    checkpoints: () =>
      reading('read checkpoints', () => {
        const rows = database.prepare('SELECT source, count(*) AS count FROM checkpoints GROUP BY source').all()
        return new Map(rows.map((row) => [String(row['source']), Number(row['count'])]))
      }),
    deliveries: () =>
      reading('count deliveries', () => {
        const sql = `SELECT destination, state, count(*) AS count, min(written) AS oldest FROM deliveries
          GROUP BY destination, state ORDER BY destination, state`
        return database
          .prepare(sql)
          .all()
          .map((row) => ({
            destination: String(row['destination']),
            state: String(row['state']),
            count: Number(row['count']),
            oldest: Number(row['oldest']),
          }))
      }),
    integrity: () =>
      reading('check the store', () => {
        const rows = database.prepare('PRAGMA quick_check(100)').all()
        return rows.map((row) => String(row['quick_check'])).filter((text) => text !== 'ok')
      }),
    close: () => {
      if (database.isOpen) database.close()
    },
  }
}

function newestBlocks(database: DatabaseSync, topic: string, limit: number): RawBlock[] {
  const rows = database
    .prepare('SELECT partition, first_offset, count, headers FROM log_blocks WHERE topic = ? ORDER BY id DESC LIMIT ?')
    .all(topic, limit)
  return rows.map((row) => ({
    partition: Number(row['partition']),
    firstOffset: Number(row['first_offset']),
    count: Number(row['count']),
    headers: JSON.parse(String(row['headers'])) as Record<string, string>,
  }))
}

function pragma(database: DatabaseSync, name: 'user_version' | 'application_id'): number {
  const value = database.prepare(`PRAGMA ${name}`).get()?.[name]
  if (typeof value !== 'number') throw new AppError('STORE_FAILED', `the store does not tell its ${name}`)
  return value
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined
}
