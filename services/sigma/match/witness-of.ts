import type { ArrayScope, Condition, Item } from '../detection.ts'
import type { FieldClue, Witness } from './clue.ts'
import { cluesOfItem } from './clues-of-item.ts'
import type { FieldValues } from './field-values.ts'
import type { FieldCosts, Selectivity } from './selectivity.ts'

/** What the index needs to know of compiled conditions. */
export interface CompiledFields extends FieldCosts {
  /** the values that an item asks; undefined for one that was not compiled */
  valuesOf(item: Item): FieldValues | undefined
  /** the values at the path of a scope */
  valuesOfScope(scope: ArrayScope): FieldValues | undefined
}

/** The same with the witnesses of items, each made out once. */
export interface KnownWitnesses extends CompiledFields {
  witnessesOf(item: Item): readonly Witness[]
}

/**
 * The best witness of a condition. Items joined by `and` are as good as the best of them, those joined by `or` need the
 * witnesses of all; what is negated has none.
 */
export function witnessOf(condition: Condition, fields: KnownWitnesses, selectivity: Selectivity): Witness {
  switch (condition.op) {
    case 'item':
      return best(fields.witnessesOf(condition.item), selectivity)
    case 'scope':
      return witnessOfScope(condition.scope, fields)
    case 'not':
      return null
    case 'and': {
      const witness = best(
        condition.parts.map((part) => witnessOf(part, fields, selectivity)),
        selectivity,
      )
      // Asking a cheap part of every event is better than building every event to look for the witness.
      const isDear = witness?.some(({ values }) => fields.isDear(values)) === true
      return isDear && condition.parts.some((part) => isCheap(part, fields)) ? null : witness
    }
    case 'or':
      return union(condition.parts.map((part) => witnessOf(part, fields, selectivity)))
  }
}

/** Everything in a condition that can be a witness somewhere, what is negated included: it tells what a field is like. */
export function noteClues(condition: Condition, fields: KnownWitnesses, selectivity: Selectivity): void {
  if (condition.op === 'item') {
    for (const witness of fields.witnessesOf(condition.item)) witness?.forEach((clue) => selectivity.note(clue))
  } else if (condition.op === 'not') noteClues(condition.part, fields, selectivity)
  else if (condition.op !== 'scope') for (const part of condition.parts) noteClues(part, fields, selectivity)
}

/** Every witness that an item has: each is enough. */
export function witnessesOfItem(item: Item, fields: CompiledFields): readonly Witness[] {
  const values = fields.valuesOf(item)
  if (!values) return [null]
  const isWhole = fields.isWholeRecord(values)
  return cluesOfItem(item).map((clues) => {
    // A record has no presence: a keyword that every text answers to is no clue.
    if (isWhole && clues.some(({ kind }) => kind === 'present')) return null
    return clues.map((clue): FieldClue => ({ values, clue }))
  })
}

/**
 * A scope that needs an element needs its field. Names inside are those of elements, and a key of the record that is spelled
 * like a whole path would hide them from the index, so it does not look for them.
 */
function witnessOfScope(scope: ArrayScope, fields: CompiledFields): Witness {
  const values = fields.valuesOfScope(scope)
  if (!values || scope.pick === 'all_or_empty' || scope.pick === 'none') return null
  if (typeof scope.pick === 'number' && !needsSomething(scope.part)) return null
  return [{ values, clue: { kind: 'present' } }]
}

/** True when the condition cannot hold of nothing at all, where every field is missing. */
function needsSomething(condition: Condition): boolean {
  switch (condition.op) {
    case 'item':
      return cluesOfItem(condition.item).length > 0
    case 'scope': {
      const { pick, part } = condition.scope
      return pick === 'any' || pick === 'all' || (typeof pick === 'number' && needsSomething(part))
    }
    case 'not':
      return false
    case 'and':
      return condition.parts.some((part) => needsSomething(part))
    case 'or':
      return condition.parts.every((part) => needsSomething(part))
  }
}

function best(witnesses: readonly Witness[], selectivity: Selectivity): Witness {
  let rarest: Witness = null
  let least = Number.POSITIVE_INFINITY
  for (const witness of witnesses) {
    if (witness === null) continue
    const rarity = selectivity.rarity(witness)
    if (rarest !== null && rarity >= least) continue
    rarest = witness
    least = rarity
  }
  return rarest
}

function union(witnesses: readonly Witness[]): Witness {
  return witnesses.includes(null) ? null : witnesses.flatMap((witness) => witness ?? [])
}

/** True when the condition can be answered without building the event. */
function isCheap(condition: Condition, fields: CompiledFields): boolean {
  if (condition.op === 'item') {
    const values = fields.valuesOf(condition.item)
    const readsOther = condition.item.values.flat().some(({ kind }) => kind === 'field')
    return values !== undefined && !fields.isDear(values) && !readsOther
  }
  if (condition.op === 'not') return isCheap(condition.part, fields)
  if (condition.op === 'scope') {
    const values = fields.valuesOfScope(condition.scope)
    return values !== undefined && !fields.isDear(values)
  }
  return condition.parts.every((part) => isCheap(part, fields))
}
