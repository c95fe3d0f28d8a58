import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { AppError } from '../../core/errors.ts'
import type { EventDocument } from '../../core/event.ts'
import { prepareRows } from './prepare-rows.ts'
import { BlockWriter, type Block } from './block-codec.ts'
import { documentKey } from './document-key.ts'
import { TermWriter } from './terms.ts'

/**
 * A block of documents is full at this size. Larger ones compress a little better (500 documents of 3.4 KB: 12 to 1, 128:
 * 10 to 1), but a search for few events reads a whole block for each of them: 0.3 ms at this size.
 */
const BLOCK_BYTES = 524_288
const BLOCK_EVENTS = 500

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

/** Stores events, on the write connection. */
export class EventWriter {
  readonly #exists: StatementSync
  readonly #insertBlock: StatementSync
  readonly #insertEvent: StatementSync
  readonly #addCount: StatementSync
  readonly #terms: TermWriter
  readonly #writer = new BlockWriter()

  constructor(database: DatabaseSync) {
    this.#exists = prepareRows(database, 'SELECT 1 FROM events WHERE id = ?')
    this.#insertBlock = database.prepare('INSERT INTO event_blocks(count, bytes, data) VALUES(?, ?, ?)')
    this.#insertEvent = database.prepare(
      `INSERT INTO events(id, dataset, account, actor_id, actor_name, action, address, block, slot)
       VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#addCount = database.prepare(
      `INSERT INTO datasets(name, events) VALUES(?, ?)
       ON CONFLICT(name) DO UPDATE SET events = datasets.events + excluded.events`,
    )
    this.#terms = new TermWriter(database)
  }

  /** Whether an event with this `tocsin.id` is stored. */
  isStored(id: string): boolean {
    const key = documentKey(id)
    return key !== null && this.#exists.get(key) !== undefined
  }

  /**
   * Picks those that are not stored yet, the first of each id, and compresses their documents: what takes time, done before
   * the transaction begins. Sorted by time, so that neighbours in a search stand in the same block; datasets do not share
   * a block, because each is kept for a time of its own.
   */
  stage(events: readonly EventDocument[]): StagedEvents {
    const fresh = new Map<string, StagedEvent>()
    for (const event of events) {
      const key = documentKey(event.id)
      if (!key) throw new AppError('STORE_FAILED', `${event.id} is no tocsin.id`, { context: { id: event.id } })
      if (!fresh.has(event.id) && this.#exists.get(key) === undefined) fresh.set(event.id, { key, event })
    }
    const sorted = [...fresh.values()].toSorted((a, b) => compare(a.event, b.event))
    return { events: sorted, blocks: this.#blocks(sorted) }
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

  /** To be called after a rollback. */
  rolledBack(): void {
    this.#terms.forget()
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

  #blocks(staged: readonly StagedEvent[]): Block[] {
    const writer = this.#writer
    writer.clear()
    const blocks: Block[] = []
    let dataset = ''
    for (const { event } of staged) {
      const isFull = writer.count >= BLOCK_EVENTS || writer.bytes + event.text.length > BLOCK_BYTES
      if ((isFull || event.dataset !== dataset) && writer.count > 0) blocks.push(writer.take())
      dataset = event.dataset
      writer.addText(event.text)
    }
    if (writer.count > 0) blocks.push(writer.take())
    return blocks
  }
}

/** By dataset, then by id, which is by time. */
function compare(a: EventDocument, b: EventDocument): number {
  if (a.dataset !== b.dataset) return a.dataset < b.dataset ? -1 : 1
  return a.id < b.id ? -1 : 1
}
