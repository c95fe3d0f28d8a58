import type { Hit } from '../core/hit.ts'
import type { HitRef } from '../sigma/stateful/types.ts'
import { bareHit, keyOf } from './hit-details.ts'

/** The whole hits of the last so many milliseconds of event time, for what stateful rules point to. */
export class HitWindow {
  readonly #length: number
  /** by {@link keyOf}, in the order of time */
  readonly #hits = new Map<string, Hit>()

  constructor(length: number) {
    this.#length = length
  }

  /** Takes up hits that come after all that are here. */
  add(hits: Iterable<Hit>): void {
    for (const hit of hits) this.#hits.set(keyOf(hit), hit)
  }

  /** The hit, or what the reference says of it when it is too old. */
  get(ref: HitRef): Hit {
    return this.#hits.get(keyOf(ref)) ?? bareHit(ref)
  }

  /** Time has come to here: forgets what lies further back than the length. */
  forget(now: number): void {
    for (const [key, { time }] of this.#hits) {
      if (time >= now - this.#length) return
      this.#hits.delete(key)
    }
  }
}
