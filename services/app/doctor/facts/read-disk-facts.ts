import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import path from 'node:path'
import type { DiskFacts } from '../checks/check-disk.ts'

/** Free room and kind of the disk of a folder, or of the nearest folder above it that exists. Never throws. */
export async function readDiskFacts(directory: string): Promise<Pick<DiskFacts, 'free' | 'total' | 'fileSystem'>> {
  let place = path.resolve(directory)
  while (!existsSync(place) && path.dirname(place) !== place) place = path.dirname(place)
  const room = await statfs(place).catch(() => null)
  return {
    free: room && room.bavail * room.bsize,
    total: room && room.blocks * room.bsize,
    fileSystem: fileSystemOf(place),
  }
}

function fileSystemOf(place: string): string | null {
  try {
    return mountedAs(readFileSync('/proc/self/mounts', 'utf8'), realpathSync(place))
  } catch {
    return null
  }
}

/**
 * The kind of file system that holds an absolute path, from the text of `/proc/self/mounts`: that of the longest mount
 * point that the path is at or below, the last one of equals; null when there is none.
 */
export function mountedAs(mounts: string, place: string): string | null {
  let longest = -1
  let found: string | null = null
  for (const line of mounts.split('\n')) {
    const [, point, kind] = line.split(' ')
    if (point === undefined || kind === undefined) continue
    // The system writes blanks and the like as octal numbers.
    const mount = point.replaceAll(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)))
    const isAbove = mount === '/' || place === mount || place.startsWith(`${mount}/`)
    if (!isAbove || mount.length < longest) continue
    longest = mount.length
    found = kind
  }
  return found
}
