import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { foldCase } from '../../core/query/fold-case.ts'
import { literalOf, prefixOf } from '../../core/query/text-pattern.ts'
import { valueTest, type ValueTest } from '../../core/query-match.ts'
import type { Query } from '../../core/query.ts'
import { prepareRows } from './prepare-rows.ts'
import { TERM_COLUMNS, type TermColumn } from './schema.ts'
import { TERM_LENGTH, termText } from './terms.ts'
import { afterPrefix } from './text-range.ts'

/** A column with more terms than this is not searched for a pattern: its events are read instead. */
const MAX_SCANNED = 100_000

/** The numbers of all terms that a test of single values holds for. */
export interface TermSet {
  readonly ids: readonly number[]
  /** false when a term stands for a longer value, so that the test may not hold for it */
  readonly isExact: boolean
}

/** A query about the values of one field. */
export type ValueQuery = Extract<Query, { kind: 'match' | 'range' | 'network' }>

/** Finds the terms that a query names, on any connection to the store. */
export class TermSearch {
  readonly #equal: StatementSync
  readonly #from: StatementSync
  readonly #between: StatementSync

  constructor(database: DatabaseSync) {
    this.#equal = prepareRows(database, 'SELECT id FROM terms WHERE field = ? AND text = ?')
    this.#from = prepareRows(database, 'SELECT id, text FROM terms WHERE field = ? AND text >= ? LIMIT ?')
    this.#between = prepareRows(
      database,
      'SELECT id, text FROM terms WHERE field = ? AND text >= ? AND text < ? LIMIT ?',
    )
  }

  /** The terms of a column that match; null when there are too many to look at. */
  find(column: TermColumn, query: ValueQuery): TermSet | null {
    const { field } = TERM_COLUMNS[column]
    const literal = query.kind === 'match' ? literalOf(query.pattern) : null
    if (literal === '') return { ids: [], isExact: true }
    if (literal !== null) {
      const row: unknown = this.#equal.get(field, termText(literal))
      const isExact = foldCase(literal).length < TERM_LENGTH
      return { ids: Array.isArray(row) ? [Number(row[0])] : [], isExact }
    }
    const prefix = query.kind === 'match' ? prefixOf(query.pattern) : null
    const rows = this.#rows(field, searchable(prefix ?? ''))
    return rows.length > MAX_SCANNED ? null : select(rows, valueTest(query))
  }

  #rows(field: number, prefix: string): unknown[] {
    const after = afterPrefix(prefix)
    if (after === null) return this.#from.all(field, prefix, MAX_SCANNED + 1)
    return this.#between.all(field, prefix, after, MAX_SCANNED + 1)
  }
}

/** A beginning as terms have it: half a character at the end says nothing about what follows. */
function searchable(prefix: string): string {
  return termText(prefix)
    .replace(/[\ud800-\udbff]$/, '')
    .toWellFormed()
}

function select(rows: readonly unknown[], test: ValueTest): TermSet {
  const ids: number[] = []
  let isExact = true
  for (const row of rows) {
    if (!Array.isArray(row)) continue
    const text = String(row[1])
    const isCut = text.length >= TERM_LENGTH
    if (isCut) isExact = false
    if (isCut || test(text)) ids.push(Number(row[0]))
  }
  return { ids, isExact }
}
