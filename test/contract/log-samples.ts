import type { Log, LogBatch, LogSlice, ReadLimits, TopicPartition } from '../../services/core/log.ts'

/** The topic of these tests. */
export const TOPIC = 'tocsin.test'
/** No limit that a test meets. */
export const ALL: ReadLimits = { maxRecords: 1_000_000, maxBytes: 1_000_000_000 }
/** The first partition. */
export const ZERO: TopicPartition = { topic: TOPIC, partition: 0 }

/** A batch of texts. */
export function batch(key: string, ...texts: string[]): LogBatch {
  return { key, headers: { type: 'auto', note: `über ${key}` }, values: texts.map((text) => Buffer.from(text)) }
}

/** `offset:text` of every record of a slice. */
export function records(slice: LogSlice): string[] {
  return slice.batches.flatMap(({ firstOffset, values }) =>
    values.map((value, index) => `${firstOffset + index}:${Buffer.from(value).toString()}`),
  )
}

/** `offset:text` of every record of a partition. */
export async function all(log: Log, partition: TopicPartition): Promise<string[]> {
  return records(await log.read(partition, 0, ALL))
}
