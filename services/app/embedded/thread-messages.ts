import type { Hit } from '../../core/hit.ts'
import type { LogSlice } from '../../core/log.ts'
import type { EventColumns } from '../../core/packed-events.ts'
import type { SourceProgress } from '../../core/progress.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import type { Rejection } from '../../normalize/rejection.ts'
import type { RuleSet } from '../../sigma/types.ts'
import type { PackedRules } from './packed-rules.ts'
import { decodeRaw } from './raw-codec.ts'

/** What the reading thread is started with. */
export interface ThreadData {
  readonly ruleSet: RuleSet
}

/** Records on their way to the reading thread: all bytes in one piece, which changes hands without a copy. */
export interface PackedRecords {
  /** of this slice; the answer has the same */
  readonly number: number
  readonly bytes: Uint8Array<ArrayBuffer>
  /** of each record, in order */
  readonly lengths: Uint32Array<ArrayBuffer>
  readonly batches: readonly (Omit<RawBatch, 'records'> & { readonly count: number })[]
}

/** A record that was rejected; its bytes are where they came from. */
export interface RejectedRecord {
  /** index of its batch, and of the record within the batch */
  readonly batch: number
  readonly index: number
  readonly rejection: Rejection
}

/** What the reading thread is told, in the order in which it is to happen: records to read, or rules to read on with. */
export type ThreadRequest =
  | ({ readonly kind: 'records' } & PackedRecords)
  | { readonly kind: 'rules'; readonly rules: PackedRules }

/** What the reading thread says: what it runs, at first and after other rules came, and one answer to each {@link PackedRecords}. */
export type ThreadMessage =
  | { readonly kind: 'ready'; readonly rules: string }
  | {
      readonly kind: 'read'
      readonly number: number
      readonly columns: EventColumns
      readonly hits: readonly Hit[]
      readonly rejected: readonly RejectedRecord[]
      readonly progress: readonly SourceProgress[]
    }

/** A slice's batches, and their records packed. */
export function packSlice(
  slice: LogSlice,
  number: number,
): { readonly batches: readonly RawBatch[]; readonly packed: PackedRecords } {
  const batches = slice.batches.map((batch) => decodeRaw(batch))
  let [count, size] = [0, 0]
  for (const { records } of batches) {
    count += records.length
    for (const record of records) size += record.length
  }
  const bytes = new Uint8Array(size)
  const lengths = new Uint32Array(count)
  let [at, index] = [0, 0]
  for (const { records } of batches) {
    for (const record of records) {
      bytes.set(record, at)
      at += record.length
      lengths[index] = record.length
      index += 1
    }
  }
  const heads = batches.map(({ records, ...head }) => ({ ...head, count: records.length }))
  return { batches, packed: { number, bytes, lengths, batches: heads } }
}

/** The batches again; their records are views of the one piece. */
export function unpackBatches({ bytes, lengths, batches }: PackedRecords): RawBatch[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let [at, index] = [0, 0]
  return batches.map(({ count, ...head }) => {
    const records: Uint8Array[] = []
    for (let taken = 0; taken < count; taken += 1, index += 1) {
      const length = lengths[index] ?? 0
      records.push(buffer.subarray(at, at + length))
      at += length
    }
    return { ...head, records }
  })
}
