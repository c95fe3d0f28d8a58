import type { NumericCorrelation, TemporalCorrelation, WindowShape } from '../types.ts'
import { isRefusal } from './draft.ts'
import type { StatefulShape, WrittenExpression } from './loaded.ts'
import { hasOnly } from './known-keys.ts'
import { namesIn, parseTemporal } from './parse-temporal.ts'
import { readFields, type WrittenFields } from './read-correlation-parts.ts'
import { readThresholds, THRESHOLD_OPERATORS } from './read-thresholds.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { entryOf, kindOf, type MapNode, type ScalarNode } from './yaml-node.ts'

/** What the condition of a correlation says, with the fields it names. */
export interface ReadShape {
  readonly shape: StatefulShape
  readonly fields: WrittenFields
}

const NO_FIELDS: WrittenFields = { names: [], places: new Map() }
const MAX_TUPLE = 5

/** Reads the condition of a correlation that counts or calculates. Null when it is refused. */
export function readNumeric(
  type: NumericCorrelation['type'],
  correlation: MapNode,
  window: WindowShape,
  log: ProblemLog,
): ReadShape | null {
  const map = conditionMap(type, correlation, log)
  if (!map) return null
  const isCount = type === 'event_count' || type === 'value_count'
  const keys = [...THRESHOLD_OPERATORS, ...(type === 'event_count' ? [] : ['field'])]
  if (type === 'value_percentile') keys.push('percentile')
  const isKnown = hasOnly(map, keys, `the condition of ${type}`, 'correlation-condition', log)
  const least = type === 'event_count' ? 1 : 0
  const thresholds = readThresholds(map, map.start, { isCount, least }, log)
  const fields = readConditionFields(type, map, log)
  const percentile = readPercentile(type, map, log)
  if (!isKnown || !thresholds || !fields || percentile === undefined) return null
  return { shape: { type, window, thresholds, fields: fields.names, percentile }, fields }
}

function conditionMap(type: string, correlation: MapNode, log: ProblemLog): MapNode | null {
  const entry = entryOf(correlation, 'condition')
  if (entry?.value.kind === 'map') return entry.value
  const what = entry ? `the condition of ${type} is ${kindOf(entry.value)}` : `${type} needs a condition`
  const hint = `write condition: {gte: 5${type === 'event_count' ? '' : ', field: name'}}`
  log.error('correlation-condition', entry?.value.start ?? correlation.start, what, hint)
  return null
}

function readConditionFields(type: NumericCorrelation['type'], map: MapNode, log: ProblemLog): WrittenFields | null {
  if (type === 'event_count') return NO_FIELDS
  const entry = entryOf(map, 'field')
  if (entry) return readFields(entry, type === 'value_count' ? MAX_TUPLE : 1, 'correlation-condition', log)
  const hint = 'add “field: name” to the condition'
  log.error('correlation-condition', map.start, `${type} has no field to look at`, hint)
  return null
}

/** Undefined when it is refused. */
function readPercentile(type: NumericCorrelation['type'], map: MapNode, log: ProblemLog): number | null | undefined {
  if (type === 'value_median') return 50
  if (type !== 'value_percentile') return null
  const entry = entryOf(map, 'percentile')
  const value = entry?.value.kind === 'scalar' ? entry.value.value : null
  if (typeof value === 'number' && value >= 0 && value <= 100) return value
  const message = entry ? 'the percentile is no number from 0 to 100' : 'value_percentile does not say which percentile'
  log.error('correlation-condition', entry?.value.start ?? map.start, message, 'add “percentile: 95” to the condition')
  return undefined
}

/** Reads the condition of a temporal correlation; without one every rule must match. Null when it is refused. */
export function readTemporal(
  type: TemporalCorrelation['type'],
  correlation: MapNode,
  window: WindowShape,
  log: ProblemLog,
): ReadShape | null {
  const condition = entryOf(correlation, 'condition')?.value
  if (!condition) return { shape: { type, window, thresholds: null, expression: null }, fields: NO_FIELDS }
  if (condition.kind === 'map') {
    const isKnown = hasOnly(condition, THRESHOLD_OPERATORS, `the condition of ${type}`, 'correlation-condition', log)
    const thresholds = readThresholds(condition, condition.start, { isCount: true, least: 1 }, log)
    return isKnown && thresholds ? { shape: { type, window, thresholds, expression: null }, fields: NO_FIELDS } : null
  }
  if (condition.kind === 'scalar' && typeof condition.value === 'string') {
    const expression = readExpression(condition, condition.value, log)
    return expression && { shape: { type, window, thresholds: null, expression }, fields: NO_FIELDS }
  }
  const hint = 'write {gte: 2} for a number of rules, or names of rules joined by and, or, not'
  log.error('correlation-condition', condition.start, `the condition of ${type} is a ${kindOf(condition)}`, hint)
  return null
}

function readExpression(node: ScalarNode, text: string, log: ProblemLog): WrittenExpression | null {
  const expression = parseTemporal(text)
  if (isRefusal(expression)) {
    log.error('correlation-condition', node.textStart + expression.at, expression.problem, expression.hint)
    return null
  }
  const refs = namesIn(expression).map(({ name, at }) => ({ text: name, place: log.place(node.textStart + at) }))
  return { expression, refs, place: log.place(node.start) }
}

/** How windows are cut, from our map. Null when it is refused. */
export function windowShape(
  handling: { readonly windowType: WindowShape['type'] | null; readonly gap: number | null },
  timespan: number,
  start: number,
  log: ProblemLog,
): WindowShape | null {
  const type = handling.windowType ?? 'sliding'
  if (type !== 'session') {
    if (handling.gap === null) return { type }
    log.error('handling', start, `“gap” means nothing for ${quoted(type)} windows`, 'write window_type: session')
    return null
  }
  if (handling.gap !== null && handling.gap <= timespan) return { type, gap: handling.gap }
  const message =
    handling.gap === null ? 'a session needs a “gap”' : 'the “gap” of a session is longer than its timespan'
  log.error('handling', start, message, 'write gap: 5m, how long a session may be silent')
  return null
}
