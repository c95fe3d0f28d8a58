import type { LogConsumer, LogHandler, LogSlice, ReadLimits, TopicPartition } from './log.ts'

/** What a consumer needs of a log that lives in this process. */
export interface ConsumerSource {
  partitions(topic: string): number
  read(from: TopicPartition, offset: number, limits: ReadLimits): Promise<LogSlice>
  committed(group: string, partition: TopicPartition): Promise<number>
  /** Changes with every append. */
  version(): number
  /** Resolves when `version()` is no longer `seen` or `signal` aborts; may resolve earlier. */
  changed(seen: number, signal: AbortSignal): Promise<void>
  /** Resolves after timers and sockets had a chance to run: called between slices. */
  breathe(): Promise<void>
}

/** What is consumed, by whom. */
export interface Consumption {
  readonly group: string
  readonly topics: readonly string[]
  readonly limits: ReadLimits
  readonly handler: LogHandler
  /** called once, when no method of the handler will be called any more */
  readonly ended: () => void
}

/**
 * Runs {@link import('./log.ts').Log.consume} for a log without members in other processes: one consumer has all
 * partitions of its topics, and they are read in turn, one slice each.
 */
export function startConsumer(source: ConsumerSource, consumption: Consumption): LogConsumer {
  const stopping = new AbortController()
  const done = run(source, consumption, stopping.signal).finally(() => consumption.ended())
  // Whoever only calls stop() must not be struck by an error that `done` tells: it is theirs who watch `done`.
  const settled = done.catch(() => undefined)
  return {
    done,
    stop: async () => {
      stopping.abort()
      await settled
    },
  }
}

async function run(source: ConsumerSource, consumption: Consumption, signal: AbortSignal): Promise<void> {
  const { group, topics, handler } = consumption
  await source.breathe()
  const partitions = topics.flatMap((topic) =>
    Array.from({ length: source.partitions(topic) }, (_, partition): TopicPartition => ({ topic, partition })),
  )
  await handler.assigned(partitions)
  try {
    const offsets: number[] = []
    for (const partition of partitions) offsets.push(await source.committed(group, partition))
    await handleSlices(source, consumption, { partitions, offsets, signal })
  } catch (error) {
    await handler.revoked(partitions).catch(() => undefined)
    throw error
  }
  await handler.revoked(partitions)
}

/** Partitions with the offset that comes next of each, at the same index. */
interface Positions {
  readonly partitions: readonly TopicPartition[]
  readonly offsets: number[]
  readonly signal: AbortSignal
}

async function handleSlices(
  source: ConsumerSource,
  { limits, handler }: Consumption,
  { partitions, offsets, signal }: Positions,
): Promise<void> {
  while (!signal.aborted) {
    const seen = source.version()
    let isIdle = true
    for (const [index, partition] of partitions.entries()) {
      if (signal.aborted) return
      const slice = await source.read(partition, offsets[index] ?? 0, limits)
      if (slice.batches.length === 0) continue
      isIdle = false
      await handler.slice(partition, slice)
      offsets[index] = slice.nextOffset
      await source.breathe()
    }
    if (isIdle) await source.changed(seen, signal)
  }
}
