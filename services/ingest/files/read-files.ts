import { OBJECT_START, type ObjectPart, type ResumePoint } from '../reading/object-part.ts'
import { readPlainLines } from '../reading/read-plain-lines.ts'
import { type ReadOptions, readRecords } from '../reading/read-records.ts'
import { isSystemError, reasonOf } from './file-error.ts'
import { OpenFile } from './open-file.ts'

/** Which file a part is of. */
export interface FilePlace {
  readonly path: string
  /** index of the file in the list that was asked for */
  readonly index: number
  /** size of the file in bytes when it was opened; `bytesIn` counts up to it */
  readonly size: number
}

/** A part of one file, or that the file cannot be read. */
export interface FilePart extends ObjectPart, FilePlace {
  /** why the file, or the rest of it, cannot be read; null when it can. Then this is its last part. */
  readonly problem: string | null
}

export interface ReadFilesOptions extends Pick<ReadOptions, 'maxRecordBytes' | 'inflate' | 'isFleeting'> {
  /** as `ReadOptions.offer`, for the file at `index` of the list */
  readonly offer?: (record: Uint8Array, position: number, index: number) => boolean
  /** how many files are opened ahead of the one in hand, so that many small files do not wait for the disk */
  readonly openAhead?: number
  /** files of fewer bytes are not tried as plain lines; 256 KiB unless given */
  readonly plainFrom?: number
}

/** How one file is read. */
export interface ReadFileOptions extends ReadOptions, Pick<ReadFilesOptions, 'plainFrom'> {}

const OPEN_AHEAD = 4

/** A smaller file is read before a window for lines would be there. */
const PLAIN_FROM = 256 * 1024

/** One file, from start to end. Never throws for what the file system says. */
export async function* readFile(path: string, options: ReadFileOptions, index = 0): AsyncGenerator<FilePart, void> {
  let file: OpenFile
  try {
    file = await OpenFile.open(path)
  } catch (error) {
    yield unreadable({ path, index, size: 0 }, null, error)
    return
  }
  try {
    yield* readOpenFile(file, { path, index, size: file.state.size }, options)
  } finally {
    await file.close()
  }
}

/** The same for a file that is open; it stays open. */
export async function* readOpenFile(
  file: OpenFile,
  place: FilePlace,
  options: ReadFileOptions,
): AsyncGenerator<FilePart, void> {
  let last: ObjectPart | null = null
  try {
    for await (const part of partsOf(file, place, options)) {
      last = part
      yield { ...part, ...place, problem: null }
    }
  } catch (error) {
    if (!isSystemError(error)) throw error
    yield unreadable(place, last, error)
  }
}

/** Whoever decodes each record as it is found gets lines in the quick way as long as there is nothing but lines. */
async function* partsOf(
  file: OpenFile,
  { size }: FilePlace,
  options: ReadFileOptions,
): AsyncGenerator<ObjectPart, void> {
  const { offer, maxRecordBytes, plainFrom } = options
  let resume = options.resume ?? OBJECT_START
  let marker = options.marker ?? null
  if (offer && resume === OBJECT_START && size >= (plainFrom ?? PLAIN_FROM)) {
    if (options.turn) await options.turn
    const range = { from: 0, to: Number.POSITIVE_INFINITY, maxRecordBytes, offer }
    const rest = yield* readPlainLines((into, at) => file.readNow(into, at), range)
    ;({ resume, marker } = rest)
    if (rest.isDone) {
      yield endOf(rest.resume)
      return
    }
  }
  yield* readRecords((from) => file.pieces(from), { ...options, resume, marker, size })
}

/** The last part of a file that was read to its end. */
function endOf(resume: ResumePoint): ObjectPart {
  const { offset, taken } = resume
  const end = { isComplete: true, compression: resume.compression }
  const nothing = { firstPosition: taken + 1, accepted: 0, records: [], faults: [] }
  return { ...nothing, resume, bytesIn: offset, bytesOut: offset, end }
}

/**
 * Reads files one after the other, each from start to end: parts in the order of the list and of the records in each
 * file, for every file at least one part (its last). Nothing is stored about where it stands: for a single run over
 * files. While the caller works on a part, the next bytes are read and inflated, and the next files are opened and begun;
 * so a few MiB are held for every file ahead.
 */
export async function* readFiles(paths: readonly string[], options: ReadFilesOptions): AsyncGenerator<FilePart, void> {
  const begun: BegunFile[] = []
  let next = 0
  try {
    while (next < paths.length || begun.length > 0) {
      for (; next < paths.length && begun.length <= (options.openAhead ?? OPEN_AHEAD); next += 1) {
        begun.push(begin(paths[next] ?? '', options, next))
      }
      const current = begun[0]
      if (current === undefined) return
      current.takeTurn()
      const first = await current.first
      if (!first.done) {
        yield first.value
        yield* current.parts
      }
      begun.shift()
    }
  } finally {
    for (const { first, parts, giveUp } of begun) {
      giveUp()
      await first.catch(() => undefined)
      await parts.return()
    }
  }
}

interface BegunFile {
  readonly parts: AsyncGenerator<FilePart, void>
  /** on its way before anybody asks for it */
  readonly first: Promise<IteratorResult<FilePart, void>>
  /** from here on its records may be offered: those of the files before it have all been */
  readonly takeTurn: () => void
  /** nobody wants its records any more */
  readonly giveUp: () => void
}

function begin(path: string, options: ReadFilesOptions, index: number): BegunFile {
  const { offer, maxRecordBytes, inflate, plainFrom, isFleeting } = options
  const turn = Promise.withResolvers<void>()
  let isOver = false
  const offering = {
    turn: turn.promise,
    offer: (record: Uint8Array, position: number) => !isOver && offer?.(record, position, index) === true,
  }
  const parts = readFile(
    path,
    {
      maxRecordBytes,
      inflate,
      ...(plainFrom === undefined ? {} : { plainFrom }),
      ...(offer && offering),
      ...(isFleeting ? { isFleeting } : {}),
    },
    index,
  )
  const first = parts.next()
  // It is awaited later; until then a failure must not count as one that nobody handles.
  first.catch(() => undefined)
  const giveUp = (): void => {
    isOver = true
    turn.resolve()
  }
  return { parts, first, takeTurn: turn.resolve, giveUp }
}

/** The part that says why a file, or what follows `last` in it, cannot be read. */
export function unreadable(place: FilePlace, last: ObjectPart | null, error: unknown): FilePart {
  const resume: ResumePoint = last?.resume ?? OBJECT_START
  const { bytesIn, bytesOut } = last ?? { bytesIn: 0, bytesOut: 0 }
  const end = { isComplete: false, compression: resume.compression }
  const nothing = { firstPosition: resume.taken + 1, accepted: 0, records: [], faults: [] }
  return { ...nothing, resume, bytesIn, bytesOut, end, ...place, problem: reasonOf(error) }
}
