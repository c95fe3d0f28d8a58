import { setTimeout as sleep } from 'node:timers/promises'
import type { SourceProgress } from '../../core/progress.ts'
import type { CompleteRound } from '../../ingest/files/files-collector.ts'
import type { Logger } from '../logger.ts'
import type { Pipeline } from './pipeline.ts'

/** How time is kept; all in milliseconds. */
export interface RoundPace {
  /** a source that has not come to the end of what was there is not waited for any longer; 6 hours unless given */
  readonly maxHold: number
  /** how often the pipeline is told how far quiet sources are; 5 seconds unless given */
  readonly tell: number
}

/** What {@link SourceRounds} work with. */
export interface SourceRoundsOptions extends Partial<RoundPace> {
  /** names of the sources that are waited for; none: what is appended is handled live from the beginning */
  readonly sources: readonly string[]
  readonly pipeline: Pick<Pipeline, 'catchUp' | 'tell' | 'isCatchingUp'>
  /** resolves with true when everything that was appended before the call is handled, with false when it never will be */
  readonly handled: () => Promise<boolean>
  /** does the work, again and again while what hinders it may pass */
  readonly untilTaken: (work: () => Promise<void>) => Promise<void>
  readonly logger: Pick<Logger, 'warn'>
  readonly signal: AbortSignal
  /** milliseconds since 1970 */
  readonly now: () => number
  /** called at every turn, when time has gone on */
  readonly turned?: () => void
}

const MAX_HOLD_MS = 6 * 3_600_000
const TELL_MS = 5000

/**
 * What complete rounds of the sources mean for rules that look at more than one event. At first each source brings what has
 * gathered, in the order of its files; when all have come to the end of it, the pipeline catches up in the order of events,
 * and is live from then on. Later, a round that found nothing says that nothing is missing up to its beginning: so windows
 * close and silence is noticed while nothing comes.
 */
export class SourceRounds {
  readonly #options: SourceRoundsOptions
  readonly #waitingFor: Set<string>
  readonly #allThere = Promise.withResolvers<void>()
  readonly #caughtUp = Promise.withResolvers<void>()
  /** by source: everything of it that was there at this time was appended */
  #complete = new Map<string, number>()
  /** sources that bring nothing any more */
  readonly #ended = new Set<string>()

  constructor(options: SourceRoundsOptions) {
    this.#options = options
    this.#waitingFor = new Set(options.sources)
  }

  /** A source has been through everything once, and appended it. */
  complete(source: string, { began, isEmpty }: CompleteRound): void {
    const isFirst = this.#waitingFor.delete(source)
    if (isFirst || isEmpty) this.#complete.set(source, began)
    if (this.#waitingFor.size === 0) this.#allThere.resolve()
  }

  /** A source has read everything and will bring nothing more while this program runs: it holds nobody up. */
  ended(source: string): void {
    this.#ended.add(source)
  }

  /** Resolves when the pipeline has caught up. */
  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise
  }

  /** Goes on until the signal aborts, or ends at once when nobody asks for it; rejects when the pipeline cannot go on. */
  async run(): Promise<void> {
    const { sources, signal, pipeline, untilTaken, turned, tell = TELL_MS } = this.#options
    if (!pipeline.isCatchingUp) return this.#caughtUp.resolve()
    const catchUp = (progress: readonly SourceProgress[]): Promise<void> => pipeline.catchUp(progress, signal)
    // Without a source to wait for it comes before everything that is appended.
    if (sources.length === 0) await untilTaken(() => catchUp([]))
    else {
      await this.#untilAllThere()
      await this.#whenHandled(catchUp)
    }
    if (!pipeline.isCatchingUp) this.#caughtUp.resolve()
    while (!signal.aborted) {
      await sleep(tell, undefined, { signal }).catch(() => undefined)
      turned?.()
      if (this.#complete.size + this.#ended.size > 0) await this.#whenHandled((progress) => pipeline.tell(progress))
    }
  }

  async #untilAllThere(): Promise<void> {
    const { signal, maxHold = MAX_HOLD_MS, logger } = this.#options
    const over = new AbortController()
    const waking = AbortSignal.any([signal, over.signal])
    const held = sleep(maxHold, undefined, { signal: waking }).catch(() => undefined)
    await Promise.race([this.#allThere.promise, held])
    over.abort()
    if (signal.aborted) return
    for (const source of this.#waitingFor) {
      logger.warn('still reading what was there: rules that look at several events wait no longer for it', { source })
    }
  }

  /** What was said by now is passed on behind everything that was appended before. */
  async #whenHandled(work: (progress: readonly SourceProgress[]) => Promise<void>): Promise<void> {
    const { signal, handled, untilTaken, now } = this.#options
    for (const source of this.#ended) this.#complete.set(source, now())
    const progress = [...this.#complete].map(([source, time]): SourceProgress => {
      return { source, dataset: null, newest: time, received: time }
    })
    this.#complete = new Map()
    if (!(await handled()) || signal.aborted) return
    await untilTaken(() => work(progress))
  }
}
