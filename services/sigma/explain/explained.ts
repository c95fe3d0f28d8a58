import type { JsonValue } from '../../core/json.ts'
import type { Quantifier } from '../detection.ts'

/** Why a line of a rule holds or not. */
export const REASONS = [
  'holds',
  'unknown-field',
  'missing',
  'null',
  'type',
  'case',
  'blank',
  'part',
  'other',
  'present',
] as const
/**
 * See {@link REASONS}. `unknown-field`: no record of this kind has it. `missing`: this one has not. `type`: a text where the rule
 * has a number, an object, and the like. `case`: equal but for the case. `blank`: equal but for blanks around it. `part`: what the
 * rule wants whole is a part of the value. `other`: another value. `present`: it is there and must not be.
 */
export type Reason = (typeof REASONS)[number]

/** One line of a search identifier on one event. */
export interface ExplainedItem {
  readonly kind: 'item'
  /** the search identifier, where this line is all of it; null otherwise */
  readonly name: string | null
  readonly holds: boolean
  /** null: keywords, looked for in the whole record */
  readonly field: string | null
  /** what the rule wants: `is "a" or "b"`, `contains "x"` */
  readonly wanted: string
  /** the field's values, at most {@link MOST_SHOWN}; none for keywords */
  readonly values: readonly JsonValue[]
  /** how many values there are */
  readonly valueCount: number
  readonly reason: Reason
  /** the reason for a person */
  readonly why: string
  /** where the line stands in its file, 1-based */
  readonly line: number
}

/** Conditions joined together. */
export interface ExplainedGroup {
  readonly kind: 'and' | 'or' | 'not'
  readonly name: string | null
  readonly holds: boolean
  readonly parts: readonly Explained[]
}

/** A condition on the elements of an array. */
export interface ExplainedScope {
  readonly kind: 'scope'
  readonly name: string | null
  readonly holds: boolean
  readonly path: string
  readonly pick: Quantifier | number
  /** how many elements were asked */
  readonly count: number
  /** of the first of them, at most {@link MOST_SHOWN}; one without a place when the array has no such element */
  readonly elements: readonly { readonly place: number | null; readonly explained: Explained }[]
  readonly line: number
}

/** A condition as a tree, with the answer at every node. */
export type Explained = ExplainedItem | ExplainedGroup | ExplainedScope

/** So many values or elements are shown of each line. */
export const MOST_SHOWN = 5
