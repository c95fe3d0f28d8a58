import { BYTE, CLASS, KIND } from './json-byte.ts'

/** Results of {@link listStart} that are no index. */
export const NO_LIST = -1
export const UNDECIDED = -2

/**
 * Members under which providers and their tools hand out several records in one object: log files (`Records`, `records`),
 * pages of an API (`Events`, `value`, `entries`), subscription messages (`logEvents`).
 */
const LIST_KEYS: readonly Buffer[] = ['Records', 'records', 'Events', 'entries', 'logEvents', 'value'].map((key) =>
  Buffer.from(key),
)

/**
 * Members that say when something happened (their names end so) or which thing it is, in lower case: what has one before
 * its list is a record, not a page of them.
 */
const TIME_KEY_ENDS: readonly Buffer[] = ['time', 'timestamp'].map((name) => Buffer.from(name))
const IDENTITY_KEYS: readonly Buffer[] = ['id', 'eventid', 'insertid', 'uuid'].map((name) => Buffer.from(name))

/** How far into an object its list must begin. */
export const LIST_HEAD_BYTES = 4096

/**
 * Whether the `{` or `[` at `at` opens a list of records: the index behind the list's `[`, or {@link NO_LIST}, or
 * {@link UNDECIDED} while more input is needed to tell (never with `isEnd`).
 *
 * An array is one when it is empty or begins with an object, an array or a string. An object is one when a member of
 * {@link LIST_KEYS} holds an empty array or one that begins with an object, provided that nothing before that member
 * looks like a record: an object, an array of more than plain values, a time, an id. What follows the list cannot be
 * asked, because its records leave while the rest is still being read. The list must begin within
 * {@link LIST_HEAD_BYTES}.
 */
export function listStart(bytes: Uint8Array, at: number, isEnd: boolean): number {
  const limit = at + LIST_HEAD_BYTES
  const reader = new HeadReader(bytes, at + 1, Math.min(limit, bytes.length))
  const result = bytes[at] === BYTE.openBracket ? reader.array(ARRAY_STARTS) : reader.object()
  return result === UNDECIDED && (isEnd || bytes.length >= limit) ? NO_LIST : result
}

/** As much of a line shows whether it begins like a list of records. */
export const LINE_HEAD_BYTES = 32

/** Whether the object at `at` begins, within `to`, with one of the {@link LIST_KEYS}: a cheap test before the full one. */
export function beginsWithListKey(bytes: Uint8Array, at: number, to: number): boolean {
  // Nearly every record has its first key here, and the first two letters of it say that it is none of these.
  if (bytes[at + 1] === BYTE.quote && LIST_KEY_PAIRS[((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)] === 0)
    return false
  const open = blankEnd(bytes, at + 1, to)
  if (open >= to || bytes[open] !== BYTE.quote) return false
  return LIST_KEYS.some((key) => {
    const close = open + 1 + key.length
    return close < to && bytes[close] === BYTE.quote && isAt(bytes, key, open + 1)
  })
}

/** The first byte of the key whose list begins behind `start`; 0 for a list that is no member. */
export function listKeyInitial(bytes: Buffer, start: number): number {
  const close = bytes.lastIndexOf(BYTE.quote, start - 1)
  const open = close < 1 ? -1 : bytes.lastIndexOf(BYTE.quote, close - 1)
  return open < 0 ? 0 : (bytes[open + 1] ?? 0)
}

/** 1 for the first two bytes of each list key. */
const LIST_KEY_PAIRS = new Uint8Array(65_536)
for (const key of LIST_KEYS) LIST_KEY_PAIRS[key.readUInt16BE(0)] = 1

const ARRAY_STARTS: readonly number[] = [BYTE.openBrace, BYTE.openBracket, BYTE.quote]
const MEMBER_STARTS: readonly number[] = [BYTE.openBrace]

/** Reads the head of one object or array; every method gives {@link UNDECIDED} when the bytes do not suffice. */
class HeadReader {
  readonly #bytes: Uint8Array
  readonly #to: number
  #at: number

  constructor(bytes: Uint8Array, from: number, to: number) {
    this.#bytes = bytes
    this.#at = from
    this.#to = to
  }

  /** Behind a `[`. */
  array(starts: readonly number[]): number {
    const start = this.#at
    const first = this.#nextByte()
    if (first < 0) return UNDECIDED
    return first === BYTE.closeBracket || starts.includes(first) ? start : NO_LIST
  }

  /** Behind a `{`. */
  object(): number {
    for (;;) {
      if (this.#nextByte() !== BYTE.quote) return this.#failure()
      const keyStart = this.#at + 1
      if (!this.#skipString()) return this.#failure()
      const keyEnd = this.#at - 1
      if (this.#nextByte() !== BYTE.colon) return this.#failure()
      this.#at += 1
      const result = this.#member(keyStart, keyEnd)
      if (result !== NEXT_MEMBER) return result
      if (this.#nextByte() !== BYTE.comma) return this.#failure()
      this.#at += 1
    }
  }

  /** The value of one member: the list, or something that a page of records may have too, or neither. */
  #member(keyStart: number, keyEnd: number): number {
    const first = this.#nextByte()
    if (first === BYTE.openBracket && LIST_KEYS.some((key) => this.#isKey(key, keyStart, keyEnd))) {
      this.#at += 1
      const list = this.array(MEMBER_STARTS)
      if (list !== NO_LIST) return list
      return this.#skipPlainArray() ? NEXT_MEMBER : this.#failure()
    }
    if (this.#tellsOfRecord(keyStart, keyEnd)) return NO_LIST
    if (first === BYTE.openBracket) {
      this.#at += 1
      return this.#skipPlainArray() ? NEXT_MEMBER : this.#failure()
    }
    if (first === BYTE.quote) return this.#skipString() ? NEXT_MEMBER : this.#failure()
    if (CLASS[first] !== KIND.scalar) return this.#failure()
    this.#skipScalar()
    return NEXT_MEMBER
  }

  #isKey(key: Buffer, start: number, end: number): boolean {
    return end - start === key.length && isAt(this.#bytes, key, start)
  }

  #tellsOfRecord(start: number, end: number): boolean {
    const bytes = this.#bytes
    if (TIME_KEY_ENDS.some((name) => end - start >= name.length && isFolded(bytes, name, end - name.length)))
      return true
    return IDENTITY_KEYS.some((name) => end - start === name.length && isFolded(bytes, name, start))
  }

  /** The next byte that is not blank, or −1. */
  #nextByte(): number {
    this.#at = blankEnd(this.#bytes, this.#at, this.#to)
    return this.#at < this.#to ? (this.#bytes[this.#at] ?? -1) : -1
  }

  /** To behind the closing quote; false when it is not there. */
  #skipString(): boolean {
    for (this.#at += 1; this.#at < this.#to; this.#at += 1) {
      const byte = this.#bytes[this.#at]
      if (byte === BYTE.backslash) this.#at += 1
      else if (byte === BYTE.quote) {
        this.#at += 1
        return true
      }
    }
    this.#at = this.#to
    return false
  }

  #skipScalar(): void {
    while (this.#at < this.#to && CLASS[this.#bytes[this.#at] ?? 0] === KIND.scalar) this.#at += 1
  }

  /** To behind the `]` of an array of strings, numbers and literals; false when there is anything else in it. */
  #skipPlainArray(): boolean {
    for (;;) {
      const first = this.#nextByte()
      if (first === BYTE.quote) {
        if (!this.#skipString()) return false
      } else if (first === BYTE.comma || first === BYTE.closeBracket) {
        this.#at += 1
        if (first === BYTE.closeBracket) return true
      } else if (CLASS[first] === KIND.scalar) this.#skipScalar()
      else return false
    }
  }

  /** What it means that something did not stand there: the bytes are at their end, or it is no list. */
  #failure(): number {
    return this.#at >= this.#to ? UNDECIDED : NO_LIST
  }
}

const NEXT_MEMBER = -3

function blankEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = from
  while (at < to && CLASS[bytes[at] ?? 0] === KIND.blank) at += 1
  return at
}

function isAt(bytes: Uint8Array, text: Uint8Array, at: number): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text[index]) return false
  return true
}

const LOWER_CASE = 32

/** The same without regard to case; `text` is in lower-case letters. Backwards: most keys differ at the end. */
function isFolded(bytes: Uint8Array, text: Uint8Array, at: number): boolean {
  for (let index = text.length - 1; index >= 0; index -= 1) {
    if (((bytes[at + index] ?? 0) | LOWER_CASE) !== text[index]) return false
  }
  return true
}
