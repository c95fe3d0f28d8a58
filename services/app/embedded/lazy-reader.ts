import type { LogSlice } from '../../core/log.ts'
import type { Engine } from '../engine.ts'
import { RecordThread } from './record-thread.ts'
import { readHere, type ChangingReader, type HandledSlice, type SliceReader } from './slice-reader.ts'

/** How a {@link LazyReader} reads. */
export interface LazyReaderOptions {
  readonly engine: Engine
  /** after so many records a thread takes over; 0 = it reads the first one already */
  readonly threadAfter: number
  /** starts the thread; another one in tests */
  readonly startThread?: (engine: Engine) => RecordThread
}

/**
 * Reads in this thread first: most runs are over before a second one has loaded. When there turns out to be much to read, a
 * {@link RecordThread} is started beside, and takes over as soon as it is ready.
 */
export class LazyReader implements ChangingReader {
  #here: SliceReader
  #engine: Engine
  readonly #start: (engine: Engine) => RecordThread
  readonly #done = Promise.withResolvers<void>()
  #left: number
  #thread: RecordThread | null = null
  #isReady = false

  constructor({ engine, threadAfter, startThread = (same) => new RecordThread({ engine: same }) }: LazyReaderOptions) {
    this.#here = readHere(engine)
    this.#engine = engine
    this.#start = startThread
    this.#left = threadAfter
    // Told by whoever waits for it.
    this.#done.promise.catch(() => undefined)
    if (threadAfter === 0) {
      this.#startThread()
      this.#isReady = true
    }
  }

  /** Rejects when nothing can be read any more; resolves after {@link close}. */
  get done(): Promise<void> {
    return this.#done.promise
  }

  /** The thread, when there is one by now. */
  get thread(): RecordThread | null {
    return this.#thread
  }

  read(slice: LogSlice): Promise<HandledSlice> {
    if (this.#thread && this.#isReady) return this.#thread.read(slice)
    for (const { values } of slice.batches) this.#left -= values.length
    if (this.#left <= 0 && !this.#thread) this.#startThread()
    return this.#here.read(slice)
  }

  readAhead(slice: LogSlice): Promise<HandledSlice> | null {
    return this.#thread && this.#isReady ? this.#thread.readAhead(slice) : null
  }

  use(engine: Engine): void {
    this.#engine = engine
    this.#here = readHere(engine)
    this.#thread?.use(engine)
  }

  async close(): Promise<void> {
    await this.#thread?.close()
    this.#done.resolve()
  }

  #startThread(): void {
    const thread = this.#start(this.#engine)
    this.#thread = thread
    thread.done.catch((error: unknown) => this.#done.reject(error))
    thread.ready.then(
      () => (this.#isReady = true),
      () => undefined,
    )
  }
}
