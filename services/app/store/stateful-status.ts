import type { SqliteReader } from '../../adapters/sqlite/open-reader.ts'
import { HealthCounts, type HealthCount } from '../../correlate/health.ts'
import { readVersions, VERSION_KIND, type RuleVersion } from '../../correlate/rule-versions.ts'
import { readReached } from '../../correlate/watermarks.ts'
import type { StatefulRule } from '../../sigma/types.ts'
import type { Engine } from '../engine.ts'

/** What the store tells of rules that look at more than one event. */
export interface StatefulFacts {
  /** by dataset: up to which event time nothing is missing any more, milliseconds since 1970 */
  readonly completeUpTo: ReadonlyMap<string, number>
  /** matches that those rules have not seen yet */
  readonly waitingHits: number
  readonly health: readonly HealthFact[]
  /** rules that have not counted for long enough to answer as if they had always been there; the one that will last */
  readonly warming: readonly WarmingFact[]
}

/** A rule that counts from some event time on alone, because it is new or has changed. Times in milliseconds since 1970. */
export interface WarmingFact {
  readonly ruleId: string
  /** the rule's title, or its id when it is gone */
  readonly name: string
  readonly since: number
  /** event time from which on it is whole */
  readonly until: number
}

/** How often something cost the exactness of a rule, with the names that a person knows. */
export interface HealthFact extends HealthCount {
  /** the rule's title, or its id when it is gone; a source's name */
  readonly name: string
}

/** Reads {@link StatefulFacts}. A dataset is as far as the rule over it that is furthest back. */
export async function readStatefulFacts(
  { state, facts }: Pick<SqliteReader, 'state' | 'facts'>,
  { ruleOf, datasetsOf, stateful }: Pick<Engine, 'ruleOf' | 'datasetsOf' | 'stateful'>,
): Promise<StatefulFacts> {
  const reachedBy = readReached(await state('watermark')) ?? new Map<string, number | null>()
  const completeUpTo = new Map<string, number>()
  for (const [ruleId, reached] of reachedBy) {
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
    warming: warmingRules(readVersions(await state(VERSION_KIND)), reachedOf(stateful, reachedBy)).map((fact) => {
      return { ...fact, name: ruleOf(fact.ruleId)?.title ?? fact.ruleId }
    }),
  }
}

function warmingRules(
  versions: ReadonlyMap<string, RuleVersion>,
  reached: ReadonlyMap<string, number>,
): Omit<WarmingFact, 'name'>[] {
  const facts = [...versions].flatMap(([ruleId, { from, until }]) => {
    if (from === null || until === null || (reached.get(ruleId) ?? -Infinity) >= until) return []
    return [{ ruleId, since: from, until }]
  })
  return facts.toSorted((a, b) => b.until - a.until || (a.ruleId < b.ruleId ? -1 : 1))
}

/** Up to which event time each stateful rule has seen everything: the least of the rules it refers to. */
function reachedOf(
  stateful: readonly StatefulRule[],
  reachedBy: ReadonlyMap<string, number | null>,
): ReadonlyMap<string, number> {
  const reached = new Map<string, number>()
  for (const { info, refs } of stateful) {
    const times = refs.map(({ id }) => reached.get(id) ?? reachedBy.get(id) ?? -Infinity)
    reached.set(info.id, Math.min(...times))
  }
  return reached
}
