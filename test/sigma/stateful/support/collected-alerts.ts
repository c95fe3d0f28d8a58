import type { EngineOutput, Firing, LimitReport } from '../../../../services/sigma/stateful/types.ts'

/** The canonical form of an alert: what every run over the same hits must agree on. */
export interface PlainAlert {
  readonly rule: string
  /** values of the group fields */
  readonly group: readonly string[]
  readonly key: string
  /** ids of the counted events, sorted */
  readonly events: readonly string[]
  readonly inexact: boolean
}

/** Alerts made of firings, as whoever stores them would. */
export class CollectedAlerts {
  readonly #alerts = new Map<string, { firing: Firing; events: Set<string>; inexact: boolean }>()
  /** open windows, by key, as they would be stored */
  readonly windows = new Map<string, string>()
  readonly reports: LimitReport[] = []
  /** events that stood twice in the firings of one exact alert: must stay empty */
  readonly repeats: string[] = []

  take({ firings, windows, reports }: EngineOutput): void {
    for (const firing of firings) this.#add(firing)
    for (const { key, value } of windows) {
      if (value === null) this.windows.delete(key)
      else this.windows.set(key, value)
    }
    this.reports.push(...reports)
  }

  #add(firing: Firing): void {
    const id = JSON.stringify([firing.ruleId, Object.values(firing.group), firing.key])
    const alert = this.#alerts.get(id) ?? { firing, events: new Set(), inexact: false }
    this.#alerts.set(id, alert)
    alert.inexact ||= firing.inexact
    for (const { eventId } of firing.hits) {
      if (alert.events.has(eventId) && !alert.inexact) this.repeats.push(`${eventId} twice in ${id}`)
      alert.events.add(eventId)
    }
  }

  /** All alerts, sorted. */
  get plain(): readonly PlainAlert[] {
    const alerts = [...this.#alerts.values()].map(({ firing, events, inexact }) => ({
      rule: firing.ruleId,
      group: Object.values(firing.group),
      key: firing.key,
      events: [...events].toSorted(),
      inexact,
    }))
    return sortAlerts(alerts)
  }
}

export function sortAlerts(alerts: readonly PlainAlert[]): readonly PlainAlert[] {
  const keyOf = ({ rule, group, key }: PlainAlert): string => JSON.stringify([rule, group, key])
  return alerts.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
}
