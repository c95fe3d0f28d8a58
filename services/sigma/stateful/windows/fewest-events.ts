import type { Threshold } from '../../types.ts'

/** The smallest number of events, at least one, of which a condition of `gt` and `gte` is true; Infinity when there is none. */
export function fewestEvents(thresholds: readonly Threshold[]): number {
  let fewest = 1
  for (const { op, value } of thresholds)
    fewest = Math.max(fewest, op === 'gt' ? Math.floor(value) + 1 : Math.ceil(value))
  return fewest
}
