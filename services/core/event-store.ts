import type { Query } from './query.ts'

/** What to search for. */
export interface EventSearch {
  readonly query: Query
  /** event time, milliseconds since 1970, both inclusive; null = open */
  readonly from: number | null
  readonly to: number | null
  /** newest first unless said otherwise */
  readonly order: 'newest' | 'oldest'
  readonly limit: number
}

/** The read side of stored events. Runs beside the writer and never delays it. */
export interface EventStore {
  /** Documents (JSON text) that match, in the order asked for, by (event time, `tocsin.id`). */
  search(search: EventSearch): AsyncIterable<string>
  /** The document with this `tocsin.id`, or null. */
  get(id: string): Promise<string | null>
  /** How many events are stored, all in all and by dataset. */
  count(): Promise<{ total: number; byDataset: Readonly<Record<string, number>> }>
}
