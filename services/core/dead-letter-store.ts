import type { DeadLetter, DeadLetterReason } from './dead-letter.ts'

/** A dead letter without its bytes: what is needed to choose and to list many. */
export interface DeadLetterHead extends Omit<DeadLetter, 'bytes'> {
  /** how many bytes of the record are kept */
  readonly kept: number
}

/** A place among dead letters, which are in order of (received, id). */
export type DeadLetterPlace = Pick<DeadLetter, 'received' | 'id'>

/** One page of dead letters. */
export interface DeadLetterPage {
  readonly order: 'newest' | 'oldest'
  /** the last one of the page before; null = from the beginning */
  readonly after: DeadLetterPlace | null
  readonly limit: number
}

/** The read side of dead letters. */
export interface DeadLetterStore {
  /** Newest first. */
  list(filter: { readonly reason: DeadLetterReason | null; readonly limit: number }): Promise<readonly DeadLetter[]>
  /** A page in the order asked for. What is added or removed between two pages moves none of the others. */
  heads(page: DeadLetterPage): Promise<readonly DeadLetterHead[]>
  get(id: string): Promise<DeadLetter | null>
  count(): Promise<number>
  /** How many there are of each reason; reasons that none has are left out. */
  countByReason(): Promise<ReadonlyMap<DeadLetterReason, number>>
}
