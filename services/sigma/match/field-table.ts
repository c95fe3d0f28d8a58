import type { FieldAccess, Taxonomy } from '../../record/field-access.ts'
import type { MatcherTarget } from '../types.ts'
import { FieldValues, type Turn } from './field-values.ts'

/** What reading a field costs compared with one text comparison: the event has to be built before it can be read. */
export const EVENT_COST = 1000
const KEYWORD_COST = 200

/** A field of a log source, shared by everything that reads it. */
export interface Field {
  /** the same for names that are read at the same places */
  readonly key: string
  readonly values: FieldValues
  readonly cost: number
  /** where it is read; null for keywords */
  readonly accesses: readonly FieldAccess[] | null
}

/** The fields that rules of one log source read, by name and by place. */
export interface FieldTable {
  readonly byName: Map<string, Field>
  readonly byKey: Map<string, Field>
}

/** Where fields are looked for. */
export interface FieldScope {
  readonly fields: FieldTable
  readonly target: MatcherTarget
  readonly turn: Turn
}

/** Begins a table. */
export function fieldTable(): FieldTable {
  return { byName: new Map(), byKey: new Map() }
}

/** A name as it stands in {@link FieldTable.byName}; null stands for keywords. */
export function fieldName(name: string | null, taxonomy: Taxonomy): string {
  return name === null ? '' : `${taxonomy}:${name}`
}

/** The field of a name, which may be one that no record has. */
export function findField(
  name: string | null,
  taxonomy: Taxonomy,
  { fields: { byName, byKey }, target, turn }: FieldScope,
): Field {
  const nameKey = fieldName(name, taxonomy)
  const known = byName.get(nameKey)
  if (known) return known
  const accesses = name === null ? null : target.resolve(name, taxonomy, target.paths)
  const key = accesses === null ? 'whole record' : JSON.stringify(accesses.map(keyOf))
  const field = byKey.get(key) ?? newField(key, accesses, turn)
  byName.set(nameKey, field)
  byKey.set(key, field)
  return field
}

function newField(key: string, accesses: readonly FieldAccess[] | null, turn: Turn): Field {
  if (accesses === null) return { key, accesses, values: new FieldValues(turn, 'whole record'), cost: KEYWORD_COST }
  const cost = accesses.some((access) => access.from === 'event') ? EVENT_COST : 0
  return { key, accesses, values: new FieldValues(turn, accesses), cost }
}

function keyOf(access: FieldAccess): readonly (string | number)[] {
  return access.from === 'record' ? [access.path.index] : ['event', access.ref.field.index, ...access.ref.rest]
}
