import type { Command } from '../../core/command.ts'
import type { OutboxEntry } from '../../core/outbox-entry.ts'
import type {
  DeliveryChange,
  OutboxStore,
  SettledState,
  WaitingCount,
  WaitingDelivery,
} from '../../core/outbox-store.ts'

/** A delivery and how it ended. */
interface Kept {
  readonly state: SettledState | 'waiting'
  readonly delivery: WaitingDelivery
}

/** The outbox over a map of entries in the order in which they were written. */
export class MemoryOutbox implements OutboxStore {
  readonly #entries: ReadonlyMap<string, OutboxEntry>
  readonly #push: (command: Command) => Promise<void>
  /** by destination, then by entry */
  readonly #kept = new Map<string, Map<string, Kept>>()

  constructor(entries: ReadonlyMap<string, OutboxEntry>, push: (command: Command) => Promise<void>) {
    this.#entries = entries
    this.#push = push
  }

  async take(destination: string, limit: number): Promise<number> {
    const kept = this.#of(destination)
    const fresh = [...this.#entries.values()].slice(kept.size, kept.size + Math.max(0, limit))
    for (const entry of fresh) {
      const delivery = { entry, destination, attempts: 0, next: 0, mayHaveArrived: false }
      kept.set(entry.id, { state: 'waiting', delivery })
    }
    return fresh.length
  }

  async due(destination: string, now: number, limit: number): Promise<readonly WaitingDelivery[]> {
    const due = this.#waiting(destination).filter(({ next }) => next <= now)
    return due.slice(0, Math.max(0, limit))
  }

  async writtenBefore(destination: string, time: number, limit: number): Promise<readonly WaitingDelivery[]> {
    const old = this.#waiting(destination).filter(({ entry }) => entry.written < time)
    return old.toSorted((a, b) => a.entry.written - b.entry.written).slice(0, Math.max(0, limit))
  }

  async nextAfter(destination: string, now: number): Promise<number | null> {
    return least(this.#waiting(destination).flatMap(({ next }) => (next > now ? [next] : [])))
  }

  async waiting(destination: string): Promise<WaitingCount> {
    const waiting = this.#waiting(destination)
    return { count: waiting.length, oldest: least(waiting.map(({ entry }) => entry.written)) }
  }

  async begin(delivery: WaitingDelivery): Promise<WaitingDelivery> {
    const begun = { ...delivery, attempts: delivery.attempts + 1 }
    this.#put({ ...begun, mayHaveArrived: true }, 'waiting')
    return begun
  }

  async change(changes: readonly DeliveryChange[]): Promise<void> {
    for (const { delivery, state, command } of changes) {
      if (this.#put(delivery, state) && command) await this.#push(command)
    }
  }

  #of(destination: string): Map<string, Kept> {
    const kept = this.#kept.get(destination) ?? new Map<string, Kept>()
    this.#kept.set(destination, kept)
    return kept
  }

  #waiting(destination: string): readonly WaitingDelivery[] {
    return [...this.#of(destination).values()]
      .filter(({ state }) => state === 'waiting')
      .map(({ delivery }) => delivery)
  }

  #put(delivery: WaitingDelivery, state: SettledState | 'waiting'): boolean {
    const kept = this.#of(delivery.destination)
    const known = kept.get(delivery.entry.id)
    if (known?.state !== 'waiting') return false
    kept.set(delivery.entry.id, { ...known, state, delivery })
    return true
  }
}

function least(numbers: readonly number[]): number | null {
  return numbers.length === 0 ? null : Math.min(...numbers)
}
