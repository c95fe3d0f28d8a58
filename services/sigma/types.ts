import type { JsonObject } from '../core/json.ts'
import type { LogSource } from '../core/log-source.ts'
import type { Level, RuleInfo } from '../core/rule.ts'
import type { FieldResolver, Taxonomy } from '../record/field-access.ts'
import type { PathTable } from '../record/field-path.ts'
import type { RuleInput } from '../record/rule-input.ts'
import type { Condition, Detection } from './detection.ts'
import type { LoadedFile } from './load/loaded.ts'
import type { ProblemCode } from './problem-codes.ts'

/** A file of rules, read by whoever may read files. */
export interface RuleFile {
  readonly file: string
  readonly text: string
}

/** Something about a rule file that its writer should know. Lines and columns are 1-based. */
export interface RuleProblem {
  readonly severity: 'error' | 'warning'
  /** the kind of problem: stable, for programs */
  readonly code: ProblemCode
  readonly file: string
  readonly line: number
  readonly column: number
  /** what is wrong, with the offending text */
  readonly message: string
  /** what to write instead; may be empty */
  readonly hint: string
}

/** One of a rule's own tests (`tests:` in its file). */
export interface RuleTest {
  readonly name: string
  /** how long after the first event the log was read when the test ends, milliseconds; null: until the last event */
  readonly until: number | null
  /** raw provider records with their time relative to the first, in milliseconds */
  readonly events: readonly { readonly at: number; readonly record: JsonObject }[]
  readonly expect: 'match' | 'no_match' | { readonly alerts: number }
  /** watch lists that are in effect for this test (`lists:`), on top of those that are there anyway */
  readonly lists: Readonly<Record<string, readonly string[]>>
  readonly line: number
}

/** A rule that was read whole and can be compiled for the log types it covers. */
export interface SigmaRule {
  readonly info: RuleInfo
  readonly logSource: LogSource
  readonly taxonomy: Taxonomy
  /** the conditions as they were read; only the engine looks into them */
  readonly detection: Detection
  /** hash over the detection as it is written, where watch lists stand in it: it stays the same when a list changes */
  readonly written?: string
  readonly tests: readonly RuleTest[]
  /** why the rule is switched off although nothing is wrong with it: an empty list that it needs; null when it works */
  readonly blind: string | null
  /** exceptions: the rule is true only where the condition of each of them is true as well */
  readonly filters: readonly RuleFilter[]
  /** names of the fields that stateful rules read of its hits, sorted; see {@link Matcher.fields} */
  readonly reads: readonly string[]
  /** lower-case names of the watch lists that it uses, its filters included */
  readonly lists: readonly string[]
}

/** A filter document: an exception from one or more rules. Its condition is always negative, so it never widens a rule. */
export interface RuleFilter {
  readonly id: string
  readonly title: string
  readonly taxonomy: Taxonomy
  readonly condition: Condition
  /** event time from which on it does not apply any more, milliseconds since 1970; null = never */
  readonly expires: number | null
  readonly file: string
  readonly line: number
}

/** A rule that a stateful rule refers to. */
export interface RuleRef {
  /** id of a detection rule or of another stateful rule */
  readonly id: string
  /** as it is written: id or name */
  readonly name: string
  /**
   * name of a field in the stateful rule (a group-by field, an alias, a field of the condition, one that a parent needs) →
   * name of that field in the referenced rule's observations
   */
  readonly fields: Readonly<Record<string, string>>
}

/** What all rules have in common that look at more than one event. */
export interface StatefulBase {
  readonly info: RuleInfo
  readonly taxonomy: Taxonomy
  /** in the order of the document, each once */
  readonly refs: readonly RuleRef[]
  /** names of fields or aliases; empty: all hits are one group */
  readonly groupBy: readonly string[]
  /** milliseconds */
  readonly timespan: number
  /** names (in this rule's terms) of fields that a stateful rule reads of this one's hits */
  readonly carries: readonly string[]
  readonly tests: readonly RuleTest[]
  readonly blind: string | null
}

/** How the hits that belong together are chosen; see docs/rules.md. `gap` is milliseconds. */
export type WindowShape =
  | { readonly type: 'sliding' }
  | { readonly type: 'tumbling' }
  | { readonly type: 'session'; readonly gap: number }

/** A comparison of a correlation's condition. */
export interface Threshold {
  readonly op: 'gt' | 'gte' | 'lt' | 'lte' | 'eq' | 'neq'
  readonly value: number
}

/** One way in which a temporal condition can be true: indexes into {@link StatefulBase.refs}, in ascending order. */
export interface TemporalTerm {
  readonly has: readonly number[]
  readonly lacks: readonly number[]
}

/** A number of events, values or rules, or a number made of values, compared with thresholds that must all hold. */
export interface NumericCorrelation extends StatefulBase {
  readonly type: 'event_count' | 'value_count' | 'value_sum' | 'value_avg' | 'value_percentile' | 'value_median'
  readonly window: WindowShape
  /** one or two, all of which must hold */
  readonly thresholds: readonly Threshold[]
  /** what is counted or calculated with: one field, or for `value_count` several that count together; empty for `event_count` */
  readonly fields: readonly string[]
  /** 0 to 100; 50 for `value_median`; null where there is none */
  readonly percentile: number | null
}

/** Several rules together. */
export interface TemporalCorrelation extends StatefulBase {
  readonly type: 'temporal' | 'temporal_ordered'
  readonly window: WindowShape
  /** one of these must hold, or enough different rules must have been true ({@link thresholds}); one of the two is null */
  readonly terms: readonly TemporalTerm[] | null
  readonly thresholds: readonly Threshold[] | null
}

/** `x_new_value`: values that a group was not seen with before. */
export interface NewValueRule extends StatefulBase {
  readonly type: 'x_new_value'
  /** one to three */
  readonly fields: readonly string[]
  /** milliseconds; `timespan` is the same */
  readonly history: number
  /** milliseconds */
  readonly learn: number
}

/** `x_absence`: a group that was there is silent. */
export interface AbsenceRule extends StatefulBase {
  readonly type: 'x_absence'
  /** for so long a group is known after its last hit, milliseconds */
  readonly retain: number
  /** groups that must be there from the rule's first hit on, whether they were seen or not: values of the one group field */
  readonly expected: readonly string[]
}

/** `x_rate`: many more hits than the group had before. */
export interface RateRule extends StatefulBase {
  readonly type: 'x_rate'
  /** buckets of `timespan` that make the baseline */
  readonly history: number
  /** buckets without alerts after the group's first */
  readonly learn: number
  readonly factor: number
  readonly floor: number
}

/** A rule that looks at more than one event. */
export type StatefulRule = NumericCorrelation | TemporalCorrelation | NewValueRule | AbsenceRule | RateRule

/** Named lists that rules refer to with `|expand` and `%name%`; names are compared without case. */
export type WatchLists = ReadonlyMap<string, readonly string[]>

/** What the person who runs Tocsin says about rules, without touching their files. */
export interface RuleOptions {
  readonly lists: WatchLists
  /** ids, names or titles of rules, correlations and filters that are not loaded */
  readonly disable: readonly string[]
  /** id, name or title → level instead of the rule's own */
  readonly levels: Readonly<Record<string, Level>>
  /** milliseconds since 1970: tells which filters have run out. Without it no such warning is given */
  readonly now?: number
}

/** All rules that could be read, and everything there is to say about those that could not. */
export interface RuleSet {
  readonly rules: readonly SigmaRule[]
  /** correlations and the like; a rule stands before those that refer to it */
  readonly stateful: readonly StatefulRule[]
  readonly problems: readonly RuleProblem[]
  /** entries of {@link RuleOptions.disable} and {@link RuleOptions.levels} that no rule answers to: a typing error */
  readonly unknownNames: readonly string[]
  /** hash over ids and content of all rules: two workers with the same hash answer the same */
  readonly hash: string
  /** what was read of each file, before the documents were tied together: what `reloadLists` goes on from */
  readonly loaded?: readonly LoadedFile[]
}

/** The kind of record that rules are compiled for. */
export interface MatcherTarget {
  readonly source: LogSource
  readonly resolve: FieldResolver
  /** the log type's paths, extended; what rules read is added */
  readonly paths: PathTable
}

/** The rules of one log source, ready to run. Pure: the answer depends on the input alone. */
export interface Matcher {
  /** rules that run on this source, blind ones left out */
  readonly rules: readonly SigmaRule[]
  /** Adds every rule that is true on the input to `into`, in the order of {@link rules}. Never throws. */
  match(input: RuleInput, into: SigmaRule[]): void
  /**
   * The values of the fields in {@link SigmaRule.reads}, as text, of the event that {@link match} saw last; fields without a
   * value are left out. `cut` counts values beyond `most` of a field, which are not read. Null when the rule reads none.
   */
  fields(
    rule: SigmaRule,
    most: number,
  ): { readonly fields: Readonly<Record<string, readonly string[]>>; readonly cut: number } | null
  /** how many matches each filter has taken away so far, by its id */
  readonly filtered: ReadonlyMap<string, number>
}
