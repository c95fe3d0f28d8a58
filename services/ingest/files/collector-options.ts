import type { CheckpointStore } from '../../core/checkpoint.ts'
import type { ReadOptions } from '../reading/read-records.ts'
import type { AppendQueuePorts } from './append-queue.ts'
import type { PathProblem } from './expand-paths.ts'

/** What a collector says to whoever runs it. */
export interface CollectorLogger {
  info(message: string, context: Readonly<Record<string, string | number>>): void
  warn(message: string, context: Readonly<Record<string, string | number>>): void
}

export interface FilesCollectorOptions {
  /** name of the source */
  readonly source: string
  /** log type of its records, or `auto` */
  readonly type: string
  /** files, folders, glob patterns */
  readonly paths: readonly string[]
  /** false: read what is there and end; true: go on with new and grown files until stopped */
  readonly follow: boolean
  /** how often to look for new and grown files; default 1,000 ms */
  readonly pollMs?: number
  /** how long an unfinished file must stay as it is before its end is judged; default 10,000 ms */
  readonly settleMs?: number
  /** how long a file that was open when it lost its name is still read; default 60,000 ms after it last grew */
  readonly lingerMs?: number
  /** so many growing files are kept open; default 64 */
  readonly maxHeld?: number
  /** a checkpoint is saved at the latest after so many bytes of records; default 8 MiB */
  readonly checkpointBytes?: number
  readonly limits: Pick<ReadOptions, 'maxRecordBytes' | 'inflate'>
}

/** How far the file in hand was read. */
export interface FileProgress {
  readonly path: string
  /** bytes read of the file, and its size */
  readonly bytes: number
  readonly size: number
  /** records in the part that was just taken */
  readonly records: number
}

/** A look at everything that is watched, from its beginning to its end. */
export interface CompleteRound {
  /** everything that was there at this time has been appended; on the collector's clock, milliseconds since 1970 */
  readonly began: number
  /** true when nothing was appended since the round before */
  readonly isEmpty: boolean
}

/** `appendAll` and `deadLetters` resolve when what they were given is durable; until then nothing more is read. */
export interface FilesCollectorPorts extends AppendQueuePorts {
  readonly checkpoints: CheckpointStore
  /** milliseconds of a clock that never goes back; default `performance.now` */
  clock?(): number
  /** resolves after so many milliseconds or when the signal aborts; default: a timer */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly logger: CollectorLogger
  progress?(progress: FileProgress): void
  /** called whenever a round is complete, after what it found was appended; the first one may take long */
  complete?(round: CompleteRound): void
}

/** What a run did. */
export interface FilesSummary {
  /** files that were read, at least in part */
  files: number
  /** records that were appended, faults that became dead letters */
  records: number
  faults: number
  /** bytes of those records */
  bytes: number
  /** what could not be read in the last round */
  problems: readonly PathProblem[]
}
