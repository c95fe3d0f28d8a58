import { isObject, type JsonObject, type JsonValue } from '../core/json.ts'
import { MAX_DEPTH, MAX_VALUES } from './collect.ts'

/** A shorter record cannot hold more than {@link MAX_VALUES} values: each takes two bytes. */
export const LONG_RECORD = 2 * MAX_VALUES

/** So many members are named. */
const MOST_NAMED = 16
const LONGEST_NAME = 200

/**
 * The members of a record that rules do not read in full: a field in it has more than {@link MAX_VALUES} values, or
 * something stands deeper than {@link MAX_DEPTH} levels. Dotted names of one key or two, in the order of the record;
 * a member whose name is empty is called `""`.
 */
export function unreadMembers(root: JsonObject): readonly string[] {
  const names: string[] = []
  for (const [name, value] of Object.entries(root)) {
    const inner = isObject(value) ? Object.entries(value) : []
    const found = inner.filter(([, item]) => isUnread([item], 2)).map(([key]) => `${name}.${key}`)
    if (inner.length === 0 && isUnread([value], 1)) found.push(name)
    for (const each of found) {
      if (names.length === MOST_NAMED) return names
      names.push(each === '' ? '""' : each.slice(0, LONGEST_NAME))
    }
  }
  return names
}

/** Whether something in the values below one path is not read. `depth`: levels above them. Each value is seen once. */
function isUnread(values: readonly JsonValue[], depth: number): boolean {
  const flat: JsonValue[] = []
  let level = values
  let at = depth
  while (level.length > 0) {
    if (at > MAX_DEPTH) return true
    const lists: JsonValue[] = []
    for (const value of level) {
      if (!Array.isArray(value)) flat.push(value)
      else for (const item of value) lists.push(item)
    }
    if (flat.length > MAX_VALUES) return true
    level = lists
    at += 1
  }
  const groups = new Map<string, JsonValue[]>()
  for (const value of flat) if (isObject(value)) group(value, groups)
  for (const below of groups.values()) if (isUnread(below, depth + 1)) return true
  return false
}

/** Sorts the members by name, so that those of one path stand together. */
function group(object: JsonObject, groups: Map<string, JsonValue[]>): void {
  for (const [name, value] of Object.entries(object)) {
    const known = groups.get(name)
    if (known) known.push(value)
    else groups.set(name, [value])
  }
}

/** Whether anything stands deeper than {@link MAX_DEPTH} levels. */
export function isDeep(value: JsonValue, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return false
  if (depth >= MAX_DEPTH) return true
  return Object.values(value).some((item) => isDeep(item, depth + 1))
}
