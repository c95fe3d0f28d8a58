import type { Alert } from './alert.ts'
import type { OutboxEntry } from './batch-sink.ts'

/** What became of one attempt to tell somebody. */
export interface DeliveryResult {
  readonly outcome: 'accepted' | 'refused' | 'failed'
  /** for `failed`: whether another attempt may succeed, and not before when (milliseconds since 1970) */
  readonly retryAfter: number | null
  /** for a person; never holds secrets */
  readonly detail: string
}

/** A place that people are told through: PagerDuty, a webhook, … */
export interface Destination {
  readonly name: string
  /**
   * One attempt. Never throws for what the other side does. Called again with the same entry after `failed`, so it must
   * carry the entry's id (or the alert's) in the other side's own key against repeats.
   */
  send(entry: OutboxEntry, alert: Alert, signal: AbortSignal): Promise<DeliveryResult>
}
