import { bucketStart } from '../../../core/ids.ts'
import type { Entry } from './entry.ts'
import type { RedundancyRule } from './redundant.ts'
import type { WindowContext } from './window-context.ts'

/** Times of the entries before and after one that have the same value; NaN where there is none. */
interface Neighbours {
  readonly before: number
  readonly time: number
  readonly after: number
}

/**
 * Where different values or rules are counted: an entry is redundant when all its values are there again close before and
 * close after it, so that no window holds the entry without one of the two. The one before must lie in the same bucket, for
 * then the rule holds there already wherever it holds at the entry.
 */
export function neighbours(context: WindowContext, entries: readonly Entry[], kept: readonly Entry[]): RedundancyRule {
  const keysOf = keysBy(context)
  if (keysOf === null) return { isRedundant: () => false, keep: () => {} }
  const next = nextTimes(entries, keysOf)
  const latest = new Map<string | number, number>()
  return {
    isRedundant: (at) => {
      const entry = entries[at]
      if (entry === undefined) return false
      const { time } = entry
      const keys = keysOf(entry)
      if (keys.length === 0) return isNear(context, { before: kept.at(-1)?.time ?? Number.NaN, time, after: time })
      return keys.every((key, place) => {
        const [before, after] = [latest.get(key) ?? Number.NaN, next[at]?.[place] ?? Number.NaN]
        return isNear(context, { before, time, after })
      })
    },
    keep: (at) => {
      const entry = entries[at]
      if (entry !== undefined) for (const key of keysOf(entry)) latest.set(key, entry.time)
    },
  }
}

function keysBy({ rule }: WindowContext): ((entry: Entry) => readonly (string | number)[]) | null {
  if (rule.type === 'value_count') return (entry) => entry.values?.counted ?? []
  if (rule.type === 'temporal') return (entry) => entry.refs
  return null
}

function isNear({ rule, span }: WindowContext, { before, time, after }: Neighbours): boolean {
  const isSameBucket = bucketStart(before, rule.info.window) === bucketStart(time, rule.info.window)
  if (!isSameBucket) return false
  const { shape, timespan } = span
  switch (shape.type) {
    case 'sliding':
      return after - before <= timespan
    case 'tumbling':
      return bucketStart(before, timespan) === bucketStart(time, timespan)
    case 'session':
      return after - before <= timespan && time - before <= shape.gap && after - time <= shape.gap
  }
}

/** Of every entry and every one of its keys, when the key comes next; NaN where it does not. */
function nextTimes(
  entries: readonly Entry[],
  keysOf: (entry: Entry) => readonly (string | number)[],
): readonly (readonly number[])[] {
  const soonest = new Map<string | number, number>()
  const times: (readonly number[])[] = []
  for (const entry of entries.toReversed()) {
    const keys = keysOf(entry)
    times.push(keys.map((key) => soonest.get(key) ?? Number.NaN))
    for (const key of keys) soonest.set(key, entry.time)
  }
  return times.toReversed()
}
