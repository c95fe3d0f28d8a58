import type { DatabaseSync, StatementSync } from 'node:sqlite'

/** A statement whose rows are arrays in the order of its columns: quicker than objects where there are many rows. */
export function prepareRows(database: DatabaseSync, sql: string): StatementSync {
  const statement = database.prepare(sql)
  // Not the option of prepare(): Node 24 ignores it.
  statement.setReturnArrays(true)
  return statement
}
