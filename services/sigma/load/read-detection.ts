import type { Condition, Detection } from '../detection.ts'
import { detectionBudget } from './detection-budget.ts'
import { isRefusal } from './draft.ts'
import { parseCondition } from './parse-condition.ts'
import { readIdentifiers, readMap, type ReadIdentifiers } from './read-identifiers.ts'
import type { DetectionScope } from './read-item.ts'
import type { ListScope } from './list-scope.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { entryOf, kindOf, type MapEntry, type MapNode } from './yaml-node.ts'

/** So many conditions may stand in a list. */
const MAX_CONDITIONS = 100

/** Reads the `detection` of a rule. Gives null and writes everything that is wrong to the log when it is refused. */
export function readDetection(entry: MapEntry, scope: DetectionScope): Detection | null {
  const map = entry.value
  if (map.kind !== 'map') {
    const message = `“detection” is a ${kindOf(map)}, not a map`
    scope.log.error('detection', entry.start, message, 'write search identifiers and a condition')
    return null
  }
  const identifiers = readIdentifiers(map.entries, scope)
  const conditions = readConditions(map, entry.start, identifiers, scope)
  return identifiers.isGood && conditions ? { conditions, identifiers: identifiers.byName } : null
}

/** What search identifiers are read with; brackets pick elements of arrays from version 3 of the format on. */
export function detectionScope(version: number, lists: ListScope, log: ProblemLog): DetectionScope {
  return { log, lists, budget: detectionBudget(), hasBrackets: version >= 3, isRelative: false, depth: 0, readBody }
}

function readBody(name: string, map: MapNode, start: number, scope: DetectionScope): Condition | null {
  if (!entryOf(map, 'condition')) return readMap(name, map, start, scope)
  const identifiers = readIdentifiers(map.entries, scope)
  const conditions = readConditions(map, start, identifiers, scope)
  if (!identifiers.isGood || !conditions) return null
  const [only] = conditions
  return conditions.length === 1 && only ? only : { op: 'or', parts: conditions }
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
    const hint = 'add one, for example “condition: selection”'
    scope.log.error('condition', entry?.start ?? start, 'the detection has no condition', hint)
    return null
  }
  if (nodes.length > MAX_CONDITIONS) {
    const message = `the detection has ${nodes.length} conditions, more than ${MAX_CONDITIONS}`
    scope.log.error('condition', entry?.start ?? start, message, 'join some of them with “or”')
    return null
  }
  const used = new Set<string>()
  const conditions: Condition[] = []
  for (const node of nodes) {
    if (node.kind !== 'scalar' || node.value === null) {
      const hint = 'write it as text: condition: selection and not filter'
      scope.log.error('condition', node.start, `a condition is text, not ${kindOf(node)}`, hint)
      continue
    }
    const result = parseCondition(String(node.value), identifiers.byName, used)
    if (!isRefusal(result)) conditions.push(result)
    else scope.log.error(result.code ?? 'condition', node.textStart + result.at, result.problem, result.hint)
  }
  if (conditions.length < nodes.length) return null
  warnUnused(identifiers, used, scope)
  return conditions
}

function warnUnused(identifiers: ReadIdentifiers, used: ReadonlySet<string>, scope: DetectionScope): void {
  for (const [name, place] of identifiers.places) {
    if (used.has(name) || name.startsWith('_') || name === 'timeframe') continue
    const message = `the condition never uses ${quoted(name)}`
    scope.log.warn('identifier-unused', place, message, 'name it in the condition or remove it')
  }
}
