import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '../../core/errors.ts'
import { createPrivate } from './database.ts'
import { isBusy, toStoreError } from './store-error.ts'

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
    database = new DatabaseSync(file, { timeout: 0 })
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
  const database = new DatabaseSync(file, { timeout: 0 })
  try {
    database.exec('BEGIN EXCLUSIVE; ROLLBACK')
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
