import { formatTime } from '../../core/time.ts'
import type { Config } from '../config/config.ts'
import type { LogFields, Logger } from '../logger.ts'
import { formatBytes } from '../terminal/format.ts'
import type { BudgetResult } from './enforce-budget.ts'
import { totalOf, type RemovedCounts, type RetentionRecord } from './maintenance-record.ts'

/** Says what maintenance did, and what it could not do: the latter not again and again. */
export interface MaintenanceLog {
  removed(record: RetentionRecord, oldestEvent: number | null): void
  budget(result: BudgetResult, maxBytes: number): void
  /** `free`: bytes, null when not known */
  disk(free: number | null): void
  failed(what: string, why: string): void
}

/** What does not change is said again after this time, in milliseconds. */
const AGAIN_AFTER = 3_600_000

/** `now` in milliseconds since 1970. */
export function createMaintenanceLog(
  logger: Logger,
  { config, now }: { config: Pick<Config, 'data' | 'store'>; now: () => number },
): MaintenanceLog {
  const said = new Map<string, number>()
  const seldom = (about: string, say: () => void): void => {
    const last = said.get(about)
    if (last !== undefined && now() - last < AGAIN_AFTER && now() >= last) return
    said.set(about, now())
    say()
  }
  return {
    removed: ({ events, others }, oldestEvent) => {
      logger.info('removed what was past its retention', { ...counts(events, others), ...since(oldestEvent) })
    },
    budget: ({ events, others, eventsFrom, usage, isStuck }, maxBytes) => {
      const sizes = { size: formatBytes(usage.file + usage.log), max_size: formatBytes(maxBytes) }
      if (totalOf(events) + totalOf(others) > 0) {
        const what = { ...counts(events, others), ...since(eventsFrom) }
        logger.warn('the store has reached store.max_size: the oldest was removed before its time', {
          ...sizes,
          ...what,
        })
      }
      if (!isStuck) said.delete('budget')
      else
        seldom('budget', () => logger.error('the store is over store.max_size and nothing more may be removed', sizes))
    },
    disk: (free) => {
      if (free === null || free >= config.store.minFreeBytes) said.delete('disk')
      else {
        const sizes = { free: formatBytes(free), min_free: formatBytes(config.store.minFreeBytes), folder: config.data }
        seldom('disk', () => logger.warn('the disk of the store is nearly full', sizes))
      }
    },
    failed: (what, why) => {
      seldom(`${what} ${why}`, () =>
        logger.warn(`${what} could not remove what is due, and tries again`, { error: why }),
      )
    },
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
