import { constants, glob, opendir, access, stat } from 'node:fs/promises'
import path from 'node:path'
import { messageOf } from '../../../core/errors.ts'
import type { PathFacts } from '../checks/check-sources.ts'

/** Looking goes on until so many files, faults or milliseconds. */
export interface PathBounds {
  readonly files: number
  readonly faults: number
  readonly milliseconds: number
}

/** Enough to tell that there is something to read. */
export const PATH_BOUNDS: PathBounds = { files: 2000, faults: 3, milliseconds: 5000 }

const PATTERN_CHARACTERS = /[*?[\]{}]/

interface Walk {
  readonly bounds: PathBounds
  readonly until: number
  files: number
  isMore: boolean
  readonly unreadable: string[]
}

/** Looks at what is behind a path, folder or pattern of a source: a bounded look, not the whole of it. Never throws. */
export async function readPathFacts(pattern: string, bounds: PathBounds = PATH_BOUNDS): Promise<PathFacts> {
  const walk: Walk = {
    bounds,
    until: performance.now() + bounds.milliseconds,
    files: 0,
    isMore: false,
    unreadable: [],
  }
  await guarded(walk, pattern, async () => {
    if (PATTERN_CHARACTERS.test(pattern) && !(await exists(pattern))) {
      for await (const found of glob(pattern)) {
        if (isEnough(walk)) return
        await guarded(walk, found, () => look(walk, found))
      }
      return
    }
    await look(walk, pattern)
  })
  return { path: pattern, files: walk.files, isMore: walk.isMore, unreadable: walk.unreadable }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  )
}

/** A file, or a folder with everything below it; with a list instead of recursion: folders may be nested deeply. */
async function look(walk: Walk, start: string): Promise<void> {
  const waiting = [start]
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (isEnough(walk)) return
    const place = at
    await guarded(walk, place, async () => {
      const found = await stat(place)
      if (!found.isDirectory()) {
        await lookAtFile(walk, place)
        return
      }
      for await (const entry of await opendir(place)) {
        if (isEnough(walk)) return
        if (entry.name.startsWith('.')) continue
        const below = path.join(place, entry.name)
        if (entry.isDirectory()) waiting.push(below)
        else if (entry.isFile()) await guarded(walk, below, () => lookAtFile(walk, below))
      }
    })
  }
}

async function lookAtFile(walk: Walk, file: string): Promise<void> {
  await access(file, constants.R_OK)
  walk.files += 1
}

function isEnough(walk: Walk): boolean {
  const { files, faults } = walk.bounds
  if (walk.files < files && walk.unreadable.length < faults && performance.now() < walk.until) return false
  walk.isMore = true
  return true
}

async function guarded(walk: Walk, place: string, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (walk.unreadable.length < walk.bounds.faults) walk.unreadable.push(`${place}: ${reasonOf(error)}`)
  }
}

function reasonOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return 'does not exist'
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read by this user'
  return messageOf(error)
}
