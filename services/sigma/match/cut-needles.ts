import type { PartPlace } from './clue.ts'
import type { HitList } from './hit-list.ts'

/** Something to look for in texts. The text is folded and not empty. */
export interface Needle {
  readonly text: string
  readonly place: PartPlace
  /** what is told when it is found */
  readonly id: number
}

/** A needle with the run of it that is looked for. */
export interface CutNeedle extends Needle {
  readonly word: string
  /** from the needle's start to the word's end */
  readonly toEnd: number
}

const PLACES: readonly PartPlace[] = ['inside', 'start', 'end']
const START = 1
const END = 2

/** Needles by their words, in columns: there are thousands. Compares them where their word was found. */
export class CutNeedles {
  /** by place of a word, and one more: its first needle */
  readonly #first: Int32Array
  readonly #ids: Int32Array
  readonly #texts: readonly string[]
  readonly #places: Uint8Array
  readonly #toEnds: Int32Array
  /** the search in which a needle was found */
  readonly #found: Float64Array
  #search = 0

  /** `words`: in the order in which they are told later. */
  constructor(needles: readonly CutNeedle[], words: readonly string[]) {
    const places = new Map(words.map((word, place) => [word, place]))
    const placeOf = ({ word }: CutNeedle): number => places.get(word) ?? 0
    const sorted = needles.toSorted((one, other) => placeOf(one) - placeOf(other))
    this.#first = new Int32Array(words.length + 1)
    for (const needle of sorted) this.#first[placeOf(needle) + 1] = (this.#first[placeOf(needle) + 1] ?? 0) + 1
    for (let place = 1; place <= words.length; place += 1) {
      this.#first[place] = (this.#first[place] ?? 0) + (this.#first[place - 1] ?? 0)
    }
    this.#ids = Int32Array.from(sorted, ({ id }) => id)
    this.#texts = sorted.map(({ text }) => text)
    this.#places = Uint8Array.from(sorted, ({ place }) => PLACES.indexOf(place))
    this.#toEnds = Int32Array.from(sorted, ({ toEnd }) => toEnd)
    this.#found = new Float64Array(sorted.length)
  }

  /** A new search: what was found before may be found again. */
  begin(): void {
    this.#search += 1
  }

  /** Adds to `hits` the ids of needles, each once a search, that stand in the text so that their word ends before `end`. */
  compare(word: number, text: string, end: number, hits: HitList): void {
    const last = this.#first[word + 1] ?? 0
    for (let at = this.#first[word] ?? 0; at < last; at += 1) {
      const start = end - (this.#toEnds[at] ?? 0)
      if (start < 0 || this.#found[at] === this.#search) continue
      const needle = this.#texts[at] ?? ''
      const place = this.#places[at]
      if (place === START && start !== 0) continue
      if (place === END && start + needle.length !== text.length) continue
      if (!text.startsWith(needle, start)) continue
      this.#found[at] = this.#search
      hits.add(this.#ids[at] ?? 0)
    }
  }
}
