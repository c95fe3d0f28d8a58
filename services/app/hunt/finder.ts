import type { Hit } from '../../core/hit.ts'
import type { RecordOrigin } from '../../normalize/normalized-event.ts'
import type { Rejection } from '../../normalize/rejection.ts'
import type { Engine } from '../engine.ts'
import type { OutputPiece } from './line-bytes.ts'

/** What a hunt has found since it was asked last. */
export interface Found {
  /** lines of output, when matches are looked for */
  readonly pieces: readonly OutputPiece[]
  /** when alerts are looked for */
  readonly hits: readonly Hit[]
  /** how many matches were written, and the highest level among them as an index in `LEVELS`; −1 when there are none */
  readonly matches: number
  readonly highest: number
  /** time of the newest event of all, milliseconds since 1970; −Infinity before there was one */
  readonly newest: number
}

/** What is done with each record of a hunt. One for each thread. */
export interface Finder {
  /** Looks at one record. Null: it was an event; else why it was none, and nothing was found in it. */
  look(bytes: Uint8Array, file: string, position: number, received: number): Rejection | null
  /** positions count from the start of a range of the file, whose own place is not known yet */
  isRelative: boolean
  /** so much was found that it should be taken */
  readonly isFull: boolean
  /** What was found since the last call. */
  take(): Found
  /** Takes back the memory of pieces that were taken before and that nobody looks at any more. */
  reuse(buffers: readonly ArrayBuffer[]): void
}

/** The memory of all pieces. */
export function buffersOf({ pieces }: Pick<Found, 'pieces'>): ArrayBuffer[] {
  return pieces.map(({ bytes }) => bytes.buffer)
}

/** What a finder looks for. Plain data: threads are told so. */
export type Quarry =
  | { readonly kind: 'matches'; readonly least: number }
  /** `rules`: ids of the rules whose hits matter */
  | { readonly kind: 'hits'; readonly rules: ReadonlySet<string> }

/** How a finder works. */
export interface FinderOptions {
  readonly engine: Engine
  /** log type of the records, or `auto` */
  readonly type: string
}

/** A place of a record that is used again for the next one. */
export type MovingOrigin = { -readonly [Key in keyof RecordOrigin]: RecordOrigin[Key] }
