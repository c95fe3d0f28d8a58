import { parseDuration } from '../../core/time.ts'
import { quoted, type ProblemLog } from './source-text.ts'
import type { MapEntry } from './yaml-node.ts'

const SPAN = /^[1-9][0-9]*[smhd]$/
const SECOND = 1000
const DAY = 86_400_000

/** The bounds of a `timespan`, in milliseconds. */
export const TIMESPAN_BOUNDS: SpanBounds = { least: SECOND, most: 31 * DAY, words: 'from 1s to 31d' }
/** The bounds of a `history`, in milliseconds. */
export const HISTORY_BOUNDS: SpanBounds = { least: 3_600_000, most: 366 * DAY, words: 'from 1h to 366d' }

/** What a span may be, and the same in words. */
export interface SpanBounds {
  readonly least: number
  readonly most: number
  readonly words: string
}

/** Reads a span such as `30s`, `10m`, `1h`, `7d` into milliseconds; null when it is refused. */
export function readSpan({ key, value }: MapEntry, bounds: SpanBounds, log: ProblemLog): number | null {
  const text = value.kind === 'scalar' ? String(value.value) : ''
  const shown = value.kind === 'scalar' ? quoted(value.value) : `a ${value.kind}`
  if (!SPAN.test(text)) {
    const hint = 'write one number with s, m, h or d, as in 30s, 10m, 90m, 7d'
    log.error('timespan', value.start, `${key}: ${shown} is no span of time`, hint)
    return null
  }
  const span = parseDuration(text)
  if (span >= bounds.least && span <= bounds.most) return span
  log.error('timespan', value.start, `${key}: ${shown} is out of bounds`, `it can be ${bounds.words}`)
  return null
}
