import type { WindowShape } from '../../types.ts'

/** How a rule's windows lie in time. */
export interface Span {
  readonly shape: WindowShape
  /** milliseconds */
  readonly timespan: number
}

/** From which time on hits count for a hit at `time` whose session (of that shape) began at `run`; never earlier for a later one. */
export function windowStart({ shape, timespan }: Span, time: number, run: number): number {
  switch (shape.type) {
    case 'sliding':
      return time - timespan
    case 'tumbling':
      return Math.floor(time / timespan) * timespan
    case 'session':
      return Math.max(run, time - timespan)
  }
}

/** True when two neighbours in time do not belong together, whatever else comes. */
export function isBreak({ shape }: Span, earlier: number, later: number): boolean {
  return shape.type === 'session' && later - earlier > shape.gap
}
