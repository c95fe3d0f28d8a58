import { openReader } from '../../adapters/sqlite/open-reader.ts'
import { openStore } from '../../adapters/sqlite/open-store.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import { messageOf } from '../../core/errors.ts'
import { NO_COUNTS, noAlerts, type Case, type CaseCounts, type CaseSource } from '../../replay/case.ts'
import type { Span } from '../../replay/span.ts'
import type { HealthCount } from '../../correlate/health.ts'
import type { EngineLimits } from '../../sigma/stateful/types.ts'
import type { Engine } from '../engine.ts'
import type { ScanOptions } from '../hunt/scan-files.ts'
import { createCaseFolder, writeCase } from './case-folder.ts'
import { CaseWriter } from './case-writer.ts'
import { correlateCase, type CaseAlert, type CorrelateCaseOptions } from './correlate-case.ts'
import { replayFiles } from './replay-files.ts'
import { replayStore, type ReplayStep } from './replay-store.ts'

/** What is replayed, with which rules, into which case. */
export interface ReplayOptions {
  /** the case's folder; made by us */
  readonly directory: string
  readonly id: string
  /** whether a case that is there is replaced */
  readonly force: boolean
  readonly source: CaseSource
  /** log type of the records of files, or `auto` */
  readonly type: string
  readonly span: Span
  readonly engine: Engine
  readonly namespace: string
  readonly limits: Pick<ScanOptions, 'maxRecordBytes' | 'inflate'>
  /** bounds of what stateful rules remember; the usual ones unless given */
  readonly engineLimits?: EngineLimits
  readonly signal: AbortSignal
  /** milliseconds since 1970 */
  readonly now: () => number
  readonly progress: (step: ReplayStep) => void
  /** told of what cannot be read in files */
  readonly unreadable: ScanOptions['unreadable']
  /** how many records one commit covers, about; the result does not depend on it */
  readonly batchRecords?: number
}

/** What came of it. */
export interface Replayed {
  readonly replayed: Case
  /** the newest first, in the order of `alerts list --all` */
  readonly alerts: readonly CaseAlert[]
  /** what limits cost */
  readonly reports: readonly HealthCount[]
}

/**
 * Runs records again through normalize, detect and correlate into a case: a folder with a store of its own. Nothing is
 * delivered, and nothing that is read is changed. Stops early, in state `stopped` and without alerts, when the signal is
 * aborted. Throws what {@link openReader}, {@link createCaseFolder} and the case's store throw; the case then says why.
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { source, directory } = options
  const live = source.kind === 'store' ? openReader(source.store) : null
  try {
    createCaseFolder(directory, options)
    const started = newCase(options)
    writeCase(directory, started)
    try {
      const { counts, alerts, reports } = await fill(options, live)
      const state = options.signal.aborted ? 'stopped' : 'finished'
      const replayed: Case = { ...started, state, finished: options.now(), counts }
      writeCase(directory, replayed)
      return { replayed, alerts, reports }
    } catch (error) {
      writeCase(directory, { ...started, state: 'failed', finished: options.now(), error: messageOf(error) })
      throw error
    }
  } finally {
    live?.close()
  }
}

function newCase({ id, source, span, namespace, engine, now }: ReplayOptions): Case {
  return {
    id,
    state: 'running',
    created: now(),
    finished: null,
    span,
    source,
    namespace,
    rules: { hash: engine.ruleSet.hash, count: engine.rules.size },
    counts: NO_COUNTS,
    error: null,
  }
}

/** Reads everything, then makes the alerts. */
async function fill(
  options: ReplayOptions,
  live: ReturnType<typeof openReader> | null,
): Promise<Pick<Replayed, 'alerts' | 'reports'> & { readonly counts: CaseCounts }> {
  const { directory, engine, namespace, span, batchRecords } = options
  const store = openStore(directory)
  const reader = openReader(directory)
  try {
    const writer = new CaseWriter({
      engine,
      namespace,
      span,
      sink: store.sink,
      ...(batchRecords === undefined ? {} : { batchRecords }),
      ...(live ? {} : { unreadable: (letter) => options.unreadable(faultOf(letter)) }),
    })
    const passedOver = await read(options, { live, writer, sink: store.sink })
    const until = Math.min(writer.newest, span.to ?? Number.POSITIVE_INFINITY)
    const { alerts, reports } = await correlate(options, { hits: reader.hits, sink: store.sink, until })
    const byLevel = noAlerts()
    for (const { level } of alerts) byLevel[level] += 1
    const counts: CaseCounts = {
      records: writer.records + passedOver,
      outside: writer.outside + passedOver,
      events: (await reader.events.count()).total,
      deadLetters: await reader.deadLetters.count(),
      alerts: byLevel,
    }
    return { counts, alerts, reports }
  } finally {
    reader.close()
    store.close()
  }
}

async function correlate(
  { engine, namespace, signal, engineLimits }: ReplayOptions,
  parts: Pick<CorrelateCaseOptions, 'hits' | 'sink' | 'until'>,
): Promise<Pick<Replayed, 'alerts' | 'reports'>> {
  if (signal.aborted) return { alerts: [], reports: [] }
  const { ruleOf, stateful } = engine
  const limits = engineLimits ? { limits: engineLimits } : {}
  let reports: readonly HealthCount[] = []
  const reported = (counts: readonly HealthCount[]): void => void (reports = counts)
  const alerts = await correlateCase({ ...parts, ...limits, namespace, ruleOf, stateful, reported, signal })
  return { alerts, reports }
}

async function read(
  options: ReplayOptions,
  parts: {
    readonly live: ReturnType<typeof openReader> | null
    readonly writer: CaseWriter
    readonly sink: ReturnType<typeof openStore>['sink']
  },
): Promise<number> {
  const { source, span, signal, progress, limits, type, unreadable } = options
  const { live, writer, sink } = parts
  if (live) return replayStore({ live, span, writer, sink, maxRecordBytes: limits.maxRecordBytes, signal, progress })
  const paths = source.kind === 'files' ? source.paths : []
  await replayFiles({ paths, type, writer, limits, signal, progress, unreadable })
  return 0
}

function faultOf({ object, position, reason, detail }: DeadLetter): Parameters<ScanOptions['unreadable']>[0] {
  return { file: object, position, reason, detail, isIncomplete: false }
}
