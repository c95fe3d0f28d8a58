import { formatBytes, formatNumberOf } from '../../terminal/format.ts'
import { findingsOf, type Finding } from '../finding.ts'

/** What is known of the disk that the store is on. */
export interface DiskFacts {
  /** free bytes for us; null when it could not be told */
  readonly free: number | null
  readonly total: number | null
  /** below so many free bytes we warn */
  readonly minFree: number
  /** by how many bytes a day the store grows; null when it cannot be told */
  readonly growthPerDay: number | null
  /** kind of file system, as the system calls it; null when it could not be told */
  readonly fileSystem: string | null
}

const { ok, warn, fail } = findingsOf('disk')

/** Less than this and nothing can be stored soon. */
const NEARLY_FULL = 100 * 1024 * 1024
const SOON = 7
const FAR = 3650

/** SQLite's log is shared memory between processes of one machine, and needs locks that hold: these give neither surely. */
const NETWORK =
  /^(?:nfs\d?|cifs|smb\d?|smbfs|9p|afs|ceph|lustre|glusterfs|beegfs|fuse\.(?:sshfs|glusterfs|ceph|s3fs|rclone|gcsfuse))$/
const VOLATILE = /^(?:tmpfs|ramfs)$/

/** The disk: free room, how long it lasts, and whether SQLite can be trusted on it. */
export function checkDisk(facts: DiskFacts): readonly Finding[] {
  return [checkFree(facts), ...checkFileSystem(facts.fileSystem)]
}

function checkFree({ free, total, minFree, growthPerDay }: DiskFacts): Finding {
  if (free === null) return warn('how much room is free could not be told', 'look at `df` yourself')
  const days = growthPerDay === null || growthPerDay <= 0 ? null : free / growthPerDay
  const lasts =
    days === null || days > FAR
      ? ''
      : `, enough for about ${formatNumberOf(Math.floor(days), 'day')} at ${formatBytes(growthPerDay ?? 0)} a day`
  const what = `${formatBytes(free)} free${total === null ? '' : ` of ${formatBytes(total)}`}${lasts}`
  const cure = 'make room, give the store a larger disk, or set store.max_size and retention: in the configuration'
  if (free < NEARLY_FULL) return fail(what, cure)
  if (free < minFree || (days !== null && days < SOON)) return warn(what, cure)
  return ok(what)
}

function checkFileSystem(kind: string | null): readonly Finding[] {
  if (kind === null) return []
  if (NETWORK.test(kind)) {
    return [
      warn(
        `the store is on a network file system (${kind}): locks and shared memory may fail there`,
        'put it on a local disk with data:',
      ),
    ]
  }
  if (VOLATILE.test(kind))
    return [warn(`the store is in memory (${kind}): it is gone after a restart`, 'put it on a disk with data:')]
  return [ok(`file system ${kind}`)]
}
