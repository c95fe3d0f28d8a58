import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EventSearch } from '../../core/event-store.ts'
import { prepareRows } from './prepare-rows.ts'
import { indexName } from './schema.ts'
import type { SearchPlan } from './search-plan.ts'

/** An event of which only the place is known yet. */
export interface EventRow {
  readonly key: Uint8Array
  readonly block: number
  readonly slot: number
}

/** The rows of a plan in the order asked for, some at a time. */
export class EventRows {
  readonly #select: StatementSync
  readonly #isNewest: boolean
  #first: Uint8Array
  #end: Uint8Array
  /** all that are left, when they had to be sorted */
  #sorted: EventRow[] | null = null

  constructor(database: DatabaseSync, plan: SearchPlan, order: EventSearch['order']) {
    this.#isNewest = order === 'newest'
    this.#first = plan.first
    this.#end = plan.end
    const { index } = plan
    const table = index ? `events INDEXED BY ${indexName(index.column)}` : 'events'
    const lookup = index ? `${index.column} IN (${index.ids.join(',')}) AND ` : ''
    this.#select = prepareRows(
      database,
      `SELECT id, block, slot FROM ${table} WHERE ${lookup}id >= ? AND id < ? AND (${plan.where})
       ORDER BY id ${this.#isNewest ? 'DESC' : 'ASC'} LIMIT ?`,
    )
    if (index && index.ids.length > 1) this.#sorted = this.#rows(-1)
  }

  /** The next rows, `most` at most; none when there are no more. */
  next(most: number): EventRow[] {
    if (this.#sorted) return this.#sorted.splice(0, most)
    const rows = this.#rows(most)
    const last = rows.at(-1)
    if (last && this.#isNewest) this.#end = last.key
    else if (last) this.#first = keyAfter(last.key)
    return rows
  }

  #rows(most: number): EventRow[] {
    const rows: unknown[] = this.#select.all(this.#first, this.#end, most)
    return rows.map((row) => {
      const [key, block, slot] = row as [Uint8Array, number, number]
      return { key, block, slot }
    })
  }
}

/** The smallest key above: SQLite compares bytes, and a longer one stands after its beginning. */
function keyAfter(key: Uint8Array): Uint8Array {
  return Buffer.concat([key, Buffer.alloc(1)])
}
