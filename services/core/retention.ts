/** What kind of thing the events of a log type tell; each kind is kept for a time of its own. */
export const EVENT_KINDS = ['audit', 'access', 'flow', 'dns', 'finding', 'unknown'] as const

/** One of {@link EVENT_KINDS}. */
export type EventKind = (typeof EVENT_KINDS)[number]

/** How long things are kept, in milliseconds; infinite = for ever. */
export interface RetentionPolicy {
  /** by event time */
  readonly kinds: Readonly<Record<EventKind, number>>
  /** instead of the kind's, by dataset */
  readonly datasets: Readonly<Record<string, number>>
  /** raw records, by the time they were received */
  readonly raw: number
  /** by the time they were received */
  readonly deadLetters: number
  /** alerts that are not open, by their last event or what a person did last */
  readonly alerts: number
  /** an event stays this long after it was stored, however old it is */
  readonly atLeast: number
}

/** Events that are kept equally long. */
export interface EventRemoval {
  readonly datasets: readonly string[]
  /** how long they are kept, in milliseconds */
  readonly keep: number
  /** events before this time are due, milliseconds since 1970 */
  readonly before: number
}

/** What is due at a moment. */
export interface RetentionPlan {
  readonly now: number
  readonly events: readonly EventRemoval[]
  /** events that were stored later stay; null = none does for that reason */
  readonly storedBefore: number | null
  /** received before; null = kept for ever */
  readonly raw: number | null
  readonly deadLetters: number | null
  readonly alerts: number | null
}

/** How old an event is told by its time only from here on: what stands before has no time of its own. */
export const FIRST_TRUSTED_TIME = Date.UTC(1980, 0, 1)

/** So far ahead of us an event's time may be. */
export const FUTURE_TOLERANCE = 86_400_000

/** Says what is due. Datasets of the same span are removed together; those that are kept for ever are left out. */
export function planRetention(
  policy: RetentionPolicy,
  { datasets, kindOf, now }: { datasets: readonly string[]; kindOf: (dataset: string) => EventKind; now: number },
): RetentionPlan {
  const spans = new Map<number, string[]>()
  for (const dataset of datasets.toSorted()) {
    const keep = keptFor(policy, dataset, kindOf(dataset))
    if (!Number.isFinite(keep)) continue
    const same = spans.get(keep)
    if (same) same.push(dataset)
    else spans.set(keep, [dataset])
  }
  const before = (keep: number): number | null => (Number.isFinite(keep) ? now - keep : null)
  return {
    now,
    events: [...spans]
      .toSorted(([a], [b]) => a - b)
      .map(([keep, names]) => ({ datasets: names, keep, before: now - keep })),
    storedBefore: policy.atLeast === 0 ? null : now - policy.atLeast,
    raw: before(policy.raw),
    deadLetters: before(policy.deadLetters),
    alerts: before(policy.alerts),
  }
}

/** How long events of a dataset are kept, in milliseconds. */
export function keptFor(policy: RetentionPolicy, dataset: string, kind: EventKind): number {
  return Object.hasOwn(policy.datasets, dataset)
    ? (policy.datasets[dataset] ?? Number.POSITIVE_INFINITY)
    : policy.kinds[kind]
}
