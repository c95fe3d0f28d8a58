import { openStore, type SqliteStore } from '../../adapters/sqlite/open-store.ts'
import { AppError } from '../../core/errors.ts'

/** Opens the store as its writer, or gives null when a process runs on it. Throws what `openStore` throws otherwise. */
export function tryOpenStore(directory: string): SqliteStore | null {
  try {
    return openStore(directory)
  } catch (error) {
    if (error instanceof AppError && error.code === 'STORE_LOCKED') return null
    throw error
  }
}
