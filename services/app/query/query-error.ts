import { displayWidth } from '../terminal/display-width.ts'
import { printable } from '../terminal/printable.ts'
import type { Query } from '../../core/query.ts'

/** Why a query's text was not understood. */
export interface QueryError {
  /** 0-based offset into the text, in UTF-16 units; the text's length when something is missing at its end */
  readonly position: number
  readonly message: string
  /** what to write instead; may be empty */
  readonly hint: string
}

/** True when the text was not understood. */
export function isQueryError(value: Query | QueryError): value is QueryError {
  return 'position' in value
}

const EXCERPT = 60

/** Text of the query for a message: not more than a line of it. */
export function excerpt(text: string): string {
  return text.length > EXCERPT ? `${text.slice(0, EXCERPT)}…` : text
}

/** How much of the query is shown on each side of the fault. */
const CONTEXT = 30

/**
 * The error for a person, without a line break at the end: the message, the query with a caret below the fault, and the
 * hint if there is one. Of a long query only the surroundings of the fault are shown. Safe to write to a terminal.
 */
export function renderQueryError(text: string, error: QueryError): string {
  const from = error.position > CONTEXT * 2 ? error.position - CONTEXT : 0
  const to = Math.max(from + CONTEXT * 2, error.position + CONTEXT)
  const before = (from > 0 ? '…' : '') + printable(text.slice(from, error.position))
  const after = printable(text.slice(error.position, to)) + (to < text.length ? '…' : '')
  const lines = [printable(error.message), `  ${before}${after}`, `  ${' '.repeat(displayWidth(before))}^`]
  if (error.hint !== '') lines.push(`hint: ${printable(error.hint)}`)
  return lines.join('\n')
}
