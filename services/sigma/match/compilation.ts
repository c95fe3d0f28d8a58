import type { Taxonomy } from '../../record/field-access.ts'
import type { ArrayScope, Condition, Item } from '../detection.ts'
import type { MatcherTarget } from '../types.ts'
import { arraysOfField } from './array-elements.ts'
import { compileCondition, type FilePlace, type KnownItem, type KnownScope, type Place } from './compile-condition.ts'
import type { Question } from './compile-tests.ts'
import { fieldName, fieldTable, findField, type Field, type FieldTable } from './field-table.ts'
import { newTurn, type Turn } from './field-values.ts'

/** Everything that was compiled for the rules of one log source; a later set of rules takes over what it still has. */
export interface Compilation {
  readonly target: MatcherTarget
  readonly turn: Turn
  readonly fields: FieldTable
  readonly shared: Map<string, KnownItem>
  /** by the object that it was compiled from: a rule's detection, or a filter */
  readonly units: Map<object, Unit>
  readonly items: Map<Item, KnownItem>
  readonly scopes: Map<ArrayScope, KnownScope>
}

/** The condition of a detection or a filter. */
export interface Unit extends Question {
  readonly taxonomy: Taxonomy
  readonly items: ReadonlyMap<Item, KnownItem>
  readonly scopes: ReadonlyMap<ArrayScope, KnownScope>
  /** fields that it reads, by {@link FieldTable.byName} */
  readonly fields: ReadonlyMap<string, Field>
  /** names of fields that no record has, each with the first place that asks for it */
  readonly absent: ReadonlyMap<string, FilePlace>
}

/** Begins to compile for a target. With a turn, what was compiled with that turn can be taken over. */
export function startCompilation(target: MatcherTarget, turn: Turn = newTurn()): Compilation {
  return {
    target,
    turn,
    fields: fieldTable(),
    shared: new Map(),
    units: new Map(),
    items: new Map(),
    scopes: new Map(),
  }
}

/** Whether what was compiled for one target means the same for another. Adds the paths of the first to the second. */
export function isCompatible(previous: MatcherTarget, target: MatcherTarget): boolean {
  const { source, resolve } = previous
  const { product, category, service } = target.source
  const isSame = source.product === product && source.category === category && source.service === service
  if (!isSame || resolve !== target.resolve) return false
  return previous.paths.paths.every((path) => target.paths.add(path.text).index === path.index)
}

/** Takes a unit over from an earlier compilation. `owner` is the object that it was compiled from. */
export function takeOver(owner: object, unit: Unit, { units, items, scopes, shared, fields }: Compilation): void {
  units.set(owner, unit)
  for (const [item, known] of unit.items) {
    items.set(item, known)
    shared.set(known.key, known)
  }
  for (const [scope, known] of unit.scopes) scopes.set(scope, known)
  for (const [name, field] of unit.fields) {
    fields.byName.set(name, field)
    fields.byKey.set(field.key, field)
  }
}

/** Compiles the condition of a detection or filter. */
export function compileUnit(owner: object, condition: Condition, taxonomy: Taxonomy, into: Compilation): Unit {
  const absent = new Map<string, FilePlace>()
  const fields = new Map<string, Field>()
  const field = (name: string | null, at: FilePlace): Field => {
    const found = findField(name, taxonomy, into)
    fields.set(fieldName(name, taxonomy), found)
    if (name !== null && found.accesses?.length === 0 && !absent.has(name)) absent.set(name, at)
    return found
  }
  const place: Place = {
    turn: into.turn,
    field,
    arrays: (path, at) => {
      const { accesses, cost, values } = field(path, at)
      return { visitor: arraysOfField(accesses ?? [], into.turn), cost, values }
    },
    shared: into.shared,
    items: new Map(),
    scopes: new Map(),
  }
  const { holds, cost } = compileCondition(condition, place)
  const unit: Unit = { holds, cost, taxonomy, items: place.items, scopes: place.scopes, fields, absent }
  takeOver(owner, unit, into)
  return unit
}
