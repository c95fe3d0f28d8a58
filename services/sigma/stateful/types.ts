import type { StateEntry } from '../../core/state.ts'
import type { StatefulRule } from '../types.ts'

/** A hit as stateful rules see it: of a detection rule, or of a stateful rule that another one refers to. */
export interface Observation {
  /** the rule that was true */
  readonly ruleId: string
  /** `tocsin.id` of the event; (ruleId, eventId) is the identity: the same again changes nothing */
  readonly eventId: string
  /** event time, milliseconds since 1970 */
  readonly time: number
  /** values of the fields that stateful rules read of it, by the field's name; a field that the event lacks is absent */
  readonly fields: Readonly<Record<string, readonly string[]>>
}

/** Points to the stored hit of a detection rule. */
export interface HitRef {
  readonly ruleId: string
  readonly eventId: string
  readonly time: number
}

/** A stateful rule holds, or holds for more events than before. */
export interface Firing {
  /** the stateful rule */
  readonly ruleId: string
  /** the group: field or alias → value, in the rule's order; of `x_new_value` the new values as well */
  readonly group: Readonly<Record<string, string>>
  /**
   * what makes the alert's identity beside rule and group: the start of its bucket, the id of the first event
   * (`x_new_value`), or the time of the last hit before the silence (`x_absence`)
   */
  readonly key: string
  /** start of the bucket; null for alerts that have none, which continue no other */
  readonly bucket: number | null
  /** event time at which the rule was found to hold, milliseconds since 1970 */
  readonly time: number
  /** hits that the alert counts from now on; in all firings of one alert together each event stands once */
  readonly hits: readonly HitRef[]
  /** true when a limit has cut what the alert would count */
  readonly inexact: boolean
}

/** An alert that was made does not hold any more: an event before its first one came late. */
export interface Withdrawal {
  readonly ruleId: string
  readonly group: Readonly<Record<string, string>>
  readonly key: string
  /** key of the alert in its place; null when there is none */
  readonly by: string | null
}

/**
 * What bounds cost: `late` hits came after the watermark, `no-group` hits lack a field of the group, `groups` were evicted,
 * `entries` of a group were cut, `values` of a field were more than are read or no numbers.
 */
export type LimitKind = 'late' | 'no-group' | 'groups' | 'entries' | 'values'

/** So many times a limit cost something. */
export interface LimitReport {
  readonly kind: LimitKind
  readonly ruleId: string
  readonly count: number
  /** event time of the latest one, milliseconds since 1970 */
  readonly time: number
}

/** What came of observations and of time going on, in the order in which it came. */
export interface EngineOutput {
  readonly firings: readonly Firing[]
  readonly withdrawals: readonly Withdrawal[]
  /** kind `window`: windows that opened or closed. They must be stored with the rest, for {@link StatefulEngine.restore} */
  readonly windows: readonly StateEntry[]
  readonly reports: readonly LimitReport[]
}

/** Bounds of the state; what they cost is reported. */
export interface EngineLimits {
  /** groups of one rule; beyond it the one that was hit least recently goes */
  readonly groups: number
  /**
   * entries of one group, give or take an eighth; at least four times a count's threshold whatever this says. Numbers of sums,
   * averages and percentiles are put together beyond four times as many
   */
  readonly entries: number
  /** values that are read of one field of a hit, and groups that one hit can be in */
  readonly values: number
  /** values that one `x_new_value` rule remembers */
  readonly keys: number
}

/** The bounds unless the configuration says otherwise. */
export const DEFAULT_ENGINE_LIMITS: EngineLimits = { groups: 200_000, entries: 1024, values: 16, keys: 1_000_000 }

/** Rule → event time, milliseconds since 1970, before which hits are not for it: it is newer than they are. */
export type RuleStarts = ReadonlyMap<string, number>

/** Up to which event time nothing of a detection rule is missing any more, milliseconds since 1970; −Infinity: not known. */
export type WatermarkOf = (ruleId: string) => number

/**
 * The state of all stateful rules of one partition. Pure: the answer depends on the set of observations and on the watermark,
 * never on the order in which observations come, as long as none of them is late. Never throws on what it observes.
 */
export interface StatefulEngine {
  /** ids of the detection rules whose hits are to be observed */
  readonly wants: ReadonlySet<string>
  /**
   * how far back, in milliseconds, hits can matter that are older than the watermark: what a rebuild has to read, counted from
   * the smallest watermark of the rules in {@link wants}
   */
  readonly lookback: number
  /**
   * Takes one hit into account. Gives the ids of the stateful rules to which it came too late (its time is before their
   * watermark): they did not count it. What it leads to comes with {@link take}. During a rebuild `except` are the ids of the
   * rules that it came too late for the first time, and that must not count it now either.
   */
  observe(observation: Observation, except?: readonly string[]): readonly string[]
  /** Time has gone on: decides what waited for it and forgets what cannot matter any more. Watermarks never go back. */
  advance(watermarkOf: WatermarkOf): void
  /** What came since the last call. */
  take(): EngineOutput
  /** The whole state as text. Empty when there is more of it than a text can hold: then it has to be rebuilt from hits. */
  save(): string
  /**
   * Takes up a state that {@link save} gave. False, and nothing changed, when it is of other rules or damaged: then it is
   * rebuilt from hits.
   */
  load(saved: string): boolean
  /**
   * Begins a rebuild without a saved state: the watermarks and the stored `window` entries as they stood. Then every hit that
   * was observed before and lies within {@link lookback} is observed again (in any order, quickest by time; those with `lateFor`
   * with it as `except`), {@link restored} ends it. Nothing fires meanwhile.
   */
  restore(watermarkOf: WatermarkOf, windows: readonly StateEntry[]): void
  /** Ends what {@link restore} began: from here on the engine answers as the one whose state was lost. */
  restored(): void
  /**
   * From here on it is the engine of these rules. Those of `keep` go on with what they remember; the others begin with
   * nothing, at the watermarks as they stand. `from` as at the beginning. False, and nothing changed, when one of `keep` is no
   * longer what its memory was made for, or was not there: then a new engine has to be made, and rebuilt.
   */
  change(rules: readonly StatefulRule[], keep: ReadonlySet<string>, from: RuleStarts, watermarkOf: WatermarkOf): boolean
}
