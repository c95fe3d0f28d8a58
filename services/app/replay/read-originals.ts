import type { EventStore } from '../../core/event-store.ts'
import { isObject, type JsonValue } from '../../core/json.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import { parseIsoTime } from '../../core/time.ts'
import { LOG_TYPES } from '../../normalize/registry.ts'
import type { Span } from '../../replay/span.ts'

/** How stored originals are read. */
export interface ReadOriginalsOptions {
  readonly events: EventStore
  readonly span: Span
  readonly signal: AbortSignal
  /** which of these `tocsin.id`s the case has: their originals are not read */
  readonly known: (ids: readonly string[]) => Promise<ReadonlySet<string>>
  readonly take: (batch: RawBatch, redacted: readonly string[]) => Promise<void>
  /** how many events were looked at so far */
  readonly progress: (done: number) => void
}

/** So many documents are looked up together. */
const CHUNK = 500

/**
 * Reads the records that stored events of the span were made of (`event.original`), in the order of event time. They are the
 * bytes that arrived, with secrets overwritten, and say how they came as the event says it.
 */
export async function readOriginals(options: ReadOriginalsOptions): Promise<void> {
  const { events, span, signal, progress } = options
  const search = { query: { kind: 'all' }, ...span, order: 'oldest', limit: Number.MAX_SAFE_INTEGER } as const
  let chunk: Stored[] = []
  let done = 0
  for await (const text of events.search(search)) {
    if (signal.aborted) return
    chunk.push(storedEvent(text))
    if (chunk.length < CHUNK) continue
    await takeUnknown(chunk, options)
    done += chunk.length
    progress(done)
    chunk = []
  }
  await takeUnknown(chunk, options)
}

async function takeUnknown(chunk: readonly Stored[], { known, take }: ReadOriginalsOptions): Promise<void> {
  const there = await known(chunk.map(({ id }) => id))
  for (const { id, batch, redacted } of chunk) if (!there.has(id)) await take(batch, redacted)
}

/** A stored event as the record that it was made of. */
interface Stored {
  readonly id: string
  readonly batch: RawBatch
  readonly redacted: readonly string[]
}

function storedEvent(text: string): Stored {
  const document = JSON.parse(text) as JsonValue
  const dataset = textAt(document, 'event', 'dataset')
  const received = parseIsoTime(textAt(document, 'event', 'ingested'))
  const offset = memberAt(document, 'tocsin', 'delivery', 'offset')
  const redacted = memberAt(document, 'tocsin', 'redacted')
  return {
    id: textAt(document, 'tocsin', 'id'),
    batch: {
      type: LOG_TYPES.find((type) => type.dataset === dataset)?.name ?? 'auto',
      source: textAt(document, 'tocsin', 'delivery', 'collector'),
      object: textAt(document, 'tocsin', 'delivery', 'object'),
      received: Number.isNaN(received) ? 0 : received,
      firstPosition: typeof offset === 'number' ? offset : 1,
      records: [Buffer.from(textAt(document, 'event', 'original'))],
    },
    redacted: Array.isArray(redacted) ? redacted.filter((path) => typeof path === 'string') : [],
  }
}

function memberAt(document: JsonValue, ...path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = document
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined
    value = value[name]
  }
  return value
}

function textAt(document: JsonValue, ...path: readonly string[]): string {
  const value = memberAt(document, ...path)
  return typeof value === 'string' ? value : ''
}
