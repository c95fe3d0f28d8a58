/** A stretch of event time, milliseconds since 1970, both ends inclusive; null = open. */
export interface Span {
  readonly from: number | null
  readonly to: number | null
}

/** How far behind the truth the clock of the machine that received a record may have been. */
export const CLOCK_SLACK = 24 * 3_600_000

/** Whether an event of this time belongs to the span. */
export function isInSpan({ from, to }: Span, time: number): boolean {
  return (from === null || time >= from) && (to === null || time <= to)
}

/**
 * Whether a record that was received at this time lies before the span: nothing is received before it happened. The clock
 * that said when it was received may be slow, so a day is allowed for. Nothing of the kind can be said of the span's end: a
 * record may come any time after it happened.
 */
export function isBeforeSpan({ from }: Span, received: number): boolean {
  return from !== null && received < from - CLOCK_SLACK
}
