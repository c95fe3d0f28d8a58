import type { StatefulFacts } from '../../store/stateful-status.ts'
import { healthCure, healthSentence } from '../../store/describe-health.ts'
import { formatCount, formatInstant, formatNumberOf, formatRelative } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

/** What is known of rules that look at more than one event. Times in milliseconds since 1970. */
export interface CorrelationFacts extends StatefulFacts {
  /** how many of them run */
  readonly rules: number
  /** null when there is no event */
  readonly newestEvent: number | null
  readonly isRunning: boolean
}

const { ok, warn } = findingsOf('correlation')

const DAY = 24 * 3_600_000
/** What happened before that was told long ago; `status` still has it. */
const RECENT = 7 * DAY
/** So many are told one by one. */
const NAMED = 5

/** Rules over several events: how far they have come, and what they could not count. */
export function checkCorrelation(facts: CorrelationFacts, now: number): readonly Finding[] {
  if (facts.rules === 0) return []
  return [...checkTimes(facts, now), ...checkWaiting(facts), ...checkHealth(facts, now)]
}

function checkTimes({ completeUpTo, newestEvent }: CorrelationFacts, now: number): readonly Finding[] {
  const newest = Math.min(newestEvent ?? now, now)
  return [...completeUpTo].map(([dataset, time]) => {
    const what = `${dataset}: events are complete up to ${formatInstant(time)} (${formatRelative(time, now)})`
    if (newest - time <= DAY) return ok(what)
    return warn(
      `${what}, and there are newer ones: rules over several events wait`,
      'a source is behind or silent: see its last record above; it is not waited for longer than 6 hours',
    )
  })
}

function checkWaiting({ waitingHits, isRunning }: CorrelationFacts): readonly Finding[] {
  if (waitingHits === 0) return []
  const what = `${formatNumberOf(waitingHits, 'match', 'matches')} for rules over several events wait`
  return [
    isRunning
      ? ok(`${what} until the sources have read what was there at the start`)
      : warn(what, '`start` goes on with them'),
  ]
}

function checkHealth({ health, rules }: CorrelationFacts, now: number): readonly Finding[] {
  const recent = health.filter(({ last }) => now - last <= RECENT)
  if (recent.length === 0) {
    const before = health.length === 0 ? '' : '; what was before, `status` tells'
    return [ok(`${formatNumberOf(rules, 'rule')} over several events counted exactly in the last 7 days${before}`)]
  }
  const found = recent.slice(0, NAMED).map((fact) => warn(healthSentence(fact), healthCure(fact)))
  if (recent.length <= NAMED) return found
  return [...found, warn(`${formatCount(recent.length - NAMED)} more such`, '`status` tells all of them')]
}
