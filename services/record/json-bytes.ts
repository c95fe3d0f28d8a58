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

const PATH_LEVELS = 256

/** An object or array that is being read. */
interface OpenValue {
  readonly isObject: boolean
  /** place of the name of the member at hand; in an array, of the name under which the array stands. −1: there is none */
  nameStart: number
  nameEnd: number
}

/** Takes a string's place, and that of the name of the member that it stands under (of the nearest one, in arrays), or −1. */
type StringVisitor = (nameStart: number, nameEnd: number, start: number, end: number, path: () => string) => void

/**
 * Calls `visit` for every string value, and lets it put together the dotted path. A loop and not a recursion: records may be
 * nested deeply. A path ends with `…` below {@link PATH_LEVELS} levels, so that many deep values cannot cost their depth each.
 */
export function eachString(bytes: Uint8Array, visit: StringVisitor): void {
  const open: OpenValue[] = []
  const path = (): string => pathOf(bytes, open)
  let top: OpenValue | undefined
  let isName = false
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]
    if (byte === QUOTE) {
      const end = stringEnd(bytes, at)
      if (!isName) visit(top?.nameStart ?? -1, top?.nameEnd ?? -1, at, end, path)
      else if (top) {
        top.nameStart = at
        top.nameEnd = end
      }
      isName = false
      at = end - 1
    } else if (byte === COMMA) isName = top?.isObject ?? false
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      isName = byte === OPEN_BRACE
      top = { isObject: isName, nameStart: top?.nameStart ?? -1, nameEnd: top?.nameEnd ?? -1 }
      open.push(top)
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      open.pop()
      top = open.at(-1)
      isName = false
    }
  }
}

function pathOf(bytes: Uint8Array, open: readonly OpenValue[]): string {
  const levels = open.slice(0, PATH_LEVELS).filter(({ isObject }) => isObject)
  const names = levels.map(({ nameStart: start, nameEnd: end }) =>
    start < 0 ? '' : decodeString(bytes, { start, end }),
  )
  return (open.length > PATH_LEVELS ? [...names, '…'] : names).join('.')
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
