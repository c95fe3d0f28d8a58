import type { JsonValue } from '../../../core/json.ts'
import type { KeptHit } from './kept-hit.ts'
import { readHit, saveHit } from './kept-hit.ts'
import { savedList } from './saved.ts'

/**
 * Hits in order of time, one for each time (the first by event id), without those that stand between two others that are
 * at most a span apart: whatever hit is asked about, whether there is another one within a span before or after it stays
 * the same without them. So there are at most about two for each span.
 */
export class HitLine {
  #hits: KeptHit[] = []
  readonly #span: number

  /** `span`: milliseconds */
  constructor(span: number) {
    this.#span = span
  }

  get first(): KeptHit | undefined {
    return this.#hits[0]
  }

  get second(): KeptHit | undefined {
    return this.#hits[1]
  }

  get last(): KeptHit | undefined {
    return this.#hits.at(-1)
  }

  get length(): number {
    return this.#hits.length
  }

  /** Takes a hit in; `merge` is called instead with the kept hit that is the same event at the same time. */
  insert(hit: KeptHit, merge: (kept: KeptHit) => void): void {
    const hits = this.#hits
    let at = hits.length
    while (at > 0 && (hits[at - 1]?.time ?? 0) >= hit.time) at -= 1
    const there = hits[at]
    if (there?.time !== hit.time) {
      hits.splice(at, 0, hit)
      for (const near of [at + 1, at, at - 1]) this.#thin(near)
    } else if (there.eventId === hit.eventId) merge(there)
    else if (hit.eventId < there.eventId) hits[at] = hit
  }

  shift(): KeptHit | undefined {
    return this.#hits.shift()
  }

  /** True when a hit lies in the closed stretch of time. */
  hasWithin(from: number, to: number): boolean {
    return this.#hits.some(({ time }) => time >= from && time <= to)
  }

  save(): JsonValue {
    return this.#hits.map(saveHit)
  }

  /** Takes the place of all hits that were there. */
  load(saved: JsonValue | undefined): void {
    this.#hits = savedList(saved).map(readHit)
  }

  #thin(at: number): void {
    const before = this.#hits[at - 1]
    const after = this.#hits[at + 1]
    if (before !== undefined && after !== undefined && after.time - before.time <= this.#span) this.#hits.splice(at, 1)
  }
}
