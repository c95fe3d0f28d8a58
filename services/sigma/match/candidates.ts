/** Rules to ask about an event, by number: a bit each, so that they come out in order and each once. */
export class Candidates {
  readonly #bits: Int32Array
  /** a bit for each word of {@link #bits} that is not zero */
  readonly #words: Int32Array

  constructor(rules: number) {
    this.#bits = new Int32Array((rules >> 5) + 1)
    this.#words = new Int32Array((this.#bits.length >> 5) + 1)
  }

  add(rule: number): void {
    const word = rule >> 5
    this.#bits[word] = (this.#bits[word] ?? 0) | (1 << rule)
    this.#words[word >> 5] = (this.#words[word >> 5] ?? 0) | (1 << word)
  }

  /** Takes the candidates out into `into`, in ascending order, and returns how many there are. */
  drain(into: Int32Array): number {
    let count = 0
    for (let group = 0; group < this.#words.length; group += 1) {
      for (let words = this.#words[group] ?? 0; words !== 0; words &= words - 1) {
        const word = (group << 5) + lowestBit(words)
        for (let bits = this.#bits[word] ?? 0; bits !== 0; bits &= bits - 1) {
          into[count] = (word << 5) + lowestBit(bits)
          count += 1
        }
        this.#bits[word] = 0
      }
      this.#words[group] = 0
    }
    return count
  }
}

function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits)
}
