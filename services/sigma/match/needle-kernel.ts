import { NEEDLE_KERNEL } from '../generated/needle-kernel.ts'
import { LONGEST_RUN, PRINT, printOf, type NeedlePrint } from './needle-prints.ts'

/** What {@link NeedleKernel.search} gives: none of the words is there, one is, or only a slower reading can tell. */
export const NOTHING = 0
export const CLOSER = 2

/** What the module exports; see scripts/needle-kernel/needles.assembly. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  place(shorts: number, odd: number): void
  search(this: void, from: number, length: number): number
}

// Fixed places, the same as in the module's source.
const LOWER = 0
const UPPER = 16
const NEXT_PLACE = 32
const IN_WORD = 128
const TABLE = 256
const BITS = 10
const ENTRIES = TABLE + 4 * 2 ** BITS
const HEAD = 12

const FACTOR = 0x9e3779b1
const SMALL = 0x202020

const PAGE = 65536
/** So many bytes are searched at once; of the next ones these are repeated that may be the start of something. */
const PART = PAGE
const REPEATED = LONGEST_RUN
/** The module reads so far behind what it searches. */
const BEHIND = 64

/** Words are spread over these buckets, short ones are in the next. */
const BUCKETS = 5
const SHORT = 1 << BUCKETS
const FOREIGN = 1 << 6
const ESCAPE = 1 << 7

/** Looks for many words in the bytes of JSON, without case and whatever the bytes' escapes may hide. */
export class NeedleKernel {
  readonly #search: Exports['search']
  readonly #bytes: Uint8Array
  readonly #from: number

  private constructor(exports: Exports, words: readonly NeedlePrint[], hasOdd: boolean) {
    const size = words.reduce((sum, { run }) => sum + entrySize(run), ENTRIES)
    this.#from = Math.ceil(size / BEHIND) * BEHIND
    exports.memory.grow(Math.ceil((this.#from + PART + BEHIND) / PAGE) - exports.memory.buffer.byteLength / PAGE)
    this.#bytes = new Uint8Array(exports.memory.buffer)
    const view = new DataView(exports.memory.buffer)
    exports.place(writeWords(view, words), Number(hasOdd))
    writeMasks(this.#bytes, words, hasOdd)
    this.#search = exports.search
  }

  /**
   * A search for `texts`, which are folded; what of them is not ASCII is not looked for, but told of where it may be. Null when
   * there is a text that cannot be looked for, or where WebAssembly with SIMD is not to be had.
   */
  static create(texts: readonly string[], hasOdd: boolean): NeedleKernel | null {
    const words: NeedlePrint[] = []
    for (const text of new Set(texts)) {
      const print = printOf(text)
      if (!print) return null
      words.push(print)
    }
    const exports = instantiate()
    return exports && new NeedleKernel(exports, words, hasOdd)
  }

  /** Searches a JSON document in UTF-8. */
  search(json: Uint8Array): number {
    const { length } = json
    if (length > PART) return this.#searchParts(json)
    this.#bytes.set(json, this.#from)
    return this.#search(this.#from, length)
  }

  #searchParts(json: Uint8Array): number {
    for (let at = 0; at < json.length; at += PART - REPEATED) {
      const found = this.search(json.subarray(at, at + PART))
      if (found !== NOTHING) return found
    }
    return NOTHING
  }
}

function entrySize(run: string): number {
  return HEAD + Math.ceil(run.length / 4) * 4
}

/** Writes the words and the table of their prints. Gives the place of the first short one. */
function writeWords(view: DataView, words: readonly NeedlePrint[]): number {
  let place = ENTRIES
  let shorts = 0
  for (const { run, at } of words) {
    const isShort = run.length < PRINT
    const head = TABLE + hashOf(run, at) * 4
    view.setUint32(place, isShort ? shorts : view.getUint32(head, true), true)
    view.setUint32(place + 4, at, true)
    view.setUint32(place + 8, run.length, true)
    for (let index = 0; index < run.length; index += 1) {
      const code = run.charCodeAt(index)
      view.setUint8(place + HEAD + index, code)
      view.setUint8(IN_WORD + code, 1)
    }
    if (isShort) shorts = place
    else view.setUint32(head, place, true)
    place += entrySize(run)
  }
  return shorts
}

function hashOf(run: string, at: number): number {
  const code = run.charCodeAt(at) | (run.charCodeAt(at + 1) << 8) | (run.charCodeAt(at + 2) << 16) | SMALL
  return Math.imul(code, FACTOR) >>> (32 - BITS)
}

/** Writes for each half of a byte, at each of the three places, in which buckets it occurs. */
function writeMasks(masks: Uint8Array, words: readonly NeedlePrint[], hasOdd: boolean): void {
  const add = (place: number, code: number, bucket: number): void => {
    const at = place * NEXT_PLACE
    masks[at + LOWER + (code & 15)] = (masks[at + LOWER + (code & 15)] ?? 0) | bucket
    masks[at + UPPER + (code >> 4)] = (masks[at + UPPER + (code >> 4)] ?? 0) | bucket
  }
  const addAll = (place: number, bucket: number, from = 0): void => {
    for (let code = from; code < 256; code += 1) add(place, code, bucket)
  }
  // Prints that begin alike share a bucket: then its halves combine to fewer prints that nobody asked for.
  const sorted = words.toSorted((one, other) => (printText(one) < printText(other) ? -1 : 1))
  const long = sorted.filter(({ run }) => run.length >= PRINT)
  for (const word of sorted) {
    const text = printText(word)
    const bucket = text.length < PRINT ? SHORT : 1 << Math.floor((long.indexOf(word) * BUCKETS) / long.length)
    for (let place = 0; place < PRINT; place += 1) {
      if (place >= text.length) addAll(place, bucket)
      else for (const code of casesOf(text.charCodeAt(place))) add(place, code, bucket)
    }
  }
  if (hasOdd) for (const place of [0, 1, 2]) addAll(place, FOREIGN, place === 0 ? 128 : 0)
  else {
    for (const code of FOLDING_STARTS) add(0, code, FOREIGN)
    for (const code of FOLDING_SECONDS) add(1, code, FOREIGN)
    addAll(2, FOREIGN)
  }
  add(0, 0x5c, ESCAPE)
  add(1, 0x75, ESCAPE)
  addAll(2, ESCAPE)
}

/** How `İ`, `ſ` and `K` begin in UTF-8. */
const FOLDING_STARTS = [0xc4, 0xc5, 0xe2]
const FOLDING_SECONDS = [0xb0, 0xbf, 0x84]

function printText({ run, at }: NeedlePrint): string {
  return run.slice(at, at + PRINT)
}

/** The codes of a character in lower case: both cases of a letter. */
function casesOf(code: number): readonly number[] {
  return code >= 0x61 && code <= 0x7a ? [code, code - 0x20] : [code]
}

/** The part of WebAssembly that is used; TypeScript knows it only for browsers. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Exports }
}

function instantiate(): Exports | null {
  const api = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly
  if (!api) return null
  try {
    return new api.Instance(new api.Module(Buffer.from(NEEDLE_KERNEL.join(''), 'base64'))).exports
  } catch {
    return null
  }
}
