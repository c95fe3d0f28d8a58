import { isObject } from '../../core/json.ts'
import type { HitSweep, RetentionStore, Sweep } from '../../core/retention-store.ts'
import type { StateEntry } from '../../core/state.ts'
import { readReached } from '../../correlate/watermarks.ts'
import { createStatefulEngine } from '../../sigma/stateful/create-engine.ts'
import { readWindowKey } from '../../sigma/stateful/engine-output.ts'
import type { Engine } from '../engine.ts'

const DAY = 86_400_000

/** So long hits without an alert stay whatever the rules are: a rule that is added tomorrow can look back as well. */
const LEAST_LOOKBACK = 32 * DAY

/** What retention knows of the rules that look at more than one event. */
export interface StatefulRetention {
  /** for so long after a rule's time has passed them its hits are kept, in milliseconds */
  readonly lookback: number
  /** whether a rule is there, of either kind */
  readonly isLoaded: (ruleId: string) => boolean
}

/** What the rules of an engine need. */
export function statefulRetention({ stateful, ruleOf }: Pick<Engine, 'stateful' | 'ruleOf'>): StatefulRetention {
  const { lookback } = createStatefulEngine(stateful)
  return { lookback: Math.max(LEAST_LOOKBACK, lookback), isLoaded: (id) => ruleOf(id) !== undefined }
}

/**
 * Hits that no rule looks back to any more. A rule's time is that of its sources: an old archive is still new to it.
 * `watermarks` are the entries that are stored.
 */
export function pastHits(watermarks: readonly StateEntry[], now: number, lookback: number): HitSweep {
  const byRule = new Map<string, number>()
  for (const [ruleId, reached] of readReached(watermarks) ?? []) {
    if (reached !== null && reached < now) byRule.set(ruleId, reached - lookback)
  }
  return { before: now - lookback, byRule }
}

/**
 * What is remembered of rules that are no longer there and of sources that are no longer heard of. For a look-back it stays:
 * a rule may be gone because its file has a fault today.
 */
export function forgottenState(
  retention: Pick<RetentionStore, 'state'>,
  now: number,
  { lookback, isLoaded }: StatefulRetention,
): readonly Sweep[] {
  const isPast = (times: readonly unknown[]): boolean => {
    const known = times.filter((time) => typeof time === 'number')
    return Math.max(Number.NEGATIVE_INFINITY, ...known) < now - lookback
  }
  return [
    retention.state('window', ({ key, value }) => {
      const { open, closed } = members(value)
      const isOfRule = isLoaded(readWindowKey(key)?.ruleId ?? '')
      return !isOfRule && isPast([open, ...(Array.isArray(closed) ? closed : [])])
    }),
    retention.state('health', ({ value }) => {
      const { ruleId, last } = members(value)
      return !isLoaded(String(ruleId)) && isPast([last])
    }),
    // Only entries of sources say when they were written: the one of all rules is replaced with every step.
    retention.state('watermark', ({ value }) => {
      const { received } = members(value)
      return typeof received === 'number' && isPast([received])
    }),
  ]
}

function members(value: string | null): Readonly<Record<string, unknown>> {
  const parsed: unknown = JSON.parse(value ?? 'null')
  return isObject(parsed) ? parsed : {}
}
