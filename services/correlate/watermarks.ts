import type { SourceProgress } from '../core/progress.ts'
import type { StateEntry } from '../core/state.ts'
import type { WatermarkOf } from '../sigma/stateful/types.ts'
import type { HealthReport } from './health.ts'
import { SourceTimes } from './source-times.ts'

/** What watermarks are made for. */
export interface WatermarkOptions {
  /** detection rules whose hits stateful rules want */
  readonly rules: Iterable<string>
  /** which `event.dataset`s the hits of a detection rule come from */
  readonly datasetsOf: (ruleId: string) => readonly string[]
  /** how late records of a dataset may come, milliseconds */
  readonly latenessOf: (dataset: string) => number
  /** rules that stateful rules bring together, directly or through others: see {@link linkedRules} */
  readonly linked: ReadonlyMap<string, number>
  /** for so long a source that says nothing is waited for, milliseconds */
  readonly maxHold: number
}

/** A detection rule and where its hits come from. */
interface WatchedRule {
  readonly id: string
  readonly datasets: ReadonlySet<string>
  readonly lateness: number
}

/** The key under which the watermarks of all rules are remembered; sources have keys of their own. */
const RULES_KEY = JSON.stringify(['rules'])

/**
 * Up to which event time nothing of a detection rule is missing any more (design §6): the least of its sources' newest event
 * times, less their lateness. Never goes back. A rule of which no source has brought anything goes with the rules that it
 * stands in stateful rules with, so that it holds nobody up; alone it is not known. Pure; everything that it says follows
 * from the `watermark` entries that it gives to be stored.
 */
export class Watermarks {
  readonly #rules: readonly WatchedRule[]
  readonly #linked: ReadonlyMap<string, number>
  readonly #sources: SourceTimes
  readonly #options: Pick<WatermarkOptions, 'datasetsOf' | 'latenessOf'>
  /** by rule; only what is known */
  #reached: Map<string, number>
  #isChanged: boolean

  /** `saved` are the `watermark` entries as they are stored. */
  constructor(options: WatermarkOptions, saved: readonly StateEntry[]) {
    this.#rules = [...options.rules].map((id) => watched(id, options))
    this.#linked = options.linked
    this.#options = options
    this.#sources = new SourceTimes(options.maxHold, saved)
    const remembered = readReached(saved)
    this.#reached = new Map()
    for (const rule of this.#rules) {
      const reached = remembered?.has(rule.id) ? remembered.get(rule.id) : this.#ofAlike(rule, remembered)
      if (typeof reached === 'number') this.#reached.set(rule.id, reached)
    }
    this.#isChanged = remembered?.size !== this.#rules.length
  }

  /** The watermark of a detection rule as it stands. */
  readonly of: WatermarkOf = (ruleId) => this.#reached.get(ruleId) ?? this.#ofLinked(ruleId)

  /** The least of all watermarks that are known; −Infinity when none is. */
  get least(): number {
    return this.#reached.size === 0 ? -Infinity : Math.min(...this.#reached.values())
  }

  /** The event time of the newest record that any source has brought of a rule's datasets; −Infinity when there is none. */
  newestOf(ruleId: string): number {
    const datasets = new Set(this.#options.datasetsOf(ruleId))
    let newest = -Infinity
    for (const time of this.#sources.times()) if (datasets.has(time.dataset)) newest = Math.max(newest, time.record)
    return newest
  }

  /** No later record had come when the rule's watermark moved last, its time or an earlier one; −Infinity when it never did. */
  followedOf(ruleId: string): number {
    const rule = this.#rules.find(({ id }) => id === ruleId)
    const followed = rule ? (this.#reached.get(ruleId) ?? -Infinity) + rule.lateness : -Infinity
    return Math.min(followed, this.newestOf(ruleId))
  }

  /** Takes up what sources say, without moving a watermark. Gives the sources that are no longer waited for from now on. */
  hear(progress: readonly SourceProgress[]): readonly HealthReport[] {
    return this.#sources.hear(progress)
  }

  /** Moves the watermarks to where the sources are. */
  follow(): void {
    this.#move((rule) => this.#target(rule))
  }

  /** Moves them as if every source had come to this event time and no further than it has: for hits in their order. */
  followTo(time: number): void {
    this.#move((rule) => Math.min(this.#target(rule), time - rule.lateness))
  }

  /** What has to be stored since the last call. */
  changes(): StateEntry[] {
    const changes = this.#sources.changes()
    if (!this.#isChanged) return changes
    this.#isChanged = false
    const reached = this.#rules.map(({ id }) => [id, this.#reached.get(id) ?? null])
    return [...changes, { kind: 'watermark', key: RULES_KEY, value: JSON.stringify(Object.fromEntries(reached)) }]
  }

  #move(to: (rule: WatchedRule) => number): void {
    const moved = new Map<string, number>()
    for (const rule of this.#rules) {
      const wanted = to(rule)
      if (wanted > this.of(rule.id)) moved.set(rule.id, wanted)
      // Known from now on: it does not go back behind what it was taken for.
      else if (wanted > -Infinity && !this.#reached.has(rule.id)) moved.set(rule.id, this.of(rule.id))
    }
    for (const [id, time] of moved) this.#reached.set(id, time)
    if (moved.size > 0) this.#isChanged = true
  }

  /** −Infinity when no source has brought anything of the rule. */
  #target({ datasets }: WatchedRule): number {
    let fresh = Infinity
    let any = Infinity
    for (const { dataset, newest, isWaitedFor } of this.#sources.times()) {
      if (!datasets.has(dataset)) continue
      const time = newest - this.#options.latenessOf(dataset)
      any = Math.min(any, time)
      if (isWaitedFor) fresh = Math.min(fresh, time)
    }
    if (fresh < Infinity) return fresh
    return any < Infinity ? any : -Infinity
  }

  /** Where the rules are that stateful rules bring together with this one. */
  #ofLinked(ruleId: string): number {
    const link = this.#linked.get(ruleId)
    let least = Infinity
    for (const [id, time] of this.#reached) if (this.#linked.get(id) === link) least = Math.min(least, time)
    return link === undefined || least === Infinity ? -Infinity : least
  }

  /** A new rule begins where the others of the same datasets are: what lies before was read already. */
  #ofAlike({ datasets }: WatchedRule, remembered: ReadonlyMap<string, number | null> | null): number | null {
    if (!remembered) return null
    const alike = this.#rules.filter((other) => remembered.has(other.id) && isSame(other.datasets, datasets))
    const known = alike.flatMap(({ id }) => remembered.get(id) ?? [])
    return known.length > 0 && known.length === alike.length ? Math.min(...known) : null
  }
}

function watched(id: string, { datasetsOf, latenessOf }: WatermarkOptions): WatchedRule {
  const datasets = new Set(datasetsOf(id))
  return { id, datasets, lateness: Math.max(0, ...[...datasets].map(latenessOf)) }
}

function isSame(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size === b.size && a.isSubsetOf(b)
}

/** By rule; null for one that nothing is known of. Null when nothing was stored yet. */
export function readReached(saved: readonly StateEntry[]): ReadonlyMap<string, number | null> | null {
  const value = saved.find(({ key }) => key === RULES_KEY)?.value
  if (value === null || value === undefined) return null
  const times: unknown = JSON.parse(value)
  if (typeof times !== 'object' || times === null) return null
  return new Map(Object.entries(times).map(([id, time]) => [id, typeof time === 'number' ? time : null]))
}
