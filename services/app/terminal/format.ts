/** Quantities and times as people read them. All times are UTC. */
import { DateTime } from 'luxon'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** `1,234,567`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US')
}

/** `1 event`, `2 events`. */
export function formatNumberOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}

/** `999 B`, `1.2 KB`, `16 MB`; 1 KB has 1,024 bytes. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${units[unit]}`
}

/** Milliseconds as `850 ms`, `45 s`, `1 min 17 s`, `2 h 15 min`, `3 d 4 h`. */
export function formatDuration(milliseconds: number): string {
  const length = Math.max(0, milliseconds)
  if (length < SECOND) return `${Math.round(length)} ms`
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`
  if (length < HOUR) return pair(length, MINUTE, 'min', SECOND, 's')
  if (length < DAY) return pair(length, HOUR, 'h', MINUTE, 'min')
  return pair(length, DAY, 'd', HOUR, 'h')
}

function pair(length: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((length % large) / small)
  return `${formatCount(Math.floor(length / large))} ${largeName}${rest > 0 ? ` ${rest} ${smallName}` : ''}`
}

/** Milliseconds as a stop-watch shows them: `0:12`, `1:02:03`. */
export function formatStopwatch(milliseconds: number): string {
  const seconds = Math.ceil(Math.max(0, milliseconds) / SECOND)
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutes = Math.floor(seconds / 60) % 60
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`
}

/** Milliseconds since 1970 as `2026-03-14 08:17:45Z`. */
export function formatInstant(time: number): string {
  return display(time, "yyyy-MM-dd HH:mm:ss'Z'")
}

/** Milliseconds since 1970 as `2026-03-14`. */
export function formatDay(time: number): string {
  return display(time, 'yyyy-MM-dd')
}

/** Milliseconds since 1970 as `08:17:45`. */
export function formatTimeOfDay(time: number): string {
  return display(time, 'HH:mm:ss')
}

/** Milliseconds since 1970 as `2026-03-14 08:17`. */
export function formatMinute(time: number): string {
  return display(time, 'yyyy-MM-dd HH:mm')
}

function display(time: number, format: string): string {
  const date = DateTime.fromMillis(time, { zone: 'utc', locale: 'en-US' })
  return date.isValid ? date.toFormat(format) : 'no time'
}

/** `just now`, `3 min ago`, `in 2 h 15 min`. */
export function formatRelative(time: number, now: number): string {
  const distance = Math.abs(now - time)
  if (distance < 5 * SECOND) return 'just now'
  return time > now ? `in ${formatDuration(distance)}` : `${formatDuration(distance)} ago`
}

/**
 * A span of event time: `2026-03-14 08:17:45Z`, `2026-03-14 08:17:45 – 08:19:02Z (1 min 17 s)`, or two whole times when
 * they are on different days.
 */
export function formatSpan(first: number, last: number): string {
  const from = formatInstant(first)
  const to = formatInstant(last)
  if (from === to) return from
  const isOneDay = formatDay(first) === formatDay(last)
  const ends = isOneDay ? `${from.slice(0, -1)} – ${formatTimeOfDay(last)}Z` : `${from} – ${to}`
  return `${ends} (${formatDuration(last - first)})`
}
