import {
  COLON,
  DASH,
  DOUBLE_QUOTE,
  endOfLine,
  HASH,
  isColon,
  isSeparator,
  MAX_DEPTH,
  NO_PLAIN,
  nextContent,
  NotPlain,
  open,
  QUOTE,
  skipBlanks,
  SPACE,
  trimmedEnd,
  type Cursor,
} from './plain-cursor.ts'
import { ended, readQuoted, readScalar } from './read-plain-scalar.ts'
import type { MapEntry, MapNode, YamlNode } from './yaml-node.ts'

/**
 * Reads the part of YAML that nearly all rule files are written in, in one pass: block maps and lists indented with spaces, a
 * scalar on one line, block texts, comments. Whatever else stands in a file, and whatever is wrong with it, is left to the
 * whole parser: then the answer is null. What it does give is what the whole parser gives, every place included.
 */
export function readPlainYaml(text: string): YamlNode[] | null {
  if (UNUSUAL.test(text)) return null
  const cursor: Cursor = { text, at: 0, lineStart: 0, last: 0, values: 0, depth: 0 }
  try {
    const documents: YamlNode[] = []
    while (cursor.at < text.length) {
      if (nextContent(cursor) === 0) documents.push(readMap(cursor, 0))
      else if (cursor.at < text.length && !isSeparator(cursor)) return null
      if (cursor.at === text.length) break
      if (!isSeparator(cursor)) return null
      cursor.at += 3
    }
    return documents
  } catch (error) {
    if (error instanceof NotPlain) return null
    throw error
  }
}

/** A longer line is no key. */
const MAX_KEY = 500

/** Tabs, carriage returns, control characters, surrogates, other line breaks, the byte order mark. */
const UNUSUAL = /[^\n\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd]/

/** The map whose first key is here, in this column. */
function readMap(cursor: Cursor, indent: number): MapNode {
  const start = cursor.at
  open(cursor, start)
  if (++cursor.depth > MAX_DEPTH) throw new NotPlain()
  const entries: MapEntry[] = []
  let [size, depth] = [1, 1]
  for (;;) {
    const keyStart = cursor.at
    open(cursor, keyStart)
    const key = readKey(cursor)
    if (isTaken(entries, key)) throw new NotPlain()
    const value = readValue(cursor, indent)
    entries.push({ key, start: keyStart, value })
    size += 1 + value.size
    depth = Math.max(depth, value.depth + 1)
    const found = nextContent(cursor)
    if (found > indent) throw new NotPlain()
    if (found < indent) break
  }
  cursor.depth -= 1
  return { kind: 'map', start, size, depth, entries }
}

function isTaken(entries: readonly MapEntry[], key: string): boolean {
  // Maps are small; a large one is none of a rule.
  if (entries.length > 200) throw new NotPlain()
  for (const entry of entries) if (entry.key === key) return true
  return false
}

/** Reads the key here and the colon behind it. */
function readKey(cursor: Cursor): string {
  const { text, at } = cursor
  const code = text.charCodeAt(at)
  if (code === QUOTE || code === DOUBLE_QUOTE) {
    const key = String(readQuoted(cursor, code).value)
    skipBlanks(cursor)
    if (!isColon(text, cursor.at)) throw new NotPlain()
    cursor.at += 1
    return key
  }
  const colon = colonOfKey(text, at)
  if (colon < 0) throw new NotPlain()
  const key = trimmedEnd(text, at, colon)
  cursor.at = colon + 1
  if (key === '<<') throw new NotPlain()
  return key
}

/** Where the colon stands that ends a key without quotes which begins here; −1 when none begins here. */
function colonOfKey(text: string, from: number): number {
  const first = text.charCodeAt(from)
  if (first === DASH || NO_PLAIN.has(first)) return -1
  const end = Math.min(endOfLine(text, from), from + MAX_KEY)
  for (let at = from + 1; at < end; at += 1) {
    const code = text.charCodeAt(at)
    if (code === COLON && isColon(text, at)) return at
    if (code === HASH && text.charCodeAt(at - 1) === SPACE) return -1
  }
  return -1
}

/** What stands behind a key in this column, or below it. */
function readValue(cursor: Cursor, indent: number): YamlNode {
  const { text } = cursor
  if (skipBlanks(cursor)) return readScalar(cursor, indent)
  const found = nextContent(cursor)
  const isList = text.charCodeAt(cursor.at) === DASH && text.charCodeAt(cursor.at + 1) === SPACE
  if (found > indent || (found === indent && isList)) {
    return isList ? readList(cursor, found) : readMap(cursor, found)
  }
  const start = cursor.last
  cursor.values += 1
  return { kind: 'scalar', start, textStart: start, size: 1, depth: 1, value: null }
}

/** The list whose first dash is here, in this column. */
function readList(cursor: Cursor, indent: number): YamlNode {
  const { text } = cursor
  const start = cursor.at
  open(cursor, start)
  if (++cursor.depth > MAX_DEPTH) throw new NotPlain()
  const items: YamlNode[] = []
  let [size, depth] = [1, 1]
  for (;;) {
    cursor.at += 1
    if (!skipBlanks(cursor)) throw new NotPlain()
    const item = readItem(cursor, indent)
    items.push(item)
    size += item.size
    depth = Math.max(depth, item.depth + 1)
    const found = nextContent(cursor)
    if (found > indent) throw new NotPlain()
    const isItem = text.charCodeAt(cursor.at) === DASH && text.charCodeAt(cursor.at + 1) === SPACE
    if (found < indent || !isItem) break
  }
  cursor.depth -= 1
  return { kind: 'list', start, size, depth, items }
}

/** What stands behind a dash: a scalar, or a map that begins on the line. */
function readItem(cursor: Cursor, indent: number): YamlNode {
  const { text, at, lineStart } = cursor
  const code = text.charCodeAt(at)
  if (code !== QUOTE && code !== DOUBLE_QUOTE) {
    return colonOfKey(text, at) < 0 ? readScalar(cursor, indent) : readMap(cursor, at - lineStart)
  }
  const scalar = readQuoted(cursor, code)
  const behind = cursor.at
  if (!skipBlanks(cursor) || text.charCodeAt(cursor.at) !== COLON) {
    cursor.at = behind
    return ended(cursor, scalar)
  }
  cursor.at = at
  return readMap(cursor, at - lineStart)
}
