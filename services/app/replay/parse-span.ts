import { AppError } from '../../core/errors.ts'
import { formatTime } from '../../core/time.ts'
import type { Span } from '../../replay/span.ts'
import { parseTimeSpan, type TimeSpan } from '../query/query-time.ts'

/**
 * The span that `--from` and `--to` name: the first moment of the one to the last moment of the other, so that
 * `--to 2026-03-14` takes in the whole day. Throws `USAGE`.
 */
export function parseSpan(options: { readonly from?: string; readonly to?: string }, now: number): Span {
  const from = options.from === undefined ? null : timeOf('--from', options.from, now).first
  const to = options.to === undefined ? null : timeOf('--to', options.to, now).last
  if (from !== null && to !== null && from > to)
    throw new AppError('USAGE', `--from ${formatTime(from)} lies after --to ${formatTime(to)}: no event can be between`)
  return { from, to }
}

function timeOf(name: string, text: string, now: number): TimeSpan {
  const span = parseTimeSpan(text, now)
  if (span) return span
  throw new AppError('USAGE', `${name} "${text}" is no time: write now-30d, 2026-03-14 or 2026-03-14T08:17Z`)
}
