import type { Threshold } from '../../types.ts'
import type { Entry } from './entry.ts'

/** What a condition is asked of: the entries of a window, kept up to date as the window moves. */
export interface Aggregate {
  /** entries can be put in and taken out anywhere; otherwise only put in at the end, and `remove` does nothing */
  readonly additive: boolean
  add(entry: Entry): void
  remove(entry: Entry): void
  clear(): void
  /** whether the condition is true of the entries from `start` on */
  holds(start: number): boolean
}

/** True when a number stands every comparison; not a number stands none. */
export function satisfies(value: number, thresholds: readonly Threshold[]): boolean {
  if (Number.isNaN(value)) return false
  return thresholds.every((threshold) => compare(value, threshold))
}

function compare(value: number, threshold: Threshold): boolean {
  switch (threshold.op) {
    case 'gt':
      return value > threshold.value
    case 'gte':
      return value >= threshold.value
    case 'lt':
      return value < threshold.value
    case 'lte':
      return value <= threshold.value
    case 'eq':
      return value === threshold.value
    case 'neq':
      return value !== threshold.value
  }
}

/** True when a larger number cannot make it false. */
export function onlyGrows(thresholds: readonly Threshold[]): boolean {
  return thresholds.every(({ op }) => op === 'gt' || op === 'gte')
}
