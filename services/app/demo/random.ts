import { AppError } from '../../core/errors.ts'

/** A seeded source of chance: the same seed and the same calls in the same order give the same values everywhere. */
export interface Random {
  /** a whole number from 0 to 2^32 − 1 */
  uint(): number
  /** a whole number from 0 to `limit` − 1 */
  below(limit: number): number
  /** true with this probability, 0 to 1 */
  chance(probability: number): boolean
  /** one of the items, all equally likely; throws `AppError` `INTERNAL` when there is none */
  pick<T>(items: readonly T[]): T
  /** lower-case hexadecimal digits */
  hex(length: number): string
  /** capital letters and the digits 2 to 7, as in access key ids */
  base32(length: number): string
  /** a version 4 UUID */
  uuid(): string
}

const HEX_BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Chance by the small fast counter generator sfc32; every number is a seed, also fractions of it are not told apart. */
export function createRandom(seed: number): Random {
  const uint = sfc32(seed)
  const below = (limit: number): number => Math.floor((uint() / 4294967296) * limit)
  return {
    uint,
    below,
    chance: (probability) => uint() < probability * 4294967296,
    pick: (items) => itemAt(items, below(items.length)),
    hex: (length) => hex(uint, length),
    base32: (length) => letters(uint, BASE32, 31, length),
    uuid: () => uuid(uint),
  }
}

/** The item at `index` modulo the list's length; throws `AppError` `INTERNAL` when the list is empty. */
export function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index % items.length]
  if (item === undefined) throw new AppError('INTERNAL', 'nothing to choose from')
  return item
}

/** How many different slices of long random text there are: see {@link createNoise}. */
const NOISE_LENGTH = 262_144

/**
 * Long random text at the price of a slice: the result gives `length` (at most 4,096) base64 characters that start
 * anywhere in a text made once from `random`. Too long for a compressor to see the repeat.
 */
export function createNoise(random: Random): (length: number) => string {
  const text = letters(() => random.uint(), BASE64, 63, NOISE_LENGTH)
  return (length) => {
    const from = random.below(NOISE_LENGTH - 4096)
    return text.slice(from, from + length)
  }
}

/** A quick choice by weight: positive weights, relative to each other, exact to one part in some thousands. */
export function createWheel<T>(items: readonly { readonly item: T; readonly weight: number }[]): (random: Random) => T {
  const total = items.reduce((sum, { weight }) => sum + weight, 0)
  const slots: T[] = []
  for (const { item, weight } of items) {
    const share = weight <= 0 ? 0 : Math.max(1, Math.round((weight / total) * 8192))
    for (let slot = 0; slot < share; slot += 1) slots.push(item)
  }
  return (random) => random.pick(slots)
}

function sfc32(seed: number): () => number {
  let a = seed >>> 0
  let b = Math.floor(seed / 4294967296) >>> 0
  let c = 0x9e3779b9
  let counter = 1
  const next = (): number => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let round = 0; round < 15; round += 1) next()
  return next
}

function letters(uint: () => number, alphabet: string, mask: number, length: number): string {
  let text = ''
  for (let at = 0, bits = 0; at < length; at += 1) {
    bits = at % 4 === 0 ? uint() : bits >>> 7
    text += alphabet[bits & mask]
  }
  return text
}

function hex(uint: () => number, length: number): string {
  let text = ''
  while (text.length < length) text += word(uint())
  return text.length === length ? text : text.slice(0, length)
}

function word(bits: number): string {
  return byte(bits >>> 24) + byte(bits >>> 16) + byte(bits >>> 8) + byte(bits)
}

function byte(bits: number): string {
  return HEX_BYTES[bits & 255] ?? ''
}

function uuid(uint: () => number): string {
  const b = uint()
  const c = uint()
  const middle = `${byte(b >>> 24)}${byte(b >>> 16)}-${byte(((b >>> 8) & 15) | 64)}${byte(b)}`
  const end = `${byte(((c >>> 24) & 63) | 128)}${byte(c >>> 16)}-${byte(c >>> 8)}${byte(c)}`
  return `${word(uint())}-${middle}-${end}${word(uint())}`
}
