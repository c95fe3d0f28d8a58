import { isObject, type JsonObject, type JsonValue } from '../core/json.ts'
import { messageOf } from '../core/errors.ts'
import { collectValues } from './collect.ts'
import type { FieldPath } from './field-path.ts'
import type { LoadFault, RecordReader } from './field-reader.ts'
import { findValue } from './json-bytes.ts'
import { textOf } from './text-of.ts'

const EMPTY: JsonObject = {}
const NO_BYTES = new Uint8Array(0)

/** The plain backing of a record: `JSON.parse` and the object it gives. */
export class PlainRecordReader implements RecordReader {
  #root: JsonObject = EMPTY
  #bytes: Uint8Array = NO_BYTES
  #json = ''

  load(bytes: Uint8Array): LoadFault | null {
    this.#root = EMPTY
    this.#bytes = NO_BYTES
    this.#json = ''
    let value: unknown
    const json = textOf(bytes)
    try {
      value = JSON.parse(json)
    } catch (error) {
      return { reason: 'not-json', detail: messageOf(error) }
    }
    if (!isObject(value)) return { reason: 'not-an-object', detail: `a JSON ${kindOf(value)}` }
    this.#root = value
    this.#bytes = bytes
    this.#json = json
    return null
  }

  get(path: FieldPath): JsonValue | undefined {
    const { keys } = path
    let value: JsonValue = this.#root
    for (let at = 0; at < keys.length; at += 1) {
      if (!isObject(value)) return undefined
      const key = keys[at] ?? ''
      // The value before the test: most questions have no answer and end here.
      const member: JsonValue | undefined = value[key]
      if (member === undefined || !Object.hasOwn(value, key)) return undefined
      value = member
    }
    return value
  }

  text(path: FieldPath): string | undefined {
    const value = this.get(path)
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  collect(path: FieldPath, into: JsonValue[]): boolean {
    return collectValues(this.#root, path.keys, 0, into, path.suffixes)
  }

  token(path: FieldPath): string | undefined {
    const span = findValue(this.#bytes, path.keys)
    return span ? textOf(this.#bytes, span.start, span.end) : undefined
  }

  root(): JsonObject {
    return this.#root
  }

  bytes(): Uint8Array {
    return this.#bytes
  }

  json(): string {
    return this.#json
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
