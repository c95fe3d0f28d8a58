import { setImmediate as breathe } from 'node:timers/promises'
import { EMPTY_OUTCOME, type BatchSink } from '../../core/batch-sink.ts'
import type { DeadLetter } from '../../core/dead-letter.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import { alertIdOf } from '../../correlate/fold.ts'
import { isRejection } from '../../normalize/rejection.ts'
import { isInSpan, type Span } from '../../replay/span.ts'
import { detectEvent } from '../detect-event.ts'
import { deadLetterOf, withoutRepeats, type Handled } from '../embedded/handle-raw.ts'
import type { Engine } from '../engine.ts'

/** What a case is written with. */
export interface CaseWriterOptions {
  readonly engine: Engine
  readonly namespace: string
  readonly span: Span
  readonly sink: BatchSink
  /** how many records one commit covers, about; default 2,000. The result does not depend on it */
  readonly batchRecords?: number
  /** told of every record that could not be read */
  readonly unreadable?: (letter: DeadLetter) => Promise<void> | void
}

/** What is known of records beforehand. */
export interface Hints {
  /** true: most of them are in the case already, so that looking first is worth it */
  readonly mayRepeat?: boolean
  /** of a stored original: paths of what was overwritten in it when it was stored */
  readonly redacted?: readonly string[]
}

const BATCH_RECORDS = 2000
const BATCH_BYTES = 8 * 1024 * 1024

/**
 * Takes records through normalize and detect and stores events, hits and dead letters of the span in a case. The first copy
 * of an event counts, whatever came with it. Alerts are not made here: hits are correlated in the order of time when all of
 * them are there.
 */
export class CaseWriter {
  readonly #options: CaseWriterOptions
  #handled: Handled = { events: [], hits: [], deadLetters: [] }
  /** ids of the events in hand */
  readonly #ids = new Set<string>()
  #records = 0
  #bytes = 0
  #read = 0
  #outside = 0
  #newest = Number.NEGATIVE_INFINITY

  constructor(options: CaseWriterOptions) {
    this.#options = options
  }

  /** How many records were read so far. */
  get records(): number {
    return this.#read
  }

  /** How many of them have an event outside the span. */
  get outside(): number {
    return this.#outside
  }

  /** The newest event time that was read, in the span or not, milliseconds since 1970; −Infinity when there was none. */
  get newest(): number {
    return this.#newest
  }

  /** Reads the records of one batch. Resolves when there is room for the next one. */
  async add(batch: RawBatch, { mayRepeat = false, redacted }: Hints = {}): Promise<void> {
    const known = mayRepeat ? await this.#known(batch) : null
    const { unreadable } = this.#options
    let position = batch.firstPosition - 1
    for (const bytes of batch.records) {
      position += 1
      this.#read += 1
      this.#records += 1
      this.#bytes += bytes.length
      if (known?.has(position) === true) continue
      const letter = this.#handle(batch, position, bytes, redacted)
      if (!letter) continue
      this.#handled.deadLetters.push(letter)
      await unreadable?.(letter)
    }
    await this.#flushIfFull()
  }

  /** Stores a dead letter as it is. */
  async addLetter(letter: DeadLetter): Promise<void> {
    this.#handled.deadLetters.push(letter)
    this.#records += 1
    this.#bytes += letter.bytes.length
    await this.#flushIfFull()
  }

  /** Stores what is in hand, and lets timers and signals have their turn. */
  async flush(): Promise<void> {
    const { sink, engine, namespace } = this.#options
    const { deadLetters } = this.#handled
    const known = await sink.known(this.#handled.events.map((event) => event.id))
    const { events, hits } = withoutRepeats(this.#handled, known)
    const stored = hits.flatMap((hit) => {
      const rule = engine.ruleOf(hit.ruleId)
      return rule ? [{ alertId: rule.alerts ? alertIdOf(namespace, rule, hit) : '', hit }] : []
    })
    if (events.length > 0 || deadLetters.length > 0) {
      await sink.commit({ ...EMPTY_OUTCOME, events, hits: stored, deadLetters })
    }
    this.#handled = { events: [], hits: [], deadLetters: [] }
    this.#ids.clear()
    this.#records = 0
    this.#bytes = 0
    await breathe()
  }

  async #flushIfFull(): Promise<void> {
    const { batchRecords = BATCH_RECORDS } = this.#options
    if (this.#records >= batchRecords || this.#bytes >= BATCH_BYTES) await this.flush()
  }

  /** One record; gives it back as a dead letter when it cannot be read. */
  #handle(batch: RawBatch, position: number, bytes: Uint8Array, redacted?: readonly string[]): DeadLetter | null {
    const { normalizer, detector } = this.#options.engine
    const { type, source, object, received } = batch
    const origin = { source, object, position, received, ...(redacted ? { redacted } : {}) }
    const event = normalizer.read(bytes, type, origin)
    if (isRejection(event)) return deadLetterOf(batch, position, bytes, event)
    if (event.time > this.#newest) this.#newest = event.time
    if (!isInSpan(this.#options.span, event.time)) {
      this.#outside += 1
      return null
    }
    if (this.#ids.has(event.id)) return null
    const document = normalizer.document(event)
    if (isRejection(document)) return deadLetterOf(batch, position, bytes, document)
    const fault = detectEvent(event, detector, this.#handled.hits)
    if (fault) return deadLetterOf(batch, position, bytes, fault)
    this.#handled.events.push(document)
    this.#ids.add(document.id)
    return null
  }

  /** The positions of records whose event the case has. */
  async #known(batch: RawBatch): Promise<ReadonlySet<number>> {
    const { normalizer } = this.#options.engine
    const { type, source, object, received } = batch
    const ids = new Map<number, string>()
    for (const [index, bytes] of batch.records.entries()) {
      const position = batch.firstPosition + index
      const event = normalizer.read(bytes, type, { source, object, position, received })
      if (!isRejection(event) && isInSpan(this.#options.span, event.time)) ids.set(position, event.id)
    }
    const known = await this.#options.sink.known([...ids.values()])
    return new Set([...ids].flatMap(([position, id]) => (known.has(id) ? [position] : [])))
  }
}
