import type { SigmaPattern } from './pattern.ts'

/** A rule's conditions as they were read: nothing is resolved to a log type yet. Plain data. */
export interface Detection {
  /** the rule holds when one of these holds; Sigma allows a list of conditions */
  readonly conditions: readonly Condition[]
}

/** Items joined by and, or, not. Names of search identifiers are gone: each use refers to the same object. */
export type Condition =
  | { readonly op: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly op: 'not'; readonly part: Condition }
  | { readonly op: 'item'; readonly item: Item }

/** One line of a search identifier: `field|modifiers: values`. */
export interface Item {
  /** dotted name as written; null for a search through the whole record (keywords) */
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
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly network: string }
  | {
      readonly kind: 'compare'
      readonly comparison: Comparison
      readonly value: number
      readonly part: TimePart | null
    }
  | { readonly kind: 'exists'; readonly value: boolean }
  | { readonly kind: 'field'; readonly field: string; readonly placement: Placement }
