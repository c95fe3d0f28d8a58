import type { Hit } from '../core/hit.ts'
import type { Spill } from './spill.ts'

/** So many hits are kept in memory, about a kilobyte each. */
const HITS_IN_MEMORY = 200_000

/** The order in which hits are correlated when there is no lateness. */
export function compareHits(a: Hit, b: Hit): number {
  return a.time - b.time || compare(a.eventId, b.eventId) || compare(a.ruleId, b.ruleId)
}

/**
 * Hits that come in any order and leave in that of {@link compareHits}, each once: of several with the same rule and event the
 * one that came first. What is too much for memory goes to `spill`; without one everything stays in memory.
 */
export class SortedHits {
  readonly #spill: Spill | null
  readonly #most: number
  #hits: Hit[] = []

  constructor(spill: Spill | null, most = HITS_IN_MEMORY) {
    this.#spill = spill
    this.#most = most
  }

  add(hit: Hit): void {
    this.#hits.push(hit)
    if (this.#spill === null || this.#hits.length < this.#most) return
    this.#spill.write(asLines(this.#hits.toSorted(compareHits)))
    this.#hits = []
  }

  *[Symbol.iterator](): Generator<Hit, void> {
    const runs = (this.#spill?.runs() ?? []).map(asHits)
    let last: Hit | null = null
    for (const hit of merged([...runs, this.#hits.toSorted(compareHits)])) {
      if (last !== null && compareHits(last, hit) === 0) continue
      last = hit
      yield hit
    }
  }
}

function* asLines(hits: Iterable<Hit>): Generator<string, void> {
  for (const hit of hits) yield JSON.stringify(hit)
}

function* asHits(lines: Iterable<string>): Generator<Hit, void> {
  for (const line of lines) yield JSON.parse(line) as Hit
}

/** One sorted run out of several; of equal hits those of earlier runs come first. */
function merged(runs: readonly Iterable<Hit>[]): Iterable<Hit> {
  const [only, ...others] = runs
  if (!only || others.length === 0) return only ?? []
  const half = runs.length >> 1
  return mergedPair(merged(runs.slice(0, half)), merged(runs.slice(half)))
}

function* mergedPair(left: Iterable<Hit>, right: Iterable<Hit>): Generator<Hit, void> {
  const [a, b] = [left[Symbol.iterator](), right[Symbol.iterator]()]
  let [one, other] = [a.next(), b.next()]
  while (one.done !== true && other.done !== true) {
    if (compareHits(one.value, other.value) <= 0) {
      yield one.value
      one = a.next()
    } else {
      yield other.value
      other = b.next()
    }
  }
  for (; one.done !== true; one = a.next()) yield one.value
  for (; other.done !== true; other = b.next()) yield other.value
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
