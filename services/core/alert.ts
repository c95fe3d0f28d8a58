import type { AlertDelivery } from './delivery.ts'
import type { Level } from './rule.ts'

/** An alert's life. `open` → `acknowledged` → `closed`; a closed alert is never opened again (a new bucket rings anew). */
export type AlertStatus = 'open' | 'acknowledged' | 'closed'

/** Where an alert came from. */
export type AlertKind = 'rule' | 'correlation' | 'finding'

/** A pointer from an alert to one of its events. */
export interface AlertEventRef {
  /** `tocsin.id` */
  readonly eventId: string
  /** the provider's `event.id`; may be empty */
  readonly providerId: string
  /** event time, milliseconds since 1970 */
  readonly time: number
  readonly action: string
  readonly actor: string
  readonly address: string
  readonly target: string
  readonly outcome: string
  readonly region: string
  readonly object: string
  readonly position: number
}

/** The part of a rule that stands on the alert, as it was when the alert was last changed by a hit. */
export interface AlertRule {
  readonly id: string
  readonly title: string
  readonly level: Level
  readonly tags: readonly string[]
  readonly hash: string
  readonly description: string
  readonly falsepositives: readonly string[]
  readonly runbook: string
}

/** Something a person said or did about an alert. */
export interface AlertNote {
  /** milliseconds since 1970 */
  readonly at: number
  readonly by: string
  readonly text: string
}

/**
 * What a person gets. Written by `correlate` alone (design §8): hits raise `count` and commands change the life, and
 * each such change raises `version` by one.
 */
export interface Alert {
  /** derived from namespace, rule, group and bucket (design §5) */
  readonly id: string
  readonly version: number
  readonly kind: AlertKind
  readonly status: AlertStatus
  readonly rule: AlertRule
  /** group field → value, in the rule's order */
  readonly group: Readonly<Record<string, string>>
  /** event time of the earliest and latest event, milliseconds since 1970; exact */
  readonly first: number
  readonly last: number
  /** how many events; exact */
  readonly count: number
  readonly actor: string
  readonly account: string
  /** region of the earliest event */
  readonly region: string
  /** ordered by (time, eventId); bounded: oldest and newest are kept */
  readonly events: readonly AlertEventRef[]
  /** true when `events` does not hold all `count` of them */
  readonly truncated: boolean
  /** set when a limit was reached while the alert was counted: `count` is a lower bound then */
  readonly inexact?: boolean
  /**
   * set when the alert does not hold any more, because an earlier event came late: the id of the alert in its place, or ''
   * when there is none. Such an alert is closed, and no part of the canonical form (design §3)
   */
  readonly superseded?: string
  /** id of the alert of the bucket before, when that one was not closed: this one then does not page */
  readonly continues: string | null
  readonly acknowledged: AlertNote | null
  readonly closed: AlertNote | null
  readonly notes: readonly AlertNote[]
  /** who was told and who could not be; not part of the canonical form (design §3), since it depends on the network */
  readonly deliveries: readonly AlertDelivery[]
}

/** How many events a stored alert points to. */
export const STORED_EVENT_REFS = 1000

/** How many events an alert of `hunt` points to. */
export const HUNT_EVENT_REFS = 100_000
