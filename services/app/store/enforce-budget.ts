import type { HitSweep, RetentionStore, StoreUsage, Sweep } from '../../core/retention-store.ts'
import { PIPELINE_GROUP } from '../embedded/pipeline.ts'
import { addCounts, totalOf, type BudgetRecord } from './maintenance-record.ts'
import { BRISK, runSweep, URGENT, type SweepPace } from './run-sweep.ts'

/** The write-ahead log is given this share of the budget, up to {@link MOST_LOG_BYTES}: it comes and goes. */
const LOG_SHARE = 1 / 8
const MOST_LOG_BYTES = 64 * 1024 * 1024

/** What is over the budget is brought down to this share of it, so that not every record makes work. */
const TARGET_SHARE = 0.95

/** Beyond this share it grows faster than we remove. */
const URGENT_SHARE = 1.02

/** What the budget works with. */
export interface BudgetParts {
  readonly retention: RetentionStore
  readonly maxBytes: number
  /** hits without an alert that no rule needs any more */
  readonly pastHits: () => Promise<HitSweep>
  /** milliseconds since 1970 */
  readonly now: () => number
  readonly signal: AbortSignal
}

/** What came of it. */
export interface BudgetResult extends Omit<BudgetRecord, 'since'> {
  readonly usage: StoreUsage
  /** true when it is still too much and nothing is left that may go */
  readonly isStuck: boolean
}

/** What the write-ahead log may take of a budget. */
export function logBudget(maxBytes: number): number {
  return Math.min(maxBytes * LOG_SHARE, MOST_LOG_BYTES)
}

/** The size that the database file may have: the budget without what the write-ahead log may take. */
export function fileBudget(maxBytes: number): number {
  return maxBytes - logBudget(maxBytes)
}

/** Whether something has to go. Room in the file that holds nothing counts as well: it takes the disk's. */
export function isOverBudget({ file }: StoreUsage, maxBytes: number): boolean {
  return file > fileBudget(maxBytes)
}

/**
 * Makes the store smaller until it is well below its budget: free room first, then hits that nobody needs and raw records that
 * were handled, then the oldest events whatever their dataset, at last dead letters; oldest first in each. Alerts and their
 * hits stay, and hits that stateful rules look back to. Null when nothing had to be done.
 */
export async function enforceBudget(parts: BudgetParts): Promise<BudgetResult | null> {
  const { retention, maxBytes, signal } = parts
  let usage = await retention.usage()
  if (!isOverBudget(usage, maxBytes)) return null
  const target = fileBudget(maxBytes) * TARGET_SHARE
  const events: Record<string, number> = {}
  const others: Record<string, number> = {}
  const pace = (): SweepPace => (usage.file > fileBudget(maxBytes) * URGENT_SHARE ? URGENT : BRISK)
  // What is used counts here: free room is given back afterwards, and meanwhile new records take it.
  // Raw records that wait to be handled go by themselves soon: nobody's history has to make room for them.
  const waiting = await retention.waitingBytes(PIPELINE_GROUP)
  const isEnough = async (): Promise<boolean> => {
    usage = await retention.usage()
    return usage.file - usage.free - waiting <= target
  }
  const shrink = async (sweep: Sweep, into: Record<string, number>): Promise<void> => {
    if (await isEnough()) return
    await runSweep(sweep, { pace, signal, isEnough })
    addCounts(into, sweep.removed)
  }
  // Their time is over: that is nothing to tell of.
  const past: Record<string, number> = {}
  if (!(await isEnough())) await shrink(retention.hits(await parts.pastHits()), past)
  await shrink(retention.raw({ group: PIPELINE_GROUP, before: null }), others)
  await shrink(retention.events({ datasets: null, from: 0, before: null, storedBefore: null }), events)
  await shrink(retention.deadLetters(null), others)
  const givenBack = await runSweep(retention.giveBack(0), {
    pace,
    signal,
    isEnough: async () => {
      usage = await retention.usage()
      return usage.file <= target
    },
  })
  await retention.settle()
  usage = await retention.usage()
  const removed = totalOf(events) + totalOf(others) + totalOf(past)
  const isStuck = removed + givenBack === 0 && !signal.aborted && usage.file - waiting > fileBudget(maxBytes)
  const eventsFrom = totalOf(events) > 0 ? await retention.oldestEvent() : null
  return { at: parts.now(), events, others, eventsFrom, usage, isStuck }
}
