import type { SqliteStore } from '../../adapters/sqlite/open-store.ts'
import type { BatchOutcome } from '../../core/batch-sink.ts'
import type { EngineLimits } from '../../sigma/stateful/types.ts'
import type { Engine } from '../engine.ts'
import type { Logger } from '../logger.ts'
import type { LazyReaderOptions } from './lazy-reader.ts'
import type { Pipeline } from './pipeline.ts'
import type { RoundPace } from './source-rounds.ts'

/** What a background job works with. */
export interface JobParts {
  /** the one writer of the store; a job uses it in short steps, for everybody else waits meanwhile */
  readonly store: SqliteStore
  readonly pipeline: Pipeline
  readonly logger: Logger
  /** goes on with the rules of another engine; see `Embedded.changeRules` */
  readonly changeRules: (engine: Engine) => Promise<void>
  /** aborted when the job is to end */
  readonly signal: AbortSignal
}

/**
 * Work that goes on beside the pipeline: telling people, removing what is too old. Runs until the signal aborts and then
 * ends soon. What may pass it handles itself; a rejection ends the program.
 */
export type Job = (parts: JobParts) => Promise<void>

/** What the embedded program is made of. */
export interface EmbeddedOptions {
  /** folder of the store */
  readonly data: string
  readonly namespace: string
  readonly engine: Engine
  /** bounds of what stateful rules remember; the usual ones unless given */
  readonly limits?: EngineLimits
  /**
   * names of the sources that will tell of their complete rounds: stateful rules begin when each has told of its first. None:
   * everything is live at once
   */
  readonly sources?: readonly string[]
  readonly pace?: Partial<RoundPace>
  readonly logger: Logger
  /** called after every commit; must not throw */
  readonly committed: (outcome: BatchOutcome) => void
  /** called when the rules of another engine are in effect, between two commits; must not throw */
  readonly changed?: (engine: Engine) => void
  /** none unless given: a store that is opened for a replay delivers nothing and keeps everything */
  readonly jobs?: readonly Job[]
  /** aborted when somebody wants the program to end: then nothing waits for a full disk any longer */
  readonly stop?: AbortSignal
  /** when and how a thread of its own begins to read records; see {@link LazyReader} */
  readonly reading?: Partial<Omit<LazyReaderOptions, 'engine'>>
  /** collectors wait while so many records of the raw log are not handled yet; 50,000 unless given */
  readonly mostWaiting?: number
}
