import type { RuleInput } from '../../record/rule-input.ts'
import type { Matcher, SigmaRule } from '../types.ts'
import type { Compilation } from './compilation.ts'
import { fieldTexts, type ReadField } from './field-texts.ts'
import type { Turn } from './field-values.ts'
import { fold } from './fold.ts'
import type { Holds } from './value-questions.ts'
import type { IndexedField, WitnessIndex } from './witness-index.ts'

/** Up to so many candidates are sorted in place; more are rare. */
const FEW = 32

const NONE: readonly number[] = []

/** Of each field so many texts of at most this length are looked up without being folded again. */
const KNOWN_TEXTS = 4096
const KNOWN_LENGTH = 128

/** What a rule is made of once it is compiled. */
export interface RunnableRule {
  readonly rule: SigmaRule
  readonly holds: Holds
  readonly filters: readonly RunnableFilter[]
  readonly reads: readonly ReadField[]
}

/** An exception: it takes a match away where it does not hold, for events before `expires`. */
export interface RunnableFilter {
  readonly id: string
  readonly expires: number
  readonly holds: Holds
}

/** The compiled rules of one log source. One event after the other: an event's values are kept until the next one. */
export class RuleMatcher implements Matcher {
  readonly rules: readonly SigmaRule[]
  readonly filtered = new Map<string, number>()
  /** what a successor takes over */
  readonly compilation: Compilation
  readonly #runnable: readonly RunnableRule[]
  readonly #questions: readonly Holds[]
  readonly #byRule: ReadonlyMap<SigmaRule, RunnableRule>
  readonly #index: WitnessIndex
  readonly #turn: Turn
  /** the event in which a rule became a candidate, by rule number */
  readonly #seen: Float64Array
  readonly #candidates: Int32Array
  #count = 0

  constructor(runnable: readonly RunnableRule[], index: WitnessIndex, compilation: Compilation) {
    this.rules = runnable.map(({ rule }) => rule)
    this.compilation = compilation
    this.#runnable = runnable
    this.#questions = runnable.map(({ holds }) => holds)
    this.#byRule = new Map(runnable.map((one) => [one.rule, one]))
    this.#index = index
    this.#turn = compilation.turn
    this.#seen = new Float64Array(runnable.length)
    this.#candidates = new Int32Array(runnable.length)
  }

  fields(rule: SigmaRule, most: number): ReturnType<Matcher['fields']> {
    const reads = this.#byRule.get(rule)?.reads ?? []
    return reads.length === 0 ? null : fieldTexts(reads, most)
  }

  match(input: RuleInput, into: SigmaRule[]): void {
    this.#turn.serial += 1
    this.#turn.input = input
    this.#count = 0
    for (const field of this.#index.fields) this.#lookUp(field)
    this.#add(this.#index.always)
    if (this.#count > 1) this.#sort()
    for (let at = 0; at < this.#count; at += 1) {
      const number = this.#candidates[at] ?? 0
      if (!this.#questions[number]?.()) continue
      const runnable = this.#runnable[number]
      if (!runnable) continue
      if (runnable.filters.length === 0 || this.#passes(runnable.filters, input.time)) into.push(runnable.rule)
    }
  }

  /** Whether all filters let a match through. Every one that does not is counted. */
  #passes(filters: readonly RunnableFilter[], time: number | undefined): boolean {
    let passes = true
    for (const { id, expires, holds } of filters) {
      if ((time !== undefined && time >= expires) || holds()) continue
      this.filtered.set(id, (this.filtered.get(id) ?? 0) + 1)
      passes = false
    }
    return passes
  }

  #lookUp({ values, rules, known }: IndexedField): void {
    values.refresh()
    const { textCount, texts } = values
    for (let at = 0; at < textCount; at += 1) {
      const text = texts[at] ?? ''
      let numbers = known.get(text)
      if (numbers === undefined) {
        numbers = rules.get(fold(text)) ?? NONE
        if (text.length <= KNOWN_LENGTH && known.size < KNOWN_TEXTS) known.set(text, numbers)
      }
      if (numbers.length > 0) this.#add(numbers)
    }
    if (values.hasObjects) for (const text of values.foldedObjectTexts) this.#add(rules.get(text))
  }

  #add(numbers: readonly number[] | undefined): void {
    if (numbers === undefined) return
    const { serial } = this.#turn
    for (const number of numbers) {
      if (this.#seen[number] === serial) continue
      this.#seen[number] = serial
      this.#candidates[this.#count] = number
      this.#count += 1
    }
  }

  /** Brings the candidates into the order of the rules. */
  #sort(): void {
    const list = this.#candidates
    if (this.#count > FEW) {
      list.subarray(0, this.#count).sort()
      return
    }
    for (let at = 1; at < this.#count; at += 1) {
      const number = list[at] ?? 0
      let to = at
      for (; to > 0 && (list[to - 1] ?? 0) > number; to -= 1) list[to] = list[to - 1] ?? 0
      list[to] = number
    }
  }
}
