import type { EventDocument } from './event.ts'

/**
 * Events as columns: what a thread hands to another without an object for each of them, and what a store can write without
 * looking at a document. Ordered by dataset, then by id; no id twice.
 */
export interface EventColumns {
  readonly count: number
  /** `tocsin.id`s, {@link ID_CHARACTERS} each, one after the other */
  readonly ids: string
  /** event times, milliseconds since 1970 */
  readonly times: Float64Array<ArrayBuffer>
  /** each value once; the empty text is the first */
  readonly terms: readonly string[]
  /** for each event the numbers of its {@link TERMS_PER_EVENT} terms, in the order of {@link EVENT_TERMS} */
  readonly values: Uint32Array<ArrayBuffer>
  /** the documents in compressed blocks, one after the other; only the store that made them looks inside */
  readonly data: Uint8Array<ArrayBuffer>
  /** of each block: how many events, how many bytes uncompressed, how many bytes in `data` */
  readonly blocks: readonly { readonly count: number; readonly bytes: number; readonly length: number }[]
}

/** How long a `tocsin.id` is. */
export const ID_CHARACTERS = 26

/** What of an event stands in {@link EventColumns.values}. */
export const EVENT_TERMS = ['dataset', 'account', 'actorId', 'actorName', 'action', 'address'] as const

/** How many numbers an event has in {@link EventColumns.values}. */
export const TERMS_PER_EVENT = EVENT_TERMS.length

/** The same events twice: as columns, and one by one for whoever asks. */
export interface PackedEvents {
  readonly columns: EventColumns
  /** in the order of the columns; a document's text is read out of its block when asked for */
  readonly events: readonly EventDocument[]
}
