import { isObject, type JsonObject, type JsonValue } from '../../services/core/json.ts'

/** The record in a JSON text; throws when it is no object. */
export function parseRecord(text: string): JsonObject {
  const value: unknown = JSON.parse(text)
  if (!isObject(value)) throw new Error('not an object')
  return value
}

/** The value at a dotted path, own members only; undefined where the path ends early. */
export function valueAt(record: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = record
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined
  }
  return value
}

/** The text at a dotted path; empty where there is none. */
export function textAt(record: JsonObject, path: string): string {
  const value = valueAt(record, path)
  return typeof value === 'string' ? value : ''
}
