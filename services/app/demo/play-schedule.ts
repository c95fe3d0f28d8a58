import type { ScheduledRecord } from './demo-schedule.ts'

/** How a schedule is played. */
export interface PlayOptions {
  /** how many times faster than its own time; infinite: all at once, without waiting */
  readonly speed: number
}

/** What playing needs from outside. */
export interface PlayDependencies {
  /** milliseconds on a clock that never goes back */
  readonly now: () => number
  /** rejects when the play is to stop; the play then rejects with the same */
  readonly sleep: (milliseconds: number) => Promise<void>
  /** takes JSON texts of records in order; the next batch waits until this one is taken */
  readonly write: (records: readonly string[]) => Promise<void>
}

/** Records of so many milliseconds of real time are written together; without waiting, so many records. */
const BATCH_TIME = 250
const BATCH_RECORDS = 1000

/**
 * Plays a schedule, which is ordered by time: each record is written when its time has come or up to a quarter of a
 * second later, as it stands. When writing takes longer than that, the records that became due in the meantime follow
 * at once, so the play does not fall behind for good.
 */
export async function playSchedule(
  schedule: readonly ScheduledRecord[],
  { speed }: PlayOptions,
  { now, sleep, write }: PlayDependencies,
): Promise<void> {
  const start = now()
  const slot = ({ at }: ScheduledRecord): number => Math.ceil(at / speed / BATCH_TIME)
  for (let from = 0, to = 0; from < schedule.length; from = to) {
    const first = schedule[from]
    if (first === undefined) return
    const due = slot(first)
    const limit = Math.min(schedule.length, from + BATCH_RECORDS)
    for (to = from + 1; to < limit; to += 1) {
      const next = schedule[to]
      if (next === undefined || slot(next) > due) break
    }
    const wait = start + due * BATCH_TIME - now()
    if (wait > 0) await sleep(wait)
    await write(schedule.slice(from, to).map(({ recordText }) => recordText))
  }
}
