import { ANY, isAnything, ONE, type PatternPart, type SigmaPattern } from '../pattern.ts'

/** Whether a text is what a pattern describes. Time is linear in the text. */
export type TextTest = (text: string) => boolean

/** What stands between two stars: literal texts and single wildcards in turn. */
type Segment = readonly (string | typeof ONE)[]

/** Compiles a pattern that has at least one wildcard. Both sides are compared as they are: fold them before. */
export function compilePattern(pattern: SigmaPattern): TextTest {
  if (isAnything(pattern)) return () => true
  const [first, second, third] = pattern
  if (pattern.length === 2 && typeof first === 'string' && second === ANY) return (text) => text.startsWith(first)
  if (pattern.length === 2 && first === ANY && typeof second === 'string') return (text) => text.endsWith(second)
  if (pattern.length === 3 && first === ANY && typeof second === 'string' && third === ANY) {
    return (text) => text.includes(second)
  }
  return segmentTest(segmentsOf(pattern))
}

/**
 * Takes the first segment at the start, the last at the end, and each one between at its first place: the leftmost place
 * is never wrong, so nothing has to be tried twice.
 */
function segmentTest(segments: readonly Segment[]): TextTest {
  const first = segments[0] ?? []
  const last = segments.at(-1) ?? []
  const between = segments.slice(1, -1).map((segment) => splitLeading(segment))
  if (segments.length === 1) return (text) => matchAt(text, first, 0) === text.length
  return (text) => {
    let at = matchAt(text, first, 0)
    if (at < 0) return false
    for (const segment of between) {
      at = find(text, segment, at)
      if (at < 0) return false
    }
    return matchBefore(text, last, text.length) >= at
  }
}

/** The parts between the stars; empty at the ends where the pattern begins or ends with one. */
function segmentsOf(pattern: SigmaPattern): readonly Segment[] {
  const segments: (string | typeof ONE)[][] = [[]]
  for (const part of pattern) {
    if (part === ANY) segments.push([])
    else segments.at(-1)?.push(part)
  }
  return segments
}

/** The end of the segment when it stands at `from`, or −1. */
function matchAt(text: string, segment: Segment, from: number): number {
  let at = from
  for (const part of segment) {
    if (part === ONE) {
      if (at >= text.length) return -1
      at += isPair(text, at) ? 2 : 1
    } else {
      if (!text.startsWith(part, at)) return -1
      at += part.length
    }
  }
  return at
}

/** The start of the segment when it ends at `to`, or −1. */
function matchBefore(text: string, segment: Segment, to: number): number {
  let at = to
  for (let index = segment.length - 1; index >= 0; index -= 1) {
    const part: PatternPart = segment[index] ?? ''
    if (typeof part === 'string') {
      at -= part.length
      if (at < 0 || !text.startsWith(part, at)) return -1
    } else {
      if (at <= 0) return -1
      at -= at >= 2 && isPair(text, at - 2) ? 2 : 1
    }
  }
  return at
}

/** A segment as the wildcards that it begins with, and the rest, which begins with a text unless it is empty. */
interface SplitSegment {
  readonly leading: Segment
  readonly rest: Segment
}

function splitLeading(segment: Segment): SplitSegment {
  const text = segment.findIndex((part) => typeof part === 'string')
  const length = text < 0 ? segment.length : text
  return { leading: segment.slice(0, length), rest: segment.slice(length) }
}

/** The end of the segment's first place from `from` on, or −1. */
function find(text: string, { leading, rest }: SplitSegment, from: number): number {
  let at = matchAt(text, leading, from)
  const needle = rest[0]
  if (at < 0 || typeof needle !== 'string') return at
  for (at = text.indexOf(needle, at); at >= 0; at = text.indexOf(needle, at + 1)) {
    const end = matchAt(text, rest, at)
    if (end >= 0) return end
  }
  return -1
}

/** True when a character of two UTF-16 units starts at `at`. */
function isPair(text: string, at: number): boolean {
  return (text.codePointAt(at) ?? 0) > 0xffff
}
