import { EMPTY_OUTCOME, type BatchOutcome, type BatchSink } from '../../core/batch-sink.ts'
import type { CommandQueue } from '../../core/command-queue.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import type { LogHandler, LogSlice, TopicPartition } from '../../core/log.ts'
import type { Correlator } from '../../correlate/correlator.ts'
import { commandOutcome } from './command-outcome.ts'
import { handleRaw, withoutRepeats, type Handled, type RawHandlers } from './handle-raw.ts'
import { decodeRaw } from './raw-codec.ts'

/** The group under which the embedded pipeline remembers how far it has read. */
export const PIPELINE_GROUP = 'tocsin'

/** What the pipeline works with. */
export interface PipelineParts extends RawHandlers {
  readonly correlator: Correlator
  readonly sink: BatchSink
  readonly commands: CommandQueue
  /** called after a commit with what it changed; must not throw */
  readonly committed: (outcome: BatchOutcome) => void
}

/**
 * The embedded walk (design §1): a slice of `raw` goes through normalize, detect and correlate, and its whole outcome is
 * one commit together with the read offset. One thing at a time: slices, commands and dead letters queue up behind each
 * other, so that no two commits can mix.
 */
export class Pipeline implements LogHandler {
  readonly #parts: PipelineParts
  #tail: Promise<void> = Promise.resolve()

  constructor(parts: PipelineParts) {
    this.#parts = parts
  }

  async assigned(): Promise<void> {
    this.#parts.correlator.drop()
  }

  async revoked(): Promise<void> {
    this.#parts.correlator.drop()
  }

  slice(partition: TopicPartition, slice: LogSlice): Promise<void> {
    return this.#inTurn(async () => {
      const handled: Handled = { events: [], hits: [], deadLetters: [] }
      for (const batch of slice.batches) handleRaw(decodeRaw(batch), this.#parts, handled)
      const known = await this.#parts.sink.known(handled.events.map((event) => event.id))
      const { events, hits } = withoutRepeats(handled, known)
      const correlated = await this.#parts.correlator.apply(hits, [])
      const offset = { group: PIPELINE_GROUP, partition, next: slice.nextOffset }
      await this.#commit({ ...EMPTY_OUTCOME, ...correlated, events, deadLetters: handled.deadLetters, offset })
    })
  }

  /** Applies what people asked for. */
  applyCommands(): Promise<void> {
    return this.#inTurn(async () => {
      const outcome = await commandOutcome(this.#parts)
      if (outcome) await this.#commit(outcome)
    })
  }

  /** Stores what a collector could not cut into records. */
  deadLetters(deadLetters: readonly DeadLetter[]): Promise<void> {
    return this.#inTurn(() => this.#commit({ ...EMPTY_OUTCOME, deadLetters }))
  }

  async #commit(outcome: BatchOutcome): Promise<void> {
    try {
      await this.#parts.sink.commit(outcome)
    } catch (error) {
      this.#parts.correlator.drop()
      throw error
    }
    this.#parts.committed(outcome)
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const turn = this.#tail.then(work)
    this.#tail = turn.catch(() => undefined)
    return turn
  }
}
