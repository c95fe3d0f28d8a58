import { type DeadLetter, deadLetterId } from '../../core/dead-letter.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import type { FilePart } from './read-files.ts'

/** Full with so many records and faults, bytes, or files: one append then pays for its way to the disk. */
const MOST_RECORDS = 1000
const MOST_BYTES = 1024 * 1024
const MOST_PARTS = 1000

export interface AppendQueueOptions {
  readonly source: string
  readonly type: string
}

export interface AppendQueuePorts {
  appendAll(batches: readonly RawBatch[]): Promise<void>
  deadLetters(letters: readonly DeadLetter[]): Promise<void>
  now(): number
}

/** Gathers parts of files, so that many small files share one append. What was added is kept in order. */
export class AppendQueue {
  readonly #options: AppendQueueOptions
  readonly #ports: AppendQueuePorts
  #batches: RawBatch[] = []
  #letters: DeadLetter[] = []
  #durable: (() => void)[] = []
  #records = 0
  #bytes = 0

  constructor(options: AppendQueueOptions, ports: AppendQueuePorts) {
    this.#options = options
    this.#ports = ports
  }

  get isFull(): boolean {
    const things = this.#records + this.#letters.length
    return things >= MOST_RECORDS || this.#bytes >= MOST_BYTES || this.#durable.length >= MOST_PARTS
  }

  /** Takes a part; `durable` is called when all of it, and of every part before it, is stored. Gives its bytes. */
  add({ path: object, firstPosition, records, faults }: FilePart, durable: () => void): number {
    const { source, type } = this.#options
    const received = this.#ports.now()
    let bytes = 0
    for (const record of records) bytes += record.length
    if (records.length > 0) this.#batches.push({ type, source, object, received, firstPosition, records })
    for (const fault of faults) {
      const id = deadLetterId(source, object, fault.position, fault.bytes)
      this.#letters.push({ ...fault, id, type, source, object, received })
      this.#bytes += fault.bytes.length
    }
    this.#records += records.length
    this.#bytes += bytes
    this.#durable.push(durable)
    return bytes
  }

  /** Resolves when everything that was added is stored. */
  async flush(): Promise<void> {
    const batches = this.#batches
    const letters = this.#letters
    const durable = this.#durable
    this.#batches = []
    this.#letters = []
    this.#durable = []
    this.#records = 0
    this.#bytes = 0
    if (batches.length > 0) await this.#ports.appendAll(batches)
    if (letters.length > 0) await this.#ports.deadLetters(letters)
    for (const done of durable) done()
  }
}
