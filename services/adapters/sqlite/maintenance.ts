import type { DatabaseSync } from 'node:sqlite'
import type { MaintenanceNote } from '../../core/retention-store.ts'

/** The note under this name, on any connection to the store. */
export function readNote(database: DatabaseSync, name: string): MaintenanceNote | null {
  const row = database.prepare('SELECT at, data FROM maintenance WHERE name = ?').get(name)
  return row ? { at: Number(row['at']), data: String(row['data']) } : null
}

/** Writes or replaces a note, as part of the transaction at hand if there is one. */
export function writeNote(database: DatabaseSync, name: string, { at, data }: MaintenanceNote): void {
  database.prepare('INSERT OR REPLACE INTO maintenance(name, at, data) VALUES(?, ?, ?)').run(name, Math.floor(at), data)
}

/** Removes a note. */
export function removeNote(database: DatabaseSync, name: string): void {
  database.prepare('DELETE FROM maintenance WHERE name = ?').run(name)
}
