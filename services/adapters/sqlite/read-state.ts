import type { DatabaseSync } from 'node:sqlite'
import type { StateEntry } from '../../core/state.ts'
import { reading } from './transaction.ts'

/** Reads what is remembered under a kind, ordered by key, on any connection to the store. */
export function stateReader(database: DatabaseSync): (kind: string) => Promise<readonly StateEntry[]> {
  const find = database.prepare('SELECT key, value FROM state WHERE kind = ? ORDER BY key')
  return async (kind) => {
    const rows = reading('read what is remembered', () => find.all(kind))
    return rows.map(({ key, value }) => ({ kind, key: String(key), value: String(value) }))
  }
}
