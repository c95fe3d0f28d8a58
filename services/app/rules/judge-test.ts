import { formatTime } from '../../core/time.ts'
import type { Hit } from '../../core/hit.ts'
import type { RuleInfo } from '../../core/rule.ts'
import { OfflineCorrelator } from '../../correlate/offline.ts'
import { isRejection } from '../../normalize/rejection.ts'
import type { RuleTest, SigmaRule, StatefulRule } from '../../sigma/types.ts'
import type { Engine } from '../engine.ts'

/** Runs one test of a rule. Null when it came out as expected, otherwise what was expected and what happened. */
export function judgeTest(engine: Engine, rule: SigmaRule | StatefulRule, test: RuleTest): string | null {
  const played = play(engine, test, 'refs' in rule)
  if (typeof played === 'string') return played
  if ('refs' in rule) return judgeAlerts(alertTimes(engine, rule.info, test, played), test)
  const { hits } = played
  if (typeof test.expect === 'object') return judgeAlerts(alertTimes(engine, rule.info, test, played), test)
  if (test.expect === 'match') return hits.length > 0 ? null : 'expected a match, there was none'
  const [hit] = hits
  return hit ? `expected no match, but it matched ${hit.action} at ${formatTime(hit.time)}` : null
}

/** What the events of a test led to. */
interface Played {
  readonly hits: readonly Hit[]
  /** event time of the first event, milliseconds since 1970 */
  readonly start: number
}

/** The hits of a test's events, or why an event could not be read. */
function play(engine: Engine, test: RuleTest, isStateful: boolean): Played | string {
  const hits: Hit[] = []
  let start: number | null = null
  for (const [index, { at, record }] of test.events.entries()) {
    const origin = { source: 'test', object: test.name, position: index + 1, received: 0 }
    const event = engine.normalizer.read(Buffer.from(JSON.stringify(record)), 'auto', origin)
    if (isRejection(event)) return `event ${index + 1} cannot be read: ${event.rejected} (${event.detail})`
    start ??= event.time
    const found: Hit[] = []
    engine.detector.detect(event, found)
    // With several events the offsets tell the time; a single one keeps its own. One record may stand for several events.
    const time = isStateful || test.events.length > 1 ? start + at : event.time
    for (const hit of found) hits.push({ ...hit, time, eventId: `${hit.eventId}-${index}` })
  }
  return { hits, start: start ?? 0 }
}

/** The times at which the alerts of the rule begin. */
function alertTimes(engine: Engine, rule: RuleInfo, test: RuleTest, { hits, start }: Played): readonly number[] {
  // The rule is asked what it finds, whether it would tell anybody or not.
  const loud: RuleInfo = { ...rule, alerts: true, level: rule.level === 'informational' ? 'low' : rule.level }
  const ruleOf = (id: string): RuleInfo | undefined => (id === rule.id ? loud : engine.ruleOf(id))
  const correlator = new OfflineCorrelator({ namespace: 'test', maxRefs: 1000, ruleOf, stateful: engine.stateful })
  for (const hit of hits) {
    const info = ruleOf(hit.ruleId)
    if (info) correlator.add(info, hit)
  }
  const last = Math.max(0, ...test.events.map(({ at }) => at))
  const alerts = correlator.alerts(start + (test.until ?? last))
  return alerts.filter((alert) => alert.rule.id === rule.id).map(({ first }) => first)
}

function judgeAlerts(times: readonly number[], { expect }: RuleTest): string | null {
  const { length } = times
  const shown = length === 0 ? 'there was none' : `there were ${length}, the first at ${formatTime(times[0] ?? 0)}`
  if (expect === 'match') return length > 0 ? null : `expected an alert, ${shown}`
  if (expect === 'no_match') return length === 0 ? null : `expected no alert, but ${shown}`
  return length === expect.alerts ? null : `expected ${expect.alerts} alerts, ${shown}`
}
