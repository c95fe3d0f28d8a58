import { isObject, type JsonValue } from '../core/json.ts'

/** No field gives a rule more values than this; what comes after is not read. */
export const MAX_VALUES = 4096
/** Arrays and objects are walked this deep; what stands deeper is not read. */
export const MAX_DEPTH = 64

/**
 * Adds all values below `value` at `keys[from…]` to `into`; see {@link import('./field-reader.ts').FieldReader.collect}.
 * Returns whether the path reached anything. `suffixes` are those of the path, where there is one: they spare joining keys.
 */
export function collectValues(
  value: JsonValue | undefined,
  keys: readonly string[],
  from: number,
  into: JsonValue[],
  suffixes?: readonly string[],
  depth = 0,
): boolean {
  if (value === undefined || into.length >= MAX_VALUES || depth > MAX_DEPTH) return false
  if (Array.isArray(value)) {
    let reached = from === keys.length
    for (const item of value) reached = collectValues(item, keys, from, into, suffixes, depth + 1) || reached
    return reached
  }
  if (from === keys.length) {
    into.push(value)
    return true
  }
  if (!isObject(value)) return false
  if (from < keys.length - 1) {
    const literal = suffixes?.[from] ?? keys.slice(from).join('.')
    if (Object.hasOwn(value, literal))
      return collectValues(value[literal], keys, keys.length, into, suffixes, depth + 1)
  }
  const key = keys[from] ?? ''
  return Object.hasOwn(value, key) ? collectValues(value[key], keys, from + 1, into, suffixes, depth + 1) : false
}
