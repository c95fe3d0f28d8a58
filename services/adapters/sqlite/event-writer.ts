import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { AppError } from '../../core/errors.ts'
import type { EventDocument } from '../../core/event.ts'
import { EVENT_TERMS, ID_CHARACTERS, TERMS_PER_EVENT, type EventColumns } from '../../core/packed-events.ts'
import { prepareRows } from './prepare-rows.ts'
import { compressBlock, type Block } from './block-codec.ts'
import { documentKey } from './document-key.ts'
import { EventPacker } from './event-packer.ts'
import { NO_TERM, type TermColumn } from './schema.ts'
import { TermWriter } from './terms.ts'

/** Events that are ready to be stored: {@link EventColumns} and their blocks compressed. */
export interface StagedEvents {
  readonly columns: EventColumns
  readonly blocks: readonly Block[]
}

/** Block and slot of each document. */
interface Places {
  readonly blocks: number[]
  readonly slots: number[]
}

/** The column of each of {@link EVENT_TERMS}. */
const COLUMNS: Readonly<Record<(typeof EVENT_TERMS)[number], TermColumn>> = {
  dataset: 'dataset',
  account: 'account',
  actorId: 'actor_id',
  actorName: 'actor_name',
  action: 'action',
  address: 'address',
  region: 'region',
  outcome: 'outcome',
}
const TERM_ORDER: readonly TermColumn[] = EVENT_TERMS.map((term) => COLUMNS[term])

/** Stores events, on the write connection. */
export class EventWriter {
  readonly #exists: StatementSync
  readonly #between: StatementSync
  readonly #insertBlock: StatementSync
  readonly #insertEvent: StatementSync
  readonly #addCount: StatementSync
  readonly #terms: TermWriter
  readonly #packer = new EventPacker()

  constructor(database: DatabaseSync) {
    this.#exists = prepareRows(database, 'SELECT 1 FROM events WHERE id = ?')
    this.#between = prepareRows(database, 'SELECT 1 FROM events WHERE id >= ? AND id <= ? LIMIT 1')
    this.#insertBlock = database.prepare('INSERT INTO event_blocks(count, bytes, data) VALUES(?, ?, ?)')
    this.#insertEvent = database.prepare(
      `INSERT INTO events(id, ${TERM_ORDER.join(', ')}, block, slot) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#addCount = database.prepare(
      `INSERT INTO datasets(name, events) VALUES(?, ?)
       ON CONFLICT(name) DO UPDATE SET events = datasets.events + excluded.events`,
    )
    this.#terms = new TermWriter(database)
  }

  /** Those of these `tocsin.id`s under which an event is stored. */
  stored(ids: readonly string[]): Set<string> {
    let [first = '', last = ''] = ids
    for (const id of ids) {
      if (id < first) first = id
      if (id > last) last = id
    }
    const [from, to] = [documentKey(first), documentKey(last)]
    // Records come more or less in the order of time: most often nothing at all is stored between them.
    if (from && to && this.#between.get(from, to) === undefined) return new Set()
    return new Set(ids.filter((id) => this.#isStored(documentKey(id))))
  }

  /** Picks those that are not stored yet, the first of each id, and stages them. */
  stage(events: readonly EventDocument[]): StagedEvents {
    this.#packer.clear()
    for (const event of events) if (!this.#isStored(keyOf(event.id))) this.#packer.add(event)
    return this.stagePacked(this.#packer.take())
  }

  /** Compresses the documents: what takes time, done before the transaction begins. */
  stagePacked(columns: EventColumns): StagedEvents {
    let at = 0
    const blocks = columns.blocks.map(({ count, bytes }) => {
      at += bytes
      return compressBlock(columns.data.subarray(at - bytes, at), count)
    })
    return { columns, blocks }
  }

  /**
   * Stores what was staged, as part of the transaction at hand, in the order of ids: so rows are appended. Throws SQLite's
   * constraint error when one of them is stored already.
   */
  write({ columns, blocks }: StagedEvents): void {
    const { ids, terms, values } = columns
    const places = this.#insertBlocks(blocks)
    const numbers = this.#numbersOf(columns)
    for (const event of columns.order) {
      const at = event * TERMS_PER_EVENT
      this.#insertEvent.run(
        keyOf(ids.slice(event * ID_CHARACTERS, (event + 1) * ID_CHARACTERS)),
        numbers[0]?.[values[at] ?? 0] ?? null,
        numbers[1]?.[values[at + 1] ?? 0] ?? null,
        numbers[2]?.[values[at + 2] ?? 0] ?? null,
        numbers[3]?.[values[at + 3] ?? 0] ?? null,
        numbers[4]?.[values[at + 4] ?? 0] ?? null,
        numbers[5]?.[values[at + 5] ?? 0] ?? null,
        numbers[6]?.[values[at + 6] ?? 0] ?? NO_TERM,
        numbers[7]?.[values[at + 7] ?? 0] ?? NO_TERM,
        places.blocks[event] ?? 0,
        places.slots[event] ?? 0,
      )
    }
    this.#count(Array.from({ length: columns.count }, (_, event) => terms[values[event * TERMS_PER_EVENT] ?? 0] ?? ''))
  }

  /** To be called after a rollback. */
  rolledBack(): void {
    this.#terms.forget()
  }

  #isStored(key: Buffer | null): boolean {
    return key !== null && this.#exists.get(key) !== undefined
  }

  /** For each column the stored number of each term that it has: a term is looked up once, not once an event. */
  #numbersOf({ terms, values }: EventColumns): (number | null)[][] {
    const numbers = TERM_ORDER.map((): (number | null)[] => [])
    for (let at = 0; at < values.length; at += 1) {
      const term = values[at] ?? 0
      const ofColumn = numbers[at % TERMS_PER_EVENT]
      const column = TERM_ORDER[at % TERMS_PER_EVENT]
      if (ofColumn && column && ofColumn[term] === undefined)
        ofColumn[term] = this.#terms.idOf(column, terms[term] ?? '')
    }
    return numbers
  }

  #insertBlocks(blocks: readonly Block[]): Places {
    const places: Places = { blocks: [], slots: [] }
    for (const { count, bytes, data } of blocks) {
      const block = Number(this.#insertBlock.run(count, bytes, data).lastInsertRowid)
      for (let slot = 0; slot < count; slot += 1) {
        places.blocks.push(block)
        places.slots.push(slot)
      }
    }
    return places
  }

  #count(datasets: readonly string[]): void {
    const counts = new Map<string, number>()
    for (const dataset of datasets) counts.set(dataset, (counts.get(dataset) ?? 0) + 1)
    for (const [dataset, count] of counts) this.#addCount.run(dataset, count)
  }
}

function keyOf(id: string): Buffer {
  const key = documentKey(id)
  if (!key) throw new AppError('STORE_FAILED', `${id} is no tocsin.id`, { context: { id } })
  return key
}
