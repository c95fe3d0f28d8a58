import { type Watch, type WatchState } from './watch-pattern.ts'

/** A folder that was listed. */
export interface KnownFolder {
  readonly path: string
  readonly watch: Watch
  readonly state: WatchState
  /** last change when it was listed, milliseconds since 1970; NaN when it has to be listed again whatever it says */
  mtime: number
  /** when something new was found in it or below it last, on the clock of the collector */
  active: number
}

/** So many folders are remembered; those beyond it are looked at by the sweep alone. */
const MOST_FOLDERS = 50_000
/** A folder is looked at in every round for so long after something new was found in it. */
const ACTIVE_MS = 15 * 60_000
/** At most so many folders, the ones whose last find is newest, are looked at in every round. */
const MOST_ACTIVE = 512
/** Time stamps of folders are no finer than this on some file systems, in milliseconds. */
const COARSE_MS = 2500

/**
 * Remembers how folders looked, so that those that did not change need not be listed: a look is one question to the file
 * system. Folders with something new in them come first, the others get their turn.
 */
export class FolderWatch {
  readonly #folders = new Map<string, KnownFolder>()
  #turn: Iterator<KnownFolder> | null = null

  has(watch: Watch, path: string): boolean {
    return this.#folders.has(keyOf(watch, path))
  }

  /**
   * Remembers a folder that is about to be listed. `mtime` is its last change, `wall` the time of day: a folder that has
   * just changed may change again without a new time stamp, so it is listed once more.
   */
  listed(
    folder: Pick<KnownFolder, 'path' | 'watch' | 'state'>,
    { mtime, wall, clock }: { readonly mtime: number; readonly wall: number; readonly clock: number },
  ): void {
    const key = keyOf(folder.watch, folder.path)
    const known = this.#folders.get(key)
    const remembered = Math.abs(wall - mtime) < COARSE_MS ? Number.NaN : mtime
    // One that changed lately is likely to change again.
    const active = known?.active ?? clock - Math.max(wall - mtime, 0)
    if (known) known.mtime = remembered
    else if (this.#folders.size < MOST_FOLDERS) this.#folders.set(key, { ...folder, mtime: remembered, active })
  }

  /** Something new was found in this folder: it and those above it are looked at more often. */
  activate(watch: Watch, path: string, clock: number): void {
    for (let at = path; at.length >= watch.base.length; at = at.slice(0, Math.max(at.lastIndexOf('/'), 0))) {
      const folder = this.#folders.get(keyOf(watch, at))
      if (folder) folder.active = clock
    }
  }

  forget(folder: KnownFolder): void {
    this.#folders.delete(keyOf(folder.watch, folder.path))
  }

  /** The folders to look at in every round: where watches begin, and where things happen. */
  active(clock: number): readonly KnownFolder[] {
    const active: KnownFolder[] = []
    for (const folder of this.#folders.values()) {
      if (clock - folder.active < ACTIVE_MS || folder.path === folder.watch.base) active.push(folder)
    }
    if (active.length <= MOST_ACTIVE) return active
    return active.toSorted((left, right) => right.active - left.active).slice(0, MOST_ACTIVE)
  }

  /** The next folder whose turn it is; null when all had theirs, then it begins again. */
  next(): KnownFolder | null {
    this.#turn ??= this.#folders.values()
    const { value, done } = this.#turn.next()
    if (done !== true) return value
    this.#turn = null
    return null
  }
}

function keyOf({ id }: Watch, path: string): string {
  return `${id}:${path}`
}
