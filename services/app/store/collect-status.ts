import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import { writerOf } from '../../adapters/sqlite/store-lock.ts'
import type { AlertStatus } from '../../core/alert.ts'
import { timeOfId } from '../../core/ids.ts'
import type { JsonObject } from '../../core/json.ts'
import { TOPICS } from '../../core/log.ts'
import { formatTime } from '../../core/time.ts'
import type { Config } from '../config/config.ts'
import { PIPELINE_GROUP } from '../embedded/pipeline.ts'
import type { Engine } from '../engine.ts'
import { healthJson, type HealthJson } from './describe-health.ts'
import { freeDiskBytes } from './free-disk.ts'
import { BUDGET_NOTE, budgetRecord, RETENTION_NOTE, retentionRecord, type RemovedCounts } from './maintenance-record.ts'
import { readStatefulFacts } from './stateful-status.ts'

/** What `status` tells about a store; the names are those of `--json`. Times are ISO texts, sizes bytes. */
export interface StoreStatus {
  readonly store: string
  readonly bytes: number
  /** process id of the running writer; null when none runs */
  readonly writer: number | null
  readonly events: {
    readonly total: number
    readonly byDataset: Readonly<Record<string, number>>
    readonly newest: string | null
    /** null for a dataset whose oldest event is not among the oldest of all */
    readonly oldest: Readonly<Record<string, string | null>>
  }
  readonly alerts: Readonly<Record<AlertStatus, number>>
  readonly deadLetters: number
  /** raw records that are stored and not handled yet */
  readonly waiting: number
  /** when the oldest raw record that is kept was received */
  readonly oldestRaw: string | null
  readonly disk: {
    /** what holds something of what the files take, the write-ahead log with it */
    readonly used: number
    /** `store.max_size`; null = unlimited */
    readonly budget: number | null
    /** share of the budget that is in use; null without one */
    readonly percent: number | null
    readonly free: number | null
    /** `store.min_free` */
    readonly minFree: number
  }
  readonly retention: {
    /** null when it never ran */
    readonly lastRun: string | null
    /** the last run that removed something */
    readonly lastRemoved: string | null
    readonly removedEvents: RemovedCounts
    readonly removedOthers: RemovedCounts
  }
  /** rules that look at more than one event */
  readonly correlation: {
    /** by dataset: up to which event time nothing is missing any more */
    readonly completeUpTo: Readonly<Record<string, string>>
    /** matches that those rules have not seen yet */
    readonly waiting: number
    /** what they could not count, the latest first */
    readonly health: readonly HealthJson[]
    /** rules that count only since they are new or have changed, and are not whole yet; event times */
    readonly warming: readonly {
      readonly rule: string
      readonly id: string
      readonly since: string
      readonly until: string
    }[]
  }
  /** what the budget removed last, before its time; null when it never had to */
  readonly overBudget: {
    readonly at: string
    /** when it began */
    readonly since: string
    readonly removedEvents: RemovedCounts
    readonly removedOthers: RemovedCounts
    readonly eventsSince: string | null
  } | null
}

/** Reads the status of the store in `directory`. */
export async function collectStatus(
  directory: string,
  reader: SqliteReader,
  { config, engine }: { config: Pick<Config, 'store'>; engine: Pick<Engine, 'ruleOf' | 'datasetsOf' | 'stateful'> },
): Promise<StoreStatus> {
  const oldest = Object.entries(reader.facts.oldestEvents())
  return {
    store: directory,
    bytes: await folderBytes(directory),
    writer: writerOf(directory),
    events: {
      ...(await reader.events.count()),
      newest: await newestEvent(reader),
      oldest: Object.fromEntries(oldest.map(([name, time]) => [name, isoTime(time)])),
    },
    alerts: await reader.alerts.count(),
    deadLetters: await reader.deadLetters.count(),
    waiting: await countWaiting(reader),
    oldestRaw: isoTime(reader.facts.oldestRaw()),
    disk: diskOf(directory, reader, config),
    correlation: await correlationOf(reader, engine),
    ...maintenanceOf(reader),
  }
}

async function correlationOf(
  reader: SqliteReader,
  engine: Pick<Engine, 'ruleOf' | 'datasetsOf' | 'stateful'>,
): Promise<StoreStatus['correlation']> {
  const { completeUpTo, waitingHits, health, warming } = await readStatefulFacts(reader, engine)
  return {
    completeUpTo: Object.fromEntries([...completeUpTo].map(([dataset, time]) => [dataset, formatTime(time)])),
    waiting: waitingHits,
    health: health.map(healthJson),
    warming: warming.map(({ ruleId, name, since, until }) => {
      return { rule: name, id: ruleId, since: formatTime(since), until: formatTime(until) }
    }),
  }
}

function diskOf(directory: string, { facts }: SqliteReader, { store }: Pick<Config, 'store'>): StoreStatus['disk'] {
  const { file, free, log } = facts.usage()
  const used = file - free + log
  const budget = store.maxBytes
  return {
    used,
    budget,
    percent: budget === null ? null : Math.round((used / budget) * 1000) / 10,
    free: freeDiskBytes(directory),
    minFree: store.minFreeBytes,
  }
}

function maintenanceOf({ facts }: SqliteReader): Pick<StoreStatus, 'retention' | 'overBudget'> {
  const retention = retentionRecord(facts.note(RETENTION_NOTE))
  const budget = budgetRecord(facts.note(BUDGET_NOTE))
  return {
    retention: {
      lastRun: isoTime(retention?.at ?? null),
      lastRemoved: isoTime(retention?.removedAt ?? null),
      removedEvents: retention?.events ?? {},
      removedOthers: retention?.others ?? {},
    },
    overBudget: budget && {
      at: formatTime(budget.at),
      since: formatTime(budget.since),
      removedEvents: budget.events,
      removedOthers: budget.others,
      eventsSince: isoTime(budget.eventsFrom),
    },
  }
}

function isoTime(time: number | null): string | null {
  return time === null ? null : formatTime(time)
}

async function folderBytes(directory: string): Promise<number> {
  let bytes = 0
  for (const name of await readdir(directory)) {
    if (name.startsWith('tocsin.')) bytes += (await stat(path.join(directory, name)).catch(() => null))?.size ?? 0
  }
  return bytes
}

async function newestEvent(reader: SqliteReader): Promise<string | null> {
  const newest = { query: { kind: 'all' }, from: null, to: null, order: 'newest', limit: 1 } as const
  for await (const text of reader.events.search(newest)) {
    const document = JSON.parse(text) as JsonObject & { tocsin?: { id?: string } }
    return formatTime(timeOfId(document.tocsin?.id ?? ''))
  }
  return null
}

async function countWaiting(reader: SqliteReader): Promise<number> {
  let waiting = 0
  for (let partition = 0; partition < reader.log.partitions(TOPICS.raw); partition += 1) {
    const place = { topic: TOPICS.raw, partition }
    waiting += (await reader.log.end(place)) - (await reader.log.committed(PIPELINE_GROUP, place))
  }
  return waiting
}
