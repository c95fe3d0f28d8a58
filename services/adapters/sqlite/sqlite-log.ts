import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import { AppendSignal } from '../../core/append-signal.ts'
import { AppError } from '../../core/errors.ts'
import type { Log, LogBatch, LogConsumer, LogHandler, LogSlice, ReadLimits, TopicPartition } from '../../core/log.ts'
import { startConsumer } from '../../core/log-consumer.ts'
import { partitionOf } from '../../core/partition-of.ts'
import { BlockWriter, type Block } from './block-codec.ts'
import { LogReader } from './log-reader.ts'
import { reading, writing } from './transaction.ts'

/** Values of one appended batch beyond this go into a further block: reading one value reads its whole block. */
const BLOCK_BYTES = 2_097_152
const BLOCK_RECORDS = 4_096

/** How often a waiting consumer looks although nobody told it of an append, in milliseconds. It keeps the process alive. */
const POLL_INTERVAL = 1_000

/** A block on its way into the log. */
interface Piece {
  readonly batch: LogBatch
  readonly block: Block
  /** how many values of the batch stand in the pieces before */
  readonly skipped: number
}

/** The log on the write connection. */
export class SqliteLog implements Log {
  readonly #database: DatabaseSync
  readonly #reader: LogReader
  readonly #writer = new BlockWriter()
  readonly #signal = new AppendSignal()
  readonly #groups = new Set<string>()
  readonly #insertBlock: StatementSync
  readonly #setEnd: StatementSync
  readonly #setOffset: StatementSync

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#reader = new LogReader(database)
    this.#insertBlock = database.prepare(
      `INSERT INTO log_blocks(topic, partition, first_offset, count, skipped, key, headers, bytes, data)
       VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    this.#setEnd = database.prepare('INSERT OR REPLACE INTO log_ends(topic, partition, next) VALUES(?, ?, ?)')
    this.#setOffset = database.prepare(
      'INSERT OR REPLACE INTO log_offsets(consumers, topic, partition, next) VALUES(?, ?, ?, ?)',
    )
  }

  /** Makes sure that topics have as many partitions; none loses one. */
  createTopics(partitions: Readonly<Record<string, number>>): void {
    const create = this.#database.prepare('INSERT OR IGNORE INTO log_ends(topic, partition, next) VALUES(?, ?, 0)')
    writing(this.#database, 'create topics', () => {
      for (const [topic, count] of Object.entries(partitions)) {
        for (let partition = 0; partition < count; partition += 1) create.run(topic, partition)
      }
    })
  }

  async append(topic: string, batches: readonly LogBatch[]): Promise<void> {
    const pieces = reading('append to the log', () => batches.flatMap((batch) => this.#pieces(batch)))
    if (pieces.length === 0) return
    const partitions = this.partitions(topic)
    writing(this.#database, 'append to the log', () => {
      for (const piece of pieces) this.#insert(topic, partitionOf(piece.batch.key, partitions), piece)
    })
    this.#signal.notify()
  }

  partitions(topic: string): number {
    return this.#reader.partitions(topic)
  }

  read(from: TopicPartition, offset: number, limits: ReadLimits): Promise<LogSlice> {
    return this.#reader.read(from, offset, limits)
  }

  committed(group: string, partition: TopicPartition): Promise<number> {
    return this.#reader.committed(group, partition)
  }

  async commit(group: string, partition: TopicPartition, offset: number): Promise<void> {
    writing(this.#database, 'commit an offset', () => this.setOffset(group, partition, offset))
  }

  /** What {@link SqliteLog.commit} does, as part of the transaction at hand. */
  setOffset(group: string, { topic, partition }: TopicPartition, offset: number): void {
    this.#setOffset.run(group, topic, partition, offset)
  }

  end(partition: TopicPartition): Promise<number> {
    return this.#reader.end(partition)
  }

  consume(group: string, topics: readonly string[], limits: ReadLimits, handler: LogHandler): LogConsumer {
    if (this.#groups.has(group)) throw new AppError('INTERNAL', `the group ${group} has a consumer already`)
    this.#groups.add(group)
    const source = {
      partitions: (topic: string) => this.partitions(topic),
      read: (from: TopicPartition, offset: number, most: ReadLimits) => this.read(from, offset, most),
      committed: (name: string, partition: TopicPartition) => this.committed(name, partition),
      version: () => this.#signal.version,
      changed: (seen: number, signal: AbortSignal) => this.#changed(seen, signal),
      breathe: () => breathe(),
    }
    return startConsumer(source, { group, topics, limits, handler, ended: () => this.#groups.delete(group) })
  }

  #pieces(batch: LogBatch): Piece[] {
    const writer = this.#writer
    writer.clear()
    const pieces: Piece[] = []
    let skipped = 0
    const take = (): void => {
      const block = writer.take()
      pieces.push({ batch, block, skipped })
      skipped += block.count
    }
    for (const value of batch.values) {
      const isFull = writer.count >= BLOCK_RECORDS || writer.bytes + value.length > BLOCK_BYTES
      if (isFull && writer.count > 0) take()
      writer.addBytes(value)
    }
    if (writer.count > 0) take()
    return pieces
  }

  #insert(topic: string, partition: number, { batch, block, skipped }: Piece): void {
    const { count, bytes, data } = block
    const offset = this.#reader.endOf({ topic, partition })
    const headers = JSON.stringify(batch.headers)
    this.#insertBlock.run(topic, partition, offset, count, skipped, batch.key, headers, bytes, data)
    this.#setEnd.run(topic, partition, offset + count)
  }

  async #changed(seen: number, signal: AbortSignal): Promise<void> {
    const waiting = new AbortController()
    const stop = AbortSignal.any([signal, waiting.signal])
    const timer = sleep(POLL_INTERVAL, undefined, { signal: stop }).catch(() => undefined)
    await Promise.race([this.#signal.changed(seen, stop), timer])
    waiting.abort()
  }
}
