import type { AlertEventRef } from '../core/alert.ts'
import type { Hit } from '../core/hit.ts'

/** The order of an alert's events: by time, then by `tocsin.id`, so that it never depends on arrival. */
export function compareRefs(a: AlertEventRef, b: AlertEventRef): number {
  if (a.time !== b.time) return a.time - b.time
  return a.eventId < b.eventId ? -1 : Number(a.eventId > b.eventId)
}

/** The pointer that an alert keeps of a hit. */
export function refOf(hit: Hit): AlertEventRef {
  const { eventId, providerId, time, action, actor, address, target, outcome, region, object, position } = hit
  return { eventId, providerId, time, action, actor, address, target, outcome, region, object, position }
}

/**
 * At most `limit` of the refs, in order: all of them, or the oldest and the newest half. What is dropped has enough older
 * and newer ones around it to be dropped again in whatever order refs come, so the result depends on the set alone.
 */
export function boundRefs(refs: readonly AlertEventRef[], limit: number): readonly AlertEventRef[] {
  const sorted = refs.toSorted(compareRefs)
  if (sorted.length <= limit) return sorted
  const oldest = Math.ceil(limit / 2)
  return [...sorted.slice(0, oldest), ...sorted.slice(sorted.length - (limit - oldest))]
}
