import { setTimeout as sleep } from 'node:timers/promises'
import { AppError, messageOf } from '../../core/errors.ts'
import type { Config } from '../config/config.ts'
import type { Engine } from '../engine.ts'
import type { Job, JobParts } from '../embedded/embedded.ts'
import { BUDGET_NOTE, budgetRecord, joinBudget, totalOf, writeRecord } from './maintenance-record.ts'
import { enforceBudget, fileBudget, logBudget } from './enforce-budget.ts'
import { createMaintenanceLog, type MaintenanceLog } from './maintenance-log.ts'
import { freeDiskBytes } from './free-disk.ts'
import { kindOf } from './kind-of.ts'
import { runRetention } from './run-retention.ts'
import { pastHits, statefulRetention, type StatefulRetention } from './stateful-retention.ts'

/** How the job works. */
export interface MaintenanceOptions {
  readonly config: Pick<Config, 'data' | 'retention' | 'store'>
  /** the rules say how long hits without an alert are needed; asked anew each time */
  readonly engine: () => Pick<Engine, 'stateful' | 'ruleOf'>
  /** milliseconds since 1970 */
  readonly now: () => number
  /**
   * Read once and ended: retention runs at the end instead of at the start, unless this signal says that somebody does not
   * want to wait. Null for a service.
   */
  readonly once: AbortSignal | null
}

/** How often the size is looked at, in milliseconds: what a busy pipeline writes meanwhile is what it may be over. */
const BUDGET_INTERVAL = 500
/** The same close to the budget, and from which share of it on. */
const CLOSE_INTERVAL = 100
const CLOSE_SHARE = 0.85
const RETENTION_INTERVAL = 300_000

/** The same with what was found out of the rules. */
type Prepared = Omit<MaintenanceOptions, 'engine'> & { readonly stateful: () => StatefulRetention }

/** Keeps the store within its retention and its budget, beside the pipeline. */
export function maintenanceJob({ engine, ...rest }: MaintenanceOptions): Job {
  const options = { ...rest, stateful: forEngine(engine, statefulRetention) }
  return async (parts) => {
    const log = createMaintenanceLog(parts.logger, options)
    const { maxBytes } = options.config.store
    if (maxBytes !== null) await parts.store.retention.limitLog(logBudget(maxBytes))
    let next = options.once === null ? options.now() : options.now() + RETENTION_INTERVAL
    while (!parts.signal.aborted) {
      await budget(parts, options, parts.signal, log)
      log.disk(freeDiskBytes(options.config.data))
      // A clock that was set back does not make us wait for it.
      if (options.now() >= next || next - options.now() > RETENTION_INTERVAL) {
        await retention(parts, options, parts.signal, log)
        next = options.now() + RETENTION_INTERVAL
      }
      const usage = maxBytes === null ? null : await parts.store.retention.usage()
      const isClose = usage !== null && maxBytes !== null && usage.file > fileBudget(maxBytes) * CLOSE_SHARE
      await sleep(isClose ? CLOSE_INTERVAL : BUDGET_INTERVAL, undefined, { signal: parts.signal }).catch(
        () => undefined,
      )
    }
    if (options.once === null || options.once.aborted) return
    await retention(parts, options, options.once, log)
    await budget(parts, options, options.once, log)
  }
}

/** What follows from an engine, found out once for each that comes. */
function forEngine<Of extends object, Found>(engine: () => Of, find: (of: Of) => Found): () => Found {
  let known: { readonly of: Of; readonly found: Found } | null = null
  return () => {
    const of = engine()
    if (known?.of !== of) known = { of, found: find(of) }
    return known.found
  }
}

async function retention(
  { store, pipeline }: JobParts,
  { config, now, stateful }: Prepared,
  signal: AbortSignal,
  log: MaintenanceLog,
): Promise<void> {
  await passing(log, 'retention', async () => {
    const started = now()
    const record = await runRetention({
      retention: store.retention,
      pipeline,
      policy: config.retention,
      kindOf,
      stateful: stateful(),
      state: (kind) => store.sink.state(kind),
      now,
      signal,
    })
    if (record.removedAt !== null && record.removedAt >= started) {
      log.removed(record, await store.retention.oldestEvent())
    }
  })
}

async function budget(
  { store }: JobParts,
  { config, now, stateful }: Prepared,
  signal: AbortSignal,
  log: MaintenanceLog,
): Promise<void> {
  const { maxBytes } = config.store
  if (maxBytes === null) return
  await passing(log, 'the disk budget', async () => {
    const result = await enforceBudget({
      retention: store.retention,
      maxBytes,
      pastHits: async () => pastHits(await store.sink.state('watermark'), now(), stateful().lookback),
      now,
      signal,
    })
    if (result === null) return
    const { at, events, others, eventsFrom } = result
    if (totalOf(events) + totalOf(others) > 0) {
      const last = budgetRecord(await store.retention.note(BUDGET_NOTE))
      await writeRecord(store.retention, BUDGET_NOTE, joinBudget(last, { at, events, others, eventsFrom }))
    }
    log.budget(result, maxBytes)
  })
}

/** What may pass (a full disk, a store that is busy) is told and tried again; detection goes on. */
async function passing(log: MaintenanceLog, what: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    log.failed(what, messageOf(error))
  }
}
