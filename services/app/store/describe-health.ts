import { formatTime } from '../../core/time.ts'
import { reportSentence } from '../embedded/report-sentence.ts'
import { formatInstant } from '../terminal/format.ts'
import type { HealthFact } from './stateful-status.ts'

const CURES: Readonly<Record<HealthFact['kind'], string>> = {
  late: 'see why records come late (`doctor` tells the last one of each source); `replay` over the time counts them',
  'no-group':
    'let the rule match only events that have the field, or group by another one (`rules check` knows the fields)',
  groups: 'raise limits.correlation_groups, or let the rule match less',
  entries: 'raise limits.correlation_entries, or let the rule match less; counts of such alerts are least ones',
  values:
    'look at the field that the rule compares: raise limits.new_values for new ones, sum and average only numbers',
  silent:
    'see whether the cloud still delivers there (`doctor`); what it brings later may come too late for those rules',
}

/** What happened to a rule or a source, for a person: `Console logins: 3 matches came later …, last 2026-03-14 08:00:00Z`. */
export function healthSentence({ name, kind, count, last }: HealthFact): string {
  return `${name}: ${reportSentence({ kind, count })}, last ${formatInstant(last)}`
}

/** What to do about it. */
export function healthCure({ kind }: HealthFact): string {
  return CURES[kind]
}

/** The same for scripts; times are event times. */
export interface HealthJson {
  readonly kind: HealthFact['kind']
  /** of a rule; null for a source */
  readonly rule: string | null
  /** title of the rule, or name of the source */
  readonly name: string
  readonly count: number
  readonly first: string
  readonly last: string
  readonly meaning: string
  readonly cure: string
}

/** Makes {@link HealthJson}. */
export function healthJson(fact: HealthFact): HealthJson {
  const { kind, ruleId, name, count, first, last } = fact
  return {
    kind,
    rule: kind === 'silent' ? null : ruleId,
    name,
    count,
    first: formatTime(first),
    last: formatTime(last),
    meaning: reportSentence(fact),
    cure: healthCure(fact),
  }
}
