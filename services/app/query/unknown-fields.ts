import type { Query } from '../../core/query.ts'
import { eventFields, resolveEventField } from '../../record/event-field.ts'
import { nearestName } from '../terminal/nearest-name.ts'
import { printableValue } from '../terminal/printable.ts'

const MAX_SUGGESTIONS = 3

/** A field that no event can have. */
export interface UnknownField {
  readonly field: string
  /** fields that were probably meant; may be empty */
  readonly suggestions: readonly string[]
}

/**
 * The fields of a query that no event has, each once, in the order of the query. Such a search is allowed, as it is in
 * Kibana, but it finds nothing, and the person should hear why.
 */
export function unknownFields(query: Query): readonly UnknownField[] {
  const fields = new Set<string>()
  collectFields(query, fields)
  return [...fields].filter((field) => !isKnown(field)).map((field) => ({ field, suggestions: suggest(field) }))
}

/** One line for each, no line break at the end. Safe to write to a terminal. */
export function renderUnknownFields(fields: readonly UnknownField[]): string {
  return fields
    .map(({ field, suggestions }) => {
      const hint = suggestions.length === 0 ? '' : `; did you mean ${suggestions.join(' or ')}?`
      return `no event has a field ${printableValue(field)}${hint}`
    })
    .join('\n')
}

function isKnown(field: string): boolean {
  return resolveEventField(field) !== null || eventFields().some(({ name }) => name.startsWith(`${field}.`))
}

function suggest(field: string): readonly string[] {
  const names = eventFields().map(({ name }) => name)
  const near = nearestName(field, names)
  if (near !== null) return [near]
  if (/^[a-z]+[A-Z]/.test(field)) return payloads().map((payload) => `${payload}.${field}`)
  return names.filter((name) => name.endsWith(`.${field}`)).slice(0, MAX_SUGGESTIONS)
}

/** A provider's own names (`eventName`) stand below its payload. */
function payloads(): readonly string[] {
  return eventFields().flatMap(({ name, type }) => (type === 'payload' && name !== 'unknown.record' ? [name] : []))
}

function collectFields(query: Query, into: Set<string>): void {
  if (query.kind === 'and' || query.kind === 'or') for (const inner of query.of) collectFields(inner, into)
  else if (query.kind === 'not') collectFields(query.of, into)
  else if (query.kind !== 'all' && query.kind !== 'time' && query.field !== null) into.add(query.field)
}
