import { compressionOf } from '../decompress/compression.ts'
import { BYTE, CLASS, KIND } from '../framing/json-byte.ts'
import { beginsWithListKey, LINE_HEAD_BYTES, listStart, NO_LIST } from '../framing/list-head.ts'
import { markerOf, trimmedEnd } from '../framing/lost-region.ts'
import { judgeLine } from './judge-line.ts'
import { LineWindow, type ReadAt } from './line-window.ts'
import { OBJECT_START, type ObjectPart, type ResumePoint } from './object-part.ts'
import { type FramedPart, type OfferRecord, PartBuilder } from './part-builder.ts'

/** What of a file is read, and how. */
export interface PlainLinesOptions {
  /** lines that begin before it are left to others, and so are those that begin at {@link to} or behind it */
  readonly from: number
  readonly to: number
  readonly maxRecordBytes: number
  readonly offer: OfferRecord
  /** what {@link plainBeginning} says; needed where {@link from} is not the start of the file */
  readonly beginning?: PlainBeginning | null
  /** for lines, used again and again; of {@link LINES_AT_ONCE} bytes unless given */
  readonly memory?: Buffer
}

/** Where {@link readPlainLines} ended. */
export interface PlainLinesEnd {
  /** where whoever goes on begins; `taken` counts from the start of the range */
  readonly resume: ResumePoint
  /** how the file's first record begins, for `readRecords` */
  readonly marker: Uint8Array | null
  /** false: what stands there is for `readRecords` to read, from there to the end of the file */
  readonly isDone: boolean
}

/** Nothing was read. */
const WHOLE: PlainLinesEnd = { resume: OBJECT_START, marker: null, isDone: false }

/** So much is read at once, and one byte more is needed. */
export const LINES_AT_ONCE = 512 * 1024 + 1

/**
 * The quick way through a file of one JSON object a line: finds the newlines and offers what lies between, without a step per
 * byte and without a copy. Whatever is not plainly a line like that is judged by a framer; what that cannot settle within
 * its line ends this reading. So the records, their places and the faults are those of `readRecords`; what was offered is valid
 * during the call only. Lets others run between stretches of the file.
 */
export async function* readPlainLines(
  read: ReadAt,
  options: PlainLinesOptions,
): AsyncGenerator<ObjectPart, PlainLinesEnd> {
  const { from, maxRecordBytes, offer } = options
  const builder = new PartBuilder(0, 0, offer)
  // From one byte before, which shows whether a line begins there.
  const memory = options.memory ?? Buffer.allocUnsafeSlow(LINES_AT_ONCE)
  const window = new LineWindow(read, Math.max(from - 1, 0), memory, maxRecordBytes + memory.length)
  window.fill()
  const beginning = from > 0 ? (options.beginning ?? null) : plainBeginning(window.bytes.subarray(0, window.end))
  const marker = beginning?.marker ?? null
  const end = (isDone: boolean): PlainLinesEnd => ({ resume: resumeAt(window, builder), marker, isDone })
  if (from > 0) {
    if (!findLine(window)) return end(true)
  } else if (!beginning) return WHOLE
  for (;;) {
    const found = offerLines(window, options, builder)
    // What a file is, its first line tells, and only whoever reads it from the start knows how to take that.
    if (found === 'odd' && from === 0 && builder.taken === 0) return WHOLE
    const isLost = found === 'odd' && !judgeLine(window, builder, { maxRecordBytes, marker })
    for (const part of builder.takeFull()) yield partOf(part, window, builder)
    yield partOf(builder.takeRest(), window, builder)
    if (found === 'done') return end(true)
    if (isLost) return end(false)
    if (found === 'odd') continue
    if (!window.fill() && (!window.isEnd || window.at < window.end)) return end(false)
    await othersRan()
  }
}

/** `more`: the line in hand goes on behind the window; `odd`: what stands there is no plain line; `done`: nothing is left. */
type Found = 'more' | 'odd' | 'done'

function offerLines(window: LineWindow, { to, maxRecordBytes }: PlainLinesOptions, builder: PartBuilder): Found {
  const { bytes, end } = window
  const limit = Math.min(to - window.base, end)
  let at = window.at
  for (;;) {
    // A line belongs to the range in which it begins, blanks included.
    window.at = at
    if (at >= limit) return limit < end || window.isEnd ? 'done' : 'more'
    while (CLASS[bytes[at] ?? 0] === KIND.blank && bytes[at] !== BYTE.newline) at += 1
    if (bytes[at] === BYTE.newline) {
      if (at === end) return 'more'
      at += 1
      continue
    }
    if (bytes[at] !== BYTE.openBrace) return 'odd'
    const newline = bytes.indexOf(BYTE.newline, at)
    if (newline === end) return 'more'
    const lineEnd = bytes[newline - 1] === BYTE.closeBrace ? newline : trimmedEnd(bytes, at, newline)
    const isPlain =
      bytes[lineEnd - 1] === BYTE.closeBrace &&
      newline - at <= maxRecordBytes &&
      !beginsWithListKey(bytes, at, Math.min(newline, at + LINE_HEAD_BYTES))
    if (!isPlain || builder.offer?.(bytes.subarray(at, lineEnd), window.base + newline) !== true) return 'odd'
    at = newline + 1
  }
}

/** Goes to the first line that begins in the window. False when the file ends before. */
function findLine(window: LineWindow): boolean {
  for (;;) {
    const newline = window.bytes.indexOf(BYTE.newline, window.at)
    if (newline < window.end) {
      window.at = newline + 1
      return true
    }
    window.at = window.end
    if (!window.fill()) return false
  }
}

/** What the first line of a file of lines says. */
export interface PlainBeginning {
  /** how its record begins; damage in the file is told by it */
  readonly marker: Uint8Array | null
}

/** Looks whether the first line of a file may be one of plain lines; null when not. `head` are the first bytes of the file. */
export function plainBeginning(head: Buffer): PlainBeginning | null {
  let at = 0
  while (at < head.length && CLASS[head[at] ?? 0] === KIND.blank) at += 1
  if (compressionOf(head) !== 'none' || head[at] !== BYTE.openBrace) return null
  const newline = head.indexOf(BYTE.newline, at)
  if (newline < 0) return null
  const end = trimmedEnd(head, at, newline)
  if (head[end - 1] !== BYTE.closeBrace || listStart(head, at, true) !== NO_LIST) return null
  return { marker: markerOf(head.subarray(at, end)) }
}

function resumeAt({ base, at }: LineWindow, { taken }: PartBuilder): ResumePoint {
  return { taken, offset: base + at, form: 'json-lines', compression: 'none' }
}

function partOf(part: FramedPart, window: LineWindow, builder: PartBuilder): ObjectPart {
  const { firstPosition, accepted, records, faults } = part
  const bytes = window.base + window.at
  const resume = resumeAt(window, builder)
  return { firstPosition, accepted, records, faults, resume, bytesIn: bytes, bytesOut: bytes, end: null }
}

/** Signals and messages arrive in between. */
function othersRan(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve))
}
