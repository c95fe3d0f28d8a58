/** The topics of design §8. Embedded, only `raw` is durable; the others pass in memory within one loop. */
export const TOPICS = {
  raw: 'tocsin.raw',
  events: 'tocsin.events',
  matches: 'tocsin.matches',
  alerts: 'tocsin.alerts',
  commands: 'tocsin.commands',
  deliveries: 'tocsin.deliveries',
  state: 'tocsin.state',
  deadLetters: 'tocsin.dead-letters',
} as const

/** Records that are appended together: they share key and headers and land in one partition, in this order. */
export interface LogBatch {
  /** decides the partition: equal keys meet in one partition and keep their order */
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly values: readonly Uint8Array[]
}

/** A batch as it stands in the log. A read may start or end inside what was appended as one batch. */
export interface StoredBatch extends LogBatch {
  readonly topic: string
  readonly partition: number
  /** offset of the first value; the others follow without a gap */
  readonly firstOffset: number
  /** how many values of the appended batch stand before `values[0]`: not 0 when a read begins inside a batch */
  readonly skipped: number
}

/** What one read gave. */
export interface LogSlice {
  /** in offset order, without gaps; empty when there is nothing at or after the offset yet */
  readonly batches: readonly StoredBatch[]
  /** where the next read goes on */
  readonly nextOffset: number
}

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/**
 * What a consumer does; every method is awaited before the next is called, and none is called after `stop`. Only `ahead` is
 * called while `slice` runs.
 */
export interface LogHandler {
  /** Partitions were given to this consumer. Called before the first batch of each; state is rebuilt here. */
  assigned(partitions: readonly TopicPartition[]): Promise<void>
  /** Partitions were taken away, or the consumer stops. No batch of them follows; state is dropped here. */
  revoked(partitions: readonly TopicPartition[]): Promise<void>
  /**
   * The next slice of one partition. The offset is not committed by this call: whoever handles the slice commits it
   * with the outcome (`BatchSink`) or through {@link Log.commit}. When it throws, the consumer stops with that error
   * and nothing is skipped.
   */
  slice(partition: TopicPartition, slice: LogSlice): Promise<void>
  /**
   * The slice that comes next unless something goes wrong, told while the one before it is handled: what is pure about
   * handling it may begin. The same object is given to {@link LogHandler.slice} then. It may never come (the slice before
   * failed, the partition was revoked, the consumer stops), so nothing may be stored here. Returns at once, never throws.
   */
  ahead?(partition: TopicPartition, slice: LogSlice): void
}

/** How much one read or one consumer step may give. At least one record is always given. */
export interface ReadLimits {
  readonly maxRecords: number
  readonly maxBytes: number
}

/** A running consumer. */
export interface LogConsumer {
  /** Resolves after the slice in hand is done and partitions were revoked. Safe to call twice. */
  stop(): Promise<void>
  /** Settles when the consumer ends: resolves after `stop`, rejects with what a handler threw. */
  readonly done: Promise<void>
}

/** The ordered durable record: Kafka in a cluster, SQLite embedded, memory in tests. */
export interface Log {
  /**
   * Appends batches in order and resolves when all are durable, or rejects and then some may be durable all the same: the
   * caller appends again, and derived ids absorb the repeat.
   */
  append(topic: string, batches: readonly LogBatch[]): Promise<void>
  /** How many partitions the topic has; topics exist from the start and never shrink. */
  partitions(topic: string): number
  /** Reads from an offset on. An offset before the oldest kept record starts at the oldest. */
  read(from: TopicPartition, offset: number, limits: ReadLimits): Promise<LogSlice>
  /** The offset at which a group goes on: 0 when it never committed. */
  committed(group: string, partition: TopicPartition): Promise<number>
  /** Moves the group's offset. Resolves when durable. */
  commit(group: string, partition: TopicPartition, offset: number): Promise<void>
  /** The offset that the next appended record will get. */
  end(partition: TopicPartition): Promise<number>
  /**
   * Consumes topics as a member of a group, from the committed offsets, one slice at a time over all partitions. Waits
   * without polling storms when there is nothing to read.
   */
  consume(group: string, topics: readonly string[], limits: ReadLimits, handler: LogHandler): LogConsumer
}
