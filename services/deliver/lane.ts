import { setImmediate as breathe } from 'node:timers/promises'
import { AppendSignal } from '../core/append-signal.ts'
import type { Destination } from '../core/destination.ts'
import { AppError, messageOf } from '../core/errors.ts'
import type { DeliveryChange, WaitingDelivery } from '../core/outbox-store.ts'
import { attempt, expire, expirePast, isAboutPast, type Attempted } from './attempt.ts'
import { pauseAfter } from './back-off.ts'
import type { DelivererParts } from './deliverer.ts'

/** So many attempts at one destination at once; one while it fails, to see whether it is back. */
const IN_FLIGHT = 4

/** Entries taken, and deliveries expired, in one transaction: short enough for everybody else. */
const STEP = 100

/** The store is looked at at least so often, whoever forgot to wake us; in milliseconds. */
const LONGEST_SLEEP = 30_000

const FIRST_STORE_PAUSE = 1_000
const LONGEST_STORE_PAUSE = 30_000

/** Tells one destination. Each destination has its own, so that a slow or broken one holds up no other. */
export class Lane {
  readonly #destination: Destination
  readonly #parts: DelivererParts
  readonly #signal = new AppendSignal()
  readonly #inFlight = new Map<string, Promise<void>>()
  /** how many attempts in a row have failed */
  #failures = 0
  #pausedUntil = 0
  #fault: unknown = null

  constructor(destination: Destination, parts: DelivererParts) {
    this.#destination = destination
    this.#parts = parts
  }

  wake(): void {
    this.#signal.notify()
  }

  /** How many deliveries wait for this destination, those included that stand in the outbox alone. */
  async waiting(): Promise<number> {
    await this.#take()
    return (await this.#parts.store.waiting(this.#destination.name)).count
  }

  /** When there will be something to do again, milliseconds since 1970: now while there is; infinite when nothing waits. */
  async idleUntil(): Promise<number> {
    const { store, clock } = this.#parts
    const now = clock.now()
    if ((await this.waiting()) === 0) return Number.POSITIVE_INFINITY
    if (this.#inFlight.size > 0) return now
    const [due] = await store.due(this.#destination.name, now, 1)
    const next = due ? now : ((await store.nextAfter(this.#destination.name, now)) ?? now)
    return Math.max(next, this.#pausedUntil)
  }

  /** Works until `stop` aborts, then ends when its attempts have: `breakOff` ends those. */
  async run(stop: AbortSignal, breakOff: AbortSignal): Promise<void> {
    while (!stop.aborted && this.#fault === null) {
      const seen = this.#signal.version
      const pause = await this.#untilStored(() => this.#step(breakOff), stop)
      if (pause === undefined || pause > 0) await this.#sleep(pause ?? 0, seen, stop)
      else await breathe()
    }
    await Promise.all(this.#inFlight.values())
    if (this.#fault !== null) throw this.#fault
  }

  async #sleep(pause: number, seen: number, stop: AbortSignal): Promise<void> {
    const cancel = this.#parts.clock.after(Math.min(pause, LONGEST_SLEEP), () => this.#signal.notify())
    await this.#signal.changed(seen, stop)
    cancel()
  }

  /** Begins what can begin now, and gives the milliseconds until there may be more; 0 = at once. */
  async #step(breakOff: AbortSignal): Promise<number> {
    const { store, clock } = this.#parts
    const { name } = this.#destination
    await this.#take()
    if (await this.#expire()) return 0
    const now = clock.now()
    const pause = this.#pausedUntil - now
    if (pause > 0) return pause
    const room = (this.#failures > 0 ? 1 : IN_FLIGHT) - this.#inFlight.size
    if (room <= 0) return LONGEST_SLEEP
    const due = await store.due(name, now, room + this.#inFlight.size)
    const fresh = due.filter(({ entry }) => !this.#inFlight.has(entry.id)).slice(0, room)
    for (const delivery of fresh) this.#begin(delivery, breakOff)
    if (fresh.length === room) return LONGEST_SLEEP
    const next = await store.nextAfter(name, now)
    return next === null ? LONGEST_SLEEP : Math.max(1, next - now)
  }

  async #take(): Promise<void> {
    while ((await this.#parts.store.take(this.#destination.name, STEP)) === STEP) await breathe()
  }

  /** Settles some of what is too old to be told; false when there is nothing. */
  async #expire(): Promise<boolean> {
    const { store, clock, maxAge, maxEventAge, tell } = this.#parts
    const { name: destination } = this.#destination
    const now = clock.now()
    const limit = STEP + this.#inFlight.size
    const isIdle = ({ entry }: WaitingDelivery): boolean => !this.#inFlight.has(entry.id)
    const old = (await store.writtenBefore(destination, now - maxAge, limit)).filter(isIdle)
    let changes = old.map((delivery) => expire(delivery, now, maxAge))
    if (changes.length === 0) {
      const past = (await store.due(destination, now, limit)).filter((delivery) => isAboutPast(delivery, maxEventAge))
      changes = past.filter(isIdle).map((delivery) => expirePast(delivery, now, maxEventAge))
    }
    const [first] = changes
    if (!first) return false
    await store.change(changes)
    const { detail, delivery } = first
    tell({ kind: 'expired', destination, count: changes.length, alertId: delivery.entry.alertId, detail })
    return true
  }

  #begin(delivery: WaitingDelivery, breakOff: AbortSignal): void {
    const { id } = delivery.entry
    const work = async (): Promise<void> => {
      try {
        const attempted = await attempt(delivery, this.#destination, this.#parts, {
          breakOff,
          stored: (write) => this.#untilStored(write, breakOff),
        })
        if (attempted) await this.#settle(attempted, breakOff)
      } catch (error) {
        this.#fault ??= error
      } finally {
        this.#inFlight.delete(id)
        this.#signal.notify()
      }
    }
    this.#inFlight.set(id, work())
  }

  /** Stores what came of an attempt. When that is not possible before we end, the attempt counts as unfinished. */
  async #settle({ result, change, news }: Attempted, breakOff: AbortSignal): Promise<void> {
    const { store, clock, random, tell } = this.#parts
    const { destination } = change.delivery
    let stored: DeliveryChange = change
    if (result?.outcome === 'failed') {
      this.#failures += 1
      const now = clock.now()
      this.#pausedUntil = Math.max(this.#pausedUntil, now + pauseAfter(this.#failures, random(), result.retryAfter))
      // Its own attempts count as well: one that always fails must not be first in line for ever.
      const { delivery } = change
      const retryIn = pauseAfter(delivery.attempts, random(), result.retryAfter)
      stored = { ...change, delivery: { ...delivery, next: now + retryIn } }
      const { detail, isMisconfigured } = result
      const { attempts, entry } = delivery
      tell({ kind: 'failed', destination, alertId: entry.alertId, attempts, detail, retryIn, isMisconfigured })
    } else if (result) {
      // Somebody is there and answers, whatever they say of this message. A pause stays: it may be younger than this attempt.
      this.#failures = 0
    }
    const isStored = await this.#untilStored(async () => {
      await store.change([stored])
      return true
    }, breakOff)
    if (isStored && news) tell(news)
  }

  /** Does work with the store; tries again while it may pass, until `stop` aborts: then undefined. */
  async #untilStored<T>(work: () => Promise<T>, stop: AbortSignal): Promise<T | undefined> {
    const { clock, tell } = this.#parts
    for (let retryIn = FIRST_STORE_PAUSE; ; retryIn = Math.min(retryIn * 2, LONGEST_STORE_PAUSE)) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof AppError) || !error.retryable) throw error
        if (stop.aborted) return undefined
        tell({ kind: 'store', destination: this.#destination.name, detail: messageOf(error), retryIn })
        await new Promise<void>((resolve) => {
          const end = (): void => {
            cancel()
            stop.removeEventListener('abort', end)
            resolve()
          }
          const cancel = clock.after(retryIn, end)
          stop.addEventListener('abort', end)
        })
      }
    }
  }
}
