import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { foldCase } from '../../core/query/fold-case.ts'
import { prepareRows } from './prepare-rows.ts'
import { TERM_COLUMNS, type TermColumn } from './schema.ts'

/** Longer values are known by their beginning alone: nobody's log may fill an index with long text. */
export const TERM_LENGTH = 256

/** How many terms of a column the writer remembers. */
const REMEMBERED = 20_000

/** The text under which a value is looked up. */
export function termText(value: string): string {
  return foldCase(value).slice(0, TERM_LENGTH)
}

/** Gives values their numbers, on the write connection and within its transaction. */
export class TermWriter {
  readonly #find: StatementSync
  readonly #insert: StatementSync
  readonly #remembered = new Map<TermColumn, Map<string, number>>()

  constructor(database: DatabaseSync) {
    this.#find = prepareRows(database, 'SELECT id FROM terms WHERE field = ? AND text = ?')
    this.#insert = database.prepare('INSERT INTO terms(field, text) VALUES(?, ?)')
  }

  /** The number of a value, a new one if need be; null for the empty value. */
  idOf(column: TermColumn, value: string): number | null {
    if (value === '') return null
    let ids = this.#remembered.get(column)
    if (!ids) this.#remembered.set(column, (ids = new Map()))
    const known = ids.get(value)
    if (known !== undefined) return known
    const id = this.#stored(TERM_COLUMNS[column].field, termText(value))
    if (ids.size >= REMEMBERED) ids.clear()
    ids.set(value, id)
    return id
  }

  /** After a rollback: numbers that were given in the transaction are no longer. */
  forget(): void {
    this.#remembered.clear()
  }

  #stored(field: number, text: string): number {
    const row: unknown = this.#find.get(field, text)
    if (Array.isArray(row)) return Number(row[0])
    return Number(this.#insert.run(field, text).lastInsertRowid)
  }
}
