import type { Alert } from './alert.ts'
import type { CommandResult } from './command.ts'
import type { DeadLetter } from './dead-letter.ts'
import type { EventDocument } from './event.ts'
import type { Hit, HitKey } from './hit.ts'
import type { TopicPartition } from './log.ts'
import type { OutboxEntry } from './outbox-entry.ts'
import type { PackedEvents } from './packed-events.ts'
import type { StateEntry } from './state.ts'

export type { OutboxEntry } from './outbox-entry.ts'

/** A hit with the alert that counts it. */
export interface StoredHit {
  /** empty for a hit that makes no alert of its own */
  readonly alertId: string
  readonly hit: Hit
  /** true when stateful rules have not seen it yet; see {@link BatchOutcome.settled} */
  readonly waiting?: boolean
}

/** A hit that waits no longer; `lateFor` is put on the stored hit when it is given. */
export interface SettledHit extends HitKey {
  readonly lateFor?: readonly string[]
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
  /** replaces what was remembered under the same kind and key */
  readonly state: readonly StateEntry[]
  /** hits that were stored as waiting, and that stateful rules have seen now; unknown ones are passed over */
  readonly settled: readonly SettledHit[]
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
  state: [],
  settled: [],
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
  /** The stored hits of these keys, in any order; those that are not stored are left out. */
  hits(keys: readonly HitKey[]): Promise<readonly Hit[]>
  /** Everything that is remembered under a kind, ordered by key. */
  state(kind: string): Promise<readonly StateEntry[]>
  /** Alerts as they stand, for those ids that exist: what `correlate` continues from when its cache has none. */
  alerts(ids: readonly string[]): Promise<readonly Alert[]>
}
