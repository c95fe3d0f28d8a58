import type { RuleOutput } from '../rule-state.ts'
import type { Entry } from './entry.ts'
import { foldEntries } from './fold-entries.ts'
import type { Group } from './group.ts'
import { withoutRedundant } from './redundant.ts'
import type { WindowContext } from './window-context.ts'
import { thinOut } from './thin-out.ts'

/** One of so many parts of a group is made free, or added, so that not every hit has to look for what can go. */
const PARTS = 8

/**
 * Makes room in a group that has more entries than allowed: first what cannot change whether the rule holds, then what changes
 * it least likely, then the oldest. What was cut is reported, and the group knows in which span of time entries are missing.
 */
export function limitEntries(context: WindowContext, group: Group, output: RuleOutput): void {
  const { most, slot } = context
  const all = group.entries
  if (all.length <= Math.max(most, group.room)) return
  let kept = slot === null ? withoutRedundant(context, all) : foldEntries(context, all, slot)
  const part = Math.ceil(most / PARTS)
  const room = Math.max(1, most - part)
  if (slot === null && kept.length > most) kept = thinOut(context, kept, room)
  if (kept.length > most) kept = withoutOldest(context, kept, room)
  markCut(group, all, kept, output)
  group.entries = kept
  group.room = kept.length + part
  group.sweep = null
}

/** The first entry of a rule that decides at the close of windows stays: it says when the window opened. */
function withoutOldest({ timing }: WindowContext, entries: readonly Entry[], room: number): Entry[] {
  if (timing !== 'at-close' || room < 2) return entries.slice(-room)
  return [...entries.slice(0, 1), ...entries.slice(1 - room)]
}

function markCut(group: Group, all: readonly Entry[], kept: readonly Entry[], output: RuleOutput): void {
  const stays = new Set(kept)
  const gone = all.filter((entry) => !stays.has(entry))
  const from = gone[0]?.time
  const to = gone.at(-1)?.time
  if (from === undefined || to === undefined) return
  group.cut = { from: Math.min(from, group.cut?.from ?? from), to: Math.max(to, group.cut?.to ?? to) }
  output.report('entries', gone.length, to)
}
