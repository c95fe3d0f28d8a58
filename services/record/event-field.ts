import { EVENT_FIELDS, type EventFieldName } from './generated/event-fields.ts'

export type { EventFieldName } from './generated/event-fields.ts'

/** A field of the document, as `schemas/event.yml` declares it. */
export interface EventField {
  /** place in {@link EVENT_FIELDS}; builders keep one slot per index */
  readonly index: number
  readonly name: string
  readonly type: 'keyword' | 'text' | 'date' | 'boolean' | 'long' | 'ip' | 'nested' | 'flattened' | 'payload'
  /** true when the value is a list */
  readonly many: boolean
}

const FIELDS: readonly EventField[] = EVENT_FIELDS.map((field, index) => ({ index, ...field }))
const BY_NAME = new Map(FIELDS.map((field) => [field.name, field]))

/** All fields, in document order. */
export function eventFields(): readonly EventField[] {
  return FIELDS
}

/** The field of this name. The compiler knows the names, so it is always there. */
export function eventField(name: EventFieldName): EventField {
  const field = BY_NAME.get(name)
  if (!field) throw new Error(`schemas/event.yml has no field ${name}`)
  return field
}

/** A field with what follows it inside its nested objects or the payload. */
export interface EventFieldRef {
  readonly field: EventField
  /** `['public']` for `tocsin.exposure.public`; empty for a field itself */
  readonly rest: readonly string[]
}

/**
 * Resolves a dotted name against the schema: the longest declared field that the name starts with. Null when there is
 * none, or when something follows a plain value.
 */
export function resolveEventField(name: string): EventFieldRef | null {
  const keys = name.split('.')
  for (let length = keys.length; length > 0; length -= 1) {
    const field = BY_NAME.get(keys.slice(0, length).join('.'))
    if (!field) continue
    const rest = keys.slice(length)
    const isOpen = field.type === 'nested' || field.type === 'flattened' || field.type === 'payload'
    return rest.length === 0 || isOpen ? { field, rest } : null
  }
  return null
}
