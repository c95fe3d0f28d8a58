import type { FieldReader } from '../../record/field-reader.ts'

/** More room is taken in steps of so many numbers. */
const STEP = 256

/** The rules that a field's texts are witnesses of, by the numbers that a reader gives to texts which come again and again. */
export class RulesByText {
  /** whose numbers they are */
  #reader: FieldReader | null = null
  #rules: (Int32Array | null)[] = []
  #versions = new Int32Array(0)

  /** The rules of the text with this number, or null when they are not known. */
  get(number: number, version: number, reader: FieldReader): Int32Array | null {
    if (this.#reader !== reader || this.#versions[number] !== version) return null
    return this.#rules[number] ?? null
  }

  set(number: number, version: number, reader: FieldReader, rules: Int32Array): void {
    if (this.#reader !== reader) {
      this.#reader = reader
      this.#rules = []
      this.#versions = new Int32Array(0)
    }
    while (number >= this.#rules.length) this.#grow()
    this.#rules[number] = rules
    this.#versions[number] = version
  }

  #grow(): void {
    for (let added = 0; added < STEP; added += 1) this.#rules.push(null)
    const versions = new Int32Array(this.#rules.length)
    versions.set(this.#versions)
    this.#versions = versions
  }
}
