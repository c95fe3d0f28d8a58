import type { OutboxEntry } from './outbox-entry.ts'
import type { Command } from './command.ts'

/** An entry of the outbox that a destination is still to be told. */
export interface WaitingDelivery {
  readonly entry: OutboxEntry
  readonly destination: string
  /** how many attempts were begun */
  readonly attempts: number
  /** not to be tried before this, milliseconds since 1970 */
  readonly next: number
  /** an attempt may have arrived without our knowing its end: the next one may be a repeat */
  readonly mayHaveArrived: boolean
}

/** How a delivery ended. `skipped`: the destination does not want to be told of such alerts. */
export type SettledState = 'accepted' | 'refused' | 'expired' | 'skipped'

/** A delivery whose state changes, with what `correlate` is told of it. */
export interface DeliveryChange {
  readonly delivery: WaitingDelivery
  /** `waiting`: it is tried again; then `delivery` says when and what is known */
  readonly state: SettledState | 'waiting'
  readonly command: Command | null
}

/** What waits for a destination. */
export interface WaitingCount {
  readonly count: number
  /** `written` of the oldest entry, milliseconds since 1970; null when none waits */
  readonly oldest: number | null
}

/**
 * The outbox as `deliver` sees it: for each destination the entries that are still to be told. A destination that is asked
 * about for the first time has everything before it that the outbox holds. Used by one process, which is the store's
 * writer; everything that resolves is durable.
 */
export interface OutboxStore {
  /**
   * Makes the oldest `limit` entries that this destination has not got yet wait for it, and says how many those were: fewer
   * than `limit` when there are no more.
   */
  take(destination: string, limit: number): Promise<number>
  /** Waiting deliveries with `next` ≤ `now`, in the order in which their entries were written. */
  due(destination: string, now: number, limit: number): Promise<readonly WaitingDelivery[]>
  /** Waiting deliveries whose entry was written before `time`, oldest first, whenever they are to be tried. */
  writtenBefore(destination: string, time: number, limit: number): Promise<readonly WaitingDelivery[]>
  /** The earliest `next` after `now` of those that wait; null when there is none. */
  nextAfter(destination: string, now: number): Promise<number | null>
  waiting(destination: string): Promise<WaitingCount>
  /**
   * Notes that an attempt begins, before it does: if nothing more is heard of it, because we die, the delivery goes on
   * waiting and says that it may have arrived. Gives the delivery with one attempt more and with what was known of the
   * attempts before.
   */
  begin(delivery: WaitingDelivery): Promise<WaitingDelivery>
  /** Stores the changes and queues their commands, all of it or nothing. A delivery that is settled already is left alone. */
  change(changes: readonly DeliveryChange[]): Promise<void>
}
