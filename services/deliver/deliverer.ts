import type { Alert } from '../core/alert.ts'
import type { Destination } from '../core/destination.ts'
import type { OutboxStore } from '../core/outbox-store.ts'
import type { Level } from '../core/rule.ts'
import type { DeliveryNews } from './delivery-news.ts'
import { Lane } from './lane.ts'

/** Time as `deliver` sees it. */
export interface Clock {
  /** milliseconds since 1970 */
  now(): number
  /** Calls back once after so many milliseconds; the function that it gives takes that back. */
  after(milliseconds: number, callback: () => void): () => void
}

/** What a {@link Deliverer} works with. */
export interface DelivererParts {
  readonly store: OutboxStore
  /** alerts as they stand, for those ids that exist */
  readonly alerts: (ids: readonly string[]) => Promise<readonly Alert[]>
  readonly destinations: readonly Destination[]
  readonly clock: Clock
  /** uniform in [0, 1) */
  readonly random: () => number
  /** must not throw */
  readonly tell: (news: DeliveryNews) => void
  /** alerts below are not told */
  readonly minLevel: Level
  /** entries that were written longer ago are not told any more, in milliseconds */
  readonly maxAge: number
  /** what happened longer than this before it arrived here is not told, in milliseconds */
  readonly maxEventAge: number
}

/** How long attempts under way may go on after we are told to stop, in milliseconds. */
export const GRACE = 3_000

/**
 * Tells every destination of what the outbox holds, each in a lane of its own, so that none waits for another. An attempt is
 * noted in the store before it begins: after a crash nothing is lost, and what may be a repeat is marked as one.
 */
export class Deliverer {
  readonly #clock: Clock
  readonly #lanes: readonly Lane[]

  constructor(parts: DelivererParts) {
    this.#clock = parts.clock
    this.#lanes = parts.destinations.map((destination) => new Lane(destination, parts))
  }

  /** Says that the outbox has got something: it is looked at at once. */
  wake(): void {
    for (const lane of this.#lanes) lane.wake()
  }

  /** Resolves to how many deliveries still wait, over all destinations. */
  async waiting(): Promise<number> {
    const counts = await Promise.all(this.#lanes.map((lane) => lane.waiting()))
    return counts.reduce((sum, count) => sum + count, 0)
  }

  /** When there will be something to do again, milliseconds since 1970; infinite when nothing waits. */
  async idleUntil(): Promise<number> {
    return Math.min(...(await Promise.all(this.#lanes.map((lane) => lane.idleUntil()))))
  }

  /**
   * Works until `signal` aborts. Attempts under way then have {@link GRACE} to end; those that have not are broken off and
   * made again by the next run. Rejects when the store can no longer be used.
   */
  async run(signal: AbortSignal): Promise<void> {
    const breakOff = new AbortController()
    const failed = new AbortController()
    let cancel: (() => void) | null = null
    const stopping = AbortSignal.any([signal, failed.signal])
    stopping.addEventListener('abort', () => (cancel = this.#clock.after(GRACE, () => breakOff.abort())), {
      once: true,
    })
    const runs = this.#lanes.map(async (lane) => {
      try {
        await lane.run(stopping, breakOff.signal)
      } catch (error) {
        failed.abort()
        throw error
      }
    })
    const ends = await Promise.allSettled(runs)
    ;(cancel as (() => void) | null)?.()
    for (const end of ends) if (end.status === 'rejected') throw end.reason
  }
}
