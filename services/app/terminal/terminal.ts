/** What we know about where a stream's text ends up. One per stream: output may go to a file while errors are watched. */
export interface Terminal {
  /** columns that a line may have */
  readonly width: number
  /** whether styles may be written */
  readonly color: boolean
  /** whether a person watches: progress and other passing things may be drawn */
  readonly isTty: boolean
}

/** The part of `process.stdout` and `process.stderr` that says where they go. */
export interface OutputStream {
  readonly isTTY?: boolean | undefined
  readonly columns?: number | undefined
}

const DEFAULT_WIDTH = 100
const LEAST_WIDTH = 40

/**
 * The facts about one stream. Styles are for terminals; `NO_COLOR` (not empty) and `TERM=dumb` switch them off,
 * `FORCE_COLOR` decides over both: `0` and `false` are off, anything else is on.
 */
export function terminalOf(stream: OutputStream, env: Readonly<Record<string, string | undefined>>): Terminal {
  const isTty = stream.isTTY === true
  const columns = stream.columns ?? 0
  return { width: columns > 0 ? Math.max(columns, LEAST_WIDTH) : DEFAULT_WIDTH, color: hasColor(isTty, env), isTty }
}

function hasColor(isTty: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return isTty && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb'
}
