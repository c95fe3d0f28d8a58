import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { AppError } from '../../core/errors.ts'
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from './schema.ts'
import { isReadOnlyFolder, toStoreError } from './store-error.ts'

/** How long a write waits for another connection's write, in milliseconds. */
const BUSY_TIMEOUT = 5_000

/**
 * 64 MB of log before it is copied into the file: a page that several commits change is then copied once, which made
 * storing a third quicker than SQLite's 4 MB.
 */
const CHECKPOINT_PAGES = 16_000

const PAGE_SIZE = 4_096
const WRITER_CACHE_KIB = 65_536
const READER_CACHE_KIB = 16_384
const READER_MMAP_BYTES = 1_073_741_824

/** An older store was brought up to date. */
export interface Migration {
  readonly from: number
  readonly to: number
}

/** The write connection. */
export interface OpenedWriter {
  readonly database: DatabaseSync
  /** null when the store was new or up to date */
  readonly migrated: Migration | null
}

/** The one file that holds everything. */
export function databaseFile(directory: string): string {
  return path.join(directory, 'tocsin.db')
}

/** Makes the folder (0700) and an empty file (0600) unless they exist: SQLite gives its side files the same mode. */
export function createPrivate(directory: string, file: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
}

/**
 * The write connection. `maxBytes` bounds the file: what would make it larger fails with `STORE_FULL`. Creates the tables
 * in a new file and brings an older store up to {@link SCHEMA_VERSION}. Throws `STORE_VERSION` for a newer one.
 */
export function openWriter(directory: string, maxBytes: number | null): OpenedWriter {
  const file = databaseFile(directory)
  let migrated: Migration | null = null
  const database = opened(file, () => {
    createPrivate(directory, file)
    const fresh = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: false })
    return configured(fresh, (database) => {
      // A file that is not ours is left as it is, down to its journal mode.
      const isFresh = isNew(database)
      if (!isFresh) checkVersion(database, file, 'older too')
      // Without auto_vacuum from the start, free pages could be given back only by writing the whole file anew.
      if (isFresh) database.exec(`PRAGMA page_size = ${PAGE_SIZE}; PRAGMA auto_vacuum = INCREMENTAL`)
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
      database.exec(`PRAGMA cache_size = -${WRITER_CACHE_KIB}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
      database.exec(`PRAGMA journal_size_limit = ${CHECKPOINT_PAGES * PAGE_SIZE}; PRAGMA temp_store = MEMORY`)
      if (maxBytes !== null) database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / PAGE_SIZE))}`)
      migrated = migrate(database, MIGRATIONS)
      if (isFresh) migrated = null
    })
  })
  return { database, migrated }
}

/** A connection that only reads. Throws `STORE_MISSING`, `STORE_VERSION`. */
export function openReadOnly(directory: string): DatabaseSync {
  const file = existingFile(directory)
  return opened(file, () => {
    try {
      return readOnly(file, file, directory)
    } catch (error) {
      // A copy on a read-only disk: nobody writes to it, which SQLite has to be told where it cannot make its side files.
      if (!isReadOnlyFolder(error) || existsSync(`${file}-wal`)) throw error
      const unchanging = pathToFileURL(file)
      unchanging.search = '?immutable=1'
      return readOnly(unchanging, file, directory)
    }
  })
}

function readOnly(place: string | URL, file: string, directory: string): DatabaseSync {
  return configured(new DatabaseSync(place, { readOnly: true, timeout: BUSY_TIMEOUT }), (database) => {
    database.exec(`PRAGMA cache_size = -${READER_CACHE_KIB}; PRAGMA mmap_size = ${READER_MMAP_BYTES}`)
    if (isNew(database)) throw missing(directory)
    checkVersion(database, file, 'this one')
  })
}

/**
 * A connection that only reads any file that this version can bring up to date: for backups, also of a store that waits for
 * its migration. `name` is what it is called in messages. Throws `STORE_VERSION` for anything else that is a database,
 * `STORE_FAILED` for what is none.
 */
export function openAnyVersion(
  file: string,
  name = file,
): { readonly database: DatabaseSync; readonly version: number } {
  const database = opened(name, () =>
    configured(new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT }), (fresh) => {
      checkVersion(fresh, name, 'older too')
    }),
  )
  return { database, version: pragma(database, 'user_version') }
}

/** A connection for short writes beside the writer's. Throws `STORE_MISSING`, `STORE_VERSION`. */
export function openSideWriter(directory: string): DatabaseSync {
  const file = existingFile(directory)
  return opened(file, () => {
    const database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: false })
    return configured(database, () => {
      database.exec('PRAGMA synchronous = FULL')
      if (isNew(database)) throw missing(directory)
      checkVersion(database, file, 'this one')
    })
  })
}

function opened(file: string, open: () => DatabaseSync): DatabaseSync {
  try {
    return open()
  } catch (error) {
    throw toStoreError(error, `open the store ${file}`, { file })
  }
}

function configured(database: DatabaseSync, configure: (database: DatabaseSync) => void): DatabaseSync {
  try {
    configure(database)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

function existingFile(directory: string): string {
  const file = databaseFile(directory)
  if (!existsSync(file)) throw missing(directory)
  return file
}

function missing(directory: string): AppError {
  const text = `there is no store in ${directory} yet: start Tocsin on it once, or name the folder of an existing store`
  return new AppError('STORE_MISSING', text, { context: { directory } })
}

/** An empty file, or one whose creation was cut off before its first commit. */
function isNew(database: DatabaseSync): boolean {
  return pragma(database, 'user_version') === 0 && pragma(database, 'application_id') === 0 && !hasTables(database)
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined
}

/**
 * Runs the migrations that the file has not seen, all of them or none: a transaction, which a process that dies in the
 * middle never ends. Null when there is nothing to do. Throws what SQLite says; the connection is to be closed then.
 */
export function migrate(database: DatabaseSync, migrations: readonly string[]): Migration | null {
  const from = pragma(database, 'user_version')
  const to = migrations.length
  if (from >= to) return null
  database.exec('BEGIN IMMEDIATE')
  for (const sql of migrations.slice(from)) database.exec(sql)
  database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${to}; COMMIT`)
  return { from, to }
}

function checkVersion(database: DatabaseSync, file: string, accept: 'this one' | 'older too'): void {
  const version = pragma(database, 'user_version')
  const isOurs = pragma(database, 'application_id') === APPLICATION_ID
  refuseVersion({ isOurs, version }, file, accept)
}

/** Throws `STORE_VERSION` unless a store of this version can be used. */
export function refuseVersion(
  { isOurs, version }: { readonly isOurs: boolean; readonly version: number },
  file: string,
  accept: 'this one' | 'older too',
): void {
  if (isOurs && (version === SCHEMA_VERSION || (accept === 'older too' && version < SCHEMA_VERSION))) return
  const why = !isOurs
    ? 'is a database of another program'
    : version > SCHEMA_VERSION
      ? `was written by a newer Tocsin (store version ${version}, this one reads ${SCHEMA_VERSION}): update Tocsin`
      : `was written by an older Tocsin (store version ${version}, this one reads ${SCHEMA_VERSION}): \`tocsin start\` on it brings it up to date`
  throw new AppError('STORE_VERSION', `${file} ${why}`, { context: { file, version } })
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
