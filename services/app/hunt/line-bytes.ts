import { formatTime } from '../../core/time.ts'
import type { FieldPath } from '../../record/field-path.ts'
import type { FieldReader } from '../../record/field-reader.ts'

/** A buffer is handed on when it is filled up to here; a line that is longer makes it grow. */
const FULL = 224 * 1024
const CAPACITY = 256 * 1024

const FEW_BYTES = 32

/** So many buffers are kept for later. */
const MOST_SPARE = 32

/** Whole lines of output, with the places where a number is still missing. */
export interface OutputPiece {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** pairs: the index in {@link bytes} before which a number belongs, and what it counts from the start of its range */
  readonly holes: readonly number[]
}

/** Lines of bytes that are put together without a text in between. */
export class LineBytes {
  #bytes: Buffer<ArrayBuffer> = Buffer.from(new ArrayBuffer(CAPACITY))
  readonly #spare: ArrayBuffer[] = []
  /** the day of the last time, as text up to its hours */
  #day = { of: Number.NaN, text: '' }
  #at = 0
  #kept = 0
  #holes: number[] = []
  #full: OutputPiece[] = []

  /** Keeps what was written so far, which must be whole lines. */
  keep(): void {
    this.#kept = this.#at
    if (this.#at >= FULL) this.#handOn()
  }

  /** Takes back what was written since {@link keep} was called last. */
  drop(): void {
    this.#at = this.#kept
    while ((this.#holes.at(-2) ?? -1) > this.#at) this.#holes.length -= 2
  }

  byte(byte: number): void {
    if (this.#at === this.#bytes.length) this.#grow(1)
    this.#bytes[this.#at] = byte
    this.#at += 1
  }

  bytes(bytes: Uint8Array): void {
    const { length } = bytes
    if (this.#at + length > this.#bytes.length) this.#grow(length)
    const into = this.#bytes
    const at = this.#at
    // A call of `set` takes longer than a few bytes.
    if (length > FEW_BYTES) into.set(bytes, at)
    else for (let index = 0; index < length; index += 1) into[at + index] = bytes[index] ?? 0
    this.#at = at + length
  }

  /** Where the next byte is written, for {@link back}. */
  get place(): number {
    return this.#at
  }

  /** Takes back what was written since {@link place} was this; no hole may be in it. */
  back(place: number): void {
    this.#at = place
  }

  /** A short text of ASCII characters. */
  ascii(text: string): void {
    const { length } = text
    if (this.#at + length > this.#bytes.length) this.#grow(length)
    const bytes = this.#bytes
    const at = this.#at
    // Shorter than a call of `write` takes.
    for (let index = 0; index < length; index += 1) bytes[at + index] = text.charCodeAt(index)
    this.#at = at + length
  }

  /** A time, milliseconds since 1970, as ISO text in UTC with milliseconds. */
  time(time: number): void {
    const day = Math.floor(time / DAY)
    if (day !== this.#day.of) this.#day = { of: day, text: formatTime(day * DAY).slice(0, -'00:00:00.000Z'.length) }
    this.ascii(this.#day.text)
    if (this.#at + 13 > this.#bytes.length) this.#grow(13)
    const seconds = Math.floor((time - day * DAY) / 1000)
    const minutes = Math.floor(seconds / 60)
    const hours = Math.floor(minutes / 60)
    const thousandths = Math.floor(time - day * DAY - seconds * 1000)
    const tenths = Math.floor(thousandths / 100)
    const bytes = this.#bytes
    const at = this.#at
    twoDigits(bytes, at, hours, COLON)
    twoDigits(bytes, at + 3, minutes - hours * 60, COLON)
    twoDigits(bytes, at + 6, seconds - minutes * 60, DOT)
    bytes[at + 9] = ZERO + tenths
    twoDigits(bytes, at + 10, thousandths - tenths * 100, UPPER_Z)
    this.#at = at + 13
  }

  /** A whole number from 0 on. */
  number(value: number): void {
    if (value > MOST_SMALL) return this.ascii(String(value))
    let digits = 1
    for (let bound = 10; bound <= value; bound *= 10) digits += 1
    if (this.#at + digits > this.#bytes.length) this.#grow(digits)
    let rest = value
    for (let at = this.#at + digits - 1; at >= this.#at; at -= 1) {
      const tenth = Math.floor(rest / 10)
      this.#bytes[at] = ZERO + rest - tenth * 10
      rest = tenth
    }
    this.#at += digits
  }

  /** A text as UTF-8. */
  text(text: string): void {
    if (this.#at + text.length * 3 > this.#bytes.length) this.#grow(text.length * 3)
    this.#at += this.#bytes.write(text, this.#at)
  }

  /** A text as a JSON string. */
  jsonText(text: string): void {
    const { length } = text
    if (this.#at + length + 2 > this.#bytes.length) this.#grow(length + 2)
    const bytes = this.#bytes
    let at = this.#at
    bytes[at] = QUOTE
    at += 1
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index)
      if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH) return this.text(JSON.stringify(text))
      bytes[at] = code
      at += 1
    }
    bytes[at] = QUOTE
    this.#at = at + 1
  }

  /**
   * The text at the path of the record, as JSON, copied as it stands there. False, and nothing is written, where that cannot be
   * done, or where `without`, a byte, is in it.
   */
  copiedText(record: FieldReader, path: FieldPath, without: number): boolean {
    const bytes = this.#bytes
    const at = this.#at
    const end = record.copyPlainText(path, bytes, at)
    for (let place = at; place < end; place += 1) if (bytes[place] === without) return false
    if (end < 0) return false
    this.#at = end
    return true
  }

  /** A place where whoever joins the ranges of a file writes a number: `count` and what came before the range. */
  hole(count: number): void {
    this.#holes.push(this.#at, count)
  }

  /** Everything kept since the last call, in order. */
  take(): readonly OutputPiece[] {
    if (this.#at > 0) this.#handOn()
    if (this.#full.length === 0) return NOTHING
    const full = this.#full
    this.#full = []
    return full
  }

  /** Takes back the memory of a piece that nobody looks at any more: it is used again. */
  reuse(buffer: ArrayBuffer): void {
    if (buffer.byteLength === CAPACITY && this.#spare.length < MOST_SPARE) this.#spare.push(buffer)
  }

  /** Whether a buffer is full, so that it is time to {@link take}. */
  get isFull(): boolean {
    return this.#full.length > 0
  }

  #handOn(): void {
    const { buffer } = this.#bytes
    this.#full.push({ bytes: new Uint8Array(buffer, 0, this.#at), holes: this.#holes })
    this.#bytes = Buffer.from(this.#spare.pop() ?? new ArrayBuffer(CAPACITY))
    this.#at = 0
    this.#kept = 0
    this.#holes = []
  }

  #grow(needed: number): void {
    const grown = Buffer.from(new ArrayBuffer(Math.max(this.#bytes.length * 2, this.#at + needed)))
    this.#bytes.copy(grown, 0, 0, this.#at)
    this.#bytes = grown
  }
}

function twoDigits(bytes: Uint8Array, at: number, value: number, behind: number): void {
  const tens = Math.floor(value / 10)
  bytes[at] = ZERO + tens
  bytes[at + 1] = ZERO + value - tens * 10
  bytes[at + 2] = behind
}

const DAY = 86_400_000
const COLON = 58
const DOT = 46
const UPPER_Z = 90
/** Below it arithmetic is that of 32 bits. */
const MOST_SMALL = 1_000_000_000
const ZERO = 48
const QUOTE = 34
const BACKSLASH = 92
const NOTHING: readonly OutputPiece[] = []
