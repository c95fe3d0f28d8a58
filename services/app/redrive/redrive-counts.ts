import { DEAD_LETTER_REASONS, type DeadLetterReason } from '../../core/dead-letter.ts'
import { isObject, type JsonObject } from '../../core/json.ts'

/** What became of the dead letters that were driven again: `tried` = `events` + `unreadable` (all of it) + `notWhole`. */
export interface RedriveCounts {
  readonly tried: number
  /** became events and left the dead letters */
  readonly events: number
  /** of `events`: were stored before, by another way */
  readonly stored: number
  /** still no events, by the reason that they have now; they stay */
  readonly unreadable: Readonly<Partial<Record<DeadLetterReason, number>>>
  /** of which not the whole record was kept; they stay */
  readonly notWhole: number
  /** alerts that opened because of it */
  readonly alerts: number
}

/** Nothing was tried yet. */
export const NO_COUNTS: RedriveCounts = { tried: 0, events: 0, stored: 0, unreadable: {}, notWhole: 0, alerts: 0 }

/** How many are still no events. */
export function sumUnreadable({ unreadable }: RedriveCounts): number {
  return Object.values(unreadable).reduce((sum, count) => sum + count, 0)
}

/** The counts of two runs together. */
export function addCounts(a: RedriveCounts, b: RedriveCounts): RedriveCounts {
  const unreadable: Partial<Record<DeadLetterReason, number>> = { ...a.unreadable }
  for (const reason of Object.keys(b.unreadable) as DeadLetterReason[]) {
    unreadable[reason] = (unreadable[reason] ?? 0) + (b.unreadable[reason] ?? 0)
  }
  return {
    tried: a.tried + b.tried,
    events: a.events + b.events,
    stored: a.stored + b.stored,
    unreadable,
    notWhole: a.notWhole + b.notWhole,
    alerts: a.alerts + b.alerts,
  }
}

/** Reads counts that {@link RedriveCounts} were written as; what is no number counts as 0. */
export function countsOf(json: JsonObject): RedriveCounts {
  const number = (value: unknown): number => (typeof value === 'number' && Number.isSafeInteger(value) ? value : 0)
  const stored = json['unreadable']
  const unreadable: Partial<Record<DeadLetterReason, number>> = {}
  for (const reason of Object.keys(DEAD_LETTER_REASONS) as DeadLetterReason[]) {
    const count = isObject(stored) && Object.hasOwn(stored, reason) ? number(stored[reason]) : 0
    if (count > 0) unreadable[reason] = count
  }
  return {
    tried: number(json['tried']),
    events: number(json['events']),
    stored: number(json['stored']),
    unreadable,
    notWhole: number(json['notWhole']),
    alerts: number(json['alerts']),
  }
}
