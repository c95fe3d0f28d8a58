import { setImmediate as breathe } from 'node:timers/promises'
import { STORED_EVENT_REFS } from '../../core/alert.ts'
import { EMPTY_OUTCOME, type BatchSink } from '../../core/batch-sink.ts'
import type { Hit } from '../../core/hit.ts'
import type { HitStore } from '../../core/hit-store.ts'
import type { Level, RuleInfo } from '../../core/rule.ts'
import { Correlator } from '../../correlate/correlator.ts'

/** What hits are correlated with. */
export interface CorrelateCaseOptions {
  readonly hits: HitStore
  readonly sink: BatchSink
  readonly namespace: string
  readonly ruleOf: (ruleId: string) => RuleInfo | undefined
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
 * the set of hits alone. What the correlator would tell people is thrown away. Gives the alerts, the newest first.
 */
export async function correlateCase(options: CorrelateCaseOptions): Promise<readonly CaseAlert[]> {
  const { hits, sink, namespace, ruleOf, signal } = options
  const load = (ids: readonly string[]): ReturnType<BatchSink['alerts']> => sink.alerts(ids)
  const correlator = new Correlator({ namespace, maxRefs: STORED_EVENT_REFS, ruleOf, load })
  const found = new Map<string, CaseAlert>()
  const count = async (chunk: readonly Hit[]): Promise<void> => {
    const { alerts } = await correlator.apply(chunk, [])
    if (alerts.length > 0) await sink.commit({ ...EMPTY_OUTCOME, alerts })
    for (const { id, last, rule } of alerts) found.set(id, { id, last, level: rule.level })
    await breathe()
  }
  let chunk: Hit[] = []
  for (const hit of hits.inOrder()) {
    chunk.push(hit)
    if (chunk.length < HITS_AT_ONCE) continue
    await count(chunk)
    chunk = []
    if (signal.aborted) break
  }
  await count(chunk)
  return [...found.values()].toSorted((a, b) => b.last - a.last || (a.id < b.id ? 1 : -1))
}
