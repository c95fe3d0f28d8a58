import type { FilePart } from '../../ingest/files/read-files.ts'
import type { FileTotals } from './file-totals.ts'
import { buffersOf, type Finder, type Found } from './finder.ts'
import { scanList, type Scanned, type ScanListOptions } from './scan-files.ts'

/** How files are searched. */
export interface FindOptions extends Omit<ScanListOptions, 'records' | 'offer' | 'faults' | 'after'> {
  readonly finder: Finder
  /** called with what was found, in input order; nothing is read on before it is done, and then its pieces are gone */
  readonly found: (found: Found) => Promise<void> | void
}

/** Has a finder look at every record of some files, in input order, in this thread. */
export async function findInFiles(
  files: readonly string[],
  totals: FileTotals,
  options: FindOptions,
): Promise<Scanned> {
  const { finder } = options
  const scanned = await scanList(files, totals, {
    ...options,
    offer: (bytes, file, position, received) => finder.look(bytes, file, position, received) === null,
    records: (part, received) => lookAt(part, received, options),
    after: () => (finder.isFull ? handOn(options) : undefined),
  })
  await handOn(options)
  return scanned
}

/** Hands on what was found. */
export async function handOn({ finder, found }: Pick<FindOptions, 'finder' | 'found'>): Promise<void> {
  const taken = finder.take()
  await found(taken)
  finder.reuse(buffersOf(taken))
}

/** Has the finder look at the records of a part that were not taken when they were offered. */
export async function lookAt(
  part: FilePart,
  received: number,
  { finder, unreadable }: Pick<FindOptions, 'finder' | 'unreadable'>,
): Promise<void> {
  const { path: file } = part
  let position = part.firstPosition - 1
  for (const bytes of part.records) {
    position += 1
    const fault = finder.look(bytes, file, position, received)
    if (fault === null) continue
    const { rejected: reason, detail } = fault
    await unreadable({ file, position, reason, detail, isIncomplete: false })
  }
}
