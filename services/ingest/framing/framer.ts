import type { FrameFault } from './lost-region.ts'
import { RecordFramer } from './record-framer.ts'

export type { FrameFault } from './lost-region.ts'

/**
 * What a framer finds, in the order of the input. Every call, for a record or a fault, takes the next place in the
 * object. `resumeAt` is the place in the stream behind which a new framer may go on (see {@link FramerOptions.resume}),
 * or −1 where only a new reading from the start can.
 */
export interface FrameSink {
  /** `bytes` is the record as it stands in the input, without the white space around it. */
  record(bytes: Uint8Array, resumeAt: number): void
  fault(fault: FrameFault, resumeAt: number): void
  /**
   * For sinks that decode records at once. `bytes` reach from the start of a record to where it seems to end: they are that
   * record if they are one JSON value, and a guess that was wrong otherwise. True when the sink found them to be one and
   * took them; then no {@link record} follows, and the framer need not look for the end itself. False costs nothing but
   * time: `record` is called in due course. `resumeAt` as there.
   */
  offer?(bytes: Uint8Array, resumeAt: number): boolean
}

/** What the lines of a stream have been so far: JSON, or (no JSON has been seen yet) any text. */
export type LineForm = 'json-lines' | 'text-lines'

/** A place in a stream that is read line by line, before which everything was handed out. */
export interface LineBoundary {
  /** bytes from the start of the stream */
  readonly offset: number
  readonly form: LineForm
}

export interface FramerOptions {
  /** a larger record becomes a fault and is not kept in memory */
  readonly maxRecordBytes: number
  /** the input begins at this place of a stream that another framer has read before */
  readonly resume?: LineBoundary | null
  /** how the first record began that the framer before has found, when that is known: see `markerOf` */
  readonly marker?: Uint8Array | null
}

/** Cuts a stream of bytes into records. See {@link createFramer}. */
export interface Framer {
  /**
   * Takes the next piece. Records that lie within it are views on it, so it must not be written to again as long as they
   * are in use. What is found does not depend on where the input was cut into pieces.
   */
  push(piece: Uint8Array, out: FrameSink): void
  /** The input is over: hands out what is left. Nothing may be pushed after it. */
  end(out: FrameSink): void
  /** The start of the line that the input is in now; null while it is not read line by line. */
  lineBoundary(): LineBoundary | null
  /** What the lines have been so far; see {@link LineBoundary}. */
  readonly form: LineForm
  /** True when the input so far ends inside something that `end` would hand out or call cut off. */
  readonly isInside: boolean
}

/**
 * A framer for everything that logs come in, told from the bytes alone:
 * - one JSON object a line (blank lines, CR LF and a byte order mark are skipped);
 * - objects that are spread over lines or stand behind each other;
 * - an array of records, or an object with a list of them (which one is: `listStart`), also several of these; their records
 *   are handed out while the rest is still being read, other members of such an object are passed over;
 * - a line that is a JSON string (a record that a forwarder encoded twice);
 * - lines of any other text: as long as no JSON was seen each of them is a record, for whoever knows their format; behind
 *   the first JSON they are faults. A file that is no text at all is one fault.
 *
 * Damage. While values stand one to a line, a line is taken when its ends match (`{` and `}`) and no `}{` is in it; any
 * other line is read as values that may go on over lines, and if it is none, that one line is the fault. Otherwise values are
 * checked for structure as they are read, and the fault reaches from the start of the value that broke to the next line
 * that begins with `{` or `[`, or to the next place that begins like the records before it (`{"eventVersion"`). Reading
 * again what a broken value had swallowed is bounded, so that hostile input costs linear time; beyond the bound the fault
 * reaches further. A value that the end of the input cuts is `cut-off`, one beyond `maxRecordBytes` `too-large`.
 */
export function createFramer(options: FramerOptions): Framer {
  return new RecordFramer(options)
}
