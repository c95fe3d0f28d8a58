import type { DatabaseSync } from 'node:sqlite'
import type { EventSearch } from '../../core/event-store.ts'
import type { Query } from '../../core/query.ts'
import { firstKeyAt } from './document-key.ts'
import { indexName, TERM_COLUMNS, type TermColumn } from './schema.ts'
import { searchCondition, type Condition } from './search-condition.ts'
import { TermSearch } from './term-search.ts'

/** How the events of a search are found. */
export interface SearchPlan {
  /** SQL condition on the columns that every match fulfils */
  readonly where: string
  /** true when it says all, so that no document needs to be parsed */
  readonly isExact: boolean
  /** keys from `first` to before `end` */
  readonly first: Buffer
  readonly end: Buffer
  /** the index to go along; null = the events themselves in the order of time */
  readonly index: { readonly column: TermColumn; readonly ids: readonly number[] } | null
}

/**
 * How many rows of an index with several terms are sorted in memory. Beyond that the matches are so many that reading
 * events in the order of time meets enough of them.
 */
export const MAX_SORTED = 20_000

/** Chooses how to find the events of a search; null when the columns rule out that there are any. */
export function planSearch(database: DatabaseSync, search: EventSearch): SearchPlan | null {
  const terms = new TermSearch(database)
  const parts: Condition[] = []
  let isExact = true
  let { from, to } = search
  for (const part of conjuncts(search.query)) {
    if (part.kind === 'time') {
      from = from === null || part.from === null ? (from ?? part.from) : Math.max(from, part.from)
      to = to === null || part.to === null ? (to ?? part.to) : Math.min(to, part.to)
      continue
    }
    const condition = searchCondition(part, terms)
    isExact &&= condition?.isExact ?? false
    if (condition && parts.length < 50) parts.push(condition)
    else isExact = false
  }
  const first = firstKeyAt(from ?? 0)
  const end = firstKeyAt(to === null ? Number.POSITIVE_INFINITY : Math.floor(to) + 1)
  if (parts.some((part) => part.sql === '0') || Buffer.compare(first, end) >= 0) return null
  const where = parts.length === 0 ? '1' : parts.map((part) => part.sql).join(' AND ')
  return { where, isExact, first, end, index: chooseIndex(database, parts, { first, end }) }
}

function conjuncts(query: Query): readonly Query[] {
  return query.kind === 'and' ? query.of.flatMap((part) => conjuncts(part)) : [query]
}

/** The condition with the fewest rows in its index. Several terms do not come in the order of time: only if few. */
function chooseIndex(
  database: DatabaseSync,
  parts: readonly Condition[],
  { first, end }: Pick<SearchPlan, 'first' | 'end'>,
): SearchPlan['index'] {
  let best: SearchPlan['index'] = null
  let fewest = Number.POSITIVE_INFINITY
  for (const { terms } of parts) {
    if (!terms || !TERM_COLUMNS[terms.column].isIndexed) continue
    const { column, ids } = terms
    const rows = `SELECT 1 FROM events INDEXED BY ${indexName(column)} WHERE ${column} IN (${ids.join(',')})
      AND id >= ? AND id < ? LIMIT ${MAX_SORTED + 1}`
    const found = Number(database.prepare(`SELECT count(*) AS count FROM (${rows})`).get(first, end)?.['count'])
    if (found >= fewest || (found > MAX_SORTED && ids.length > 1)) continue
    fewest = found
    best = { column, ids }
  }
  return best
}
