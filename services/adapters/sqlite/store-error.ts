import { AppError, messageOf, type ErrorContext } from '../../core/errors.ts'

const SQLITE_BUSY = 5
const SQLITE_LOCKED = 6
const SQLITE_CORRUPT = 11
const SQLITE_FULL = 13
const SQLITE_NOTADB = 26

/** What went wrong as an {@link AppError}: `STORE_FULL` (retryable), else `STORE_FAILED`. An AppError stays itself. */
export function toStoreError(error: unknown, doing: string, context: ErrorContext = {}): AppError {
  if (error instanceof AppError) return error
  const code = primaryCode(error)
  const options = { cause: error, context: { ...context, sqlite: code < 0 ? undefined : code } }
  if (code === SQLITE_FULL || systemCode(error) === 'ENOSPC') {
    const text = `could not ${doing}: the disk, or the space that the store may take, is full; nothing of it was stored`
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

/** True when somebody else has the lock. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error)
  return code === SQLITE_BUSY || code === SQLITE_LOCKED
}

/** SQLite's result code without its extension, or −1 for what does not come from SQLite. */
function primaryCode(error: unknown): number {
  const isCoded = error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
  return isCoded ? Number(error.errcode) & 0xff : -1
}

function systemCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
