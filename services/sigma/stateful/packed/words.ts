import { damaged } from '../extensions/saved.ts'

/** Words of one text; more would make it too long. */
const CHUNK = 1 << 18

/** Writes 32-bit words as base64, in texts of up to a megabyte. */
export class WordWriter {
  readonly #texts: string[] = []
  readonly #words = new Int32Array(CHUNK)
  #count = 0

  put(word: number): void {
    if (this.#count === CHUNK) this.#close()
    this.#words[this.#count] = word
    this.#count += 1
  }

  /** All that was written. */
  texts(): readonly string[] {
    if (this.#count > 0) this.#close()
    return this.#texts
  }

  #close(): void {
    this.#texts.push(Buffer.from(this.#words.buffer, 0, this.#count * 4).toString('base64'))
    this.#count = 0
  }
}

/** Reads what a {@link WordWriter} wrote; what ends too early is damaged, see `isReadable`. */
export class WordReader {
  readonly #texts: readonly string[]
  #words = new Int32Array(0)
  #text = 0
  #at = 0

  constructor(texts: readonly string[]) {
    this.#texts = texts
  }

  get isAtEnd(): boolean {
    return !this.#hasMore()
  }

  next(): number {
    if (!this.#hasMore()) damaged('it ends too early')
    const word = this.#words[this.#at] ?? 0
    this.#at += 1
    return word
  }

  #hasMore(): boolean {
    while (this.#at >= this.#words.length) {
      const text = this.#texts[this.#text]
      if (text === undefined) return false
      const bytes = Buffer.from(text, 'base64')
      if (bytes.length % 4 !== 0) damaged('half a word')
      this.#words = new Int32Array(Uint8Array.from(bytes).buffer)
      this.#at = 0
      this.#text += 1
    }
    return true
  }
}
