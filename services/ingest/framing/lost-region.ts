import { DEAD_LETTER_BYTES, type DeadLetterReason } from '../../core/dead-letter.ts'
import { BYTE, CLASS, KIND } from './json-byte.ts'
import { HeldBytes } from './held-bytes.ts'

/** Something in the input that is no record, or not one that may be handed on. */
export interface FrameFault {
  readonly reason: DeadLetterReason
  /** what exactly was wrong, for a person */
  readonly detail: string
  /** its bytes, cut after {@link DEAD_LETTER_BYTES} */
  readonly bytes: Uint8Array
  /** how many bytes it had */
  readonly size: number
}

/** A stretch of input that becomes one fault: only its beginning is kept, the rest is counted. */
export class LostRegion {
  reason: DeadLetterReason = 'not-json'
  detail = ''
  readonly #kept = new HeldBytes()
  #size = 0

  begin(reason: DeadLetterReason, detail: string): void {
    this.reason = reason
    this.detail = detail
    this.#kept.take()
    this.#size = 0
  }

  /** More is known now of what is being lost. */
  rename(reason: DeadLetterReason, detail: string): void {
    this.reason = reason
    this.detail = detail
  }

  add(bytes: Uint8Array): void {
    const room = DEAD_LETTER_BYTES - this.#kept.length
    if (room > 0) this.#kept.append(bytes.length > room ? bytes.subarray(0, room) : bytes)
    this.#size += bytes.length
  }

  take(): FrameFault {
    const bytes = this.#kept.take()
    const blanks = bytes.length === this.#size ? bytes.length - trimmedEnd(bytes, 0, bytes.length) : 0
    const kept = bytes.subarray(0, bytes.length - blanks)
    return { reason: this.reason, detail: this.detail, bytes: kept, size: this.#size - blanks }
  }
}

/** A fault over bytes that are all there. */
export function faultOf(reason: DeadLetterReason, detail: string, bytes: Uint8Array): FrameFault {
  return { reason, detail, bytes: bytes.subarray(0, DEAD_LETTER_BYTES), size: bytes.length }
}

/** Index behind the last byte in `from`…`to` that is not blank, or `from`. */
export function trimmedEnd(bytes: Uint8Array, from: number, to: number): number {
  let end = to
  while (end > from && CLASS[bytes[end - 1] ?? 0] === KIND.blank) end -= 1
  return end
}

const LONGEST_MARKER = 64

/** How a record begins, up to the end of its first key: `{"eventVersion"`. Null when it has no key, or a long one. */
export function markerOf(record: Uint8Array): Buffer | null {
  if (record[0] !== BYTE.openBrace) return null
  const head = Buffer.from(record.subarray(0, LONGEST_MARKER))
  const open = head.indexOf(BYTE.quote)
  const close = open < 0 ? -1 : head.indexOf(BYTE.quote, open + 1)
  return close < 0 ? null : head.subarray(0, close + 1)
}

/**
 * How many bytes at the end of the input must be looked at again with what follows them: a start that
 * {@link findRestart} cannot see yet lies behind the first of them.
 */
export function restartOverlap(marker: Buffer | null): number {
  return Math.max(marker?.length ?? 0, 1)
}

/** Where {@link findRestart} looks. */
export interface RestartSearch {
  readonly bytes: Buffer
  readonly from: number
  /** how the records of the list begin, when that is known */
  readonly marker: Buffer | null
  /** the byte before `bytes[0]` is a newline */
  readonly isLineStart: boolean
  /** nothing follows `bytes` */
  readonly isEnd: boolean
}

/**
 * The first place at or behind `from` where records may begin again, or −1: a `{` or `[` at the start of a line, or the
 * beginning that an earlier record of the same list had. A start of a line so close to the end that nobody can tell yet
 * whether it is both is not found yet.
 */
export function findRestart({ bytes, from, marker, isLineStart, isEnd }: RestartSearch): number {
  const atMarker = marker === null ? -1 : bytes.indexOf(marker, from)
  const limit = atMarker < 0 ? bytes.length : atMarker
  let at = from === 0 && isLineStart ? 0 : nextLine(bytes, Math.max(from - 1, 0))
  for (; at < limit; at = nextLine(bytes, at)) {
    if (bytes[at] !== BYTE.openBrace && bytes[at] !== BYTE.openBracket) continue
    const isUndecided = !isEnd && at + (marker?.length ?? 0) > bytes.length
    return isUndecided ? -1 : at
  }
  return atMarker
}

/** Index behind the first newline at or behind `from`, or the length of `bytes`. */
function nextLine(bytes: Buffer, from: number): number {
  const newline = bytes.indexOf(BYTE.newline, from)
  return newline < 0 ? bytes.length : newline + 1
}
