import type { Hit } from './hit.ts'

/** Which hits to read. */
export interface HitRange {
  /** only hits at or after this event time, milliseconds since 1970; all unless given */
  readonly since?: number
  /** only those that stateful rules have not seen (true) or have seen (false); both unless given */
  readonly waiting?: boolean
  /** only hits of these rules; all unless given */
  readonly rules?: readonly string[]
}

/** The read side of stored hits as a whole; those of one alert are in `AlertStore`. */
export interface HitStore {
  /**
   * Stored hits, ordered by (event time, event id, rule id): the order in which hits are correlated when there is no
   * lateness (design §6). Memory stays bounded however many there are. What is stored, settled or removed while they are
   * read does not show on a reader; where the writer itself reads, it may or may not show behind the hit that was read last.
   * Event ids are `tocsin.id`s: a store may rely on their beginning with the event time.
   */
  inOrder(range?: HitRange): Iterable<Hit>
}
