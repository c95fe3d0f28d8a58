import { isObject, type JsonValue } from '../../core/json.ts'
import { collectValues, MAX_DEPTH } from '../../record/collect.ts'
import type { EventReader } from '../../record/event-builder.ts'
import type { EventField } from '../../record/event-field.ts'
import type { FieldAccess } from '../../record/field-access.ts'
import type { RuleInput } from '../../record/rule-input.ts'

/** Gives the arrays at one place of the event or of an element, in order; a value that is no array as a list of one. */
export type ArrayVisitor = (visit: (array: readonly JsonValue[]) => void) => void

/** The arrays at the places of a field. Never throws. */
export function arraysOfField(accesses: readonly FieldAccess[], turn: { readonly input: RuleInput }): ArrayVisitor {
  return (visit) => {
    const { record, event } = turn.input
    for (const access of accesses) {
      if (access.from === 'event') visitArrays(eventValue(event, access.ref.field), access.ref.rest, 0, visit)
      else if (record.reach(access.path) !== undefined) visitArrays(record.root(), access.path.keys, 0, visit)
    }
  }
}

/** A mapping that fails gives nothing; the event becomes a dead letter later. */
function eventValue(event: EventReader, field: EventField): JsonValue | undefined {
  try {
    return event.get(field)
  } catch {
    return undefined
  }
}

/** The keys of a name inside an element; none for `.`, the element itself. */
export function elementKeys(name: string): readonly string[] {
  return name === '.' ? [] : name.split('.')
}

/** The arrays below a value, which `get` gives when it is needed. */
export function arraysBelow(get: () => JsonValue | undefined, name: string): ArrayVisitor {
  const keys = elementKeys(name)
  return (visit) => visitArrays(get(), keys, 0, visit)
}

/** Reads the values of a name below a value, which `get` gives when it is needed. */
export function valuesBelow(get: () => JsonValue | undefined, name: string): (into: JsonValue[]) => boolean {
  const keys = elementKeys(name)
  return (into) => collectValues(get(), keys, 0, into)
}

/** Walks as {@link collectValues} does, but stops at what stands at the end of the path. */
function visitArrays(
  value: JsonValue | undefined,
  keys: readonly string[],
  from: number,
  visit: (array: readonly JsonValue[]) => void,
  depth = 0,
): void {
  if (value === undefined || value === null || depth > MAX_DEPTH) return
  if (from === keys.length) {
    visit(Array.isArray(value) ? value : [value])
  } else if (Array.isArray(value)) {
    for (const item of value) visitArrays(item, keys, from, visit, depth + 1)
  } else if (isObject(value)) {
    const literal = keys.slice(from).join('.')
    const key = keys[from] ?? ''
    if (Object.hasOwn(value, literal)) visitArrays(value[literal], keys, keys.length, visit, depth + 1)
    else if (Object.hasOwn(value, key)) visitArrays(value[key], keys, from + 1, visit, depth + 1)
  }
}
