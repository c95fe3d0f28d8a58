import type { EventDocument } from '../../core/event.ts'
import { TERMS_PER_EVENT, type EventColumns } from '../../core/packed-events.ts'
import type { Block } from './block-codec.ts'
import { DocumentBlockWriter } from './document-block-writer.ts'

const FIRST_CAPACITY = 1_048_576

/** What is kept of an event besides the bytes of its document. */
interface Packed {
  readonly id: string
  readonly time: number
  readonly dataset: string
  /** where its document stands */
  readonly start: number
  readonly end: number
  /** where its numbers stand among those of all */
  readonly row: number
}

/**
 * Packs events into {@link EventColumns} with compressed documents: all that is left for the write connection to do is
 * insert rows. A document becomes bytes at once, so that its text need not live until the commit. Used again and again;
 * its buffer stays.
 */
export class EventPacker {
  readonly #writer = new DocumentBlockWriter((writer) => writer.takeLater())
  #documents = Buffer.allocUnsafeSlow(FIRST_CAPACITY)
  #at = 0
  #packed = new Map<string, Packed>()
  #terms = new Map<string, number>()
  #values: number[] = []

  constructor() {
    this.clear()
  }

  /** Adds an event; one with an id that was added before is left out. */
  add({ id, time, dataset, keys, text }: EventDocument): void {
    if (this.#packed.has(id)) return
    const start = this.#at
    const row = this.#packed.size
    this.#write(text)
    this.#packed.set(id, { id, time, dataset, start, end: this.#at, row })
    this.#values.push(this.#termOf(dataset), this.#termOf(keys.account), this.#termOf(keys.actorId))
    this.#values.push(this.#termOf(keys.actorName), this.#termOf(keys.action), this.#termOf(keys.address))
  }

  /** The events so far, when their blocks are compressed, which other threads do; starts anew at once. */
  async take(): Promise<EventColumns> {
    const sorted = [...this.#packed.values()].toSorted(compare)
    const values = new Uint32Array(sorted.length * TERMS_PER_EVENT)
    for (const [index, { row }] of sorted.entries()) {
      for (let term = 0; term < TERMS_PER_EVENT; term += 1)
        values[index * TERMS_PER_EVENT + term] = this.#values[row * TERMS_PER_EVENT + term] ?? 0
    }
    const columns = {
      count: sorted.length,
      ids: sorted.map(({ id }) => id).join(''),
      times: Float64Array.from(sorted, ({ time }) => time),
      terms: [...this.#terms.keys()],
      values,
    }
    for (const { dataset, start, end } of sorted) this.#writer.add(dataset, this.#documents.subarray(start, end))
    this.clear()
    return { ...columns, ...joined(await Promise.all(this.#writer.take())) }
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

  #write(text: string): void {
    // No UTF-16 unit becomes more than three bytes.
    const needed = this.#at + text.length * 3
    if (needed > this.#documents.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#documents.length * 2))
      this.#documents.copy(larger, 0, 0, this.#at)
      this.#documents = larger
    }
    this.#at += this.#documents.write(text, this.#at, 'utf8')
  }
}

function joined(blocks: readonly Block[]): Pick<EventColumns, 'data' | 'blocks'> {
  const data = new Uint8Array(blocks.reduce((sum, block) => sum + block.data.length, 0))
  let at = 0
  for (const block of blocks) {
    data.set(block.data, at)
    at += block.data.length
  }
  return { data, blocks: blocks.map(({ count, bytes, data: { length } }) => ({ count, bytes, length })) }
}

/** By dataset, then by id, which is by time: neighbours in a search stand in the same block. */
function compare(a: Pick<Packed, 'dataset' | 'id'>, b: Pick<Packed, 'dataset' | 'id'>): number {
  if (a.dataset !== b.dataset) return a.dataset < b.dataset ? -1 : 1
  return a.id < b.id ? -1 : 1
}
