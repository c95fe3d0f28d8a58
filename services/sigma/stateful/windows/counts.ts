import type { TemporalTerm, Threshold } from '../../types.ts'
import { satisfies } from './aggregate.ts'
import type { Aggregate } from './aggregate.ts'
import type { Entry } from './entry.ts'

/** How many events there are. */
export function eventCount(thresholds: readonly Threshold[]): Aggregate {
  return new EventCount(thresholds)
}

/** A class, because there is one for every group: an object of functions would take ten times the memory. */
class EventCount implements Aggregate {
  readonly additive = true
  readonly #thresholds: readonly Threshold[]
  #count = 0

  constructor(thresholds: readonly Threshold[]) {
    this.#thresholds = thresholds
  }

  add(): void {
    this.#count += 1
  }

  remove(): void {
    this.#count -= 1
  }

  clear(): void {
    this.#count = 0
  }

  holds(): boolean {
    return satisfies(this.#count, this.#thresholds)
  }
}

/** How many different values there are. */
export function valueCount(thresholds: readonly Threshold[]): Aggregate {
  return tally(
    (entry) => entry.values?.counted ?? [],
    (counts) => satisfies(counts.size, thresholds),
  )
}

/** How many of the rules were true. */
export function ruleCount(thresholds: readonly Threshold[]): Aggregate {
  return tally<number>(
    (entry) => entry.refs,
    (counts) => satisfies(counts.size, thresholds),
  )
}

/** Which of the rules were true. */
export function ruleTerms(terms: readonly TemporalTerm[]): Aggregate {
  return tally<number>(
    (entry) => entry.refs,
    (counts) =>
      terms.some(({ has, lacks }) => has.every((ref) => counts.has(ref)) && !lacks.some((ref) => counts.has(ref))),
  )
}

function tally<K>(
  keysOf: (entry: Entry) => readonly K[],
  holds: (counts: ReadonlyMap<K, number>) => boolean,
): Aggregate {
  const counts = new Map<K, number>()
  return {
    additive: true,
    add: (entry) => {
      for (const key of keysOf(entry)) counts.set(key, (counts.get(key) ?? 0) + 1)
    },
    remove: (entry) => {
      for (const key of keysOf(entry)) {
        const left = (counts.get(key) ?? 0) - 1
        if (left > 0) counts.set(key, left)
        else counts.delete(key)
      }
    },
    clear: () => counts.clear(),
    holds: () => holds(counts),
  }
}
