import { AppendSignal } from '../../core/append-signal.ts'
import { AppError } from '../../core/errors.ts'
import type { Log, LogBatch, LogConsumer, LogHandler, LogSlice, ReadLimits, StoredBatch } from '../../core/log.ts'
import type { TopicPartition } from '../../core/log.ts'
import { startConsumer } from '../../core/log-consumer.ts'
import { partitionOf } from '../../core/partition-of.ts'

/** One record with the batch that it was appended in. */
interface Entry {
  readonly batch: LogBatch
  readonly index: number
  readonly value: Uint8Array
}

/** How many partitions each topic has; one where it is not named. */
export type PartitionCounts = Readonly<Record<string, number>>

/** A log that is gone with the process: the oracle of the contract tests. */
export class MemoryLog implements Log {
  readonly #counts: PartitionCounts
  readonly #entries = new Map<string, Entry[]>()
  readonly #offsets = new Map<string, number>()
  readonly #signal = new AppendSignal()
  readonly #groups = new Set<string>()

  constructor(counts: PartitionCounts = {}) {
    this.#counts = counts
  }

  async append(topic: string, batches: readonly LogBatch[]): Promise<void> {
    for (const batch of batches) {
      const entries = this.#of({ topic, partition: partitionOf(batch.key, this.partitions(topic)) })
      for (const [index, value] of batch.values.entries()) entries.push({ batch, index, value: new Uint8Array(value) })
    }
    this.#signal.notify()
  }

  partitions(topic: string): number {
    return this.#counts[topic] ?? 1
  }

  async read(from: TopicPartition, offset: number, limits: ReadLimits): Promise<LogSlice> {
    const entries = this.#of(from)
    const batches: { entry: Entry; firstOffset: number; values: Uint8Array[] }[] = []
    let bytes = 0
    let next = offset
    for (; next < entries.length; next += 1) {
      const entry = entries[next]
      if (!entry) break
      bytes += entry.value.length
      if (next > offset && (next - offset >= limits.maxRecords || bytes > limits.maxBytes)) break
      const last = batches.at(-1)
      if (last && last.entry.batch === entry.batch && entry.index > 0) last.values.push(entry.value)
      else batches.push({ entry, firstOffset: next, values: [entry.value] })
    }
    return { batches: batches.map((batch) => storedBatch(from, batch)), nextOffset: next }
  }

  async committed(group: string, partition: TopicPartition): Promise<number> {
    return this.#offsets.get(offsetKey(group, partition)) ?? 0
  }

  async commit(group: string, partition: TopicPartition, offset: number): Promise<void> {
    this.setOffset(group, partition, offset)
  }

  /** What {@link MemoryLog.commit} does, at once. */
  setOffset(group: string, partition: TopicPartition, offset: number): void {
    this.#offsets.set(offsetKey(group, partition), offset)
  }

  async end(partition: TopicPartition): Promise<number> {
    return this.#of(partition).length
  }

  consume(group: string, topics: readonly string[], limits: ReadLimits, handler: LogHandler): LogConsumer {
    if (this.#groups.has(group)) throw new AppError('INTERNAL', `the group ${group} has a consumer already`)
    this.#groups.add(group)
    const source = {
      partitions: (topic: string) => this.partitions(topic),
      read: (from: TopicPartition, offset: number, most: ReadLimits) => this.read(from, offset, most),
      committed: (name: string, partition: TopicPartition) => this.committed(name, partition),
      version: () => this.#signal.version,
      changed: (seen: number, signal: AbortSignal) => this.#signal.changed(seen, signal),
      breathe: () => new Promise<void>((resolve) => setImmediate(resolve)),
    }
    return startConsumer(source, { group, topics, limits, handler, ended: () => this.#groups.delete(group) })
  }

  #of({ topic, partition }: TopicPartition): Entry[] {
    const key = `${topic} ${partition}`
    let entries = this.#entries.get(key)
    if (!entries) this.#entries.set(key, (entries = []))
    return entries
  }
}

function storedBatch(
  { topic, partition }: TopicPartition,
  { entry, firstOffset, values }: { entry: Entry; firstOffset: number; values: Uint8Array[] },
): StoredBatch {
  const { key, headers } = entry.batch
  return { topic, partition, key, headers, values, firstOffset, skipped: entry.index }
}

function offsetKey(group: string, { topic, partition }: TopicPartition): string {
  return JSON.stringify([group, topic, partition])
}
