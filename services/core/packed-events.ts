import type { EventDocument } from './event.ts'

/**
 * Events as columns: what a thread hands to another without an object for each of them, and what a store can write without
 * looking at a document. No id twice. In the order in which their documents are to stand in the store.
 */
export interface EventColumns {
  readonly count: number
  /** `tocsin.id`s, {@link ID_CHARACTERS} each, one after the other */
  readonly ids: string
  /** the events in the order of their ids, each by its number */
  readonly order: Uint32Array<ArrayBuffer>
  /** event times, milliseconds since 1970 */
  readonly times: Float64Array<ArrayBuffer>
  /** each value once; the empty text is the first */
  readonly terms: readonly string[]
  /** for each event the numbers of its {@link TERMS_PER_EVENT} terms, in the order of {@link EVENT_TERMS} */
  readonly values: Uint32Array<ArrayBuffer>
  /** where the document of each event begins in `data`: 32 bits that say its length in bytes, little-endian, then UTF-8 */
  readonly starts: Uint32Array<ArrayBuffer>
  readonly data: Uint8Array<ArrayBuffer>
  /** how the store is to cut `data` into blocks: of each the number of events and of bytes */
  readonly blocks: readonly { readonly count: number; readonly bytes: number }[]
}

/** How long a `tocsin.id` is. */
export const ID_CHARACTERS = 26

/** What of an event stands in {@link EventColumns.values}. */
export const EVENT_TERMS = [
  'dataset',
  'account',
  'actorId',
  'actorName',
  'action',
  'address',
  'region',
  'outcome',
] as const

/** How many numbers an event has in {@link EventColumns.values}. */
export const TERMS_PER_EVENT = EVENT_TERMS.length

/** The same events twice: as columns, and one by one for whoever asks. */
export interface PackedEvents {
  readonly columns: EventColumns
  /** in the order of their ids; a document's text is made when asked for */
  readonly events: readonly EventDocument[]
}
