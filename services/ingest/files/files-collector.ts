import { dirname, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import type { Checkpoint, CheckpointStore } from '../../core/checkpoint.ts'
import { type DeadLetter, deadLetterId } from '../../core/dead-letter.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import { OBJECT_START, type ObjectPart } from '../reading/object-part.ts'
import { type ReadOptions, readRecords } from '../reading/read-records.ts'
import { expandPaths, isMissing, type PathProblem, reasonOf } from './expand-paths.ts'
import { decodeFileCheckpoint, encodeFileCheckpoint, type FileCheckpoint } from './file-checkpoint.ts'
import { FINGERPRINT_BYTES, fileState, OpenFile } from './open-file.ts'
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
    try {
      const now = this.#ports.now()
      const tail = planVisit(tracked, await fileState(path), { follow, now, settleMs })
      if (tail === 'skip') return null
      const file = await OpenFile.open(path)
      try {
        await this.#read(path, file, tail, signal)
      } finally {
        await file.close()
      }
    } catch (error) {
      if (!isSystemError(error)) throw error
      return follow && isMissing(error) ? null : reasonOf(error)
    }
    return null
  }
}
