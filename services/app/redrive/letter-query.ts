import type { DeadLetterHead } from '../../core/dead-letter-store.ts'
import { AppError } from '../../core/errors.ts'
import type { Query } from '../../core/query.ts'
import { createQueryMatcher } from '../../core/query-match.ts'
import { formatTime } from '../../core/time.ts'
import { parseQuery } from '../query/parse-query.ts'
import { isQueryError, renderQueryError } from '../query/query-error.ts'
import { parseTimeSpan, type TimeSpan } from '../query/query-time.ts'
import { patternText, TIME_FIELD } from '../query/query-value.ts'
import { printableValue } from '../terminal/printable.ts'

/** The fields of a dead letter that a query may name. */
export const LETTER_FIELDS = [
  'id',
  'reason',
  'detail',
  'type',
  'source',
  'object',
  'position',
  'received',
  'size',
] as const

/** Other names: what `dead-letters list` calls it, and what events call it. */
const TIME_NAMES: readonly string[] = ['received', 'time', TIME_FIELD]
const KNOWN: readonly string[] = [...LETTER_FIELDS, 'file', ...TIME_NAMES]

/**
 * Reads a search for dead letters: the language of events over the dead letter's own fields (`file` is `object`; `time`
 * and `@timestamp` are `received`). An empty text finds all. Throws `QUERY_INVALID`.
 */
export function parseLetterQuery(text: string, now: number): (letter: DeadLetterHead) => boolean {
  const query = parseQuery(text, now)
  if (isQueryError(query)) throw new AppError('QUERY_INVALID', renderQueryError(text, query))
  const matches = createQueryMatcher(onLetters(query, now))
  return (letter) => matches(letterDocument(letter), letter.received)
}

function letterDocument(letter: DeadLetterHead): Record<string, string | number> {
  const { id, reason, detail, type, source, object, position, received, size } = letter
  return { id, reason, detail, type, source, object, file: object, position, received: formatTime(received), size }
}

/** The same query with times of arrival understood; the depth is that which the parser allows. */
function onLetters(query: Query, now: number): Query {
  switch (query.kind) {
    case 'and':
    case 'or':
      return { kind: query.kind, of: query.of.map((part) => onLetters(part, now)) }
    case 'not':
      return { kind: 'not', of: onLetters(query.of, now) }
    case 'all':
    case 'time':
      return query
    case 'exists':
    case 'match':
    case 'range':
    case 'network':
      return onField(query, now)
    default:
      return query satisfies never
  }
}

function onField(query: Extract<Query, { field: string | null }>, now: number): Query {
  const { field } = query
  if (field === null) return query
  if (!KNOWN.includes(field)) {
    throw new AppError(
      'QUERY_INVALID',
      `dead letters have no field ${printableValue(field)}; they have ${LETTER_FIELDS.join(', ')}`,
    )
  }
  if (!TIME_NAMES.includes(field)) return query
  if (query.kind === 'exists') return { kind: 'all' }
  if (query.kind === 'match') {
    const { first, last } = spanOf(patternText(query.pattern), now)
    return { kind: 'time', from: first, to: last }
  }
  if (query.kind === 'network') return query
  const low = query.low && spanOf(query.low.value, now)
  const high = query.high && spanOf(query.high.value, now)
  return {
    kind: 'time',
    from: low && (query.low?.inclusive ? low.first : low.last + 1),
    to: high && (query.high?.inclusive ? high.last : high.first - 1),
  }
}

function spanOf(text: string, now: number): TimeSpan {
  const span = parseTimeSpan(text, now)
  if (span) return span
  throw new AppError(
    'QUERY_INVALID',
    `${printableValue(text)} is no time; write now-1d, 2026-03-14 or "2026-03-14T08:17"`,
  )
}
