import type { RuleOutput } from '../rule-state.ts'
import { earliestEnd, firstWindow } from './closed-window.ts'
import type { ClosedWindow } from './closed-window.ts'
import { derive, derivedFields } from './derive.ts'
import { lowerBound } from './entry.ts'
import type { Entry } from './entry.ts'
import type { Group } from './group.ts'
import { readOpenWindow, writeOpenWindow } from './open-window.ts'
import { Tally } from './tally.ts'
import type { WindowContext } from './window-context.ts'
import { conditionOf } from './window-rule.ts'
import type { WindowMode } from './window-mode.ts'

/** What a rebuild was told of the windows of a rule. */
interface Restored {
  readonly watermark: number
  /** as they are stored, by the group's key */
  readonly windows: ReadonlyMap<string, string | null>
}

/**
 * Decides a rule once for all hits of a window, when that is over: the first hit that was in no window yet opens one. A group
 * holds only hits that were not decided.
 */
export function atClose(context: WindowContext): WindowMode {
  let restored: Restored | null = null
  const due = ({ entries }: Group): number => {
    const open = entries[0]?.time
    return open === undefined ? Number.POSITIVE_INFINITY : earliestEnd(context.span, open)
  }
  return {
    inserted: ({ group, at }, output) => {
      if (at > 0) return Number.POSITIVE_INFINITY
      announce(context, group, output)
      return due(group)
    },
    due,
    decide: (group, watermark, output) => decide(context, group, watermark, output),
    prune: (group, output) => prune(context, group, output),
    evict: (group, output) => {
      if (group.told !== null) output.window(group.key, null)
    },
    restore: (watermark, windows) => {
      restored = { watermark, windows: new Map(windows.map(({ key, value }) => [key, value])) }
    },
    resume: (group, output) => {
      if (restored !== null) resume(context, group, restored, output)
    },
  }
}

/** Tells what has to be stored of the group, when it is something else than before. */
function announce(context: WindowContext, group: Group, output: RuleOutput): void {
  const needed = context.place.neededFrom()
  group.closed = group.closed.filter((start) => start + context.rule.timespan >= needed)
  const { closed, coverages } = group
  const told = writeOpenWindow({ open: group.entries[0]?.time ?? null, closed, coverages })
  if (told === group.told) return
  group.told = told
  output.window(group.key, told)
}

function decide(context: WindowContext, group: Group, watermark: number, output: RuleOutput): number {
  const tally = new Tally(context, group)
  let window = firstWindow(context.span, group.entries)
  while (window !== null && window.end < watermark) {
    const inside = group.entries.slice(0, window.count)
    if (holds(context, inside)) {
      tally.holdClosed(window, inside)
      tellParents(context, group, window, inside, output)
      if (context.place.derives) group.closed = [...group.closed, window.open]
    }
    group.entries.splice(0, window.count)
    window = firstWindow(context.span, group.entries)
  }
  tally.fire(output)
  if (group.cut !== null && group.cut.to < (window?.open ?? watermark)) group.cut = null
  announce(context, group, output)
  return window?.end ?? Number.POSITIVE_INFINITY
}

function holds({ rule }: WindowContext, inside: readonly Entry[]): boolean {
  const condition = conditionOf(rule)
  for (const entry of inside) condition.add(entry)
  return condition.holds(inside[0]?.time ?? 0)
}

/** A closed window is a hit at its end, in the name of its first event. */
function tellParents(
  context: WindowContext,
  group: Group,
  { end }: ClosedWindow,
  inside: readonly Entry[],
  output: RuleOutput,
): void {
  const [first] = inside
  if (first === undefined || !context.place.derives) return
  const carried = (field: number): ReadonlySet<string> => {
    return new Set(inside.flatMap((entry) => entry.values?.carried[field] ?? []))
  }
  const derived = derivedFields(context, group, carried)
  derive(context, first, { time: end, derived }, output)
}

/** What the alerts of a bucket counted matters as long as a window that opened in it can close. */
function prune(context: WindowContext, group: Group, output: RuleOutput): boolean {
  const { watermark, rule } = context
  if (group.coverages.length > 0) {
    group.coverages = group.coverages.filter(
      ({ bucket, counted }) => counted !== null && bucket + rule.info.window + rule.timespan >= watermark,
    )
  }
  if (group.entries.length > 0) return true
  announce(context, group, output)
  return group.told !== null
}

/** Parents get their hits of closed windows again, and what was decided leaves. */
function resume(context: WindowContext, group: Group, { watermark, windows }: Restored, output: RuleOutput): void {
  group.told = windows.get(group.key) ?? null
  const known = readOpenWindow(group.told)
  for (const start of known.closed) {
    const window = firstWindow(context.span, group.entries.slice(lowerBound(group.entries, start)))
    if (window === null || window.open !== start) continue
    const first = lowerBound(group.entries, start)
    tellParents(context, group, window, group.entries.slice(first, first + window.count), output)
  }
  group.closed = known.closed
  group.coverages = [...known.coverages]
  group.entries.splice(0, lowerBound(group.entries, known.open ?? watermark))
}
