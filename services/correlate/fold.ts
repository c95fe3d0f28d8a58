import type { Alert, AlertEventRef, AlertRule } from '../core/alert.ts'
import type { Hit } from '../core/hit.ts'
import { alertId, bucketStart } from '../core/ids.ts'
import type { RuleInfo } from '../core/rule.ts'
import { boundRefs, compareRefs, refOf } from './event-refs.ts'

/** The alert that counts this hit. */
export function alertIdOf(namespace: string, rule: RuleInfo, hit: Hit): string {
  return alertId({ namespace, ruleId: rule.id, group: hit.group, time: hit.time, window: rule.window })
}

/** The ids of the alerts of the buckets before and after the hit's, same rule and group. */
export function neighboursOf(namespace: string, rule: RuleInfo, hit: Hit): { before: string; after: string } {
  const start = bucketStart(hit.time, rule.window)
  const at = (time: number): string =>
    alertId({ namespace, ruleId: rule.id, group: hit.group, time, window: rule.window })
  return { before: at(start - rule.window), after: at(start + rule.window) }
}

/** An alert without events yet: {@link addHits} makes it whole. */
export function emptyAlert(id: string, rule: RuleInfo, { group, time }: Pick<Hit, 'group' | 'time'>): Alert {
  return {
    id,
    version: 0,
    kind: 'rule',
    status: 'open',
    rule: ruleOnAlert(rule),
    group,
    first: time,
    last: time,
    count: 0,
    actor: '',
    account: '',
    region: '',
    events: [],
    truncated: false,
    continues: null,
    acknowledged: null,
    closed: null,
    notes: [],
    deliveries: [],
  }
}

/**
 * The alert with these hits counted. The caller sees to it that no event is counted twice. Actor, account and region are
 * those of the earliest event, so that the order of arrival does not show.
 */
export function addHits(alert: Alert, rule: RuleInfo, hits: readonly Hit[], maxRefs: number): Alert {
  if (hits.length === 0) return { ...alert, version: alert.version + 1, rule: ruleOnAlert(rule) }
  const events = boundRefs([...alert.events, ...hits.map((hit) => refOf(hit))], maxRefs)
  const count = alert.count + hits.length
  const earliest = hits.reduce((first, hit) => (compareRefs(refOf(hit), refOf(first)) < 0 ? hit : first))
  const isEarlier = alert.count === 0 || isBefore(earliest, alert.events[0])
  return {
    ...alert,
    version: alert.version + 1,
    rule: ruleOnAlert(rule),
    first: Math.min(alert.first, earliest.time),
    last: hits.reduce((last, hit) => Math.max(last, hit.time), alert.last),
    count,
    actor: isEarlier ? earliest.actor : alert.actor,
    account: isEarlier ? earliest.account : alert.account,
    region: isEarlier ? earliest.region : alert.region,
    events,
    truncated: count > events.length,
  }
}

function isBefore(hit: Hit, ref: AlertEventRef | undefined): boolean {
  return ref === undefined || compareRefs(refOf(hit), ref) < 0
}

/** The part of a rule that stands on its alerts. */
export function ruleOnAlert(rule: RuleInfo): AlertRule {
  const { id, title, level, tags, hash, description, falsepositives, runbook } = rule
  return { id, title, level, tags, hash, description, falsepositives, runbook }
}
