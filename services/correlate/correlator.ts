import type { BatchOutcome, BatchSink, SettledHit, StoredHit } from '../core/batch-sink.ts'
import type { Command } from '../core/command.ts'
import type { Hit } from '../core/hit.ts'
import type { HitStore } from '../core/hit-store.ts'
import type { SourceProgress } from '../core/progress.ts'
import type { RuleInfo } from '../core/rule.ts'
import { AppError } from '../core/errors.ts'
import { createStatefulEngine } from '../sigma/stateful/create-engine.ts'
import type { EngineLimits } from '../sigma/stateful/types.ts'
import type { StatefulRule } from '../sigma/types.ts'
import { AlertWriter } from './alert-writer.ts'
import { PlainCounts, makesAlerts } from './counted.ts'
import { alertIdOf } from './fold.ts'
import type { HealthReport } from './health.ts'
import { latenessOf } from './lateness.ts'
import { NO_OUTPUT, StatefulStream, type StatefulStep, type StreamRules } from './stateful-stream.ts'
import type { StateMeaning } from '../sigma/state-hash.ts'

/** The rules that hits are correlated by. */
export interface CorrelatorRules {
  /** a rule, plain or stateful; hits of rules that are gone are left out */
  readonly ruleOf: (ruleId: string) => RuleInfo | undefined
  /** rules that look at more than one event; none unless given, and then none of what follows matters */
  readonly stateful?: readonly StatefulRule[]
  /** what their memory means: with it a rule that has changed, or is new, starts cold; see `RuleVersions` */
  readonly meanings?: ReadonlyMap<string, StateMeaning>
  /** which `event.dataset`s the hits of a detection rule come from */
  readonly datasetsOf?: (detectionRuleId: string) => readonly string[]
}

/** What the correlator needs from outside. */
export interface CorrelatorContext extends CorrelatorRules {
  readonly namespace: string
  /** how many events an alert points to */
  readonly maxRefs: number
  /** what is stored: alerts as they stand, hits that alerts point to, what was remembered */
  readonly sink: Pick<BatchSink, 'alerts' | 'hits' | 'state'>
  readonly limits?: EngineLimits
  /** all stored hits; needed with stateful rules */
  readonly hits?: HitStore
  /** how late records of a dataset may come, milliseconds; by the table unless given */
  readonly latenessOf?: (dataset: string) => number
  /** for so long a silent source is waited for, milliseconds; 6 hours unless given */
  readonly maxHold?: number
  /** true: what sources bring comes about in its order from the beginning, so nothing has to wait for {@link Correlator.catchUp} */
  readonly live?: boolean
  /**
   * milliseconds since 1970, for `OutboxEntry.written`. Left out where nothing may be delivered, as in a replay: then every
   * entry is as old as 1970, and too old to be told
   */
  readonly now?: () => number
}

/** What hits, commands and time led to; the rest of a {@link BatchOutcome} is the caller's. */
export type Correlated = Pick<BatchOutcome, 'alerts' | 'hits' | 'outbox' | 'commands' | 'state' | 'settled'> & {
  /** what cost exactness, to be logged; its counts are part of `state` */
  readonly reports: readonly HealthReport[]
}

const MAX_HOLD = 6 * 3_600_000
/** So many waiting hits are correlated in one commit. */
const HITS_AT_ONCE = 2000

/**
 * The one writer of alerts (design §8). Counts hits into alerts, runs stateful rules over them, and applies commands. Its
 * memory is a cache over the store: after a failed commit it is dropped, and everything goes on from what is stored.
 *
 * With stateful rules it begins by *catching up*: sources first bring what has gathered, in any order, so hits for stateful
 * rules are only stored. When all sources have come to the end of what was there, {@link catchUp} correlates them in the
 * order of their events. From then on it is live.
 */
export class Correlator {
  #context: CorrelatorContext
  #writer: AlertWriter
  #stream: StatefulStream | null
  /** what sources have said while there were no stateful rules, by source and dataset */
  readonly #heard = new Map<string, SourceProgress>()
  /** `ending`: the last piece of a catch-up was given, and is not known to be stored */
  #phase: 'catching-up' | 'ending' | 'live'

  constructor(context: CorrelatorContext) {
    this.#context = context
    this.#writer = writerOf(context)
    this.#stream = streamOf(context)
    this.#phase = this.#stream && context.live !== true ? 'catching-up' : 'live'
  }

  /** True until everything that had gathered before the start is correlated. */
  get isCatchingUp(): boolean {
    return this.#phase === 'catching-up'
  }

  /** Forgets everything that is not stored. To be called when an outcome could not be committed. */
  drop(): void {
    this.#writer.drop()
    this.#stream?.drop()
    if (this.#phase === 'ending') this.#phase = 'catching-up'
  }

  /**
   * Other rules from now on. To be called between two calls whose outcome is stored; what it gives must be committed like
   * theirs. Stateful rules whose memory means the same go on with it, others start cold. When it rejects, the rules are the new
   * ones all the same, and what is to be stored comes with the next call.
   */
  async change(rules: CorrelatorRules): Promise<Pick<Correlated, 'state'>> {
    return this.#orDrop(async () => {
      if (this.#phase === 'ending') this.#phase = 'live'
      const { ruleOf: _, stateful: __, meanings: ___, datasetsOf: ____, ...others } = this.#context
      this.#context = { ...others, ...rules }
      // A cache over the store, and everything is stored.
      this.#writer = writerOf(this.#context)
      if (!this.#stream) {
        this.#stream = streamOf(this.#context, [...this.#heard.values()])
        return { state: [] }
      }
      await this.#stream.change(streamRules(rules))
      const { state } = await this.#stream.hear([])
      return { state }
    })
  }

  /**
   * Counts hits, each of an event that was never counted before, and applies commands in their order; `progress` is how far
   * sources have come with these hits. What it returns must be committed before the next call, or {@link drop} called. When
   * it rejects nothing has happened.
   */
  async apply(
    hits: readonly Hit[],
    commands: readonly Command[],
    progress: readonly SourceProgress[] = [],
  ): Promise<Correlated> {
    return this.#orDrop(async () => {
      if (this.#phase === 'ending') this.#phase = 'live'
      const stream = this.#stream
      const isConcerned = progress.length > 0 || hits.some(({ ruleId }) => stream?.wants.has(ruleId))
      const isLive = this.#phase === 'live'
      if (!stream) for (const each of progress) this.#heard.set(JSON.stringify([each.source, each.dataset]), each)
      if (stream && isConcerned) await (isLive ? stream.ready() : stream.remember())
      const plain = new PlainCounts(this.#context.namespace)
      const stored = this.#count(hits, plain)
      const step = stream && isConcerned ? await (isLive ? stream.follow(progress) : stream.hear(progress)) : NO_STEP
      const written = await this.#writer.write(plain.all, step.output, commands)
      return { ...written, hits: stored, settled: [], state: step.state, reports: step.reports }
    })
  }

  /**
   * Correlates what waits, in pieces, each of which must be committed before the next is asked for; when that fails,
   * {@link drop} is called and it is begun anew. `progress` is what sources have said since the last {@link apply}. Other
   * calls may come in between two pieces. After the last one everything is live.
   */
  async *catchUp(progress: readonly SourceProgress[] = []): AsyncGenerator<Correlated, void> {
    const { hits } = this.#context
    const stream = this.#stream
    if (!stream || !hits) return
    let told = progress
    let since: number | null = null
    while (this.#phase !== 'live') {
      const waiting: readonly Hit[] = nextWaiting(hits, since)
      const piece = { hits: waiting.slice(0, HITS_AT_ONCE), progress: told, isLast: waiting.length <= HITS_AT_ONCE }
      yield await this.#orDrop(() => this.#piece(stream, piece))
      told = []
      since = piece.hits.at(-1)?.time ?? null
      if (this.#phase === 'ending') this.#phase = 'live'
    }
  }

  async #piece(stream: StatefulStream, { hits, progress, isLast }: Piece): Promise<Correlated> {
    await stream.ready()
    const heard = await stream.hear(progress)
    const [first] = hits
    if (first) await stream.followTo(first.time)
    const settled = hits.map((hit): SettledHit => {
      const { ruleId, eventId } = hit
      const lateFor = stream.wants.has(ruleId) ? stream.observe(hit, false) : null
      return lateFor === null || lateFor.length === 0 ? { ruleId, eventId } : { ruleId, eventId, lateFor }
    })
    this.#writer.add(hits)
    const step = await (isLast ? stream.follow([]) : stream.hear([]))
    const written = await this.#writer.write([], step.output, [])
    if (isLast) this.#phase = 'ending'
    const [state, reports] = [
      [...heard.state, ...step.state],
      [...heard.reports, ...step.reports],
    ]
    return { ...written, hits: [], settled, state, reports }
  }

  /** What is to be stored of hits. Those that alerts are made of go to `plain`, those for stateful rules to them. */
  #count(hits: readonly Hit[], plain: PlainCounts): StoredHit[] {
    const { namespace, ruleOf } = this.#context
    const stored: StoredHit[] = []
    for (const hit of hits) {
      const rule = ruleOf(hit.ruleId)
      if (!rule) continue
      const alertId = rule.alerts ? alertIdOf(namespace, rule, hit) : ''
      if (makesAlerts(rule)) plain.add(alertId, rule, hit)
      const isWanted = this.#stream?.wants.has(hit.ruleId) ?? false
      const kept = isWanted ? this.#show(hit, alertId) : { alertId, hit }
      if (kept) stored.push(kept)
    }
    return stored
  }

  /** Shows a hit to the stateful rules, or lets it wait for them. Null when nobody will miss it. */
  #show(hit: Hit, alertId: string): StoredHit | null {
    const mayGo = alertId === ''
    if (this.#phase !== 'live') return this.#stream?.awaits(hit, mayGo) ? { alertId, hit, waiting: true } : null
    const lateFor = this.#stream?.observe(hit, mayGo) ?? null
    if (lateFor === null) return null
    this.#writer.add([hit])
    return { alertId, hit: lateFor.length === 0 ? hit : { ...hit, lateFor } }
  }

  /** What fails leaves nothing behind. */
  async #orDrop<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      this.drop()
      throw error
    }
  }
}

/** Some of the waiting hits, in order. */
interface Piece {
  readonly hits: readonly Hit[]
  readonly progress: readonly SourceProgress[]
  /** none waits besides these */
  readonly isLast: boolean
}

const NO_STEP: StatefulStep = { output: NO_OUTPUT, state: [], reports: [] }

function writerOf(context: CorrelatorContext): AlertWriter {
  return new AlertWriter({ ...context, stateful: context.stateful ?? [] })
}

function streamRules({ stateful = [], meanings, datasetsOf = () => [] }: CorrelatorRules): StreamRules {
  return { stateful, datasetsOf, ...(meanings ? { meanings } : {}) }
}

function streamOf(context: CorrelatorContext, heard?: readonly SourceProgress[]): StatefulStream | null {
  const { stateful = [], hits, limits } = context
  if (stateful.length === 0) return null
  if (!hits) throw new AppError('INTERNAL', 'stateful rules need the stored hits')
  return new StatefulStream({
    ...streamRules(context),
    ...(limits ? { limits } : {}),
    ...(heard ? { heard } : {}),
    createEngine: (rules, from) => createStatefulEngine(rules, limits, from),
    sink: context.sink,
    hits,
    latenessOf: context.latenessOf ?? latenessOf,
    maxHold: context.maxHold ?? MAX_HOLD,
  })
}

/** One hit more than a piece holds, if there are so many. What came in the meantime may be older than where we are. */
function nextWaiting(hits: HitStore, since: number | null): readonly Hit[] {
  const next = since === null ? [] : take(hits.inOrder({ waiting: true, since }))
  return next.length > HITS_AT_ONCE ? next : take(hits.inOrder({ waiting: true }))
}

function take(hits: Iterable<Hit>): readonly Hit[] {
  const taken: Hit[] = []
  for (const hit of hits) {
    taken.push(hit)
    if (taken.length > HITS_AT_ONCE) break
  }
  return taken
}
