import type { DeadLetterReason } from '../../core/dead-letter.ts'
import type { FrameFault, FrameSink } from '../framing/framer.ts'
import type { ObjectFault } from './object-part.ts'

/** A part is full with so many things in it, or so many bytes of them. */
export const PART_RECORDS = 500
export const PART_BYTES = 1024 * 1024

/** See `ReadOptions.offer`. */
export type OfferRecord = (record: Uint8Array, position: number) => boolean

/** A part without what is known of the object as a whole. */
export interface FramedPart {
  firstPosition: number
  accepted: number
  readonly records: Uint8Array[]
  readonly faults: ObjectFault[]
  /** as in `FrameSink`, behind the last thing in the part */
  resumeAt: number
}

/** Collects what a framer finds into parts, and leaves out what an earlier reading has taken. */
export class PartBuilder implements FrameSink {
  #full: FramedPart[] = []
  #part: FramedPart
  #bytes = 0
  /** how many records and faults there were, those left out too */
  #taken: number
  readonly #skipTo: number
  readonly #offer: OfferRecord | null
  /** as in `FrameSink`; there only when somebody takes offers, because a guess costs time */
  readonly offer?: (bytes: Uint8Array, resumeAt: number) => boolean

  /** `taken` things lie before the input, and things up to and including `skipTo` are left out. */
  constructor(taken: number, skipTo: number, offer: OfferRecord | null = null) {
    this.#taken = taken
    this.#skipTo = skipTo
    this.#offer = offer
    if (offer) this.offer = (bytes, resumeAt) => this.#isTaken(bytes, resumeAt)
    this.#part = emptyPart(Math.max(taken, skipTo) + 1)
  }

  get taken(): number {
    return Math.max(this.#taken, this.#skipTo)
  }

  record(bytes: Uint8Array, resumeAt: number): void {
    if (this.#isTaken(bytes, resumeAt)) return
    this.#taken += 1
    if (this.#taken <= this.#skipTo) return
    if (this.#part.faults.length > 0 || this.#isFull()) this.#begin(this.#taken)
    this.#part.records.push(bytes)
    this.#part.resumeAt = resumeAt
    this.#bytes += bytes.length
  }

  fault(fault: FrameFault, resumeAt: number): void {
    this.#taken += 1
    if (this.#taken <= this.#skipTo) return
    if (this.#isFull()) this.#begin(this.#taken)
    this.#part.faults.push({ ...fault, position: this.#taken })
    this.#part.resumeAt = resumeAt
    this.#bytes += fault.bytes.length
  }

  /** A fault of the object as a whole. */
  objectFault(reason: DeadLetterReason, detail: string): void {
    this.fault({ reason, detail, bytes: NOTHING, size: 0 }, -1)
  }

  /** The parts that are full, in order. */
  takeFull(): readonly FramedPart[] {
    if (this.#full.length === 0) return NO_PARTS
    const full = this.#full
    this.#full = []
    return full
  }

  /** The rest of what was offered and what came of it, so that the next record can be offered again; null without offers. */
  takeOffered(): FramedPart | null {
    if (this.#offer === null) return null
    return this.#isWaiting() || this.#part.accepted > 0 ? this.takeRest() : null
  }

  /** What is in no full part yet; the next thing begins a new one. */
  takeRest(): FramedPart {
    const part = this.#part
    this.#part = emptyPart(this.taken + 1)
    this.#bytes = 0
    return part
  }

  /** Offers a likely record to whoever reads the object. Keeps the order: not while anything before it waits in a part. */
  #isTaken(bytes: Uint8Array, resumeAt: number): boolean {
    const position = this.#taken + 1
    if (this.#offer === null || this.#isWaiting() || position <= this.#skipTo) return false
    if (!this.#offer(bytes, position)) return false
    this.#taken = position
    this.#part.firstPosition = position + 1
    this.#part.accepted += 1
    this.#part.resumeAt = resumeAt
    return true
  }

  /** Whether there are records or faults that have not been handed out. */
  #isWaiting(): boolean {
    return this.#full.length > 0 || this.#part.records.length > 0 || this.#part.faults.length > 0
  }

  #isFull(): boolean {
    return this.#bytes >= PART_BYTES || this.#part.records.length + this.#part.faults.length >= PART_RECORDS
  }

  #begin(position: number): void {
    this.#full.push(this.#part)
    this.#part = emptyPart(position)
    this.#bytes = 0
  }
}

function emptyPart(firstPosition: number): FramedPart {
  return { firstPosition, accepted: 0, records: [], faults: [], resumeAt: -1 }
}

const NOTHING = new Uint8Array(0)
const NO_PARTS: readonly FramedPart[] = []
