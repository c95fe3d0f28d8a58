import { DEAD_LETTER_REASONS, type DeadLetter } from '../../core/dead-letter.ts'
import { formatTime } from '../../core/time.ts'

/** A dead letter for scripts; with its bytes the record's text as it arrived is added (what is no UTF-8 is replaced). */
export function deadLetterJson(letter: Omit<DeadLetter, 'bytes'>, bytes?: Uint8Array): Record<string, unknown> {
  return {
    id: letter.id,
    reason: letter.reason,
    meaning: DEAD_LETTER_REASONS[letter.reason],
    detail: letter.detail,
    type: letter.type,
    source: letter.source,
    file: letter.object,
    position: letter.position,
    received: formatTime(letter.received),
    size: letter.size,
    ...(bytes ? { record: Buffer.from(bytes).toString('utf8') } : {}),
  }
}
