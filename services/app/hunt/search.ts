import type { Engine } from '../engine.ts'
import { createFinder } from './create-finder.ts'
import { fileTotals } from './file-totals.ts'
import { findInFiles, type FindOptions } from './find-in-files.ts'
import type { Found, Quarry } from './finder.ts'
import { expandInOrder, type Scanned } from './scan-files.ts'
import { searchInThreads } from './threads/search-in-threads.ts'
import type { SearchThreads } from './threads/search-threads.ts'

/** What is searched, and how. */
export interface SearchOptions extends Omit<FindOptions, 'finder' | 'found'> {
  readonly paths: readonly string[]
  readonly engine: Engine
  /** log type of the records, or `auto` */
  readonly type: string
  /** threads that read records, which are closed at the end; unless given it is this one */
  readonly threads?: SearchThreads | null
  /** a file of lines is divided into ranges of so many bytes for them; 4 MiB unless given */
  readonly rangeBytes?: number
}

/** Takes what was found; `before` is to be added to the positions of hits and in the holes of pieces. */
export type TakeFound = (found: Found, before: number) => Promise<void> | void

/**
 * Searches files, folders and patterns from start to end, once, without a store. What is found comes in input order, and
 * is the same however many threads there are. Ends early when the signal is aborted.
 */
export async function search(quarry: Quarry, options: SearchOptions, take: TakeFound): Promise<Scanned> {
  const { paths, engine, type, unreadable, threads = null } = options
  try {
    const { files, problems } = await expandInOrder(paths)
    for (const { path, detail } of problems) {
      await unreadable({ file: path, position: 0, reason: 'unreadable', detail, isIncomplete: true })
    }
    const totals = await fileTotals(files)
    const finder = createFinder(quarry, { engine, type })
    if (threads) return await searchInThreads({ quarry, files, totals, finder, options, take }, threads)
    return await findInFiles(files, totals, { ...options, finder, found: (found) => take(found, 0) })
  } finally {
    await threads?.close()
  }
}
