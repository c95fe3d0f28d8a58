import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { DeadLetter, DeadLetterReason } from '../../core/dead-letter.ts'
import type { DeadLetterStore } from '../../core/dead-letter-store.ts'
import { reading } from './transaction.ts'

const COLUMNS = 'id, reason, detail, type, source, object, position, received, size, bytes'

/** The read side of dead letters, on any connection to the store. */
export class SqliteDeadLetters implements DeadLetterStore {
  readonly #all: StatementSync
  readonly #byReason: StatementSync
  readonly #get: StatementSync
  readonly #count: StatementSync

  constructor(database: DatabaseSync) {
    const newest = 'ORDER BY received DESC, id DESC LIMIT ?'
    this.#all = database.prepare(`SELECT ${COLUMNS} FROM dead_letters ${newest}`)
    this.#byReason = database.prepare(`SELECT ${COLUMNS} FROM dead_letters WHERE reason = ? ${newest}`)
    this.#get = database.prepare(`SELECT ${COLUMNS} FROM dead_letters WHERE id = ?`)
    this.#count = database.prepare('SELECT count(*) AS count FROM dead_letters')
  }

  async list(filter: { reason: DeadLetterReason | null; limit: number }): Promise<readonly DeadLetter[]> {
    const limit = Math.max(0, filter.limit)
    const { reason } = filter
    const rows = reading('list dead letters', () =>
      reason === null ? this.#all.all(limit) : this.#byReason.all(reason, limit),
    )
    return rows.map(deadLetter)
  }

  async get(id: string): Promise<DeadLetter | null> {
    const row = reading('read a dead letter', () => this.#get.get(id))
    return row ? deadLetter(row) : null
  }

  async count(): Promise<number> {
    return reading('count dead letters', () => Number(this.#count.get()?.['count']))
  }
}

function deadLetter(row: Record<string, SQLOutputValue>): DeadLetter {
  return {
    id: String(row['id']),
    reason: String(row['reason']) as DeadLetterReason,
    // Written as JSON: some versions of Node cut text at a NUL when they read it.
    detail: JSON.parse(String(row['detail'])) as string,
    type: String(row['type']),
    source: String(row['source']),
    object: String(row['object']),
    position: Number(row['position']),
    received: Number(row['received']),
    bytes: row['bytes'] as Uint8Array,
    size: Number(row['size']),
  }
}
