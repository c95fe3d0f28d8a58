import { isObject } from '../core/json.ts'
import type { StateEntry } from '../core/state.ts'
import { readWindowKey } from '../sigma/stateful/engine-output.ts'
import type { RuleStarts } from '../sigma/stateful/types.ts'
import type { StateMeaning } from '../sigma/state-hash.ts'

/** Under which kind the versions of stateful rules are remembered; the key is the rule's id, '' that of {@link MARK}. */
export const VERSION_KIND = 'rule-version'

/** Says that versions are remembered at all: what is not among them is a new rule. */
const MARK: StateEntry = { kind: VERSION_KIND, key: '', value: '{}' }

/** Since when a stateful rule counts. The JSON of a {@link VERSION_KIND} entry. */
export interface RuleVersion {
  /** see {@link StateMeaning} */
  readonly hash: string
  readonly base: string
  /** event time from which on it counts, milliseconds since 1970; null: everything */
  readonly from: number | null
  /** event time from which on it answers as if it had always been there; null: from the beginning */
  readonly until: number | null
}

/** What {@link RuleVersions} are made from. */
export interface RuleVersionsOptions {
  /** what the memory of the rules that run means, by id; a rule stands before those that refer to it */
  readonly meanings: ReadonlyMap<string, StateMeaning>
  /** the entries of {@link VERSION_KIND} and `window` as they are stored */
  readonly versions: readonly StateEntry[]
  readonly windows: readonly StateEntry[]
  /** true: rules without a version are new, even when no versions are remembered at all */
  readonly isLater: boolean
  /** the newest event time that was read for a detection rule; −Infinity: none */
  readonly newestOf: (ruleId: string) => number
  /** the event time up to which stateful rules have seen its hits; −Infinity: none */
  readonly seenOf: (ruleId: string) => number
  /** whether hits of one of these detection rules wait for stateful rules */
  readonly waits: (ruleIds: readonly string[]) => boolean
}

/**
 * Which version of each stateful rule has counted what is remembered. One whose meaning has changed, or that is new, starts
 * cold: it counts events after the newest one that was read when it came, so that no memory of the one before is in what it
 * says, nor hits of a detection rule as it was. What a rule that has only changed would have counted of hits that still wait
 * it counts. Everything follows from the stored entries; what is decided here is in {@link changes} until it is stored.
 */
export class RuleVersions {
  /** since when each rule counts that does not count everything */
  readonly from: RuleStarts
  /** rules that start cold now */
  readonly cold: ReadonlySet<string>
  /** keys of the `window` entries that belong to versions which are gone */
  readonly staleWindows: ReadonlySet<string>
  #changes: readonly StateEntry[]

  constructor(options: RuleVersionsOptions) {
    const saved = readVersions(options.versions)
    const isKnown = options.isLater || options.versions.some(({ key }) => key === MARK.key)
    const now = new Map<string, RuleVersion>()
    const cold = new Set<string>()
    for (const [id, meaning] of options.meanings) {
      const before = saved.get(id)
      if (before?.hash === meaning.hash) {
        now.set(id, before)
        continue
      }
      if (before || isKnown) cold.add(id)
      const from = before || isKnown ? startOf(meaning, before, options) : null
      now.set(id, { hash: meaning.hash, base: meaning.base, from, until: warmAt(from, meaning, now) })
    }
    this.cold = cold
    this.from = new Map([...now].flatMap(([id, { from }]) => (from === null ? [] : [[id, from] as const])))
    const stale = options.windows.filter(({ key }) => isStale(key, saved, now, cold))
    this.staleWindows = new Set(stale.map(({ key }) => key))
    this.#changes = [
      ...stale.map((one) => ({ ...one, value: null })),
      ...[...saved.keys()].filter((id) => !now.has(id)).map((key) => ({ kind: VERSION_KIND, key, value: null })),
      ...[...now].filter(([id, one]) => saved.get(id) !== one).map(([id, one]) => entryOf(id, one)),
    ]
    if (!options.versions.some(({ key }) => key === MARK.key)) this.#changes = [...this.#changes, MARK]
  }

  /** What has to be stored since the last call. */
  changes(): readonly StateEntry[] {
    const changes = this.#changes
    this.#changes = []
    return changes
  }
}

/** The versions that are remembered, by rule. */
export function readVersions(saved: readonly StateEntry[]): ReadonlyMap<string, RuleVersion> {
  const versions = new Map<string, RuleVersion>()
  for (const { key, value } of saved) {
    const read: unknown = JSON.parse(value ?? 'null')
    if (key === MARK.key || !isObject(read)) continue
    const { hash, base, from, until } = read
    if (typeof hash !== 'string' || typeof base !== 'string') continue
    versions.set(key, { hash, base, from: timeOf(from), until: timeOf(until) })
  }
  return versions
}

function timeOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null
}

function entryOf(key: string, version: RuleVersion): StateEntry {
  return { kind: VERSION_KIND, key, value: JSON.stringify(version) }
}

function startOf(
  { leaves, base }: StateMeaning,
  before: RuleVersion | undefined,
  { newestOf, seenOf, waits }: RuleVersionsOptions,
): number | null {
  // What waits is counted in order soon; but hits of another detection, or without the fields, are not for this version.
  const countsWaiting = before?.base === base && waits(leaves)
  const time = Math.max(-Infinity, ...leaves.map(countsWaiting ? seenOf : newestOf))
  const from = time === -Infinity ? null : time + 1
  return countsWaiting ? latest(from, before.from) : from
}

function warmAt(
  from: number | null,
  { warmsFor, below }: StateMeaning,
  now: ReadonlyMap<string, RuleVersion>,
): number | null {
  if (from === null) return null
  const start = Math.max(from, ...below.map((id) => now.get(id)?.until ?? from))
  return start + warmsFor
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other)
}

function isStale(
  key: string,
  saved: ReadonlyMap<string, unknown>,
  now: ReadonlyMap<string, unknown>,
  cold: ReadonlySet<string>,
): boolean {
  const ruleId = readWindowKey(key)?.ruleId ?? ''
  return cold.has(ruleId) || (saved.has(ruleId) && !now.has(ruleId))
}
