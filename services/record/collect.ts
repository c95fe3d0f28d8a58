import { isObject, type JsonValue } from '../core/json.ts'

/** No field gives a rule more values than this; what comes after is not read. */
export const MAX_VALUES = 4096

/**
 * Adds all values below `value` at `keys[from…]` to `into`; see {@link import('./field-reader.ts').FieldReader.collect}.
 * Returns whether the path reached anything.
 */
export function collectValues(
  value: JsonValue | undefined,
  keys: readonly string[],
  from: number,
  into: JsonValue[],
): boolean {
  if (value === undefined || into.length >= MAX_VALUES) return false
  if (Array.isArray(value)) {
    let reached = from === keys.length
    for (const item of value) reached = collectValues(item, keys, from, into) || reached
    return reached
  }
  if (from === keys.length) {
    into.push(value)
    return true
  }
  if (!isObject(value)) return false
  if (from < keys.length - 1) {
    const literal = keys.slice(from).join('.')
    if (Object.hasOwn(value, literal)) return collectValues(value[literal], keys, keys.length, into)
  }
  const key = keys[from] ?? ''
  return Object.hasOwn(value, key) ? collectValues(value[key], keys, from + 1, into) : false
}
