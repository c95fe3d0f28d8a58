import { halves } from './redundant-halves.ts'
import { neighbours } from './redundant-neighbours.ts'
import type { Entry } from './entry.ts'
import { isBreak } from './span.ts'
import type { WindowContext } from './window-context.ts'

/** Says of entries, one after the other, whether they can go. */
export interface RedundancyRule {
  isRedundant(at: number): boolean
  /** the entry stays */
  keep(at: number): void
}

/**
 * The entries without those that do not matter: whatever else comes, in whatever order, the same alerts exist without them
 * (what the alerts count is less). Each is judged by those before it that stay and by all after it. Of a rule that decides at
 * the close of windows the first entry stays.
 */
export function withoutRedundant(context: WindowContext, entries: readonly Entry[]): Entry[] {
  const kept: Entry[] = []
  const rules = [halves(context, entries, kept), neighbours(context, entries, kept), copies(context, entries)]
  for (const [at, entry] of entries.entries()) {
    const isBridge = isNeededBetween(context, kept.at(-1), entry, entries[at + 1])
    const mustStay = isBridge || (at === 0 && context.timing === 'at-close')
    // Every rule is asked, because each follows the entries in its own way.
    const answers = rules.map((rule) => rule.isRedundant(at))
    if (!mustStay && answers.includes(true)) continue
    for (const rule of rules) rule.keep(at)
    kept.push(entry)
  }
  return kept
}

/** Without it a session could fall apart, or not reach a hit that is to come. */
function isNeededBetween({ span }: WindowContext, before: Entry | undefined, entry: Entry, after?: Entry): boolean {
  if (span.shape.type !== 'session' || before?.time === entry.time || after?.time === entry.time) return false
  return before === undefined || after === undefined || isBreak(span, before.time, after.time)
}

/** Of entries of one time and the same rules, an ordered condition needs at most one for each step. */
function copies({ rule }: WindowContext, entries: readonly Entry[]): RedundancyRule {
  const isOrdered = rule.type === 'temporal_ordered'
  let time = Number.NaN
  const alike = new Map<string, number>()
  return {
    isRedundant: (at) => {
      const entry = entries[at]
      if (!isOrdered || entry === undefined) return false
      if (entry.time !== time) alike.clear()
      time = entry.time
      return (alike.get(entry.refs.join()) ?? 0) >= rule.refs.length
    },
    keep: (at) => {
      const key = entries[at]?.refs.join() ?? ''
      alike.set(key, (alike.get(key) ?? 0) + 1)
    },
  }
}
