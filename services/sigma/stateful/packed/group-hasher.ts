import { getRandomValues } from 'node:crypto'
import type { StatefulBase } from '../../types.ts'
import type { Seen } from '../rule-state.ts'
import { HASH_WORDS, sipHash, ZERO_WORDS } from './sip-hash.ts'

/** A new key that nobody can foresee. */
export function newKey(): Int32Array {
  return getRandomValues(new Int32Array(HASH_WORDS))
}

/**
 * Makes the hashes of a rule's groups, which stand for them: 128 bits with a secret key. Whoever writes the log cannot make two
 * groups fall together without the key; by chance it does not happen. The key changes no answer; it is saved with the state.
 */
export class GroupHasher {
  /** by rule: the fields that hold the group's values */
  readonly #fields: readonly (readonly string[])[]
  readonly #key: Int32Array
  #message = new Int32Array(64)
  #length = 0
  /** the hash that was made last */
  readonly words = new Int32Array(HASH_WORDS)

  constructor({ groupBy, refs }: StatefulBase, key: Int32Array) {
    this.#key = key
    this.#fields = refs.map(({ fields }) =>
      groupBy.map((name) => (Object.hasOwn(fields, name) ? (fields[name] ?? name) : name)),
    )
  }

  /** Of a hit that has one value in every field of the group. False, and no hash, when it has not. */
  hash({ ref, observation: { fields } }: Seen): boolean {
    this.#length = 0
    for (const name of this.#fields[ref] ?? []) {
      const values = Object.hasOwn(fields, name) ? fields[name] : undefined
      const value = values?.[0]
      if (value === undefined || values?.length !== 1) return false
      this.#add(value)
    }
    this.#end()
    return true
  }

  hashValues(values: readonly string[]): void {
    this.#length = 0
    for (const value of values) this.#add(value)
    this.#end()
  }

  /** Each value is written with its length, and two characters in a word where one of them needs more than eight bits. */
  #add(text: string): void {
    const { length } = text
    const needed = this.#length + 1 + length + ZERO_WORDS
    if (needed > this.#message.length) this.#grow(2 * needed)
    const start = this.#length
    const isNarrow = this.#addNarrow(text, start + 1)
    this.#message[start] = 2 * length + (isNarrow ? 0 : 1)
    this.#length = start + 1 + (isNarrow ? (length + 3) >> 2 : this.#addWide(text, start + 1))
  }

  /** False when a character has more than eight bits. */
  #addNarrow(text: string, start: number): boolean {
    const message = this.#message
    const { length } = text
    let all = 0
    let at = 0
    let to = start
    for (; at + 4 <= length; at += 4) {
      const a = text.charCodeAt(at)
      const b = text.charCodeAt(at + 1)
      const c = text.charCodeAt(at + 2)
      const d = text.charCodeAt(at + 3)
      all |= a | b | c | d
      message[to] = a | (b << 8) | (c << 16) | (d << 24)
      to += 1
    }
    if (at === length) return all < 256
    let rest = 0
    for (let bits = 0; at < length; at += 1, bits += 8) {
      const code = text.charCodeAt(at)
      all |= code
      rest |= code << bits
    }
    message[to] = rest
    return all < 256
  }

  /** Gives the number of words. */
  #addWide(text: string, start: number): number {
    const words = (text.length + 1) >> 1
    for (let word = 0; word < words; word += 1) {
      const second = 2 * word + 1 < text.length ? text.charCodeAt(2 * word + 1) : 0
      this.#message[start + word] = text.charCodeAt(2 * word) | (second << 16)
    }
    return words
  }

  #end(): void {
    for (let zero = 0; zero < ZERO_WORDS; zero += 1) this.#message[this.#length + zero] = 0
    sipHash(this.#message, this.#length, this.#key, this.words)
  }

  #grow(length: number): void {
    const longer = new Int32Array(length)
    longer.set(this.#message)
    this.#message = longer
  }
}
