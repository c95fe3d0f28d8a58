import { DEAD_LETTER_REASONS, type DeadLetter } from '../../core/dead-letter.ts'
import { formatTime } from '../../core/time.ts'

/** A dead letter for scripts; `withBytes` adds the record's text as it arrived (what is no UTF-8 is replaced). */
export function deadLetterJson(letter: DeadLetter, withBytes: boolean): Record<string, unknown> {
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
    ...(withBytes ? { record: Buffer.from(letter.bytes).toString('utf8') } : {}),
  }
}
