import { memoryCheckpoints } from '../../../services/adapters/memory/memory-checkpoints.ts'
import type { CheckpointStore } from '../../../services/core/checkpoint.ts'
import type { DeadLetter } from '../../../services/core/dead-letter.ts'
import type { RawBatch } from '../../../services/core/raw-record.ts'
import {
  FilesCollector,
  type CompleteRound,
  type FilesCollectorOptions,
  type FilesCollectorPorts,
  type FilesSummary,
} from '../../../services/ingest/files/files-collector.ts'
import { READ_OPTIONS } from '../sources.ts'

/** What a collector gave to the stores around it, in the order in which it did; outlives a collector that stops. */
export class CollectorHarness {
  readonly batches: RawBatch[] = []
  readonly letters: DeadLetter[] = []
  readonly logged: string[] = []
  /** what happened, in order: `append 3`, `letters 1`, `save 1`, `remove 1` */
  readonly calls: string[] = []
  /** rounds that were complete, each with how many records had been appended by then */
  readonly rounds: (CompleteRound & { readonly records: number })[] = []
  readonly checkpoints: CheckpointStore = memoryCheckpoints()
  /** how many times something was appended */
  appends = 0
  /** called before batches become durable; may throw or wait */
  beforeAppend: (batches: readonly RawBatch[]) => Promise<void> | void = () => undefined

  /** Every record as text, in the order in which it was appended. */
  get records(): string[] {
    return this.batches.flatMap((batch) => batch.records.map((record) => Buffer.from(record).toString()))
  }

  collector(
    paths: readonly string[],
    options: Partial<FilesCollectorOptions> = {},
    ports: Partial<Pick<FilesCollectorPorts, 'clock' | 'pause'>> = {},
  ): FilesCollector {
    const { checkpoints } = this
    const log = (message: string, context: Readonly<Record<string, string | number>>): void =>
      void this.logged.push(`${message}: ${Object.values(context).join(' ')}`)
    return new FilesCollector(
      { source: 'logs', type: 'auto', paths, follow: false, pollMs: 5, limits: READ_OPTIONS, ...options },
      {
        appendAll: async (batches) => {
          await this.beforeAppend(batches)
          this.appends += 1
          this.calls.push(`append ${batches.map(({ records }) => records.length).join('+')}`)
          this.batches.push(...batches)
        },
        deadLetters: async (letters) => {
          this.calls.push(`letters ${letters.length}`)
          this.letters.push(...letters)
        },
        checkpoints: {
          load: (source) => checkpoints.load(source),
          page: (source, after, limit) => checkpoints.page(source, after, limit),
          get: (source, object) => checkpoints.get(source, object),
          save: async (saved) => {
            this.calls.push(`save ${saved.length}`)
            await checkpoints.save(saved)
          },
          remove: async (source, objects) => {
            this.calls.push(`remove ${objects.length}`)
            await checkpoints.remove(source, objects)
          },
        },
        now: () => Date.now(),
        logger: { info: log, warn: log },
        complete: (round) => void this.rounds.push({ ...round, records: this.records.length }),
        ...ports,
      },
    )
  }

  /** Runs a collector to its end. */
  run(paths: readonly string[], options: Partial<FilesCollectorOptions> = {}): Promise<FilesSummary> {
    return this.collector(paths, options).run(new AbortController().signal)
  }
}

/** Waits until `isTrue`; fails with `what` after ten seconds. */
export async function eventually(what: string, isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error(`never: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}
