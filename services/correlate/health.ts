import type { StateEntry } from '../core/state.ts'
import type { LimitReport } from '../sigma/stateful/types.ts'

/**
 * Something that cost exactness: what the engine says of a rule, or `silent`, a source that is not waited for any more
 * (`ruleId` is its name then, and `time` the event time that it had come to).
 */
export type HealthReport = Omit<LimitReport, 'kind'> & { readonly kind: LimitReport['kind'] | 'silent' }

/** How often something cost exactness, since the store was made. The JSON of a `health` entry. */
export interface HealthCount {
  readonly kind: HealthReport['kind']
  readonly ruleId: string
  readonly count: number
  /** event times of the first and the last, milliseconds since 1970 */
  readonly first: number
  readonly last: number
}

/** Counts reports, on top of what was counted before. */
export class HealthCounts {
  readonly #counts = new Map<string, HealthCount>()
  readonly #changed = new Set<string>()

  /** `saved` are the `health` entries as they are stored. */
  constructor(saved: readonly StateEntry[] = []) {
    for (const { key, value } of saved) {
      if (value !== null) this.#counts.set(key, JSON.parse(value) as HealthCount)
    }
  }

  add(reports: readonly HealthReport[]): void {
    for (const { kind, ruleId, count, time } of reports) {
      const key = `${kind} ${ruleId}`
      const known = this.#counts.get(key)
      this.#counts.set(key, {
        kind,
        ruleId,
        count: (known?.count ?? 0) + count,
        first: Math.min(known?.first ?? time, time),
        last: Math.max(known?.last ?? time, time),
      })
      this.#changed.add(key)
    }
  }

  get all(): readonly HealthCount[] {
    return [...this.#counts.values()]
  }

  /** What has to be stored since the last call. */
  changes(): StateEntry[] {
    const changes = [...this.#changed].map((key): StateEntry => {
      return { kind: 'health', key, value: JSON.stringify(this.#counts.get(key)) }
    })
    this.#changed.clear()
    return changes
  }
}
