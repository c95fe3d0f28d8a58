import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Sweep, SweepStep } from '../../core/retention-store.ts'
import { prepareRows } from './prepare-rows.ts'
import { indexName, TERM_COLUMNS } from './schema.ts'
import { reading, writing } from './transaction.ts'

/**
 * Terms of indexed columns that no event has any more. Those of the other columns are few, and looking for their events would
 * mean reading all of them.
 *
 * The writer remembers the numbers of terms, so `forget` makes it forget them in the same turn: nothing is written between the
 * removal and that. The newest term stays, or its number would be given again while a search still looks for it.
 */
export class TermRemover implements Sweep {
  readonly removed = new Map<string, number>()
  readonly #database: DatabaseSync
  readonly #forget: () => void
  readonly #next: StatementSync
  readonly #remove: StatementSync
  readonly #isUsed: ReadonlyMap<number, StatementSync>
  readonly #newest: number
  #after = 0

  constructor(database: DatabaseSync, forget: () => void) {
    this.#database = database
    this.#forget = forget
    this.#newest = Number(database.prepare('SELECT max(id) AS id FROM terms').get()?.['id'] ?? 0)
    this.#next = prepareRows(database, 'SELECT id, field FROM terms WHERE id > ? ORDER BY id LIMIT ?')
    this.#remove = database.prepare('DELETE FROM terms WHERE id = ?')
    const indexed = Object.entries(TERM_COLUMNS).filter(([, { isIndexed }]) => isIndexed)
    this.#isUsed = new Map(
      indexed.map(([column, { field }]) => {
        const index = indexName(column as keyof typeof TERM_COLUMNS)
        const sql = `SELECT 1 FROM events INDEXED BY ${index} WHERE ${column} = ? LIMIT 1`
        return [field, prepareRows(database, sql)] as const
      }),
    )
  }

  async step(size: number): Promise<SweepStep> {
    const { rows, unused } = reading('look for terms without events', () => {
      const found = this.#next.all(this.#after, size) as unknown[] as [number, number][]
      return { rows: found, unused: found.filter(([id, field]) => this.#isUnused(id, field)) }
    })
    if (unused.length > 0) {
      writing(this.#database, 'remove terms without events', () => {
        for (const [id] of unused) this.#remove.run(id)
      })
      this.#forget()
      this.removed.set('terms', (this.removed.get('terms') ?? 0) + unused.length)
    }
    this.#after = rows.at(-1)?.[0] ?? this.#after
    // All were looked at, which is the work of this step.
    return { removed: unused.length, isDone: rows.length < size || this.#after >= this.#newest }
  }

  #isUnused(id: number, field: number): boolean {
    return id < this.#newest && this.#isUsed.get(field)?.get(id) === undefined && this.#isUsed.has(field)
  }
}
