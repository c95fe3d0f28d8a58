import { setImmediate as breathe } from 'node:timers/promises'
import type { BatchSink } from '../core/batch-sink.ts'
import type { Hit } from '../core/hit.ts'
import type { HitStore } from '../core/hit-store.ts'
import type { SourceProgress } from '../core/progress.ts'
import type { StateEntry } from '../core/state.ts'
import { SeenValues } from '../sigma/stateful/extensions/seen-values.ts'
import { DEFAULT_ENGINE_LIMITS } from '../sigma/stateful/types.ts'
import type { EngineLimits, EngineOutput, Observation, StatefulEngine } from '../sigma/stateful/types.ts'
import type { StatefulRule } from '../sigma/types.ts'
import { HealthCounts, type HealthReport } from './health.ts'
import { linkedRules } from './linked-rules.ts'
import { Watermarks, type WatermarkOptions } from './watermarks.ts'

/** What the stateful rules need from outside. */
export interface StatefulStreamOptions extends Pick<WatermarkOptions, 'datasetsOf' | 'latenessOf' | 'maxHold'> {
  readonly stateful: readonly StatefulRule[]
  /** a new engine for them, that has seen nothing */
  readonly createEngine: () => StatefulEngine
  readonly limits?: EngineLimits
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
  readonly #options: StatefulStreamOptions
  readonly #linked: ReadonlyMap<string, number>
  /** which hits need not be stored */
  readonly #seen: SeenValues
  #engine: StatefulEngine
  #isRebuilt = false
  /** values that hits of this step were left without */
  #cut: HealthReport[] = []
  #remembered: { readonly watermarks: Watermarks; readonly health: HealthCounts } | null = null

  constructor(options: StatefulStreamOptions) {
    this.#options = options
    this.#linked = linkedRules(options.stateful)
    this.#seen = new SeenValues(options.stateful, options.limits ?? DEFAULT_ENGINE_LIMITS)
    this.#engine = options.createEngine()
  }

  /** Detection rules whose hits matter here. */
  get wants(): ReadonlySet<string> {
    return this.#engine.wants
  }

  drop(): void {
    if (this.#isRebuilt) this.#engine = this.#options.createEngine()
    this.#isRebuilt = false
    this.#remembered = null
    this.#cut = []
    this.#seen.clear()
  }

  /** Reads how far time has come. To be awaited before {@link awaits}; costs nothing when it is known. */
  async remember(): Promise<void> {
    await this.#load()
  }

  /** Makes the state from what is stored. To be awaited before {@link observe}; costs nothing when it is there. */
  async ready(): Promise<void> {
    if (this.#isRebuilt) return
    const { watermarks } = await this.#load()
    const engine = this.#engine
    engine.restore(watermarks.of, await this.#options.sink.state('window'))
    const since = watermarks.least - engine.lookback
    const from = since > -Infinity ? { since } : {}
    let seen = 0
    for (const hit of this.#options.hits.inOrder({ waiting: false, rules: [...engine.wants], ...from })) {
      const observation = observationOf(hit)
      engine.observe(observation, hit.lateFor)
      if (!hit.lateFor) this.#seen.add(observation)
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
    if (!isLate) this.#seen.add(observation)
    return true
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
    const { watermarks, health } = await this.#load()
    const output = this.#isRebuilt ? this.#engine.take() : NO_OUTPUT
    const reports = [...heard, ...this.#cut, ...output.reports]
    this.#cut = []
    health.add(reports)
    return { output, reports, state: [...output.windows, ...watermarks.changes(), ...health.changes()] }
  }

  async #load(): Promise<{ readonly watermarks: Watermarks; readonly health: HealthCounts }> {
    if (this.#remembered) return this.#remembered
    const { sink } = this.#options
    const options = { ...this.#options, rules: this.#engine.wants, linked: this.#linked }
    const watermarks = new Watermarks(options, await sink.state('watermark'))
    const health = new HealthCounts(await sink.state('health'))
    this.#remembered = { watermarks, health }
    return this.#remembered
  }
}

/** What a hit has to tell of values that were not read of it. */
export function cutOf({ ruleId, valuesCut = 0, time }: Hit): readonly HealthReport[] {
  return valuesCut === 0 ? [] : [{ kind: 'values', ruleId, count: valuesCut, time }]
}

/** A stored hit as the engine sees it. */
export function observationOf({ ruleId, eventId, time, fields = {} }: Hit): Observation {
  return { ruleId, eventId, time, fields }
}
