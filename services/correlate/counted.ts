import type { AlertKind } from '../core/alert.ts'
import type { Hit } from '../core/hit.ts'
import { alertIdOfKey } from '../core/ids.ts'
import type { RuleInfo } from '../core/rule.ts'
import type { Firing, HitRef } from '../sigma/stateful/types.ts'
import type { StatefulRule } from '../sigma/types.ts'
import { neighboursOf } from './fold.ts'

/** What one alert counts from now on. */
export interface Counted {
  readonly id: string
  readonly kind: AlertKind
  readonly rule: RuleInfo
  readonly group: Readonly<Record<string, string>>
  /** event time of one of the hits, milliseconds since 1970 */
  readonly time: number
  /** each of an event that the alert has not counted */
  readonly hits: readonly Hit[]
  /** ids of the alerts of the buckets before and after, same rule and group; null for alerts without a bucket */
  readonly before: string | null
  readonly after: string | null
  /** id of the alert that was taken back for this one */
  readonly replaces: string | null
  readonly isInexact: boolean
}

/** Hits of plain rules by the alert that counts them. The caller sees to it that the rules make alerts. */
export class PlainCounts {
  readonly #namespace: string
  readonly #byAlert = new Map<string, { rule: RuleInfo; hit: Hit; hits: Hit[] }>()

  constructor(namespace: string) {
    this.#namespace = namespace
  }

  add(id: string, rule: RuleInfo, hit: Hit): void {
    const known = this.#byAlert.get(id)
    if (known) known.hits.push(hit)
    else this.#byAlert.set(id, { rule, hit, hits: [hit] })
  }

  get all(): Counted[] {
    return [...this.#byAlert].map(([id, { rule, hit, hits }]) => {
      const { group, time } = hit
      const around = neighboursOf(this.#namespace, rule, hit)
      return { id, kind: 'rule', rule, group, time, hits, ...around, replaces: null, isInexact: false }
    })
  }
}

/** Firings of stateful rules by the alert that counts them, before anything is known of their hits. */
export interface Fired extends Omit<Counted, 'hits'> {
  readonly refs: readonly HitRef[]
}

/** What makes alerts of firings. */
export interface FiredOptions {
  readonly namespace: string
  readonly ruleOf: (ruleId: string) => RuleInfo | undefined
  /** length of the buckets of a stateful rule's alerts, milliseconds: see {@link bucketLengths} */
  readonly lengthOf: (ruleId: string) => number
}

/** How long the buckets of stateful rules are: those of `x_rate` are what it counts in, whatever its `window` says. */
export function bucketLengths(stateful: readonly StatefulRule[]): (ruleId: string) => number {
  const lengths = new Map(
    stateful.map(({ info, type, timespan }) => [info.id, type === 'x_rate' ? timespan : info.window]),
  )
  return (ruleId) => lengths.get(ruleId) ?? 0
}

/** The alerts that firings are counted by. Rules that make no alert, or are gone, are left out. */
export function firedAlerts(
  firings: readonly Firing[],
  { namespace, ruleOf, lengthOf }: FiredOptions,
): Map<string, Fired> {
  const byAlert = new Map<string, { firing: Firing; rule: RuleInfo; refs: HitRef[]; isInexact: boolean }>()
  for (const firing of firings) {
    const rule = ruleOf(firing.ruleId)
    if (!rule || !makesAlerts(rule)) continue
    const id = alertIdOfKey({ ...firing, namespace })
    const known = byAlert.get(id)
    if (known) {
      for (const ref of firing.hits) known.refs.push(ref)
      known.isInexact ||= firing.inexact
    } else byAlert.set(id, { firing, rule, refs: [...firing.hits], isInexact: firing.inexact })
  }
  const fired = [...byAlert].map(([id, { firing, rule, refs, isInexact }]): [string, Fired] => {
    const { group, bucket } = firing
    const time = refs[0]?.time ?? firing.time
    const neighbour = (at: number): string => alertIdOfKey({ ...firing, namespace, key: String(at) })
    const before = bucket === null ? null : neighbour(bucket - lengthOf(rule.id))
    const after = bucket === null ? null : neighbour(bucket + lengthOf(rule.id))
    return [id, { id, kind: 'correlation', rule, group, time, refs, before, after, replaces: null, isInexact }]
  })
  return new Map(fired)
}

/** `false` for rules whose hits only serve other rules. */
export function makesAlerts(rule: RuleInfo): boolean {
  return rule.alerts && rule.level !== 'informational'
}
