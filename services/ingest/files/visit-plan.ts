import { OBJECT_START, type ResumePoint } from '../reading/object-part.ts'
import type { TailPolicy } from '../reading/read-records.ts'
import type { FileCheckpoint } from './file-checkpoint.ts'
import type { FileState, Fingerprint } from './open-file.ts'

/** A file that a collector has read or will go on with. */
export interface TrackedFile {
  checkpoint: FileCheckpoint
  /** when we first saw it as the checkpoint says it looks, milliseconds since 1970 */
  since: number
  /** false for a checkpoint of an earlier run: such a file is looked at once even if it is as it was */
  isVisited: boolean
  /** it was unfinished, did not change for a while, and what could be taken of its end was */
  isSettled: boolean
}

/** How a visit treats the end of the file, or that there is nothing to do. */
export type Visit = TailPolicy | 'skip'

/**
 * What to do with a file that looks like `state` now.
 *
 * Not following, everything that is not done is read to its end. Following, a file that is new or has changed is read,
 * and what it ends in the middle of is left, because more may come; a file that then stays as it is for `settleMs` is
 * read once more and what is unfinished becomes a fault (except an unfinished last line, see `TailPolicy`). A change
 * after that starts the same again.
 */
export function planVisit(
  tracked: TrackedFile | undefined,
  state: FileState,
  context: { readonly follow: boolean; readonly now: number; readonly settleMs: number },
): Visit {
  const isChanged = tracked === undefined || !isSame(tracked.checkpoint.file, state)
  if (!context.follow) return isChanged || !tracked.checkpoint.isDone ? 'final' : 'skip'
  if (isChanged) return 'growing'
  if (tracked.checkpoint.isDone || tracked.isSettled) return 'skip'
  if (!tracked.isVisited) return 'growing'
  return context.now - tracked.since >= context.settleMs ? 'settled' : 'skip'
}

/**
 * Where reading goes on in a file that was read before, or its start when it is another one now: a file that is shorter
 * than what was read of it, or begins differently, was truncated or replaced. `fingerprint` is the file's now, over as
 * many bytes as the one of the checkpoint. In doubt it is another file (so is a list of less than 1 KiB that was written
 * anew with more in it): reading again repeats records, which their ids absorb, and never loses one.
 *
 * A file that was renamed has no checkpoint under its new path and is read again; inode and fingerprint would tell it.
 */
export function resumeOf(checkpoint: FileCheckpoint, state: FileState, fingerprint: Fingerprint): ResumePoint {
  const { resume } = checkpoint
  const isPlain = resume.compression === 'none' && resume.offset > 0
  const leastSize = isPlain ? resume.offset : checkpoint.file.size
  const { length, hash } = checkpoint.fingerprint
  const isSameFile = fingerprint.length === length && fingerprint.hash === hash && state.size >= leastSize
  return isSameFile ? resume : OBJECT_START
}

function isSame(left: FileState, right: FileState): boolean {
  return left.size === right.size && left.mtime === right.mtime && left.inode === right.inode
}
