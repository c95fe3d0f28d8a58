import { OBJECT_START, type ResumePoint } from '../reading/object-part.ts'
import type { TailPolicy } from '../reading/read-records.ts'
import type { FileCheckpoint } from './file-checkpoint.ts'
import type { KnownFile } from './file-table.ts'
import type { FileState, Fingerprint } from './open-file.ts'

/** How a visit treats the end of the file, or that there is nothing to do. */
export type Visit = TailPolicy | 'skip'

/** What a plan depends on besides the file. */
export interface PlanContext {
  readonly follow: boolean
  /** milliseconds of the clock of `KnownFile.since` */
  readonly now: number
  readonly settleMs: number
}

/**
 * What to do with a file that looks like `state` now.
 *
 * Not following, everything that is not done is read to its end. Following, a file that is new or has changed is read,
 * and what it ends in the middle of is left, because more may come; a file that then stays as it is for `settleMs` is
 * read once more and what is unfinished becomes a fault (except an unfinished last line, see `TailPolicy`). A change
 * after that starts the same again.
 */
export function planVisit(known: KnownFile | null, state: FileState, { follow, now, settleMs }: PlanContext): Visit {
  const isChanged = known === null || !isSame(known.file, state)
  if (!follow) return isChanged || !known.isDone ? 'final' : 'skip'
  if (isChanged) return 'growing'
  if (known.isDone || known.isSettled) return 'skip'
  if (!known.isVisited) return 'growing'
  return now - known.since >= settleMs ? 'settled' : 'skip'
}

/** A file's bytes at the places that a checkpoint knows. */
export interface FileNow {
  readonly state: FileState
  /** over as many bytes as the checkpoint's */
  readonly fingerprint: Fingerprint
  /** the bytes before the checkpoint's offset; null when it has none */
  readonly tail: Fingerprint | null
}

/**
 * Where reading goes on in a file that was read before, or its start when it has other content now: one that is shorter
 * than what was read of it, begins differently, or has something else before that place, was truncated or replaced. In
 * doubt it is other content (so is a list of less than 1 KiB that was written anew with more in it): reading again repeats
 * records, which their ids absorb, and never loses one.
 *
 * Another inode under the same path is another file. Only where lines are found unchanged at both ends of what was read
 * it goes on all the same: many tools copy a grown file over the old one.
 */
export function resumeOf(checkpoint: FileCheckpoint, { state, fingerprint, tail }: FileNow): ResumePoint {
  const { resume, file } = checkpoint
  const isPlain = resume.compression === 'none' && resume.offset > 0
  const isSameFile = file.inode === state.inode
  if (!isSameFile && !isPlain) return OBJECT_START
  const isLongEnough = state.size >= (isPlain ? resume.offset : file.size)
  const isBegun = isEqual(checkpoint.fingerprint, fingerprint)
  const isUnchanged =
    checkpoint.tail === null ? isSameFile || coversAll(checkpoint) : tail !== null && isEqual(checkpoint.tail, tail)
  return isLongEnough && isBegun && isUnchanged ? resume : OBJECT_START
}

/** The fingerprint reaches over everything that was read. */
function coversAll({ fingerprint, resume }: FileCheckpoint): boolean {
  return fingerprint.length >= resume.offset
}

function isEqual(left: Fingerprint, right: Fingerprint): boolean {
  return left.length === right.length && left.hash === right.hash
}

/** Without the device: a file system may get another number when it is mounted again. */
function isSame(left: FileState, right: FileState): boolean {
  return left.size === right.size && left.mtime === right.mtime && left.inode === right.inode
}
