import { lowerBound } from './entry.ts'
import type { Group } from './group.ts'
import { cutoffOf } from './window-context.ts'
import type { WindowContext } from './window-context.ts'

/** Entries leave in blocks, not one by one. */
const BLOCK = 64

/** Forgets what is too old to stand in a window that is still to be decided. False when nothing is left. */
export function pruneGroup(context: WindowContext, group: Group): boolean {
  const cutoff = cutoffOf(context)
  const { entries } = group
  const last = entries.at(-1)
  if (group.coverages.length > 0) pruneCoverages(context, group, cutoff)
  if (group.cut !== null && group.cut.to < cutoff) group.cut = null
  if (last === undefined || last.time < cutoff) {
    group.entries = []
    group.sweep = null
    return group.coverages.length > 0
  }
  if ((entries[0]?.time ?? Infinity) < cutoff) dropBefore(group, cutoff)
  return true
}

/** Drops entries, where it is worth it; those in the window of the sweep stay. */
function dropBefore(group: Group, cutoff: number): void {
  const { entries, sweep } = group
  const places = Math.min(lowerBound(entries, cutoff), sweep?.first ?? Infinity)
  if (places < BLOCK && places * 2 <= entries.length) return
  entries.splice(0, places)
  if (sweep?.shift(-places) === false) group.sweep = null
}

function pruneCoverages({ rule, watermark }: WindowContext, group: Group, cutoff: number): void {
  const isOver = (bucket: number): boolean => bucket + rule.info.window <= watermark
  if (!group.coverages.some(({ bucket, spans }) => isOver(bucket) || (spans[0]?.to ?? cutoff) < cutoff)) return
  for (const coverage of group.coverages) coverage.spans = coverage.spans.filter(({ to }) => to >= cutoff)
  group.coverages = group.coverages.filter(
    ({ bucket, spans, counted }) => !isOver(bucket) && (spans.length > 0 || counted !== null),
  )
}
