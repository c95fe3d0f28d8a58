/** A decoded JSON value. Objects may come from hostile input: read own properties only (`Object.hasOwn`). */
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject

/** A decoded JSON object. */
export interface JsonObject {
  [key: string]: JsonValue
}

/** True for a JSON object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The JSON text of a value with object keys sorted at every level: equal values give equal text. It is what we hash
 * and what we compare runs by (the canonical form of design §3).
 */
export function canonicalJson(value: unknown): string {
  let text = ''
  // A list of what is still to be written, last first, and no recursion: values from a log may be nested deeply.
  const left: (string | { readonly value: unknown })[] = [{ value }]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next === 'string') text += next
    else if (Array.isArray(next.value)) {
      left.push(']')
      for (let at = next.value.length - 1; at >= 0; at -= 1) {
        left.push({ value: next.value[at] })
        if (at > 0) left.push(',')
      }
      left.push('[')
    } else if (isObject(next.value)) {
      const object = next.value
      const keys = Object.keys(object).filter((key) => object[key] !== undefined)
      left.push('}')
      for (const [at, key] of keys.toSorted().toReversed().entries()) {
        left.push({ value: object[key] }, `${at < keys.length - 1 ? ',' : ''}${JSON.stringify(key)}:`)
      }
      left.push('{')
    } else text += JSON.stringify(next.value) ?? 'null'
  }
  return text
}
