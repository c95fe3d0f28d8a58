import type { RuleInfo } from '../../core/rule.ts'
import type { LogSource } from '../../core/log-source.ts'
import type { Taxonomy } from '../../record/field-access.ts'
import type {
  AbsenceRule,
  NewValueRule,
  NumericCorrelation,
  RateRule,
  RuleFilter,
  RuleProblem,
  RuleTest,
  SigmaRule,
  TemporalCorrelation,
} from '../types.ts'
import type { TemporalExpression } from './parse-temporal.ts'
import type { Place } from './source-text.ts'

/** One file as it was read, before documents were tied together. Plain data. */
export interface LoadedFile {
  readonly file: string
  /** of the file as a whole: broken YAML, documents that are no rules */
  readonly problems: readonly RuleProblem[]
  readonly documents: readonly LoadedDocument[]
}

/** One document as it was read. */
export interface LoadedDocument {
  /** its id, a derived one where it has none and could be read; null when it is refused without an id */
  readonly id: string | null
  readonly name: string | null
  readonly title: string
  readonly file: string
  /** of the document; its id and name stand at `idPlace` and `namePlace` */
  readonly line: number
  readonly idPlace: Place
  readonly namePlace: Place
  /** what a person may call it in the options */
  readonly names: readonly string[]
  /** switched off by the options: read no further */
  readonly isDisabled: boolean
  /** lists that it named, by lower-case name, with what they held; null: there was no such list */
  readonly asked: ReadonlyMap<string, readonly string[] | null>
  readonly problems: readonly RuleProblem[]
  /** as they are written: rules that it refers to without `generate`, which make no alerts of their own then */
  readonly mutes: readonly string[]
  /** as they are written: rules that it refers to with `generate`, which make their alerts whatever others say */
  readonly generates: readonly string[]
  /** null when it is refused or switched off */
  readonly content: LoadedContent | null
}

/** What a document says. */
export type LoadedContent =
  | { readonly kind: 'rule'; readonly rule: SigmaRule }
  | { readonly kind: 'stateful'; readonly draft: StatefulDraft }
  | { readonly kind: 'filter'; readonly draft: FilterDraft }

/** A reference as it is written. */
export interface WrittenRef {
  readonly text: string
  readonly place: Place
}

/** `aliases: {name: {rule: field}}` */
export interface WrittenAlias {
  readonly name: string
  readonly place: Place
  readonly fields: readonly { readonly rule: string; readonly field: string; readonly place: Place }[]
}

/** A rule of many events whose references are not resolved yet. */
export interface StatefulDraft {
  readonly info: RuleInfo
  readonly taxonomy: Taxonomy
  readonly tests: readonly RuleTest[]
  readonly blind: string | null
  /** where the correlation stands */
  readonly place: Place
  /** null: the rules are those of the condition */
  readonly refs: readonly WrittenRef[] | null
  readonly groupBy: readonly string[]
  readonly aliases: readonly WrittenAlias[]
  /** where the fields of group and condition are written */
  readonly fieldPlaces: ReadonlyMap<string, Place>
  readonly timespan: number
  readonly shape: StatefulShape
}

/** A boolean condition, its names not resolved yet. */
export interface WrittenExpression {
  readonly expression: TemporalExpression
  /** where the names in it stand */
  readonly refs: readonly WrittenRef[]
  readonly place: Place
}

/** What the kinds of stateful rules do not have in common. */
export type StatefulShape =
  | Pick<NumericCorrelation, 'type' | 'window' | 'thresholds' | 'fields' | 'percentile'>
  | (Pick<TemporalCorrelation, 'type' | 'window' | 'thresholds'> & { readonly expression: WrittenExpression | null })
  | Pick<NewValueRule, 'type' | 'fields' | 'history' | 'learn'>
  | Pick<AbsenceRule, 'type' | 'retain' | 'expected'>
  | Pick<RateRule, 'type' | 'history' | 'learn' | 'factor' | 'floor'>

/** A filter that is not tied to its rules yet. */
export interface FilterDraft {
  readonly filter: RuleFilter
  readonly logSource: LogSource
  /** null: every rule that the log source covers */
  readonly rules: readonly WrittenRef[] | null
  readonly place: Place
  /** hash over its content */
  readonly hash: string
  readonly lists: readonly string[]
}
