import type { LogBatch, StoredBatch } from '../../core/log.ts'
import type { RawBatch } from '../../core/raw-record.ts'

/**
 * Raw records as they travel in `tocsin.raw` (design §8): the value is the record's bytes, the headers say where they came
 * from, and the key keeps what belongs together in one partition.
 */
export function encodeRaw(batch: RawBatch, batchNumber: number): LogBatch {
  return {
    key: `${batch.source}:${batchNumber}`,
    headers: {
      type: batch.type,
      source: batch.source,
      object: batch.object,
      received: String(batch.received),
      position: String(batch.firstPosition),
    },
    values: batch.records,
  }
}

/** The way back; `skipped` records of the appended batch were read before. */
export function decodeRaw(batch: StoredBatch): RawBatch {
  const { type = 'auto', source = '', object = '', received = '0', position = '1' } = batch.headers
  return {
    type,
    source,
    object,
    received: Number(received),
    firstPosition: Number(position) + batch.skipped,
    records: batch.values,
  }
}
