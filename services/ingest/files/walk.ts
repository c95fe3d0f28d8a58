import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'

import type { PathProblem } from './expand-paths.ts'
import { isMissing, reasonOf } from './file-error.ts'
import type { FolderWatch, KnownFolder } from './folder-watch.ts'
import { type FolderEntry, listFolder } from './list-folder.ts'
import { systemPath } from './path-name.ts'
import {
  enter,
  hasPatternCharacters,
  isWanted,
  startOf,
  type Watch,
  watchesOfPattern,
  watchPath,
} from './watch-pattern.ts'

/** Some of what a walk met, in its order. */
export interface WalkStep {
  /** wanted files, absolute */
  readonly files: readonly string[]
  readonly problems: readonly PathProblem[]
  /** the folder that all of the files stand in, when it is one that was looked at by itself */
  readonly folder: Place | null
}

/** A folder on the way, with what is wanted in it. */
export type Place = Pick<KnownFolder, 'path' | 'watch' | 'state'>

export interface WalkContext {
  readonly folders: FolderWatch
  /** time of day, milliseconds since 1970, as the file system has it */
  readonly wall: () => number
  /** milliseconds of a clock that never goes back */
  readonly clock: () => number
}

/** A step is handed out at the latest after so many files or folders, so that a walk can be interrupted. */
const STEP = 128

/**
 * Walks through all that is watched: the patterns in their order, below each the files in the order of their paths
 * (within folders of more than 10,000 entries in stretches). Folders that links lead to twice are walked once. Holds one
 * list of names for each folder on the way down and no more. Never throws for what the file system says.
 */
export async function* walkAll(patterns: readonly string[], context: WalkContext): AsyncGenerator<WalkStep, void> {
  const walker = new Walker(context, true)
  for (const pattern of patterns) {
    const kind = await kindOf(resolve(pattern))
    if (kind.is !== 'missing' || !hasPatternCharacters(pattern)) {
      yield* walker.walk(watchPath(pattern), kind)
      continue
    }
    const before = walker.found
    for (const watch of watchesOfPattern(pattern)) {
      const base = await kindOf(watch.base)
      if (base.is !== 'missing' || !base.isGone) yield* walker.walk(watch, base)
    }
    if (walker.found === before) yield problemStep(pattern, 'matches no file')
  }
}

/** What is new in one folder that was listed before: its files, and all below folders that are not known yet. */
export async function* walkChanged(place: Place, context: WalkContext): AsyncGenerator<WalkStep, void> {
  yield* new Walker(context, false).walkFolder(place)
}

/** A folder in the middle of being walked. */
interface Frame {
  readonly place: Place
  readonly chunks: AsyncGenerator<readonly FolderEntry[], void>
  chunk: readonly FolderEntry[]
  at: number
}

class Walker {
  /** wanted files and folders */
  found = 0
  readonly #context: WalkContext
  /** go down into folders that are known as well */
  readonly #goesEverywhere: boolean
  /** folders that were walked, by device, inode and what is wanted in them */
  readonly #walked = new Set<string>()
  #files: string[] = []
  #problems: PathProblem[] = []
  #folders = 0

  constructor(context: WalkContext, goesEverywhere: boolean) {
    this.#context = context
    this.#goesEverywhere = goesEverywhere
  }

  async *walk(watch: Watch, kind: PathKind): AsyncGenerator<WalkStep, void> {
    const state = startOf(watch)
    if (kind.is === 'folder') yield* this.walkFolder({ path: watch.base, watch, state })
    else if (kind.is === 'file' && isWanted(watch, state)) {
      this.found += 1
      yield { files: [watch.base], problems: [], folder: null }
    } else if (kind.is === 'missing' || kind.is === 'other') yield problemStep(watch.base, kind.detail)
  }

  async *walkFolder(start: Place): AsyncGenerator<WalkStep, void> {
    const frames: Frame[] = []
    const first = await this.#open(start)
    if (first) frames.push(first)
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const entry = await this.#next(frame)
      if (entry === null) frames.pop()
      else {
        const below = await this.#take(frame.place, entry)
        // Files of one step stand in one folder.
        if (below && this.#files.length > 0) yield this.#step(frame.place)
        const inner = below && (await this.#open(below))
        if (inner) frames.push(inner)
      }
      const isDue = this.#files.length >= STEP || this.#problems.length >= STEP || this.#folders >= STEP
      if (isDue || (entry === null && this.#files.length > 0)) yield this.#step(frame.place)
    }
    if (this.#problems.length > 0 || this.#files.length > 0) yield this.#step(start)
  }

  async #open(place: Place): Promise<Frame | null> {
    const { folders, wall, clock } = this.#context
    try {
      const found = await stat(systemPath(place.path))
      const wanted = isWanted(place.watch, place.state) ? '' : `${place.watch.id}:${place.state.join()}`
      const identity = `${found.dev}:${found.ino}:${wanted}`
      if (this.#walked.has(identity)) return null
      this.#walked.add(identity)
      this.#folders += 1
      folders.listed(place, { mtime: found.mtimeMs, wall: wall(), clock: clock() })
      return { place, chunks: listFolder(place.path), chunk: [], at: 0 }
    } catch (error) {
      this.#problem(place.path, reasonOf(error))
      return null
    }
  }

  async #next(frame: Frame): Promise<FolderEntry | null> {
    const entry = frame.chunk[frame.at]
    frame.at += 1
    if (entry) return entry
    try {
      const { value, done } = await frame.chunks.next()
      if (done === true) return null
      frame.chunk = value
      frame.at = 1
      return value[0] ?? null
    } catch (error) {
      this.#problem(frame.place.path, reasonOf(error))
      return null
    }
  }

  /** Notes a wanted file; gives a folder to go down into. */
  async #take({ path, watch, state }: Place, { name, kind }: FolderEntry): Promise<Place | null> {
    const next = enter(watch, state, name)
    if (next.length === 0) return null
    const below = path.endsWith('/') ? path + name : `${path}/${name}`
    let is: PathKind['is'] = kind
    if (kind === 'other') {
      const found = await kindOf(below)
      if (found.is === 'missing' && isWanted(watch, next)) this.#problem(below, found.detail)
      is = found.is
    }
    if (is === 'file' && isWanted(watch, next)) {
      this.found += 1
      this.#files.push(below)
    }
    if (is !== 'folder') return null
    if (isWanted(watch, next)) this.found += 1
    if (!this.#goesEverywhere && this.#context.folders.has(watch, below)) return null
    return { path: below, watch, state: next }
  }

  #step(folder: Place): WalkStep {
    const step = { files: this.#files, problems: this.#problems, folder }
    this.#files = []
    this.#problems = []
    this.#folders = 0
    return step
  }

  #problem(path: string, detail: string): void {
    this.#problems.push({ path, detail })
  }
}

type PathKind =
  | { readonly is: 'file' | 'folder' }
  | { readonly is: 'other'; readonly detail: string }
  | { readonly is: 'missing'; readonly detail: string; readonly isGone: boolean }

async function kindOf(path: string): Promise<PathKind> {
  try {
    const found = await stat(systemPath(path))
    if (found.isFile()) return { is: 'file' }
    if (found.isDirectory()) return { is: 'folder' }
    return { is: 'other', detail: 'is neither a file nor a folder' }
  } catch (error) {
    return { is: 'missing', detail: reasonOf(error), isGone: isMissing(error) }
  }
}

function problemStep(path: string, detail: string): WalkStep {
  return { files: [], problems: [{ path, detail }], folder: null }
}
