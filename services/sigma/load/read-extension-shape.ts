import type { ListScope } from './list-scope.ts'
import { unknownList } from './list-scope.ts'
import type { ReadShape } from './read-correlation-shape.ts'
import { readFields } from './read-correlation-parts.ts'
import { HISTORY_BOUNDS, readSpan, type SpanBounds } from './read-span.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import { entryOf, type MapNode } from './yaml-node.ts'

const DAY = 86_400_000
/** Defaults of what an `x_` correlation does not say. */
const LEARN = 7 * DAY
const RETAIN = 7 * DAY
const RATE = { history: 24, learn: 6, factor: 5, floor: 20 } as const

/** A learning period may be left out. */
const LEARN_BOUNDS: SpanBounds = {
  least: 1000,
  most: HISTORY_BOUNDS.most,
  words: 'from 1s to the length of the history',
}
const RETAIN_BOUNDS: SpanBounds = { least: 1000, most: 366 * DAY, words: 'from the timespan to 366d' }

/** Reads what `x_new_value` says beside rules and group. Null when it is refused. */
export function readNewValue(correlation: MapNode, log: ProblemLog): ReadShape | null {
  const field = entryOf(correlation, 'field')
  const history = entryOf(correlation, 'history')
  if (!field) {
    const hint = 'add “field: name”, or a list of up to three that are new together'
    log.error('correlation', correlation.start, 'x_new_value has no field to look at', hint)
  }
  if (!history) {
    const hint = 'add “history: 30d”, how far back a value counts as known'
    log.error('correlation', correlation.start, 'x_new_value has no “history”', hint)
  }
  const fields = field ? readFields(field, 3, 'correlation', log) : null
  const span = history ? readSpan(history, HISTORY_BOUNDS, log) : null
  const learn = span === null ? null : readLearn(correlation, span, log)
  if (!fields || span === null || learn === null) return null
  return { shape: { type: 'x_new_value', fields: fields.names, history: span, learn }, fields }
}

/** `learn: 0` is written as a number or as 0s: no learning at all. */
function readLearn(correlation: MapNode, history: number, log: ProblemLog): number | null {
  const entry = entryOf(correlation, 'learn')
  if (!entry) return Math.min(LEARN, history)
  if (entry.value.kind === 'scalar' && /^0[smhd]?$/.test(String(entry.value.value))) return 0
  const learn = readSpan(entry, LEARN_BOUNDS, log)
  if (learn === null || learn <= history) return learn
  log.error('timespan', entry.value.start, '“learn” is longer than “history”', 'let it be no longer than the history')
  return null
}

/** Reads what `x_absence` says beside rules, group and timespan. Null when it is refused. */
export function readAbsence(
  correlation: MapNode,
  timespan: number,
  groupBy: readonly string[],
  lists: ListScope,
  log: ProblemLog,
): ReadShape | null {
  const retainEntry = entryOf(correlation, 'retain')
  const retain = retainEntry ? readSpan(retainEntry, RETAIN_BOUNDS, log) : Math.max(RETAIN, timespan)
  const expected = readExpected(correlation, groupBy, lists, log)
  if (retain !== null && retain < timespan) {
    const hint = 'let it be at least as long as the timespan'
    log.error('timespan', retainEntry?.value.start ?? 0, '“retain” is shorter than “timespan”', hint)
    return null
  }
  if (retain === null || !expected) return null
  return { shape: { type: 'x_absence', retain, expected }, fields: { names: [], places: new Map() } }
}

function readExpected(
  correlation: MapNode,
  groupBy: readonly string[],
  lists: ListScope,
  log: ProblemLog,
): readonly string[] | null {
  const value = entryOf(correlation, 'expect')?.value
  if (!value || (value.kind === 'scalar' && value.value === 'known')) return []
  const text = value.kind === 'scalar' ? String(value.value) : ''
  const name = /^%([A-Za-z0-9_.-]+)%$/.exec(text)?.[1]
  if (name === undefined) {
    const hint = "write “known”, or the name of a watch list between percent signs: '%name%'"
    log.error('correlation', value.start, `expect: ${quoted(text)} is nothing that can be expected`, hint)
    return null
  }
  if (groupBy.length !== 1) {
    const hint = 'group by the one field that the list has values of'
    log.error('group-by', value.start, `expect: a list needs one group-by field, not ${groupBy.length}`, hint)
    return null
  }
  const entries = lists.find(name)
  if (entries) return [...new Set(entries)].toSorted()
  const refusal = unknownList(name, lists)
  log.error('list-unknown', value.start, `expect: ${quoted(text)} ${refusal.problem}`, refusal.hint)
  return null
}

/** Reads what `x_rate` says beside rules, group and timespan. Null when it is refused. */
export function readRate(correlation: MapNode, log: ProblemLog): ReadShape | null {
  const history = readNumber(correlation, 'history', RATE.history, { least: 1, most: 1000, isWhole: true }, log)
  const learn = readNumber(
    correlation,
    'learn',
    Math.min(RATE.learn, history ?? RATE.learn),
    { least: 0, most: 1000, isWhole: true },
    log,
  )
  const factor = readNumber(correlation, 'factor', RATE.factor, { least: 1, most: 1_000_000, isWhole: false }, log)
  const floor = readNumber(correlation, 'floor', RATE.floor, { least: 0, most: 1_000_000_000, isWhole: false }, log)
  if (history === null || learn === null || factor === null || floor === null) return null
  if (learn > history) {
    const start = entryOf(correlation, 'learn')?.value.start ?? correlation.start
    log.error('correlation', start, `“learn” is longer than “history”`, 'let it be no longer than the history')
    return null
  }
  return { shape: { type: 'x_rate', history, learn, factor, floor }, fields: { names: [], places: new Map() } }
}

interface NumberBounds {
  readonly least: number
  readonly most: number
  readonly isWhole: boolean
}

function readNumber(
  correlation: MapNode,
  key: string,
  otherwise: number,
  { least, most, isWhole }: NumberBounds,
  log: ProblemLog,
): number | null {
  const value = entryOf(correlation, key)?.value
  if (!value) return otherwise
  const number = value.kind === 'scalar' && typeof value.value === 'number' ? value.value : Number.NaN
  if (number >= least && number <= most && (!isWhole || Number.isInteger(number))) return number
  const shown = value.kind === 'scalar' ? quoted(value.value) : `a ${value.kind}`
  const hint = `write ${isWhole ? 'a whole number' : 'a number'} from ${least} to ${most}${isWhole ? ': so many timespans' : ''}`
  log.error('correlation', value.start, `${key}: ${shown} is not what belongs here`, hint)
  return null
}
