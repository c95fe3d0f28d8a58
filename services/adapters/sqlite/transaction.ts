import type { DatabaseSync } from 'node:sqlite'
import { toStoreError } from './store-error.ts'

/** Runs reads; what they throw becomes an {@link import('../../core/errors.ts').AppError}. */
export function reading<T>(doing: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw toStoreError(error, doing)
  }
}

/**
 * Runs `work` in one write transaction that is durable when this returns. When anything fails, nothing of it is stored,
 * the connection can be used again, and an {@link import('../../core/errors.ts').AppError} is thrown.
 */
export function writing<T>(database: DatabaseSync, doing: string, work: () => T): T {
  try {
    database.exec('BEGIN IMMEDIATE')
    const result = work()
    database.exec('COMMIT')
    return result
  } catch (error) {
    // A full disk makes SQLite roll back by itself.
    if (database.isOpen && database.isTransaction) database.exec('ROLLBACK')
    throw toStoreError(error, doing)
  }
}
