import type { Condition } from '../detection.ts'
import { readKeywords, MAX_VALUES, type DetectionScope } from './read-item.ts'
import { readEntry } from './read-scope.ts'
import { quoted } from './source-text.ts'
import { kindOf, type MapEntry, type MapNode, type YamlNode } from './yaml-node.ts'

const IDENTIFIER = /^[A-Za-z0-9_-]+$/

/** Search identifiers of one document. */
export interface ReadIdentifiers {
  readonly byName: ReadonlyMap<string, Condition>
  /** name → offset */
  readonly places: ReadonlyMap<string, number>
  /** false when one was refused */
  readonly isGood: boolean
}

/** Reads search identifiers; `condition` is passed over. What is wrong goes to the log. */
export function readIdentifiers(entries: readonly MapEntry[], scope: DetectionScope): ReadIdentifiers {
  const byName = new Map<string, Condition>()
  const places = new Map<string, number>()
  let isGood = true
  for (const { key, start, value } of entries) {
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
  const message = '“timeframe” belongs to the aggregations that are not part of Sigma 2'
  scope.log.error('aggregation', start, message, 'write a correlation rule with “timespan”')
  return null
}

function readIdentifier(name: string, start: number, value: YamlNode, scope: DetectionScope): Condition | null {
  if (!IDENTIFIER.test(name)) {
    const message = `a condition can reach ${quoted(name)} only with “of”`
    scope.log.warn('identifier-name', start, message, 'use letters, digits, _ and - in the name')
  }
  if (value.kind === 'map') return readMap(name, value, start, scope)
  const items = value.kind === 'list' ? value.items : [value]
  if (items.length === 0 || (items.length === 1 && kindOf(items[0] ?? value) === 'null')) {
    return empty(name, start, scope)
  }
  if (items.length > MAX_VALUES) {
    const message = `${name}: the list has more than ${MAX_VALUES} entries`
    scope.log.error('detection', start, message, 'split the rule')
    return null
  }
  if (items.every((item) => item.kind === 'scalar')) {
    const item = readKeywords(name, items, start, scope)
    return item && { op: 'item', item }
  }
  return readList(name, items, scope)
}

function empty(name: string, start: number, scope: DetectionScope): null {
  const hint = 'write field: value below it, or remove it'
  scope.log.error('detection', start, `the search identifier ${quoted(name)} is empty`, hint)
  return null
}

/** A list of maps: one of them is enough. */
function readList(name: string, items: readonly YamlNode[], scope: DetectionScope): Condition | null {
  const parts: Condition[] = []
  let isGood = true
  for (const item of items) {
    if (item.kind !== 'map') {
      const message = `${name}: a ${kindOf(item)} stands in a list with maps`
      const hint = 'make two search identifiers of it and join them in the condition'
      scope.log.error('detection', item.start, message, hint)
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

/** A map: every entry must hold. */
export function readMap(name: string, map: MapNode, start: number, scope: DetectionScope): Condition | null {
  if (map.entries.length === 0) return empty(name, start, scope)
  const parts: Condition[] = []
  for (const entry of map.entries) {
    const part = readEntry(entry, scope)
    if (part) parts.push(part)
  }
  const only = parts[0]
  if (parts.length < map.entries.length || !only) return null
  return parts.length === 1 ? only : { op: 'and', parts }
}
