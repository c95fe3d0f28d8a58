import type { Dirent } from 'node:fs'
import { opendir, readdir } from 'node:fs/promises'

import { nameOf, systemPath } from './path-name.ts'

/** What a folder holds under a name, as far as the folder itself tells. */
export interface FolderEntry {
  readonly name: string
  /** `other`: a link, or something the folder does not tell */
  readonly kind: 'file' | 'folder' | 'other'
}

/** A folder of more entries is given in several sorted chunks: the names of a million files are not held at once. */
export const CHUNK_ENTRIES = 10_000

/** What stands for bytes that are no UTF-8 in a name. */
const REPLACED = '�'

/**
 * The entries of a folder, in chunks, each sorted in the order of whole paths (`a.log` before what is in `a/`). A folder
 * that fits one chunk is sorted as a whole. Throws what the file system throws.
 */
export async function* listFolder(path: string): AsyncGenerator<readonly FolderEntry[], void> {
  const folder = await opendir(systemPath(path), { bufferSize: 512 })
  let chunk: FolderEntry[] = []
  let hasOddNames = false
  for await (const entry of folder) {
    if (entry.name.includes(REPLACED)) hasOddNames = true
    else chunk.push({ name: entry.name, kind: kindOf(entry) })
    if (chunk.length < CHUNK_ENTRIES) continue
    yield sorted(chunk)
    chunk = []
  }
  if (hasOddNames) chunk.push(...(await oddEntries(path)))
  if (chunk.length > 0) yield sorted(chunk)
}

/** Those whose names are no UTF-8, or look like it. */
async function oddEntries(path: string): Promise<readonly FolderEntry[]> {
  const entries = await readdir(systemPath(path), { withFileTypes: true, encoding: 'buffer' })
  return entries
    .filter((entry) => entry.name.toString().includes(REPLACED))
    .map((entry) => ({ name: nameOf(entry.name), kind: kindOf(entry) }))
}

function kindOf(entry: Pick<Dirent, 'isFile' | 'isDirectory'>): FolderEntry['kind'] {
  return entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : 'other'
}

function sorted(entries: readonly FolderEntry[]): readonly FolderEntry[] {
  const key = ({ name, kind }: FolderEntry): string => (kind === 'folder' ? `${name}/` : name)
  return entries.toSorted((left, right) => {
    const first = key(left)
    const second = key(right)
    return first < second ? -1 : first > second ? 1 : 0
  })
}
