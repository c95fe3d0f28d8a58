import type { RuleOutput } from '../rule-state.ts'
import { covers } from './coverage.ts'
import { derive, derivedFields } from './derive.ts'
import { lowerBound } from './entry.ts'
import type { Group } from './group.ts'
import { pruneGroup } from './prune-group.ts'
import type { Sweep } from './sweep.ts'
import { Tally } from './tally.ts'
import { newSweep } from './window-context.ts'
import type { WindowContext } from './window-context.ts'
import type { Insertion, WindowMode } from './window-mode.ts'

/**
 * Decides a rule at every hit, with every hit: it is only ever made true by more hits. The group's sweep stands at its last
 * entry; an entry that comes late is judged by a sweep of its own over the windows that it stands in.
 */
export function atOnce(context: WindowContext): WindowMode {
  return {
    inserted: (insertion, output) => {
      insert(context, insertion, output)
      return Number.POSITIVE_INFINITY
    },
    due: () => Number.POSITIVE_INFINITY,
    decide: () => Number.POSITIVE_INFINITY,
    prune: (group) => pruneGroup(context, group),
    evict: () => {},
    restore: () => {},
    resume: () => {},
  }
}

function insert(context: WindowContext, insertion: Insertion, output: RuleOutput): void {
  const { group, at, before } = insertion
  const entry = group.entries[at]
  if (entry === undefined) return
  const tally = new Tally(context, group)
  if (before === null) {
    for (const coverage of group.coverages) if (covers(coverage, entry.time)) tally.count(coverage, entry)
  }
  const sweep = group.entries.length < context.fewest ? null : followed(insertion)
  if (group.entries.length < context.fewest) group.sweep = null
  else if (sweep === null) judgeLate(context, insertion, tally, output)
  else judgeHere(context, group, sweep, tally, output)
  tally.fire(output)
}

/** The group's sweep, when it can take the entry in and stand at its time; else null. */
function followed({ group, at, before }: Insertion): Sweep | null {
  const { entries, sweep } = group
  const entry = entries[at]
  if (sweep === null || entry === undefined) return null
  if (before === null && at === sweep.next && at === entries.length - 1) {
    sweep.step(entries)
    return sweep
  }
  if (entry.time !== sweep.time) return null
  if (before === null) sweep.insertAtEnd(entry)
  else if (!sweep.replace(at, before, entry)) return null
  return sweep
}

/** Judges every window that the entry stands in. */
function judgeLate(context: WindowContext, { group, at, before }: Insertion, tally: Tally, output: RuleOutput): void {
  const { entries } = group
  const time = entries[at]?.time ?? Number.NaN
  const sweep = newSweep(context).begin(entries, lowerBound(entries, time))
  while (sweep.next < entries.length) {
    sweep.step(entries)
    if (sweep.start > time) break
    judgeHere(context, group, sweep, tally, output)
  }
  if (sweep.next === entries.length) group.sweep = sweep
  else if (before === null && group.sweep?.shift(1) !== true) group.sweep = null
}

/** Judges the window that ends where a sweep stands. */
export function judgeHere(context: WindowContext, group: Group, sweep: Sweep, tally: Tally, output: RuleOutput): void {
  if (!sweep.holds) return
  const { time, start } = sweep
  tally.hold(time, start, time)
  if (!context.place.derives) return
  const derived = derivedFields(context, group, (field) => sweep.carried(field))
  for (let at = sweep.next - 1, entry = group.entries[at]; entry?.time === time; at -= 1, entry = group.entries[at]) {
    derive(context, entry, { time, derived }, output)
  }
}
