import { isObject, type JsonObject, type JsonValue } from '../../../core/json.ts'

/** An object without members, for what is missing or of another kind. */
export const NOTHING: JsonObject = {}

/** The own member of an object; undefined for everything that is no object. */
export function member(value: JsonValue | undefined, key: string): JsonValue | undefined {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The value below an object at keys; arrays end the walk. */
export function valueAt(value: JsonValue | undefined, keys: readonly string[]): JsonValue | undefined {
  let at = value
  for (const key of keys) at = member(at, key)
  return at
}

/** Text or a number as text; undefined for everything else and for the empty string. */
export function asText(value: JsonValue | undefined): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value
  return typeof value === 'number' ? String(value) : undefined
}

/** {@link asText} of an own member. */
export function textMember(value: JsonValue | undefined, key: string): string | undefined {
  return asText(member(value, key))
}

/** The member as an object, empty when it is none. */
export function objectMember(value: JsonValue | undefined, key: string): JsonObject {
  const found = member(value, key)
  return isObject(found) ? found : NOTHING
}

/** A whole number from a number or numeric text, else undefined. */
export function asInteger(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  return typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** `true`, `"true"` or EC2's `{"value": true}`. */
export function isTrue(value: JsonValue | undefined): boolean {
  return isWord(value, 'true')
}

/** `false`, `"false"` or `{"value": false}`; a missing value is not false. */
export function isFalse(value: JsonValue | undefined): boolean {
  return isWord(value, 'false')
}

function isWord(value: JsonValue | undefined, word: string): boolean {
  if (value === undefined || value === null) return false
  const inner = isObject(value) ? member(value, 'value') : value
  if (typeof inner === 'string') return inner === word || inner.toLowerCase() === word
  return typeof inner === 'boolean' && String(inner) === word
}

/**
 * A list however the service wrote it: an array, EC2's `{"items": […]}`, one element without a list around it. Missing,
 * null, empty text and empty objects give no elements.
 */
export function asList(value: JsonValue | undefined): readonly JsonValue[] {
  if (value === undefined || value === null || value === '') return []
  if (Array.isArray(value)) return value
  if (!isObject(value)) return [value]
  const items = member(value, 'items')
  if (items !== undefined) return Array.isArray(items) ? items : [items]
  return Object.keys(value).length === 0 ? [] : [value]
}

/** Adds all texts at `keys[from…]` below `value` to `into`; arrays on the way and at the end are fanned out. */
export function collectTexts(
  value: JsonValue | undefined,
  keys: readonly string[],
  into: Set<string>,
  from = 0,
): Set<string> {
  if (Array.isArray(value)) {
    // An array directly inside an array is no shape of any service; it ends the walk and bounds the recursion.
    for (const item of value) if (!Array.isArray(item)) collectTexts(item, keys, into, from)
    return into
  }
  if (from < keys.length) return collectTexts(member(value, keys[from] ?? ''), keys, into, from + 1)
  const text = asText(value)
  if (text !== undefined && !isMasked(text)) into.add(text)
  return into
}

/** What CloudTrail writes in place of a value that it hides: never a name, never an id. One star stands for everybody. */
export function isMasked(text: string): boolean {
  const first = text.charCodeAt(0)
  if (first !== LETTER_H && first !== LESS_THAN && first !== STAR) return false
  return text === 'HIDDEN_DUE_TO_SECURITY_REASONS' || text === '<sensitiveDataRemoved>' || /^\*{2,}$/.test(text)
}

const LETTER_H = 72
const LESS_THAN = 60
const STAR = 42
