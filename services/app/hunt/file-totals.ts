import { stat } from 'node:fs/promises'

/** What files are together. */
export interface FileTotals {
  readonly bytes: number
  /** of each file; 0 where it cannot be told */
  readonly sizes: readonly number[]
  /** last change of each file, milliseconds since 1970; 0 where it cannot be told */
  readonly times: readonly number[]
}

/** So many files are asked for at once. */
const AT_ONCE = 64

/** Asks the file system for sizes and times. Never throws: who cannot be asked counts as nothing. */
export async function fileTotals(files: readonly string[]): Promise<FileTotals> {
  let bytes = 0
  const sizes: number[] = []
  const times: number[] = []
  for (let from = 0; from < files.length; from += AT_ONCE) {
    const states = await Promise.all(files.slice(from, from + AT_ONCE).map((file) => stat(file).catch(() => null)))
    for (const state of states) {
      bytes += state?.size ?? 0
      sizes.push(state?.size ?? 0)
      times.push(Math.floor(state?.mtimeMs ?? 0))
    }
  }
  return { bytes, sizes, times }
}
