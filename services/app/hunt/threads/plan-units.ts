import { OpenFile } from '../../../ingest/files/open-file.ts'
import { plainBeginning, type PlainBeginning } from '../../../ingest/reading/read-plain-lines.ts'
import type { FileTotals } from '../file-totals.ts'
import type { RangeUnit, Unit } from './unit.ts'

/** How files are divided. */
export interface UnitSizes {
  /** a file of lines is divided into ranges of so many bytes when it is twice as large */
  readonly rangeBytes: number
  /** small files that stand next to each other are taken together up to so many bytes */
  readonly togetherBytes: number
}

export const UNIT_SIZES: UnitSizes = { rangeBytes: 4 * 1024 * 1024, togetherBytes: 1024 * 1024 }

/** So many small files are one unit at most. */
const MOST_FILES = 64

/** The first line of a file that is divided ends within so many bytes. */
const HEAD_BYTES = 64 * 1024

/** Divides files into units, in input order. Files are looked into when their turn comes. */
export async function* planUnits(
  files: readonly string[],
  totals: FileTotals,
  { rangeBytes, togetherBytes }: UnitSizes,
): AsyncGenerator<Unit, void> {
  let together: { files: string[]; times: number[]; bytes: number } = { files: [], times: [], bytes: 0 }
  for (const [index, file] of files.entries()) {
    const size = totals.sizes[index] ?? 0
    const time = totals.times[index] ?? 0
    const lines = size >= 2 * rangeBytes ? await beginningOf(file) : null
    if (together.files.length > 0 && (lines !== null || isEnough(together, size, togetherBytes))) {
      yield { kind: 'files', ...together }
      together = { files: [], times: [], bytes: 0 }
    }
    if (lines) yield* rangesOf({ file, time, beginning: lines }, size, rangeBytes)
    else {
      together.files.push(file)
      together.times.push(time)
      together.bytes += size
    }
  }
  if (together.files.length > 0) yield { kind: 'files', ...together }
}

function isEnough(
  together: { readonly files: readonly string[]; readonly bytes: number },
  more: number,
  most: number,
): boolean {
  return together.files.length >= MOST_FILES || together.bytes + more > most
}

function* rangesOf(
  of: Pick<RangeUnit, 'file' | 'time' | 'beginning'>,
  size: number,
  rangeBytes: number,
): Generator<RangeUnit, void> {
  for (let from = 0; from < size; from += rangeBytes) {
    const isLast = from + rangeBytes >= size
    yield {
      kind: 'range',
      ...of,
      from,
      to: isLast ? null : from + rangeBytes,
      bytes: Math.min(rangeBytes, size - from),
    }
  }
}

/** How a file begins that seems to be one of plain lines. What cannot be read is none: whoever reads it tells why. */
async function beginningOf(path: string): Promise<PlainBeginning | null> {
  try {
    const file = await OpenFile.open(path)
    try {
      const head = Buffer.allocUnsafe(HEAD_BYTES)
      return plainBeginning(head.subarray(0, file.readNow(head, 0)))
    } finally {
      await file.close()
    }
  } catch {
    return null
  }
}
