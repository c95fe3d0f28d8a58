import type { SourceProgress } from '../core/progress.ts'
import type { StateEntry } from '../core/state.ts'
import type { HealthReport } from './health.ts'

/** How far a source has come with one of its datasets. */
export interface SourceTime {
  readonly source: string
  readonly dataset: string
  /** event time, milliseconds since 1970 */
  readonly newest: number
  /** event time of the newest record alone: a poll that found nothing says more of `newest`; milliseconds since 1970 */
  readonly record: number
  /** when it was last heard of, milliseconds since 1970 */
  readonly received: number
}

/** How far an event's time may lie ahead of its arrival before it is not believed: clocks differ. */
const MOST_AHEAD = 300_000

/**
 * What every source has told of its datasets. A source that was silent for longer than `maxHold`, by the arrival of what
 * others bring, is not waited for. Follows from the `watermark` entries that it gives to be stored.
 */
export class SourceTimes {
  readonly #maxHold: number
  readonly #times = new Map<string, SourceTime>()
  readonly #changed = new Set<string>()
  readonly #silent = new Set<string>()
  #heard = -Infinity

  constructor(maxHold: number, saved: readonly StateEntry[]) {
    this.#maxHold = maxHold
    for (const { key, value } of saved) {
      const time = readTime(key, value)
      if (!time) continue
      this.#times.set(key, time)
      this.#heard = Math.max(this.#heard, time.received)
    }
    this.#becameSilent()
  }

  /** Everything that is known, with whether it is still waited for. */
  *times(): Generator<SourceTime & { readonly isWaitedFor: boolean }> {
    for (const time of this.#times.values()) {
      yield { ...time, isWaitedFor: this.#heard - time.received <= this.#maxHold }
    }
  }

  /** Takes up what sources say. Gives those that are silent for too long from now on. */
  hear(progress: readonly SourceProgress[]): readonly HealthReport[] {
    if (progress.length === 0) return []
    for (const { source, dataset, newest, received } of progress) {
      if (!Number.isFinite(newest) || !Number.isFinite(received)) continue
      this.#heard = Math.max(this.#heard, received)
      const of = dataset === null ? this.#datasetsOf(source) : [dataset]
      const believed = Math.min(newest, received + MOST_AHEAD)
      for (const each of of) {
        this.#put({
          source,
          dataset: each,
          newest: believed,
          record: dataset === null ? -Infinity : believed,
          received,
        })
      }
    }
    return this.#becameSilent()
  }

  /** What has to be stored since the last call. */
  changes(): StateEntry[] {
    const changes = [...this.#changed].map((key): StateEntry => {
      const { newest, record, received } = this.#times.get(key) ?? { newest: 0, record: 0, received: 0 }
      return { kind: 'watermark', key, value: JSON.stringify({ newest, record, received }) }
    })
    this.#changed.clear()
    return changes
  }

  #put(told: SourceTime): void {
    const key = JSON.stringify(['source', told.source, told.dataset])
    const known = this.#times.get(key)
    const newest = Math.max(told.newest, known?.newest ?? -Infinity)
    const received = Math.max(told.received, known?.received ?? -Infinity)
    const record = Math.max(told.record, known?.record ?? -Infinity)
    if (newest === known?.newest && record === known.record && received === known.received) return
    this.#times.set(key, { ...told, newest, record, received })
    this.#changed.add(key)
  }

  #datasetsOf(source: string): string[] {
    return [...this.#times.values()].filter((time) => time.source === source).map(({ dataset }) => dataset)
  }

  #becameSilent(): HealthReport[] {
    const last = new Map<string, SourceTime>()
    for (const time of this.#times.values()) {
      if (time.received >= (last.get(time.source)?.received ?? -Infinity)) last.set(time.source, time)
    }
    const reports: HealthReport[] = []
    for (const [source, { received, newest }] of last) {
      const isSilent = this.#heard - received > this.#maxHold
      if (isSilent && !this.#silent.has(source))
        reports.push({ kind: 'silent', ruleId: source, count: 1, time: newest })
      if (isSilent) this.#silent.add(source)
      else this.#silent.delete(source)
    }
    return reports
  }
}

function readTime(key: string, value: string | null): SourceTime | null {
  const [kind, source, dataset]: unknown[] = JSON.parse(key)
  if (kind !== 'source' || typeof source !== 'string' || typeof dataset !== 'string' || value === null) return null
  const { newest, record = newest, received }: Partial<SourceTime> = JSON.parse(value)
  if (typeof newest !== 'number' || typeof record !== 'number' || typeof received !== 'number') return null
  return { source, dataset, newest, record, received }
}
