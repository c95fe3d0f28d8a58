import { DEAD_LETTER_BYTES, deadLetterId, type DeadLetter } from '../../core/dead-letter.ts'
import type { EventDocument } from '../../core/event.ts'
import type { Hit } from '../../core/hit.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import type { Detector } from '../../detect/detector.ts'
import { detectEvent } from '../detect-event.ts'
import { isRejection, type Rejection } from '../../normalize/rejection.ts'
import type { Normalizer } from '../../normalize/normalizer.ts'

/** What reading some raw records gave, repeats of stored events still among it. */
export interface Handled {
  readonly events: EventDocument[]
  readonly hits: Hit[]
  readonly deadLetters: DeadLetter[]
}

/** The handlers between the raw log and `correlate`: normalize and detect. */
export interface RawHandlers {
  readonly normalizer: Normalizer
  readonly detector: Pick<Detector, 'detect'>
}

/** Normalizes and detects one batch and adds the results to `into`. A record that cannot be read becomes a dead letter. */
export function handleRaw(batch: RawBatch, { normalizer, detector }: RawHandlers, into: Handled): void {
  for (const [index, bytes] of batch.records.entries()) {
    const position = batch.firstPosition + index
    const origin = { source: batch.source, object: batch.object, position, received: batch.received }
    const event = normalizer.read(bytes, batch.type, origin)
    if (isRejection(event)) {
      into.deadLetters.push(deadLetterOf(batch, position, bytes, event))
      continue
    }
    const document = normalizer.document(event)
    if (isRejection(document)) {
      into.deadLetters.push(deadLetterOf(batch, position, bytes, document))
      continue
    }
    const fault = detectEvent(event, detector, into.hits)
    if (fault) into.deadLetters.push(deadLetterOf(batch, position, bytes, fault))
    else into.events.push(document)
  }
}

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
export function withoutRepeats(handled: Handled, known: ReadonlySet<string>): { events: EventDocument[]; hits: Hit[] } {
  const fresh = new Map<string, EventDocument>()
  for (const event of handled.events) if (!known.has(event.id) && !fresh.has(event.id)) fresh.set(event.id, event)
  const counted = new Set<string>()
  const hits = handled.hits.filter((hit) => {
    const key = `${hit.ruleId} ${hit.eventId}`
    if (!fresh.has(hit.eventId) || counted.has(key)) return false
    counted.add(key)
    return true
  })
  return { events: [...fresh.values()], hits }
}
