import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite'
import type { DeadLetter, DeadLetterReason } from '../../core/dead-letter.ts'
import type { DeadLetterHead, DeadLetterPage, DeadLetterStore } from '../../core/dead-letter-store.ts'
import { reading } from './transaction.ts'

const HEAD_COLUMNS = 'id, reason, detail, type, source, object, position, received, size'
const COLUMNS = `${HEAD_COLUMNS}, bytes`

/** The read side of dead letters, on any connection to the store. */
export class SqliteDeadLetters implements DeadLetterStore {
  readonly #all: StatementSync
  readonly #byReason: StatementSync
  readonly #heads: Readonly<Record<DeadLetterPage['order'], StatementSync>>
  readonly #get: StatementSync
  readonly #count: StatementSync
  readonly #countByReason: StatementSync

  constructor(database: DatabaseSync) {
    const newest = 'ORDER BY received DESC, id DESC LIMIT ?'
    // The length of a blob is known without reading it.
    const heads = `SELECT ${HEAD_COLUMNS}, length(bytes) AS kept FROM dead_letters WHERE (received, id)`
    this.#all = database.prepare(`SELECT ${COLUMNS} FROM dead_letters ${newest}`)
    this.#byReason = database.prepare(`SELECT ${COLUMNS} FROM dead_letters WHERE reason = ? ${newest}`)
    this.#heads = {
      newest: database.prepare(`${heads} < (?, ?) ${newest}`),
      oldest: database.prepare(`${heads} > (?, ?) ORDER BY received, id LIMIT ?`),
    }
    this.#get = database.prepare(`SELECT ${COLUMNS} FROM dead_letters WHERE id = ?`)
    this.#count = database.prepare('SELECT count(*) AS count FROM dead_letters')
    this.#countByReason = database.prepare('SELECT reason, count(*) AS count FROM dead_letters GROUP BY reason')
  }

  async list(filter: { reason: DeadLetterReason | null; limit: number }): Promise<readonly DeadLetter[]> {
    const limit = Math.max(0, filter.limit)
    const { reason } = filter
    const rows = reading('list dead letters', () =>
      reason === null ? this.#all.all(limit) : this.#byReason.all(reason, limit),
    )
    return rows.map(deadLetter)
  }

  async heads({ order, after, limit }: DeadLetterPage): Promise<readonly DeadLetterHead[]> {
    const start = order === 'oldest' ? Number.MIN_SAFE_INTEGER : Number.MAX_SAFE_INTEGER
    const { received, id } = after ?? { received: start, id: '' }
    const rows = reading('list dead letters', () => this.#heads[order].all(received, id, Math.max(0, limit)))
    return rows.map((row) => ({ ...headOf(row), kept: Number(row['kept']) }))
  }

  async get(id: string): Promise<DeadLetter | null> {
    const row = reading('read a dead letter', () => this.#get.get(id))
    return row ? deadLetter(row) : null
  }

  async count(): Promise<number> {
    return reading('count dead letters', () => Number(this.#count.get()?.['count']))
  }

  async countByReason(): Promise<ReadonlyMap<DeadLetterReason, number>> {
    const rows = reading('count dead letters', () => this.#countByReason.all())
    return new Map(rows.map((row) => [String(row['reason']) as DeadLetterReason, Number(row['count'])]))
  }
}

function deadLetter(row: Record<string, SQLOutputValue>): DeadLetter {
  return { ...headOf(row), bytes: row['bytes'] as Uint8Array }
}

function headOf(row: Record<string, SQLOutputValue>): Omit<DeadLetter, 'bytes'> {
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
    size: Number(row['size']),
  }
}
