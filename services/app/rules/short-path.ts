import path from 'node:path'

/** A path as seen from the working folder, when it lies in it. */
export function shortPath(file: string): string {
  const folder = process.cwd() + path.sep
  return file.startsWith(folder) ? file.slice(folder.length) : file
}
