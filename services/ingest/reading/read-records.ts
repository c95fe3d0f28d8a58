import { decompress, type DecompressReport, emptyReport, type InflateLimits } from '../decompress/decompress.ts'
import { createFramer, type Framer, type FrameSink } from '../framing/framer.ts'
import { OBJECT_START, type ObjectEnd, type ObjectPart, type ResumePoint } from './object-part.ts'
import { type FramedPart, type OfferRecord, PartBuilder } from './part-builder.ts'

/** Opens the bytes of an object from `from` on; may be called several times. */
export type OpenBytesFrom = (from: number) => AsyncIterable<Uint8Array>

/** What becomes of the end of an object that stops inside of something. */
export type TailPolicy =
  /** the object is all there: an unfinished record is a fault, an unfinished last line a record */
  | 'final'
  /** the object may still be written to: what is unfinished is left for a later reading */
  | 'growing'
  /**
   * the object may be written to, but was not for a while: as `final`, except that an unfinished last line is taken only
   * when it is whole JSON, because whoever writes lines may have stopped in the middle of one
   */
  | 'settled'

export interface ReadOptions {
  /** a larger record becomes a fault */
  readonly maxRecordBytes: number
  readonly inflate: InflateLimits
  /** the end of an earlier reading of the same object */
  readonly resume?: ResumePoint
  /** with {@link resume}: how the object's first record began, when that is known; damage is told by it */
  readonly marker?: Uint8Array | null
  /** how many bytes the object has, when that is known: lets small objects use small buffers */
  readonly size?: number
  /** default `final` */
  readonly tail?: TailPolicy
  /**
   * For callers that decode each record as it is found. It is called with a record and its 1-based place, in order, and
   * true means: it is done, no part will hold it. False: it stands in a part, and so does everything up to that part's end.
   * The bytes may be something else than a record (then they are no JSON value); such an offer must be refused. Lists of
   * records are read faster so, because only one of the two has to look for a record's end.
   */
  readonly offer?: OfferRecord
  /**
   * For callers that hold no record, nor anything of a part, once they ask for the next part: the memory of what was read is given
   * back at once. Left to itself it is freed by collections of the whole heap, which cost more than inflating.
   */
  readonly isFleeting?: boolean
  /** what is read and inflated ahead is not cut into records before this has come */
  readonly turn?: Promise<void>
}

/**
 * The records of one object in parts of at most 500 records or about 1 MiB, in order; the last part has `end` set.
 * Damage never throws: it is a fault, behind everything that could be read. Errors of the source are thrown.
 *
 * Memory, however large the object: the part in hand, one inflated piece ahead of it, and of a record that spans pieces
 * at most `maxRecordBytes` (twice while its buffer grows).
 */
export async function* readRecords(open: OpenBytesFrom, options: ReadOptions): AsyncGenerator<ObjectPart, void> {
  const resume = options.resume ?? OBJECT_START
  const isResumed = resume.offset > 0
  const builder = new PartBuilder(isResumed ? resume.taken : 0, resume.taken, options.offer)
  const { maxRecordBytes, marker = null } = options
  const framer = createFramer({ maxRecordBytes, resume: isResumed ? resume : null, marker: isResumed ? marker : null })
  const report = { ...emptyReport(), compression: resume.compression }
  let last: Uint8Array | null = null
  for await (const piece of piecesFrom(open, resume, options, report)) {
    if (options.turn) await options.turn
    framer.push(piece, builder)
    // A framer may have kept the end of a piece up to the next one.
    if (options.isFleeting === true) {
      if (last) giveBack(last)
      last = piece
    }
    for (const part of builder.takeFull()) yield finished(part, report, resumeBehind(part, framer, report), null)
    const offered = builder.takeOffered()
    if (offered) yield finished(offered, report, resumeBehind(offered, framer, report), null)
  }
  if (options.turn) await options.turn
  const before = resumeAtEnd(builder, framer, report)
  const ending = endObject(framer, builder, report, options.tail ?? 'final')
  // What the end of the object cut is not taken for good: it is read again when the object has grown.
  const resumeLater = ending === 'whole' ? resumeAtEnd(builder, framer, report) : before
  for (const part of builder.takeFull()) yield finished(part, report, resumeLater, null)
  const end: ObjectEnd = { isComplete: ending !== 'waiting', compression: report.compression }
  yield finished(builder.takeRest(), report, resumeLater, end)
}

/** Frees the memory of a piece, unless whoever made it may go on writing into it. */
function giveBack({ buffer, byteOffset, length }: Uint8Array): void {
  const isFull = byteOffset + length === buffer.byteLength
  if (isFull && buffer instanceof ArrayBuffer && length >= SMALLEST_GIVEN_BACK) buffer.transfer(0)
}

/** Smaller pieces may share their memory with others. */
const SMALLEST_GIVEN_BACK = 64 * 1024

async function* piecesFrom(
  open: OpenBytesFrom,
  resume: ResumePoint,
  options: ReadOptions,
  report: DecompressReport,
): AsyncGenerator<Uint8Array, void> {
  if (resume.offset > 0 && resume.compression === 'none') {
    report.bytesIn = resume.offset
    report.bytesOut = resume.offset
    for await (const piece of open(resume.offset)) {
      report.bytesIn += piece.length
      report.bytesOut += piece.length
      yield piece
    }
    return
  }
  let skip = resume.offset
  for await (const piece of decompress(() => open(0), options.inflate, report, options.size)) {
    if (skip < piece.length) yield skip === 0 ? piece : piece.subarray(skip)
    skip = Math.max(0, skip - piece.length)
  }
}

/** `whole`: nothing is left; `broken`: what the object ends in became a fault; `waiting`: it is left for later. */
type Ending = 'whole' | 'broken' | 'waiting'

/** Deals with what the object ends in. */
function endObject(framer: Framer, builder: PartBuilder, report: DecompressReport, tail: TailPolicy): Ending {
  const { damage } = report
  if (tail === 'growing' && damage?.reason !== 'refused') {
    return damage === null && !framer.isInside ? 'whole' : 'waiting'
  }
  if (tail === 'settled' && damage === null && framer.isInside && framer.lineBoundary() !== null) {
    return takeWholeLine(framer, builder) ? 'whole' : 'waiting'
  }
  let isCut = false
  framer.end({
    record: (bytes, resumeAt) => builder.record(bytes, resumeAt),
    fault: (fault, resumeAt) => {
      const isCutHere = fault.reason === 'cut-off'
      isCut ||= isCutHere
      builder.fault(isCutHere && damage ? { ...fault, reason: damage.reason, detail: damage.detail } : fault, resumeAt)
    },
  })
  if (damage && !isCut) builder.objectFault(damage.reason, damage.detail)
  return damage || isCut ? 'broken' : 'whole'
}

/** Takes the unfinished last line when it is JSON all the same. */
function takeWholeLine(framer: Framer, out: FrameSink): boolean {
  const lines: { bytes: Uint8Array; resumeAt: number }[] = []
  framer.end({
    record: (bytes, resumeAt) => lines.push({ bytes, resumeAt }),
    fault: (_fault, resumeAt) => lines.push({ bytes: NOTHING, resumeAt }),
  })
  const [line] = lines
  if (line === undefined || lines.length > 1 || !isJson(line.bytes)) return false
  out.record(line.bytes, line.resumeAt)
  return true
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'))
    return true
  } catch {
    return false
  }
}

function resumeBehind(part: FramedPart, framer: Framer, report: DecompressReport): ResumePoint {
  const taken = part.firstPosition + part.records.length + part.faults.length - 1
  return { taken, offset: Math.max(part.resumeAt, 0), form: framer.form, compression: report.compression }
}

function resumeAtEnd(builder: PartBuilder, framer: Framer, report: DecompressReport): ResumePoint {
  const offset = framer.lineBoundary()?.offset ?? 0
  return { taken: builder.taken, offset, form: framer.form, compression: report.compression }
}

function finished(part: FramedPart, report: DecompressReport, resume: ResumePoint, end: ObjectEnd | null): ObjectPart {
  const { firstPosition, accepted, records, faults } = part
  return { firstPosition, accepted, records, faults, resume, bytesIn: report.bytesIn, bytesOut: report.bytesOut, end }
}

const NOTHING = new Uint8Array(0)
