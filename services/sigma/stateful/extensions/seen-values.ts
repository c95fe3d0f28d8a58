import type { NewValueRule, StatefulRule } from '../../types.ts'
import { groupsOf, tupleKey, tuplesOf } from '../group-tuples.ts'
import type { EngineLimits, Observation } from '../types.ts'
import { grainLength } from './grain.ts'

interface Reader {
  readonly rule: NewValueRule
  /** index of the observed rule in its `refs` */
  readonly ref: number
  readonly grain: number
  /** the start of its keys */
  readonly prefix: string
}

/**
 * Knows of hits that only `x_new_value` rules read which ones need not be stored: of each (rule, group, values, grain of
 * time) only the first hit matters. A bounded cache: what it has forgotten counts as not stored, so it errs on the side of
 * storing alone. It holds the time of the earliest stored hit of the latest grain of each tuple.
 */
export class SeenValues {
  readonly #readers = new Map<string, Reader[]>()
  readonly #limits: Pick<EngineLimits, 'values' | 'keys'>
  /** Two generations: when the young one is full, it becomes the old one, and what nobody asked for is forgotten. */
  #young = new Map<string, number>()
  #old = new Map<string, number>()

  /** `rules`: all stateful rules; hits of detection rules that one of another kind reads are never said to change nothing. */
  constructor(rules: readonly StatefulRule[], limits: Pick<EngineLimits, 'values' | 'keys'>) {
    this.#limits = limits
    for (const [at, rule] of rules.entries()) {
      if (rule.type === 'x_new_value') this.#addReader(rule, at)
    }
    for (const rule of rules) {
      if (rule.type !== 'x_new_value') for (const ref of rule.refs) this.#readers.delete(ref.id)
    }
  }

  /**
   * True when no rule answers anything differently with this hit than without it, for ever, given that those in
   * {@link add} are stored. Changes nothing but what is forgotten first.
   */
  changesNothing(hit: Observation): boolean {
    const readers = this.#readers.get(hit.ruleId)
    if (readers === undefined) return false
    for (const reader of readers) {
      for (const key of this.#keys(reader, hit)) {
        const first = this.#first(key)
        if (first === undefined || !isCovered(first, hit.time, reader.grain)) return false
      }
    }
    return true
  }

  /** A hit that is stored, and that was late for none of its rules. (A late one must not stand for one that counts.) */
  add(hit: Observation): void {
    for (const reader of this.#readers.get(hit.ruleId) ?? []) {
      for (const key of this.#keys(reader, hit)) {
        const first = this.#first(key)
        if (first === undefined || isNews(first, hit.time, reader.grain)) this.#remember(key, hit.time)
      }
    }
  }

  /** Forgets everything: after a commit that failed. */
  clear(): void {
    this.#young.clear()
    this.#old.clear()
  }

  #addReader(rule: NewValueRule, at: number): void {
    for (const [ref, { id }] of rule.refs.entries()) {
      const reader = { rule, ref, grain: grainLength(rule.history), prefix: `${at} ` }
      const readers = this.#readers.get(id)
      if (readers === undefined) this.#readers.set(id, [reader])
      else readers.push(reader)
    }
  }

  *#keys({ rule, ref, prefix }: Reader, hit: Observation): Generator<string> {
    const most = this.#limits.values
    const tuples = tuplesOf(rule.fields, rule.refs[ref], hit, most).groups
    if (tuples.length === 0) return
    for (const group of groupsOf(rule, ref, hit, most).groups) {
      const groupKey = tupleKey(group)
      // The length says where the one part ends: no two pairs of texts give the same key.
      for (const tuple of tuples) yield `${prefix}${groupKey.length} ${groupKey}${tupleKey(tuple)}`
    }
  }

  #first(key: string): number | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.#remember(key, old)
    return old
  }

  #remember(key: string, time: number): void {
    this.#young.set(key, time)
    if (this.#young.size * 2 <= this.#limits.keys) return
    this.#old = this.#young
    this.#young = new Map()
  }
}

/** True when the stored hit at `first` comes before one at `time` in the same grain; of equal times the id would decide. */
function isCovered(first: number, time: number, grain: number): boolean {
  return first < time && Math.floor(first / grain) === Math.floor(time / grain)
}

/** True when a hit at `time` is to be remembered instead: it is of a later grain, or earlier in the same one. */
function isNews(first: number, time: number, grain: number): boolean {
  const ofFirst = Math.floor(first / grain)
  const ofTime = Math.floor(time / grain)
  return ofTime > ofFirst || (ofTime === ofFirst && time < first)
}
