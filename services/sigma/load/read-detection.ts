import type { Condition, Detection } from '../detection.ts'
import { isRefusal } from './draft.ts'
import { parseCondition } from './parse-condition.ts'
import { readItem, readKeywords, MAX_VALUES, type DetectionScope } from './read-item.ts'
import { quoted } from './source-text.ts'
import { entryOf, kindOf, type MapEntry, type MapNode, type YamlNode } from './yaml-node.ts'

const IDENTIFIER = /^[A-Za-z0-9_-]+$/

/** Reads the `detection` of a rule. Gives null and writes everything that is wrong to the log when it is refused. */
export function readDetection(entry: MapEntry, scope: DetectionScope): Detection | null {
  const map = entry.value
  if (map.kind !== 'map') {
    scope.log.error(
      entry.start,
      `“detection” is a ${kindOf(map)}, not a map`,
      'write search identifiers and a condition',
    )
    return null
  }
  const identifiers = readIdentifiers(map, scope)
  const conditions = readConditions(map, entry.start, identifiers, scope)
  return identifiers.isGood && conditions ? { conditions } : null
}

interface ReadIdentifiers {
  readonly byName: ReadonlyMap<string, Condition>
  readonly places: ReadonlyMap<string, number>
  /** false when one was refused */
  readonly isGood: boolean
}

function readIdentifiers(map: MapNode, scope: DetectionScope): ReadIdentifiers {
  const byName = new Map<string, Condition>()
  const places = new Map<string, number>()
  let isGood = true
  for (const { key, start, value } of map.entries) {
    if (key === 'condition') continue
    const condition = key === 'timeframe' ? timeframe(start, scope) : readIdentifier(key, start, value, scope)
    // A refused identifier stays known, so that the condition does not report it a second time.
    byName.set(key, condition ?? { op: 'or', parts: [] })
    places.set(key, start)
    if (!condition) isGood = false
  }
  return { byName, places, isGood }
}

function timeframe(start: number, scope: DetectionScope): null {
  const hint = 'write a correlation rule with “timespan”'
  scope.log.error(start, '“timeframe” belongs to the aggregations that are not part of Sigma 2', hint)
  return null
}

function readIdentifier(name: string, start: number, value: YamlNode, scope: DetectionScope): Condition | null {
  if (!IDENTIFIER.test(name)) {
    const message = `a condition can reach ${quoted(name)} only with “of”`
    scope.log.warn(start, message, 'use letters, digits, _ and - in the name')
  }
  if (value.kind === 'map') return readMap(name, value, start, scope)
  const items = value.kind === 'list' ? value.items : [value]
  if (items.length === 0 || (items.length === 1 && kindOf(items[0] ?? value) === 'null')) {
    scope.log.error(start, `the search identifier ${quoted(name)} is empty`, '')
    return null
  }
  if (items.length > MAX_VALUES) {
    scope.log.error(start, `${name}: the list has more than ${MAX_VALUES} entries`, 'split the rule')
    return null
  }
  if (items.every((item) => item.kind === 'scalar')) {
    const item = readKeywords(items, start, scope)
    return item && { op: 'item', item }
  }
  return readList(name, items, scope)
}

/** A list of maps: one of them is enough. */
function readList(name: string, items: readonly YamlNode[], scope: DetectionScope): Condition | null {
  const parts: Condition[] = []
  let isGood = true
  for (const item of items) {
    if (item.kind !== 'map') {
      const message = `${name}: a ${kindOf(item)} stands in a list with maps`
      scope.log.error(item.start, message, 'make two search identifiers of it and join them in the condition')
      isGood = false
      continue
    }
    const part = readMap(name, item, item.start, scope)
    if (part) parts.push(part)
    else isGood = false
  }
  const only = parts[0]
  if (!isGood || !only) return null
  return parts.length === 1 ? only : { op: 'or', parts }
}

/** A map: every item must hold. */
function readMap(name: string, map: MapNode, start: number, scope: DetectionScope): Condition | null {
  if (map.entries.length === 0) {
    scope.log.error(start, `the search identifier ${quoted(name)} is empty`, '')
    return null
  }
  const parts: Condition[] = []
  for (const entry of map.entries) {
    const item = readItem(entry.key, entry.start, entry.value, scope)
    if (item) parts.push({ op: 'item', item })
  }
  const only = parts[0]
  if (parts.length < map.entries.length || !only) return null
  return parts.length === 1 ? only : { op: 'and', parts }
}

function readConditions(
  map: MapNode,
  start: number,
  identifiers: ReadIdentifiers,
  scope: DetectionScope,
): readonly Condition[] | null {
  const entry = entryOf(map, 'condition')
  const nodes = entry?.value.kind === 'list' ? entry.value.items : entry ? [entry.value] : []
  if (nodes.length === 0) {
    scope.log.error(
      entry?.start ?? start,
      'the detection has no condition',
      'add one, for example “condition: selection”',
    )
    return null
  }
  const used = new Set<string>()
  const conditions: Condition[] = []
  for (const node of nodes) {
    if (node.kind !== 'scalar' || node.value === null) {
      scope.log.error(node.start, `a condition is text, not ${kindOf(node)}`, '')
      continue
    }
    const result = parseCondition(String(node.value), identifiers.byName, used)
    if (isRefusal(result)) scope.log.error(node.start + result.at, result.problem, result.hint)
    else conditions.push(result)
  }
  if (conditions.length < nodes.length) return null
  for (const [name, place] of identifiers.places) {
    if (used.has(name) || name.startsWith('_') || name === 'timeframe') continue
    scope.log.warn(place, `the condition never uses ${quoted(name)}`, 'name it in the condition or remove it')
  }
  return conditions
}
