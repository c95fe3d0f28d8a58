import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { AppError, messageOf } from '../../core/errors.ts'
import type { RuleFile } from '../../sigma/types.ts'

/** The rules that come with Tocsin. */
export const BUILTIN_RULES = path.resolve(import.meta.dirname, '../../../detections')

/** No rule file is larger; what is, is not a rule. */
const MAX_RULE_BYTES = 8 * 1024 * 1024

/** So many files are read at the same time: thousands of them would be no quicker and take more memory. */
const AT_ONCE = 64

/**
 * All `.yml` and `.yaml` files below the folders (or the files themselves), in a fixed order. Paths are given back as they
 * were named. Throws `INPUT_NOT_FOUND` for a path that is not there.
 */
export async function readRuleFiles(places: readonly string[]): Promise<RuleFile[]> {
  const files: string[] = []
  for (const place of places) files.push(...(await rulePaths(place)))
  const unique = uniquePaths(files)
  const read: RuleFile[] = []
  for (let from = 0; from < unique.length; from += AT_ONCE) {
    read.push(...(await Promise.all(unique.slice(from, from + AT_ONCE).map((file) => readRuleFile(file)))))
  }
  return read
}

/** Each file once, however often and by whichever ways it is named. */
export function uniquePaths(files: readonly string[]): readonly string[] {
  return [...new Map(files.map((file) => [path.resolve(file), file])).values()]
}

/** The rule files of one place, sorted. Throws `INPUT_NOT_FOUND`. */
export async function rulePaths(place: string): Promise<string[]> {
  let isFolder: boolean
  try {
    isFolder = (await stat(place)).isDirectory()
  } catch (error) {
    throw new AppError('INPUT_NOT_FOUND', `no rules at ${place}: ${messageOf(error)}`, {
      context: { path: place },
      cause: error,
    })
  }
  if (!isFolder) return [place]
  const entries = await readdir(place, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && /\.ya?ml$/i.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .toSorted()
}

/** Reads one file. Throws `INPUT_NOT_FOUND`, and `INPUT_REFUSED` when it is too large. */
export async function readRuleFile(file: string): Promise<RuleFile> {
  try {
    const { size } = await stat(file)
    if (size > MAX_RULE_BYTES)
      throw new AppError('INPUT_REFUSED', `${file} has ${size} bytes: too large for a rule file`)
    return { file, text: await readFile(file, 'utf8') }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('INPUT_NOT_FOUND', `cannot read ${file}: ${messageOf(error)}`, {
      context: { path: file },
      cause: error,
    })
  }
}
