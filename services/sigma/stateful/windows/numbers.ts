import type { Threshold } from '../../types.ts'
import { satisfies } from './aggregate.ts'
import type { Aggregate } from './aggregate.ts'
import type { Entry, Weighted } from './entry.ts'
import { ExactSum } from './exact-sum.ts'

/** Beyond this a text is no number for us: so many of them could still be added up. */
const LARGEST = 1e300

const NUMBER = /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,4})?$/

/** The number that a text is; null for anything else, and for what is too large. */
export function numberOf(text: string): number | null {
  if (!NUMBER.test(text)) return null
  const number = Number(text)
  return Math.abs(number) < LARGEST ? number : null
}

/** The numbers of an entry. */
export function numbersOf(entry: Entry): readonly Weighted[] {
  if (entry.values === null) return []
  const own = entry.values.counted.map((text) => ({ value: Number(text), weight: 1 }))
  return entry.values.folded === null ? own : [...own, ...entry.values.folded]
}

/** Sum of all numbers; 0 when there are none. */
export function valueSum(thresholds: readonly Threshold[]): Aggregate {
  return summing((sum) => satisfies(sum, thresholds))
}

/** Mean of all numbers; without numbers nothing holds. */
export function valueAverage(thresholds: readonly Threshold[]): Aggregate {
  return summing((sum, count) => count > 0 && satisfies(sum / count, thresholds))
}

function summing(holds: (sum: number, count: number) => boolean): Aggregate {
  const sum = new ExactSum()
  let count = 0
  const change = (entry: Entry, sign: 1 | -1): void => {
    for (const { value, weight } of numbersOf(entry)) {
      sum.add(sign * value * weight)
      count += sign * weight
    }
  }
  return {
    additive: true,
    add: (entry) => change(entry, 1),
    remove: (entry) => change(entry, -1),
    clear: () => {
      sum.clear()
      count = 0
    },
    holds: () => holds(sum.value, count),
  }
}

/** The number at a rank (0 to 100), between two of them by linear interpolation; without numbers nothing holds. */
export function valuePercentile(percentile: number, thresholds: readonly Threshold[]): Aggregate {
  /** ascending */
  const sorted: Weighted[] = []
  const change = (entry: Entry, isAdded: boolean): void => {
    for (const number of numbersOf(entry)) {
      const at = placeIn(sorted, number)
      if (isAdded) sorted.splice(at, 0, number)
      else sorted.splice(at, 1)
    }
  }
  return {
    additive: true,
    add: (entry) => change(entry, true),
    remove: (entry) => change(entry, false),
    clear: () => {
      sorted.length = 0
    },
    holds: () => satisfies(rank(sorted, percentile), thresholds),
  }
}

function placeIn(sorted: readonly Weighted[], number: Weighted): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    const other = sorted[middle]
    if (other === undefined) break
    const isBefore = other.value < number.value || (other.value === number.value && other.weight < number.weight)
    if (isBefore) low = middle + 1
    else high = middle
  }
  return low
}

function rank(sorted: readonly Weighted[], percentile: number): number {
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0)
  if (total === 0) return Number.NaN
  const place = (percentile / 100) * (total - 1)
  const low = numberAt(sorted, Math.floor(place))
  const high = numberAt(sorted, Math.ceil(place))
  return low + (high - low) * (place - Math.floor(place))
}

function numberAt(sorted: readonly Weighted[], place: number): number {
  let before = 0
  for (const { value, weight } of sorted) {
    before += weight
    if (place < before) return value
  }
  return sorted.at(-1)?.value ?? Number.NaN
}
