import type { EventDocument, EventKeys } from '../../core/event.ts'
import { EVENT_TERMS, ID_CHARACTERS, TERMS_PER_EVENT } from '../../core/packed-events.ts'
import type { EventColumns, PackedEvents } from '../../core/packed-events.ts'
import { LENGTH_BYTES } from './block-codec.ts'

const TERM = {
  dataset: EVENT_TERMS.indexOf('dataset'),
  account: EVENT_TERMS.indexOf('account'),
  actorId: EVENT_TERMS.indexOf('actorId'),
  actorName: EVENT_TERMS.indexOf('actorName'),
  action: EVENT_TERMS.indexOf('action'),
  address: EVENT_TERMS.indexOf('address'),
  region: EVENT_TERMS.indexOf('region'),
  outcome: EVENT_TERMS.indexOf('outcome'),
}

/** The events of columns that an {@link import('./event-packer.ts').EventPacker} made. */
export function openPackedEvents(columns: EventColumns): PackedEvents {
  const { buffer, byteOffset, byteLength } = columns.data
  const data = Buffer.from(buffer, byteOffset, byteLength)
  return { columns, events: Array.from(columns.order, (index) => new PackedEvent(columns, data, index)) }
}

/** One event of many: it holds nothing of its own, because most are never asked for anything but their id. */
class PackedEvent implements EventDocument {
  readonly #columns: EventColumns
  readonly #data: Buffer
  readonly #index: number

  constructor(columns: EventColumns, data: Buffer, index: number) {
    this.#columns = columns
    this.#data = data
    this.#index = index
  }

  get id(): string {
    return this.#columns.ids.slice(this.#index * ID_CHARACTERS, (this.#index + 1) * ID_CHARACTERS)
  }

  get time(): number {
    return this.#columns.times[this.#index] ?? 0
  }

  get dataset(): string {
    return this.#term(TERM.dataset)
  }

  get keys(): EventKeys {
    return {
      account: this.#term(TERM.account),
      actorId: this.#term(TERM.actorId),
      actorName: this.#term(TERM.actorName),
      action: this.#term(TERM.action),
      address: this.#term(TERM.address),
      region: this.#term(TERM.region),
      outcome: this.#term(TERM.outcome),
    }
  }

  get text(): string {
    const start = this.#columns.starts[this.#index] ?? 0
    const from = start + LENGTH_BYTES
    return this.#data.toString('utf8', from, from + this.#data.readUInt32LE(start))
  }

  #term(term: number): string {
    const { terms, values } = this.#columns
    return terms[values[this.#index * TERMS_PER_EVENT + term] ?? 0] ?? ''
  }
}
