import type { BatchSink } from '../core/batch-sink.ts'
import type { Hit } from '../core/hit.ts'
import type { HitRef } from '../sigma/stateful/types.ts'

/** So many hits are kept in memory, about a kilobyte each; others are read from the store. */
const KEPT = 5000

/** What a firing points to, as whole hits. */
export class HitDetails {
  readonly #read: BatchSink['hits']
  /** by {@link keyOf}, the oldest first */
  #hits = new Map<string, Hit>()

  constructor(read: BatchSink['hits']) {
    this.#read = read
  }

  clear(): void {
    this.#hits = new Map()
  }

  /** Takes up hits that the store may not have yet; they are there until {@link trim} is called. */
  add(hits: Iterable<Hit>): void {
    for (const hit of hits) this.#hits.set(keyOf(hit), hit)
  }

  /** Forgets what is too much. */
  trim(): void {
    let tooMany = this.#hits.size - KEPT
    for (const key of this.#hits.keys()) {
      if (tooMany <= 0) return
      this.#hits.delete(key)
      tooMany -= 1
    }
  }

  /** Reads those that are not here. */
  async ensure(refs: readonly HitRef[]): Promise<void> {
    const missing = refs.filter((ref) => !this.#hits.has(keyOf(ref)))
    if (missing.length > 0) this.add(await this.#read(missing))
  }

  /** The hit, or what the reference says of it when it is not in the store any more. */
  get(ref: HitRef): Hit {
    return this.#hits.get(keyOf(ref)) ?? bareHit(ref)
  }
}

/** One text for what identifies a hit. */
export function keyOf({ ruleId, eventId }: Pick<Hit, 'ruleId' | 'eventId'>): string {
  return `${eventId} ${ruleId}`
}

/** A hit of which no more is known than where it is. */
export function bareHit({ ruleId, eventId, time }: HitRef): Hit {
  const unknown = { actor: '', account: '', region: '', action: '', address: '', target: '', outcome: '' }
  return { ...unknown, ruleId, ruleHash: '', eventId, providerId: '', time, group: {}, object: '', position: 0 }
}
