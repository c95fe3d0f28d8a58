import type { Alert, AlertStatus } from '../../core/alert.ts'
import type { AlertFilter, AlertStore } from '../../core/alert-store.ts'
import type { Hit } from '../../core/hit.ts'
import { isAtLeast } from '../../core/rule.ts'
import type { MemoryHits } from './memory-hits.ts'

/** A prefix of an id must have this many characters. */
const MIN_PREFIX = 4

/** Alerts in a map. */
export class MemoryAlerts implements AlertStore {
  readonly #alerts = new Map<string, Alert>()
  readonly #hits: MemoryHits

  constructor(hits: MemoryHits) {
    this.#hits = hits
  }

  /** Stores alerts that are newer than what is stored of them. */
  put(alerts: readonly Alert[]): void {
    for (const alert of alerts) {
      const stored = this.#alerts.get(alert.id)
      if (!stored || stored.version < alert.version) this.#alerts.set(alert.id, alert)
    }
  }

  /** The alerts with these ids, for those that exist. */
  byIds(ids: readonly string[]): Alert[] {
    return ids.map((id) => this.#alerts.get(id)).filter((alert) => alert !== undefined)
  }

  async list({ status, minLevel, ruleId, from, limit }: AlertFilter): Promise<readonly Alert[]> {
    const wanted = [...this.#alerts.values()].filter(
      (alert) =>
        (status === null || status.includes(alert.status)) &&
        (minLevel === null || isAtLeast(alert.rule.level, minLevel)) &&
        (ruleId === null || alert.rule.id === ruleId) &&
        (from === null || alert.last >= from),
    )
    return wanted.toSorted((a, b) => b.last - a.last || (a.id < b.id ? 1 : -1)).slice(0, Math.max(0, limit))
  }

  async get(id: string): Promise<Alert | null> {
    const exact = this.#alerts.get(id)
    if (exact || id.length < MIN_PREFIX) return exact ?? null
    const [only, ...others] = [...this.#alerts.values()].filter((alert) => alert.id.startsWith(id))
    return only && others.length === 0 ? only : null
  }

  async count(): Promise<Readonly<Record<AlertStatus, number>>> {
    const counts = { open: 0, acknowledged: 0, closed: 0 }
    for (const { status } of this.#alerts.values()) counts[status] += 1
    return counts
  }

  async hits(alertId: string): Promise<readonly Hit[]> {
    return this.#hits.ofAlert(alertId)
  }
}
