import type { MaintenanceNote, RetentionStore } from '../../core/retention-store.ts'

/** What was removed: events by dataset, everything else by what it is (`raw`, `dead letters`, `alerts`, `hits`). */
export type RemovedCounts = Readonly<Record<string, number>>

/** What retention remembers of its last run. */
export interface RetentionRecord {
  /** milliseconds since 1970 */
  readonly at: number
  /** when everything was looked through last, and not only what became due since */
  readonly wholeAt: number
  /** dataset → event time up to which its due events are gone, as far as they were there at the last whole run */
  readonly sweptTo: Readonly<Record<string, number>>
  /** the last run that removed something */
  readonly removedAt: number | null
  readonly events: RemovedCounts
  readonly others: RemovedCounts
}

/** What the disk budget had to remove before its time. */
export interface BudgetRecord {
  readonly at: number
  /** when it began: runs with less than an hour between them count as one */
  readonly since: number
  readonly events: RemovedCounts
  readonly others: RemovedCounts
  /** event time since when events are whole again; null when no event had to go */
  readonly eventsFrom: number | null
}

/** Under which names they are kept. */
export const RETENTION_NOTE = 'retention'
export const BUDGET_NOTE = 'budget'

/** What retention noted; null when it never ran. */
export function retentionRecord(note: MaintenanceNote | null): RetentionRecord | null {
  return note === null ? null : (JSON.parse(note.data) as RetentionRecord)
}

/** What the budget noted; null when it never had to remove anything. */
export function budgetRecord(note: MaintenanceNote | null): BudgetRecord | null {
  return note === null ? null : (JSON.parse(note.data) as BudgetRecord)
}

const ONE_TIME = 3_600_000

/** Adds what was removed now to what was shortly before. */
export function joinBudget(last: BudgetRecord | null, now: Omit<BudgetRecord, 'since'>): BudgetRecord {
  const isSame = last !== null && now.at >= last.at && now.at - last.at < ONE_TIME
  if (!isSame) return { ...now, since: now.at }
  const events = { ...last.events }
  const others = { ...last.others }
  addCounts(events, new Map(Object.entries(now.events)))
  addCounts(others, new Map(Object.entries(now.others)))
  return { at: now.at, since: last.since, events, others, eventsFrom: now.eventsFrom ?? last.eventsFrom }
}

/** Writes a record. */
export function writeRecord(
  retention: RetentionStore,
  name: string,
  record: RetentionRecord | BudgetRecord,
): Promise<void> {
  return retention.setNote(name, { at: record.at, data: JSON.stringify(record) })
}

/** Adds what a sweep removed. */
export function addCounts(to: Record<string, number>, removed: ReadonlyMap<string, number>): void {
  for (const [name, count] of removed) to[name] = (to[name] ?? 0) + count
}

/** All of them together. */
export function totalOf(counts: RemovedCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0)
}
