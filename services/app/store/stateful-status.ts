import type { SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import { HealthCounts, type HealthCount } from '../../correlate/health.ts'
import { readReached } from '../../correlate/watermarks.ts'
import type { Engine } from '../engine.ts'

/** What the store tells of rules that look at more than one event. */
export interface StatefulFacts {
  /** by dataset: up to which event time nothing is missing any more, milliseconds since 1970 */
  readonly completeUpTo: ReadonlyMap<string, number>
  /** matches that those rules have not seen yet */
  readonly waitingHits: number
  readonly health: readonly HealthFact[]
}

/** How often something cost the exactness of a rule, with the names that a person knows. */
export interface HealthFact extends HealthCount {
  /** the rule's title, or its id when it is gone; a source's name */
  readonly name: string
}

/** Reads {@link StatefulFacts}. A dataset is as far as the rule over it that is furthest back. */
export async function readStatefulFacts(
  { state, facts }: Pick<SqliteReader, 'state' | 'facts'>,
  { ruleOf, datasetsOf }: Pick<Engine, 'ruleOf' | 'datasetsOf'>,
): Promise<StatefulFacts> {
  const completeUpTo = new Map<string, number>()
  for (const [ruleId, reached] of readReached(await state('watermark')) ?? []) {
    if (reached === null) continue
    for (const dataset of datasetsOf(ruleId)) {
      completeUpTo.set(dataset, Math.min(reached, completeUpTo.get(dataset) ?? reached))
    }
  }
  const health = new HealthCounts(await state('health')).all
  return {
    completeUpTo: new Map([...completeUpTo].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    waitingHits: facts.waitingHits(),
    health: health
      .map((count) => ({ ...count, name: ruleOf(count.ruleId)?.title ?? count.ruleId }))
      .toSorted((a, b) => b.last - a.last || (a.ruleId < b.ruleId ? -1 : 1)),
  }
}
