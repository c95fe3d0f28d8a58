import { EMPTY_OUTCOME, type BatchOutcome, type BatchSink } from '../../core/batch-sink.ts'
import type { CommandQueue } from '../../core/command-queue.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import type { EventDocument } from '../../core/event.ts'
import type { Hit } from '../../core/hit.ts'
import type { LogHandler, LogSlice, TopicPartition } from '../../core/log.ts'
import type { PackedEvents } from '../../core/packed-events.ts'
import type { SourceProgress } from '../../core/progress.ts'
import type { StateEntry } from '../../core/state.ts'
import type { Correlated, Correlator, CorrelatorRules } from '../../correlate/correlator.ts'
import type { HealthReport } from '../../correlate/health.ts'
import { commandOutcome } from './command-outcome.ts'
import { uniqueHits, withoutRepeats, type RawHandlers } from './handle-raw.ts'
import type { Changes, OutcomeParts, OutcomeWork } from './outcome-work.ts'
import { readHere, type HandledSlice, type SliceReader } from './slice-reader.ts'

/** The group under which the embedded pipeline remembers how far it has read. */
export const PIPELINE_GROUP = 'tocsin'

/** What the pipeline works with. */
export interface PipelineParts extends RawHandlers {
  readonly correlator: Correlator
  readonly sink: BatchSink
  readonly commands: CommandQueue
  /** reads slices somewhere else than in this thread */
  readonly reader?: SliceReader
  /** called after a commit with what it changed; must not throw */
  readonly committed: (outcome: BatchOutcome) => void
  /** called after a commit with what cost exactness in it; must not throw */
  readonly reported?: (reports: readonly HealthReport[]) => void
}

/** Rules that take the place of those before them. */
export interface NextRules {
  /** what hits are correlated by */
  readonly correlator: CorrelatorRules
  /** makes the reader evaluate them: what it is given from then on, and nothing before it. Must not throw */
  readonly read: () => void
  /** called at the moment from which on everything is done by them, between two slices; must not throw */
  readonly taken: () => void
}

/** Rules with their place in the order in which they came. */
interface Generation {
  readonly number: number
  readonly rules: NextRules | null
}

/**
 * The embedded walk (design §1): a slice of `raw` goes through normalize, detect and correlate, and its whole outcome is
 * one commit together with the read offset. One thing at a time: slices, commands and dead letters queue up behind each
 * other, so that no two commits can mix.
 */
export class Pipeline implements LogHandler {
  readonly #parts: PipelineParts
  readonly #reader: SliceReader
  readonly #outcomeParts: OutcomeParts
  /** of what is not committed yet */
  #reports: HealthReport[] = []
  #tail: Promise<void> = Promise.resolve()
  /** the slice that comes next, being read */
  #ahead: { readonly slice: LogSlice; readonly handled: Promise<HandledSlice> } | null = null
  /** by which rules slices are read, and by which hits are correlated; the first runs before the second */
  #reading: Generation = { number: 0, rules: null }
  #correlating: Generation = this.#reading
  /** slices from when they begin to be read until they are stored */
  readonly #inHand = new Set<Promise<void>>()

  constructor(parts: PipelineParts) {
    this.#parts = parts
    this.#reader = parts.reader ?? readHere(parts)
    const { correlator, sink } = parts
    const apply: OutcomeParts['correlator']['apply'] = async (hits, commands, progress) =>
      this.#withoutReports(await correlator.apply(hits, commands, progress))
    this.#outcomeParts = { correlator: { apply }, sink }
  }

  async assigned(): Promise<void> {
    this.#parts.correlator.drop()
  }

  async revoked(): Promise<void> {
    this.#parts.correlator.drop()
  }

  ahead(_partition: TopicPartition, slice: LogSlice): void {
    const handled = this.#reader.readAhead(slice)
    // Told when the slice itself comes.
    handled?.catch(() => undefined)
    this.#ahead = handled && { slice, handled }
  }

  async slice(partition: TopicPartition, slice: LogSlice): Promise<void> {
    const handling = this.#handle(partition, slice)
    this.#inHand.add(handling)
    try {
      await handling
    } finally {
      this.#inHand.delete(handling)
    }
  }

  async #handle(partition: TopicPartition, slice: LogSlice): Promise<void> {
    const ahead = this.#ahead
    this.#ahead = null
    const generation = this.#reading
    // Before our turn: commands and dead letters need not wait for the other thread.
    const handled = await (ahead?.slice === slice ? ahead.handled : this.#reader.read(slice))
    await this.#inTurn(async () => {
      await this.#take(generation)
      const known = await this.#parts.sink.known(handled.events.map((event) => event.id))
      const fresh = freshOf(handled, known)
      const hits = await uncounted(fresh.hits, this.#parts.sink)
      const correlated = await this.#outcomeParts.correlator.apply(hits, [], handled.progress)
      const { events, packed } = fresh
      const offset = { group: PIPELINE_GROUP, partition, next: slice.nextOffset }
      await this.#commit({ ...EMPTY_OUTCOME, ...correlated, events, packed, deadLetters: handled.deadLetters, offset })
    })
  }

  /**
   * Other rules from now on: a slice that begins to be read after this call is read and correlated by them, one before it by
   * those before. Resolves when everything is done by them; called one at a time. When it rejects they are in effect all the
   * same, and what they have to remember is stored with what is handled next.
   */
  async change(rules: NextRules): Promise<void> {
    // What was read ahead is read again.
    this.#ahead = null
    const next = { number: this.#reading.number + 1, rules }
    this.#reading = next
    rules.read()
    await Promise.allSettled(this.#inHand)
    await this.#inTurn(() => this.#take(next))
  }

  /** Stores what is to be remembered, between two slices. */
  remember(state: readonly StateEntry[]): Promise<void> {
    return this.#inTurn(() => this.#commit({ ...EMPTY_OUTCOME, state }))
  }

  /** From here on hits are correlated by these rules, unless newer ones came already. */
  async #take(next: Generation): Promise<void> {
    if (next.rules === null || next.number <= this.#correlating.number) return
    this.#correlating = next
    next.rules.taken()
    const { state } = await this.#parts.correlator.change(next.rules.correlator)
    if (state.length > 0) await this.#commit({ ...EMPTY_OUTCOME, state })
  }

  /** Applies what people asked for. */
  applyCommands(): Promise<void> {
    return this.#inTurn(async () => {
      const outcome = await commandOutcome({ ...this.#outcomeParts, commands: this.#parts.commands })
      if (outcome) await this.#commit(outcome)
    })
  }

  /** Stores what a collector could not cut into records. */
  deadLetters(deadLetters: readonly DeadLetter[]): Promise<void> {
    return this.#inTurn(() => this.#commit({ ...EMPTY_OUTCOME, deadLetters }))
  }

  /** True while hits for rules that look at more than one event are only stored: {@link catchUp} correlates them. */
  get isCatchingUp(): boolean {
    return this.#parts.correlator.isCatchingUp
  }

  /**
   * Correlates what has gathered, in the order of its events, in pieces that are one commit each; slices and commands get
   * their turns in between. Called when everything that the sources had is handled; `progress` is how far they are by then.
   * Ends early when the signal aborts. When it rejects, it can be begun anew.
   */
  async catchUp(progress: readonly SourceProgress[], signal: AbortSignal): Promise<void> {
    const pieces = this.#parts.correlator.catchUp(progress)
    const next = (): Promise<boolean> =>
      this.#inTurn(async () => {
        const { value: piece, done } = await pieces.next()
        if (done === true) return false
        await this.#commit({ ...EMPTY_OUTCOME, ...this.#withoutReports(piece) })
        return true
      })
    while (!signal.aborted && (await next()));
  }

  /** Time has gone on although nothing was read: a source says how far it is. */
  async tell(progress: readonly SourceProgress[]): Promise<void> {
    await this.#inTurn(async () => {
      const changes = await this.#outcomeParts.correlator.apply([], [], progress)
      const { alerts, outbox, state } = changes
      if (alerts.length + outbox.length + state.length > 0) await this.#commit({ ...EMPTY_OUTCOME, ...changes })
    })
  }

  /** Work of another kind, between two slices: what it leads to is committed. Slices wait for it, so it must be short. */
  apply(work: OutcomeWork): Promise<void> {
    return this.#inTurn(async () => {
      const outcome = await work(this.#outcomeParts)
      if (outcome) await this.#commit(outcome)
    })
  }

  /**
   * Does something to the store that the correlator must not remember otherwise: nothing is handled meanwhile, and
   * afterwards it goes on from what is stored.
   */
  alone(work: () => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      try {
        await work()
      } finally {
        this.#parts.correlator.drop()
      }
    })
  }

  async #commit(outcome: BatchOutcome): Promise<void> {
    try {
      await this.#parts.sink.commit(outcome)
    } catch (error) {
      this.#parts.correlator.drop()
      throw error
    }
    this.#parts.committed(outcome)
    if (this.#reports.length > 0) this.#parts.reported?.(this.#reports)
  }

  /** What is to be committed; the reports are told when it is. */
  #withoutReports({ reports, ...changes }: Correlated): Changes {
    this.#reports.push(...reports)
    return changes
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#tail.then(() => {
      this.#reports = []
      return work()
    })
    this.#tail = turn.then(
      () => undefined,
      () => undefined,
    )
    return turn
  }
}

/** Without hits that are stored: retention removes events before the alerts that counted them. */
export async function uncounted(hits: readonly Hit[], sink: Pick<BatchSink, 'counted'>): Promise<readonly Hit[]> {
  if (hits.length === 0) return hits
  const counted = await sink.counted(hits)
  return counted.size === 0 ? hits : hits.filter((hit) => !counted.has(hit))
}

/** What is to be stored of a slice. The events stay packed as long as none of them has to go. */
function freshOf(
  handled: HandledSlice,
  known: ReadonlySet<string>,
): { readonly events: readonly EventDocument[]; readonly hits: readonly Hit[]; readonly packed: PackedEvents | null } {
  const { packed } = handled
  if (packed && known.size === 0) return { events: packed.events, hits: uniqueHits(handled.hits), packed }
  return { ...withoutRepeats(handled, known), packed: null }
}
