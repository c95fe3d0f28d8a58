import type { Clue } from './clue.ts'
import { CLOSER, NeedleKernel, NOTHING } from './needle-kernel.ts'
import type { NeedleTable } from './needle-table.ts'

/** A text of these alone may be that of a number, which can be written in many ways. */
const NUMBER = /^[0-9.+e-]*$/

/** Marks bytes that are no plain ASCII: no table has so many classes. */
const SPECIAL = 255
const QUOTE = 0x22
const BACKSLASH = 0x5c
const SMALL_U = 0x75
/** The first bytes of characters that fold to ASCII, wholly or in part: `İ`, `ſ`, `K`. */
const FOLDING = new Set([0xc4, 0xc5, 0xe2])
const FOLDING_CODES = new Set([0x130, 0x17f, 0x212a])

/** What escapes of one letter stand for; all others for themselves. */
const ESCAPES: ReadonlyMap<number, number> = new Map([
  [0x62, 0x08],
  [0x66, 0x0c],
  [0x6e, 0x0a],
  [0x72, 0x0d],
  [0x74, 0x09],
])

/**
 * Tells from a record's bytes, before anything is decoded, whether its texts can show a clue at all: reading every text of
 * every record is dear.
 */
export class RecordGate {
  readonly #table: NeedleTable
  /** there are clues that no ASCII text shows */
  readonly #hasOdd: boolean
  /** by byte: its class in the table, or {@link SPECIAL} */
  readonly #classOf: Uint8Array
  /** looks first, much faster; null where it is not to be had */
  readonly #kernel: NeedleKernel | null

  private constructor(table: NeedleTable, hasOdd: boolean, kernel: NeedleKernel | null) {
    this.#table = table
    this.#kernel = kernel
    this.#hasOdd = hasOdd
    this.#classOf = new Uint8Array(256).fill(SPECIAL)
    this.#classOf.set(table.classOf)
    this.#classOf[QUOTE] = SPECIAL
    this.#classOf[BACKSLASH] = SPECIAL
  }

  /**
   * `table` finds the words of all clues that are ASCII. Null when the clues are such that bytes cannot tell. `makeKernel` makes
   * what looks first, if anything does.
   */
  static create(
    clues: readonly Clue[],
    table: NeedleTable | null,
    makeKernel: typeof NeedleKernel.create = (texts, hasOdd) => NeedleKernel.create(texts, hasOdd),
  ): RecordGate | null {
    const plain: string[] = []
    for (const clue of clues) {
      if (clue.kind !== 'part' || NUMBER.test(clue.text)) return null
      if (/^[\0-\u007f]*$/.test(clue.text)) plain.push(clue.text)
    }
    const hasOdd = plain.length < clues.length
    return table && new RecordGate(table, hasOdd, makeKernel(plain, hasOdd))
  }

  /** `json` is a JSON document in UTF-8. False: none of its keys, strings, numbers and booleans shows a clue. */
  mayShow(json: Uint8Array): boolean {
    const found = this.#kernel === null ? CLOSER : this.#kernel.search(json)
    return found === CLOSER ? this.#mayShowClosely(json) : found !== NOTHING
  }

  #mayShowClosely(json: Uint8Array): boolean {
    const { next, firstEnd } = this.#table
    const classOf = this.#classOf
    const { length } = json
    let state = 0
    for (let at = 0; at < length; at += 1) {
      const byte = json[at] ?? 0
      const kind = classOf[byte] ?? 0
      if (kind !== SPECIAL) state = next[state + kind] ?? 0
      else if (byte === BACKSLASH) {
        const code = escapedAt(json, at + 1)
        at += json[at + 1] === SMALL_U ? 5 : 1
        if (code > 127 && (this.#hasOdd || FOLDING_CODES.has(code))) return true
        state = code > 127 ? 0 : (next[state + (this.#table.classOf[code] ?? 0)] ?? 0)
      } else {
        if (byte > 127 && (this.#hasOdd || FOLDING.has(byte))) return true
        state = 0
      }
      if (state >= firstEnd) return true
    }
    return false
  }
}

/** The character that an escape stands for, from behind its backslash. */
function escapedAt(json: Uint8Array, at: number): number {
  const code = json[at] ?? 0
  return code === SMALL_U ? hexAt(json, at + 1) : (ESCAPES.get(code) ?? code)
}

/** The value of four hexadecimal digits. */
function hexAt(bytes: Uint8Array, at: number): number {
  let code = 0
  for (let place = at; place < at + 4; place += 1) code = code * 16 + digitOf(bytes[place] ?? 0)
  return code
}

function digitOf(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code | 0x20) - 0x57
}
