import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { isObject, type JsonObject, type JsonValue } from '../../services/core/json.ts'
import { eventFields } from '../../services/record/event-field.ts'

/** Fails unless every field of the document that `schemas/event.yml` declares is of the type that stands there. */
export function assertTypes(document: JsonObject, where: string): void {
  for (const { name, type, many } of eventFields()) {
    const value = valueOf(document, name)
    if (value === undefined) continue
    const isGood = many
      ? Array.isArray(value) && value.length > 0 && value.every((item) => isOfType(item, type))
      : isOfType(value, type)
    assert.ok(isGood, `${name} (${type}) is ${JSON.stringify(value).slice(0, 80)}: ${where}`)
  }
}

function valueOf(document: JsonObject, name: string): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const key of name.split('.')) value = isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

function isOfType(value: JsonValue, type: string): boolean {
  switch (type) {
    case 'boolean':
      return typeof value === 'boolean'
    case 'long':
      return Number.isInteger(value)
    case 'nested':
    case 'flattened':
    case 'payload':
      return isObject(value)
    case 'date':
      return typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value))
    case 'ip':
      return typeof value === 'string' && isIP(value) > 0
    default:
      return typeof value === 'string' && value !== ''
  }
}
