import { statfsSync } from 'node:fs'

/** Bytes that an ordinary user can still write to the disk of a folder; null when the system does not say. */
export function freeDiskBytes(directory: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(directory)
    return bavail * bsize
  } catch {
    return null
  }
}
