import type { Aggregate } from './aggregate.ts'
import type { Entry } from './entry.ts'
import type { RedundancyRule } from './redundant.ts'
import { isBreak, windowStart } from './span.ts'
import type { Span } from './span.ts'
import type { WindowContext } from './window-context.ts'
import { settledOf } from './window-rule.ts'

/**
 * An entry is redundant when its neighbours within half a timespan settle the condition, those before it alone and those after
 * it alone: every window with the entry holds one of the two halves whole. In a tumbling bucket those before it are enough.
 * `kept` are the entries that stay, and grows meanwhile.
 */
export function halves(context: WindowContext, entries: readonly Entry[], kept: readonly Entry[]): RedundancyRule {
  const [before, after] = [settledOf(context.rule), settledOf(context.rule)]
  if (before === null || after === null) return { isRedundant: () => false, keep: () => {} }
  const { span } = context
  const left = leftHalf(span, before, kept)
  const right = rightHalf(span, after, entries)
  const isTumbling = span.shape.type === 'tumbling'
  return {
    isRedundant: (at) => {
      const entry = entries[at]
      if (entry === undefined) return false
      const isSettledAfter = isTumbling || right(at, entry)
      return left(entry) && isSettledAfter
    },
    keep: (at) => {
      const entry = entries[at]
      if (entry !== undefined) before.add(entry)
    },
  }
}

function leftHalf(span: Span, condition: Aggregate, kept: readonly Entry[]): (entry: Entry) => boolean {
  let from = 0
  return ({ time }) => {
    const last = kept.at(-1)
    if (last !== undefined && isBreak(span, last.time, time)) {
      from = kept.length
      condition.clear()
    }
    const half = time - span.timespan / 2
    const start = span.shape.type === 'tumbling' ? windowStart(span, time, time) : half
    for (let entry = kept[from]; entry !== undefined && entry.time < start; entry = kept[from]) {
      condition.remove(entry)
      from += 1
    }
    return condition.holds(start)
  }
}

function rightHalf(span: Span, condition: Aggregate, entries: readonly Entry[]): (at: number, entry: Entry) => boolean {
  let end = 0
  return (at, entry) => {
    if (at < end) condition.remove(entry)
    else end = at + 1
    for (let next = entries[end]; next !== undefined; next = entries[end]) {
      if (next.time > entry.time + span.timespan / 2) break
      if (isBreak(span, entries[end - 1]?.time ?? next.time, next.time)) break
      condition.add(next)
      end += 1
    }
    // An ordered chain must start after the entry; the others look only at what was put in.
    return condition.holds(entry.time + 1)
  }
}
