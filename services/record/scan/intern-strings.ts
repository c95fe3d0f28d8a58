/** Longer tokens, counted with their quotes, are not kept. */
const LONGEST = 256
/** One of a single character is as quickly made. The hash reads four bytes. */
const SHORTEST = 4
const WORDS = LONGEST / 4
/** Texts of one hash share a set of two: the search for a text is two comparisons, whatever the texts are. */
const SETS = 512
const WAYS = 2

/** By slot: a hit earns, a miss costs, and a slot without credit rests for a while. */
const FIRST_CREDIT = 64
const MOST_CREDIT = 128
const EARNED = 2
const REST = -1000
const LATER_CREDIT = 16

/**
 * Gives the same text for the same bytes, so that most values of a log are not decoded at all: a few hundred names, regions,
 * accounts and addresses come again and again. Bounded in memory and in time, whatever comes; a slot whose values do not
 * repeat, as an id, is soon left alone.
 */
export class StringIntern {
  readonly #texts: string[] = Array.from({ length: SETS * WAYS }, () => '')
  /** length of the token, 0 where there is no text */
  readonly #lengths = new Int32Array(SETS * WAYS)
  readonly #hashes = new Int32Array(SETS * WAYS)
  readonly #words = new Int32Array(SETS * WAYS * WORDS)
  /** by set: the way that was used last */
  readonly #recent = new Uint8Array(SETS)
  readonly #credits: Int32Array

  /** how often a place was given to another text; may begin anew after 2^32 times */
  readonly #versions: Int32Array

  /** `slots`: how many slots of a scanner it is for. `earlier`: the one that it takes the place of. */
  constructor(slots: number, earlier: StringIntern | null = null) {
    this.#versions = earlier ? earlier.#versions.map((version) => version + 1) : new Int32Array(SETS * WAYS)
    this.#credits = new Int32Array(slots).fill(FIRST_CREDIT)
  }

  /**
   * The number of the text of a string token of ASCII bytes without escapes, which stands with its quotes from `start` up to
   * `end`; −1 where it is not kept. `words` shows the same memory as `view`.
   */
  find(slot: number, view: Buffer, words: DataView, start: number, end: number): number {
    const length = end - start
    const credit = this.#credits[slot] ?? 0
    if (length < SHORTEST || length > LONGEST || credit < 0) {
      if (credit < 0) this.#credits[slot] = credit === -1 ? LATER_CREDIT : credit + 1
      return -1
    }
    const hash = hashOf(words, start, length)
    const set = (hash ^ (hash >>> 16)) & (SETS - 1)
    const recent = this.#recent[set] ?? 0
    const first = set * WAYS + recent
    if (this.#holds(first, hash, words, start, length)) return this.#hit(slot, credit, first)
    const second = set * WAYS + 1 - recent
    this.#recent[set] = 1 - recent
    if (this.#holds(second, hash, words, start, length)) return this.#hit(slot, credit, second)
    this.#credits[slot] = credit === 0 ? REST : credit - 1
    this.#keep(second, hash, view, words, start, end)
    return second
  }

  /** The text of a number, until something else is found. */
  text(number: number): string {
    return this.#texts[number] ?? ''
  }

  /** Another one when the number stands for another text. */
  version(number: number): number {
    return this.#versions[number] ?? 0
  }

  #hit(slot: number, credit: number, place: number): number {
    if (credit < MOST_CREDIT) this.#credits[slot] = credit + EARNED
    return place
  }

  #holds(place: number, hash: number, words: DataView, start: number, length: number): boolean {
    if (this.#hashes[place] !== hash || this.#lengths[place] !== length) return false
    const kept = this.#words
    // Four bytes at a time; the last four may have been in part among those before.
    const last = length - 4
    let word = place * WORDS
    for (let at = 0; at < last; at += 4) {
      if (kept[word] !== words.getInt32(start + at, true)) return false
      word += 1
    }
    return kept[word] === words.getInt32(start + last, true)
  }

  #keep(place: number, hash: number, view: Buffer, words: DataView, start: number, end: number): void {
    const last = end - 4
    let word = place * WORDS
    for (let at = start; at < last; at += 4) {
      this.#words[word] = words.getInt32(at, true)
      word += 1
    }
    this.#words[word] = words.getInt32(last, true)
    this.#hashes[place] = hash
    this.#lengths[place] = end - start
    this.#texts[place] = view.toString('latin1', start + 1, end - 1)
    this.#versions[place] = (this.#versions[place] ?? 0) + 1
  }
}

/** Of the length and of five words of the token: both ends, the middle and the quarters. The products do not wait for each other. */
function hashOf(words: DataView, start: number, length: number): number {
  const last = start + length - 4
  const quarter = (length - 4) >> 2
  const ends =
    Math.imul(words.getInt32(start, true) ^ length, 0x9e37_79b1) ^ Math.imul(words.getInt32(last, true), 0x85eb_ca6b)
  const inner =
    Math.imul(words.getInt32(start + quarter, true), 0xc2b2_ae35) +
    Math.imul(words.getInt32(last - quarter, true), 0x27d4_eb2f)
  const hash = ends + inner + Math.imul(words.getInt32(start + quarter * 2, true), 0x1656_67b1)
  return hash ^ (hash >>> 15)
}
