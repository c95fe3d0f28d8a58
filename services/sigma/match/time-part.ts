import type { JsonValue } from '../../core/json.ts'
import { parseIsoTime } from '../../core/time.ts'
import type { TimePart } from '../detection.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const MINUTE = 60_000
/** Numbers below it are seconds since 1970 (until the year 5138), others milliseconds. */
const LEAST_MILLISECONDS = 100_000_000_000

/** The part of a time stamp (ISO 8601, or seconds or milliseconds since 1970) in UTC, or NaN when the value is none. */
export function timePartOf(value: JsonValue, part: TimePart): number {
  return timePartReader(part)(timeOf(value))
}

/** Reads a part of times, given in milliseconds since 1970; NaN of NaN. Remembers the last day: most events are of the same. */
export function timePartReader(part: TimePart): (time: number) => number {
  if (part === 'minute') return (time) => modulo(Math.floor(time / MINUTE), 60)
  if (part === 'hour') return (time) => modulo(Math.floor(time / HOUR), 24)
  let lastDay = Number.NaN
  let last = Number.NaN
  return (time) => {
    const day = Math.floor(time / DAY)
    if (day !== lastDay) {
      lastDay = day
      last = partOfDay(day, part)
    }
    return last
  }
}

/** `day` in days since 1970. */
function partOfDay(day: number, part: Exclude<TimePart, 'minute' | 'hour'>): number {
  const date = new Date(day * DAY)
  switch (part) {
    case 'day':
      return date.getUTCDate()
    case 'month':
      return date.getUTCMonth() + 1
    case 'year':
      return date.getUTCFullYear()
    case 'week':
      return isoWeek(day)
  }
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by
}

/** The time of a time stamp in milliseconds since 1970, or NaN when the value is none. */
export function timeOf(value: JsonValue): number {
  if (typeof value === 'string') return /^\d{1,15}$/.test(value) ? epoch(Number(value)) : parseIsoTime(value)
  return typeof value === 'number' ? epoch(value) : Number.NaN
}

function epoch(value: number): number {
  const time = Math.abs(value) < LEAST_MILLISECONDS ? value * 1000 : value
  return Math.abs(time) <= 8.64e15 ? Math.floor(time) : Number.NaN
}

/** The week that holds the day's Thursday, counted from the first week with a Thursday of that year. */
function isoWeek(day: number): number {
  const thursday = day - ((((day + 3) % 7) + 7) % 7) + 3
  const yearStart = Date.UTC(new Date(thursday * DAY).getUTCFullYear(), 0, 1) / DAY
  return Math.floor((thursday - yearStart) / 7) + 1
}
