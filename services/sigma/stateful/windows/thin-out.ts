import type { Entry } from './entry.ts'
import type { WindowContext } from './window-context.ts'

/**
 * Of an ordered rule, where hardly anything is redundant for sure: leaves out every second entry of the rules that have the
 * most, until there is room, so that a flood of one step takes nothing away from the others. The last entry of a step always
 * stays: for hits to come it is the best one. Other rules are left as they are.
 */
export function thinOut({ rule }: WindowContext, entries: readonly Entry[], room: number): Entry[] {
  let kept = [...entries]
  if (rule.type !== 'temporal_ordered') return kept
  while (kept.length > room) {
    const crowded = mostAlike(kept)
    if (crowded.length < 3) return kept
    const gone = new Set(crowded.slice(1, -1).filter((_, at) => at % 2 === 0))
    kept = kept.filter((entry) => !gone.has(entry))
  }
  return kept
}

/** The entries of the same rules of which there are the most, but the first of all. */
function mostAlike(entries: readonly Entry[]): readonly Entry[] {
  const byRules = new Map<string, Entry[]>()
  for (const entry of entries) {
    const key = entry.refs.join()
    const alike = byRules.get(key)
    if (alike === undefined) byRules.set(key, [entry])
    else alike.push(entry)
  }
  return [...byRules.values()].reduce((most, alike) => (alike.length > most.length ? alike : most), [])
}
