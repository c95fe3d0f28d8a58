import type { Condition, Item } from '../detection.ts'
import type { Clue, FieldClue, Witness } from './clue.ts'
import { FieldIndex, type IndexedClue } from './field-index.ts'
import type { FieldValues } from './field-values.ts'
import { createSelectivity } from './selectivity.ts'
import { noteClues, witnessesOfItem, witnessOf, type CompiledFields, type KnownWitnesses } from './witness-of.ts'

/** Which rules to ask about an event. It may name rules that do not hold, never the reverse. */
export interface WitnessIndex {
  /** those that are dear to read come last */
  readonly fields: readonly FieldIndex[]
  /** rules without a witness, in ascending order */
  readonly always: readonly number[]
}

/** Builds the index of the rules' conditions, which are numbered by their order. Each is found by its rarest witness. */
export function buildIndex(conditions: readonly Condition[], compiled: CompiledFields): WitnessIndex {
  const known = new Map<Item, readonly Witness[]>()
  const fields: KnownWitnesses = {
    ...compiled,
    witnessesOf: (item) => {
      const witnesses = known.get(item) ?? witnessesOfItem(item, compiled)
      known.set(item, witnesses)
      return witnesses
    },
  }
  const selectivity = createSelectivity(fields)
  for (const condition of conditions) noteClues(condition, fields, selectivity)
  const byField = new Map<FieldValues, Map<string, IndexedClue & { readonly rules: number[] }>>()
  const always: number[] = []
  for (const [rule, condition] of conditions.entries()) {
    const witness = witnessOf(condition, fields, selectivity)
    if (witness === null) always.push(rule)
    else for (const clue of witness) enter(byField, clue, rule)
  }
  const dearLast = [...byField].toSorted(([one], [other]) => Number(fields.isDear(one)) - Number(fields.isDear(other)))
  return {
    fields: dearLast.map(
      ([values, clues]) => new FieldIndex(values, [...clues.values()], fields.isWholeRecord(values)),
    ),
    always,
  }
}

function enter(
  byField: Map<FieldValues, Map<string, IndexedClue & { readonly rules: number[] }>>,
  { values, clue }: FieldClue,
  rule: number,
): void {
  const clues = byField.get(values) ?? new Map<string, IndexedClue & { readonly rules: number[] }>()
  byField.set(values, clues)
  const key = keyOf(clue)
  const entry = clues.get(key) ?? { clue, rules: [] }
  clues.set(key, entry)
  if (entry.rules.at(-1) !== rule) entry.rules.push(rule)
}

function keyOf(clue: Clue): string {
  switch (clue.kind) {
    case 'equal':
      return `=${clue.text}`
    case 'part':
      return `${clue.place} ${clue.text}`
    case 'network':
      return `/${clue.network}`
    case 'present':
      return 'present'
  }
}
