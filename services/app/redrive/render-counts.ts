import { formatCount, formatNumberOf } from '../terminal/format.ts'
import { sumUnreadable, type RedriveCounts } from './redrive-counts.ts'

/** `tried 120: 100 became events (3 of them were stored already), 15 still unreadable (no-event-time 15), …`. */
export function renderCounts(counts: RedriveCounts): string {
  const { tried, events, stored, notWhole, alerts } = counts
  if (tried === 0) return 'no dead letters match'
  const repeats = stored > 0 ? ` (${formatCount(stored)} of them ${stored === 1 ? 'was' : 'were'} stored already)` : ''
  const failed = sumUnreadable(counts)
  const parts = [`${formatCount(events)} became ${events === 1 ? 'an event' : 'events'}${repeats}`]
  if (failed > 0) parts.push(`${formatCount(failed)} still unreadable (${renderReasons(counts.unreadable)})`)
  if (notWhole > 0) parts.push(`${formatCount(notWhole)} not kept whole`)
  const rang = alerts > 0 ? `; ${formatNumberOf(alerts, 'alert')} opened` : ''
  return `tried ${formatCount(tried)}: ${parts.join(', ')}${rang}`
}

/** `no-event-time 15, not-json 2`, the most frequent first. */
export function renderReasons(reasons: Readonly<Record<string, number>>): string {
  return Object.entries(reasons)
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .map(([reason, count]) => `${reason} ${formatCount(count)}`)
    .join(', ')
}

/** What to do about those that only their source can give again. */
export const NOT_WHOLE_HINT =
  'not kept whole: the file was cut off, damaged or refused, or the record is larger than 1 MB. Put the file right, or ' +
  'raise the limit that `dead-letters show` names, and let its source read the file again'
