import type { Bound } from '../query.ts'
import { compareIpAddresses, parseIpAddress } from '../ip-address.ts'
import { parseIsoTime } from '../time.ts'
import type { Scalar } from './document-values.ts'
import { foldCase } from './fold-case.ts'

/** No number is written longer. */
const MAX_NUMBER_LENGTH = 40

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i
const DATE = /^\d{4}-\d{2}-\d{2}$/

/** Negative when the value is below the bound, positive when above, NaN when the two cannot be compared. */
type Comparison = (value: Scalar) => number

/**
 * A test of whether a value lies within bounds. What the bound looks like decides how it compares: a number with numbers
 * (and text that reads as one), an address with addresses of the same version, an ISO date or time with times, all other
 * text with the value's text, without case. A value that is not of the bound's kind is not within.
 */
export function compileRange(low: Bound | null, high: Bound | null): (value: Scalar) => boolean {
  const toLow = low && comparison(low.value)
  const toHigh = high && comparison(high.value)
  return (value) => {
    if (low && toLow) {
      const order = toLow(value)
      if (!(order > 0 || (order === 0 && low.inclusive))) return false
    }
    if (high && toHigh) {
      const order = toHigh(value)
      if (!(order < 0 || (order === 0 && high.inclusive))) return false
    }
    return true
  }
}

function comparison(bound: string): Comparison {
  const number = numberOf(bound)
  if (!Number.isNaN(number)) return (value) => numberOf(value) - number
  const address = parseIpAddress(bound)
  if (address) {
    return (value) => {
      const other = typeof value === 'string' ? parseIpAddress(value) : null
      return other ? compareIpAddresses(other, address) : Number.NaN
    }
  }
  const time = timeOf(bound)
  if (!Number.isNaN(time)) return (value) => timeOf(value) - time
  const text = foldCase(bound)
  return (value) => {
    const other = foldCase(String(value))
    return other < text ? -1 : other > text ? 1 : 0
  }
}

/** The number that a value is or that its text reads as; NaN for everything else. */
function numberOf(value: Scalar): number {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.length > MAX_NUMBER_LENGTH || !NUMBER.test(value)) return Number.NaN
  return Number(value)
}

/** The time that a value's text reads as, a date alone being its first instant (UTC); NaN for everything else. */
function timeOf(value: Scalar): number {
  if (typeof value !== 'string') return Number.NaN
  return parseIsoTime(DATE.test(value) ? `${value}T00:00:00Z` : value)
}
