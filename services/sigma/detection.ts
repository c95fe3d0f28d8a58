import type { SigmaPattern } from './pattern.ts'

/** A rule's conditions as they were read: nothing is resolved to a log type yet. Plain data. */
export interface Detection {
  /** the rule holds when one of these holds; Sigma allows a list of conditions */
  readonly conditions: readonly Condition[]
  /** search identifiers by name: parts of {@link conditions}, for explaining; the engine does not look at them */
  readonly identifiers?: ReadonlyMap<string, Condition>
}

/** Items joined by and, or, not. Names of search identifiers are gone: each use refers to the same object. */
export type Condition =
  | { readonly op: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly op: 'not'; readonly part: Condition }
  | { readonly op: 'item'; readonly item: Item }
  | { readonly op: 'scope'; readonly scope: ArrayScope }

/** Which elements of an array a scope asks about. */
export const QUANTIFIERS = ['any', 'all', 'all_or_empty', 'none'] as const
/** See {@link QUANTIFIERS}. */
export type Quantifier = (typeof QUANTIFIERS)[number]

/**
 * `field[any]: {…}`, `field[0].name: …`: a condition on the elements of one array, each element asked by itself
 * (`sigma-version: 3`).
 *
 * The elements are those of every array that {@link path} leads to; a path that meets an array on its way goes on in each of
 * its elements. What is there but no array counts as an array of that one element; null and what is missing have none. An
 * element that is null, or itself an array, is an element like any other.
 *
 * Everything in {@link part} is relative to the element: items and scopes in it name keys of the element by dotted path, read
 * as in a record but without the log type's mapping; the name `.` is the element itself. The other field of a `field` test is
 * relative too. There are no keywords inside.
 *
 * - `any`: the part holds for one element at least
 * - `all`: there is an element, and the part holds for each of them
 * - `all_or_empty`: the part holds for each element; also true when there is none
 * - `none`: the part holds for no element; also true when there is none
 * - a whole number: the part holds for the element at this place of an array, negative ones counted from its end (of several
 *   arrays: for one of these elements). When no array has it, the part is asked of nothing: every field is missing then
 */
export interface ArrayScope {
  /** dotted name, as {@link Item.field}; `.` is possible inside another scope only */
  readonly path: string
  readonly pick: Quantifier | number
  readonly part: Condition
  /** where the scope stands in its file, 1-based */
  readonly line: number
  readonly column: number
}

/** One line of a search identifier: `field|modifiers: values`. */
export interface Item {
  /**
   * dotted name as written; null for a search through the whole record (keywords). Inside an {@link ArrayScope} relative to the
   * element, `.` for the element itself, never null
   */
  readonly field: string | null
  /**
   * One entry per value of the rule; each entry lists the variants that modifiers made of it, of which one is enough.
   * An entry without variants (an empty optional watch list) never holds.
   */
  readonly values: readonly (readonly Test[])[]
  /** whether one value is enough or every one is needed */
  readonly link: 'any' | 'all'
  /** `|neq`: the item holds when what stands above does not */
  readonly negated: boolean
  /** where the item stands in its file, 1-based */
  readonly line: number
  readonly column: number
}

/** Parts of a time stamp, UTC; `week` is the ISO week. */
export const TIME_PARTS = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const
/** See {@link TIME_PARTS}. */
export type TimePart = (typeof TIME_PARTS)[number]

/** Numeric comparisons; `eq` is only used with a time part. */
export type Comparison = 'lt' | 'lte' | 'gt' | 'gte' | 'eq'

/** Where one field's text has to stand in the other's. */
export type Placement = 'equal' | 'start' | 'end' | 'inside'

/** What a field's value is compared with. */
export type Test =
  | { readonly kind: 'pattern'; readonly pattern: SigmaPattern; readonly cased: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'null' }
  /** `size`: instructions once its repetitions are written out */
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string; readonly size: number }
  | { readonly kind: 'cidr'; readonly network: string }
  | {
      readonly kind: 'compare'
      readonly comparison: Comparison
      readonly value: number
      readonly part: TimePart | null
    }
  | { readonly kind: 'exists'; readonly value: boolean }
  | { readonly kind: 'field'; readonly field: string; readonly placement: Placement }
