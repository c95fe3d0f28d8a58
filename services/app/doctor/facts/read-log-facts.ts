import type { RawBlock, StoreInspector } from '../../../adapters/sqlite/inspect-store.ts'
import type { SqliteReader } from '../../../adapters/sqlite/open-reader.ts'
import { TOPICS } from '../../../core/log.ts'
import { isRejection } from '../../../normalize/rejection.ts'
import type { Normalizer } from '../../../normalize/normalizer.ts'
import { decodeRaw } from '../../embedded/raw-codec.ts'
import { PIPELINE_GROUP } from '../../embedded/pipeline.ts'
import type { SourceFacts } from '../checks/check-sources.ts'

/** What the raw log tells. */
export interface LogFacts {
  /** records that are stored and not handled yet */
  readonly waiting: number
  /** when the newest record was received; null when there is none */
  readonly newestReceived: number | null
  /** records a day, of late; null when too little is there to tell */
  readonly recordsPerDay: number | null
  /** the last record of every source that is among the newest */
  readonly last: ReadonlyMap<string, NonNullable<SourceFacts['last']>>
}

/** So many blocks are looked at: each holds up to some hundreds of records. */
const BLOCKS = 5000
const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Reads what the raw log tells, from its newest blocks. */
export async function readLogFacts(
  inspector: StoreInspector,
  reader: Pick<SqliteReader, 'log'>,
  normalizer: Normalizer | null,
): Promise<LogFacts> {
  const blocks = inspector.newestBlocks(TOPICS.raw, BLOCKS)
  const newest = new Map<string, RawBlock>()
  for (const block of blocks) {
    const source = block.headers['source'] ?? ''
    if (!newest.has(source)) newest.set(source, block)
  }
  const last = new Map<string, NonNullable<SourceFacts['last']>>()
  for (const [source, block] of newest) {
    last.set(source, { received: receivedOf(block), eventTime: await lastEventTime(block, reader, normalizer) })
  }
  const received = blocks.map(receivedOf)
  return {
    waiting: await countWaiting(reader),
    newestReceived: received.length === 0 ? null : received.reduce((a, b) => Math.max(a, b)),
    recordsPerDay: recordsPerDay(blocks),
    last,
  }
}

/** Records a day over the span that these blocks arrived in, when that is long enough to tell. */
export function recordsPerDay(blocks: readonly RawBlock[]): number | null {
  let first = Infinity
  let last = -Infinity
  let records = 0
  for (const block of blocks) {
    const received = receivedOf(block)
    first = Math.min(first, received)
    last = Math.max(last, received)
    records += block.count
  }
  const span = last - first
  return span >= HOUR ? (records / span) * DAY : null
}

function receivedOf({ headers }: RawBlock): number {
  return Number(headers['received'] ?? 0)
}

/** The event time of a block's last record, when that can be read. */
async function lastEventTime(
  block: RawBlock,
  { log }: Pick<SqliteReader, 'log'>,
  normalizer: Normalizer | null,
): Promise<number | null> {
  const place = { topic: TOPICS.raw, partition: block.partition }
  const offset = block.firstOffset + block.count - 1
  const { batches } = await log.read(place, offset, { maxRecords: 1, maxBytes: 1 })
  const [stored] = batches
  const bytes = stored?.values[0]
  if (!stored || !bytes || !normalizer) return null
  const { type, source, object, received, firstPosition } = decodeRaw(stored)
  const event = normalizer.read(bytes, type, { source, object, position: firstPosition, received })
  return isRejection(event) || event.time === 0 ? null : event.time
}

async function countWaiting({ log }: Pick<SqliteReader, 'log'>): Promise<number> {
  let waiting = 0
  for (let partition = 0; partition < log.partitions(TOPICS.raw); partition += 1) {
    const place = { topic: TOPICS.raw, partition }
    waiting += (await log.end(place)) - (await log.committed(PIPELINE_GROUP, place))
  }
  return waiting
}
