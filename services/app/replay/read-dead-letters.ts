import type { DeadLetter, DeadLetterReason } from '../../core/dead-letter.ts'
import type { DeadLetterPlace, DeadLetterStore } from '../../core/dead-letter-store.ts'
import type { RawBatch } from '../../core/raw-record.ts'
import { CLOCK_SLACK, type Span } from '../../replay/span.ts'

/** How stored dead letters are read. */
export interface ReadDeadLettersOptions {
  readonly deadLetters: Pick<DeadLetterStore, 'heads' | 'get'>
  readonly span: Span
  readonly signal: AbortSignal
  /** larger records are not read */
  readonly maxRecordBytes: number
  /** reads a record again: what was wrong may be mended by now */
  readonly take: (batch: RawBatch) => Promise<void>
  /** keeps one that cannot be read again, because it is not a whole record */
  readonly keep: (letter: DeadLetter) => Promise<void>
}

const PAGE = 200

/** Reasons that tell of a piece of an object, not of a record. */
const PIECES: ReadonlySet<DeadLetterReason> = new Set<DeadLetterReason>(['cut-off', 'damaged', 'refused'])

/**
 * Reads the dead letters of a store again, those that arrived when the span had begun: some never were in the raw log (what
 * could not be cut into records), and the raw bytes of others may be gone by now.
 */
export async function readDeadLetters(options: ReadDeadLettersOptions): Promise<void> {
  const { deadLetters, span, signal, take, keep, maxRecordBytes } = options
  let after: DeadLetterPlace | null = span.from === null ? null : { received: span.from - CLOCK_SLACK, id: '' }
  for (;;) {
    const page = await deadLetters.heads({ order: 'oldest', after, limit: PAGE })
    for (const { id } of page) {
      if (signal.aborted) return
      const letter = await deadLetters.get(id)
      if (!letter) continue
      const { type, source, object, position, received, bytes, size, reason } = letter
      const isWhole = bytes.length === size && !PIECES.has(reason) && size <= maxRecordBytes
      if (isWhole) await take({ type, source, object, received, firstPosition: position, records: [bytes] })
      else await keep(letter)
    }
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last
  }
}
