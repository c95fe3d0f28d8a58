/** Characters by their codes. */
export const [SPACE, QUOTE, DOUBLE_QUOTE, HASH, DASH, COLON, LINE] = [32, 39, 34, 35, 45, 58, 10]
/** What no text without quotes begins with, or none that is read here. */
export const NO_PLAIN = new Set(Array.from('#&*!|>\'"%@`,[]{}?: ', (character) => character.charCodeAt(0)))

/** Documents with more values than this, or deeper, are the whole parser's: it has the limits and the messages. */
const MAX_VALUES = 50_000
/** See {@link MAX_VALUES}. */
export const MAX_DEPTH = 40

/** Where reading is. All offsets are UTF-16 units. */
export interface Cursor {
  readonly text: string
  at: number
  lineStart: number
  /** where the last value that was opened stands: empty values have no place of their own */
  last: number
  values: number
  depth: number
}

/** Ends the attempt: the whole parser has to read this. */
export class NotPlain extends Error {}

/** Whether `---` stands here, alone on its line. */
export function isSeparator({ text, at, lineStart }: Cursor): boolean {
  if (at !== lineStart || !text.startsWith('---', at)) return false
  return at + 3 === text.length || text.charCodeAt(at + 3) === LINE
}

/**
 * Goes on to the next line that says something, past blanks and comments, and gives its indent; −1 at a separator and at the
 * end of the file. Nothing but blanks and a comment may be left on the line where it begins.
 */
export function nextContent(cursor: Cursor): number {
  const { text } = cursor
  let { at, lineStart } = cursor
  for (;;) {
    while (text.charCodeAt(at) === SPACE) at += 1
    const code = text.charCodeAt(at)
    if (code === HASH) at = endOfLine(text, at)
    else if (code !== LINE) break
    if (at >= text.length) break
    at += 1
    lineStart = at
  }
  cursor.at = at
  cursor.lineStart = lineStart
  if (at === lineStart && text.startsWith('...', at)) throw new NotPlain()
  return at >= text.length || isSeparator(cursor) ? -1 : at - lineStart
}

/** Where the line ends: at its line break, or with the file. */
export function endOfLine(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? text.length : at
}

/** Counts a value and takes its place down. */
export function open(cursor: Cursor, start: number): void {
  cursor.last = start
  cursor.values += 1
  if (cursor.values > MAX_VALUES) throw new NotPlain()
}

/** Whether a colon stands here that parts a key from its value. */
export function isColon(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== COLON) return false
  const next = text.charCodeAt(at + 1)
  return next === SPACE || next === LINE || at + 1 === text.length
}

/** The text between two places without the blanks at its end. */
export function trimmedEnd(text: string, from: number, to: number): string {
  let end = to
  while (text.charCodeAt(end - 1) === SPACE) end -= 1
  return text.slice(from, end)
}

/** Past the blanks; whether anything but a comment is left on the line. */
export function skipBlanks(cursor: Cursor): boolean {
  const { text } = cursor
  const from = cursor.at
  while (text.charCodeAt(cursor.at) === SPACE) cursor.at += 1
  const code = text.charCodeAt(cursor.at)
  if (code === HASH && cursor.at > from) return false
  return code !== LINE && cursor.at < text.length
}
