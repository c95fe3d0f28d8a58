/**
 * A search over events as a tree, independent of the text that a person typed and of the store that answers it. The text
 * form is parsed by `app/query`; each store compiles the tree to what it can look up and filters the rest.
 */
export type Query =
  | { readonly kind: 'all' }
  | { readonly kind: 'and'; readonly of: readonly Query[] }
  | { readonly kind: 'or'; readonly of: readonly Query[] }
  | { readonly kind: 'not'; readonly of: Query }
  | { readonly kind: 'exists'; readonly field: string }
  /** the field (or, with `field: null`, any field) has a value that equals the text, without case; `*` and `?` are wild */
  | { readonly kind: 'match'; readonly field: string | null; readonly pattern: TextPattern }
  /** the field has a value within the bounds; numbers compare as numbers, addresses as addresses, other text as text */
  | { readonly kind: 'range'; readonly field: string; readonly low: Bound | null; readonly high: Bound | null }
  /** event time, milliseconds since 1970, both inclusive; null = open */
  | { readonly kind: 'time'; readonly from: number | null; readonly to: number | null }
  /** the field has an address within the network, `192.0.2.0/24` */
  | { readonly kind: 'network'; readonly field: string; readonly cidr: string }

/** Text with wildcards: literal parts between `*` (any run) and `?` (one character). */
export type TextPattern = readonly (string | typeof ANY_RUN | typeof ANY_ONE)[]

/** A part of a {@link TextPattern} that stands for any run of characters, also none. */
export const ANY_RUN = Symbol('*')

/** A part of a {@link TextPattern} that stands for exactly one character. */
export const ANY_ONE = Symbol('?')

/** One end of a range. */
export interface Bound {
  readonly value: string
  readonly inclusive: boolean
}
