import type { ArrayScope, Condition, Item, Test } from '../detection.ts'
import type { CompiledItem } from './compile-item.ts'
import type { FieldValues } from './field-values.ts'

/**
 * What must be seen for a rule to be worth asking: of these fields at least one has one of these folded texts whenever the
 * rule holds.
 */
export type Witness = ReadonlyMap<FieldValues, ReadonlySet<string>>

/** One field that the index looks at. */
export interface IndexedField {
  readonly values: FieldValues
  /** folded text → numbers of rules */
  readonly rules: ReadonlyMap<string, readonly number[]>
  /** what {@link rules} gave for texts as they stood in events; the matcher fills it up to a limit */
  readonly known: Map<string, readonly number[]>
}

/** Which rules to ask about an event. */
export interface WitnessIndex {
  readonly fields: readonly IndexedField[]
  /** rules without a witness */
  readonly always: readonly number[]
}

/** What the index needs to know of the compiled rules. */
export interface IndexInput {
  readonly conditions: readonly Condition[]
  itemOf(item: Item): CompiledItem | undefined
  /** true when reading the field is dear, because the event has to be built first */
  isDear(values: FieldValues): boolean
  /** the same for the arrays of a scope */
  isDearScope(scope: ArrayScope): boolean
}

/**
 * Builds the index. Of the witnesses that a rule has it takes the one that the fewest events will show, judged by how many
 * different texts all rules together look for in the field: an operation's name tells more than a service's. It may name
 * rules that do not hold, never the reverse.
 */
export function buildIndex(input: IndexInput): WitnessIndex {
  const variety = countTexts(input)
  const byField = new Map<FieldValues, Map<string, number[]>>()
  const always: number[] = []
  for (const [rule, condition] of input.conditions.entries()) {
    const witness = witnessOf(condition, input, (one) => rarity(one, variety, input))
    if (witness === null) always.push(rule)
    else for (const [values, texts] of witness) for (const text of texts) enter(byField, values, text, rule)
  }
  const fields = [...byField].map(([values, rules]) => ({ values, rules, known: new Map<string, readonly number[]>() }))
  return {
    fields: fields.toSorted((one, other) => Number(input.isDear(one.values)) - Number(input.isDear(other.values))),
    always,
  }
}

function enter(
  byField: Map<FieldValues, Map<string, number[]>>,
  values: FieldValues,
  text: string,
  rule: number,
): void {
  const rules = byField.get(values) ?? new Map<string, number[]>()
  byField.set(values, rules)
  const numbers = rules.get(text) ?? []
  rules.set(text, numbers)
  numbers.push(rule)
}

/** How many different texts all rules look for in each field. */
function countTexts(input: IndexInput): ReadonlyMap<FieldValues, number> {
  const texts = new Map<FieldValues, Set<string>>()
  const visit = (condition: Condition): void => {
    if (condition.op === 'item') {
      const item = input.itemOf(condition.item)
      if (!item?.witnesses) return
      const seen = texts.get(item.values) ?? new Set<string>()
      texts.set(item.values, seen)
      for (const text of item.witnesses) seen.add(text)
    } else if (condition.op === 'not') visit(condition.part)
    else if (condition.op !== 'scope') for (const part of condition.parts) visit(part)
  }
  for (const condition of input.conditions) visit(condition)
  return new Map([...texts].map(([values, seen]) => [values, seen.size]))
}

/** How often an event is expected to show the witness; only the order counts. */
function rarity(witness: Witness, variety: ReadonlyMap<FieldValues, number>, input: IndexInput): number {
  let sum = 0
  for (const [values, texts] of witness) {
    sum += texts.size / (variety.get(values) ?? 1) ** 2
    if (input.isDear(values)) sum += 1e6
  }
  return sum
}

/** The best witness of a condition, or null when it can hold without one. */
function witnessOf(condition: Condition, input: IndexInput, rate: (witness: Witness) => number): Witness | null {
  switch (condition.op) {
    case 'item': {
      const item = input.itemOf(condition.item)
      return item?.witnesses ? new Map([[item.values, new Set(item.witnesses)]]) : null
    }
    case 'not':
    case 'scope':
      // The texts of a scope are those of an element: the index looks at whole fields only.
      return null
    case 'and': {
      let best: Witness | null = null
      for (const part of condition.parts) {
        const witness = witnessOf(part, input, rate)
        if (witness && (best === null || rate(witness) < rate(best))) best = witness
      }
      // Asking a cheap part of every event is better than building every event to look for the witness.
      const isDear = best !== null && [...best.keys()].some((values) => input.isDear(values))
      return isDear && condition.parts.some((part) => isCheap(part, input)) ? null : best
    }
    case 'or':
      return union(condition.parts.map((part) => witnessOf(part, input, rate)))
  }
}

/** True when the condition can be answered without building the event. */
function isCheap(condition: Condition, input: IndexInput): boolean {
  if (condition.op === 'item') {
    const item = input.itemOf(condition.item)
    return item !== undefined && !input.isDear(item.values) && !condition.item.values.flat().some(readsOther)
  }
  if (condition.op === 'not') return isCheap(condition.part, input)
  if (condition.op === 'scope') return !input.isDearScope(condition.scope)
  return condition.parts.every((part) => isCheap(part, input))
}

function readsOther(test: Test): boolean {
  return test.kind === 'field'
}

function union(witnesses: readonly (Witness | null)[]): Witness | null {
  const joined = new Map<FieldValues, Set<string>>()
  for (const witness of witnesses) {
    if (witness === null) return null
    for (const [values, texts] of witness) {
      const known = joined.get(values) ?? new Set()
      joined.set(values, known)
      for (const text of texts) known.add(text)
    }
  }
  return joined
}
