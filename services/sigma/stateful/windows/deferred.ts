import type { RuleOutput } from '../rule-state.ts'
import { judgeHere } from './at-once.ts'
import { lowerBound } from './entry.ts'
import type { Group } from './group.ts'
import { pruneGroup } from './prune-group.ts'
import { Tally } from './tally.ts'
import { newSweep } from './window-context.ts'
import type { WindowContext } from './window-context.ts'
import type { WindowMode } from './window-mode.ts'

/** Decides a rule at every hit once nothing before it can come any more. The group's sweep stands at the last decided entry. */
export function deferred(context: WindowContext): WindowMode {
  return {
    inserted: ({ group, at }) => group.entries[at]?.time ?? Number.POSITIVE_INFINITY,
    due: (group) => group.entries[firstUndecided(context, group)]?.time ?? Number.POSITIVE_INFINITY,
    decide: (group, watermark, output) => decide(context, group, watermark, output),
    prune: (group) => pruneGroup(context, group),
    evict: () => {},
    restore: () => {},
    resume: () => {},
  }
}

function firstUndecided(context: WindowContext, group: Group): number {
  return group.sweep?.next ?? lowerBound(group.entries, context.watermark)
}

function decide(context: WindowContext, group: Group, watermark: number, output: RuleOutput): number {
  const { entries } = group
  const first = firstUndecided(context, group)
  if (first >= entries.length) return Number.POSITIVE_INFINITY
  const sweep = (group.sweep ??= newSweep(context).begin(entries, first))
  const tally = new Tally(context, group)
  while ((entries[sweep.next]?.time ?? Infinity) < watermark) {
    sweep.step(entries)
    judgeHere(context, group, sweep, tally, output)
  }
  tally.fire(output)
  return entries[sweep.next]?.time ?? Number.POSITIVE_INFINITY
}
