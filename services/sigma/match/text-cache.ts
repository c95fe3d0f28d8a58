/** Longer texts are seldom seen twice. */
const MOST_LENGTH = 128
/** A generation holds so many texts; there are two. */
const GENERATION = 2048
/** With fewer hits in a generation than this the cache costs more than it gives, and is left alone for a while. */
const LEAST_HITS = GENERATION
/** So many texts. */
const PAUSE = 1 << 16

/** Remembers what was found for texts that come again and again; holds a few thousand of them. */
export class TextCache<T> {
  #recent = new Map<string, T>()
  #older = new Map<string, T>()
  #hits = 0
  #pause = 0
  #lastText: string | null = null
  #last: T | undefined

  /** What {@link set} was told of a text, or undefined. */
  get(text: string): T | undefined {
    if (text === this.#lastText) return this.#last
    if (text.length > MOST_LENGTH || this.#pause > 0) return undefined
    let known = this.#recent.get(text)
    if (known === undefined) {
      known = this.#older.get(text)
      if (known === undefined) return undefined
      // What is still asked for moves on to the recent ones.
      this.set(text, known)
    }
    this.#hits += 1
    this.#lastText = text
    this.#last = known
    return known
  }

  /** Whether {@link set} would keep the text, to be asked once for every one that was not known. */
  isKeeping(text: string): boolean {
    if (this.#pause === 0) return text.length <= MOST_LENGTH
    this.#pause -= 1
    return false
  }

  /** Remembers what was found for a text. */
  set(text: string, value: T): void {
    if (this.#recent.size >= GENERATION) this.#turn()
    this.#recent.set(text, value)
  }

  #turn(): void {
    this.#pause = this.#hits < LEAST_HITS ? PAUSE : 0
    this.#older = this.#pause > 0 ? new Map() : this.#recent
    this.#recent = new Map()
    this.#hits = 0
  }
}
