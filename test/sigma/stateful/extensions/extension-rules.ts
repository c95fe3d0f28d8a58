import type { RuleInfo } from '../../../../services/core/rule.ts'
import type { AbsenceRule, NewValueRule, RateRule, StatefulBase } from '../../../../services/sigma/types.ts'
import type { Observation } from '../../../../services/sigma/stateful/types.ts'

/** Milliseconds. */
export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const INFO: RuleInfo = {
  id: 'stateful',
  title: 'A rule under test',
  level: 'medium',
  status: 'test',
  description: '',
  tags: [],
  falsepositives: [],
  references: [],
  runbook: '',
  groupBy: ['host'],
  window: HOUR,
  alerts: true,
  page: false,
  hash: 'EXAMPLE',
  file: 'rule.yml',
  line: 1,
}

const BASE: Omit<StatefulBase, 'taxonomy'> & { readonly taxonomy: 'ecs' } = {
  info: INFO,
  taxonomy: 'ecs',
  refs: [
    { id: 'one', name: 'one', fields: {} },
    { id: 'two', name: 'two', fields: { host: 'machine', value: 'thing' } },
  ],
  groupBy: ['host'],
  timespan: HOUR,
  carries: [],
  tests: [],
  blind: null,
}

/** New `value` of a `host`: a history of a day in grains of an hour, nothing to learn. */
export function newValueRule(changes: Partial<NewValueRule> = {}): NewValueRule {
  const history = changes.history ?? DAY
  return { ...BASE, type: 'x_new_value', fields: ['value'], timespan: history, learn: 0, ...changes, history }
}

/** A `host` that is silent for an hour. */
export function absenceRule(changes: Partial<AbsenceRule> = {}): AbsenceRule {
  return { ...BASE, type: 'x_absence', retain: DAY, expected: [], ...changes }
}

/** More than twice as many hits of a `host` in an hour as in the median of the four hours before, and more than three. */
export function rateRule(changes: Partial<RateRule> = {}): RateRule {
  return { ...BASE, type: 'x_rate', history: 4, learn: 0, factor: 2, floor: 3, ...changes }
}

/** A hit of the rule `one`. */
export function hitOf(
  eventId: string,
  time: number,
  host: string | readonly string[] | null,
  value: string | readonly string[] | null = null,
): Observation {
  const fields: [string, readonly string[]][] = []
  if (host !== null) fields.push(['host', typeof host === 'string' ? [host] : host])
  if (value !== null) fields.push(['value', typeof value === 'string' ? [value] : value])
  return { ruleId: 'one', eventId, time, fields: Object.fromEntries(fields) }
}

/** The same event as a hit of the rule `two`, whose fields have other names. */
export function asSecondRule(hit: Observation): Observation {
  const { host, value } = hit.fields
  const fields: [string, readonly string[]][] = []
  if (host !== undefined) fields.push(['machine', host])
  if (value !== undefined) fields.push(['thing', value])
  return { ...hit, ruleId: 'two', fields: Object.fromEntries(fields) }
}
