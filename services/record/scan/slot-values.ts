import type { JsonValue } from '../../core/json.ts'
import { parseIsoTime } from '../../core/time.ts'
import { textOf } from '../text-of.ts'
import { StringIntern } from './intern-strings.ts'
import { IsoTimeReader } from './reader-time.ts'
import { decodeNested, decodeNumber, decodeText } from './reader-tokens.ts'
import { ABSENT, ARRAY, FALSE, NULL, NUMBER, OBJECT, ODD, PLAIN, type Scanner, TRUE } from './scanner.ts'

/** Tokens up to this length are copied byte by byte: a call costs more. */
const SHORT_TOKEN = 32
/** When so many bytes of tokens were decoded, the values are let go: they belong to records that are long gone. */
const KEPT_BYTES = 1 << 20
const LAST_SERIAL = 0x7fff_ffff

/** The values in the slots of a scan, each decoded at most once per record. */
export class SlotValues {
  readonly #scanner: Scanner
  readonly #intern: StringIntern
  readonly #times = new IsoTimeReader()
  /** by slot: the value that was decoded, and of which record */
  readonly #values: (JsonValue | undefined)[]
  readonly #serials: Int32Array
  /** by slot: the number of the text that was decoded, −1 where it has none; of the same record */
  readonly #numbers: Int32Array
  #serial = 0
  #keptBytes = 0
  #kinds: Uint8Array
  #starts: Int32Array
  #ends: Int32Array
  #view: Buffer
  #words: DataView

  /** With those that it takes the place of, so that numbers of texts are not taken for older ones. */
  constructor(scanner: Scanner, earlier: SlotValues | null = null) {
    this.#scanner = scanner
    this.#intern = new StringIntern(scanner.slots, earlier === null ? null : earlier.#intern)
    this.#numbers = new Int32Array(scanner.slots)
    this.#values = Array.from({ length: scanner.slots }, () => undefined)
    this.#serials = new Int32Array(scanner.slots)
    this.#kinds = scanner.kinds
    this.#starts = scanner.starts
    this.#ends = scanner.ends
    this.#view = scanner.view
    this.#words = wordsOf(scanner.view)
  }

  /** To be called after each scan that returned true. */
  begin(): void {
    const { view } = this.#scanner
    if (view !== this.#view) {
      this.#view = view
      this.#words = wordsOf(view)
    }
    this.#kinds = this.#scanner.kinds
    this.#starts = this.#scanner.starts
    this.#ends = this.#scanner.ends
    if (this.#serial === LAST_SERIAL) {
      this.#serials.fill(0)
      this.#serial = 0
    }
    this.#serial += 1
    if (this.#keptBytes > KEPT_BYTES) {
      this.#values.fill(undefined)
      this.#keptBytes = 0
    }
  }

  /** One of the scanner's kinds. */
  kind(slot: number): number {
    return this.#kinds[slot] ?? ABSENT
  }

  /** The value, or undefined where there is none. */
  get(slot: number): JsonValue | undefined {
    const kind = this.#kinds[slot]
    if (kind === ABSENT) return undefined
    if (this.#serials[slot] === this.#serial) return this.#values[slot]
    if (kind === PLAIN) return this.#plainText(slot)
    const value = this.#decode(slot)
    this.#serials[slot] = this.#serial
    this.#values[slot] = value
    return value
  }

  /** See `FieldReader.textNumber`. */
  textNumber(slot: number): number {
    if (this.#kinds[slot] !== PLAIN) return -1
    if (this.#serials[slot] !== this.#serial) this.#plainText(slot)
    return this.#numbers[slot] ?? -1
  }

  /** See `FieldReader.textVersion`. */
  textVersion(number: number): number {
    return this.#intern.version(number)
  }

  /** Whether {@link get} gives this text. */
  isText(slot: number, text: string): boolean {
    const kind = this.#kinds[slot]
    if (kind !== PLAIN) return (kind === ODD || kind === NUMBER) && this.get(slot) === text
    const view = this.#view
    const start = (this.#starts[slot] ?? 0) + 1
    const { length } = text
    if ((this.#ends[slot] ?? 0) - 1 - start !== length) return false
    for (let at = 0; at < length; at += 1) if (view[start + at] !== text.charCodeAt(at)) return false
    return true
  }

  /** Where the value's token starts in the record; −1 where there is none. */
  start(slot: number): number {
    return this.#kinds[slot] === ABSENT ? -1 : (this.#starts[slot] ?? 0) - this.#scanner.recordStart
  }

  /** One behind the token's last byte in the record; −1 where there is none. */
  end(slot: number): number {
    return this.#kinds[slot] === ABSENT ? -1 : (this.#ends[slot] ?? 0) - this.#scanner.recordStart
  }

  /** The value if it is text, and not empty; integers that a double cannot hold are text. */
  text(slot: number): string | undefined {
    const kind = this.#kinds[slot]
    if (kind !== PLAIN && kind !== ODD && kind !== NUMBER) return undefined
    const value = this.get(slot)
    return typeof value === 'string' && value !== '' ? value : undefined
  }

  /** See `FieldReader.isoTime`. */
  isoTime(slot: number): number {
    if (this.#kinds[slot] === PLAIN) {
      const time = this.#times.read(this.#view, this.#starts[slot] ?? 0, this.#ends[slot] ?? 0)
      if (time === time) return time
    }
    const text = this.text(slot)
    return text === undefined ? Number.NaN : parseIsoTime(text)
  }

  /** See `FieldReader.token`. */
  token(slot: number): string | undefined {
    if (this.#kinds[slot] === ABSENT) return undefined
    return textOf(this.#view, this.#starts[slot], this.#ends[slot])
  }

  /** See `FieldReader.copyToken`. */
  copyToken(slot: number, into: Uint8Array, at: number): number {
    if (this.#kinds[slot] === ABSENT) return -1
    const view = this.#view
    const start = this.#starts[slot] ?? 0
    const length = (this.#ends[slot] ?? 0) - start
    if (at + length > into.length) return -1
    if (length > SHORT_TOKEN) view.copy(into, at, start, start + length)
    else for (let byte = 0; byte < length; byte += 1) into[at + byte] = view[start + byte] ?? 0
    return at + length
  }

  #plainText(slot: number): string {
    const start = this.#starts[slot] ?? 0
    const end = this.#ends[slot] ?? 0
    const number = this.#intern.find(slot, this.#view, this.#words, start, end)
    const text = number < 0 ? this.#view.toString('latin1', start + 1, end - 1) : this.#intern.text(number)
    this.#serials[slot] = this.#serial
    this.#numbers[slot] = number
    this.#values[slot] = text
    return text
  }

  #decode(slot: number): JsonValue {
    const start = this.#starts[slot] ?? 0
    const end = this.#ends[slot] ?? 0
    const kind = this.#kinds[slot]
    if (kind === NULL) return null
    if (kind === TRUE || kind === FALSE) return kind === TRUE
    this.#keptBytes += end - start
    if (kind === NUMBER) return decodeNumber(this.#view, start, end)
    if (kind === OBJECT || kind === ARRAY) {
      return decodeNested(this.#view, start, end, this.#scanner.mayHoldLongInteger)
    }
    return decodeText(this.#view, start, end)
  }
}

function wordsOf(view: Buffer): DataView {
  return new DataView(view.buffer, view.byteOffset, view.byteLength)
}
