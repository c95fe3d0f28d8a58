import { Worker } from 'node:worker_threads'
import { openPackedEvents } from '../../adapters/sqlite/packed-events.ts'
import { AppError, messageOf } from '../../core/errors.ts'
import type { LogSlice } from '../../core/log.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import { runningRules, type Engine } from '../engine.ts'
import { rejectedRecord } from './handle-raw.ts'
import { packRules } from './packed-rules.ts'
import type { ChangingReader, HandledSlice } from './slice-reader.ts'
import { packSlice, type ThreadData, type ThreadMessage, type ThreadRequest } from './thread-messages.ts'

/** How to start a {@link RecordThread}. */
export interface RecordThreadOptions {
  /** what the thread's own engine must be the same as */
  readonly engine: Engine
  /** another code for the thread: for tests */
  readonly code?: URL
  /** bound on the thread's memory for objects, in MiB; Node's own bound unless given */
  readonly memory?: number
}

interface Waiting {
  readonly number: number
  readonly batches: readonly RawBatch[]
  readonly resolve: (handled: HandledSlice) => void
  readonly reject: (error: unknown) => void
}

/**
 * Reads slices in a thread of its own, one after the other in the order in which they are given. When the thread ends by
 * itself, whatever is waiting and everything after it rejects with that reason: nothing of it was stored.
 */
export class RecordThread implements ChangingReader {
  readonly #worker: Worker
  /** what it was told to run, and has not said that it runs */
  readonly #rules: string[]
  #engine: Engine
  readonly #waiting: Waiting[] = []
  readonly #ready = Promise.withResolvers<void>()
  readonly #done = Promise.withResolvers<void>()
  #slices = 0
  #failure: AppError | null = null
  #isClosed = false

  constructor({ engine, code = new URL('reading-thread.ts', import.meta.url), memory }: RecordThreadOptions) {
    this.#engine = engine
    this.#rules = [runningRules(engine)]
    const workerData: ThreadData = { ruleSet: engine.ruleSet }
    const resourceLimits = memory === undefined ? {} : { maxOldGenerationSizeMb: memory }
    this.#worker = new Worker(code, { name: 'records', workerData, resourceLimits })
    this.#worker.on('message', (message: ThreadMessage) => this.#take(message))
    this.#worker.on('error', (error) => this.#fail(messageOf(error), error))
    this.#worker.on('exit', (code) => this.#fail(`it ended with code ${code}`))
    // Told by whoever waits for them, if anybody does.
    this.#ready.promise.catch(() => undefined)
    this.#done.promise.catch(() => undefined)
  }

  /** Resolves when the thread has built its engine. */
  get ready(): Promise<void> {
    return this.#ready.promise
  }

  /** Resolves after {@link close}, rejects when the thread ends by itself. */
  get done(): Promise<void> {
    return this.#done.promise
  }

  read(slice: LogSlice): Promise<HandledSlice> {
    if (this.#failure) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      const number = this.#slices
      this.#slices += 1
      const { batches, packed } = packSlice(slice, number)
      this.#waiting.push({ number, batches, resolve, reject })
      const request: ThreadRequest = { kind: 'records', ...packed }
      this.#worker.postMessage(request, [packed.bytes.buffer, packed.lengths.buffer])
    })
  }

  readAhead(slice: LogSlice): Promise<HandledSlice> {
    return this.read(slice)
  }

  use(engine: Engine): void {
    const request: ThreadRequest = { kind: 'rules', rules: packRules(this.#engine.ruleSet, engine.ruleSet) }
    this.#engine = engine
    if (this.#failure) return
    this.#rules.push(runningRules(engine))
    this.#worker.postMessage(request, [])
  }

  /** Ends the thread; what is waiting rejects. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#worker.terminate()
    this.#end(new AppError('CANCELLED', 'the thread that reads records was stopped'))
    this.#done.resolve()
  }

  /** CPU time that the thread has used so far, in microseconds. */
  async cpuTime(): Promise<number> {
    const { user, system } = await this.#worker.cpuUsage()
    return user + system
  }

  #take(message: ThreadMessage): void {
    if (message.kind === 'ready') {
      if (message.rules === this.#rules.shift()) this.#ready.resolve()
      else this.#fail('its rules are not those of the program')
      return
    }
    const [waiting] = this.#waiting
    if (!waiting || this.#failure) return
    if (waiting.number !== message.number) {
      // It died of the slice before this one, but has not stopped yet.
      this.#fail(`it left out slice ${waiting.number}`)
      return
    }
    this.#waiting.shift()
    const { columns, hits, rejected, progress } = message
    const deadLetters = rejected.flatMap(({ batch, index, rejection }) => {
      const of = waiting.batches[batch]
      return of ? [rejectedRecord(of, index, rejection)] : []
    })
    const packed = openPackedEvents(columns)
    waiting.resolve({ events: packed.events, hits, deadLetters, progress, packed })
  }

  #fail(why: string, cause?: unknown): void {
    if (this.#isClosed || this.#failure) return
    const message = `the thread that reads records has failed: ${why}. Nothing is lost: start again to go on`
    this.#end(new AppError('INTERNAL', message, { cause }))
    void this.#worker.terminate()
  }

  #end(failure: AppError): void {
    this.#failure ??= failure
    for (const { reject } of this.#waiting.splice(0)) reject(this.#failure)
    if (this.#isClosed) return
    this.#ready.reject(this.#failure)
    this.#done.reject(this.#failure)
  }
}
