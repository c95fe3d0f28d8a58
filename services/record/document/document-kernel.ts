import { CLOSINGS, LEAVES, sharedGroups } from './leaves.ts'
import { DOCUMENT_KERNEL } from '../generated/document-kernel.ts'
import { toBuffer } from '../text-of.ts'

/** What the module exports; see scripts/document-kernel/document.assembly. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number }
  look(at: number, length: number, first: number, second: number): number
  write(leaves: number, closings: number, to: number): number
  quote(at: number, length: number): number
  number(list: number, count: number, group: number, fresh: number, room: number): number
  forget(): void
}

/** Facts of bytes, as bits. */
export const NOT_ASCII = 1
/** a byte below 32 */
export const CONTROL = 2
/** the two bytes that were looked for */
export const PAIR = 4

const PAGE = 65536
// Fixed places, the same as in the module's source.
const MASKS = 64
const SHUFFLES = 1024
const OUTCOMES = 172_032
const LEAF_PLACES = 196_608
const KINDS = 200_704
const PLACES = 201_728
const SPANS = 205_824
const JOINTS = 214_016
const LIST = JOINTS + PAGE
const TEXTS = LIST + 4096
const KEYS = TEXTS + 3 * PAGE
const VALUES = KEYS + 32 * PAGE
const SCRATCH = VALUES + 16 * PAGE
const RECORD = SCRATCH + 8 * PAGE

/** What copies may write or read behind their end. */
const SLACK = 32
/** So many pieces a key may have. */
const MOST_PIECES = (TEXTS - LIST) / 8
/** Kind of a field whose text is from an outcome. */
export const KEPT = 2
/** In what {@link DocumentKernel.number} gives: see there. */
export const CONFLICT = 1 << 20
/** What the module counts with; fields stand in fewer groups. */
export const LEVELS = 5
/** So many keys are known at most; the table in the module has room for somewhat more. */
const MOST_KEYS = 6000
/** A key of more bytes is not kept. */
const LONGEST_KEY = 4096

/** The first size of the room for a record, and the largest. */
const SMALLEST_ROOM = PAGE
const LARGEST_ROOM = 4 * 1024 * 1024

/** A part of the memory that is filled from its start. */
export class Region {
  readonly start: number
  readonly end: number
  at: number
  constructor(start: number, end: number) {
    this.start = start
    this.end = end - SLACK
    this.at = start
  }
}

/**
 * The memory in which documents are put together, and what is done there: pieces of text lie in it, are named by place and length,
 * and are copied behind one another in one go.
 */
export class DocumentKernel {
  /** all of the memory; another one after {@link hold} */
  bytes: Uint8Array
  /** the memory as words */
  words: Int32Array
  /** of the key to ask for: place and length of each piece, one after the other */
  list: Int32Array
  /** by field: 0 where there is none, {@link KEPT}, or another number */
  kinds: Uint8Array
  /** by field: place and length of its text; the length is negative where the text is to be written as a JSON string */
  spans: Int32Array
  /** by field that is {@link KEPT}: number of the outcome, times 256, and which of its values */
  places: Int32Array
  /** texts that never change */
  readonly texts = new Region(TEXTS, KEYS)
  /** texts that are kept until {@link forget} */
  readonly values = new Region(VALUES, SCRATCH)
  /** texts of one document */
  readonly scratch = new Region(SCRATCH, RECORD)
  /** where the record stands */
  readonly record = RECORD
  readonly #keys = new Region(KEYS, VALUES)
  readonly #exports: Exports
  #buffer: Buffer
  #room = SMALLEST_ROOM
  readonly #closings: number
  #known = 0

  constructor(exports: Exports) {
    this.#exports = exports
    growTo(exports.memory, this.#room)
    const { buffer } = exports.memory
    this.bytes = new Uint8Array(buffer)
    this.words = new Int32Array(buffer)
    this.list = new Int32Array(buffer, LIST, MOST_PIECES * 2)
    this.kinds = new Uint8Array(buffer, KINDS, LEAVES.length)
    this.spans = new Int32Array(buffer, SPANS, LEAVES.length * 2)
    this.places = new Int32Array(buffer, PLACES, LEAVES.length)
    this.#buffer = toBuffer(this.bytes)
    for (const [at, { index, groups }] of LEAVES.entries()) {
      const shared = sharedGroups(LEAVES[at - 1]?.groups ?? [], groups)
      this.words[LEAF_PLACES / 4 + at] = index | (groups.length << 16) | (shared << 24)
    }
    this.#closings = this.texts.at
    this.add(this.texts, CLOSINGS.at(-1) ?? '')
    this.bytes.fill(255, MASKS, MASKS + 16)
    writeShuffles(this.bytes)
  }

  /** Copies a record to {@link record}; false when it is too large. */
  hold(record: Uint8Array): boolean {
    if (record.length > this.#room - SLACK) {
      if (record.length > LARGEST_ROOM - SLACK) return false
      while (record.length > this.#room - SLACK) this.#room *= 2
      this.#grow()
    }
    this.bytes.set(record, RECORD)
    return true
  }

  /** Copies a masked record, as long as the one that is held, to {@link masked}. Its stars are no reason to look again. */
  holdMasked(record: Uint8Array): boolean {
    if (record.length > this.#room - SLACK) return false
    this.bytes.set(record, this.masked)
    return true
  }

  /** Where a masked record stands. */
  get masked(): number {
    return RECORD + this.#room
  }

  /** Facts of so many bytes of the record that is held; `first` and `second`: the pair of bytes to look for. */
  look(length: number, first: number, second: number): number {
    return this.#exports.look(RECORD, length, first, second)
  }

  /** Adds text to a region; −1 when it does not fit. Gives the length in bytes, and the region's `at` is behind it. */
  add(region: Region, text: string): number {
    const { at } = region
    // No character takes more than three bytes.
    if (at + text.length * 3 > region.end) return -1
    const length = this.#buffer.write(text, at)
    region.at = at + length
    return length
  }

  /** Adds text as a JSON string, if it is ASCII and nothing in it needs an escape, and if it fits; false if not. */
  addPlain(region: Region, text: string): boolean {
    const { at } = region
    if (at + text.length * 3 + SLACK > region.end) return false
    const length = this.#buffer.write(text, at + 1)
    if (this.#exports.quote(at, length) === 0) return false
    region.at = at + length + 2
    return true
  }

  /**
   * The number of the key that the first `count` pieces of the list make, within a group: the one that it got before, or
   * `fresh` when it is new. −1: it is not kept. The fields of a key that is known are set, unless the number has the bit
   * {@link CONFLICT}.
   */
  number(count: number, group: number, fresh: number): number {
    const keys = this.#keys
    let length = 0
    for (let at = 1; at < count * 2; at += 2) length += 4 + (this.list[at] ?? 0)
    if (length > LONGEST_KEY || keys.at + length > keys.end || this.#known === MOST_KEYS) return -1
    const found = this.#exports.number(LIST, count, group, fresh, keys.at)
    if (found === fresh) {
      keys.at += length
      this.#known += 1
    }
    return found
  }

  /** True when no further key is taken, or no further value may be. */
  get isFull(): boolean {
    const { values } = this
    return this.#known === MOST_KEYS || this.#keys.at + LONGEST_KEY > this.#keys.end || values.at + PAGE > values.end
  }

  /** Forgets all keys and values. */
  forget(): void {
    this.#exports.forget()
    this.#keys.at = KEYS
    this.#known = 0
    this.values.at = VALUES
  }

  /**
   * Keeps what came of a key that was new: for each field four numbers, its index, place and length of its text, and 1 for a list
   * that is added to. False when there is no room.
   */
  keep(number: number, pieces: readonly number[]): boolean {
    const { values } = this
    const at = (values.at + 3) & ~3
    if (at + pieces.length * 4 + 4 > values.end) return false
    this.words[at / 4] = pieces.length / 4
    this.words.set(pieces, at / 4 + 1)
    this.words[OUTCOMES / 4 + number] = at
    values.at = at + pieces.length * 4 + 4
    return true
  }

  /** The document that all fields make which are there; valid until the next call. The caller sees to it that it fits. */
  write(): Buffer {
    const start = RECORD + this.#room * 2
    for (;;) {
      const end = this.#exports.write(LEAVES.length, this.#closings, start)
      if (end >= 0) return this.#buffer.subarray(start, end)
      this.#writeJoint(-end)
    }
  }

  /** Writes what stands between two fields: the ends of groups of one, the beginnings of those of the other, and its name. */
  #writeJoint(place: number): void {
    const index = (place - JOINTS) / 8
    const closed = index % LEVELS
    const shared = Math.floor(index / LEVELS) % LEVELS
    const opening = LEAVES[Math.floor(index / LEVELS / LEVELS)]?.openings[shared] ?? ''
    // Before the first field nothing is open that could be closed.
    const text = closed === LEVELS - 1 ? `{${opening.slice(1)}` : (CLOSINGS[closed] ?? '') + opening
    this.words[place / 4] = this.texts.at
    this.words[place / 4 + 1] = this.add(this.texts, text)
  }

  #grow(): void {
    const { memory } = this.#exports
    growTo(memory, this.#room)
    const { buffer } = memory
    this.bytes = new Uint8Array(buffer)
    this.words = new Int32Array(buffer)
    this.list = new Int32Array(buffer, LIST, MOST_PIECES * 2)
    this.kinds = new Uint8Array(buffer, KINDS, LEAVES.length)
    this.spans = new Int32Array(buffer, SPANS, LEAVES.length * 2)
    this.places = new Int32Array(buffer, PLACES, LEAVES.length)
    this.#buffer = toBuffer(this.bytes)
  }
}

/** Makes room for a record, and for a document that has it twice, once with every byte escaped, with all other texts. */
function growTo(memory: Exports['memory'], room: number): void {
  const size = RECORD + room * 5 + (RECORD - VALUES) + (KEYS - TEXTS)
  const pages = Math.ceil(size / PAGE) - memory.buffer.byteLength / PAGE
  if (pages > 0) memory.grow(pages)
}

/** The part of WebAssembly that is used; TypeScript knows it only for browsers. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object
  readonly Instance: new (module: object) => { readonly exports: Exports }
}

/** The kernel with a memory of its own, or null where WebAssembly with SIMD is not to be had. */
export function createDocumentKernel(): DocumentKernel | null {
  const api = (globalThis as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly
  if (!api) return null
  let exports: Exports
  try {
    exports = new api.Instance(new api.Module(Buffer.from(DOCUMENT_KERNEL.join(''), 'base64'))).exports
  } catch {
    return null
  }
  return new DocumentKernel(exports)
}

/** For each set of 8 bytes: their order when byte 8, the backslash, comes before each of the set. */
function writeShuffles(bytes: Uint8Array): void {
  for (let set = 0; set < 256; set += 1) {
    let at = SHUFFLES + set * 16
    for (let byte = 0; byte < 8; byte += 1) {
      if ((set >> byte) & 1) {
        bytes[at] = 8
        at += 1
      }
      bytes[at] = byte
      at += 1
    }
  }
}
