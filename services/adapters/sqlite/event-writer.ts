import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { AppError } from '../../core/errors.ts'
import type { EventDocument } from '../../core/event.ts'
import { EVENT_TERMS, ID_CHARACTERS, TERMS_PER_EVENT, type EventColumns } from '../../core/packed-events.ts'
import { prepareRows } from './prepare-rows.ts'
import type { Block } from './block-codec.ts'
import { DocumentBlockWriter } from './document-block-writer.ts'
import { documentKey } from './document-key.ts'
import type { TermColumn } from './schema.ts'
import { TermWriter } from './terms.ts'

/** An event that is to be stored, with its place. */
interface StagedEvent {
  readonly key: Buffer
  readonly event: EventDocument
}

/** Events that are not stored yet, in the order of their keys, and the blocks that hold their documents. */
export interface StagedEvents {
  readonly events: readonly StagedEvent[]
  /** each holds the documents of the next `count` events */
  readonly blocks: readonly Block[]
}

/** The column of each of {@link EVENT_TERMS}. */
const COLUMNS: Readonly<Record<(typeof EVENT_TERMS)[number], TermColumn>> = {
  dataset: 'dataset',
  account: 'account',
  actorId: 'actor_id',
  actorName: 'actor_name',
  action: 'action',
  address: 'address',
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
  readonly #writer = new DocumentBlockWriter((writer) => writer.take())

  constructor(database: DatabaseSync) {
    this.#exists = prepareRows(database, 'SELECT 1 FROM events WHERE id = ?')
    this.#between = prepareRows(database, 'SELECT 1 FROM events WHERE id >= ? AND id <= ? LIMIT 1')
    this.#insertBlock = database.prepare('INSERT INTO event_blocks(count, bytes, data) VALUES(?, ?, ?)')
    this.#insertEvent = database.prepare(
      `INSERT INTO events(id, ${TERM_ORDER.join(', ')}, block, slot) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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

  /**
   * Picks those that are not stored yet, the first of each id, and compresses their documents: what takes time, done before
   * the transaction begins. Sorted by dataset and time, so that neighbours in a search stand in the same block.
   */
  stage(events: readonly EventDocument[]): StagedEvents {
    const fresh = new Map<string, StagedEvent>()
    for (const event of events) {
      const key = keyOf(event.id)
      if (!fresh.has(event.id) && !this.#isStored(key)) fresh.set(event.id, { key, event })
    }
    const sorted = [...fresh.values()].toSorted((a, b) => compare(a.event, b.event))
    this.#writer.clear()
    for (const { event } of sorted) this.#writer.add(event.dataset, event.text)
    return { events: sorted, blocks: this.#writer.take() }
  }

  /** Stores what was staged, as part of the transaction at hand. */
  write({ events, blocks }: StagedEvents): void {
    const counts = new Map<string, number>()
    let at = 0
    for (const { count, bytes, data } of blocks) {
      const block = Number(this.#insertBlock.run(count, bytes, data).lastInsertRowid)
      for (let slot = 0; slot < count; slot += 1, at += 1) {
        const staged = events[at]
        if (!staged) break
        this.#insert(staged, block, slot)
        counts.set(staged.event.dataset, (counts.get(staged.event.dataset) ?? 0) + 1)
      }
    }
    for (const [dataset, count] of counts) this.#addCount.run(dataset, count)
  }

  /**
   * Stores events that come with their blocks, as part of the transaction at hand. Throws SQLite's constraint error when one
   * of them is stored already.
   */
  writePacked(columns: EventColumns): void {
    const { blocks, data, ids, terms, values } = columns
    const numbers = this.#numbersOf(columns)
    const counts = new Map<string, number>()
    let [event, start] = [0, 0]
    for (const { count, bytes, length } of blocks) {
      const block = Number(this.#insertBlock.run(count, bytes, data.subarray(start, start + length)).lastInsertRowid)
      const dataset = terms[values[event * TERMS_PER_EVENT] ?? 0] ?? ''
      counts.set(dataset, (counts.get(dataset) ?? 0) + count)
      for (let slot = 0; slot < count; slot += 1, event += 1) {
        const key = keyOf(ids.slice(event * ID_CHARACTERS, (event + 1) * ID_CHARACTERS))
        const at = event * TERMS_PER_EVENT
        this.#insertEvent.run(
          key,
          numbers[0]?.[values[at] ?? 0] ?? null,
          numbers[1]?.[values[at + 1] ?? 0] ?? null,
          numbers[2]?.[values[at + 2] ?? 0] ?? null,
          numbers[3]?.[values[at + 3] ?? 0] ?? null,
          numbers[4]?.[values[at + 4] ?? 0] ?? null,
          numbers[5]?.[values[at + 5] ?? 0] ?? null,
          block,
          slot,
        )
      }
      start += length
    }
    for (const [dataset, count] of counts) this.#addCount.run(dataset, count)
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

  #insert({ key, event }: StagedEvent, block: number, slot: number): void {
    const terms = this.#terms
    const { account, actorId, actorName, action, address } = event.keys
    this.#insertEvent.run(
      key,
      terms.idOf('dataset', event.dataset),
      terms.idOf('account', account),
      terms.idOf('actor_id', actorId),
      terms.idOf('actor_name', actorName),
      terms.idOf('action', action),
      terms.idOf('address', address),
      block,
      slot,
    )
  }
}

function keyOf(id: string): Buffer {
  const key = documentKey(id)
  if (!key) throw new AppError('STORE_FAILED', `${id} is no tocsin.id`, { context: { id } })
  return key
}

/** By dataset, then by id, which is by time. */
function compare(a: EventDocument, b: EventDocument): number {
  if (a.dataset !== b.dataset) return a.dataset < b.dataset ? -1 : 1
  return a.id < b.id ? -1 : 1
}
