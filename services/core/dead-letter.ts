import { contentHash, shortHash } from './ids.ts'

/** Why a record could not become an event. Stable words: people search and re-drive by them. */
export const DEAD_LETTER_REASONS = {
  'not-json': 'the bytes are no JSON value',
  'not-an-object': 'the JSON value is no object',
  'not-this-type': 'the record is not of the log type that its source declares',
  'no-event-time': 'the record does not say when it happened, or not in a form that can be read',
  'too-large': 'the record is larger than the configured limit',
  'too-deep': 'the record is nested deeper than the configured limit',
  'cut-off': 'the input ended inside the record',
  damaged: 'the compressed stream around the record is damaged',
  refused: 'the object was refused because of a configured limit',
  'mapping-failed': 'a fault in the mapping of this log type; please report it',
  'rule-failed': 'a fault in the rule engine; please report it',
} as const

/** One of the words of {@link DEAD_LETTER_REASONS}. */
export type DeadLetterReason = keyof typeof DEAD_LETTER_REASONS

/** A record that we could not read, kept with its reason until a person has looked or a fix reads it again. */
export interface DeadLetter {
  /** derived, so that reading the same bytes again gives the same dead letter; see {@link deadLetterId} */
  readonly id: string
  readonly reason: DeadLetterReason
  /** what exactly was wrong, for a person: `Unexpected token } at 118` */
  readonly detail: string
  readonly type: string
  readonly source: string
  readonly object: string
  /** 1-based place of the record within the object */
  readonly position: number
  /** milliseconds since 1970 */
  readonly received: number
  /** the record as it arrived; cut after {@link DEAD_LETTER_BYTES} */
  readonly bytes: Uint8Array
  /** how many bytes the record had */
  readonly size: number
}

/** How much of an unreadable record is kept. */
export const DEAD_LETTER_BYTES = 1024 * 1024

/** The id of a dead letter: the same bytes at the same place always give the same one. */
export function deadLetterId(source: string, object: string, position: number, bytes: Uint8Array): string {
  return shortHash([source, object, String(position), contentHash(bytes)])
}
