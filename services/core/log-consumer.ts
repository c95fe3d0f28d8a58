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

/** A slice that was read, with its partition. */
interface Read {
  readonly partition: TopicPartition
  readonly slice: LogSlice
}

async function handleSlices(source: ConsumerSource, consumption: Consumption, positions: Positions): Promise<void> {
  const { handler, limits } = consumption
  const { signal } = positions
  const next = readInTurn(source, limits, positions)
  let current: Read | null = null
  while (!signal.aborted) {
    const seen = source.version()
    current ??= await next()
    if (signal.aborted) return
    if (!current) {
      await source.changed(seen, signal)
      continue
    }
    const handling = handler.slice(current.partition, current.slice)
    current = handler.ahead
      ? await whileRuns(handling, () => readAhead(next, handler))
      : await handling.then(() => null)
    await source.breathe()
  }
}

/** Gives the next slice each time, of one partition after the other; null when no partition has one. */
function readInTurn(
  source: ConsumerSource,
  limits: ReadLimits,
  { partitions, offsets }: Positions,
): () => Promise<Read | null> {
  let turn = 0
  return async () => {
    for (let tried = 0; tried < partitions.length; tried += 1) {
      const index = turn
      turn = (turn + 1) % partitions.length
      const partition = partitions[index]
      if (!partition) continue
      const slice = await source.read(partition, offsets[index] ?? 0, limits)
      if (slice.batches.length === 0) continue
      // From here on it is either handled or the consumer ends: nobody reads on from a slice that failed.
      offsets[index] = slice.nextOffset
      return { partition, slice }
    }
    return null
  }
}

async function readAhead(next: () => Promise<Read | null>, handler: LogHandler): Promise<Read | null> {
  const read = await next()
  if (read) handler.ahead?.(read.partition, read.slice)
  return read
}

/** Does `work` while `running` runs and gives its result when both have ended; what `running` throws comes first. */
async function whileRuns<T>(running: Promise<void>, work: () => Promise<T>): Promise<T> {
  const [ran, worked] = await Promise.allSettled([running, work()])
  if (ran.status === 'rejected') throw ran.reason
  if (worked.status === 'rejected') throw worked.reason
  return worked.value
}
