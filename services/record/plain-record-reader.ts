import { messageOf } from '../core/errors.ts'
import { withExactIntegers } from '../core/exact-json.ts'
import { isObject, type JsonObject, type JsonValue } from '../core/json.ts'
import { parseIsoTime } from '../core/time.ts'
import { collectValues } from './collect.ts'
import type { FieldPath } from './field-path.ts'
import type { LoadFault, RecordReader, TokenKind } from './field-reader.ts'
import { findValue } from './json-bytes.ts'
import { textOf } from './text-of.ts'

const EMPTY: JsonObject = {}
const NO_BYTES = new Uint8Array(0)

/** The plain backing of a record: `JSON.parse`, exact in its integers, and the object it gives. */
export class PlainRecordReader implements RecordReader {
  readonly isScanned = false
  /** Nobody looked. */
  readonly mayHoldWatchedName = true
  /** Nobody looked. */
  readonly mayHoldLineBreak = true
  #root: JsonObject = EMPTY
  /** {@link #root} before integers that a double cannot hold became text */
  #raw: JsonObject = EMPTY
  #bytes: Uint8Array = NO_BYTES
  #json = ''
  #isExact = true

  load(bytes: Uint8Array): LoadFault | null {
    this.#root = EMPTY
    this.#raw = EMPTY
    this.#bytes = NO_BYTES
    this.#json = ''
    this.#isExact = true
    let value: unknown
    const json = textOf(bytes)
    try {
      value = JSON.parse(json)
    } catch (error) {
      return { reason: 'not-json', detail: messageOf(error) }
    }
    if (!isObject(value)) return { reason: 'not-an-object', detail: `a JSON ${kindOf(value)}` }
    this.#root = value
    this.#raw = value
    this.#bytes = bytes
    this.#json = json
    this.#isExact = false
    return null
  }

  get(path: FieldPath): JsonValue | undefined {
    const { keys, isInherited } = path
    let object = this.#root
    for (let at = 0; ; at += 1) {
      const key = keys[at] ?? ''
      // The value before the test: most questions have no answer and end here.
      const member: JsonValue | undefined = object[key]
      if (member === undefined || (isInherited && !Object.hasOwn(object, key))) return undefined
      if (at === keys.length - 1) return this.#isFinal(member) ? member : this.get(path)
      if (!isObject(member)) return undefined
      object = member
    }
  }

  /** {@link get} before integers that a double cannot hold become text. */
  #rawValue({ keys }: FieldPath): JsonValue | undefined {
    let value: JsonValue | undefined = this.#raw
    for (const key of keys) {
      if (!isObject(value) || !Object.hasOwn(value, key)) return undefined
      value = value[key]
    }
    return value
  }

  reach(path: FieldPath): JsonValue | undefined {
    const { keys, suffixes, isInherited } = path
    let object = this.#root
    for (let at = 0; ; at += 1) {
      const literal = suffixes[at] ?? ''
      const whole: JsonValue | undefined = object[literal]
      if (whole !== undefined && (!isInherited || Object.hasOwn(object, literal))) {
        return this.#isFinal(whole) ? whole : this.reach(path)
      }
      if (at === keys.length - 1) return undefined
      const key = keys[at] ?? ''
      const member: JsonValue | undefined = object[key]
      if (member === undefined || (isInherited && !Object.hasOwn(object, key))) return undefined
      if (Array.isArray(member)) return this.#isFinal(member) ? member : this.reach(path)
      if (!isObject(member)) return undefined
      object = member
    }
  }

  text(path: FieldPath): string | undefined {
    const value = this.get(path)
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  collect(path: FieldPath, into: JsonValue[]): boolean {
    return collectValues(this.root(), path.keys, 0, into, path.suffixes)
  }

  token(path: FieldPath): string | undefined {
    const span = findValue(this.#bytes, path.keys)
    return span ? textOf(this.#bytes, span.start, span.end) : undefined
  }

  tokenStart(path: FieldPath): number {
    return findValue(this.#bytes, path.keys)?.start ?? -1
  }

  tokenEnd(path: FieldPath): number {
    return findValue(this.#bytes, path.keys)?.end ?? -1
  }

  tokenKind(path: FieldPath): TokenKind {
    const value = this.#rawValue(path)
    return value === undefined ? 'none' : kindOf(value)
  }

  copyToken(path: FieldPath, into: Uint8Array, at: number): number {
    const span = findValue(this.#bytes, path.keys)
    if (!span || at + span.end - span.start > into.length) return -1
    into.set(this.#bytes.subarray(span.start, span.end), at)
    return at + span.end - span.start
  }

  /** It would have to be searched for. */
  copyPlainText(): number {
    return -1
  }

  isText(path: FieldPath, text: string): boolean {
    return this.get(path) === text
  }

  /** No text has one. */
  textNumber(): number {
    return -1
  }

  textVersion(): number {
    return 0
  }

  isoTime(path: FieldPath): number {
    const text = this.text(path)
    return text === undefined ? Number.NaN : parseIsoTime(text)
  }

  /** Every path is looked up in the record itself. */
  use(): void {}

  root(): JsonObject {
    if (!this.#isExact) this.#makeExact()
    return this.#root
  }

  bytes(): Uint8Array {
    return this.#bytes
  }

  json(): string {
    return this.#json
  }

  /**
   * Whether a value may be given out as it is. Integers that a double cannot hold are looked for only when a value is read
   * that may be, or hold, a number: most records are asked for text alone. False: there was one, so look again.
   */
  #isFinal(value: JsonValue): boolean {
    if (this.#isExact || value === null || (typeof value !== 'number' && typeof value !== 'object')) return true
    return !this.#makeExact()
  }

  /** Puts the text of integers beyond ±(2^53 − 1) in their place. True when there were any. */
  #makeExact(): boolean {
    this.#isExact = true
    const exact = withExactIntegers(this.#root, this.#json, this.#bytes)
    if (exact === this.#root || !isObject(exact)) return false
    this.#root = exact
    return true
  }
}

function kindOf(value: unknown): TokenKind {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const kind = typeof value
  return kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'object'
}
