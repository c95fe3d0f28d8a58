import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'

import { isMissing } from './file-error.ts'
import type { FileCheckpoint } from './file-checkpoint.ts'
import { leadsTo, type VisitorParts } from './file-visitor.ts'
import { systemPath } from './path-name.ts'

/** A file whose folder is gone too may come back with its disk for so long. */
const MISSING_MS = 30 * 24 * 3_600_000

export interface ForgetOptions {
  /** files that were not seen since this round are looked for */
  readonly unseenSince: number
  readonly round: number
  /** so many are looked for at most */
  readonly most: number
  /** milliseconds since 1970 */
  readonly now: number
  /** called for a file that is gone before its end was read */
  readonly unread: (path: string) => void
}

/**
 * Forgets files that are surely gone: the name is gone, and the folder is there on the file's own device. A file whose
 * folder is gone as well, or is now an empty place where a disk was mounted, is marked, and forgotten when it stays away.
 * Goes through the slots from `from` on; gives where to go on, 0 after the last. Nothing may be waiting in the queue.
 */
export async function forgetMissing(parts: VisitorParts, from: number, options: ForgetOptions): Promise<number> {
  const { files, book, held } = parts
  const { unseenSince, round, most, now, unread } = options
  let looked = 0
  for (let slot = from; slot < files.end; slot += 1) {
    if (!files.isUnseen(slot, unseenSince) || held.get(slot)) continue
    if (looked === most) return slot
    looked += 1
    const checkpoint = await book.get(slot)
    const verdict = checkpoint ? await whereIs(slot, checkpoint, parts, round) : 'gone'
    if (checkpoint === null || verdict === 'gone' || (verdict === 'away' && isLongAway(checkpoint, now))) {
      if (checkpoint?.isDone === false && verdict === 'gone') unread(checkpoint.path)
      book.forget(slot)
      continue
    }
    files.see(slot, round)
    if (verdict === 'away' && checkpoint.missing === null) {
      const missing = { ...checkpoint, missing: now }
      book.set(slot, missing)
      book.confirm(slot, missing)
      files.miss(slot)
    }
  }
  return 0
}

function isLongAway({ missing }: FileCheckpoint, now: number): boolean {
  return missing !== null && now - missing > MISSING_MS
}

/** `there`: not gone, only not looked at, or hidden from us. */
async function whereIs(
  slot: number,
  { path, file }: FileCheckpoint,
  { paths }: VisitorParts,
  round: number,
): Promise<'there' | 'gone' | 'away'> {
  try {
    await stat(systemPath(path))
    if ((await leadsTo(path, file)) && [slot, -1].includes(paths.see(path, round))) return 'there'
  } catch (error) {
    if (!isMissing(error)) return 'there'
  }
  try {
    const folder = await stat(systemPath(dirname(path)))
    return folder.dev === file.device || file.device < 0 ? 'gone' : 'away'
  } catch (error) {
    return isMissing(error) ? 'away' : 'there'
  }
}
