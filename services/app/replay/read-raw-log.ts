import { TOPICS, type Log, type LogSlice, type ReadLimits, type TopicPartition } from '../../core/log.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import { isBeforeSpan, type Span } from '../../replay/span.ts'
import { decodeRaw } from '../embedded/raw-codec.ts'

/** What is read of a log. */
export type ReadableLog = Pick<Log, 'partitions' | 'read' | 'end'>

/** How the raw log is read. */
export interface ReadRawOptions {
  readonly log: ReadableLog
  readonly span: Span
  readonly signal: AbortSignal
  readonly take: (batch: RawBatch) => Promise<void>
  /** records that were passed over, because all of them arrived before the span */
  readonly passedOver: (count: number) => void
  /** how far, in records of the log */
  readonly progress: (done: number, total: number) => void
}

const SLICE: ReadLimits = { maxRecords: 2000, maxBytes: 8 * 1024 * 1024 }
const ONE: ReadLimits = { maxRecords: 1, maxBytes: 1 }

/** How many records were appended to the raw log, and how many of those are no longer there. */
export async function rawLogExtent(log: ReadableLog): Promise<{ appended: number; removed: number }> {
  let appended = 0
  let removed = 0
  for (const place of rawPartitions(log)) {
    const end = await log.end(place)
    appended += end
    removed += Math.min(end, oldestOffset(await log.read(place, 0, ONE), end))
  }
  return { appended, removed }
}

/** Reads the raw log from its oldest record to the one that is its newest now, in the order in which they were appended. */
export async function readRawLog(options: ReadRawOptions): Promise<void> {
  const { log, signal, progress } = options
  const places: { place: TopicPartition; first: number; end: number }[] = []
  for (const place of rawPartitions(log)) {
    const end = await log.end(place)
    places.push({ place, first: oldestOffset(await log.read(place, 0, ONE), end), end })
  }
  const total = places.reduce((sum, { first, end }) => sum + end - first, 0)
  let before = 0
  for (const { place, first, end } of places) {
    let offset = first
    while (offset < end && !signal.aborted) {
      const slice = await log.read(place, offset, SLICE)
      if (slice.batches.length === 0) break
      await takeSlice(slice, options)
      offset = slice.nextOffset
      progress(before + offset - first, total)
    }
    before += end - first
  }
}

async function takeSlice(slice: LogSlice, { span, take, passedOver }: ReadRawOptions): Promise<void> {
  for (const stored of slice.batches) {
    const batch = decodeRaw(stored)
    if (isBeforeSpan(span, batch.received)) passedOver(batch.records.length)
    else await take(batch)
  }
}

function rawPartitions(log: ReadableLog): TopicPartition[] {
  return Array.from({ length: log.partitions(TOPICS.raw) }, (_, partition) => ({ topic: TOPICS.raw, partition }))
}

function oldestOffset(slice: LogSlice, end: number): number {
  return slice.batches[0]?.firstOffset ?? end
}
