import type { DeadLetter, DeadLetterReason } from './dead-letter.ts'

/** The read side of dead letters. */
export interface DeadLetterStore {
  /** Newest first. */
  list(filter: { readonly reason: DeadLetterReason | null; readonly limit: number }): Promise<readonly DeadLetter[]>
  get(id: string): Promise<DeadLetter | null>
  count(): Promise<number>
}
