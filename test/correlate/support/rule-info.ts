import type { Hit } from '../../../services/core/hit.ts'
import type { RuleInfo } from '../../../services/core/rule.ts'
import type {
  AbsenceRule,
  NewValueRule,
  NumericCorrelation,
  RateRule,
  TemporalCorrelation,
} from '../../../services/sigma/types.ts'

export const SECOND = 1000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** What a rule says of itself. */
export function ruleInfo(id: string, changes: Partial<RuleInfo> = {}): RuleInfo {
  return {
    id,
    title: `Rule ${id}`,
    level: 'high',
    status: 'stable',
    description: '',
    tags: [],
    falsepositives: [],
    references: [],
    runbook: '',
    groupBy: ['cloud.account.id', 'tocsin.actor.id'],
    window: HOUR,
    alerts: true,
    page: true,
    hash: `hash-${id}`,
    file: 'test',
    line: 1,
    ...changes,
  }
}

/** A hit of a detection rule; stateful rules read `user` and `value` of it. */
export function sampleHit(ruleId: string, eventId: string, time: number, user = 'dana', value = eventId): Hit {
  return {
    ruleId,
    ruleHash: '',
    eventId,
    providerId: `p-${eventId}`,
    time,
    group: { 'cloud.account.id': '111122223333', 'tocsin.actor.id': user },
    actor: user,
    account: '111122223333',
    region: time % 2 === 0 ? 'eu-central-1' : 'us-east-1',
    action: 'DeleteTrail',
    address: '192.0.2.1',
    target: '',
    outcome: 'success',
    object: 'file.json',
    position: 1,
    fields: { user: [user], value: [value] },
  }
}

function base(id: string, refs: readonly string[], timespan: number, info: Partial<RuleInfo>) {
  return {
    info: ruleInfo(id, { window: timespan, groupBy: ['user'], ...info }),
    taxonomy: 'ecs' as const,
    refs: refs.map((ref) => ({ id: ref, name: ref, fields: { user: 'user', value: 'value' } })),
    groupBy: ['user'],
    timespan,
    carries: ['user'],
    tests: [],
    blind: null,
  }
}

/** So many events of some rules by one user within a time. */
export function countRule(
  id: string,
  refs: readonly string[],
  changes: {
    readonly op?: 'gte' | 'lt'
    readonly value?: number
    readonly timespan?: number
    readonly info?: Partial<RuleInfo>
  } = {},
): NumericCorrelation {
  const { op = 'gte', value = 3, timespan = HOUR, info = {} } = changes
  const thresholds = [{ op, value }]
  return {
    ...base(id, refs, timespan, info),
    type: 'event_count',
    window: { type: 'sliding' },
    thresholds,
    fields: [],
    percentile: null,
  }
}

/** The first rules and none of the last one's, by one user within a time: decided when the time is over. */
export function missingRule(id: string, refs: readonly string[], timespan = HOUR): TemporalCorrelation {
  const has = refs.slice(0, -1).map((_, at) => at)
  const terms = [{ has, lacks: [refs.length - 1] }]
  return { ...base(id, refs, timespan, {}), type: 'temporal', window: { type: 'sliding' }, terms, thresholds: null }
}

/** A value that a user was not seen with for a month. */
export function newValueRule(id: string, refs: readonly string[], info: Partial<RuleInfo> = {}): NewValueRule {
  const history = 30 * DAY
  return { ...base(id, refs, history, info), type: 'x_new_value', fields: ['value'], history, learn: 0 }
}

/** A user who was there is silent. */
export function absenceRule(id: string, refs: readonly string[], timespan = HOUR): AbsenceRule {
  return { ...base(id, refs, timespan, {}), type: 'x_absence', retain: 7 * DAY, expected: [] }
}

/** Many more hits of a user than before. */
export function rateRule(id: string, refs: readonly string[], timespan = 30 * MINUTE): RateRule {
  return { ...base(id, refs, timespan, {}), type: 'x_rate', history: 6, learn: 2, factor: 2, floor: 2 }
}
