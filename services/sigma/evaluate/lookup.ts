import { isObject, type JsonValue } from '../../core/json.ts'
import type { FieldResolver, Taxonomy } from '../../record/field-access.ts'
import { PathTable } from '../../record/field-path.ts'
import type { RuleInput } from '../../record/rule-input.ts'
import { plainText } from './compare.ts'

/** All values of a field, and whether it stands in the event at all. */
export interface Found {
  readonly values: readonly JsonValue[]
  readonly isPresent: boolean
}

/** Where a condition finds what it names: in an event, or in one element of an array. */
export interface Lookup {
  /** null: everything, for keywords */
  find(name: string | null): Found
  /** the arrays at a path, each with its elements; what is no array is a list of one */
  arrays(path: string): readonly (readonly JsonValue[])[]
}

/** No field gives a rule more values than this. */
const MOST_VALUES = 4096
const DEEPEST = 64

/** What names mean in an event, through the mapping of its log type. */
export function lookInEvent(input: RuleInput, resolve: FieldResolver, taxonomy: Taxonomy): Lookup {
  const roots = (name: string): { start: JsonValue | undefined; keys: readonly string[] }[] =>
    resolve(name, taxonomy, new PathTable()).map((access) =>
      access.from === 'record'
        ? { start: input.record.root(), keys: access.path.keys }
        : { start: input.event.get(access.ref.field), keys: access.ref.rest },
    )
  return {
    find: (name) =>
      name === null
        ? { values: everyText(input.record.root()), isPresent: true }
        : found(roots(name).map(({ start, keys }) => reach(start, keys))),
    arrays: (path) => roots(path).flatMap(({ start, keys }) => ends(start, keys).flatMap(listOf)),
  }
}

/** What names mean in an element: plain paths; `.` is the element. Undefined is an element that is not there. */
export function lookInElement(element: JsonValue | undefined): Lookup {
  const keysOf = (name: string | null): readonly string[] => (name === null || name === '.' ? [] : name.split('.'))
  return {
    find: (name) => found([reach(element, keysOf(name))]),
    arrays: (path) => ends(element, keysOf(path)).flatMap(listOf),
  }
}

function found(parts: readonly (readonly JsonValue[] | null)[]): Found {
  const present = parts.filter((part) => part !== null)
  return { values: present.flat().slice(0, MOST_VALUES), isPresent: present.length > 0 }
}

function listOf(value: JsonValue): (readonly JsonValue[])[] {
  if (value === null) return []
  return [Array.isArray(value) ? value : [value]]
}

/** The values at the end of the keys, arrays opened; null when nothing is there. */
function reach(value: JsonValue | undefined, keys: readonly string[], depth = 0): readonly JsonValue[] | null {
  if (value === undefined || depth > DEEPEST) return null
  if (Array.isArray(value)) {
    const reached = value.map((item) => reach(item, keys, depth + 1)).filter((values) => values !== null)
    return reached.length > 0 || keys.length === 0 ? reached.flat() : null
  }
  if (keys.length === 0) return [value]
  const [next, rest] = step(value, keys)
  return reach(next, rest, depth + 1)
}

/** The same without opening an array that stands at the end. */
function ends(value: JsonValue | undefined, keys: readonly string[], depth = 0): readonly JsonValue[] {
  if (value === undefined || depth > DEEPEST) return []
  if (keys.length === 0) return [value]
  if (Array.isArray(value)) return value.flatMap((item) => ends(item, keys, depth + 1))
  const [next, rest] = step(value, keys)
  return ends(next, rest, depth + 1)
}

/** One key further. A key that has the rest of the path in it comes first. */
function step(value: JsonValue, keys: readonly string[]): [JsonValue | undefined, readonly string[]] {
  if (!isObject(value)) return [undefined, []]
  const own = new Map(Object.entries(value))
  const whole = own.get(keys.join('.'))
  return whole === undefined ? [own.get(keys[0] ?? ''), keys.slice(1)] : [whole, []]
}

/** Every key, text, number and boolean. */
function everyText(root: JsonValue): string[] {
  const texts: string[] = []
  const visit = (value: JsonValue, depth: number): void => {
    if (value === null) return
    if (typeof value !== 'object') texts.push(plainText(value))
    else if (depth < DEEPEST) {
      for (const [key, child] of Object.entries(value)) {
        if (!Array.isArray(value)) texts.push(key)
        visit(child, depth + 1)
      }
    }
  }
  visit(root, 0)
  return texts
}
