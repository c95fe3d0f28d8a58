import type { Alert } from '../core/alert.ts'
import type { Hit } from '../core/hit.ts'
import type { RuleInfo } from '../core/rule.ts'
import { createStatefulEngine } from '../sigma/stateful/create-engine.ts'
import type { EngineLimits, EngineOutput, StatefulEngine } from '../sigma/stateful/types.ts'
import type { StatefulRule } from '../sigma/types.ts'
import { alertIdOfKey } from '../core/ids.ts'
import { bucketLengths, firedAlerts, makesAlerts } from './counted.ts'
import { alertIdOf } from './fold.ts'
import { GrowingAlert } from './growing-alert.ts'
import { HealthCounts, type HealthCount } from './health.ts'
import { HitWindow } from './hit-window.ts'
import { endAt, showInTime } from './in-time.ts'
import { cutOf } from './stateful-stream.ts'
import { SortedHits } from './sorted-hits.ts'
import type { Spill } from './spill.ts'

/** What hits are correlated with. */
export interface OfflineOptions {
  readonly namespace: string
  /** how many events an alert points to */
  readonly maxRefs: number
  /** the stateful rules by id; needed with {@link stateful} */
  readonly ruleOf?: (ruleId: string) => RuleInfo | undefined
  /** rules that look at more than one event; none unless given */
  readonly stateful?: readonly StatefulRule[]
  readonly limits?: EngineLimits
  /** where hits for stateful rules go that are too many for memory */
  readonly spill?: Spill
  /** how many of them are kept in memory; 200,000 unless given */
  readonly hitsInMemory?: number
}

/** So many hits are shown to stateful rules before time goes on. */
const HITS_AT_ONCE = 1000

/**
 * Correlates hits that come in any order, for `hunt` and the tests of rules: there is no lateness, and the result depends on
 * the set of hits alone (an event is counted once per rule, however often its record was read). Plain rules count at once;
 * hits for stateful rules are kept, and shown to them in the order of time when all are there.
 */
export class OfflineCorrelator {
  readonly #options: OfflineOptions
  readonly #plain = new Map<string, { readonly growing: GrowingAlert; readonly seen: Set<string> }>()
  readonly #fired = new Map<string, GrowingAlert>()
  readonly #engine: StatefulEngine | null
  readonly #waiting: SortedHits
  readonly #health = new HealthCounts()
  #isDone = false

  constructor(options: OfflineOptions) {
    const { stateful = [], limits } = options
    this.#options = options
    this.#engine = stateful.length === 0 ? null : createStatefulEngine(stateful, limits)
    this.#waiting = new SortedHits(options.spill ?? null, options.hitsInMemory)
  }

  /** Takes a hit of a detection rule. Throws what {@link Spill.write} throws. */
  add(rule: RuleInfo, hit: Hit): void {
    if (this.#engine?.wants.has(rule.id)) this.#waiting.add(hit)
    if (!makesAlerts(rule)) return
    const { namespace, maxRefs } = this.#options
    const id = alertIdOf(namespace, rule, hit)
    let alert = this.#plain.get(id)
    if (!alert) {
      const { group, time } = hit
      alert = { growing: new GrowingAlert({ id, kind: 'rule', rule, group, time }, maxRefs), seen: new Set() }
      this.#plain.set(id, alert)
    }
    if (alert.seen.has(hit.eventId)) return
    alert.seen.add(hit.eventId)
    alert.growing.add(hit)
  }

  /**
   * All alerts, ordered by time of their first event, then by id. `until` is the event time up to which everything was added,
   * milliseconds since 1970: windows that end later are not decided. To be called once, after the last {@link add}.
   */
  alerts(until = -Infinity): Alert[] {
    if (this.#engine && !this.#isDone) this.#run(this.#engine, until)
    this.#isDone = true
    const growing = [...[...this.#plain.values()].map((plain) => plain.growing), ...this.#fired.values()]
    return growing
      .map(({ alert }) => alert)
      .toSorted((a, b) => a.first - b.first || (a.id < b.id ? -1 : Number(a.id > b.id)))
  }

  /** What cost exactness; after {@link alerts}. */
  get reports(): readonly HealthCount[] {
    return this.#health.all
  }

  #run(engine: StatefulEngine, until: number): void {
    const window = new HitWindow(engine.lookback)
    let chunk: Hit[] = []
    const show = (): void => {
      window.add(chunk)
      this.#fire(showInTime(engine, chunk), window)
      window.forget(chunk[0]?.time ?? -Infinity)
      chunk = []
    }
    for (const hit of this.#waiting) {
      this.#health.add(cutOf(hit))
      chunk.push(hit)
      if (chunk.length === HITS_AT_ONCE) show()
    }
    show()
    if (until > -Infinity) this.#fire(endAt(engine, until), window)
  }

  #fire({ firings, withdrawals, reports }: EngineOutput, window: HitWindow): void {
    const { namespace, maxRefs, ruleOf = () => undefined, stateful = [] } = this.#options
    for (const fired of firedAlerts(firings, { namespace, ruleOf, lengthOf: bucketLengths(stateful) }).values()) {
      const growing = this.#fired.get(fired.id) ?? new GrowingAlert(fired, maxRefs)
      this.#fired.set(fired.id, growing)
      for (const ref of fired.refs) growing.add(window.get(ref))
      if (fired.isInexact) growing.setInexact()
    }
    for (const each of withdrawals) this.#fired.delete(alertIdOfKey({ ...each, namespace }))
    this.#health.add(reports)
  }
}
