import type { DeadLetterReason } from '../../core/dead-letter.ts'
import type { Compression } from '../decompress/compression.ts'
import type { LineForm } from '../framing/framer.ts'

/** Something in an object that is no record, with its place. */
export interface ObjectFault {
  readonly reason: DeadLetterReason
  /** what exactly was wrong, for a person */
  readonly detail: string
  /** 1-based place within the object; faults and records share one count */
  readonly position: number
  /** its bytes, cut after `DEAD_LETTER_BYTES`; empty for a fault of the object as a whole */
  readonly bytes: Uint8Array
  /** how many bytes it had */
  readonly size: number
}

/** Where a later reading of the same object goes on. */
export interface ResumePoint {
  /** so many records and faults were handed out: the next one has the position after it */
  readonly taken: number
  /** place in the inflated bytes to read on from; 0 when only a reading from the start can, which then skips `taken` */
  readonly offset: number
  readonly form: LineForm
  /** `none`: the offset is one in the object itself */
  readonly compression: Compression
}

/** The start of an object that nobody has read. */
export const OBJECT_START: ResumePoint = { taken: 0, offset: 0, form: 'text-lines', compression: 'none' }

/** How an object ended. */
export interface ObjectEnd {
  /** false when the object ends inside of something that may still be on its way; see `ReadOptions.tail` */
  readonly isComplete: boolean
  readonly compression: Compression
}

/** A stretch of an object: records, and behind them what was wrong before the next record. */
export interface ObjectPart {
  /** 1-based place of the first record; the others follow without a gap */
  readonly firstPosition: number
  /** each record's bytes as they stand in the object; they stay as they are as long as anybody holds them */
  readonly records: readonly Uint8Array[]
  /** so many records right before the first one were accepted when they were offered (`ReadOptions.offer`) */
  readonly accepted: number
  readonly faults: readonly ObjectFault[]
  /** where a reading after this part goes on */
  readonly resume: ResumePoint
  /** how many bytes of the object were read so far, and what they inflated to */
  readonly bytesIn: number
  readonly bytesOut: number
  /** set on the last part of the object, which may be empty */
  readonly end: ObjectEnd | null
}
