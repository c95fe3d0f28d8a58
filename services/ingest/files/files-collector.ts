import { setTimeout as sleep } from 'node:timers/promises'

import { AppendQueue } from './append-queue.ts'
import { CheckpointBook } from './checkpoint-book.ts'
import type { FilesCollectorOptions, FilesCollectorPorts, FilesSummary } from './collector-options.ts'
import { FileRounds } from './file-rounds.ts'
import { FileTable } from './file-table.ts'
import { FileVisitor, type VisitorParts } from './file-visitor.ts'
import { FolderWatch } from './folder-watch.ts'
import { HeldFiles } from './held-files.ts'
import { HotFiles } from './hot-files.ts'
import { createPathHash } from './path-hash.ts'
import { printablePath } from './path-name.ts'
import { PathTable } from './path-table.ts'
import { ProblemLog } from './problem-log.ts'
import type { FilePart } from './read-files.ts'
import { UnfinishedFiles } from './unfinished-files.ts'

export type {
  CollectorLogger,
  CompleteRound,
  FileProgress,
  FilesCollectorOptions,
  FilesCollectorPorts,
  FilesSummary,
} from './collector-options.ts'

const POLL_MS = 1000
const SETTLE_MS = 10_000
const LINGER_MS = 60_000
const MOST_HELD = 64
const CHECKPOINT_BYTES = 8 * 1024 * 1024
const CHECKPOINT_FILES = 1000
/** What was read waits no longer than this for company on its way into the log. */
const FLUSH_MS = 200
/** Of the time between two looks, this much may go into looking through what is probably as it was. */
const IDLE_SHARE = 0.03
const LEAST_IDLE_MS = 20
/** Looking at what is active may take this share of all time; when it takes longer, looks become rarer. */
const ACTIVE_SHARE = 0.05
const LONGEST_PAUSE_MS = 60_000

/**
 * The collector `files`. Appends records in the order of the files' paths and of their places in each file, then saves
 * the checkpoints: a crash between the two reads again what lies behind the last checkpoint and loses nothing. A file is
 * known by device, inode and content, not by its path. What it does in which case is told in docs/files.md.
 */
export class FilesCollector {
  readonly #options: FilesCollectorOptions
  readonly #ports: FilesCollectorPorts
  readonly #parts: VisitorParts
  readonly #rounds: FileRounds
  readonly #clock: () => number
  readonly #summary: FilesSummary = { files: 0, records: 0, faults: 0, bytes: 0, problems: [] }
  #unsavedBytes = 0
  #flushed = 0
  /** records and faults up to the last complete round */
  #told = 0

  constructor(options: FilesCollectorOptions, ports: FilesCollectorPorts) {
    this.#options = options
    this.#ports = ports
    this.#clock = () => ports.clock?.() ?? performance.now()
    const { follow, source, paths: patterns, settleMs = SETTLE_MS, lingerMs = LINGER_MS, limits } = options
    const { logger, checkpoints } = ports
    const files = new FileTable()
    this.#parts = {
      files,
      paths: new PathTable(createPathHash()),
      book: new CheckpointBook(checkpoints, source, files),
      queue: new AppendQueue(options, ports),
      held: new HeldFiles(options.maxHeld ?? MOST_HELD),
      unfinished: new UnfinishedFiles(),
    }
    const hot = new HotFiles()
    const common = { follow, clock: this.#clock, wall: () => Date.now() }
    const visitor = new FileVisitor(this.#parts, {
      ...common,
      settleMs,
      limits,
      info: (message, path) => logger.info(message, { path: printablePath(path) }),
      begun: (path) => {
        this.#summary.files += 1
        if (follow) hot.touch(path, this.#clock())
      },
      took: (part, bytes) => this.#took(part, bytes),
    })
    const warn = (message: string, context: Readonly<Record<string, string | number>>): void =>
      logger.warn(message, context)
    const parts = { ...this.#parts, visitor, hot, folders: new FolderWatch(), problems: new ProblemLog(warn) }
    const flush = (): Promise<void> => this.#flush()
    const complete = (began: number): void => this.#complete(began)
    const now = (): number => ports.now()
    const rounds = { ...common, patterns, lingerMs, settleMs, now, warn, flush, complete }
    this.#rounds = new FileRounds(parts, rounds)
  }

  /**
   * Reads until everything is read or, following, until `signal` is aborted; then the batch in hand is finished and the
   * checkpoints saved. Rejects when records or checkpoints cannot be stored. Call it once.
   */
  async run(signal: AbortSignal): Promise<FilesSummary> {
    const { book, paths, held } = this.#parts
    await book.load(paths, this.#clock(), 0)
    this.#flushed = this.#clock()
    try {
      if (this.#options.follow) await this.#follow(signal)
      else await this.#rounds.walkOn(signal, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY)
      await this.#rounds.close()
      await this.#save()
    } finally {
      await held.close()
    }
    return { ...this.#summary, problems: this.#rounds.problems }
  }

  async #follow(signal: AbortSignal): Promise<void> {
    const { pollMs = POLL_MS } = this.#options
    const rounds = this.#rounds
    const idleMs = Math.max(pollMs * IDLE_SHARE, LEAST_IDLE_MS)
    let isFirstWalk = true
    while (!signal.aborted) {
      const started = this.#clock()
      const readingBefore = rounds.readingMs
      await rounds.lookAtHeld(signal)
      await rounds.lookAtFiles(signal)
      await rounds.lookAtActiveFolders(signal)
      await this.#save()
      const activeMs = this.#clock() - started - (rounds.readingMs - readingBefore)
      await rounds.lookAround(idleMs / 2, signal)
      const budget = isFirstWalk ? Number.POSITIVE_INFINITY : idleMs / 2
      const isIdle = await rounds.walkOn(signal, budget, started + pollMs)
      await this.#save()
      if (!isIdle) continue
      isFirstWalk = false
      const rarer = activeMs > LEAST_IDLE_MS ? activeMs / ACTIVE_SHARE - activeMs : 0
      const pause = Math.max(started + pollMs - this.#clock(), rarer, 1)
      await (this.#ports.pause ?? sleepFor)(Math.min(pause, LONGEST_PAUSE_MS), signal)
    }
  }

  async #took(part: FilePart, bytes: number): Promise<void> {
    const { records, faults, path } = part
    this.#summary.records += records.length
    this.#summary.faults += faults.length
    this.#summary.bytes += bytes
    this.#unsavedBytes += bytes
    this.#ports.progress?.({ path, bytes: part.bytesIn, size: part.size, records: records.length })
    if (!this.#parts.queue.isFull && this.#clock() - this.#flushed < FLUSH_MS) return
    await this.#flush()
    const isDue = this.#unsavedBytes >= (this.#options.checkpointBytes ?? CHECKPOINT_BYTES)
    if (isDue || this.#parts.book.unsaved >= CHECKPOINT_FILES) await this.#save()
  }

  #complete(began: number): void {
    const taken = this.#summary.records + this.#summary.faults
    this.#ports.complete?.({ began, isEmpty: taken === this.#told })
    this.#told = taken
  }

  async #flush(): Promise<void> {
    await this.#parts.queue.flush()
    this.#flushed = this.#clock()
  }

  async #save(): Promise<void> {
    await this.#flush()
    await this.#parts.book.save()
    this.#unsavedBytes = 0
  }
}

async function sleepFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(milliseconds, undefined, { signal })
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
