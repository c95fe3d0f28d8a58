import type { NumericCorrelation, TemporalCorrelation, TemporalTerm } from '../../types.ts'
import type { Aggregate } from './aggregate.ts'
import { onlyGrows } from './aggregate.ts'
import { eventCount, ruleCount, ruleTerms, valueCount } from './counts.ts'
import { valueAverage, valuePercentile, valueSum } from './numbers.ts'
import { orderedCount, orderedTerms } from './ordered.ts'
import { orderedWithGaps } from './ordered-with-gaps.ts'

/** A rule about the hits within a window. */
export type WindowRule = NumericCorrelation | TemporalCorrelation

/**
 * When a rule is decided. `at-once`: with every hit, because more hits can only make it true. `deferred`: at every hit, once
 * no earlier one can come any more. `at-close`: once for all hits of a window, when that is over.
 */
export type Timing = 'at-once' | 'deferred' | 'at-close'

export function timingOf(rule: WindowRule): Timing {
  if (rule.thresholds !== null && !onlyGrows(rule.thresholds)) return 'at-close'
  switch (rule.type) {
    case 'value_avg':
    case 'value_percentile':
    case 'value_median':
      return 'deferred'
    case 'temporal':
    case 'temporal_ordered':
      return rule.terms?.some(hasNegation) === true ? 'at-close' : 'at-once'
    case 'event_count':
    case 'value_count':
    case 'value_sum':
      return 'at-once'
  }
}

function hasNegation({ lacks }: TemporalTerm): boolean {
  return lacks.length > 0
}

/** The condition of a rule, of no entries yet. */
export function conditionOf(rule: WindowRule): Aggregate {
  switch (rule.type) {
    case 'event_count':
      return eventCount(rule.thresholds)
    case 'value_count':
      return valueCount(rule.thresholds)
    case 'value_sum':
      return valueSum(rule.thresholds)
    case 'value_avg':
      return valueAverage(rule.thresholds)
    case 'value_percentile':
    case 'value_median':
      return valuePercentile(rule.percentile ?? 50, rule.thresholds)
    case 'temporal':
      return rule.terms === null ? ruleCount(rule.thresholds ?? []) : ruleTerms(rule.terms)
    case 'temporal_ordered':
      return orderedConditionOf(rule)
  }
}

function orderedConditionOf({ refs, terms, thresholds }: TemporalCorrelation): Aggregate {
  if (terms === null) return orderedCount(refs.length, thresholds ?? [])
  return terms.some(hasNegation) ? orderedWithGaps(terms) : orderedTerms(terms)
}

/**
 * A condition that, once it is true of entries, stays so with more of them, and then the rule's answer is settled: more
 * entries do not change it. Null when a rule has none.
 */
export function settledOf(rule: WindowRule): Aggregate | null {
  if (timingOf(rule) === 'at-once') return conditionOf(rule)
  const all = rule.refs.map((_, at) => at)
  if (rule.type === 'event_count') return eventCount([{ op: 'gt', value: largest(rule) }])
  if (rule.type === 'value_count') return valueCount([{ op: 'gt', value: largest(rule) }])
  return rule.type === 'temporal' ? ruleTerms([{ has: all, lacks: [] }]) : null
}

/** The largest number in the rule's condition; 0 when there is none. */
export function largest({ thresholds }: WindowRule): number {
  return Math.max(0, ...(thresholds ?? []).map(({ value }) => value))
}

/** A rule that calculates with numbers, so that entries can stand for several. */
export function isNumeric(rule: WindowRule): boolean {
  return rule.type !== 'event_count' && rule.type !== 'value_count' && !isTemporal(rule)
}

export function isTemporal(rule: WindowRule): boolean {
  return rule.type === 'temporal' || rule.type === 'temporal_ordered'
}
