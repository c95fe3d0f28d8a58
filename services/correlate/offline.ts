import type { Alert, AlertEventRef } from '../core/alert.ts'
import type { Hit } from '../core/hit.ts'
import type { RuleInfo } from '../core/rule.ts'
import { boundRefs, compareRefs, refOf } from './event-refs.ts'
import { alertIdOf, emptyAlert, ruleOnAlert } from './fold.ts'

/** One alert while hits are still coming in. */
interface Growing {
  readonly rule: RuleInfo
  readonly blank: Alert
  readonly seen: Set<string>
  refs: AlertEventRef[]
  first: Hit
  last: number
}

/**
 * Correlates hits that come in any order, for `hunt` and replay: there is no lateness, and the result depends on the set
 * of hits alone (an event is counted once per rule, however often its record was read).
 */
export class OfflineCorrelator {
  readonly #namespace: string
  readonly #maxRefs: number
  readonly #growing = new Map<string, Growing>()

  constructor(options: { readonly namespace: string; readonly maxRefs: number }) {
    this.#namespace = options.namespace
    this.#maxRefs = options.maxRefs
  }

  add(rule: RuleInfo, hit: Hit): void {
    const id = alertIdOf(this.#namespace, rule, hit)
    const growing = this.#growing.get(id)
    if (!growing) {
      this.#growing.set(id, {
        rule,
        blank: emptyAlert(id, rule, hit),
        seen: new Set([hit.eventId]),
        refs: [refOf(hit)],
        first: hit,
        last: hit.time,
      })
      return
    }
    if (growing.seen.has(hit.eventId)) return
    growing.seen.add(hit.eventId)
    growing.refs.push(refOf(hit))
    growing.last = Math.max(growing.last, hit.time)
    if (compareRefs(refOf(hit), refOf(growing.first)) < 0) growing.first = hit
    // Twice the limit before anything is cut: then cutting costs little per hit.
    if (growing.refs.length > 2 * this.#maxRefs) growing.refs = [...boundRefs(growing.refs, this.#maxRefs)]
  }

  /** All alerts, ordered by time of their first event, then by id. */
  alerts(): Alert[] {
    const alerts = [...this.#growing.values()].map((growing): Alert => {
      const events = boundRefs(growing.refs, this.#maxRefs)
      const count = growing.seen.size
      const { actor, account, region, time, group } = growing.first
      return {
        ...growing.blank,
        version: 1,
        rule: ruleOnAlert(growing.rule),
        group,
        first: time,
        last: growing.last,
        count,
        actor,
        account,
        region,
        events,
        truncated: count > events.length,
      }
    })
    return alerts.toSorted((a, b) => a.first - b.first || (a.id < b.id ? -1 : Number(a.id > b.id)))
  }
}
