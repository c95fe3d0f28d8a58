import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Sweep, SweepStep } from '../../core/retention-store.ts'
import type { StateEntry } from '../../core/state.ts'
import { reading, writing } from './transaction.ts'

/** Of what is remembered under one kind, that which somebody says is due. */
export class StateRemover implements Sweep {
  readonly removed = new Map<string, number>()
  readonly #database: DatabaseSync
  readonly #kind: string
  readonly #isDue: (entry: StateEntry) => boolean
  readonly #next: StatementSync
  readonly #remove: StatementSync
  #after: string | null = null

  constructor(database: DatabaseSync, kind: string, isDue: (entry: StateEntry) => boolean) {
    this.#database = database
    this.#kind = kind
    this.#isDue = isDue
    this.#next = database.prepare(
      'SELECT key, value FROM state WHERE kind = ?1 AND (?2 IS NULL OR key > ?2) ORDER BY key LIMIT ?3',
    )
    this.#remove = database.prepare('DELETE FROM state WHERE kind = ? AND key = ?')
  }

  async step(size: number): Promise<SweepStep> {
    const kind = this.#kind
    const rows = reading('look through what is remembered', () => this.#next.all(kind, this.#after, size))
    const entries = rows.map(({ key, value }): StateEntry => ({ kind, key: String(key), value: String(value) }))
    const due = entries.filter(this.#isDue)
    if (due.length > 0) {
      writing(this.#database, 'remove what is remembered in vain', () => {
        for (const { key } of due) this.#remove.run(kind, key)
      })
      this.removed.set(kind, (this.removed.get(kind) ?? 0) + due.length)
    }
    this.#after = entries.at(-1)?.key ?? this.#after
    return { removed: due.length, isDone: entries.length < size }
  }
}
