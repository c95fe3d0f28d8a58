import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { StoreFacts } from '../checks/check-store.ts'

const OTHERS = 0o077
const PERMISSIONS = 0o777

/** The folder of a store and its files: how large the files are together, and what others than the owner may use. */
export async function readStoreFiles(
  directory: string,
): Promise<{ readonly bytes: number; readonly open: StoreFacts['open'] }> {
  const open: { path: string; mode: number; isFolder: boolean }[] = []
  let bytes = 0
  const look = async (file: string): Promise<void> => {
    const found = await stat(file).catch(() => null)
    if (!found) return
    const isFolder = found.isDirectory()
    if (!isFolder) bytes += found.size
    if ((found.mode & OTHERS) !== 0) open.push({ path: file, mode: found.mode & PERMISSIONS, isFolder })
  }
  await look(directory)
  for (const name of (await readdir(directory)).toSorted()) {
    if (name.startsWith('tocsin.')) await look(path.join(directory, name))
  }
  // Windows has no such modes.
  return { bytes, open: process.platform === 'win32' ? [] : open }
}
