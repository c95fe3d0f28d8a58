import type { Alert } from './alert.ts'
import type { OutboxEntry } from './outbox-entry.ts'

/** What became of one attempt to tell somebody. `detail` is for a person: short, printable, without secrets. */
export type DeliveryResult =
  | { readonly outcome: 'accepted'; readonly detail: string }
  /** the other side does not want this message, and will not want it later */
  | { readonly outcome: 'refused'; readonly detail: string }
  | {
      readonly outcome: 'failed'
      readonly detail: string
      /** how long the other side asks us to wait, in milliseconds; null when it does not say */
      readonly retryAfter: number | null
      /** the message may have reached the other side all the same: another attempt may be a repeat */
      readonly mayHaveArrived: boolean
      /** it will go on failing until a person changes something: a key that is not accepted, a wrong address */
      readonly isMisconfigured: boolean
    }

/** A place that people are told through: PagerDuty, a webhook, … */
export interface Destination {
  /** as the configuration names it; unique, and kept: what was told is remembered under it */
  readonly name: string
  /** how long one attempt may take in all, in milliseconds */
  readonly timeout: number
  /**
   * One attempt. Never throws for what the other side does; when `signal` aborts it ends at once and says `failed`. Called
   * again with the same entry after `failed`, after a crash and when the answer was lost, so it must carry the entry's id
   * (or the alert's) as the other side's own key against repeats.
   */
  send(entry: OutboxEntry, alert: Alert, signal: AbortSignal): Promise<DeliveryResult>
}
