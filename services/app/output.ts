import type { Writable } from 'node:stream'

const FLUSH_AT = 64 * 1024

/** What a stream says when its reader has gone away. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED'])

/**
 * Writes many short lines to a stream in few large pieces and waits for a slow reader. A reader that has gone away (`| head`)
 * is no error: `isClosed` says so, and further lines are dropped. So it is after a stream that takes nothing more (a file on
 * a full disk), which is told once.
 */
export class LineWriter {
  readonly #stream: Writable
  #waiting: string[] = []
  #size = 0
  #isClosed = false

  /** `failed` is told why the stream takes nothing more, unless its reader has gone away. */
  constructor(stream: Writable, failed: (error: Error) => void = () => undefined) {
    this.#stream = stream
    stream.on('error', (error: NodeJS.ErrnoException) => {
      const wasClosed = this.#isClosed
      this.#isClosed = true
      if (!wasClosed && !GONE.has(error.code ?? '')) failed(error)
    })
  }

  /** True when nobody reads any more: there is no point in producing further lines. */
  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Takes a line without its line break. Await the result only when it is a promise: then the reader is slow. */
  line(text: string): Promise<void> | undefined {
    this.#waiting.push(text)
    this.#size += text.length + 1
    return this.#size >= FLUSH_AT ? this.flush() : undefined
  }

  /** Writes whole lines that are bytes already. Resolves when they were written, so that their memory may be used again. */
  async bytes(bytes: Uint8Array): Promise<void> {
    await this.flush()
    if (this.#isClosed) return
    await new Promise<void>((resolve) => {
      const written = (): void => {
        this.#stream.removeListener('close', written)
        resolve()
      }
      this.#stream.once('close', written)
      this.#stream.write(bytes, written)
    })
  }

  /** Resolves when everything was handed over to the stream. */
  async flush(): Promise<void> {
    if (this.#waiting.length === 0 || this.#isClosed) return
    const text = `${this.#waiting.join('\n')}\n`
    this.#waiting = []
    this.#size = 0
    if (!this.#stream.write(text) && !this.#isClosed) await this.#takesMore()
  }

  /** Resolves when the stream takes more, or nothing any more. Leaves no listener behind, however often it is slow. */
  #takesMore(): Promise<void> {
    return new Promise((resolve) => {
      const stream = this.#stream
      const done = (): void => {
        stream.removeListener('drain', done)
        stream.removeListener('close', done)
        resolve()
      }
      stream.once('drain', done)
      stream.once('close', done)
    })
  }
}
