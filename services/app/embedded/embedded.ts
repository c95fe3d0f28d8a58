import { setTimeout as sleep } from 'node:timers/promises'
import { openStore, type SqliteStore } from '../../adapters/sqlite/open-store.ts'
import { STORED_EVENT_REFS } from '../../core/alert.ts'
import type { CheckpointStore } from '../../core/checkpoint.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import { messageOf } from '../../core/errors.ts'
import { TOPICS, type LogConsumer, type ReadLimits, type TopicPartition } from '../../core/log.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import type { RuleInfo } from '../../core/rule.ts'
import { Correlator, type CorrelatorRules } from '../../correlate/correlator.ts'
import type { CompleteRound } from '../../ingest/files/files-collector.ts'
import type { Logger } from '../logger.ts'
import { stateMeanings } from '../../sigma/state-hash.ts'
import type { Engine } from '../engine.ts'
import type { EmbeddedOptions, JobParts } from './embedded-options.ts'
import { LazyReader } from './lazy-reader.ts'
import { Pipeline, PIPELINE_GROUP, type PipelineParts } from './pipeline.ts'
import { encodeRaw } from './raw-codec.ts'
import { ReportLog } from './report-log.ts'
import { SourceRounds } from './source-rounds.ts'
import { untilTaken } from './until-taken.ts'

export type { EmbeddedOptions, Job, JobParts } from './embedded-options.ts'

/** One slice: large enough that a commit is worth its fsync, small enough that an alarm does not wait for it. */
const SLICE: ReadLimits = { maxRecords: 2000, maxBytes: 8 * 1024 * 1024 }
/** Loading the thread takes 50 to 150 ms of CPU: as much as reading some thousand records here. */
const THREAD_AFTER = 2000
/** Some seconds of work: what a stop has to wait for, and what may stand above a budget for the disk. */
const MOST_WAITING = 50_000
const COMMAND_POLL = 500
const DRAIN_POLL = 20

/**
 * The embedded wiring (design §1): one store, one pipeline, one process. Opened as the store's one writer; collectors append
 * through it, and the pipeline reads behind them.
 */
export class Embedded {
  readonly #store: SqliteStore
  readonly #pipeline: Pipeline
  readonly #reader: LazyReader
  readonly #logger: Logger
  readonly #reports: ReportLog
  readonly #rounds: SourceRounds
  readonly #stopping = new AbortController()
  readonly #stop: AbortSignal | null
  readonly #partitions: readonly TopicPartition[]
  readonly #mostWaiting: number
  readonly #working: readonly Promise<void>[]
  readonly #changed: ((engine: Engine) => void) | null
  #engine: Engine
  #changing: Promise<void> = Promise.resolve()
  readonly #running: Promise<void>
  #consumer: LogConsumer | null = null
  #batches = 0
  #failure: unknown = null

  /** Throws `STORE_LOCKED`, `STORE_VERSION`, `STORE_FULL`, `STORE_FAILED`. */
  constructor(options: EmbeddedOptions) {
    this.#store = openStore(options.data)
    this.#logger = options.logger
    this.#stop = options.stop ?? null
    this.#mostWaiting = options.mostWaiting ?? MOST_WAITING
    const { log, migrated } = this.#store
    if (migrated) this.#logger.info('the store was brought up to date', { ...migrated, store: options.data })
    this.#partitions = Array.from({ length: log.partitions(TOPICS.raw) }, (_, partition) => ({
      topic: TOPICS.raw,
      partition,
    }))
    const { engine, logger, jobs = [] } = options
    this.#engine = engine
    this.#changed = options.changed ?? null
    const ruleOf = (id: string): RuleInfo | undefined => this.#engine.ruleOf(id)
    this.#reports = new ReportLog({ logger, ruleOf, clock: () => performance.now() })
    this.#reader = new LazyReader({ engine, threadAfter: THREAD_AFTER, ...options.reading })
    this.#pipeline = this.#createPipeline(options)
    this.#rounds = this.#createRounds(options)
    const changeRules: JobParts['changeRules'] = (next) => this.changeRules(next)
    const parts = { store: this.#store, pipeline: this.#pipeline, logger, signal: this.#stopping.signal, changeRules }
    const work = [this.#rounds.run(), this.#consume(), this.#pollCommands(), this.#reader.done]
    this.#working = [...work, ...jobs.map((job) => job(parts))].map((each) => this.#orFail(each))
    this.#running = Promise.all(this.#working).then(() => undefined)
    // Told by `failed` and by `close`.
    this.#running.catch(() => undefined)
  }

  /**
   * Goes on with the rules of another engine, one change after the other: every slice is read and correlated by one set of
   * rules. Resolves when everything is done by the new ones. When it rejects they are in effect all the same, and what they
   * have to remember is stored with what is handled next.
   */
  changeRules(engine: Engine): Promise<void> {
    const change = this.#changing.then(() =>
      this.#pipeline.change({
        correlator: correlatorRules(engine),
        read: () => this.#reader.use(engine),
        taken: () => {
          this.#engine = engine
          this.#changed?.(engine)
        },
      }),
    )
    this.#changing = change.catch(() => undefined)
    return change
  }

  /** CPU time that the reading thread has used so far, in microseconds; 0 when there is none. */
  async threadCpuTime(): Promise<number> {
    return (await this.#reader.thread?.cpuTime()) ?? 0
  }

  /** A source has been through everything that it watches, once more; what it found is appended. */
  complete(source: string, round: CompleteRound): void {
    this.#rounds.complete(source, round)
  }

  /** A source has read everything that there is and brings nothing any more. */
  ended(source: string): void {
    this.#rounds.ended(source)
  }

  /** Resolves when stateful rules have seen everything that the sources had at the start; see {@link EmbeddedOptions.sources}. */
  get caughtUp(): Promise<void> {
    return this.#rounds.caughtUp
  }

  get checkpoints(): CheckpointStore {
    return this.#store.checkpoints
  }

  /** Rejects when the pipeline cannot go on; resolves after {@link close}. */
  get done(): Promise<void> {
    return this.#running
  }

  /**
   * Resolves when the records are durable in the raw log; waits while the store cannot take them, and while the pipeline is
   * too far behind.
   */
  append(batch: RawBatch): Promise<void> {
    return this.appendAll([batch])
  }

  /** The same for several batches, which become durable together. */
  async appendAll(batches: readonly RawBatch[]): Promise<void> {
    await this.#untilCaughtUp()
    const encoded = batches.map((batch) => {
      this.#batches += 1
      return encodeRaw(batch, this.#batches)
    })
    await this.#untilTaken('a collector', () => this.#store.log.append(TOPICS.raw, encoded))
  }

  /** Resolves when they are durable; waits while the store cannot take them. */
  deadLetters(letters: readonly DeadLetter[]): Promise<void> {
    return this.#untilTaken('a collector', () => this.#pipeline.deadLetters(letters))
  }

  /** Resolves when everything that was appended so far has been handled; rejects when the pipeline cannot go on. */
  async drain(): Promise<void> {
    await this.#handled(() => this.#failure !== null)
    if (this.#failure !== null) await this.#running
  }

  /** Finishes the slice in hand and gives the store free. */
  async close(): Promise<void> {
    this.#stopping.abort()
    await this.#consumer?.stop()
    await this.#reader.close()
    await Promise.allSettled(this.#working)
    this.#reports.flush(true)
    this.#store.close()
  }

  #createPipeline({ engine, namespace, limits, committed }: EmbeddedOptions): Pipeline {
    const { sink, hits, commands } = this.#store
    const { normalizer, detector } = engine
    const correlator = new Correlator({
      ...correlatorRules(engine),
      namespace,
      maxRefs: STORED_EVENT_REFS,
      ...(limits ? { limits } : {}),
      sink,
      hits,
      now: () => Date.now(),
    })
    const reported: PipelineParts['reported'] = (reports) => this.#reports.add(reports)
    const reader = this.#reader
    return new Pipeline({ normalizer, detector, correlator, sink, commands, committed, reported, reader })
  }

  #createRounds({ sources = [], pace = {}, logger }: EmbeddedOptions): SourceRounds {
    const isEnding = (): boolean => this.#failure !== null || this.#stopping.signal.aborted
    return new SourceRounds({
      ...pace,
      sources,
      pipeline: this.#pipeline,
      handled: () => this.#handled(isEnding),
      untilTaken: (work) => this.#untilTaken('the pipeline', work),
      logger,
      signal: this.#stopping.signal,
      now: () => Date.now(),
      turned: () => this.#reports.flush(),
    })
  }

  /** Resolves with true when everything that was appended so far has been handled, with false when it is given up. */
  async #handled(isGivenUp: () => boolean): Promise<boolean> {
    const { log } = this.#store
    for (const partition of this.#partitions) {
      const end = await log.end(partition)
      while ((await log.committed(PIPELINE_GROUP, partition)) < end) {
        if (isGivenUp()) return false
        await sleep(DRAIN_POLL)
      }
    }
    return true
  }

  /** Waits while too much of the raw log is not handled; not when the pipeline has failed or the program is to end. */
  async #untilCaughtUp(): Promise<void> {
    const isEnding = (): boolean =>
      this.#failure !== null || this.#stopping.signal.aborted || this.#stop?.aborted === true
    while (!isEnding() && (await this.#waiting()) >= this.#mostWaiting) await sleep(DRAIN_POLL)
  }

  /** How many records of the raw log are not handled yet. */
  async #waiting(): Promise<number> {
    const { log } = this.#store
    let waiting = 0
    for (const partition of this.#partitions) {
      waiting += (await log.end(partition)) - (await log.committed(PIPELINE_GROUP, partition))
    }
    return waiting
  }

  /** Consumes until stopped. */
  #consume(): Promise<void> {
    return this.#untilTaken('the pipeline', async () => {
      this.#consumer = this.#store.log.consume(PIPELINE_GROUP, [TOPICS.raw], SLICE, this.#pipeline)
      await this.#consumer.done
    })
  }

  /** Remembers why the program cannot go on. */
  async #orFail(work: Promise<void>): Promise<void> {
    try {
      await work
    } catch (error) {
      this.#failure ??= error
      throw error
    }
  }

  #untilTaken(who: string, work: () => Promise<void>): Promise<void> {
    return untilTaken(work, { who, logger: this.#logger, signal: this.#stopping.signal, stop: this.#stop })
  }

  async #pollCommands(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted && this.#failure === null) {
      try {
        await this.#pipeline.applyCommands()
      } catch (error) {
        this.#logger.warn('commands could not be applied yet', { error: messageOf(error) })
      }
      await sleep(COMMAND_POLL, undefined, { signal }).catch(() => undefined)
    }
  }
}

function correlatorRules({ ruleSet, ruleOf, stateful, datasetsOf }: Engine): CorrelatorRules {
  return { ruleOf, stateful, datasetsOf, meanings: stateMeanings(ruleSet.rules, stateful) }
}
