import type { DeadLetter, DeadLetterReason } from '../../core/dead-letter.ts'
import type { DeadLetterHead, DeadLetterPage, DeadLetterPlace, DeadLetterStore } from '../../core/dead-letter-store.ts'

/** Dead letters in a map. */
export class MemoryDeadLetters implements DeadLetterStore {
  readonly #letters = new Map<string, DeadLetter>()

  /** Adds those that are not stored yet. */
  add(letters: readonly DeadLetter[]): void {
    for (const letter of letters) if (!this.#letters.has(letter.id)) this.#letters.set(letter.id, letter)
  }

  /** Removes those that are there. */
  remove(ids: readonly string[]): void {
    for (const id of ids) this.#letters.delete(id)
  }

  async list({ reason, limit }: { reason: DeadLetterReason | null; limit: number }): Promise<readonly DeadLetter[]> {
    return [...this.#letters.values()]
      .filter((letter) => reason === null || letter.reason === reason)
      .toSorted((a, b) => compare(b, a))
      .slice(0, Math.max(0, limit))
  }

  async heads({ order, after, limit }: DeadLetterPage): Promise<readonly DeadLetterHead[]> {
    const sign = order === 'oldest' ? 1 : -1
    return [...this.#letters.values()]
      .filter((letter) => after === null || compare(letter, after) * sign > 0)
      .toSorted((a, b) => compare(a, b) * sign)
      .slice(0, Math.max(0, limit))
      .map(({ bytes, ...head }) => ({ ...head, kept: bytes.length }))
  }

  async get(id: string): Promise<DeadLetter | null> {
    return this.#letters.get(id) ?? null
  }

  async count(): Promise<number> {
    return this.#letters.size
  }

  async countByReason(): Promise<ReadonlyMap<DeadLetterReason, number>> {
    const counts = new Map<DeadLetterReason, number>()
    for (const { reason } of this.#letters.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1)
    return counts
  }
}

function compare(a: DeadLetterPlace, b: DeadLetterPlace): number {
  return a.received - b.received || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
}
