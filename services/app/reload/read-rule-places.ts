import { stat } from 'node:fs/promises'
import { messageOf } from '../../core/errors.ts'
import type { RuleFile } from '../../sigma/types.ts'
import { readRuleFile, rulePaths, uniquePaths } from '../rules/read-rule-files.ts'

/** What could be read of the places that rules come from. */
export interface RulePlaces {
  readonly files: readonly RuleFile[]
  /** places and files that are named or were found, and cannot be read now */
  readonly unread: readonly { readonly path: string; readonly why: string }[]
}

/** As `readRuleFiles`, but what cannot be read is told instead of thrown. */
export async function readRulePlaces(places: readonly string[]): Promise<RulePlaces> {
  const { paths, unread } = await findRuleFiles(places)
  const failed = [...unread]
  const read = await Promise.all(
    paths.map(async (path) => {
      try {
        return [await readRuleFile(path)]
      } catch (error) {
        failed.push({ path, why: messageOf(error) })
        return []
      }
    }),
  )
  return { files: read.flat(), unread: failed }
}

/** What tells that a file has changed, by path: its times, size and number. What cannot be read has a stamp that says so. */
export async function stampRuleFiles(
  places: readonly string[],
  others: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { paths, unread } = await findRuleFiles(places)
  const stamps = new Map<string, string>(unread.map(({ path }) => [path, UNREADABLE]))
  await Promise.all([...paths, ...others].map(async (path) => void stamps.set(path, await stampOf(path))))
  return stamps
}

/** The stamp of what cannot be read. */
export const UNREADABLE = 'unreadable'

async function stampOf(path: string): Promise<string> {
  try {
    const { mtimeMs, ctimeMs, size, ino } = await stat(path)
    return [mtimeMs, ctimeMs, size, ino].join(' ')
  } catch {
    return UNREADABLE
  }
}

async function findRuleFiles(
  places: readonly string[],
): Promise<{ readonly paths: readonly string[]; readonly unread: RulePlaces['unread'] }> {
  const paths: string[] = []
  const unread: { path: string; why: string }[] = []
  for (const place of places) {
    try {
      paths.push(...(await rulePaths(place)))
    } catch (error) {
      unread.push({ path: place, why: messageOf(error) })
    }
  }
  return { paths: uniquePaths(paths), unread }
}
