import { setImmediate as breathe } from 'node:timers/promises'
import type { BatchSink } from '../core/batch-sink.ts'
import type { Hit } from '../core/hit.ts'
import type { HitStore } from '../core/hit-store.ts'
import type { SourceProgress } from '../core/progress.ts'
import type { StateEntry } from '../core/state.ts'
import { SeenValues } from '../sigma/stateful/extensions/seen-values.ts'
import { DEFAULT_ENGINE_LIMITS } from '../sigma/stateful/types.ts'
import type { EngineLimits, EngineOutput, Observation, RuleStarts, StatefulEngine } from '../sigma/stateful/types.ts'
import type { StateMeaning } from '../sigma/state-hash.ts'
import type { StatefulRule } from '../sigma/types.ts'
import { HealthCounts, type HealthReport } from './health.ts'
import { linkedRules } from './linked-rules.ts'
import { RuleVersions, VERSION_KIND } from './rule-versions.ts'
import { Watermarks, type WatermarkOptions } from './watermarks.ts'

/** The stateful rules, and what is known of them. */
export interface StreamRules extends Pick<WatermarkOptions, 'datasetsOf'> {
  readonly stateful: readonly StatefulRule[]
  /** what the memory of each of them means; without it no rule ever starts cold, and nothing is remembered of versions */
  readonly meanings?: ReadonlyMap<string, StateMeaning>
}

/** What the stateful rules need from outside. */
export interface StatefulStreamOptions extends StreamRules, Pick<WatermarkOptions, 'latenessOf' | 'maxHold'> {
  /** a new engine for rules, that has seen nothing */
  readonly createEngine: (rules: readonly StatefulRule[], from?: RuleStarts) => StatefulEngine
  readonly limits?: EngineLimits
  /** given when it was not there from the start of the program: its rules are new, and this is what sources said before */
  readonly heard?: readonly SourceProgress[]
  readonly sink: Pick<BatchSink, 'state'>
  readonly hits: HitStore
}

/** What came of one step. */
export interface StatefulStep {
  readonly output: EngineOutput
  readonly state: readonly StateEntry[]
  readonly reports: readonly HealthReport[]
}

/** After so many hits a rebuild lets others work. */
const HITS_AT_ONCE = 2000

/** Stateful rules had nothing to say. */
export const NO_OUTPUT: EngineOutput = { firings: [], withdrawals: [], windows: [], reports: [] }

/**
 * The stateful rules on the stream: the engine, how far time has come, and what it cost. All of it is a cache: after
 * {@link drop} it is made again from what is stored, and goes on as if nothing had happened.
 */
export class StatefulStream {
  #options: StatefulStreamOptions
  #linked: ReadonlyMap<string, number>
  /** which hits need not be stored */
  #seen: SeenValues
  #engine: StatefulEngine
  #wants: ReadonlySet<string>
  #isRebuilt = false
  /** values that hits of this step were left without */
  #cut: HealthReport[] = []
  #remembered: Remembered | null = null

  constructor(options: StatefulStreamOptions) {
    this.#options = options
    this.#linked = linkedRules(options.stateful)
    this.#seen = seenValues(options)
    this.#engine = options.createEngine(options.stateful)
    this.#wants = this.#engine.wants
  }

  /** Detection rules whose hits matter here. */
  get wants(): ReadonlySet<string> {
    return this.#wants
  }

  drop(): void {
    const { createEngine, stateful } = this.#options
    if (this.#isRebuilt) this.#engine = createEngine(stateful)
    this.#isRebuilt = false
    this.#remembered = null
    this.#cut = []
    this.#seen.clear()
  }

  /**
   * Other rules from now on; everything that came of the ones before is stored. Those whose memory means the same go on with
   * it, others start cold. What it leads to comes with the next step. When it rejects, {@link drop} is called.
   */
  async change(rules: StreamRules): Promise<void> {
    const { meanings: _, ...others } = this.#options
    const before = this.#engine
    const wasRebuilt = this.#isRebuilt
    this.#options = { ...others, ...rules }
    this.#linked = linkedRules(rules.stateful)
    this.#seen = seenValues(this.#options)
    this.#engine = this.#options.createEngine(rules.stateful)
    this.#wants = this.#engine.wants
    this.#isRebuilt = false
    this.#remembered = null
    if (!wasRebuilt) return
    const { watermarks, versions } = await this.#load()
    if (versions === null) return
    const ids = rules.stateful.map(({ info }) => info.id)
    const kept = new Set(ids.filter((id) => !versions.cold.has(id)))
    if (!before.change(rules.stateful, kept, startsOf(versions), watermarks.of)) return
    this.#engine = before
    this.#isRebuilt = true
  }

  /** Reads how far time has come. To be awaited before {@link awaits}; costs nothing when it is known. */
  async remember(): Promise<void> {
    await this.#load()
  }

  /** Makes the state from what is stored. To be awaited before {@link observe}; costs nothing when it is there. */
  async ready(): Promise<void> {
    if (this.#isRebuilt) return
    const { watermarks, versions } = await this.#load()
    const { createEngine, stateful, sink, hits } = this.#options
    const engine = createEngine(stateful, startsOf(versions))
    this.#engine = engine
    const windows = await sink.state('window')
    engine.restore(
      watermarks.of,
      windows.filter(({ key }) => versions?.staleWindows.has(key) !== true),
    )
    const since = watermarks.least - engine.lookback
    const from = since > -Infinity ? { since } : {}
    let seen = 0
    for (const hit of hits.inOrder({ waiting: false, rules: [...engine.wants], ...from })) {
      const observation = observationOf(hit)
      engine.observe(observation, hit.lateFor)
      if (!hit.lateFor) this.#see(observation)
      seen += 1
      if (seen % HITS_AT_ONCE === 0) await breathe()
    }
    engine.restored()
    // What was worth reporting was reported when the hits came.
    engine.take()
    this.#isRebuilt = true
  }

  /**
   * Takes a hit into account; gives the stateful rules that it came too late for. Null when it changes nothing and need not
   * be stored, which is said of those alone that `mayGo`.
   */
  observe(hit: Hit, mayGo: boolean): readonly string[] | null {
    const observation = observationOf(hit)
    const lateFor = this.#engine.observe(observation)
    this.#cut.push(...cutOf(hit))
    return this.#isKept(observation, mayGo, lateFor.length > 0) ? lateFor : null
  }

  /** False when a hit that waits will change nothing and need not be stored, which is said of those alone that `mayGo`. */
  awaits(hit: Hit, mayGo: boolean): boolean {
    const watermark = this.#remembered?.watermarks.of(hit.ruleId) ?? -Infinity
    return this.#isKept(observationOf(hit), mayGo, hit.time < watermark)
  }

  #isKept(observation: Observation, mayGo: boolean, isLate: boolean): boolean {
    if (mayGo && this.#seen.changesNothing(observation)) return false
    if (!isLate) this.#see(observation)
    return true
  }

  /** A hit that a rule does not count, because it is older than its version, must not stand for one that counts. */
  #see(observation: Observation): void {
    const counts = this.#remembered?.countsFrom.get(observation.ruleId) ?? -Infinity
    if (observation.time >= counts) this.#seen.add(observation)
  }

  /** Ends a live step: time goes on to where the sources are. */
  async follow(progress: readonly SourceProgress[]): Promise<StatefulStep> {
    const { watermarks } = await this.#load()
    const reports = watermarks.hear(progress)
    watermarks.follow()
    this.#engine.advance(watermarks.of)
    return this.#step(reports)
  }

  /** Time goes on to this event time, as far as the sources have come: nothing before it is still to be observed. */
  async followTo(time: number): Promise<void> {
    const { watermarks } = await this.#load()
    watermarks.followTo(time)
    this.#engine.advance(watermarks.of)
  }

  /** Remembers what sources say while time stands still. */
  async hear(progress: readonly SourceProgress[]): Promise<StatefulStep> {
    const { watermarks } = await this.#load()
    return this.#step(watermarks.hear(progress))
  }

  async #step(heard: readonly HealthReport[]): Promise<StatefulStep> {
    const { watermarks, health, versions } = await this.#load()
    const output = this.#isRebuilt ? this.#engine.take() : NO_OUTPUT
    const reports = [...heard, ...this.#cut, ...output.reports]
    this.#cut = []
    health.add(reports)
    const of = versions?.changes() ?? []
    return { output, reports, state: [...of, ...output.windows, ...watermarks.changes(), ...health.changes()] }
  }

  async #load(): Promise<Remembered> {
    if (this.#remembered) return this.#remembered
    const { sink } = this.#options
    const options = { ...this.#options, rules: this.#wants, linked: this.#linked }
    const watermarks = new Watermarks(options, await sink.state('watermark'))
    watermarks.hear(options.heard ?? [])
    const health = new HealthCounts(await sink.state('health'))
    const versions = await this.#versions(watermarks)
    this.#remembered = { watermarks, health, versions, countsFrom: countsFrom(startsOf(versions), this.#options) }
    return this.#remembered
  }

  async #versions(watermarks: Watermarks): Promise<RuleVersions | null> {
    const { sink, hits, meanings, heard } = this.#options
    if (!meanings) return null
    return new RuleVersions({
      meanings,
      versions: await sink.state(VERSION_KIND),
      windows: await sink.state('window'),
      isLater: heard !== undefined,
      newestOf: (id) => watermarks.newestOf(id),
      seenOf: (id) => watermarks.followedOf(id),
      waits: (rules) => !isEmpty(hits.inOrder({ waiting: true, rules })),
    })
  }
}

/** What is read of the store once, and kept up from there on. */
interface Remembered {
  readonly watermarks: Watermarks
  readonly health: HealthCounts
  readonly versions: RuleVersions | null
  /** detection rule → event time from which on every rule that reads it counts its hits */
  readonly countsFrom: RuleStarts
}

function seenValues({ stateful, limits }: StatefulStreamOptions): SeenValues {
  return new SeenValues(stateful, limits ?? DEFAULT_ENGINE_LIMITS)
}

function startsOf(versions: RuleVersions | null): RuleStarts {
  return versions?.from ?? new Map()
}

function countsFrom(from: RuleStarts, { stateful }: StreamRules): RuleStarts {
  const latest = new Map<string, number>()
  for (const { info, refs } of stateful) {
    const start = from.get(info.id)
    if (start === undefined) continue
    for (const { id } of refs) latest.set(id, Math.max(start, latest.get(id) ?? start))
  }
  return latest
}

function isEmpty(hits: Iterable<unknown>): boolean {
  for (const _ of hits) return false
  return true
}

/** What a hit has to tell of values that were not read of it. */
export function cutOf({ ruleId, valuesCut = 0, time }: Hit): readonly HealthReport[] {
  return valuesCut === 0 ? [] : [{ kind: 'values', ruleId, count: valuesCut, time }]
}

/** A stored hit as the engine sees it. */
export function observationOf({ ruleId, eventId, time, fields = {} }: Hit): Observation {
  return { ruleId, eventId, time, fields }
}
