import {
  FIRST_TRUSTED_TIME,
  FUTURE_TOLERANCE,
  planRetention,
  type EventKind,
  type RetentionPlan,
  type RetentionPolicy,
} from '../../core/retention.ts'
import type { EventSweep, RetentionStore, Sweep } from '../../core/retention-store.ts'
import type { StateEntry } from '../../core/state.ts'
import type { Pipeline } from '../embedded/pipeline.ts'
import { PIPELINE_GROUP } from '../embedded/pipeline.ts'
import {
  addCounts,
  retentionRecord,
  RETENTION_NOTE,
  totalOf,
  writeRecord,
  type RetentionRecord,
} from './maintenance-record.ts'
import { GENTLE, runSweep } from './run-sweep.ts'
import { forgottenState, pastHits, type StatefulRetention } from './stateful-retention.ts'

/** What retention works with. */
export interface RetentionParts {
  readonly retention: RetentionStore
  readonly pipeline: Pick<Pipeline, 'alone'>
  readonly policy: RetentionPolicy
  readonly kindOf: (dataset: string) => EventKind
  readonly stateful: StatefulRetention
  /** what is remembered under a kind */
  readonly state: (kind: string) => Promise<readonly StateEntry[]>
  /** milliseconds since 1970 */
  readonly now: () => number
  readonly signal: AbortSignal
}

/**
 * How often everything is looked through: also what came later than its time, what has no time of its own, and alerts. The
 * runs between begin where the last one ended.
 */
const WHOLE_INTERVAL = 86_400_000

/** So much free room is left in the file for what comes next: giving it back and taking it again would be work for nothing. */
const KEPT_FREE_BYTES = 64 * 1024 * 1024

/** Removes what is due, in small steps. What an aborted run did not come to, the next one does. */
export async function runRetention(parts: RetentionParts): Promise<RetentionRecord> {
  const { retention, policy, kindOf, signal } = parts
  const now = parts.now()
  await retention.mark(now)
  const last = retentionRecord(await retention.note(RETENTION_NOTE))
  const isWhole = last === null || now - last.wholeAt >= WHOLE_INTERVAL || now < last.wholeAt
  const plan = planRetention(policy, { datasets: await retention.datasets(), kindOf, now })
  const sweptTo: Record<string, number> = isWhole ? {} : { ...last.sweptTo }
  const events: Record<string, number> = {}
  const others: Record<string, number> = {}
  const run = async (sweep: Sweep, into: Record<string, number>): Promise<void> => {
    await runSweep(sweep, { pace: () => GENTLE, signal })
    addCounts(into, sweep.removed)
  }
  if (plan.raw !== null) await run(retention.raw({ group: PIPELINE_GROUP, before: plan.raw }), others)
  for (const due of plan.events) {
    for (const sweep of eventSweeps(plan, due, { isWhole, sweptTo })) await run(retention.events(sweep), events)
    if (!signal.aborted) for (const dataset of due.datasets) sweptTo[dataset] = due.before
  }
  if (plan.deadLetters !== null) await run(retention.deadLetters(plan.deadLetters), others)
  if (isWhole) await runWhole(parts, plan, { run, others })
  await runSweep(retention.giveBack(KEPT_FREE_BYTES), { pace: () => GENTLE, signal })
  const didRemove = totalOf(events) + totalOf(others) > 0
  const record: RetentionRecord = {
    at: now,
    wholeAt: isWhole && !signal.aborted ? now : (last?.wholeAt ?? 0),
    sweptTo,
    removedAt: didRemove ? now : (last?.removedAt ?? null),
    events: didRemove ? events : (last?.events ?? {}),
    others: didRemove ? others : (last?.others ?? {}),
  }
  await writeRecord(retention, RETENTION_NOTE, record)
  return record
}

/** What is looked through once a day. */
async function runWhole(
  { retention, pipeline, stateful, state }: RetentionParts,
  { alerts, now }: RetentionPlan,
  {
    run,
    others,
  }: { run: (sweep: Sweep, into: Record<string, number>) => Promise<void>; others: Record<string, number> },
): Promise<void> {
  if (alerts !== null) await run(aloneInPipeline(retention.alerts(alerts), pipeline), others)
  await run(retention.hits(pastHits(await state('watermark'), now, stateful.lookback)), others)
  // Not worth telling of: words of events that are gone, and notes about rules and sources that are.
  for (const sweep of [retention.terms(), ...forgottenState(retention, now, stateful)]) await run(sweep, {})
}

/** The spans of event time in which events of these datasets are due. */
export function eventSweeps(
  { now, storedBefore }: Pick<RetentionPlan, 'now' | 'storedBefore'>,
  { datasets, keep, before }: RetentionPlan['events'][number],
  { isWhole, sweptTo }: { isWhole: boolean; sweptTo: Readonly<Record<string, number>> },
): readonly EventSweep[] {
  if (!isWhole) {
    const from = Math.min(...datasets.map((dataset) => sweptTo[dataset] ?? FIRST_TRUSTED_TIME))
    return from < before ? [{ datasets, from: Math.max(from, FIRST_TRUSTED_TIME), before, storedBefore }] : []
  }
  // An event that does not know its time, or says one that cannot be, is as old as its storing.
  const stored = Math.min(now - keep, storedBefore ?? Number.POSITIVE_INFINITY)
  return [
    { datasets, from: 0, before: FIRST_TRUSTED_TIME, storedBefore: stored },
    { datasets, from: FIRST_TRUSTED_TIME, before, storedBefore },
    { datasets, from: now + FUTURE_TOLERANCE, before: null, storedBefore: stored },
  ]
}

/** Each step while the pipeline handles nothing and remembers no alert. */
function aloneInPipeline(sweep: Sweep, pipeline: Pick<Pipeline, 'alone'>): Sweep {
  return {
    removed: sweep.removed,
    step: async (size) => {
      let done = { removed: 0, isDone: true }
      await pipeline.alone(async () => {
        done = await sweep.step(size)
      })
      return done
    },
  }
}
