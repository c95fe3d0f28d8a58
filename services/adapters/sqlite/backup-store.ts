import { fork } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'
import { AppError, type ErrorCode } from '../../core/errors.ts'
import type { StoreFileFacts } from './check-store-file.ts'
import { databaseFile } from './database.ts'
import { toStoreError } from './store-error.ts'

/** What the backup holds. */
export interface BackupResult extends StoreFileFacts {
  readonly bytes: number
}

/** What the child that writes it says. */
export type BackupMessage = BackupResult | { readonly code: ErrorCode; readonly message: string }

/** How to back up. */
export interface BackupOptions {
  /** write over a file that is there */
  readonly force: boolean
  readonly signal: AbortSignal
  /** called when it is sure that there is a store and that the file may be written */
  readonly begun: () => void
  /** called twice a second with the bytes written so far; what is in use of the store is the most there will be */
  readonly progress: (bytes: number) => void
}

const PROGRESS_INTERVAL = 500

/**
 * Copies the store in `directory`, as it stands at one moment, into one compact file (0600), while a writer works or not. The
 * file has its name only when it is complete, on the disk, and was read whole. Throws `STORE_MISSING`, `STORE_VERSION` for a
 * newer store, `USAGE` for a file that is there, `STORE_FULL`, `STORE_FAILED`, `CANCELLED`; nothing is
 * left behind then.
 */
export async function backupStore(directory: string, file: string, options: BackupOptions): Promise<BackupResult> {
  const source = databaseFile(directory)
  if (!existsSync(source)) throw noStore(directory)
  refuseToOverwrite(file, source, options.force)
  const temporary = `${file}.part-${process.pid}`
  try {
    createFile(temporary, file)
    options.begun()
    const result = await writeBackup(source, temporary, options)
    refuseToOverwrite(file, source, options.force)
    renameSync(temporary, file)
    syncDirectory(path.dirname(file))
    return result
  } catch (error) {
    throw toStoreError(error, `write the backup ${file}`, { file })
  } finally {
    for (const side of ['', '-journal']) rmSync(`${temporary}${side}`, { force: true })
  }
}

/** Makes what happened in a folder last. */
export function syncDirectory(directory: string): void {
  const handle = openSync(directory, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

async function writeBackup(source: string, target: string, options: BackupOptions): Promise<BackupResult> {
  const { signal, progress } = options
  const child = fork(path.join(import.meta.dirname, 'backup-child.ts'), [source, target], { serialization: 'json' })
  const answer: { message: BackupMessage | null } = { message: null }
  child.on('message', (message: BackupMessage) => (answer.message = message))
  const timer = setInterval(() => progress(statSync(target, { throwIfNoEntry: false })?.size ?? 0), PROGRESS_INTERVAL)
  const stop = (): void => void child.kill('SIGKILL')
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  try {
    await once(child, 'exit')
  } finally {
    clearInterval(timer)
    signal.removeEventListener('abort', stop)
  }
  const { message } = answer
  if (signal.aborted) throw new AppError('CANCELLED', 'the backup was stopped; nothing of it is left')
  if (message === null) throw new AppError('STORE_FAILED', 'the process that wrote the backup ended without a word')
  if (!('code' in message)) return message
  if (message.code !== 'STORE_FULL') throw new AppError(message.code, message.message)
  const text = `there is no room for the backup on the disk of ${path.dirname(target)}; nothing of it is left`
  throw new AppError('STORE_FULL', text, { context: { file: target } })
}

function createFile(temporary: string, file: string): void {
  try {
    closeSync(openSync(temporary, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error
    const why =
      error.code === 'ENOENT' || error.code === 'ENOTDIR'
        ? `the folder ${path.dirname(file)} does not exist`
        : error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM'
          ? `${path.dirname(file)} may not be written to`
          : error.message
    throw new AppError('STORE_FAILED', `cannot write the backup ${file}: ${why}`, { context: { file }, cause: error })
  }
}

function refuseToOverwrite(file: string, source: string, isForced: boolean): void {
  const found = statSync(file, { throwIfNoEntry: false })
  if (!found) return
  if (found.isDirectory()) throw new AppError('USAGE', `${file} is a folder: name a file in it`)
  if (existsSync(source) && found.ino === statSync(source).ino && found.dev === statSync(source).dev) {
    throw new AppError('USAGE', `${file} is the store itself: name another file`)
  }
  if (!isForced) throw new AppError('USAGE', `${file} is there already; --force replaces it`)
}

function noStore(directory: string): AppError {
  const text = `there is no store in ${directory}: nothing to back up`
  return new AppError('STORE_MISSING', text, { context: { directory } })
}
