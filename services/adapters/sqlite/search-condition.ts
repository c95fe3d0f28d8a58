import { EVENT_KEY_FIELDS, type EventKeys } from '../../core/event.ts'
import type { Query } from '../../core/query.ts'
import { firstKeyAt } from './document-key.ts'
import { KEY_COLUMNS, LATER_COLUMNS, NO_TERM, type TermColumn } from './schema.ts'
import type { TermSearch, TermSet } from './term-search.ts'

/**
 * What of a query the columns of `events` can decide: an SQL condition that holds for every event that matches.
 */
export interface Condition {
  readonly sql: string
  /** true when it holds for no other event */
  readonly isExact: boolean
  /** levels of nesting in the SQL */
  readonly depth: number
  /** set when the condition is that a column has one of these terms */
  readonly terms: { readonly column: TermColumn; readonly ids: readonly number[] } | null
}

/** SQLite refuses expressions with a depth of 1,000. */
const MAX_DEPTH = 400

/** How many conditions are put together at one level. */
const MAX_PARTS = 50

/** Longer lists of terms choose next to nothing out. */
const MAX_TERMS = 20_000

const COLUMN_OF_FIELD = columnsByField()

/** The condition for a query; null when the columns say nothing about it. */
export function searchCondition(query: Query, search: TermSearch): Condition | null {
  const condition = compile(query, search)
  return condition && condition.depth <= MAX_DEPTH ? condition : null
}

function compile(query: Query, search: TermSearch): Condition | null {
  switch (query.kind) {
    case 'all':
      return { sql: '1', isExact: true, depth: 1, terms: null }
    case 'and':
      return conjunction(query.of, search)
    case 'or':
      return disjunction(query.of, search)
    case 'not': {
      const inner = searchCondition(query.of, search)
      return inner?.isExact ? { ...inner, sql: `NOT (${inner.sql})`, depth: inner.depth + 2, terms: null } : null
    }
    case 'time':
      return timeCondition(query.from, query.to)
    case 'exists': {
      const column = COLUMN_OF_FIELD.get(query.field)
      return column ? existsCondition(column) : null
    }
    case 'match':
    case 'range':
    case 'network': {
      const column = query.field === null ? undefined : COLUMN_OF_FIELD.get(query.field)
      const found = column && search.find(column, query)
      return column && found ? termCondition(column, found) : null
    }
    default:
      return query satisfies never
  }
}

/** Of rows that do not know a column the documents decide. */
function existsCondition(column: TermColumn): Condition {
  const isLater = LATER_COLUMNS.has(column)
  const sql = isLater ? `ifnull(+${column} <> ${NO_TERM}, 1)` : `${column} IS NOT NULL`
  return { sql, isExact: !isLater, depth: 4, terms: null }
}

function termCondition(column: TermColumn, { ids, isExact }: TermSet): Condition | null {
  if (ids.length > MAX_TERMS) return null
  // The sign keeps SQLite from choosing an index: which one pays is decided in search-plan.ts.
  const isLater = LATER_COLUMNS.has(column)
  const sql = ids.length === 0 && !isLater ? '0' : `ifnull(+${column} IN (${ids.join(',')}), ${isLater ? 1 : 0})`
  return { sql, isExact: isExact && !isLater, depth: 4, terms: { column, ids } }
}

function timeCondition(from: number | null, to: number | null): Condition {
  const parts = ['1']
  if (from !== null) parts.push(`+id >= ${keyLiteral(from)}`)
  if (to !== null) parts.push(`+id < ${keyLiteral(Math.floor(to) + 1)}`)
  return { sql: `(${parts.join(' AND ')})`, isExact: true, depth: 4, terms: null }
}

function keyLiteral(time: number): string {
  return `x'${firstKeyAt(time).toString('hex')}'`
}

function conjunction(of: readonly Query[], search: TermSearch): Condition | null {
  const all = of.map((part) => searchCondition(part, search))
  const known = all.filter((part) => part !== null).slice(0, MAX_PARTS)
  if (known.length === 0 && of.length > 0) return null
  const isExact = known.length === of.length && known.every((part) => part.isExact)
  return joined('AND', '1', known, isExact)
}

function disjunction(of: readonly Query[], search: TermSearch): Condition | null {
  const byColumn = new Map<TermColumn, { ids: Set<number>; isExact: boolean }>()
  const others: Condition[] = []
  for (const part of of) {
    const condition = searchCondition(part, search)
    if (!condition || others.length > MAX_PARTS) return null
    if (!condition.terms) {
      others.push(condition)
      continue
    }
    const { column, ids } = condition.terms
    const merged = byColumn.get(column) ?? { ids: new Set(), isExact: true }
    for (const id of ids) merged.ids.add(id)
    byColumn.set(column, { ids: merged.ids, isExact: merged.isExact && condition.isExact })
  }
  for (const [column, { ids, isExact }] of byColumn) {
    const condition = termCondition(column, { ids: [...ids], isExact })
    if (!condition) return null
    others.push(condition)
  }
  return joined(
    'OR',
    '0',
    others,
    others.every((part) => part.isExact),
  )
}

function joined(operator: 'AND' | 'OR', none: string, parts: readonly Condition[], isExact: boolean): Condition {
  const [only] = parts
  if (only && parts.length === 1) return { ...only, isExact }
  if (!only) return { sql: none, isExact, depth: 1, terms: null }
  const sql = `(${parts.map((part) => part.sql).join(` ${operator} `)})`
  return { sql, isExact, depth: Math.max(...parts.map((part) => part.depth)) + parts.length, terms: null }
}

function columnsByField(): ReadonlyMap<string, TermColumn> {
  const columns = new Map<string, TermColumn>([['event.dataset', 'dataset']])
  for (const key of Object.keys(KEY_COLUMNS) as (keyof EventKeys)[])
    columns.set(EVENT_KEY_FIELDS[key], KEY_COLUMNS[key])
  return columns
}
