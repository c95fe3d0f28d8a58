import { BlockWriter } from './block-codec.ts'

/**
 * A block of documents is full at this size. Larger ones compress a little better (500 documents of 3.4 KB: 12 to 1, 128:
 * 10 to 1), but a search for few events reads a whole block for each of them: 0.3 ms at this size.
 */
const BLOCK_BYTES = 524_288
const BLOCK_EVENTS = 500

/**
 * Cuts documents into blocks, in the order in which they are given. Datasets do not share a block, because each is kept for
 * a time of its own.
 */
export class DocumentBlockWriter<B> {
  readonly #finish: (writer: BlockWriter) => B
  readonly #writer = new BlockWriter()
  #blocks: B[] = []
  #dataset = ''

  /** `finish` takes what a full writer holds. */
  constructor(finish: (writer: BlockWriter) => B) {
    this.#finish = finish
  }

  /** Adds a document, as text or as UTF-8. */
  add(dataset: string, document: string | Uint8Array): void {
    const writer = this.#writer
    const isFull = writer.count >= BLOCK_EVENTS || writer.bytes + document.length > BLOCK_BYTES
    if ((isFull || dataset !== this.#dataset) && writer.count > 0) this.#blocks.push(this.#finish(writer))
    this.#dataset = dataset
    if (typeof document === 'string') writer.addText(document)
    else writer.addBytes(document)
  }

  /** The blocks of the documents so far; starts anew. */
  take(): readonly B[] {
    if (this.#writer.count > 0) this.#blocks.push(this.#finish(this.#writer))
    const blocks = this.#blocks
    this.#blocks = []
    return blocks
  }

  /** Forgets what was added. */
  clear(): void {
    this.#writer.clear()
    this.#blocks = []
  }
}
