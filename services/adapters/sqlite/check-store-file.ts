import { closeSync, openSync, readSync } from 'node:fs'
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../core/errors.ts'
import { openAnyVersion, refuseVersion } from './database.ts'
import { APPLICATION_ID } from './schema.ts'
import { reading } from './transaction.ts'

/** The head of every SQLite file: its first bytes, and where two of its numbers stand (SQLite's file format, 1.3). */
const HEADER_BYTES = 100
const MAGIC = 'SQLite format 3'
const VERSION_AT = 60
const APPLICATION_AT = 68

/** What a whole store file holds. */
export interface StoreFileFacts {
  readonly version: number
  readonly events: number
  readonly alerts: number
}

/**
 * Reads the whole file and says what it holds. Throws `STORE_VERSION` when it is no store that this version can use or bring
 * up to date, `STORE_FAILED` when it is damaged. `name` is what it is called in messages.
 */
export function checkStoreFile(file: string, name = file): StoreFileFacts {
  const { database, version } = openAnyVersion(file, name)
  try {
    return reading(`read ${name}`, () => {
      const problem = String(database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']).split('\n', 1)[0] ?? ''
      if (problem !== 'ok') {
        throw new AppError('STORE_FAILED', `${name} is damaged (${problem})`, { context: { file: name } })
      }
      const events = number(database, 'SELECT coalesce(sum(events), 0) AS n FROM datasets')
      return { version, events, alerts: number(database, 'SELECT count(*) AS n FROM alerts') }
    })
  } finally {
    database.close()
  }
}

/**
 * Looks at the beginning of a file only, and throws what {@link checkStoreFile} throws, so that nothing large is copied in
 * vain. `STORE_FAILED` for what is no database.
 */
export function checkStoreHeader(file: string): void {
  const header = Buffer.alloc(HEADER_BYTES)
  const handle = openSync(file, 'r')
  try {
    const isWhole = readSync(handle, header, 0, HEADER_BYTES, 0) === HEADER_BYTES
    if (!isWhole || header.toString('latin1', 0, MAGIC.length) !== MAGIC) {
      throw new AppError('STORE_FAILED', `${file} is no backup of Tocsin`, { context: { file } })
    }
  } finally {
    closeSync(handle)
  }
  const isOurs = header.readUInt32BE(APPLICATION_AT) === APPLICATION_ID
  refuseVersion({ isOurs, version: header.readUInt32BE(VERSION_AT) }, file, 'older too')
}

function number(database: DatabaseSync, sql: string): number {
  return Number(database.prepare(sql).get()?.['n'])
}
