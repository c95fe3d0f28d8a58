import type { Alert } from '../core/alert.ts'

/**
 * How much is kept in memory, in references to events: some 300 bytes each, and an alert has up to a thousand. What does not
 * fit is loaded again when it is needed.
 */
const CACHE_REFS = 200_000
/** What an alert takes besides its references, and an id of which is known that no alert has it: in the same measure. */
const ALERT_REFS = 8

/** Alerts as they stand, in front of the store; those that were not changed for the longest go first. */
export class AlertCache {
  readonly #load: (ids: readonly string[]) => Promise<readonly Alert[]>
  /** by the time of the last change, the oldest first; null: known not to exist */
  #alerts = new Map<string, Alert | null>()
  #size = 0

  constructor(load: (ids: readonly string[]) => Promise<readonly Alert[]>) {
    this.#load = load
  }

  clear(): void {
    this.#alerts = new Map()
    this.#size = 0
  }

  /** Loads what is missing of these. */
  async ensure(ids: Iterable<string>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#alerts.has(id))
    if (missing.length === 0) return
    const loaded = await this.#load(missing)
    for (const id of missing) this.put(id, null)
    for (const alert of loaded) this.put(alert.id, alert)
  }

  /** The alert as it stands; null when there is none. Of an id that {@link ensure} was called for. */
  get(id: string): Alert | null {
    return this.#alerts.get(id) ?? null
  }

  put(id: string, alert: Alert | null): void {
    this.#forget(id)
    this.#alerts.set(id, alert)
    this.#size += sizeOf(alert)
  }

  /** Forgets what is too much. */
  trim(): void {
    for (const id of this.#alerts.keys()) {
      if (this.#size <= CACHE_REFS) return
      this.#forget(id)
    }
  }

  #forget(id: string): void {
    const known = this.#alerts.get(id)
    if (known === undefined) return
    this.#alerts.delete(id)
    this.#size -= sizeOf(known)
  }
}

function sizeOf(alert: Alert | null): number {
  return ALERT_REFS + (alert?.events.length ?? 0)
}
