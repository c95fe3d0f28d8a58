import type { InflateLimits } from '../../ingest/decompress/decompress.ts'
import { expandPaths, type PathProblem } from '../../ingest/files/expand-paths.ts'
import { readFiles, type FilePart, type ReadFilesOptions } from '../../ingest/files/read-files.ts'
import { fileTotals, type FileTotals } from './file-totals.ts'
import type { Progress } from '../terminal/progress-bar.ts'

/** Something that could not be read on the way, with its place. */
export interface Unreadable {
  readonly file: string
  /** 1-based place of the record; 0 when it is about the file as a whole */
  readonly position: number
  readonly reason: string
  readonly detail: string
  /** true when part of the input is missing from the results because of it, beyond this one record */
  readonly isIncomplete: boolean
}

/** What scanning a list of files needs. */
export interface ScanListOptions {
  readonly maxRecordBytes: number
  readonly inflate: InflateLimits
  readonly signal: AbortSignal
  /** called for every part */
  readonly progress: (progress: Progress) => void
  /** called for whatever cannot be read, in input order */
  readonly unreadable: (fault: Unreadable) => Promise<void> | void
  /** called with the records of each part, in input order; `received` is the file's time, the same in every run */
  readonly records: (part: FilePart, received: number) => Promise<void> | void
  /** Optional: called with each part that has faults, with their bytes; `unreadable` is told of them as well. */
  readonly faults?: (part: FilePart, received: number) => Promise<void> | void
  /**
   * Optional: called with each record as soon as it is found, in input order, and with what may turn out to be none. True:
   * it is dealt with. False: `records` gets it. See `ReadOptions.offer`.
   */
  readonly offer?: OfferInFile
  /** Optional: called after each part. */
  readonly after?: () => Promise<void> | void
  /** as `ReadFilesOptions.plainFrom` */
  readonly plainFrom?: number
}

/** What scanning files needs. */
export interface ScanOptions extends ScanListOptions {
  readonly paths: readonly string[]
}

/** See {@link ScanListOptions.offer}. */
export type OfferInFile = (record: Uint8Array, file: string, position: number, received: number) => boolean

/** What was scanned. */
export interface Scanned {
  readonly files: number
  readonly records: number
  readonly bytes: number
}

/** Reasons that cost more than the one record they are told of. */
const INCOMPLETE: ReadonlySet<string> = new Set(['cut-off', 'damaged', 'refused'])

/**
 * Reads files, folders and patterns from start to end, once, without a store: the common part of `hunt` and `normalize`.
 * Ends early when the signal is aborted.
 */
export async function scanFiles(options: ScanOptions): Promise<Scanned> {
  const { files, problems } = await expandInOrder(options.paths)
  for (const { path, detail } of problems) {
    await options.unreadable({ file: path, position: 0, reason: 'unreadable', detail, isIncomplete: true })
  }
  return scanList(files, await fileTotals(files), options)
}

/** The same for files that are known. */
export async function scanList(
  files: readonly string[],
  totals: FileTotals,
  options: ScanListOptions,
): Promise<Scanned> {
  let records = 0
  let bytesBefore = 0
  let filesDone = 0
  for await (const part of readFiles(files, readingOf(files, totals, options))) {
    if (options.signal.aborted) break
    const received = totals.times[part.index] ?? 0
    if (part.records.length > 0) await options.records(part, received)
    records += part.accepted + part.records.length
    if (part.faults.length > 0) await options.faults?.(part, received)
    await tellFaults(part, options)
    await options.after?.()
    const bytesDone = bytesBefore + part.bytesIn
    if (part.end !== null) {
      filesDone += 1
      bytesBefore += part.bytesIn
    }
    options.progress({ filesDone, filesTotal: files.length, bytesDone, bytesTotal: totals.bytes, records })
  }
  return { files: filesDone, records, bytes: bytesBefore }
}

/** Tells what of a part cannot be read. */
export async function tellFaults(part: FilePart, { unreadable }: Pick<ScanListOptions, 'unreadable'>): Promise<void> {
  const { path: file, faults, problem } = part
  for (const fault of faults) await unreadable(faultOf(file, fault))
  if (problem !== null) {
    await unreadable({ file, position: 0, reason: 'unreadable', detail: problem, isIncomplete: true })
  }
}

function readingOf(
  files: readonly string[],
  { times }: FileTotals,
  { offer, maxRecordBytes, inflate, plainFrom }: ScanListOptions,
): ReadFilesOptions {
  const reading = { maxRecordBytes, inflate, ...(plainFrom === undefined ? {} : { plainFrom }) }
  if (offer === undefined) return reading
  return {
    ...reading,
    // Records that were not taken are looked at in the same step.
    isFleeting: true,
    offer: (record, position, index) => offer(record, files[index] ?? '', position, times[index] ?? 0),
  }
}

/** Each path after the other, in the order in which they were named; a file that several of them reach is read once. */
export async function expandInOrder(
  paths: readonly string[],
): Promise<{ files: readonly string[]; problems: readonly PathProblem[] }> {
  const files = new Set<string>()
  const problems: PathProblem[] = []
  for (const path of paths) {
    const expanded = await expandPaths([path])
    for (const file of expanded.files) files.add(file)
    problems.push(...expanded.problems)
  }
  return { files: [...files], problems }
}

function faultOf(file: string, fault: FilePart['faults'][number]): Unreadable {
  const { position, reason, detail } = fault
  return { file, position, reason, detail, isIncomplete: INCOMPLETE.has(reason) }
}
