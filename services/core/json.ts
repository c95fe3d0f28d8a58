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
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`
  if (!isObject(value)) return JSON.stringify(value) ?? 'null'
  const members: string[] = []
  for (const key of Object.keys(value).toSorted()) {
    if (value[key] !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(value[key])}`)
  }
  return `{${members.join(',')}}`
}
