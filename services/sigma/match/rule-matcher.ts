import type { RuleInput } from '../../record/rule-input.ts'
import type { Matcher, SigmaRule } from '../types.ts'
import { Candidates } from './candidates.ts'
import type { Compilation } from './compilation.ts'
import { fieldTexts, type ReadField } from './field-texts.ts'
import type { Turn } from './field-values.ts'
import type { Holds } from './value-questions.ts'
import type { WitnessIndex } from './witness-index.ts'

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
  readonly #candidates: Candidates
  /** numbers of the rules to ask about the event at hand */
  readonly #asked: Int32Array

  constructor(runnable: readonly RunnableRule[], index: WitnessIndex, compilation: Compilation) {
    this.rules = runnable.map(({ rule }) => rule)
    this.compilation = compilation
    this.#runnable = runnable
    this.#questions = runnable.map(({ holds }) => holds)
    this.#byRule = new Map(runnable.map((one) => [one.rule, one]))
    this.#index = index
    this.#turn = compilation.turn
    this.#candidates = new Candidates(runnable.length)
    this.#asked = new Int32Array(runnable.length)
  }

  fields(rule: SigmaRule, most: number): ReturnType<Matcher['fields']> {
    const reads = this.#byRule.get(rule)?.reads ?? []
    return reads.length === 0 ? null : fieldTexts(reads, most)
  }

  match(input: RuleInput, into: SigmaRule[]): void {
    this.#turn.serial += 1
    this.#turn.input = input
    for (const field of this.#index.fields) field.find(input.record, this.#candidates)
    for (const rule of this.#index.always) this.#candidates.add(rule)
    const count = this.#candidates.drain(this.#asked)
    for (let at = 0; at < count; at += 1) {
      const number = this.#asked[at] ?? 0
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
}
