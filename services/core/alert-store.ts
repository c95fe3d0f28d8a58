import type { Alert, AlertStatus } from './alert.ts'
import type { Hit } from './hit.ts'
import type { Level } from './rule.ts'

/** Which alerts to list. */
export interface AlertFilter {
  /** null = all */
  readonly status: readonly AlertStatus[] | null
  readonly minLevel: Level | null
  readonly ruleId: string | null
  /** time of the latest event, milliseconds since 1970; null = open */
  readonly from: number | null
  readonly limit: number
}

/** The read side of alerts. */
export interface AlertStore {
  /** Newest first, by time of the latest event. */
  list(filter: AlertFilter): Promise<readonly Alert[]>
  /** The alert with this id, or null. A prefix of at least four characters is enough when only one alert has it. */
  get(id: string): Promise<Alert | null>
  /** How many alerts there are, by state. */
  count(): Promise<Readonly<Record<AlertStatus, number>>>
  /** Stored hits of an alert, ordered by (time, eventId). */
  hits(alertId: string): Promise<readonly Hit[]>
}
