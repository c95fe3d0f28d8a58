import { DEAD_LETTER_BYTES, deadLetterId, type DeadLetter } from '../../core/dead-letter.ts'
import type { EventDocument } from '../../core/event.ts'
import type { Hit } from '../../core/hit.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import type { Detector } from '../../detect/detector.ts'
import { detectEvent } from '../detect-event.ts'
import { isRejection, type Rejection } from '../../normalize/rejection.ts'
import type { NormalizedEvent } from '../../normalize/normalized-event.ts'
import type { Normalizer } from '../../normalize/normalizer.ts'
import type { ProgressTable } from './progress-table.ts'

/** What reading some raw records gave, repeats of stored events still among it. */
export interface Handled {
  readonly events: EventDocument[]
  readonly hits: Hit[]
  readonly deadLetters: DeadLetter[]
}

/** Takes what reading raw records gives, record by record. */
export interface RawOutput<Document extends object> {
  readonly hits: Hit[]
  /**
   * ids of events that were read before in this piece of work: another copy counts no more, whatever it holds. So the same
   * records give the same hits however they are cut into slices.
   */
  readonly seen: Set<string>
  /** told of every event with its time, of repeats as well; left out where it does not matter how far a source has come */
  readonly progress?: ProgressTable
  /** Makes the document of an event in the form that {@link event} takes, or says why it cannot be made. */
  document(event: NormalizedEvent): Document | Rejection
  /** takes it before the next record is read */
  event(document: Document): void
  /** `index` is the record's place in the batch */
  rejected(index: number, rejection: Rejection): void
}

/** The handlers between the raw log and `correlate`: normalize and detect. */
export interface RawHandlers {
  readonly normalizer: Normalizer
  readonly detector: Pick<Detector, 'detect'>
}

/**
 * Normalizes and detects one batch and adds the results to `into`. A record that cannot be read becomes a dead letter. `seen`
 * and `progress` are those of {@link RawOutput}, over all batches of `into`.
 */
export function handleRaw(
  batch: RawBatch,
  handlers: RawHandlers,
  into: Handled,
  { seen, progress }: Pick<RawOutput<EventDocument>, 'seen' | 'progress'>,
): void {
  readRaw(batch, handlers, {
    hits: into.hits,
    seen,
    ...(progress ? { progress } : {}),
    document: (event) => handlers.normalizer.document(event),
    event: (document) => void into.events.push(document),
    rejected: (index, rejection) => void into.deadLetters.push(rejectedRecord(batch, index, rejection)),
  })
}

/** What {@link handleRaw} does, for any output. */
export function readRaw<Document extends object>(
  batch: RawBatch,
  { normalizer, detector }: RawHandlers,
  output: RawOutput<Document>,
): void {
  for (const [index, bytes] of batch.records.entries()) {
    const position = batch.firstPosition + index
    const origin = { source: batch.source, object: batch.object, position, received: batch.received }
    const event = normalizer.read(bytes, batch.type, origin)
    if (isRejection(event)) {
      output.rejected(index, event)
      continue
    }
    output.progress?.note(batch.source, event.type.dataset, event.time, batch.received)
    if (output.seen.has(event.id)) continue
    const document = output.document(event)
    const fault = isRejection(document) ? document : detectEvent(event, detector, output.hits)
    if (fault) output.rejected(index, fault)
    else if (!isRejection(document)) {
      output.seen.add(event.id)
      output.event(document)
    }
  }
}

/** The dead letter for a record of a batch, by its index there. */
export function rejectedRecord(batch: RawBatch, index: number, rejection: Rejection): DeadLetter {
  return deadLetterOf(batch, batch.firstPosition + index, batch.records[index] ?? NOTHING, rejection)
}

const NOTHING = new Uint8Array()

/** The dead letter for a record that was rejected. */
export function deadLetterOf(
  batch: Pick<RawBatch, 'type' | 'source' | 'object' | 'received'>,
  position: number,
  bytes: Uint8Array,
  rejection: Rejection,
): DeadLetter {
  const { type, source, object, received } = batch
  return {
    id: deadLetterId(source, object, position, bytes),
    reason: rejection.rejected,
    detail: rejection.detail,
    type,
    source,
    object,
    position,
    received,
    bytes: bytes.subarray(0, DEAD_LETTER_BYTES),
    size: bytes.length,
  }
}

/**
 * Leaves out events that are stored already and repeats within the batch, together with their hits: the first copy counts,
 * whatever came with it.
 */
export function withoutRepeats(
  { events, hits }: { readonly events: readonly EventDocument[]; readonly hits: readonly Hit[] },
  known: ReadonlySet<string>,
): { events: EventDocument[]; hits: Hit[] } {
  const fresh = new Map<string, EventDocument>()
  for (const event of events) if (!known.has(event.id) && !fresh.has(event.id)) fresh.set(event.id, event)
  return { events: [...fresh.values()], hits: uniqueHits(hits.filter((hit) => fresh.has(hit.eventId))) }
}

/** The hits without those of an event that the same rule has hit before. */
export function uniqueHits(hits: readonly Hit[]): Hit[] {
  const counted = new Set<string>()
  return hits.filter((hit) => {
    const key = `${hit.ruleId} ${hit.eventId}`
    if (counted.has(key)) return false
    counted.add(key)
    return true
  })
}
