import { shortHash, timePrefix } from '../../../../services/core/ids.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'

/** A moment in February 2026, a multiple of every timespan and bucket that random cases have: it changes no window. */
const START = 10 * 17 * 27_000 * 386_000

/**
 * The same hits at real times, with ids as real events have them, so that groups can be packed. Some ids stay strange: about one
 * of `strange`; 0: none.
 */
export function withRealIds(hits: readonly Observation[], strange = 0): readonly Observation[] {
  return hits.map((hit) => {
    const time = hit.time + START
    const hash = shortHash([hit.eventId])
    const isStrange = strange > 0 && hash.charCodeAt(3) % strange === 0
    return { ...hit, time, eventId: isStrange ? hit.eventId : timePrefix(time) + hash }
  })
}
