import type { DeadLetter, DeadLetterReason } from '../../core/dead-letter.ts'
import type { DeadLetterStore } from '../../core/dead-letter-store.ts'

/** Dead letters in a map. */
export class MemoryDeadLetters implements DeadLetterStore {
  readonly #letters = new Map<string, DeadLetter>()

  /** Adds those that are not stored yet. */
  add(letters: readonly DeadLetter[]): void {
    for (const letter of letters) if (!this.#letters.has(letter.id)) this.#letters.set(letter.id, letter)
  }

  async list({ reason, limit }: { reason: DeadLetterReason | null; limit: number }): Promise<readonly DeadLetter[]> {
    return [...this.#letters.values()]
      .filter((letter) => reason === null || letter.reason === reason)
      .toSorted((a, b) => b.received - a.received || (a.id < b.id ? 1 : -1))
      .slice(0, Math.max(0, limit))
  }

  async get(id: string): Promise<DeadLetter | null> {
    return this.#letters.get(id) ?? null
  }

  async count(): Promise<number> {
    return this.#letters.size
  }
}
