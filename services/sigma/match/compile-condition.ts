import { contentHash } from '../../core/ids.ts'
import type { ArrayScope, Condition, Item } from '../detection.ts'
import { arraysBelow, valuesBelow, type ArrayVisitor } from './array-elements.ts'
import { compileItem, type CompiledItem } from './compile-item.ts'
import { compileScope, type Element } from './compile-scope.ts'
import { allOf, anyOf, type Question } from './compile-tests.ts'
import { FieldValues, newTurn, type Turn } from './field-values.ts'

const LONG_KEY = 128

/** Where something stands in its file, 1-based. */
export interface FilePlace {
  readonly line: number
  readonly column: number
}

/** Values that questions are asked of. */
export interface AskedField {
  /** the same for what is read at the same places */
  readonly key: string
  readonly values: FieldValues
  /** what reading it costs, in comparisons of texts */
  readonly cost: number
}

/** Where the names in a condition are looked up: in an event, or in the element of an array. */
export interface Place {
  readonly turn: Turn
  /** null asks for keywords */
  field(name: string | null, at: FilePlace): AskedField
  arrays(path: string, at: FilePlace): ScopedArrays
  /** items that are written alike, by their text: each is compiled once */
  readonly shared: Map<string, KnownItem>
  /** what was compiled for the items and scopes that stand here, those inside scopes left out */
  readonly items: Map<Item, KnownItem>
  readonly scopes: Map<ArrayScope, KnownScope>
}

/** The arrays of a scope. */
export interface ScopedArrays {
  readonly visitor: ArrayVisitor
  /** what finding them costs, in comparisons of texts */
  readonly cost: number
  /** the values at the same path; null inside an element */
  readonly values: FieldValues | null
}

/** A compiled item with its place in {@link Place.shared}. */
export interface KnownItem {
  readonly key: string
  readonly compiled: CompiledItem
}

/** A compiled scope with the values at its path; inside another scope there are none. */
export interface KnownScope extends Question {
  readonly values: FieldValues | null
}

/** Makes one question of a condition. */
export function compileCondition(condition: Condition, place: Place): Question {
  switch (condition.op) {
    case 'item':
      return compileShared(condition.item, place).compiled
    case 'scope':
      return scopeQuestion(condition.scope, place)
    case 'not': {
      const { holds, cost } = compileCondition(condition.part, place)
      return { holds: () => !holds(), cost }
    }
    case 'and':
      return allOf(condition.parts.map((part) => compileCondition(part, place)))
    case 'or':
      return anyOf(condition.parts.map((part) => compileCondition(part, place)))
  }
}

/** Items that are written alike and read the same places are compiled once. */
function compileShared(item: Item, place: Place): KnownItem {
  const known = place.items.get(item)
  if (known) return known
  const field = place.field(item.field, item)
  const others = item.values.flat().flatMap((test) => (test.kind === 'field' ? [place.field(test.field, item)] : []))
  const key = keyOf([field.key, item.values, item.link, item.negated, others.map((other) => other.key)])
  const shared = place.shared.get(key) ?? {
    key,
    compiled: compileItem(
      item,
      place.turn,
      field.values,
      (name) => place.field(name, item).values,
      others.reduce((sum, other) => sum + other.cost, field.cost),
    ),
  }
  place.shared.set(key, shared)
  place.items.set(item, shared)
  return shared
}

/** Lists of thousands of values are common, so a long key is kept as a hash. */
function keyOf(parts: readonly unknown[]): string {
  const key = JSON.stringify(parts)
  return key.length > LONG_KEY ? contentHash(key) : key
}

function scopeQuestion(scope: ArrayScope, place: Place): Question {
  const known = place.scopes.get(scope)
  if (known) return known
  const { visitor, cost, values } = place.arrays(scope.path, scope)
  const element: Element = { turn: newTurn(), value: undefined }
  const part = compileCondition(scope.part, elementPlace(element))
  const question = compileScope(scope, place.turn, visitor, element, part)
  const compiled = { holds: question.holds, cost: question.cost + cost, values }
  place.scopes.set(scope, compiled)
  return compiled
}

/** Names inside a scope are paths of the element; there is no mapping. */
function elementPlace(element: Element): Place {
  const fields = new Map<string, AskedField>()
  const get = (): Element['value'] => element.value
  return {
    turn: element.turn,
    field: (name) => {
      const key = name ?? '.'
      const known = fields.get(key) ?? { key, values: new FieldValues(element.turn, valuesBelow(get, key)), cost: 0 }
      fields.set(key, known)
      return known
    },
    arrays: (path) => ({ visitor: arraysBelow(get, path), cost: 0, values: null }),
    shared: new Map(),
    items: new Map(),
    scopes: new Map(),
  }
}
