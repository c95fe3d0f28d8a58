import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../core/errors.ts'
import { createPrivate } from './database.ts'
import { isBusy, toStoreError } from './store-error.ts'

/** Somebody who only asks who writes ({@link writerOf}) holds the lock for a moment: so long we try, in milliseconds. */
const ASKING = 100

/** The right to write to a store. */
export interface StoreLock {
  readonly release: () => void
}

/**
 * Takes the right to write to the store in `directory`, or throws `STORE_LOCKED`. The lock is an exclusive transaction on
 * an empty database beside the store: the system lets go of it when the process ends in any way, and readers of the store
 * itself never meet it.
 */
export function lockStore(directory: string): StoreLock {
  const file = path.join(directory, 'tocsin.lock')
  const pidFile = path.join(directory, 'tocsin.pid')
  let database: DatabaseSync | null = null
  try {
    createPrivate(directory, file)
    database = new DatabaseSync(file, { timeout: ASKING })
    database.exec('BEGIN EXCLUSIVE')
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 })
  } catch (error) {
    database?.close()
    throw isBusy(error) ? locked(directory, pidFile) : toStoreError(error, `lock the store in ${directory}`)
  }
  const held = database
  return {
    release: () => {
      rmSync(pidFile, { force: true })
      held.close()
    },
  }
}

/**
 * The process that writes to the store in `directory` now: its id, 0 when somebody does but it is not known who, null when
 * nobody does.
 */
export function writerOf(directory: string): number | null {
  const file = path.join(directory, 'tocsin.lock')
  if (!existsSync(file)) return null
  // Only to read, because the folder may be one that we must not write to: the writer's lock keeps readers out as well.
  const database = new DatabaseSync(file, { readOnly: true, timeout: 0 })
  try {
    database.prepare('SELECT count(*) FROM sqlite_schema').get()
    return null
  } catch (error) {
    if (!isBusy(error)) throw toStoreError(error, `ask who writes to the store in ${directory}`)
    return readPid(path.join(directory, 'tocsin.pid')) ?? 0
  } finally {
    database.close()
  }
}

function locked(directory: string, pidFile: string): AppError {
  const pid = readPid(pidFile)
  const who = pid === null ? 'another process' : `process ${pid}`
  const text = `${who} writes to the store in ${directory}; only one can: stop it, or choose another folder`
  return new AppError('STORE_LOCKED', text, { context: { directory, ...(pid === null ? {} : { pid }) } })
}

/** The process that took the lock last. Only for the message: the lock itself is what counts. */
function readPid(pidFile: string): number | null {
  try {
    const pid = Number(readFileSync(pidFile, 'utf8').trim())
    return Number.isSafeInteger(pid) && pid > 0 ? pid : null
  } catch {
    return null
  }
}
