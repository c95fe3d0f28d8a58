import type { EventBytes, EventDocument } from '../../core/event.ts'
import { TERMS_PER_EVENT, type EventColumns } from '../../core/packed-events.ts'
import { LENGTH_BYTES } from './block-codec.ts'

const FIRST_CAPACITY = 1_048_576

/**
 * A block of documents is full at this size. Larger ones compress a little better, but a search for few events reads a whole
 * block for each of them (2,000 documents of 5.8 KB: 512 KB are 14 to 1 and 0.30 ms, 256 KB 12 to 1 and 0.17 ms, 128 KB 11 to 1
 * and 0.09 ms).
 */
const BLOCK_BYTES = 131_072
const BLOCK_EVENTS = 500

/** What is kept of an event besides the bytes of its document. */
interface Packed {
  readonly id: string
  readonly time: number
  /** numbers of terms: which is smaller means nothing */
  readonly datasetTerm: number
  readonly actorTerm: number
  /** where its document stands */
  readonly start: number
  readonly end: number
  /** where its numbers stand among those of all */
  readonly row: number
}

/**
 * Packs events into {@link EventColumns}. A document becomes bytes at once, so that its text need not live until the commit.
 * Used again and again; its buffer stays.
 */
export class EventPacker {
  #documents = Buffer.allocUnsafeSlow(FIRST_CAPACITY)
  #at = 0
  #packed = new Map<string, Packed>()
  #terms = new Map<string, number>()
  #values: number[] = []

  constructor() {
    this.clear()
  }

  /** Adds an event, its document copied; one with an id that was added before is left out. */
  add(event: EventDocument | EventBytes): void {
    const { id, time, dataset, keys } = event
    if (this.#packed.has(id)) return
    const start = this.#at
    const row = this.#packed.size
    if ('bytes' in event) this.#copy(event.bytes)
    else this.#write(event.text)
    const [datasetTerm, actorTerm] = [this.#termOf(dataset), this.#termOf(keys.actorId)]
    this.#packed.set(id, { id, time, datasetTerm, actorTerm, start, end: this.#at, row })
    this.#values.push(datasetTerm, this.#termOf(keys.account), actorTerm)
    this.#values.push(this.#termOf(keys.actorName), this.#termOf(keys.action), this.#termOf(keys.address))
    this.#values.push(this.#termOf(keys.region), this.#termOf(keys.outcome))
  }

  /** The events so far; starts anew. */
  take(): EventColumns {
    const byId = [...this.#packed.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
    // By dataset, because each is kept for a time of its own; then by actor, so that somebody's timeline opens one block of a
    // commit and not all of them; then by time. Which of two datasets or actors comes first means nothing.
    const sorted = byId.toSorted((a, b) => a.datasetTerm - b.datasetTerm || a.actorTerm - b.actorTerm)
    const numbers = new Uint32Array(sorted.length)
    for (const [index, { row }] of sorted.entries()) numbers[row] = index
    const columns: EventColumns = {
      count: sorted.length,
      ids: sorted.map(({ id }) => id).join(''),
      order: Uint32Array.from(byId, ({ row }) => numbers[row] ?? 0),
      times: Float64Array.from(sorted, ({ time }) => time),
      terms: [...this.#terms.keys()],
      values: this.#valuesOf(sorted),
      blocks: cutBlocks(sorted),
      ...this.#layOut(sorted),
    }
    this.clear()
    return columns
  }

  /** Forgets what was added. */
  clear(): void {
    this.#at = 0
    this.#packed = new Map()
    this.#terms = new Map([['', 0]])
    this.#values = []
  }

  #termOf(value: string): number {
    const known = this.#terms.get(value)
    if (known !== undefined) return known
    const number = this.#terms.size
    this.#terms.set(value, number)
    return number
  }

  #valuesOf(sorted: readonly Packed[]): EventColumns['values'] {
    const values = new Uint32Array(sorted.length * TERMS_PER_EVENT)
    for (const [index, { row }] of sorted.entries()) {
      for (let term = 0; term < TERMS_PER_EVENT; term += 1)
        values[index * TERMS_PER_EVENT + term] = this.#values[row * TERMS_PER_EVENT + term] ?? 0
    }
    return values
  }

  #layOut(sorted: readonly Packed[]): Pick<EventColumns, 'starts' | 'data'> {
    const data = new Uint8Array(this.#at + sorted.length * LENGTH_BYTES)
    const view = new DataView(data.buffer)
    const starts = new Uint32Array(sorted.length)
    let at = 0
    for (const [index, { start, end }] of sorted.entries()) {
      starts[index] = at
      view.setUint32(at, end - start, true)
      data.set(this.#documents.subarray(start, end), at + LENGTH_BYTES)
      at += LENGTH_BYTES + end - start
    }
    return { starts, data }
  }

  #copy(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length)
    this.#documents.set(bytes, this.#at)
    this.#at += bytes.length
  }

  #write(text: string): void {
    // No UTF-16 unit becomes more than three bytes.
    this.#makeRoom(text.length * 3)
    this.#at += this.#documents.write(text, this.#at, 'utf8')
  }

  #makeRoom(size: number): void {
    const needed = this.#at + size
    if (needed > this.#documents.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#documents.length * 2))
      this.#documents.copy(larger, 0, 0, this.#at)
      this.#documents = larger
    }
  }
}

function cutBlocks(sorted: readonly Packed[]): EventColumns['blocks'] {
  const blocks: { count: number; bytes: number }[] = []
  let before = -1
  for (const { datasetTerm, start, end } of sorted) {
    const bytes = LENGTH_BYTES + end - start
    const last = blocks.at(-1)
    const fits = last && last.count < BLOCK_EVENTS && last.bytes + bytes <= BLOCK_BYTES
    if (fits && datasetTerm === before) {
      last.count += 1
      last.bytes += bytes
    } else blocks.push({ count: 1, bytes })
    before = datasetTerm
  }
  return blocks
}
