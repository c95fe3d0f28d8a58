import { parseExactJson } from '../../core/exact-json.ts'
import type { JsonValue } from '../../core/json.ts'
import { textOf } from '../text-of.ts'
import type { TokenKind } from '../field-reader.ts'

const MINUS = 45
const ZERO = 48
const NINE = 57
const BACKSLASH = '\\'

/** Numbers of so many digits are put together here; every double holds them. */
const FEW_DIGITS = 9
/** All integers of so many digits are exact. */
const EXACT_DIGITS = 15

/** By a scanner's kinds: how they are called elsewhere. */
export const TOKEN_KINDS: readonly TokenKind[] = [
  'none',
  'string',
  'string',
  'number',
  'boolean',
  'boolean',
  'null',
  'object',
  'array',
]

/** The text of a string token of any kind, which stands with its quotes from `start` up to `end`. */
export function decodeText(view: Buffer, start: number, end: number): string {
  const text = textOf(view, start + 1, end - 1)
  return text.includes(BACKSLASH) ? (JSON.parse(`"${text}"`) as string) : text
}

/** The value of a number token: a double as `JSON.parse` gives it, or its own text for an integer beyond ±(2^53 − 1). */
export function decodeNumber(view: Buffer, start: number, end: number): number | string {
  if (end - start <= FEW_DIGITS) {
    let value = 0
    let at = start
    for (; at < end; at += 1) {
      const byte = view[at] ?? 0
      if (byte < ZERO || byte > NINE) break
      value = value * 10 + byte - ZERO
    }
    if (at === end) return value
  }
  const text = view.toString('latin1', start, end)
  const value = Number(text)
  if (end - start <= EXACT_DIGITS || Number.isSafeInteger(value)) return value
  return isInteger(view, start, end) ? text : value
}

/** The value of an object or array token, exact in its integers. `mayHoldLong`: there may be any that need care. */
export function decodeNested(view: Buffer, start: number, end: number, mayHoldLong: boolean): JsonValue {
  const json = textOf(view, start, end)
  return mayHoldLong ? parseExactJson(json, view.subarray(start, end)) : (JSON.parse(json) as JsonValue)
}

/** Whether a number token has neither fraction nor exponent. */
function isInteger(view: Buffer, start: number, end: number): boolean {
  for (let at = view[start] === MINUS ? start + 1 : start; at < end; at += 1) {
    const byte = view[at] ?? 0
    if (byte < ZERO || byte > NINE) return false
  }
  return true
}
