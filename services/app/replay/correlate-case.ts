import { setImmediate as breathe } from 'node:timers/promises'
import { STORED_EVENT_REFS } from '../../core/alert.ts'
import { EMPTY_OUTCOME, type BatchSink } from '../../core/batch-sink.ts'
import type { Hit } from '../../core/hit.ts'
import type { HitStore } from '../../core/hit-store.ts'
import type { Level, RuleInfo } from '../../core/rule.ts'
import { AlertWriter } from '../../correlate/alert-writer.ts'
import { PlainCounts, makesAlerts } from '../../correlate/counted.ts'
import { alertIdOf } from '../../correlate/fold.ts'
import { HealthCounts, type HealthCount } from '../../correlate/health.ts'
import { endAt, showInTime } from '../../correlate/in-time.ts'
import { createStatefulEngine } from '../../sigma/stateful/create-engine.ts'
import type { EngineLimits, EngineOutput } from '../../sigma/stateful/types.ts'
import type { StatefulRule } from '../../sigma/types.ts'

/** What hits are correlated with. */
export interface CorrelateCaseOptions {
  readonly hits: HitStore
  readonly sink: BatchSink
  readonly namespace: string
  /** how many events an alert points to; as many as live unless given */
  readonly maxRefs?: number
  /** plain and stateful rules */
  readonly ruleOf: (ruleId: string) => RuleInfo | undefined
  /** rules that look at more than one event; none unless given */
  readonly stateful?: readonly StatefulRule[]
  readonly limits?: EngineLimits
  /** event time, milliseconds since 1970, up to which everything was read: windows that end later are not decided */
  readonly until?: number
  /** called at the end with what cost exactness */
  readonly reported?: (counts: readonly HealthCount[]) => void
  readonly signal: AbortSignal
}

/** An alert of a case, without all that it says. */
export interface CaseAlert {
  readonly id: string
  readonly last: number
  readonly level: Level
}

/** Fixed, because it decides how often an alert is written, which its version tells. */
const HITS_AT_ONCE = 2000

/**
 * Makes the alerts of a case from its stored hits, in the order of (event time, event id, rule id): the result depends on
 * the set of hits alone, and none is late. What would be told to people is thrown away. Gives the alerts, the newest first.
 */
export async function correlateCase(options: CorrelateCaseOptions): Promise<readonly CaseAlert[]> {
  const { hits, sink, maxRefs = STORED_EVENT_REFS, stateful = [], limits, until, signal } = options
  const writer = new AlertWriter({ ...options, maxRefs, stateful })
  const engine = createStatefulEngine(stateful, limits)
  const health = new HealthCounts()
  const found = new Map<string, CaseAlert>()
  const store = async (plain: PlainCounts, output: EngineOutput): Promise<void> => {
    const { alerts } = await writer.write(plain.all, output, [])
    health.add(output.reports)
    if (alerts.length > 0) await sink.commit({ ...EMPTY_OUTCOME, alerts })
    for (const { id, last, rule, superseded } of alerts) {
      if (superseded === undefined) found.set(id, { id, last, level: rule.level })
      else found.delete(id)
    }
    await breathe()
  }
  for (const chunk of chunksOf(hits.inOrder())) {
    writer.add(chunk.filter(({ ruleId }) => engine.wants.has(ruleId)))
    await store(plainCounts(chunk, options), showInTime(engine, chunk))
    if (signal.aborted) break
  }
  if (until !== undefined && !signal.aborted) await store(new PlainCounts(options.namespace), endAt(engine, until))
  options.reported?.(health.all)
  return [...found.values()].toSorted((a, b) => b.last - a.last || (a.id < b.id ? 1 : -1))
}

function plainCounts(chunk: readonly Hit[], { namespace, ruleOf }: CorrelateCaseOptions): PlainCounts {
  const plain = new PlainCounts(namespace)
  for (const hit of chunk) {
    const rule = ruleOf(hit.ruleId)
    if (rule && makesAlerts(rule)) plain.add(alertIdOf(namespace, rule, hit), rule, hit)
  }
  return plain
}

function* chunksOf(hits: Iterable<Hit>): Generator<readonly Hit[], void> {
  let chunk: Hit[] = []
  for (const hit of hits) {
    chunk.push(hit)
    if (chunk.length < HITS_AT_ONCE) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}
