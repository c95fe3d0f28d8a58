import type { JsonValue } from './json.ts'

/** Shorter runs of digits are below 2^53, so that a double holds them. */
const EXACT_DIGITS = 15

const QUOTE = 34
const BACKSLASH = 92
const MINUS = 45
const COLON = 58
const COMMA = 44
const OPEN_BRACKET = 91
const SPACE = 32
const ZERO = 48
const NINE = 57

/**
 * `JSON.parse` that loses no digit of an integer: one beyond ±(2^53 − 1) becomes its own text, `12345678901234567890` the
 * string `"12345678901234567890"`. All other numbers are doubles as usual: `1.10` is 1.1, `1e400` is `Infinity`. Throws a
 * `SyntaxError` as `JSON.parse` does. The depth does not matter. `bytes` is the same text in UTF-8, for who has it: looking
 * for long numbers is quicker there.
 */
export function parseExactJson(json: string, bytes?: Uint8Array): JsonValue {
  return withExactIntegers(JSON.parse(json) as JsonValue, json, bytes)
}

/** The same for who has parsed `json` already into `value`; that is given back when it lost no digit. */
export function withExactIntegers(value: JsonValue, json: string, bytes?: Uint8Array): JsonValue {
  if (!(bytes ? mayHoldLongInteger(bytes) : LONG_INTEGER.test(json))) return value
  const quoted = quoteLongIntegers(json)
  return quoted === json ? value : (JSON.parse(quoted) as JsonValue)
}

const LONG_INTEGER = /(?:^|[:,[\s])-?\d{16}/

/**
 * The same question as {@link LONG_INTEGER}, at a quarter of the time: whether more than {@link EXACT_DIGITS} digits stand
 * behind each other where a number may stand. Such a run covers one byte in sixteen, so only those are looked at.
 */
function mayHoldLongInteger(bytes: Uint8Array): boolean {
  for (let at = EXACT_DIGITS; at < bytes.length; at += EXACT_DIGITS + 1) {
    if (DIGIT[bytes[at] ?? 0] !== 1) continue
    // A run of sixteen around it goes on for eight to one side at least. Most that are shorter are told by two bytes a side.
    const isBefore = DIGIT[bytes[at - 8] ?? 0] === 1 && DIGIT[bytes[at - 4] ?? 0] === 1
    const isBehind = DIGIT[bytes[at + 8] ?? 0] === 1 && DIGIT[bytes[at + 4] ?? 0] === 1
    if (!isBefore && !isBehind) continue
    let before = at - 1
    while (before >= 0 && DIGIT[bytes[before] ?? 0] === 1) before -= 1
    let end = at + 1
    while (end < bytes.length && DIGIT[bytes[end] ?? 0] === 1) end += 1
    if (end - before - 1 > EXACT_DIGITS && mayPrecedeNumber(bytes, before)) return true
    // A hostile run of a megabyte is walked over once, not once for every sixteenth digit of it.
    while (at + EXACT_DIGITS + 1 < end) at += EXACT_DIGITS + 1
  }
  return false
}

/** Whether the byte at `at`, or the one in front of a minus sign there, may stand before a number. */
function mayPrecedeNumber(bytes: Uint8Array, at: number): boolean {
  const byte = bytes[bytes[at] === MINUS ? at - 1 : at] ?? 0
  return byte === COLON || byte === COMMA || byte === OPEN_BRACKET || byte <= SPACE
}

/** 1 for the bytes of digits. */
const DIGIT: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) => (isDigit(byte) ? 1 : 0))

/** The same JSON with quotes around the integers that a double cannot hold. */
function quoteLongIntegers(json: string): string {
  let text = ''
  let copied = 0
  for (let at = 0; at < json.length;) {
    const code = json.charCodeAt(at)
    if (code === QUOTE) at = stringEnd(json, at)
    else if (code === MINUS || isDigit(code)) {
      const end = numberEnd(json, at)
      const token = json.slice(at, end)
      if (end - at > EXACT_DIGITS && INTEGER.test(token) && !Number.isSafeInteger(Number(token))) {
        text += `${json.slice(copied, at)}"${token}"`
        copied = end
      }
      at = end
    } else at += 1
  }
  return text + json.slice(copied)
}

const INTEGER = /^-?\d+$/

function stringEnd(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json.charCodeAt(at) !== QUOTE) at += json.charCodeAt(at) === BACKSLASH ? 2 : 1
  return at + 1
}

/** Digits, sign, point and exponent: what a number consists of. */
function numberEnd(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && isOfNumber(json.charCodeAt(at))) at += 1
  return at
}

function isOfNumber(code: number): boolean {
  return isDigit(code) || code === 43 || code === MINUS || code === 46 || code === 69 || code === 101
}

function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE
}
