import { CHOMPING_MODE, EVENT_ID, getScalarValue, SCALAR_STYLE, type ChompingMode } from 'js-yaml'
import {
  COLON,
  DASH,
  DOUBLE_QUOTE,
  endOfLine,
  HASH,
  isColon,
  LINE,
  NO_PLAIN,
  NotPlain,
  open,
  QUOTE,
  skipBlanks,
  SPACE,
  trimmedEnd,
  type Cursor,
} from './plain-cursor.ts'
import type { ScalarNode } from './yaml-node.ts'
import { plainScalar, type ScalarValue } from './yaml-scalar.ts'

/** Escapes that JSON has as well. */
const SIMPLE_ESCAPES = /^(?:[^\\]|\\["\\/bfnrt])*$/

/** The scalar that begins here, behind a key or dash in this column, to its end. */
export function readScalar(cursor: Cursor, indent: number): ScalarNode {
  const { text, at } = cursor
  const code = text.charCodeAt(at)
  if (code === QUOTE || code === DOUBLE_QUOTE) return ended(cursor, readQuoted(cursor, code))
  if (code === 124 || code === 62) return readBlock(cursor, indent)
  const next = text.charCodeAt(at + 1)
  const isDash = code === DASH && (next === SPACE || next === LINE || at + 1 === text.length)
  if (NO_PLAIN.has(code) || isDash) throw new NotPlain()
  open(cursor, at)
  const source = trimmedEnd(text, at, endOfPlain(text, at))
  cursor.at = at + source.length
  return ended(cursor, scalarNode(at, at, plainScalar(source)))
}

/** Where a text without quotes ends: at the end of its line or at a comment. */
function endOfPlain(text: string, from: number): number {
  const end = endOfLine(text, from)
  for (let at = from + 1; at < end; at += 1) {
    const code = text.charCodeAt(at)
    if (code === COLON && isColon(text, at)) throw new NotPlain()
    if (code === HASH && text.charCodeAt(at - 1) === SPACE) return at
  }
  return end
}

/** Nothing but a comment may follow a scalar on its line; what a deeper line below it means is its map's or list's affair. */
export function ended(cursor: Cursor, scalar: ScalarNode): ScalarNode {
  if (skipBlanks(cursor)) throw new NotPlain()
  return scalar
}

function scalarNode(start: number, textStart: number, value: ScalarValue): ScalarNode {
  return { kind: 'scalar', start, textStart, size: 1, depth: 1, value }
}

/** The quoted text that begins here, on one line. */
export function readQuoted(cursor: Cursor, quote: number): ScalarNode {
  const { text, at: start } = cursor
  const mark = quote === QUOTE ? "'" : '"'
  const lineEnd = endOfLine(text, start)
  let end = text.indexOf(mark, start + 1)
  while (end >= 0 && end < lineEnd && isEscaped(text, start, end, quote)) {
    end = text.indexOf(mark, quote === QUOTE ? end + 2 : end + 1)
  }
  if (end < 0 || end >= lineEnd) throw new NotPlain()
  open(cursor, start)
  cursor.at = end + 1
  return scalarNode(start, start + 1, unquoted(text.slice(start + 1, end), quote))
}

/** Whether the quotation mark here does not end the text: a doubled single one, or one behind a backslash that counts. */
function isEscaped(text: string, start: number, at: number, quote: number): boolean {
  if (quote === QUOTE) return text.charCodeAt(at + 1) === QUOTE
  let before = at
  while (before - 1 > start && text.charCodeAt(before - 1) === 92) before -= 1
  return (at - before) % 2 === 1
}

function unquoted(inside: string, quote: number): string {
  if (quote === QUOTE) return inside.includes("'") ? inside.replaceAll("''", "'") : inside
  if (!inside.includes('\\')) return inside
  if (!SIMPLE_ESCAPES.test(inside)) throw new NotPlain()
  return String(JSON.parse(`"${inside}"`))
}

/** A text of several lines behind `|` or `>`, in the shape that needs no guessing: no blank line first, all of it indented. */
function readBlock(cursor: Cursor, indent: number): ScalarNode {
  const { text, at } = cursor
  const headEnd = endOfLine(text, at)
  const chomping = CHOMPING.get(text.slice(at + 1, headEnd))
  const valueStart = headEnd + 1
  let first = valueStart
  while (text.charCodeAt(first) === SPACE) first += 1
  const column = first - valueStart
  if (chomping === undefined || column <= indent || first >= text.length || text.charCodeAt(first) === LINE) {
    throw new NotPlain()
  }
  let [line, valueEnd] = [valueStart, valueStart]
  while (line < text.length) {
    let content = line
    while (text.charCodeAt(content) === SPACE) content += 1
    if (content === text.length && content > line) throw new NotPlain()
    if (text.charCodeAt(content) !== LINE && content - line < column) break
    valueEnd = Math.min(endOfLine(text, content) + 1, text.length)
    line = valueEnd
  }
  open(cursor, valueStart)
  cursor.at = line
  cursor.lineStart = line
  const style = text.charCodeAt(at) === 124 ? SCALAR_STYLE.LITERAL_BLOCK : SCALAR_STYLE.FOLDED_BLOCK
  const value = getScalarValue(text, { ...BLOCK, valueStart, valueEnd, style, chomping, indent: column })
  return scalarNode(valueStart, valueStart, value)
}

const CHOMPING: ReadonlyMap<string, ChompingMode> = new Map([
  ['', CHOMPING_MODE.CLIP],
  ['-', CHOMPING_MODE.STRIP],
  ['+', CHOMPING_MODE.KEEP],
])

const BLOCK = {
  type: EVENT_ID.SCALAR,
  fast: false,
  anchorStart: -1,
  anchorEnd: -1,
  tagStart: -1,
  tagEnd: -1,
} as const
