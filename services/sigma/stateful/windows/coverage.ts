import { lowerBound, upperBound } from './entry.ts'
import type { Entry } from './entry.ts'

/**
 * What one alert has counted: all entries within some spans of time, ends included, and none outside. So whether an entry
 * was counted follows from its time, and an entry that comes late into a span is to be counted.
 */
export interface Coverage {
  /** start of the alert's bucket */
  readonly bucket: number
  /** ascending, not touching each other */
  spans: readonly TimeSpan[]
  /**
   * ids of the events that were counted, where events can stand at more than one time (hits derived at a window's close);
   * null where they cannot
   */
  readonly counted: Set<string> | null
}

/** From a time up to another one, both included. */
export interface TimeSpan {
  readonly from: number
  readonly to: number
}

/** Part of a time span that was not covered before. Its ends belong to it only where they are not marked as open. */
export interface NewPart extends TimeSpan {
  readonly fromOpen: boolean
  readonly toOpen: boolean
}

export function covers({ spans }: Coverage, time: number): boolean {
  for (let at = spans.length - 1; at >= 0; at -= 1) {
    const span = spans[at]
    if (span !== undefined && span.from <= time) return time <= span.to
  }
  return false
}

/** Covers a span as well, and gives the parts of it that were not covered. */
export function cover(coverage: Coverage, span: TimeSpan): readonly NewPart[] {
  const last = coverage.spans.at(-1)
  // Most often time goes on: the last span grows at its end.
  if (last !== undefined && last.from <= span.from && span.from <= last.to) {
    if (span.to <= last.to) return []
    coverage.spans = [...coverage.spans.slice(0, -1), { from: last.from, to: span.to }]
    return [{ from: last.to, fromOpen: true, to: span.to, toOpen: false }]
  }
  const touched = coverage.spans.filter(({ from, to }) => from <= span.to && to >= span.from)
  const parts = uncovered(span, touched)
  const from = Math.min(span.from, ...touched.map((other) => other.from))
  const to = Math.max(span.to, ...touched.map((other) => other.to))
  coverage.spans = [
    ...coverage.spans.filter((other) => other.to < from),
    { from, to },
    ...coverage.spans.filter((other) => other.from > to),
  ]
  return parts
}

function uncovered(span: TimeSpan, touched: readonly TimeSpan[]): NewPart[] {
  const parts: NewPart[] = []
  let from = span.from
  let fromOpen = false
  for (const other of touched) {
    if (other.from > from) parts.push({ from, fromOpen, to: other.from, toOpen: true })
    if (other.to >= from) {
      from = other.to
      fromOpen = true
    }
  }
  if (span.to > from || (span.to === from && !fromOpen)) parts.push({ from, fromOpen, to: span.to, toOpen: false })
  return parts
}

/** The entries within a part. */
export function entriesIn(entries: readonly Entry[], part: NewPart): readonly Entry[] {
  const first = part.fromOpen ? upperBound(entries, part.from) : lowerBound(entries, part.from)
  const end = part.toOpen ? lowerBound(entries, part.to) : upperBound(entries, part.to)
  return entries.slice(first, end)
}

/** Whether a part and a span have a time in common. */
export function meets(part: NewPart, span: TimeSpan | null): boolean {
  return span !== null && part.from <= span.to && part.to >= span.from
}
