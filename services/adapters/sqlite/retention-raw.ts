import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { RawSweep, Sweep, SweepStep } from '../../core/retention-store.ts'
import { reading, writing } from './transaction.ts'

/** After so many blocks in a row that must stay, the rest is taken to be as young. */
const YOUNG_IN_A_ROW = 64

interface RawBlock {
  readonly id: number
  readonly topic: string
  readonly partition: number
  /** the offset after its last record */
  readonly end: number
  readonly count: number
  readonly received: number
}

/** Blocks of the raw log, in the order in which they were appended. */
export class RawRemover implements Sweep {
  readonly removed = new Map<string, number>()
  readonly #database: DatabaseSync
  readonly #sweep: RawSweep
  readonly #next: StatementSync
  readonly #handled: StatementSync
  readonly #remove: StatementSync
  #after = 0
  #young = 0

  constructor(database: DatabaseSync, sweep: RawSweep) {
    this.#database = database
    this.#sweep = sweep
    this.#next = database.prepare(
      `SELECT id, topic, partition, first_offset, count, headers FROM log_blocks WHERE id > ? ORDER BY id LIMIT ?`,
    )
    // The slowest group counts, and the one that was named even when it has not begun.
    this.#handled = database.prepare(
      `SELECT min(next) AS handled, sum(consumers = ?) AS named FROM log_offsets WHERE topic = ? AND partition = ?`,
    )
    this.#remove = database.prepare('DELETE FROM log_blocks WHERE id = ?')
  }

  async step(size: number): Promise<SweepStep> {
    const blocks = reading('look for old raw records', () => this.#next.all(this.#after, size).map(rawBlock))
    const due: RawBlock[] = []
    for (const block of blocks) {
      this.#after = block.id
      const isDue = this.#isDue(block)
      if (isDue) due.push(block)
      this.#young = isDue ? 0 : this.#young + 1
      if (this.#young >= YOUNG_IN_A_ROW) break
    }
    if (due.length > 0) {
      writing(this.#database, 'remove old raw records', () => {
        for (const { id } of due) this.#remove.run(id)
      })
    }
    const records = due.reduce((sum, { count }) => sum + count, 0)
    if (records > 0) this.removed.set('raw', (this.removed.get('raw') ?? 0) + records)
    return { removed: due.length, isDone: blocks.length < size || this.#young >= YOUNG_IN_A_ROW }
  }

  #isDue({ topic, partition, end, received }: RawBlock): boolean {
    const { group, before } = this.#sweep
    if (before !== null && !(received < before)) return false
    const row = reading('read offsets', () => this.#handled.get(group, topic, partition))
    return Number(row?.['named'] ?? 0) > 0 && Number(row?.['handled'] ?? 0) >= end
  }
}

function rawBlock(row: Record<string, unknown>): RawBlock {
  return {
    id: Number(row['id']),
    topic: String(row['topic']),
    partition: Number(row['partition']),
    end: Number(row['first_offset']) + Number(row['count']),
    count: Number(row['count']),
    received: receivedAt(String(row['headers'])),
  }
}

/** When the records of a block were received, milliseconds since 1970; 0 when its headers do not say. */
export function receivedAt(headers: string): number {
  const parsed = JSON.parse(headers) as Record<string, string>
  const received = Object.hasOwn(parsed, 'received') ? Number(parsed['received']) : 0
  return Number.isFinite(received) ? received : 0
}
