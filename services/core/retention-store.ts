import type { StateEntry } from './state.ts'

/** What one step of a sweep did. */
export interface SweepStep {
  /** how many things the step removed; pages for {@link RetentionStore.giveBack} */
  readonly removed: number
  /** true when nothing is left to do */
  readonly isDone: boolean
}

/**
 * A removal in steps. Each step is one short transaction: the store is whole after it, whoever dies when, and what a
 * reader meets is either there or not.
 */
export interface Sweep {
  /** Removes `size` things at most. Rejects with `STORE_FULL` (retryable) or `STORE_FAILED`; nothing was removed then. */
  step(size: number): Promise<SweepStep>
  /** how many things all steps together removed, by dataset for events, else under the name of what they are */
  readonly removed: ReadonlyMap<string, number>
}

/** Which events a sweep removes. All conditions must hold. */
export interface EventSweep {
  /** null = whatever the dataset */
  readonly datasets: readonly string[] | null
  /** event time in milliseconds since 1970, `from` inclusive, `before` exclusive; `before` null = no end */
  readonly from: number
  readonly before: number | null
  /** only events that were certainly stored before this time, as far as {@link RetentionStore.mark} knows; null = any */
  readonly storedBefore: number | null
}

/** Which raw records a sweep removes: handled ones only, oldest first. */
export interface RawSweep {
  /** what this group has not handled stays, and what any other group has not */
  readonly group: string
  /** received before, milliseconds since 1970; null = whenever */
  readonly before: number | null
}

/**
 * Which hits without an alert a sweep removes: stateful rules have seen them, and no longer need them. Hits that wait stay, and
 * hits of an alert leave with it. Times are event times in milliseconds since 1970.
 */
export interface HitSweep {
  readonly before: number
  /** instead of `before`, by rule id */
  readonly byRule: ReadonlyMap<string, number>
}

/** How much room the store takes, in bytes. */
export interface StoreUsage {
  /** the file, when everything that is written has reached it */
  readonly file: number
  /** of it: room that holds nothing and is used again, or given back */
  readonly free: number
  /** the write-ahead log beside it */
  readonly log: number
}

/** A note that maintenance leaves for its next run and for `status`. */
export interface MaintenanceNote {
  /** milliseconds since 1970 */
  readonly at: number
  /** JSON of whoever wrote it */
  readonly data: string
}

/** Removes from the store what is too old or too much, on the write connection, beside the pipeline. */
export interface RetentionStore {
  /** Datasets of which events are stored. */
  datasets(): Promise<readonly string[]>
  usage(): Promise<StoreUsage>
  /** About how much of the file holds raw records that this group has not handled yet, in bytes: those cannot go. */
  waitingBytes(group: string): Promise<number>
  /** Time of the oldest stored event that has one of its own, milliseconds since 1970; null when there is none. */
  oldestEvent(): Promise<number | null>
  /** Remembers, at most once an hour, what is stored at this time: the age of events that have no time of their own. */
  mark(now: number): Promise<void>
  /** What was noted last under this name. */
  note(name: string): Promise<MaintenanceNote | null>
  setNote(name: string, note: MaintenanceNote): Promise<void>
  events(sweep: EventSweep): Sweep
  raw(sweep: RawSweep): Sweep
  /** Received before; null = all. Oldest first. */
  deadLetters(before: number | null): Sweep
  /**
   * Alerts that are not open, whose last event and last change by a person are older; with them their hits, deliveries and
   * settled commands. The caller sees to it that nobody holds such an alert in memory.
   */
  alerts(before: number): Sweep
  hits(sweep: HitSweep): Sweep
  /** What is remembered under this kind and is due, as the caller says of each. */
  state(kind: string, isDue: (entry: StateEntry) => boolean): Sweep
  /** What events were looked up by, and that no event has any more. */
  terms(): Sweep
  /** Gives free room back to the disk until this many bytes of it are left. */
  giveBack(keep: number): Sweep
  /** Bounds the write-ahead log: it is copied into the file before it grows much larger than this, in bytes. */
  limitLog(bytes: number): Promise<void>
  /** Copies the write-ahead log into the file, as far as readers allow: then the file is as small as it can be. */
  settle(): Promise<void>
}
