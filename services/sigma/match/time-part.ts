import type { JsonValue } from '../../core/json.ts'
import { parseIsoTime } from '../../core/time.ts'
import type { TimePart } from '../detection.ts'

const DAY = 86_400_000
/** Numbers below it are seconds since 1970 (until the year 5138), others milliseconds. */
const LEAST_MILLISECONDS = 100_000_000_000

/** The part of a time stamp (ISO 8601, or seconds or milliseconds since 1970) in UTC, or NaN when the value is none. */
export function timePartOf(value: JsonValue, part: TimePart): number {
  const time = timeOf(value)
  if (Number.isNaN(time)) return Number.NaN
  const date = new Date(time)
  switch (part) {
    case 'minute':
      return date.getUTCMinutes()
    case 'hour':
      return date.getUTCHours()
    case 'day':
      return date.getUTCDate()
    case 'month':
      return date.getUTCMonth() + 1
    case 'year':
      return date.getUTCFullYear()
    case 'week':
      return isoWeek(time)
  }
}

function timeOf(value: JsonValue): number {
  if (typeof value === 'string') return /^\d{1,15}$/.test(value) ? epoch(Number(value)) : parseIsoTime(value)
  return typeof value === 'number' ? epoch(value) : Number.NaN
}

function epoch(value: number): number {
  const time = Math.abs(value) < LEAST_MILLISECONDS ? value * 1000 : value
  return Math.abs(time) <= 8.64e15 ? Math.floor(time) : Number.NaN
}

/** The week that holds the day's Thursday, counted from the first week with a Thursday of that year. */
function isoWeek(time: number): number {
  const day = Math.floor(time / DAY)
  const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3
  const yearStart = Date.UTC(new Date(thursday * DAY).getUTCFullYear(), 0, 1) / DAY
  return Math.floor((thursday - yearStart) / 7) + 1
}
