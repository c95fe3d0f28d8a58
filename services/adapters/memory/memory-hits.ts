import type { SettledHit, StoredHit } from '../../core/batch-sink.ts'
import type { Hit, HitKey } from '../../core/hit.ts'
import type { HitRange, HitStore } from '../../core/hit-store.ts'

/** Hits in a map; every question looks at all of them. */
export class MemoryHits implements HitStore {
  readonly #hits = new Map<string, StoredHit>()

  /** Adds hits that are not stored yet. */
  add(hits: readonly StoredHit[]): void {
    for (const stored of hits) {
      const key = keyOf(stored.hit)
      if (!this.#hits.has(key)) this.#hits.set(key, stored)
    }
  }

  /** They do not wait any more. */
  settle(settled: readonly SettledHit[]): void {
    for (const { lateFor, ...key } of settled) {
      const stored = this.#hits.get(keyOf(key))
      if (stored?.waiting !== true) continue
      const hit = lateFor === undefined ? stored.hit : { ...stored.hit, lateFor }
      this.#hits.set(keyOf(key), { ...stored, hit, waiting: false })
    }
  }

  /** Whether a hit is stored. */
  has(key: HitKey): boolean {
    return this.#hits.has(keyOf(key))
  }

  /** Those of these keys that are stored. */
  of(keys: readonly HitKey[]): Hit[] {
    return keys.flatMap((key) => this.#hits.get(keyOf(key))?.hit ?? [])
  }

  /** The hits of one alert, in order. */
  ofAlert(alertId: string): Hit[] {
    return sorted([...this.#hits.values()].filter((stored) => stored.alertId === alertId))
  }

  inOrder({ since = Number.NEGATIVE_INFINITY, waiting, rules }: HitRange = {}): Hit[] {
    const wanted = [...this.#hits.values()].filter(
      (stored) =>
        stored.hit.time >= since &&
        (waiting === undefined || waiting === (stored.waiting ?? false)) &&
        (rules === undefined || rules.includes(stored.hit.ruleId)),
    )
    return sorted(wanted)
  }
}

function keyOf({ ruleId, eventId }: HitKey): string {
  return JSON.stringify([ruleId, eventId])
}

function sorted(stored: readonly StoredHit[]): Hit[] {
  const hits = stored.map(({ hit }) => hit)
  return hits.toSorted((a, b) => a.time - b.time || compare(a.eventId, b.eventId) || compare(a.ruleId, b.ruleId))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
