import type { FieldValues } from './field-values.ts'
import { fold } from './fold.ts'

/**
 * Something that can be seen in a field. Texts are folded by {@link foldClue}. What a rule demands may be narrower than its
 * clue, never wider: an event in which the rule holds shows the clue.
 */
export type Clue =
  /** a text, number or boolean of the field, or a text inside an object of it, is this text */
  | { readonly kind: 'equal'; readonly text: string }
  /** one of them has this text, which is not empty, in it */
  | { readonly kind: 'part'; readonly text: string; readonly place: PartPlace }
  /** one of them is an address of this network in CIDR notation */
  | { readonly kind: 'network'; readonly network: string }
  /** the field is there, whatever its value, null included */
  | { readonly kind: 'present' }

/** Where a part stands in its text. */
export type PartPlace = 'inside' | 'start' | 'end'

/** A clue with the field that shows it. */
export interface FieldClue {
  readonly values: FieldValues
  readonly clue: Clue
}

/**
 * What must be seen for a rule to be worth asking: whenever the rule holds, the event shows one of these at least. Null: the
 * rule can hold in an event that shows nothing at all. An empty list: it never holds.
 */
export type Witness = readonly FieldClue[] | null

/**
 * Text as the index compares it. Wider than {@link fold}: a regular expression that ignores case takes `ſ` for an `s`.
 */
export function foldClue(text: string): string {
  return withPlainS(fold(text))
}

/** {@link foldClue} of a text that is folded already. */
export function withPlainS(folded: string): string {
  return folded.includes('ſ') ? folded.replaceAll('ſ', 's') : folded
}
