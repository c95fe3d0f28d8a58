import { ANY, isAnything, literalOf, ONE, type PatternPart, type SigmaPattern } from '../pattern.ts'
import { maskedFinder } from './find-masked.ts'
import { anyAtEnd, anyAtStart, anyInside, MANY_NEEDLES } from './needles.ts'

/** Whether a text is what a pattern describes. Time is linear in the text. */
export type TextTest = (text: string) => boolean

/** What stands between two stars: literal texts and single wildcards in turn. */
type Segment = readonly (string | typeof ONE)[]

/** Compiles a pattern. Both sides are compared as they are: fold them before. */
export function compilePattern(pattern: SigmaPattern): TextTest {
  if (isAnything(pattern)) return () => true
  const simple = simplePattern(pattern)
  if (!simple) return segmentTest(segmentsOf(pattern))
  const { text: needle } = simple
  if (simple.place === 'whole') return (text) => text === needle
  if (simple.place === 'start') return (text) => text.startsWith(needle)
  if (simple.place === 'end') return (text) => text.endsWith(needle)
  return (text) => text.includes(needle)
}

/** Compiles patterns of which one is enough; very many simple ones become one search. */
export function compilePatterns(patterns: readonly SigmaPattern[]): readonly TextTest[] {
  if (patterns.length < MANY_NEEDLES) return patterns.map((pattern) => compilePattern(pattern))
  const needles: Record<SimplePattern['place'], string[]> = { whole: [], start: [], end: [], inside: [] }
  const tests: TextTest[] = []
  for (const pattern of patterns) {
    const simple = simplePattern(pattern)
    if (simple) needles[simple.place].push(simple.text)
    else tests.push(compilePattern(pattern))
  }
  const whole = new Set(needles.whole)
  if (whole.size > 0) tests.push((text) => whole.has(text))
  if (needles.inside.length > 0) tests.push(anyInside(needles.inside))
  if (needles.start.length > 0) tests.push(anyAtStart(needles.start))
  if (needles.end.length > 0) tests.push(anyAtEnd(needles.end))
  return tests
}

/** A pattern that is one text, with or without a star at its ends. */
interface SimplePattern {
  readonly place: 'whole' | 'start' | 'end' | 'inside'
  readonly text: string
}

function simplePattern(pattern: SigmaPattern): SimplePattern | null {
  const literal = literalOf(pattern)
  if (literal !== null) return { place: 'whole', text: literal }
  const [first, second, third] = pattern
  if (pattern.length === 2 && typeof first === 'string' && second === ANY) return { place: 'start', text: first }
  if (pattern.length === 2 && first === ANY && typeof second === 'string') return { place: 'end', text: second }
  const isInside = pattern.length === 3 && first === ANY && typeof second === 'string' && third === ANY
  return isInside ? { place: 'inside', text: second } : null
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
  /** looks for a rest with many wildcards */
  readonly finder: ((text: string, from: number) => number) | null
}

/** A rest with more parts than this is looked for at all places at once. */
const MANY_PARTS = 8

function splitLeading(segment: Segment): SplitSegment {
  const text = segment.findIndex((part) => typeof part === 'string')
  const length = text < 0 ? segment.length : text
  const rest = segment.slice(length)
  return { leading: segment.slice(0, length), rest, finder: rest.length > MANY_PARTS ? maskedFinder(rest) : null }
}

/** The end of the segment's first place from `from` on, or −1. */
function find(text: string, { leading, rest, finder }: SplitSegment, from: number): number {
  let at = matchAt(text, leading, from)
  const needle = rest[0]
  if (at < 0 || typeof needle !== 'string') return at
  if (finder) return finder(text, at)
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
