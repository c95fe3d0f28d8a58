import type { JsonValue } from '../../core/json.ts'
import { parseIsoTime } from '../../core/time.ts'
import type { TimePart } from '../detection.ts'
import { ANY, type SigmaPattern } from '../pattern.ts'

/*
 * Comparisons for the plain evaluator. Written once more on purpose, as simply as possible: an error here and the same
 * error in the fast matcher are unlikely.
 */

/** Case taken away character by character. */
export function withoutCase(text: string): string {
  return Array.from(text, (character) => (character === 'ς' ? 'σ' : character.toLowerCase())).join('')
}

/** A scalar as text. */
export function plainText(value: JsonValue): string {
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value).toString()
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : JSON.stringify(value)
}

/**
 * Whether the text is what the pattern describes, by filling a row of "the first n characters match the first m parts" for
 * each part. Time is text × pattern.
 */
export function likePattern(pattern: SigmaPattern, text: string): boolean {
  const characters = Array.from(text)
  const parts = pattern.flatMap((part): (string | number)[] => (typeof part === 'string' ? Array.from(part) : [part]))
  let row = characters.map(() => false)
  row.unshift(true)
  for (const part of parts) {
    const next = row.map(() => false)
    for (let at = 0; at < row.length; at += 1) {
      if (part === ANY) next[at] = row[at] === true || (at > 0 && next[at - 1] === true)
      else if (at > 0 && row[at - 1] === true) next[at] = typeof part === 'number' || part === characters[at - 1]
    }
    row = next
  }
  return row.at(-1) === true
}

/** The bits of a network, as text of 0 and 1 with the version before it. */
export function networkBits(network: string): string {
  const [address = '', length] = network.split('/')
  const bits = addressBits(address) ?? 'none'
  if (length === undefined) return bits
  const count = bits.startsWith('v4') && address.includes(':') ? Number(length) - 96 : Number(length)
  return bits.slice(0, 2 + count)
}

/** The bits of an address in the same form; undefined when the text is none. */
export function addressBits(text: string): string | undefined {
  const [bare = '', zone] = text.split('%', 2)
  if (!bare.includes(':')) {
    const bits = zone === undefined ? dottedBits(bare) : undefined
    return bits && `v4${bits}`
  }
  const dotted = /^(.*:)([0-9.]+\.[0-9.]+)$/.exec(bare)
  const last = dotted ? dottedBits(dotted[2] ?? '') : undefined
  if (dotted && !last) return undefined
  const whole = last
    ? `${dotted?.[1]}${Number.parseInt(last.slice(0, 16), 2).toString(16)}:${Number.parseInt(last.slice(16), 2).toString(16)}`
    : bare
  const bits = colonBits(whole)
  const mapped = `${'0'.repeat(80)}${'1'.repeat(16)}`
  return bits?.startsWith(mapped) ? `v4${bits.slice(96)}` : bits && `v6${bits}`
}

function dottedBits(text: string): string | undefined {
  const numbers = text.split('.').map((part) => (/^(0|[1-9][0-9]{0,2})$/.test(part) ? Number(part) : 999))
  if (numbers.length !== 4 || numbers.some((number) => number > 255)) return undefined
  return numbers.map((number) => number.toString(2).padStart(8, '0')).join('')
}

function colonBits(text: string): string | undefined {
  const gap = text.indexOf('::')
  const sides = gap < 0 ? [text] : [text.slice(0, gap), text.slice(gap + 2)]
  const groups = sides.map((side) => (side === '' ? [] : side.split(':')))
  if (groups.flat().some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  const missing = 8 - groups.flat().length
  if (gap < 0 ? missing !== 0 : missing < 1) return undefined
  if (gap >= 0)
    groups.splice(
      1,
      0,
      Array.from({ length: missing }, () => '0'),
    )
  return groups
    .flat()
    .map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0'))
    .join('')
}

/** True for what {@link partOf} can read. */
export function isIsoDate(value: JsonValue): boolean {
  return !Number.isNaN(millisecondsOf(value))
}

/** The part of a time stamp in UTC, read from its ISO text. */
export function partOf(value: JsonValue, part: TimePart): number {
  const instant = new Date(millisecondsOf(value))
  const [date = '', time = ''] = instant.toISOString().split('T')
  if (part === 'minute') return Number(time.slice(3, 5))
  if (part === 'hour') return Number(time.slice(0, 2))
  if (part === 'day') return Number(date.slice(-2))
  if (part === 'month') return Number(date.slice(-5, -3))
  return part === 'year' ? Number(date.slice(0, -6)) : weekOf(instant)
}

/** Goes to the Thursday of the week and counts the Thursdays of its year. */
function weekOf(date: Date): number {
  const thursday = new Date(date)
  while (thursday.getUTCDay() !== 4) {
    const isBefore = [1, 2, 3].includes(date.getUTCDay())
    thursday.setUTCDate(thursday.getUTCDate() + (isBefore ? 1 : -1))
  }
  let week = 0
  const year = thursday.getUTCFullYear()
  while (thursday.getUTCFullYear() === year) {
    week += 1
    thursday.setUTCDate(thursday.getUTCDate() - 7)
  }
  return week
}

function millisecondsOf(value: JsonValue): number {
  if (typeof value === 'string' && !/^[0-9]{1,15}$/.test(value)) return parseIsoTime(value)
  const number = typeof value === 'string' ? Number(value) : typeof value === 'number' ? value : Number.NaN
  const milliseconds = number > -1e11 && number < 1e11 ? number * 1000 : number
  return Math.abs(milliseconds) > 8.64e15 ? Number.NaN : Math.floor(milliseconds)
}
