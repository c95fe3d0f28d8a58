import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { readBlock } from './block-codec.ts'

/** How many uncompressed bytes are kept. */
const KEPT_BYTES = 33_554_432

interface OpenBlock {
  readonly documents: readonly Buffer[]
  readonly bytes: number
}

/** Documents by their place. Blocks used lately stay open, because neighbours in a search share theirs. */
export class DocumentBlocks {
  readonly #select: StatementSync
  readonly #open = new Map<number, OpenBlock>()
  #bytes = 0

  constructor(database: DatabaseSync) {
    this.#select = database.prepare('SELECT bytes, data FROM event_blocks WHERE id = ?')
  }

  /** The document's text; null when its block is no longer there. */
  document(block: number, slot: number): string | null {
    return this.#block(block)?.documents[slot]?.toString('utf8') ?? null
  }

  #block(id: number): OpenBlock | null {
    const open = this.#open.get(id)
    if (open) {
      // The map's order is the order of use.
      this.#open.delete(id)
      this.#open.set(id, open)
      return open
    }
    const row = this.#select.get(id)
    if (!row) return null
    const bytes = Number(row['bytes'])
    const read = { documents: readBlock({ bytes, data: row['data'] as Uint8Array }), bytes }
    this.#open.set(id, read)
    this.#bytes += bytes
    for (const [oldest, { bytes: size }] of this.#open) {
      if (this.#bytes <= KEPT_BYTES || oldest === id) break
      this.#open.delete(oldest)
      this.#bytes -= size
    }
    return read
  }
}
