import { formatTime } from '../../core/time.ts'
import type { Config } from '../config/config.ts'
import type { LogFields, Logger } from '../logger.ts'
import { formatBytes } from '../terminal/format.ts'
import type { BudgetResult } from './enforce-budget.ts'
import { addCounts, totalOf, type RemovedCounts, type RetentionRecord } from './maintenance-record.ts'

/** Says what maintenance did, and what it could not do: the same thing not again and again. */
export interface MaintenanceLog {
  removed(record: RetentionRecord, oldestEvent: number | null): void
  budget(result: BudgetResult, maxBytes: number): void
  /** `free`: bytes, null when not known */
  disk(free: number | null): void
  failed(what: string, why: string): void
}

/** What does not change is said again after this time, in milliseconds. */
const AGAIN_AFTER = 3_600_000

/** A store at its budget removes something every few moments: that is said together. */
const BUDGET_AGAIN_AFTER = 300_000

/** `now` in milliseconds since 1970. */
export function createMaintenanceLog(
  logger: Logger,
  { config, now }: { config: Pick<Config, 'data' | 'store'>; now: () => number },
): MaintenanceLog {
  const said = new Map<string, number>()
  const seldom = (about: string, pause: number, say: () => void): void => {
    const last = said.get(about)
    if (last !== undefined && now() - last < pause && now() >= last) return
    said.set(about, now())
    say()
  }
  const overBudget = createBudgetLog(logger, seldom)
  return {
    removed: ({ events, others }, oldestEvent) => {
      logger.info('removed what was past its retention', { ...counts(events, others), ...since(oldestEvent) })
    },
    budget: (result, maxBytes) => {
      if (!result.isStuck) said.delete('stuck')
      overBudget(result, maxBytes)
    },
    disk: (free) => {
      if (free === null || free >= config.store.minFreeBytes) {
        said.delete('disk')
        return
      }
      const sizes = { free: formatBytes(free), min_free: formatBytes(config.store.minFreeBytes), folder: config.data }
      seldom('disk', AGAIN_AFTER, () => logger.warn('the disk of the store is nearly full', sizes))
    },
    failed: (what, why) => {
      const text = `${what} could not remove what is due, and tries again`
      seldom(`${what} ${why}`, AGAIN_AFTER, () => logger.warn(text, { error: why }))
    },
  }
}

/** Says what the budget removed: what is not said at once is added up. */
function createBudgetLog(
  logger: Logger,
  seldom: (about: string, pause: number, say: () => void) => void,
): MaintenanceLog['budget'] {
  let unsaid = { events: {} as Record<string, number>, others: {} as Record<string, number> }
  return ({ events, others, eventsFrom, usage, isStuck }, maxBytes) => {
    addCounts(unsaid.events, new Map(Object.entries(events)))
    addCounts(unsaid.others, new Map(Object.entries(others)))
    const sizes = { size: formatBytes(usage.file + usage.log), max_size: formatBytes(maxBytes) }
    if (totalOf(unsaid.events) + totalOf(unsaid.others) > 0) {
      seldom('removed', BUDGET_AGAIN_AFTER, () => {
        const what = { ...counts(unsaid.events, unsaid.others), ...since(eventsFrom) }
        unsaid = { events: {}, others: {} }
        const text = 'the store has reached store.max_size: the oldest was removed before its time'
        logger.warn(text, { ...sizes, ...what })
      })
    }
    if (!isStuck) return
    const text = 'the store is over store.max_size and nothing more may be removed'
    seldom('stuck', AGAIN_AFTER, () => logger.error(text, sizes))
  }
}

function counts(events: RemovedCounts, others: RemovedCounts): LogFields {
  const named = Object.entries(others).map(([name, count]) => [name.replaceAll(' ', '_'), count] as const)
  const total = totalOf(events)
  return { ...(total > 0 ? { events: total } : {}), ...Object.fromEntries(named) }
}

function since(time: number | null): LogFields {
  return time === null ? {} : { events_since: formatTime(time) }
}
