import type { Comparison, Test, TimePart } from '../detection.ts'
import type { SigmaPattern } from '../pattern.ts'
import type { ProblemCode } from '../problem-codes.ts'

/** A value of a rule on its way through the modifiers of its field. */
export type Draft =
  | {
      readonly kind: 'text'
      readonly pattern: SigmaPattern
      /** as written, for what does not read Sigma's wildcards */
      readonly raw: string
      /** each character of the pattern is a byte */
      readonly isBytes: boolean
      readonly cased: boolean
    }
  /** `size`: instructions once its repetitions are written out */
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string; readonly size: number }
  | { readonly kind: 'network'; readonly network: string }
  | { readonly kind: 'field'; readonly field: string; readonly atStart: boolean; readonly atEnd: boolean }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'part'; readonly part: TimePart; readonly value: number }
  | {
      readonly kind: 'compare'
      readonly comparison: Comparison
      readonly part: TimePart | null
      readonly value: number
    }
  | { readonly kind: 'boolean'; readonly value: boolean }
  | { readonly kind: 'exists'; readonly value: boolean }
  | { readonly kind: 'null' }

/** Why a value or modifier is refused. `problem` continues a sentence that names the value. */
export interface Refusal {
  readonly problem: string
  readonly hint: string
  /** the kind of problem, where it is another than the one that the place suggests */
  readonly code?: ProblemCode
}

/** True for a refusal. */
export function isRefusal(value: object): value is Refusal {
  return 'problem' in value
}

/** A value that went through all modifiers, as what is evaluated. */
export function testOf(draft: Draft): Test {
  switch (draft.kind) {
    case 'text':
      return { kind: 'pattern', pattern: draft.pattern, cased: draft.cased }
    case 'network':
      return { kind: 'cidr', network: draft.network }
    case 'field': {
      const { field, atStart, atEnd } = draft
      const placement = atStart && atEnd ? 'inside' : atStart ? 'start' : atEnd ? 'end' : 'equal'
      return { kind: 'field', field, placement }
    }
    case 'part':
      return { kind: 'compare', comparison: 'eq', part: draft.part, value: draft.value }
    case 'regex':
    case 'number':
    case 'compare':
    case 'boolean':
    case 'exists':
    case 'null':
      return draft
  }
}
