import { stat } from 'node:fs/promises'

import { AppError } from '../../core/errors.ts'
import { FileError, isMissing, reasonOf } from './file-error.ts'
import { type FileVisitor, leadsTo, type OpenedFile, type VisitorParts } from './file-visitor.ts'
import { type FolderWatch, type KnownFolder } from './folder-watch.ts'
import { forgetMissing } from './forget-missing.ts'
import type { HeldFile } from './held-files.ts'
import type { HotFiles } from './hot-files.ts'
import { printablePath, systemPath } from './path-name.ts'
import type { ProblemLog } from './problem-log.ts'
import { readAhead } from './read-ahead.ts'
import { walkAll, walkChanged, type Place, type WalkContext, type WalkStep } from './walk.ts'

/** What rounds work with; the collector owns it. */
export interface RoundParts extends VisitorParts {
  readonly visitor: FileVisitor
  readonly hot: HotFiles
  readonly folders: FolderWatch
  readonly problems: ProblemLog
}

export interface RoundOptions extends Omit<WalkContext, 'folders'> {
  readonly patterns: readonly string[]
  readonly follow: boolean
  readonly lingerMs: number
  readonly settleMs: number
  /** milliseconds since 1970 */
  readonly now: () => number
  readonly warn: (message: string, context: Readonly<Record<string, string>>) => void
  /** stores what was read so far */
  readonly flush: () => Promise<void>
  /** everything that was there at this time, in milliseconds since 1970, was stored */
  readonly complete: (began: number) => void
}

/** So many files are opened ahead of the one in hand. */
const OPEN_AHEAD = 16
/** In a folder that changed, so many files that are known are looked at; where there are more, the walk does it. */
const MOST_LOOKS = 2000
/** So many files that were not seen are looked for after a round. */
const FORGET_FOLLOWING = 200
const FORGET_ONCE = 10_000

/** The ways to look for something to read: everything in turn, what is active, what is held open. */
export class FileRounds {
  readonly #parts: RoundParts
  readonly #options: RoundOptions
  readonly #context: WalkContext
  /** number of the walk through everything that is going on, or comes next; 0 stands for an earlier run */
  #round = 1
  #walk: AsyncGenerator<WalkStep, void> | null = null
  /** when what is held was looked at last, and when the walk that is going on began */
  #held: Times | null = null
  #began: Times | null = null
  #forgetFrom = 0
  #readingMs = 0
  #problemsLeft: ReturnType<ProblemLog['ended']> = []

  constructor(parts: RoundParts, options: RoundOptions) {
    this.#parts = parts
    this.#options = options
    this.#context = { folders: parts.folders, wall: () => options.wall(), clock: () => options.clock() }
  }

  /** Milliseconds that went into steps in which something was read, as against only looking. */
  get readingMs(): number {
    return this.#readingMs
  }

  /** What could not be read in the last whole walk. */
  get problems(): ReturnType<ProblemLog['ended']> {
    return this.#problemsLeft
  }

  /**
   * Goes on with the walk through everything: for `budget` milliseconds of looking, or until `deadline` while there is
   * something to read. False in the second case; true when there is nothing more to do at the moment.
   */
  async walkOn(signal: AbortSignal, budget: number, deadline: number): Promise<boolean> {
    const { clock } = this.#context
    const started = clock() - this.#readingMs
    if (!this.#walk) {
      // What is held the walk passes over: it was read a moment before.
      this.#began = this.#held ?? this.#times()
      this.#walk = walkAll(this.#options.patterns, this.#context)
    }
    while (!signal.aborted) {
      const { value: step, done } = await this.#walk.next()
      if (done === true) {
        await this.#endRound()
        return true
      }
      await this.#take(step, signal)
      if (clock() - this.#readingMs - started >= budget) return true
      if (clock() >= deadline) return false
    }
    return true
  }

  /** Looks at files that were read lately. */
  async lookAtFiles(signal: AbortSignal): Promise<void> {
    const { hot, held } = this.#parts
    const paths = new Set(hot.paths(this.#context.clock()))
    for (const { path } of held.all()) paths.add(path)
    await this.#visitAll([...paths], null, signal)
  }

  /** Looks at folders in which something was found lately. */
  async lookAtActiveFolders(signal: AbortSignal): Promise<void> {
    for (const folder of this.#parts.folders.active(this.#context.clock())) {
      if (signal.aborted) return
      await this.#lookAtFolder(folder, signal)
    }
  }

  /** Looks at the other folders in turn, for so many milliseconds. */
  async lookAround(budget: number, signal: AbortSignal): Promise<void> {
    const end = this.#context.clock() + budget
    while (this.#context.clock() < end && !signal.aborted) {
      const folder = this.#parts.folders.next()
      if (folder === null) return
      await this.#lookAtFolder(folder, signal)
    }
  }

  /** Reads on in the files that are held open, whatever became of their paths. */
  async lookAtHeld(signal: AbortSignal): Promise<void> {
    this.#held = this.#times()
    for (const held of this.#parts.held.all()) {
      if (signal.aborted) return
      const problem = await this.#readHeld(held, signal)
      if (problem !== null) {
        this.#parts.problems.add(held.path, problem, this.#round)
        await this.#parts.held.drop(held.slot)
      }
    }
  }

  /** Ends: what is open and has lost its path is read now, for there is no later time. */
  async close(): Promise<void> {
    await this.#walk?.return()
    const { held, visitor, files } = this.#parts
    for (const one of held.all()) {
      try {
        if (await leadsTo(one.path, one.file.state)) continue
        await visitor.readHeld(one, NEVER)
        const isDeleted = !(await one.file.isNamed())
        if (isDeleted && !files.get(one.slot).isDone) await visitor.readHeld(one, NEVER, 'final')
      } catch (error) {
        if (!(error instanceof FileError)) throw error
      }
    }
  }

  async #readHeld(held: HeldFile, signal: AbortSignal): Promise<string | null> {
    const { visitor, held: all, files } = this.#parts
    const { clock, lingerMs } = this.#options
    try {
      // Before the read: what is written between the two is read in the next round, while it is held.
      const isThere = await leadsTo(held.path, held.file.state)
      const problem = await visitor.readHeld(held, signal)
      if (problem !== null) return problem
      if (isThere) held.goneSince = null
      else held.goneSince ??= clock()
      files.see(held.slot, this.#round)
      const known = files.get(held.slot)
      const quietMs = held.goneSince === null ? 0 : clock() - Math.max(held.goneSince, known.since)
      if (held.goneSince === null || quietMs < lingerMs) return null
      if (!known.isDone) await visitor.readHeld(held, signal, (await held.file.isNamed()) ? 'settled' : 'final')
      await all.drop(held.slot)
      return null
    } catch (error) {
      if (error instanceof FileError) return error.message
      throw error
    }
  }

  async #lookAtFolder(folder: KnownFolder, signal: AbortSignal): Promise<void> {
    const mtime = await stat(systemPath(folder.path)).then(
      (found) => found.mtimeMs,
      () => null,
    )
    if (mtime === folder.mtime) return
    // The walk tells why, and finds it again.
    if (mtime === null) return this.#parts.folders.forget(folder)
    let looks = 0
    for await (const step of walkChanged(folder, this.#context)) {
      if (signal.aborted) return
      const files = looks < MOST_LOOKS ? step.files : step.files.filter((path) => this.#isNew(path))
      looks += step.files.length
      await this.#take({ ...step, files }, signal)
    }
  }

  #isNew(path: string): boolean {
    return this.#parts.paths.see(path, this.#round) < 0
  }

  async #take({ files, problems, folder }: WalkStep, signal: AbortSignal): Promise<void> {
    for (const { path, detail } of problems) this.#parts.problems.add(path, detail, this.#round)
    await this.#visitAll(files, folder, signal)
  }

  async #visitAll(paths: readonly string[], folder: Place | null, signal: AbortSignal): Promise<void> {
    const { clock } = this.#context
    const started = clock()
    if (await this.#readAll(paths, signal)) {
      this.#readingMs += clock() - started
      // In the first walk everything is new; how old a folder is tells more.
      if (folder && this.#round > 1) this.#parts.folders.activate(folder.watch, folder.path, clock())
    }
  }

  /** True when something was there to read. */
  async #readAll(paths: readonly string[], signal: AbortSignal): Promise<boolean> {
    const { visitor } = this.#parts
    const round = this.#round
    const isSeen = (path: string): boolean => !this.#options.follow && this.#parts.paths.isSeen(path, round)
    const prepare = async (path: string): Promise<OpenedFile | null> =>
      isSeen(path) ? null : visitor.prepare(path, round)
    const release = async (opened: OpenedFile | null): Promise<void> => opened?.file.close()
    let hasRead = false
    for await (const { item: path, result, error } of readAhead(paths, OPEN_AHEAD, prepare, release)) {
      if (error !== null) this.#failed(path, error)
      else if (result && signal.aborted) await release(result)
      else if (result) {
        hasRead = true
        const problem = await visitor.visit(result, round, signal)
        if (problem !== null) this.#parts.problems.add(path, problem, round)
      }
      if (signal.aborted) return hasRead
    }
    return hasRead
  }

  #failed(path: string, error: unknown): void {
    if (error instanceof AppError) throw error
    this.#parts.hot.drop(path)
    // Following, a file that is gone between two looks is nothing unusual.
    if (this.#options.follow && isMissing(error)) return
    this.#parts.problems.add(path, reasonOf(error), this.#round)
  }

  async #endRound(): Promise<void> {
    const { files, paths, problems } = this.#parts
    const { follow, now, warn, flush } = this.#options
    this.#walk = null
    this.#problemsLeft = problems.ended(this.#round)
    // What is to be forgotten must not be on its way any more.
    await flush()
    this.#tellComplete()
    // Following, a file may be moved past the walk: it is missing when two walks in a row did not meet it.
    const unseenSince = follow ? this.#round - 1 : this.#round
    this.#forgetFrom = await forgetMissing(this.#parts, Math.min(this.#forgetFrom, files.end), {
      unseenSince,
      round: this.#round,
      most: follow ? FORGET_FOLLOWING : FORGET_ONCE,
      now: now(),
      unread: (path) => warn('file is gone before its end was read', { path: printablePath(path) }),
    })
    paths.prune(unseenSince)
    this.#round += 1
  }

  #tellComplete(): void {
    const { unfinished } = this.#parts
    const { settleMs, complete } = this.#options
    if (!this.#began) return
    unfinished.roundEnded(this.#began.clock, settleMs)
    if (unfinished.size === 0) complete(this.#began.wall)
  }

  #times(): Times {
    return { wall: this.#options.now(), clock: this.#options.clock() }
  }
}

/** A moment: milliseconds since 1970, and on the clock that never goes back. */
interface Times {
  readonly wall: number
  readonly clock: number
}

const NEVER = new AbortController().signal
