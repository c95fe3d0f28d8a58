import { ANY_RUN, type ANY_ONE, type TextPattern } from '../query.ts'
import { foldCase } from './fold-case.ts'

/** A stretch of a pattern without `*`: literal text and `?`. */
type Segment = readonly (string | typeof ANY_ONE)[]

/** The text that a pattern without wildcards stands for, as it was written; null when it has wildcards. */
export function literalOf(pattern: TextPattern): string | null {
  let text = ''
  for (const part of pattern) {
    if (typeof part !== 'string') return null
    text += part
  }
  return text
}

/** `prefix` when the pattern is `prefix*` and nothing else, else null. */
export function prefixOf(pattern: TextPattern): string | null {
  return pattern.length > 1 && pattern.at(-1) === ANY_RUN ? literalOf(pattern.slice(0, -1)) : null
}

/**
 * A test of whole texts, which must have gone through {@link foldCase}. The pieces between `*` are looked for one after
 * the other, each as early as possible, so that no pattern makes it try a place twice: the cost is the length of the text
 * times that of the longest piece at worst.
 */
export function compileTextPattern(pattern: TextPattern): (folded: string) => boolean {
  const segments = segmentsOf(pattern)
  const [first = []] = segments
  if (segments.length === 1) return (text) => matchForward(first, text, 0) === text.length
  const last = segments.at(-1) ?? []
  const middle = segments.slice(1, -1).filter((segment) => segment.length > 0)
  return (text) => {
    let at = matchForward(first, text, 0)
    for (const segment of middle) {
      if (at < 0) return false
      at = findSegment(segment, text, at)
    }
    return at >= 0 && matchBackward(last, text) >= at
  }
}

function segmentsOf(pattern: TextPattern): Segment[] {
  const segments: (string | typeof ANY_ONE)[][] = [[]]
  for (const part of pattern) {
    const segment = segments.at(-1) ?? []
    const before = segment.at(-1)
    if (part === ANY_RUN) segments.push([])
    else if (typeof part === 'string' && typeof before === 'string') segment[segment.length - 1] = before + part
    else if (part !== '') segment.push(part)
  }
  return segments.map((segment) => segment.map((part) => (typeof part === 'string' ? foldCase(part) : part)))
}

/** Where the segment ends when it begins at `from`, or −1. */
function matchForward(segment: Segment, text: string, from: number): number {
  let at = from
  for (const part of segment) {
    if (typeof part === 'string') {
      if (!text.startsWith(part, at)) return -1
      at += part.length
    } else {
      if (at >= text.length) return -1
      at += isPair(text, at) ? 2 : 1
    }
  }
  return at
}

/** Where the segment begins when it ends with the text, or −1. */
function matchBackward(segment: Segment, text: string): number {
  let at = text.length
  for (const part of segment.toReversed()) {
    if (typeof part === 'string') {
      if (!text.endsWith(part, at)) return -1
      at -= part.length
    } else {
      if (at <= 0) return -1
      at -= at > 1 && isPair(text, at - 2) ? 2 : 1
    }
  }
  return at
}

/** Where the first occurrence of the segment at or after `from` ends, or −1. */
function findSegment(segment: Segment, text: string, from: number): number {
  const [first] = segment
  for (let start = from; start <= text.length; start += isPair(text, start) ? 2 : 1) {
    if (typeof first === 'string') {
      start = text.indexOf(first, start)
      if (start < 0) return -1
    }
    const end = matchForward(segment, text, start)
    if (end >= 0) return end
  }
  return -1
}

/** Whether one character in two UTF-16 units stands at `at`. */
function isPair(text: string, at: number): boolean {
  const high = text.charCodeAt(at)
  const low = text.charCodeAt(at + 1)
  return high >= 0xd800 && high <= 0xdbff && low >= 0xdc00 && low <= 0xdfff
}
