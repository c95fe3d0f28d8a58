/**
 * Every error code of Tocsin, with what it means to the person who reads it. A code is a contract: scripts and
 * dashboards match on it, so codes are added, never renamed.
 */
export const ERROR_CODES = {
  CONFIG_INVALID: 'the configuration file has problems; all of them are listed',
  CONFIG_NOT_FOUND: 'the configuration file does not exist or cannot be read',
  USAGE: 'the command line is not one that Tocsin understands',
  QUERY_INVALID: 'a search query does not follow the grammar; the position is given',
  RULES_INVALID: 'rules could not be loaded; file and line are given',
  STORE_LOCKED: 'another process writes to this store',
  STORE_MISSING: 'there is no store at this place yet',
  STORE_VERSION: 'the store was written by a version of Tocsin that this one cannot read',
  STORE_FAILED: 'the store refused to read or write',
  STORE_FULL: 'the disk of the store is full; nothing that is not durable was acknowledged',
  INPUT_NOT_FOUND: 'a file or folder to read does not exist or cannot be opened',
  INPUT_DAMAGED: 'a file could be read only in part',
  INPUT_REFUSED: 'a file was refused because of a configured limit',
  NOT_FOUND: 'there is nothing with this id',
  CANCELLED: 'the work was stopped before it was finished',
  INTERNAL: 'a fault in Tocsin itself; please report it',
} as const

/** One of the codes of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES

/** Facts about an error for a person or a log line. Never holds secrets. */
export type ErrorContext = Readonly<Record<string, string | number | boolean | undefined>>

/**
 * The one error class of Tocsin. Bad *data* is never an error (it is a value: a dead letter, a problem list); this is
 * for what stops a piece of work. `retryable` says whether the same call may succeed later without a change.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly context: ErrorContext

  constructor(
    code: ErrorCode,
    message: string,
    options: { retryable?: boolean; context?: ErrorContext; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.retryable = options.retryable ?? false
    this.context = options.context ?? {}
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
