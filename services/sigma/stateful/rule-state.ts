import type { JsonValue } from '../../core/json.ts'
import type { StateEntry } from '../../core/state.ts'
import type { Firing, HitRef, LimitKind, Observation, Withdrawal } from './types.ts'

/** An observation on its way through the engine. */
export interface Seen {
  readonly observation: Observation
  /** index of the rule in the stateful rule's `refs` */
  readonly ref: number
  /** the hit of a detection rule behind it; of a detection rule's observation itself, the same hit */
  readonly origin: HitRef
}

/** Where the state of one rule puts what comes of an observation or of time going on. The engine adds the rule's id. */
export interface RuleOutput {
  fire(firing: Omit<Firing, 'ruleId'>): void
  withdraw(withdrawal: Omit<Withdrawal, 'ruleId'>): void
  /** remembers the open window of a group; null: there is none any more */
  window(key: string, value: string | null): void
  report(kind: LimitKind, count: number, time: number): void
  /** a hit for the rules that refer to this one: `observation.ruleId` is this rule's id */
  derive(observation: Observation, origin: HitRef): void
}

/**
 * The state of one stateful rule over all its groups. The engine asks it in a fixed order: children before parents. It never
 * sees an observation that is late, and never throws. What it keeps is a function of the set of observations that it saw
 * and of the watermark, never of their order.
 */
export interface RuleState {
  /** how far back from the watermark hits can matter, milliseconds */
  readonly lookback: number
  observe(seen: Seen, output: RuleOutput): void
  /** nothing before the watermark comes any more; never goes back, starts at −Infinity */
  advance(watermark: number, output: RuleOutput): void
  save(): JsonValue
  /** false when it cannot be what {@link save} gave */
  load(saved: JsonValue): boolean
  /**
   * The open windows of a state that was lost, before its hits are observed again; entries of other rules are not among them.
   * The hits may be older than the watermark and come in any order, so that nothing can be decided before all are there: a
   * call of {@link advance} with this same watermark ends it. What comes out until then, and of that call, counts for nothing.
   */
  restore(watermark: number, windows: readonly Pick<StateEntry, 'key' | 'value'>[]): void
}
