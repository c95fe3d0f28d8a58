import { AppError, messageOf } from '../../core/errors.ts'
import { FilesCollector, type FileProgress } from '../../ingest/files/files-collector.ts'
import type { SourceConfig } from '../config/config.ts'
import { readLimits } from '../config/read-limits.ts'
import type { Logger } from '../logger.ts'
import type { Embedded } from './embedded.ts'

/** How sources are run. */
export interface RunSourcesOptions {
  readonly config: { readonly limits: Parameters<typeof readLimits>[0] }
  readonly sources: readonly SourceConfig[]
  /** false: read what is there and end, whatever the sources say */
  readonly follow: boolean
  readonly embedded: Embedded
  readonly logger: Logger
  /** ends the collectors: each finishes its batch and saves its checkpoint */
  readonly signal: AbortSignal
  readonly now: () => number
  readonly progress?: (progress: FileProgress) => void
}

/** What all sources together brought. */
export interface SourcesSummary {
  readonly records: number
  readonly faults: number
  /** what could not be read, for a person */
  readonly problems: readonly string[]
}

/**
 * Runs every source until all have ended. A source that fails ends the others and rejects. A pipeline that cannot go on
 * ends them as well; who waits for `Embedded.done` or `drain` is told why.
 */
export async function runSources(options: RunSourcesOptions): Promise<SourcesSummary> {
  const failed = new AbortController()
  options.embedded.done.catch(() => failed.abort())
  const signal = AbortSignal.any([options.signal, failed.signal])
  const summaries = await Promise.all(
    options.sources.map(async (source) => {
      try {
        const summary = await runFiles(source, options, signal)
        if (!signal.aborted) options.embedded.ended(source.name)
        return summary
      } catch (error) {
        failed.abort()
        throw error instanceof AppError
          ? error
          : new AppError('INTERNAL', `source ${source.name}: ${messageOf(error)}`, { cause: error })
      }
    }),
  )
  return {
    records: summaries.reduce((sum, { records }) => sum + records, 0),
    faults: summaries.reduce((sum, { faults }) => sum + faults, 0),
    problems: summaries.flatMap(({ problems }) => problems.map(({ path, detail }) => `${path}: ${detail}`)),
  }
}

function runFiles(
  source: SourceConfig,
  options: RunSourcesOptions,
  signal: AbortSignal,
): ReturnType<FilesCollector['run']> {
  const { embedded, logger, now, progress } = options
  const collector = new FilesCollector(
    {
      source: source.name,
      type: source.type,
      paths: source.paths,
      follow: source.follow && options.follow,
      pollMs: source.poll,
      limits: readLimits(options.config.limits),
    },
    {
      appendAll: (batches) => embedded.appendAll(batches),
      deadLetters: (letters) => embedded.deadLetters(letters),
      checkpoints: embedded.checkpoints,
      now,
      logger,
      complete: (round) => embedded.complete(source.name, round),
      ...(progress ? { progress } : {}),
    },
  )
  return collector.run(signal)
}
