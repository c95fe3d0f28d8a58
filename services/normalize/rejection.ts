import type { DeadLetterReason } from '../core/dead-letter.ts'

/** Why a record did not become an event. */
export interface Rejection {
  readonly rejected: DeadLetterReason
  readonly detail: string
}

/** True when a record was rejected. */
export function isRejection(value: object): value is Rejection {
  return 'rejected' in value
}
