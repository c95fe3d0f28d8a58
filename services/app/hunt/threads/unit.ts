import type { PlainBeginning } from '../../../ingest/reading/read-plain-lines.ts'

/** A piece of a hunt for one thread: some whole files, or a range of one file of lines. Plain data. */
export type Unit =
  | {
      readonly kind: 'files'
      readonly files: readonly string[]
      /** last change of each, milliseconds since 1970 */
      readonly times: readonly number[]
      /** bytes of all, as far as they are known */
      readonly bytes: number
    }
  | RangeUnit

/** Lines that begin in this range of a file. */
export interface RangeUnit {
  readonly kind: 'range'
  readonly file: string
  readonly time: number
  readonly beginning: PlainBeginning
  readonly from: number
  /** null: to the end of the file, wherever that is by then */
  readonly to: number | null
  /** the last range of its file has no end */
  readonly bytes: number
}
