import { setImmediate as breathe } from 'node:timers/promises'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { EventSearch, EventStore } from '../../core/event-store.ts'
import { parseExactJson } from '../../core/exact-json.ts'
import { isObject } from '../../core/json.ts'
import { createQueryMatcher } from '../../core/query-match.ts'
import { createTextFilter } from '../../core/query/text-filter.ts'
import { DocumentBlocks } from './document-blocks.ts'
import { documentKey, timeOfKey } from './document-key.ts'
import { EventRows, type EventRow } from './event-rows.ts'
import { planSearch, type SearchPlan } from './search-plan.ts'
import { reading } from './transaction.ts'

/** Events between two pauses, in which timers and sockets of this thread run. */
const CHUNK = 256

/** The read side of events, on a connection of its own. */
export class SqliteEvents implements EventStore {
  readonly #database: DatabaseSync
  readonly #blocks: DocumentBlocks
  readonly #place: StatementSync
  readonly #counts: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#blocks = new DocumentBlocks(database)
    this.#place = database.prepare('SELECT block, slot FROM events WHERE id = ?')
    this.#counts = database.prepare('SELECT name, events FROM datasets')
  }

  /**
   * Reads in short steps: no read transaction stays open while the caller thinks, so the writer's log can always be cut.
   * Events stored meanwhile may be among the rest or not.
   */
  async *search(search: EventSearch): AsyncIterable<string> {
    // Also a query that no index can answer must be one that can be understood.
    const matches = createQueryMatcher(search.query)
    const plan = reading('search events', () => planSearch(this.#database, search))
    if (!plan) return
    const select = this.#selector(search, plan, matches)
    const rows = new EventRows(this.#database, plan, search.order)
    let left = search.limit
    let size = Math.min(CHUNK, Math.max(16, left))
    while (left > 0) {
      const chunk = reading('search events', () => rows.next(size))
      if (chunk.length === 0) return
      const found = reading('search events', () => select(chunk, left))
      for (const text of found) yield text
      left -= found.length
      size = CHUNK
      await breathe()
    }
  }

  async get(id: string): Promise<string | null> {
    const key = documentKey(id)
    if (!key) return null
    return reading('read an event', () => {
      const row = this.#place.get(key)
      return row ? this.#blocks.document(Number(row['block']), Number(row['slot'])) : null
    })
  }

  async count(): Promise<{ total: number; byDataset: Readonly<Record<string, number>> }> {
    const rows = reading('count events', () => this.#counts.all())
    const counts = rows.map((row): [string, number] => [String(row['name']), Number(row['events'])])
    return { total: counts.reduce((sum, [, count]) => sum + count, 0), byDataset: Object.fromEntries(counts) }
  }

  /** Gives the documents of rows that match, in their order, `most` at most. */
  #selector(
    { query }: EventSearch,
    { isExact }: SearchPlan,
    matches: ReturnType<typeof createQueryMatcher>,
  ): (rows: readonly EventRow[], most: number) => string[] {
    const mayMatch = createTextFilter(query)
    const isMatch = (text: string, key: Uint8Array): boolean => {
      if (isExact) return true
      if (mayMatch && !mayMatch(text)) return false
      const document = parseExactJson(text)
      return isObject(document) && matches(document, timeOfKey(key))
    }
    return (rows, most) => {
      const found: string[] = []
      for (const { key, block, slot } of rows) {
        if (found.length >= most) break
        const text = this.#blocks.document(block, slot)
        if (text !== null && isMatch(text, key)) found.push(text)
      }
      return found
    }
  }
}
