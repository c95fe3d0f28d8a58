import type { Hit } from './hit.ts'

/** The read side of stored hits as a whole; those of one alert are in `AlertStore`. */
export interface HitStore {
  /**
   * Every stored hit, ordered by (event time, event id, rule id): the order in which hits are correlated when there is no
   * lateness (design §6). Memory stays bounded however many there are. Hits that are stored meanwhile are not among them.
   */
  inOrder(): Iterable<Hit>
}
