/** What could steer a terminal, a page or its reader: control characters, direction marks, invisible characters. */
const UNSAFE =
  /[\p{Cc}\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu

/** The same, but line breaks and tabs stay. */
const UNSAFE_BUT_LINES = new RegExp(UNSAFE.source.replace('\\p{Cc}', '\\0-\\x08\\x0b-\\x1f\\x7f-\\x9f'), 'gu')

/**
 * Text from outside as one line of at most `length` UTF-16 units: well-formed, each unsafe character a blank; `…` at the
 * end when it was cut.
 */
export function safeLine(text: string, length: number): string {
  return cut(text, length).replace(UNSAFE, ' ').trim()
}

/** {@link safeLine} for texts of several lines. */
export function safeLines(text: string, length: number): string {
  return cut(text, length).replace(UNSAFE_BUT_LINES, ' ').trim()
}

/** Cut before anything else is done: a text may be as long as a record. */
function cut(text: string, length: number): string {
  if (text.length <= length) return text.toWellFormed()
  const kept = text.slice(0, Math.max(0, length - 1))
  const last = kept.charCodeAt(kept.length - 1)
  const isHalf = last >= 0xd800 && last <= 0xdbff
  return `${(isHalf ? kept.slice(0, -1) : kept).toWellFormed()}…`
}
