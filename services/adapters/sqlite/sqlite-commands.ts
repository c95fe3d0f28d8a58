import type { DatabaseSync } from 'node:sqlite'
import type { Command, CommandKind, CommandResult } from '../../core/command.ts'
import type { CommandQueue } from '../../core/command-queue.ts'
import { reading, writing } from './transaction.ts'

/**
 * The command queue. `writable` gives the connection for a push when the first one comes: a reader need not have one. The
 * writer of the store may be another process; SQLite lets the two write one after the other.
 */
export function sqliteCommands(database: DatabaseSync, writable: () => DatabaseSync): CommandQueue {
  const select = database.prepare(
    'SELECT id, alert_id, kind, by, at, text FROM commands WHERE outcome IS NULL ORDER BY seq LIMIT ?',
  )
  const find = database.prepare('SELECT outcome, detail FROM commands WHERE id = ?')
  return {
    push: async ({ id, alertId, kind, by, at, text }) => {
      const connection = writable()
      writing(connection, 'store a command', () => {
        const insert = `INSERT INTO commands(id, alert_id, kind, by, at, text) VALUES(?, ?, ?, ?, ?, ?)
          ON CONFLICT(id) DO NOTHING`
        connection.prepare(insert).run(id, alertId, kind, by, at, text)
      })
    },
    pending: async (limit) =>
      reading('read commands', () => select.all(Math.max(0, limit))).map((row): Command => ({
        id: String(row['id']),
        alertId: String(row['alert_id']),
        kind: String(row['kind']) as CommandKind,
        by: String(row['by']),
        at: Number(row['at']),
        text: String(row['text']),
      })),
    result: async (id) => {
      const row = reading('read what became of a command', () => find.get(id))
      if (!row || (row['outcome'] === null && row['detail'] === null)) return null
      const outcome = row['outcome'] === null ? 'under-way' : (String(row['outcome']) as CommandResult['outcome'])
      return { commandId: id, outcome, ...(row['detail'] === null ? {} : { detail: String(row['detail']) }) }
    },
  }
}
