import { bucketStart } from '../../../core/ids.ts'
import type { Span } from '../windows/span.ts'

/** The times of some entries of a group, the newest one first. */
export interface NewestTimes {
  readonly times: Float64Array
  readonly count: number
  /** where the entry stands of whose windows we ask */
  readonly at: number
}

/**
 * Whether `fewest` neighbours in time, the asked entry among them, stand in one window. Only then can a rule that counts events
 * hold because of it.
 */
export function mayHold(span: Span, { times, count, at }: NewestTimes, fewest: number): boolean {
  for (let newest = 0; newest <= at; newest += 1) {
    const oldest = newest + fewest - 1
    if (oldest < at) continue
    if (oldest >= count) return false
    if (isOneWindow(span, times, newest, oldest)) return true
  }
  return false
}

function isOneWindow({ shape, timespan }: Span, times: Float64Array, newest: number, oldest: number): boolean {
  const [from, to] = [times[oldest] ?? 0, times[newest] ?? 0]
  switch (shape.type) {
    case 'sliding':
      return to - from <= timespan
    case 'tumbling':
      return bucketStart(to, timespan) <= from
    case 'session':
      return to - from <= timespan && !hasGap(times, newest, oldest, shape.gap)
  }
}

function hasGap(times: Float64Array, newest: number, oldest: number, gap: number): boolean {
  for (let at = newest; at < oldest; at += 1) if ((times[at] ?? 0) - (times[at + 1] ?? 0) > gap) return true
  return false
}
