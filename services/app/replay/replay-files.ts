import { deadLetterId } from '../../core/dead-letter.ts'
import { scanFiles, type ScanOptions } from '../hunt/scan-files.ts'
import type { CaseWriter } from './case-writer.ts'
import type { ReplayStep } from './replay-store.ts'

/** The source of records that came from files named on the command line. */
const SOURCE = 'replay'

/** Which files are replayed, and how. */
export interface ReplayFilesOptions {
  /** files, folders and patterns, absolute and sorted: the first copy of an event counts, whatever the order they were named in */
  readonly paths: readonly string[]
  /** log type of the records, or `auto` */
  readonly type: string
  readonly writer: CaseWriter
  readonly limits: Pick<ScanOptions, 'maxRecordBytes' | 'inflate'>
  readonly signal: AbortSignal
  readonly progress: (step: ReplayStep) => void
  readonly unreadable: ScanOptions['unreadable']
}

/** Reads files into a case, as `hunt` reads them. What cannot be read is told, and is a dead letter of the case. */
export async function replayFiles(options: ReplayFilesOptions): Promise<void> {
  const { paths, type, writer, limits, signal, progress, unreadable } = options
  await scanFiles({
    paths,
    ...limits,
    signal,
    unreadable,
    progress: ({ bytesDone, bytesTotal }) => progress({ name: 'files', done: bytesDone, total: bytesTotal }),
    records: (part, received) => {
      const { path: object, firstPosition, records } = part
      return writer.add({ type, source: SOURCE, object, received, firstPosition, records })
    },
    faults: async ({ path: object, faults }, received) => {
      for (const fault of faults) {
        const id = deadLetterId(SOURCE, object, fault.position, fault.bytes)
        await writer.addLetter({ ...fault, id, type, source: SOURCE, object, received })
      }
    },
  })
  await writer.flush()
}
