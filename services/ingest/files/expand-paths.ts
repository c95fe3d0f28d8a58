import { glob, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { reasonOf } from './file-error.ts'
import { hasPatternCharacters, isPassedOver } from './watch-pattern.ts'

/** A path that was asked for and cannot be read. */
export interface PathProblem {
  readonly path: string
  /** why, for a person */
  readonly detail: string
}

/** The files behind some patterns. */
export interface ExpandedPaths {
  /** sorted by code units, each once; relative ones stay relative */
  readonly files: readonly string[]
  /** in the order in which they were met */
  readonly problems: readonly PathProblem[]
  /** how many files in folders were passed over because of their names */
  readonly skipped: number
}

/**
 * Finds the files behind paths, folders and glob patterns. A folder stands for all files below it, except those whose
 * name begins with a dot (and folders that do) and unfinished ones; a file that is named itself, or matched by a pattern,
 * is taken whatever its name. Whether a file holds logs is told from its content, later. Links are followed, loops of
 * links end. Never throws: what cannot be read is a problem that names it.
 */
export async function expandPaths(patterns: readonly string[]): Promise<ExpandedPaths> {
  const walk = new Walk()
  for (const pattern of patterns) await walk.addPattern(pattern)
  return { files: [...walk.files].toSorted(byCodeUnits), problems: walk.problems, skipped: walk.skipped }
}

class Walk {
  readonly files = new Set<string>()
  readonly problems: PathProblem[] = []
  skipped = 0
  /** folders that were walked already, by device and inode */
  readonly #folders = new Set<string>()

  async addPattern(pattern: string): Promise<void> {
    const kind = await kindOf(pattern)
    if (kind.is !== 'missing' || !hasPatternCharacters(pattern)) return this.#add(pattern, kind)
    let matched = false
    try {
      for await (const path of glob(pattern)) {
        matched = true
        await this.#add(path, await kindOf(path))
      }
    } catch (error) {
      this.#problem(pattern, reasonOf(error))
      return
    }
    if (!matched) this.#problem(pattern, 'matches no file')
  }

  async #add(path: string, kind: PathKind): Promise<void> {
    if (kind.is === 'file') this.files.add(path)
    else if (kind.is === 'folder') await this.#addFolder(path, kind.identity)
    else this.#problem(path, kind.detail)
  }

  /** Walks with a list of its own instead of recursion: folders may be nested deeply. */
  async #addFolder(path: string, identity: string): Promise<void> {
    const waiting = [{ path, identity }]
    for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
      if (this.#folders.has(folder.identity)) continue
      this.#folders.add(folder.identity)
      try {
        const entries = await readdir(folder.path, { withFileTypes: true })
        // In order, so that a folder which several links lead to is always found on the same way.
        for (const entry of entries.toSorted((left, right) => byCodeUnits(left.name, right.name))) {
          const below = join(folder.path, entry.name)
          if (isPassedOver(entry.name)) this.skipped += 1
          else if (entry.isFile()) this.files.add(below)
          else {
            const kind = await kindOf(below)
            if (kind.is === 'folder') waiting.push({ path: below, identity: kind.identity })
            else if (kind.is === 'file') this.files.add(below)
            else if (kind.is === 'missing') this.#problem(below, kind.detail)
            else this.skipped += 1
          }
        }
      } catch (error) {
        this.#problem(folder.path, reasonOf(error))
      }
    }
  }

  #problem(path: string, detail: string): void {
    this.problems.push({ path, detail })
  }
}

type PathKind =
  | { readonly is: 'file' }
  | { readonly is: 'folder'; readonly identity: string }
  | { readonly is: 'missing' | 'other'; readonly detail: string }

async function kindOf(path: string): Promise<PathKind> {
  try {
    const found = await stat(path)
    if (found.isFile()) return { is: 'file' }
    if (found.isDirectory()) return { is: 'folder', identity: `${found.dev}:${found.ino}` }
    return { is: 'other', detail: 'is neither a file nor a folder' }
  } catch (error) {
    return { is: 'missing', detail: reasonOf(error) }
  }
}

function byCodeUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
