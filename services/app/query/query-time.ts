import { DateTime, type DateTimeUnit, type DurationLikeObject } from 'luxon'
import { parseIsoTime } from '../../core/time.ts'

/** A stretch of time: a day for `2026-03-14`, one millisecond for `now`. Both ends inclusive, milliseconds since 1970. */
export interface TimeSpan {
  readonly first: number
  readonly last: number
}

/** The letters of date math, as Elasticsearch has them. */
const UNITS: ReadonlyMap<string, DateTimeUnit> = new Map([
  ['y', 'year'],
  ['M', 'month'],
  ['w', 'week'],
  ['d', 'day'],
  ['h', 'hour'],
  ['H', 'hour'],
  ['m', 'minute'],
  ['s', 'second'],
])

const MATH = /^now((?:[+-]\d{1,6}[yMwdhHms]){0,9})(?:\/([yMwdhHms]))?$/
const DATE = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/
const TIME =
  /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2})(?::(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?([Zz]|[+-]\d{2}(?::?\d{2})?)?$/
const EPOCH_MILLISECONDS = /^\d{12,14}$/

const YEAR_1 = -62_135_596_800_000
const YEAR_10000 = 253_402_300_800_000

/**
 * The stretch of time that a text names, or null when it names none.
 *
 * Date math: `now`, `now-15m`, `now-1d/d` (rounded down to the unit: the whole unit is meant). Times: `2026`, `2026-03`,
 * `2026-03-14`, `2026-03-14T08`, `…T08:17`, `…T08:17:45`, `….123`, with `Z`, an offset, or nothing, which is UTC; and
 * milliseconds since 1970 (12 to 14 digits). What is not said is left open: `2026-03-14T08:17` is the whole minute.
 */
export function parseTimeSpan(text: string, now: number): TimeSpan | null {
  const span = mathSpan(text, now) ?? epochSpan(text) ?? dateSpan(text) ?? timeSpan(text)
  return span && span.first >= YEAR_1 && span.last < YEAR_10000 ? span : null
}

function mathSpan(text: string, now: number): TimeSpan | null {
  const match = MATH.exec(text)
  if (!match) return null
  let time = DateTime.fromMillis(now, { zone: 'utc' })
  for (const [, sign, amount, letter] of (match[1] ?? '').matchAll(/([+-])(\d+)([a-zA-Z])/g)) {
    const unit = UNITS.get(letter ?? '')
    if (!unit) return null
    time = time.plus({ [unit]: Number(amount) * (sign === '-' ? -1 : 1) } satisfies DurationLikeObject)
  }
  const rounding = UNITS.get(match[2] ?? '')
  return rounding ? wholeUnit(time, rounding) : span(time.toMillis(), 1)
}

function epochSpan(text: string): TimeSpan | null {
  return EPOCH_MILLISECONDS.test(text) ? span(Number(text), 1) : null
}

function dateSpan(text: string): TimeSpan | null {
  const [, year, month, day] = DATE.exec(text) ?? []
  if (year === undefined) return null
  const start = parseIsoTime(`${year}-${month ?? '01'}-${day ?? '01'}T00:00:00Z`)
  const unit = day === undefined ? (month === undefined ? 'year' : 'month') : 'day'
  return Number.isNaN(start) ? null : wholeUnit(DateTime.fromMillis(start, { zone: 'utc' }), unit)
}

function timeSpan(text: string): TimeSpan | null {
  const [, date, hour, minute, second, fraction, zone] = TIME.exec(text) ?? []
  if (date === undefined) return null
  const clock = `${hour ?? '00'}:${minute ?? '00'}:${second ?? '00'}.${fraction ?? '0'}`
  const length = fraction !== undefined ? 1 : second !== undefined ? 1000 : minute !== undefined ? 60_000 : 3_600_000
  return span(parseIsoTime(`${date}T${clock}${zone ?? 'Z'}`), length)
}

function wholeUnit(time: DateTime, unit: DateTimeUnit): TimeSpan | null {
  const start = time.startOf(unit)
  return span(start.toMillis(), start.plus({ [unit]: 1 }).toMillis() - start.toMillis())
}

function span(start: number, length: number): TimeSpan | null {
  return Number.isNaN(start) ? null : { first: start, last: start + length - 1 }
}
