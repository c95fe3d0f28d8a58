import type { JsonObject } from '../core/json.ts'
import type { LogSource } from '../core/log-source.ts'
import type { Level, RuleInfo } from '../core/rule.ts'
import type { FieldResolver, Taxonomy } from '../record/field-access.ts'
import type { PathTable } from '../record/field-path.ts'
import type { RuleInput } from '../record/rule-input.ts'
import type { Detection } from './detection.ts'

/** A file of rules, read by whoever may read files. */
export interface RuleFile {
  readonly file: string
  readonly text: string
}

/** Something about a rule file that its writer should know. Lines and columns are 1-based. */
export interface RuleProblem {
  readonly severity: 'error' | 'warning'
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
  readonly tests: readonly RuleTest[]
  /** why the rule is switched off although nothing is wrong with it: an empty list that it needs; null when it works */
  readonly blind: string | null
}

/** Named lists that rules refer to with `|expand` and `%name%`; names are compared without case. */
export type WatchLists = ReadonlyMap<string, readonly string[]>

/** What the person who runs Tocsin says about rules, without touching their files. */
export interface RuleOptions {
  readonly lists: WatchLists
  /** ids or titles of rules that are not loaded */
  readonly disable: readonly string[]
  /** id or title → level instead of the rule's own */
  readonly levels: Readonly<Record<string, Level>>
}

/** All rules that could be read, and everything there is to say about those that could not. */
export interface RuleSet {
  readonly rules: readonly SigmaRule[]
  readonly problems: readonly RuleProblem[]
  /** entries of {@link RuleOptions.disable} and {@link RuleOptions.levels} that no rule answers to: a typing error */
  readonly unknownNames: readonly string[]
  /** hash over ids and content of all rules: two workers with the same hash answer the same */
  readonly hash: string
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
}
