import { AppError, messageOf, type ErrorContext } from '../../core/errors.ts'

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_CONSTRAINT = 19
const SQLITE_NOTADB = 26
/** also for a quota that is used up: SQLite takes only a full disk for `SQLITE_FULL` */
const SQLITE_IOERR_WRITE = 778
const SQLITE_READONLY_DIRECTORY = 1544

const LIMITS: ReadonlySet<string> = new Set(['EDQUOT', 'EFBIG'])

/** What went wrong as an {@link AppError}: `STORE_FULL` (retryable), else `STORE_FAILED`. An AppError stays itself. */
export function toStoreError(error: unknown, doing: string, context: ErrorContext = {}): AppError {
  if (error instanceof AppError) return error
  const code = primaryCode(error)
  const options = { cause: error, context: { ...context, sqlite: code < 0 ? undefined : code } }
  if (code === SQLITE_FULL || systemCode(error) === 'ENOSPC') {
    const text = `could not ${doing}: the disk, or the space that the store may take, is full; nothing of it was stored. Make room on the disk, or let the store take more`
    return new AppError('STORE_FULL', text, { ...options, retryable: true })
  }
  if (extendedCode(error) === SQLITE_IOERR_WRITE || LIMITS.has(String(systemCode(error)))) {
    const text = `could not ${doing}: the disk does not take it (a quota, a limit on the size of files, or a fault); nothing of it was stored. Make room, or look into the system's log`
    return new AppError('STORE_FULL', text, { ...options, retryable: true })
  }
  if (code === SQLITE_BUSY || code === SQLITE_LOCKED) {
    const text = `could not ${doing}: another process kept the store busy for too long`
    return new AppError('STORE_FAILED', text, { ...options, retryable: true })
  }
  if (code === SQLITE_CORRUPT || code === SQLITE_NOTADB) {
    const text = `could not ${doing}: the file is damaged or no store (${messageOf(error)})`
    return new AppError('STORE_FAILED', text, options)
  }
  return new AppError('STORE_FAILED', `could not ${doing}: ${messageOf(error)}`, options)
}

/** True when a folder that may not be written to has no side files of the database, which even a reader needs. */
export function isReadOnlyFolder(error: unknown): boolean {
  return extendedCode(error) === SQLITE_READONLY_DIRECTORY
}

/** True when somebody else has the lock. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error)
  return code === SQLITE_BUSY || code === SQLITE_LOCKED
}

/** True when something that must be there once only is there already, or a trigger refused. */
export function isConstraint(error: unknown): boolean {
  return primaryCode(error instanceof AppError ? error.cause : error) === SQLITE_CONSTRAINT
}

/** SQLite's result code without its extension, or −1 for what does not come from SQLite. */
function primaryCode(error: unknown): number {
  const code = extendedCode(error)
  return code < 0 ? code : code & 0xff
}

/** SQLite's whole result code, or −1 for what does not come from SQLite. */
function extendedCode(error: unknown): number {
  const isCoded = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
  return isCoded ? Number(error.errcode) : -1
}

function systemCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
