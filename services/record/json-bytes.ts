import { textOf } from './text-of.ts'

/**
 * Finding things in the bytes of JSON that `JSON.parse` has accepted: places of values, without decoding the rest. Not a
 * validator: on other bytes the result means nothing, though it always ends.
 */

const QUOTE = 34
const BACKSLASH = 92
const OPEN_BRACE = 123
const CLOSE_BRACE = 125
const OPEN_BRACKET = 91
const CLOSE_BRACKET = 93
const COLON = 58
const COMMA = 44

/** A value's place: `bytes.subarray(start, end)` is its JSON text. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** The place of the value at `keys` below the object in `bytes`; of repeated keys the last counts, as in `JSON.parse`. */
export function findValue(bytes: Uint8Array, keys: readonly string[]): Span | null {
  let span: Span | null = { start: skipBlank(bytes, 0), end: bytes.length }
  for (const key of keys) {
    if (span === null || bytes[span.start] !== OPEN_BRACE) return null
    span = findMember(bytes, span.start, key)
  }
  return span === null ? null : { start: span.start, end: valueEnd(bytes, span.start) }
}

/** Calls `visit` for every string value with its dotted path; members of arrays have the path of the array. */
export function eachString(bytes: Uint8Array, visit: (path: string, span: Span) => void): void {
  walk(bytes, skipBlank(bytes, 0), '', visit)
}

/** Decodes the string token at the place. */
export function decodeString(bytes: Uint8Array, span: Span): string {
  const text = textOf(bytes, span.start + 1, span.end - 1)
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text
}

function findMember(bytes: Uint8Array, objectStart: number, key: string): Span | null {
  let found: Span | null = null
  eachMember(bytes, objectStart, (keySpan, valueStart) => {
    const end = valueEnd(bytes, valueStart)
    if (decodeString(bytes, keySpan) === key) found = { start: valueStart, end }
    return end
  })
  return found
}

function walk(bytes: Uint8Array, start: number, path: string, visit: (path: string, span: Span) => void): number {
  const first = bytes[start]
  if (first === OPEN_BRACE) {
    return eachMember(bytes, start, (keySpan, valueStart) => {
      const key = decodeString(bytes, keySpan)
      return walk(bytes, valueStart, path === '' ? key : `${path}.${key}`, visit)
    })
  }
  if (first === OPEN_BRACKET) return eachItem(bytes, start, (itemStart) => walk(bytes, itemStart, path, visit))
  const end = valueEnd(bytes, start)
  if (first === QUOTE) visit(path, { start, end })
  return end
}

/** Calls `member` with each key and the start of its value; it returns the value's end. Returns the object's end. */
function eachMember(bytes: Uint8Array, start: number, member: (key: Span, valueStart: number) => number): number {
  let at = skipBlank(bytes, start + 1)
  while (at < bytes.length && bytes[at] === QUOTE) {
    const key = { start: at, end: stringEnd(bytes, at) }
    at = skipBlank(bytes, key.end)
    if (bytes[at] === COLON) at += 1
    at = skipBlank(bytes, member(key, skipBlank(bytes, at)))
    if (bytes[at] === COMMA) at = skipBlank(bytes, at + 1)
  }
  return bytes[at] === CLOSE_BRACE ? at + 1 : at
}

function eachItem(bytes: Uint8Array, start: number, item: (itemStart: number) => number): number {
  let at = skipBlank(bytes, start + 1)
  while (at < bytes.length && bytes[at] !== CLOSE_BRACKET) {
    const end = skipBlank(bytes, item(at))
    at = bytes[end] === COMMA ? skipBlank(bytes, end + 1) : end
    if (end <= start) return end
  }
  return at + 1
}

function skipBlank(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && (bytes[at] ?? 0) <= 32) at += 1
  return at
}

function stringEnd(bytes: Uint8Array, start: number): number {
  let at = start + 1
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1
  return Math.min(at + 1, bytes.length)
}

function valueEnd(bytes: Uint8Array, start: number): number {
  const first = bytes[start]
  if (first === QUOTE) return stringEnd(bytes, start)
  let at = start
  if (first === OPEN_BRACE || first === OPEN_BRACKET) {
    let depth = 0
    while (at < bytes.length) {
      const byte = bytes[at]
      if (byte === QUOTE) {
        at = stringEnd(bytes, at)
        continue
      }
      if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth += 1
      else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth -= 1
      at += 1
      if (depth === 0) return at
    }
    return at
  }
  while (at < bytes.length && !isScalarEnd(bytes[at] ?? 0)) at += 1
  return at
}

function isScalarEnd(byte: number): boolean {
  return byte <= 32 || byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET
}
