import type { JsonValue } from '../../../../services/core/json.ts'
import type { RuleOutput, RuleState } from '../../../../services/sigma/stateful/rule-state.ts'
import type { Firing, HitRef, LimitReport, Observation, Withdrawal } from '../../../../services/sigma/stateful/types.ts'

/** The name of an alert → its hits (event ids), sorted. */
export type Alerts = ReadonlyMap<string, readonly string[]>

/** `host=a, value=b @ key`: what makes an alert's identity. */
export function alertName(group: Readonly<Record<string, string>>, key: string): string {
  const fields = Object.entries(group).map(([field, value]) => `${field}=${value}`)
  return `${fields.join(', ')} @ ${key}`
}

/**
 * The state of one rule in the hands of something that does to it what the engine does: leaves out what is late, is silent
 * while it restores, and keeps the alerts as the store would.
 */
export class StateRig {
  readonly #make: () => RuleState
  #state: RuleState
  #watermark = -Infinity
  #isSilent = false
  readonly #alerts = new Map<string, string[]>()
  readonly firings: Omit<Firing, 'ruleId'>[] = []
  readonly withdrawals: Omit<Withdrawal, 'ruleId'>[] = []
  readonly reports: Omit<LimitReport, 'ruleId'>[] = []
  readonly derived: Observation[] = []
  /** everything that was not late */
  readonly accepted: Observation[] = []
  readonly #output: RuleOutput

  constructor(make: () => RuleState) {
    this.#make = make
    this.#state = make()
    const when = <T>(take: (what: T) => void): ((what: T) => void) => {
      return (what) => {
        if (!this.#isSilent) take(what)
      }
    }
    this.#output = {
      fire: when((firing) => this.#fire(firing)),
      withdraw: when((withdrawal) => this.#withdraw(withdrawal)),
      window: () => undefined,
      report: (kind, count, time) => this.reports.push({ kind, count, time }),
      derive: when((observation: Observation) => this.derived.push(observation)),
    }
  }

  get watermark(): number {
    return this.#watermark
  }

  see(...observations: readonly Observation[]): this {
    for (const observation of observations) {
      if (observation.time < this.#watermark) continue
      this.accepted.push(observation)
      this.#give(observation)
    }
    return this
  }

  advanceTo(watermark: number): this {
    if (watermark <= this.#watermark) return this
    this.#watermark = watermark
    this.#state.advance(watermark, this.#output)
    return this
  }

  /** Goes on with a state that was saved as text and loaded again. */
  reload(): this {
    const saved: JsonValue = JSON.parse(JSON.stringify(this.#state.save()))
    this.#state = this.#make()
    if (!this.#state.load(saved)) throw new Error('the saved state was refused')
    return this
  }

  /** Goes on with a state that was made anew from `hits` (all that were accepted) as far as it says it needs them. */
  rebuild(hits: readonly Observation[] = this.accepted): this {
    this.#state = this.#make()
    this.#isSilent = true
    this.#state.restore(this.#watermark, [])
    const since = this.#watermark - this.#state.lookback
    for (const hit of hits) if (hit.time >= since) this.#give(hit)
    this.#state.advance(this.#watermark, this.#output)
    this.#isSilent = false
    return this
  }

  /** The alerts that stand, by name. */
  get alerts(): Alerts {
    const sorted = [...this.#alerts].toSorted(([one], [other]) => (one < other ? -1 : 1))
    return new Map(sorted.map(([name, hits]) => [name, hits.toSorted()]))
  }

  #give(observation: Observation): void {
    const origin: HitRef = observation
    this.#state.observe({ observation, ref: observation.ruleId === 'one' ? 0 : 1, origin }, this.#output)
  }

  #fire(firing: Omit<Firing, 'ruleId'>): void {
    this.firings.push(firing)
    const name = alertName(firing.group, firing.key)
    const hits = this.#alerts.get(name) ?? []
    for (const { eventId } of firing.hits) {
      if (hits.includes(eventId)) throw new Error(`${name} counts ${eventId} twice`)
      hits.push(eventId)
    }
    this.#alerts.set(name, hits)
  }

  #withdraw(withdrawal: Omit<Withdrawal, 'ruleId'>): void {
    this.withdrawals.push(withdrawal)
    const name = alertName(withdrawal.group, withdrawal.key)
    if (!this.#alerts.delete(name)) throw new Error(`${name} is withdrawn and does not stand`)
  }
}
