import type { EventDocument, EventKeys } from '../../core/event.ts'
import { EVENT_TERMS, ID_CHARACTERS, TERMS_PER_EVENT } from '../../core/packed-events.ts'
import type { EventColumns, PackedEvents } from '../../core/packed-events.ts'
import { readBlock } from './block-codec.ts'

const TERM = {
  dataset: EVENT_TERMS.indexOf('dataset'),
  account: EVENT_TERMS.indexOf('account'),
  actorId: EVENT_TERMS.indexOf('actorId'),
  actorName: EVENT_TERMS.indexOf('actorName'),
  action: EVENT_TERMS.indexOf('action'),
  address: EVENT_TERMS.indexOf('address'),
}

/** The events of columns that an {@link import('./event-packer.ts').EventPacker} made. */
export function openPackedEvents(columns: EventColumns): PackedEvents {
  const documents = new Documents(columns)
  const events = Array.from({ length: columns.count }, (_, index) => new PackedEvent(columns, documents, index))
  return { columns, events }
}

/** One event of many: it holds nothing of its own, because most are never asked for anything but their id. */
class PackedEvent implements EventDocument {
  readonly #columns: EventColumns
  readonly #documents: Documents
  readonly #index: number

  constructor(columns: EventColumns, documents: Documents, index: number) {
    this.#columns = columns
    this.#documents = documents
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
    }
  }

  get text(): string {
    return this.#documents.text(this.#index)
  }

  #term(term: number): string {
    const { terms, values } = this.#columns
    return terms[values[this.#index * TERMS_PER_EVENT + term] ?? 0] ?? ''
  }
}

/** The documents of columns. The block that was asked for last stays open. */
class Documents {
  readonly #columns: EventColumns
  #open: { readonly first: number; readonly documents: readonly Buffer[] } = { first: 0, documents: [] }

  constructor(columns: EventColumns) {
    this.#columns = columns
  }

  text(index: number): string {
    const open = this.#open
    if (index < open.first || index >= open.first + open.documents.length) this.#openBlockOf(index)
    return this.#open.documents[index - this.#open.first]?.toString('utf8') ?? ''
  }

  #openBlockOf(index: number): void {
    const { blocks, data } = this.#columns
    let first = 0
    let at = 0
    for (const { count, bytes, length } of blocks) {
      if (index < first + count) {
        this.#open = { first, documents: readBlock({ bytes, data: data.subarray(at, at + length) }) }
        return
      }
      first += count
      at += length
    }
  }
}
