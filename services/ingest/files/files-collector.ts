import { stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Checkpoint, CheckpointStore } from '../../core/checkpoint.ts'
import { type DeadLetter, deadLetterId } from '../../core/dead-letter.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import { OBJECT_START, type ResumePoint } from '../reading/object-part.ts'
import type { ReadOptions, TailPolicy } from '../reading/read-records.ts'
import { expandPaths, type PathProblem } from './expand-paths.ts'
import { decodeFileCheckpoint, encodeFileCheckpoint, type FileCheckpoint } from './file-checkpoint.ts'
import { isMissing, reasonOf } from './file-error.ts'
import { FINGERPRINT_BYTES, fileState, OpenFile } from './open-file.ts'
import { type FilePart, readOpenFile } from './read-files.ts'
import { planVisit, resumeOf, type TrackedFile } from './visit-plan.ts'

/** What a collector says to whoever runs it. */
export interface CollectorLogger {
  info(message: string, context: Readonly<Record<string, string | number>>): void
  warn(message: string, context: Readonly<Record<string, string | number>>): void
}

export interface FilesCollectorOptions {
  /** name of the source */
  readonly source: string
  /** log type of its records, or `auto` */
  readonly type: string
  /** files, folders, glob patterns; see `expandPaths` */
  readonly paths: readonly string[]
  /** false: read what is there and end; true: go on with new and grown files until stopped */
  readonly follow: boolean
  /** how often to look for new and grown files; default 1,000 ms */
  readonly pollMs?: number
  /** how long an unfinished file must stay as it is before its end is judged; default 10,000 ms */
  readonly settleMs?: number
  /** a checkpoint is saved at the latest after so many bytes of records; default 8 MiB */
  readonly checkpointBytes?: number
  readonly limits: Pick<ReadOptions, 'maxRecordBytes' | 'inflate'>
}

/** How far the file in hand was read. */
export interface FileProgress {
  readonly path: string
  /** bytes read of the file, and its size */
  readonly bytes: number
  readonly size: number
  /** records in the part that was just taken */
  readonly records: number
}

export interface FilesCollectorPorts {
  /** Resolves when the records are durable; until then nothing more is read. */
  append(batch: RawBatch): Promise<void>
  /** Resolves when they are durable. */
  deadLetters(letters: readonly DeadLetter[]): Promise<void>
  readonly checkpoints: CheckpointStore
  /** milliseconds since 1970 */
  now(): number
  readonly logger: CollectorLogger
  progress?(progress: FileProgress): void
}

/** What a run did. */
export interface FilesSummary {
  /** files that were read, at least in part */
  files: number
  /** records that were appended, faults that became dead letters */
  records: number
  faults: number
  /** bytes of those records */
  bytes: number
  /** what could not be read in the last round */
  problems: readonly PathProblem[]
}

const POLL_MS = 1000
const SETTLE_MS = 10_000
const CHECKPOINT_BYTES = 8 * 1024 * 1024
const CHECKPOINT_FILES = 64

/**
 * The collector `files`. Appends records in the order of the files' paths and of their places in each file, then saves
 * the checkpoint: a crash between the two reads again what lies behind the last checkpoint and loses nothing.
 */
export class FilesCollector {
  readonly #options: FilesCollectorOptions
  readonly #ports: FilesCollectorPorts
  readonly #tracked = new Map<string, TrackedFile>()
  /** checkpoints that are true but not saved yet, by path */
  readonly #unsaved = new Map<string, FileCheckpoint>()
  #unsavedBytes = 0
  #summary: FilesSummary = { files: 0, records: 0, faults: 0, bytes: 0, problems: [] }
  /** problems that were logged already */
  #known = new Set<string>()

  constructor(options: FilesCollectorOptions, ports: FilesCollectorPorts) {
    this.#options = options
    this.#ports = ports
  }

  /**
   * Reads until everything is read or, following, until `signal` is aborted; then the batch in hand is finished and the
   * checkpoint saved. Rejects when records or checkpoints cannot be stored. Call it once.
   */
  async run(signal: AbortSignal): Promise<FilesSummary> {
    await this.#loadCheckpoints()
    do {
      await this.#round(signal)
      await this.#saveCheckpoints()
      if (this.#options.follow) await pause(this.#options.pollMs ?? POLL_MS, signal)
    } while (this.#options.follow && !signal.aborted)
    return this.#summary
  }

  async #loadCheckpoints(): Promise<void> {
    const since = this.#ports.now()
    for (const { object, position } of await this.#ports.checkpoints.load(this.#options.source)) {
      const checkpoint = decodeFileCheckpoint(position)
      if (checkpoint) this.#tracked.set(object, { checkpoint, since, isVisited: false, isSettled: false })
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { files, problems } = await expandPaths(this.#options.paths)
    const found = new Set(files.map((file) => resolve(file)))
    const all = [...problems]
    for (const path of found) {
      if (signal.aborted) return
      const problem = await this.#visit(path, signal)
      if (problem !== null) all.push({ path, detail: problem })
    }
    this.#report(all)
    await this.#forgetMissing(found)
  }

  /** Reads what there is to read in one file. Gives why it cannot be read, or null. */
  async #visit(path: string, signal: AbortSignal): Promise<string | null> {
    const { follow, settleMs = SETTLE_MS } = this.#options
    const tracked = this.#tracked.get(path)
    let file: OpenFile
    let tail: TailPolicy
    try {
      const visit = planVisit(tracked, await fileState(path), { follow, now: this.#ports.now(), settleMs })
      if (visit === 'skip') return null
      tail = visit
      file = await OpenFile.open(path)
    } catch (error) {
      // Following, a file that is gone between two looks is nothing unusual.
      return follow && isMissing(error) ? null : reasonOf(error)
    }
    try {
      return await this.#read(path, file, tail, signal)
    } finally {
      await file.close()
    }
  }

  async #read(path: string, file: OpenFile, tail: TailPolicy, signal: AbortSignal): Promise<string | null> {
    const fingerprint = await file.fingerprint(FINGERPRINT_BYTES)
    const resume = await this.#resume(path, file)
    const tracked: TrackedFile = {
      checkpoint: { file: file.state, fingerprint, resume, isDone: false },
      since: this.#ports.now(),
      isVisited: true,
      isSettled: tail === 'settled',
    }
    this.#tracked.set(path, tracked)
    this.#summary.files += 1
    const options = { ...this.#options.limits, resume, tail }
    for await (const part of readOpenFile(file, { path, index: 0, size: file.state.size }, options)) {
      await this.#take(part)
      const isDone = part.end?.isComplete === true
      tracked.checkpoint = { ...tracked.checkpoint, resume: part.resume, isDone }
      await this.#note(path, tracked.checkpoint, part)
      if (part.problem !== null) return part.problem
      if (signal.aborted) return null
    }
    return null
  }

  async #resume(path: string, file: OpenFile): Promise<ResumePoint> {
    const checkpoint = this.#tracked.get(path)?.checkpoint
    if (!checkpoint) return OBJECT_START
    const resume = resumeOf(checkpoint, file.state, await file.fingerprint(checkpoint.fingerprint.length))
    if (resume === OBJECT_START && checkpoint.resume.taken > 0) {
      this.#ports.logger.info('file was truncated or replaced: reading it from its start', { path })
    }
    return resume
  }

  async #take(part: FilePart): Promise<void> {
    const { source, type } = this.#options
    const { path: object, firstPosition, records } = part
    const received = this.#ports.now()
    if (records.length > 0) await this.#ports.append({ type, source, object, received, firstPosition, records })
    if (part.faults.length > 0) {
      await this.#ports.deadLetters(
        part.faults.map((fault) => ({
          ...fault,
          id: deadLetterId(source, object, fault.position, fault.bytes),
          type,
          source,
          object,
          received,
        })),
      )
    }
    this.#summary.records += records.length
    this.#summary.faults += part.faults.length
    this.#ports.progress?.({ path: object, bytes: part.bytesIn, size: part.size, records: records.length })
  }

  /** Remembers a checkpoint; saves all that are due. */
  async #note(path: string, checkpoint: FileCheckpoint, part: FilePart): Promise<void> {
    let bytes = 0
    for (const record of part.records) bytes += record.length
    this.#summary.bytes += bytes
    this.#unsavedBytes += bytes
    this.#unsaved.set(path, checkpoint)
    const isDue = this.#unsavedBytes >= (this.#options.checkpointBytes ?? CHECKPOINT_BYTES)
    if (isDue || this.#unsaved.size >= CHECKPOINT_FILES) await this.#saveCheckpoints()
  }

  async #saveCheckpoints(): Promise<void> {
    if (this.#unsaved.size === 0) return
    const { source } = this.#options
    const checkpoints: Checkpoint[] = []
    for (const [object, checkpoint] of this.#unsaved) {
      checkpoints.push({ source, object, position: encodeFileCheckpoint(checkpoint) })
    }
    await this.#ports.checkpoints.save(checkpoints)
    this.#unsaved.clear()
    this.#unsavedBytes = 0
  }

  /** Logs problems that were not there in the round before. */
  #report(problems: readonly PathProblem[]): void {
    const known = new Set<string>()
    for (const { path, detail } of problems) {
      const key = JSON.stringify([path, detail])
      known.add(key)
      if (!this.#known.has(key)) this.#ports.logger.warn('cannot read', { path, detail })
    }
    this.#known = known
    this.#summary.problems = problems
  }

  /**
   * Drops files that no longer exist. One whose folder is gone too is kept: a disk that is not mounted for a while must
   * not make us forget how far we were.
   */
  async #forgetMissing(found: ReadonlySet<string>): Promise<void> {
    const gone: string[] = []
    for (const [path, tracked] of this.#tracked) {
      if (found.has(path) || (await exists(path)) || !(await exists(dirname(path)))) continue
      gone.push(path)
      if (!tracked.checkpoint.isDone) this.#ports.logger.warn('file is gone before its end was read', { path })
    }
    if (gone.length === 0) return
    for (const path of gone) {
      this.#tracked.delete(path)
      this.#unsaved.delete(path)
    }
    await this.#ports.checkpoints.remove(this.#options.source, gone)
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    return !isMissing(error)
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
