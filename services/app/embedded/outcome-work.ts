import type { BatchOutcome, BatchSink } from '../../core/batch-sink.ts'
import type { Correlator } from '../../correlate/correlator.ts'

/** What work between two slices may ask. */
export interface OutcomeParts {
  readonly correlator: Pick<Correlator, 'apply'>
  readonly sink: Pick<BatchSink, 'known' | 'counted'>
}

/** Work that leads to an outcome, which is committed right after it, or to nothing. */
export type OutcomeWork = (parts: OutcomeParts) => Promise<BatchOutcome | null>

/** Does the work with nothing else in hand and commits what it leads to; when that fails, nothing of it has happened. */
export type ApplyWork = (work: OutcomeWork) => Promise<void>
