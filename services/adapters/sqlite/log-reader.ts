import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { LogSlice, ReadLimits, StoredBatch, TopicPartition } from '../../core/log.ts'
import { prepareRows } from './prepare-rows.ts'
import { readBlock } from './block-codec.ts'
import { reading } from './transaction.ts'

const COLUMNS = 'first_offset, count, skipped, key, headers, bytes, data'

/** The read side of the log: works on any connection to the store. */
export class LogReader {
  readonly #containing: StatementSync
  readonly #following: StatementSync
  readonly #committed: StatementSync
  readonly #end: StatementSync
  readonly #partitions: StatementSync
  #latest: StoredBatch | null = null

  constructor(database: DatabaseSync) {
    const where = 'FROM log_blocks WHERE topic = ? AND partition = ? AND'
    this.#containing = database.prepare(
      `SELECT ${COLUMNS} ${where} first_offset <= ? ORDER BY first_offset DESC LIMIT 1`,
    )
    this.#following = database.prepare(`SELECT ${COLUMNS} ${where} first_offset > ? ORDER BY first_offset LIMIT 1`)
    this.#committed = prepareRows(
      database,
      'SELECT next FROM log_offsets WHERE consumers = ? AND topic = ? AND partition = ?',
    )
    this.#end = prepareRows(database, 'SELECT next FROM log_ends WHERE topic = ? AND partition = ?')
    this.#partitions = prepareRows(database, 'SELECT max(partition) + 1 FROM log_ends WHERE topic = ?')
  }

  /** A topic that nothing named has one partition. */
  partitions(topic: string): number {
    return reading('read the log', () => first(this.#partitions.get(topic)) ?? 1)
  }

  async read(from: TopicPartition, offset: number, limits: ReadLimits): Promise<LogSlice> {
    return reading('read the log', () => this.#read(from, offset, limits))
  }

  async committed(group: string, { topic, partition }: TopicPartition): Promise<number> {
    return reading('read an offset', () => first(this.#committed.get(group, topic, partition)) ?? 0)
  }

  async end(partition: TopicPartition): Promise<number> {
    return reading('read the log', () => this.endOf(partition))
  }

  /** What {@link LogReader.end} does, at once. */
  endOf({ topic, partition }: TopicPartition): number {
    return first(this.#end.get(topic, partition)) ?? 0
  }

  #read(from: TopicPartition, offset: number, { maxRecords, maxBytes }: ReadLimits): LogSlice {
    const batches: StoredBatch[] = []
    let nextOffset = offset
    let records = 0
    let bytes = 0
    for (;;) {
      const block = this.#blockAt(from, nextOffset)
      if (!block) break
      const start = Math.max(0, nextOffset - block.firstOffset)
      let end = start
      for (; end < block.values.length; end += 1) {
        const length = block.values[end]?.length ?? 0
        if (records > 0 && (records >= maxRecords || bytes + length > maxBytes)) break
        records += 1
        bytes += length
      }
      if (end > start) batches.push(part(block, start, end))
      nextOffset = block.firstOffset + end
      if (end < block.values.length || records >= maxRecords || bytes >= maxBytes) break
    }
    return { batches, nextOffset }
  }

  /** The block that holds the offset, or else the one after it. */
  #blockAt({ topic, partition }: TopicPartition, offset: number): StoredBatch | null {
    const latest = this.#latest
    if (latest && latest.topic === topic && latest.partition === partition && holds(latest, offset)) return latest
    const containing = this.#containing.get(topic, partition, offset)
    const isPast = !containing || Number(containing['first_offset']) + Number(containing['count']) <= offset
    const row = isPast ? this.#following.get(topic, partition, offset) : containing
    if (!row) return null
    const batch: StoredBatch = {
      topic,
      partition,
      key: String(row['key']),
      headers: JSON.parse(String(row['headers'])) as Record<string, string>,
      firstOffset: Number(row['first_offset']),
      skipped: Number(row['skipped']),
      values: readBlock({ bytes: Number(row['bytes']), data: row['data'] as Uint8Array }),
    }
    // Readers go on where they stopped, often inside this block.
    this.#latest = batch
    return batch
  }
}

function holds({ firstOffset, values }: StoredBatch, offset: number): boolean {
  return offset >= firstOffset && offset < firstOffset + values.length
}

function part(block: StoredBatch, start: number, end: number): StoredBatch {
  if (start === 0 && end === block.values.length) return block
  const { firstOffset, skipped, values } = block
  return { ...block, firstOffset: firstOffset + start, skipped: skipped + start, values: values.slice(start, end) }
}

/** The number in the first column; undefined for no row and for null. */
function first(row: unknown): number | undefined {
  const value: unknown = Array.isArray(row) ? row[0] : undefined
  return typeof value === 'number' ? value : undefined
}
