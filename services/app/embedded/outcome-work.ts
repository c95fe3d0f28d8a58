import type { BatchOutcome, BatchSink } from '../../core/batch-sink.ts'
import type { Command } from '../../core/command.ts'
import type { Hit } from '../../core/hit.ts'
import type { SourceProgress } from '../../core/progress.ts'
import type { Correlated } from '../../correlate/correlator.ts'

/** What hits and commands led to, to be committed. */
export type Changes = Omit<Correlated, 'reports'>

/** What work between two slices may ask. */
export interface OutcomeParts {
  /** as `Correlator.apply`; what it reports is told by whoever commits */
  readonly correlator: {
    apply(hits: readonly Hit[], commands: readonly Command[], progress?: readonly SourceProgress[]): Promise<Changes>
  }
  readonly sink: Pick<BatchSink, 'known' | 'counted'>
}

/** Work that leads to an outcome, which is committed right after it, or to nothing. */
export type OutcomeWork = (parts: OutcomeParts) => Promise<BatchOutcome | null>

/** Does the work with nothing else in hand and commits what it leads to; when that fails, nothing of it has happened. */
export type ApplyWork = (work: OutcomeWork) => Promise<void>
