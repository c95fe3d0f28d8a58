import { isIP } from 'node:net'
import { ANY_ONE, ANY_RUN, type Bound, type Query, type TextPattern } from '../../core/query.ts'
import { formatTime } from '../../core/time.ts'
import { resolveEventField, type EventField } from '../../record/event-field.ts'
import type { PhraseToken, WordToken } from './lex-query.ts'
import { excerpt, type QueryError } from './query-error.ts'
import { parseTimeSpan, type TimeSpan } from './query-time.ts'

/** The field whose values the time node is about. */
export const TIME_FIELD = '@timestamp'

/** Holds every address of an event: what a network without a field is looked up in. */
export const ADDRESS_FIELD = 'related.ip'

/** A sign between a field and the bound of its range. */
export type RangeSign = '<' | '<=' | '>' | '>='

/** A value or a field name as it was typed. */
export type Literal = WordToken | PhraseToken

const TIME_HINT =
  'times are written now, now-15m, now-1d/d, 2026-03-14, "2026-03-14T08:17" or "2026-03-14T08:17:45Z" (UTC)'
const CIDR = /^([0-9a-fA-F.:]+)\/(\d{1,3})$/

/** The text of a literal, wildcards as they were typed. */
export function literalText(literal: Literal): string {
  return literal.kind === 'phrase' ? literal.text : patternText(literal.parts)
}

/** A pattern as text; `*` and `?` stand for the wildcards. */
export function patternText(pattern: TextPattern): string {
  return pattern.map((part) => (part === ANY_RUN ? '*' : part === ANY_ONE ? '?' : part)).join('')
}

/** Whether the text is a network in CIDR form: `192.0.2.0/24`, `2001:db8::/32`. */
export function isNetwork(text: string): boolean {
  const [, address, bits] = CIDR.exec(text) ?? []
  const version = isIP(address ?? '')
  return version !== 0 && Number(bits) <= (version === 4 ? 32 : 128)
}

/** No field name is longer: resolving one costs the square of its length. */
export const MAX_FIELD_LENGTH = 512

/** Whether events can have a field of this name. */
export function isEventField(field: string): boolean {
  return field.length <= MAX_FIELD_LENGTH && resolveEventField(field) !== null
}

/** The type that the schema gives a field; null for a field inside a payload, and for one that it does not know. */
export function fieldType(field: string): EventField['type'] | null {
  const ref = resolveEventField(field)
  return ref && ref.rest.length === 0 ? ref.field.type : null
}

/** `field:value`, or a value alone when `field` is null. */
export function matchValue(field: string | null, literal: Literal, now: number): Query | QueryError {
  const pattern: TextPattern = literal.kind === 'word' ? literal.parts : literal.text === '' ? [] : [literal.text]
  if (pattern.length === 1 && pattern[0] === ANY_RUN)
    return field === null ? { kind: 'all' } : { kind: 'exists', field }
  const type = field === null ? null : fieldType(field)
  if (field !== null && type === 'date') {
    const span = timeOf(literal, now)
    return 'position' in span ? span : timeQuery(field, span.first, span.last)
  }
  const match: Query = { kind: 'match', field, pattern }
  const text = literalText(literal)
  if (!isNetwork(text)) {
    if (type !== 'ip' || !CIDR.test(text)) return match
    return {
      position: literal.start,
      message: `${excerpt(text)} is no network`,
      hint: 'a network is written 192.0.2.0/24',
    }
  }
  const network: Query = { kind: 'network', field: field ?? ADDRESS_FIELD, cidr: text }
  // Some fields hold networks as text (the source of a firewall rule): there the very text counts as well.
  return type === 'ip' ? network : { kind: 'or', of: [match, network] }
}

/** `field >= value` and the like. */
export function matchRange(field: string, sign: RangeSign, literal: Literal, now: number): Query | QueryError {
  if (fieldType(field) === 'date') {
    const span = timeOf(literal, now)
    if ('position' in span) return span
    if (sign === '>' || sign === '>=') return timeQuery(field, sign === '>' ? span.last + 1 : span.first, null)
    return timeQuery(field, null, sign === '<' ? span.first - 1 : span.last)
  }
  if (hasWildcard(literal)) {
    return {
      position: literal.start,
      message: `${sign} needs a value without wildcards`,
      hint: `write field ${sign} 10`,
    }
  }
  const bound: Bound = { value: literalText(literal), inclusive: sign.length === 2 }
  return sign.startsWith('>')
    ? { kind: 'range', field, low: bound, high: null }
    : { kind: 'range', field, low: null, high: bound }
}

function timeQuery(field: string, from: number | null, to: number | null): Query {
  if (field === TIME_FIELD) return { kind: 'time', from, to }
  return { kind: 'range', field, low: timeBound(from), high: timeBound(to) }
}

function timeBound(time: number | null): Bound | null {
  return time === null ? null : { value: formatTime(time), inclusive: true }
}

function timeOf(literal: Literal, now: number): TimeSpan | QueryError {
  const span = hasWildcard(literal) ? null : parseTimeSpan(literalText(literal), now)
  return span ?? { position: literal.start, message: `${excerpt(literalText(literal))} is no time`, hint: TIME_HINT }
}

function hasWildcard(literal: Literal): boolean {
  return literal.kind === 'word' && literal.parts.some((part) => typeof part !== 'string')
}
