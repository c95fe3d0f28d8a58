import type { RulePlace } from '../engine.ts'
import type { EngineLimits } from '../types.ts'
import { fewestEvents } from './fewest-events.ts'
import type { Span } from './span.ts'
import { Sweep } from './sweep.ts'
import { conditionOf, isNumeric, largest, timingOf } from './window-rule.ts'
import type { Timing, WindowRule } from './window-rule.ts'

/** How many sub-buckets a window has when entries are folded. */
const SLOTS = 64

/** What all parts of a rule's state share. */
export interface WindowContext {
  readonly rule: WindowRule
  readonly place: RulePlace
  readonly limits: EngineLimits
  readonly timing: Timing
  readonly span: Span
  /** fields that parents read and that are not in the group, in the order in which entries hold them */
  readonly carries: readonly string[]
  /** by the index of a rule: the list that holds this index alone, which most entries share */
  readonly single: readonly (readonly number[])[]
  /** with fewer entries the rule cannot hold; told of rules that count events and are decided at once, else 0 */
  readonly fewest: number
  /** how many entries a group may have */
  readonly most: number
  /** length of a sub-bucket in which entries are folded, milliseconds; null: entries are cut */
  readonly slot: number | null
  /** nothing before it comes any more */
  watermark: number
}

export function windowContext(rule: WindowRule, place: RulePlace, limits: EngineLimits): WindowContext {
  const slot = isNumeric(rule) ? rule.timespan / SLOTS : null
  return {
    rule,
    place,
    limits,
    timing: timingOf(rule),
    fewest: rule.type === 'event_count' && timingOf(rule) === 'at-once' ? fewestEvents(rule.thresholds) : 0,
    span: { shape: rule.window, timespan: rule.timespan },
    carries: place.derives ? rule.carries.filter((name) => !rule.groupBy.includes(name)) : [],
    single: rule.refs.map((_, ref) => [ref]),
    most: slot === null ? Math.max(4 * largest(rule), 4 * rule.refs.length, limits.entries) : 4 * limits.entries,
    slot,
    watermark: Number.NEGATIVE_INFINITY,
  }
}

/** A sweep over entries of one group of the rule; it stands nowhere yet. */
export function newSweep({ rule, carries, span }: WindowContext): Sweep {
  return new Sweep(conditionOf(rule), carries.length, span)
}

/** Entries before this cannot stand in a window that is still to be decided. */
export function cutoffOf({ watermark, rule }: WindowContext): number {
  return watermark - rule.timespan
}
