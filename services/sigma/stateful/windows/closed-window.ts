import type { Entry } from './entry.ts'
import { isBreak } from './span.ts'
import type { Span } from './span.ts'

/** The window that the first entries of a group make. */
export interface ClosedWindow {
  /** time of the first entry */
  readonly open: number
  /** the last instant that belongs to it: it is over when the watermark is beyond */
  readonly end: number
  /** how many entries, from the first on */
  readonly count: number
}

/**
 * The window that the first of some entries opens; null without entries. Sliding: up to `timespan` later. Tumbling: to the end
 * of its bucket. Session: as long as neighbours are at most `gap` apart, but no longer than `timespan`.
 */
export function firstWindow(span: Span, entries: readonly Entry[]): ClosedWindow | null {
  const open = entries[0]?.time
  if (open === undefined) return null
  const last = lastInstant(span, open)
  let count = 0
  let reached = open
  for (const { time } of entries) {
    if (count > 0 && (time > last || isBreak(span, reached, time))) break
    reached = time
    count += 1
  }
  const { shape } = span
  return { open, end: shape.type === 'session' ? Math.min(last, reached + shape.gap) : last, count }
}

/** The earliest time at which the window that opens at a time can be over. */
export function earliestEnd(span: Span, open: number): number {
  const last = lastInstant(span, open)
  return span.shape.type === 'session' ? Math.min(last, open + span.shape.gap) : last
}

function lastInstant({ shape, timespan }: Span, open: number): number {
  return shape.type === 'tumbling' ? Math.floor(open / timespan) * timespan + timespan - 1 : open + timespan
}
