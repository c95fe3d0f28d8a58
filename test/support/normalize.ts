import assert from 'node:assert/strict'
import type { JsonObject } from '../../services/core/json.ts'
import { isRejection } from '../../services/normalize/rejection.ts'
import type { NormalizedEvent } from '../../services/normalize/normalized-event.ts'
import { Normalizer } from '../../services/normalize/normalizer.ts'
import { LOG_TYPES, UNKNOWN } from '../../services/normalize/registry.ts'

const ORIGIN = { source: 'test', object: 'test.json', position: 1, received: Date.UTC(2026, 4, 4, 9) }

/** One for all records, as in the program: what it remembers of one must never show in another. */
const NORMALIZER = new Normalizer(LOG_TYPES, UNKNOWN)

/** A record after normalization. */
export interface Normalized {
  readonly type: string
  readonly id: string
  /** event time, milliseconds since 1970 */
  readonly time: number
  readonly document: JsonObject
  readonly text: string
}

/** Normalizes one record, given as bytes, text or an object; fails the test when it is rejected. */
export function normalize(record: Uint8Array | string | JsonObject, typeName = 'auto'): Normalized {
  const bytes = record instanceof Uint8Array ? record : Buffer.from(toText(record))
  const event = NORMALIZER.read(bytes, typeName, ORIGIN)
  if (isRejection(event)) return assert.fail(`rejected: ${event.rejected}: ${event.detail}`)
  return finish(event)
}

/** The value of a document at a dotted name, through its nested objects. */
export function fieldOf(document: JsonObject, name: string): unknown {
  let value: unknown = document
  for (const key of name.split('.')) value = (value as Record<string, unknown> | undefined)?.[key]
  return value
}

function finish(event: NormalizedEvent): Normalized {
  const document = NORMALIZER.document(event)
  if (isRejection(document)) return assert.fail(`rejected: ${document.rejected}: ${document.detail}`)
  const parsed = JSON.parse(document.text) as JsonObject
  return { type: event.type.name, id: document.id, time: document.time, document: parsed, text: document.text }
}

function toText(record: string | JsonObject): string {
  return typeof record === 'string' ? record : JSON.stringify(record)
}
