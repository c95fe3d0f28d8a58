import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import type { Writable } from 'node:stream'
import { finished, pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'

/** How records stand in a file: CloudTrail's `{"Records":[…]}`, or a line each. */
export type RecordsFormat = 'records' | 'ndjson'

const FRAMES = {
  records: { begin: '{"Records":[', between: ',', end: ']}' },
  ndjson: { begin: '', between: '\n', end: '\n' },
} as const

/** So much text is handed on at once (characters, which are bytes here). */
const CHUNK = 1024 * 1024

/**
 * A new file of records. `add` only collects: call `flush` when `isFull`, and `close` at the end, which resolves when
 * everything is written. Errors of the file system come out of `flush` and `close`.
 */
export class RecordsFile {
  readonly path: string
  records = 0
  /** size without compression */
  bytes = 0
  readonly #frame: (typeof FRAMES)[RecordsFormat]
  readonly #input: Writable
  readonly #done: Promise<void>
  #texts: string[] = []
  #collected = 0

  constructor(path: string, format: RecordsFormat, compress: boolean) {
    this.path = path
    this.#frame = FRAMES[format]
    const file = createWriteStream(path)
    if (compress) {
      const gzip = createGzip()
      this.#input = gzip
      this.#done = pipeline(gzip, file)
    } else {
      this.#input = file
      this.#done = finished(file)
    }
    // An error between two calls is kept for the next one.
    this.#done.catch(() => undefined)
  }

  add(text: string): void {
    this.#collect(this.records === 0 ? this.#frame.begin : this.#frame.between)
    this.#collect(text)
    this.records += 1
  }

  get isFull(): boolean {
    return this.#collected >= CHUNK
  }

  async flush(): Promise<void> {
    const chunk = Buffer.from(this.#texts.join(''))
    this.#texts = []
    this.#collected = 0
    if (!this.#input.write(chunk)) await Promise.race([once(this.#input, 'drain'), this.#done])
  }

  async close(): Promise<void> {
    this.#collect(this.records === 0 ? this.#frame.begin + this.#frame.end : this.#frame.end)
    await this.flush()
    this.#input.end()
    await this.#done
  }

  #collect(text: string): void {
    this.#texts.push(text)
    this.#collected += text.length
    this.bytes += text.length
  }
}
