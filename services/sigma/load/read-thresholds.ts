import type { Threshold } from '../types.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import type { MapEntry, MapNode } from './yaml-node.ts'

/** The operators of a correlation's condition. */
export const THRESHOLD_OPERATORS = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const
type Operator = Threshold['op']

const LOWER: ReadonlySet<Operator> = new Set<Operator>(['gt', 'gte'])
const UPPER: ReadonlySet<Operator> = new Set<Operator>(['lt', 'lte'])

/** A count that a window must reach: what is remembered of a group grows with it. */
const MAX_COUNT = 100_000

/** What is compared: whole numbers, and the least that can come up. */
export interface ThresholdKind {
  readonly isCount: boolean
  /** the least number of which the condition is ever asked: a window has one event at least */
  readonly least: number
}

/** Reads the operators of a condition: one, or two that make a range. Null when they are refused. */
export function readThresholds(
  map: MapNode,
  start: number,
  kind: ThresholdKind,
  log: ProblemLog,
): readonly Threshold[] | null {
  const entries = map.entries.flatMap((entry) => {
    const op = THRESHOLD_OPERATORS.find((name) => name === entry.key)
    return op ? [{ op, entry }] : []
  })
  const thresholds = entries.map(({ op, entry }) => readThreshold(op, entry, kind, log))
  const good = thresholds.filter((one) => one !== null)
  if (good.length < thresholds.length) return null
  const fault = faultOf(good, kind)
  if (fault === null) return good
  log.error('correlation-condition', entries[0]?.entry.start ?? start, fault.problem, fault.hint)
  return null
}

function readThreshold(op: Operator, { value }: MapEntry, kind: ThresholdKind, log: ProblemLog): Threshold | null {
  const number = value.kind === 'scalar' && typeof value.value === 'number' ? value.value : Number.NaN
  const isGood = kind.isCount ? Number.isInteger(number) && number >= 0 && number <= MAX_COUNT : Number.isFinite(number)
  if (isGood) return { op, value: number }
  const shown = value.kind === 'scalar' ? quoted(value.value) : `a ${value.kind}`
  const wanted = kind.isCount ? `a whole number up to ${MAX_COUNT}` : 'a number'
  log.error('correlation-condition', value.start, `${op}: ${shown} is not ${wanted}`, `write ${wanted}, without quotes`)
  return null
}

function faultOf(
  thresholds: readonly Threshold[],
  kind: ThresholdKind,
): { readonly problem: string; readonly hint: string } | null {
  const [one, other, third] = thresholds
  const range = 'write one of gt, gte, lt, lte, eq, neq, or a range: {gte: 5, lt: 10}'
  if (!one) return { problem: 'the condition compares with nothing', hint: range }
  if (third) return { problem: 'the condition has more than two operators', hint: range }
  if (other) {
    const lower = thresholds.find(({ op }) => LOWER.has(op))
    const upper = thresholds.find(({ op }) => UPPER.has(op))
    if (!lower || !upper) return { problem: `${one.op} and ${other.op} make no range`, hint: range }
    if (isEmptyRange(lower, upper, kind.isCount))
      return never(`${lower.op} ${lower.value} and ${upper.op} ${upper.value}`)
  }
  if (kind.isCount && thresholds.some((threshold) => isBelow(threshold, kind.least))) {
    const shown = thresholds.map(({ op, value }) => `${op} ${value}`).join(' and ')
    const hint = 'no window is empty: it begins with an event. For silence write a correlation of type x_absence'
    return { problem: `${shown} can never hold`, hint }
  }
  return null
}

function never(shown: string): { readonly problem: string; readonly hint: string } {
  return { problem: `${shown} can never hold together`, hint: 'let the lower bound be below the upper one' }
}

function isEmptyRange(lower: Threshold, upper: Threshold, isCount: boolean): boolean {
  const step = isCount ? 1 : 0
  const least = lower.op === 'gt' ? lower.value + step : lower.value
  const most = upper.op === 'lt' ? upper.value - step : upper.value
  if (least !== most) return least > most
  return !isCount && (lower.op === 'gt' || upper.op === 'lt')
}

/** True when the comparison holds for nothing at or above `least`. */
function isBelow({ op, value }: Threshold, least: number): boolean {
  if (op === 'lt') return value <= least
  return (op === 'lte' || op === 'eq') && value < least
}
