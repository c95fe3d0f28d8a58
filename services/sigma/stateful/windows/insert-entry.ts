import type { RuleOutput } from '../rule-state.ts'
import { mergeEntries, placeOf } from './entry.ts'
import type { Entry } from './entry.ts'
import type { Group } from './group.ts'
import { limitEntries } from './limit-entries.ts'
import type { WindowContext } from './window-context.ts'
import type { WindowMode } from './window-mode.ts'

/**
 * Puts an entry into a group and decides what it decides. Gives the time beyond which the watermark has to be for the group's
 * next decision; Infinity: none is due because of it. `isCut`: not all values of the hit were read.
 */
export function insertEntry(
  { context, mode }: { readonly context: WindowContext; readonly mode: WindowMode },
  group: Group,
  { entry, isCut }: { readonly entry: Entry; readonly isCut: boolean },
  output: RuleOutput,
): number {
  mode.prune(group, output)
  const { entries } = group
  const at = placeOf(entries, entry.time, entry.id)
  const known = entries[at]
  const before = known?.time === entry.time && known.id === entry.id ? known : null
  const merged = before === null ? entry : mergeEntries(before, entry)
  if (merged === null) return Number.POSITIVE_INFINITY
  if (isCut) markMissing(group, entry.time)
  if (before !== null) entries[at] = merged
  else if (at === entries.length) entries.push(merged)
  else entries.splice(at, 0, merged)
  const due = mode.inserted({ group, at, before }, output)
  limitEntries(context, group, output)
  return due
}

/** Something of an entry is missing: what an alert counts at that time is not exact. */
function markMissing(group: Group, time: number): void {
  group.cut = { from: Math.min(time, group.cut?.from ?? time), to: Math.max(time, group.cut?.to ?? time) }
}
