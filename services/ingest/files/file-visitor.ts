import { OBJECT_START, type ResumePoint } from '../reading/object-part.ts'
import type { ReadOptions, TailPolicy } from '../reading/read-records.ts'
import type { AppendQueue } from './append-queue.ts'
import type { CheckpointBook } from './checkpoint-book.ts'
import { FileError } from './file-error.ts'
import type { FileCheckpoint } from './file-checkpoint.ts'
import type { FileTable } from './file-table.ts'
import type { HeldFile, HeldFiles } from './held-files.ts'
import { FINGERPRINT_BYTES, fileState, type FileState, type Fingerprint, OpenFile } from './open-file.ts'
import type { PathTable } from './path-table.ts'
import { type FilePart, readOpenFile } from './read-files.ts'
import type { UnfinishedFiles } from './unfinished-files.ts'
import { planVisit, resumeOf } from './visit-plan.ts'

/** What a visitor works with; the collector owns it. */
export interface VisitorParts {
  readonly files: FileTable
  readonly paths: PathTable
  readonly book: CheckpointBook
  readonly queue: AppendQueue
  readonly held: HeldFiles
  readonly unfinished: UnfinishedFiles
}

export interface VisitorOptions {
  readonly follow: boolean
  readonly settleMs: number
  readonly limits: Pick<ReadOptions, 'maxRecordBytes' | 'inflate'>
  /** milliseconds of a clock that never goes back */
  readonly clock: () => number
  /** time of day as the file system has it, milliseconds since 1970 */
  readonly wall: () => number
  readonly info: (message: string, path: string) => void
  /** called when a file begins to be read */
  readonly begun: (path: string) => void
  /** called for every part, after it went into the queue */
  readonly took: (part: FilePart, bytes: number) => Promise<void>
}

/** A file that was opened ahead of its turn, because there may be something to read in it. */
export interface OpenedFile {
  readonly path: string
  readonly file: OpenFile
}

/** Files that changed within this time are worth to be kept open. */
const FRESH_MS = 3_600_000
/** So many bytes before the place where reading goes on are compared. */
const TAIL_BYTES = 256

/** Reads what there is to read in one file after the other, whatever its path is at the moment. */
export class FileVisitor {
  readonly #parts: VisitorParts
  readonly #options: VisitorOptions

  constructor(parts: VisitorParts, options: VisitorOptions) {
    this.#parts = parts
    this.#options = options
  }

  /**
   * Looks at a path and opens the file when there is something to do; null when there is not. May run for several paths
   * at once. Throws what the file system throws.
   */
  async prepare(path: string, round: number): Promise<OpenedFile | null> {
    const { files, paths, book, held } = this.#parts
    const slot = paths.see(path, round)
    if (slot >= 0) {
      files.see(slot, round)
      const state = await fileState(path)
      // A file that is held is read through its handle.
      if (held.get(slot) && isSameFile(files.get(slot).file, state)) return null
      if (this.#plan(slot, state) === 'skip') {
        if (files.isMissed(slot)) await this.#isBack(slot, book)
        return null
      }
    }
    const file = await OpenFile.open(path)
    try {
      await file.prefetch()
      return { path, file }
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** Reads an opened file as far as there is something new, and closes or keeps it. Gives what is wrong, or null. */
  async visit({ path, file }: OpenedFile, round: number, signal: AbortSignal): Promise<string | null> {
    let isKept = false
    try {
      const { slot, resume, checkpoint, isRepeat } = await this.#identify(path, file, round)
      // Read once, a file of several names is read at the first of them.
      const tail = isRepeat && !this.#options.follow ? 'skip' : this.#plan(slot, file.state)
      if (tail === 'skip' && checkpoint !== null) {
        await this.#isHere(slot, path, checkpoint)
        return null
      }
      const place = { slot, path, resume, tail: tail === 'skip' ? 'growing' : tail } as const
      const problem = await this.#read(file, place, signal)
      isKept = problem === null && (await this.#keep(slot, path, file))
      return problem
    } catch (error) {
      if (error instanceof FileError) return error.message
      throw error
    } finally {
      if (!isKept) await file.close()
    }
  }

  /** Reads on in a file that is held. `tail` overrides what the plan says of its end. Throws a `FileError`. */
  async readHeld({ slot, path, file }: HeldFile, signal: AbortSignal, tail?: TailPolicy): Promise<string | null> {
    const state = await file.refresh()
    const plan = tail ?? this.#plan(slot, state)
    if (plan === 'skip') return null
    const checkpoint = await this.#parts.book.get(slot)
    const resume = checkpoint ? await this.#resumeIn(checkpoint, file, path) : OBJECT_START
    return this.#read(file, { slot, path, resume, tail: plan }, signal)
  }

  #plan(slot: number, state: FileState): TailPolicy | 'skip' {
    const { follow, settleMs, clock } = this.#options
    return planVisit(this.#parts.files.get(slot), state, { follow, now: clock(), settleMs })
  }

  /** Which file it is, and where reading goes on in it. */
  async #identify(
    path: string,
    file: OpenFile,
    round: number,
  ): Promise<{ slot: number; resume: ResumePoint; checkpoint: FileCheckpoint | null; isRepeat: boolean }> {
    const { files, paths, book } = this.#parts
    const before = paths.see(path, round)
    let slot = files.find(file.state)
    const isRepeat = slot >= 0 && slot !== before && !files.isUnseen(slot, round)
    // A checkpoint of the same file, or else of the one that was at this path.
    let checkpoint = slot >= 0 ? await book.get(slot) : null
    if (!checkpoint && before >= 0) checkpoint = await book.get(before)
    if (slot < 0) slot = files.add(file.state, round)
    files.see(slot, round)
    paths.set(path, slot, round)
    const resume = checkpoint ? await this.#resumeIn(checkpoint, file, path) : OBJECT_START
    const isOther = resume === OBJECT_START
    // What is known of a file says nothing of one that took its number.
    if (isOther) files.set(slot, { ...UNKNOWN, since: this.#options.clock() })
    return { slot, resume, checkpoint: isOther ? null : checkpoint, isRepeat }
  }

  async #resumeIn(checkpoint: FileCheckpoint, file: OpenFile, path: string): Promise<ResumePoint> {
    const { resume, tail } = checkpoint
    const fingerprint = await file.fingerprint(checkpoint.fingerprint.length)
    const tailNow = tail && (await file.fingerprint(tail.length, resume.offset - tail.length))
    const found = resumeOf(checkpoint, { state: file.state, fingerprint, tail: tailNow })
    const isSame = checkpoint.file.inode === file.state.inode
    if (found === OBJECT_START && resume.taken > 0 && isSame && checkpoint.path === path) {
      this.#options.info('file was truncated or replaced: reading it from its start', path)
    }
    return found
  }

  async #read(
    file: OpenFile,
    { slot, path, resume, tail }: { slot: number; path: string; resume: ResumePoint; tail: TailPolicy },
    signal: AbortSignal,
  ): Promise<string | null> {
    const { files, book, queue, unfinished } = this.#parts
    const { clock, limits, begun, took } = this.#options
    const { state } = file
    const fingerprint = await file.fingerprint(FINGERPRINT_BYTES)
    const known = { file: state, since: clock(), isVisited: true, isSettled: tail === 'settled' }
    const before = files.get(slot)
    const { device } = before.file
    const found = { isFirst: !before.isVisited, at: known.since }
    let checkpoint: FileCheckpoint = {
      path,
      file: { ...state, device },
      fingerprint,
      tail: null,
      resume,
      isDone: false,
      missing: null,
    }
    begun(path)
    files.set(slot, { ...known, isDone: false })
    book.set(slot, checkpoint)
    for await (const part of readOpenFile(file, { path, index: 0, size: state.size }, { ...limits, resume, tail })) {
      const isDone = part.end?.isComplete === true
      const bytesBefore = await tailBefore(file, part.resume, fingerprint)
      checkpoint = { ...checkpoint, tail: bytesBefore, resume: part.resume, isDone }
      const noted = checkpoint
      files.set(slot, { ...known, isDone })
      book.set(slot, noted)
      const bytes = queue.add(part, () => book.confirm(slot, noted))
      await took(part, bytes)
      unfinished.read(slot, { ...found, isFinished: isDone || tail !== 'growing' || part.problem !== null })
      if (part.problem !== null) return part.problem
      if (signal.aborted) return null
    }
    return null
  }

  /** Keeps a file open that lines are written to. */
  async #keep(slot: number, path: string, file: OpenFile): Promise<boolean> {
    const { book, held } = this.#parts
    const { follow, wall } = this.#options
    if (!follow || file.state.mtime < wall() - FRESH_MS) return false
    const checkpoint = await book.get(slot)
    if (!checkpoint || checkpoint.resume.compression !== 'none' || checkpoint.resume.offset === 0) return false
    await held.keep(slot, path, file)
    return true
  }

  /** A file that is known and as it was is at a path that was not: it was renamed, or has several names. */
  async #isHere(slot: number, path: string, checkpoint: FileCheckpoint): Promise<void> {
    const { book, held } = this.#parts
    const open = held.get(slot)
    if (checkpoint.path === path) return
    if (await leadsTo(checkpoint.path, checkpoint.file)) return
    if (open) open.path = path
    const renamed = { ...checkpoint, path, missing: null }
    book.set(slot, renamed)
    book.confirm(slot, renamed)
  }

  async #isBack(slot: number, book: CheckpointBook): Promise<void> {
    const checkpoint = await book.get(slot)
    const { files } = this.#parts
    files.set(slot, files.get(slot))
    if (!checkpoint) return
    const found = { ...checkpoint, missing: null }
    book.set(slot, found)
    book.confirm(slot, found)
  }
}

const UNKNOWN = { file: { size: -1, mtime: 0 }, isDone: false, isVisited: false, isSettled: false }

/** The bytes before the place where reading goes on, when the fingerprint does not reach that far. */
async function tailBefore(file: OpenFile, resume: ResumePoint, head: Fingerprint): Promise<Fingerprint | null> {
  if (resume.compression !== 'none' || resume.offset <= head.length) return null
  const length = Math.min(TAIL_BYTES, resume.offset)
  return file.fingerprint(length, resume.offset - length)
}

/** True when `path` leads to this file. */
export async function leadsTo(path: string, { inode }: FileState): Promise<boolean> {
  return fileState(path).then(
    (found) => found.inode === inode,
    () => false,
  )
}

function isSameFile(left: FileState, right: FileState): boolean {
  return left.inode === right.inode && left.device === right.device
}
