import type { Alert } from './alert.ts'
import type { CommandResult } from './command.ts'
import type { DeadLetter } from './dead-letter.ts'
import type { EventDocument } from './event.ts'
import type { Hit } from './hit.ts'
import type { TopicPartition } from './log.ts'
import type { OutboxEntry } from './outbox-entry.ts'
import type { PackedEvents } from './packed-events.ts'

export type { OutboxEntry } from './outbox-entry.ts'

/** A value that a rule sees for the first time, or a changed one of those. */
export interface FirstSeen {
  readonly ruleId: string
  readonly key: string
  /** event time, milliseconds since 1970 */
  readonly first: number
  readonly last: number
}

/** A hit with the alert that counts it. */
export interface StoredHit {
  readonly alertId: string
  readonly hit: Hit
}

/** Everything that handling one slice of the log led to. */
export interface BatchOutcome {
  /** where the group goes on after this slice; null when the outcome comes from commands alone */
  readonly offset: { readonly group: string; readonly partition: TopicPartition; readonly next: number } | null
  readonly events: readonly EventDocument[]
  /**
   * the same events in the store's own form, made beforehand by another thread. A store uses it when `packed.events` is
   * `events`, the same object; without it, or in any other store, `events` says all there is to say
   */
  readonly packed?: PackedEvents | null
  readonly hits: readonly StoredHit[]
  /** new and changed alerts, whole; one entry per alert, the newest version */
  readonly alerts: readonly Alert[]
  readonly outbox: readonly OutboxEntry[]
  readonly firstSeen: readonly FirstSeen[]
  /** ids of dead letters that leave, because they were read again; removed before `deadLetters` are added */
  readonly redriven: readonly string[]
  readonly deadLetters: readonly DeadLetter[]
  /** commands that are settled by this outcome, or whose progress it tells */
  readonly commands: readonly CommandResult[]
}

/** An outcome in which nothing happened: spread it and set what did. */
export const EMPTY_OUTCOME: BatchOutcome = {
  offset: null,
  events: [],
  hits: [],
  alerts: [],
  outbox: [],
  firstSeen: [],
  redriven: [],
  deadLetters: [],
  commands: [],
}

/**
 * The one way in which results are stored. `commit` is atomic embedded (one transaction with the read offset: exactly
 * once in effect) and append-then-offset in a cluster (at least once, made the same by derived ids). Called by one
 * pipeline, one call at a time.
 */
export interface BatchSink {
  /**
   * Resolves when all of it is durable. Events, hits and dead letters that are stored already are left as they are; an
   * alert replaces an older version of itself. After a rejection nothing of the outcome counts as stored, and the caller
   * drops what it derived from it.
   */
  commit(outcome: BatchOutcome): Promise<void>
  /** Which of these `tocsin.id`s are stored already: a repeat is dropped before rules see it. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>
  /** Which of these hits are stored already: their alerts count them, also when the event itself was removed since. */
  counted(hits: readonly Hit[]): Promise<ReadonlySet<Hit>>
  /** Alerts as they stand, for those ids that exist: what `correlate` continues from when its cache has none. */
  alerts(ids: readonly string[]): Promise<readonly Alert[]>
}
