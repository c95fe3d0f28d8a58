import type { HealthReport } from '../../correlate/health.ts'
import { formatNumberOf } from '../terminal/format.ts'

const SENTENCES: Readonly<Record<HealthReport['kind'], (count: number) => string>> = {
  late: (count) =>
    `${formatNumberOf(count, 'match', 'matches')} came later than the rule waits: not counted; a replay counts them`,
  'no-group': (count) =>
    `${formatNumberOf(count, 'match', 'matches')} without a field that the rule groups by: not counted`,
  groups: (count) => `${formatNumberOf(count, 'group')} forgotten, the rule has too many: limits.correlation_groups`,
  entries: (count) =>
    `${formatNumberOf(count, 'match', 'matches')} of full groups forgotten: limits.correlation_entries`,
  values: (count) => `${formatNumberOf(count, 'value')} left out: too many in one field or in all, or no numbers`,
  silent: () => 'the source was silent for too long: rules do not wait for it any more',
}

/** What cost exactness, for a person; of which rule or source is said elsewhere. */
export function reportSentence({ kind, count }: Pick<HealthReport, 'kind' | 'count'>): string {
  return SENTENCES[kind](count)
}
