import type { SourceProgress } from '../../core/progress.ts'

/** An event dated later than it was received by more than this counts as if by this: one wrong clock moves nothing. */
const MOST_AHEAD_MS = 300_000

type Growing = { -readonly [Key in keyof SourceProgress]: SourceProgress[Key] }

/** How far the sources have come whose records are being read: one entry for each source and kind of record. */
export class ProgressTable {
  readonly #entries: Growing[] = []
  /** the one that was told of last: most records come from where the one before came from */
  #last: Growing | null = null

  /** An event was read. Times are milliseconds since 1970. Called for every record, so it costs next to nothing. */
  note(source: string, dataset: string, time: number, received: number): void {
    const last = this.#last
    const entry = last && last.dataset === dataset && last.source === source ? last : this.#entryOf(source, dataset)
    const newest = time <= received + MOST_AHEAD_MS ? time : received + MOST_AHEAD_MS
    if (newest > entry.newest) entry.newest = newest
    if (received > entry.received) entry.received = received
  }

  /** What was noted so far. */
  get entries(): readonly SourceProgress[] {
    return this.#entries
  }

  #entryOf(source: string, dataset: string): Growing {
    let entry = this.#entries.find((one) => one.dataset === dataset && one.source === source)
    if (!entry) {
      entry = { source, dataset, newest: Number.NEGATIVE_INFINITY, received: Number.NEGATIVE_INFINITY }
      this.#entries.push(entry)
    }
    this.#last = entry
    return entry
  }
}
