import { timePrefix } from '../../../core/ids.ts'

/** Characters of a `tocsin.id`: ten of time, sixteen of hash. */
const LENGTH = 26
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const LARGEST_TIME = 2 ** 48

/** By the code of a character: its five bits; negative when it is none. */
const DIGITS = new Int8Array(128).fill(-1)
for (let digit = 0; digit < ALPHABET.length; digit += 1) DIGITS[ALPHABET.charCodeAt(digit)] = digit

/** By twenty bits' upper and lower half: their two characters. */
const PAIRS = Array.from({ length: 1024 }, (_, bits) => ALPHABET.charAt(bits >> 5) + ALPHABET.charAt(bits & 31))

/** The 80 bits of hash of a `tocsin.id`, as 32, 32 and 16 bits. Its time is kept apart. */
export interface PackedId {
  first: number
  second: number
  third: number
}

/**
 * Reads an id into `into`. False when it is not what `core/ids.ts` makes for an event of this time: then it cannot be put
 * together again from hash and time.
 */
export function packId(id: string, time: number, into: PackedId): boolean {
  if (id.length !== LENGTH || !(time >= 0 && time < LARGEST_TIME)) return false
  const high = (twenty(id, 0) << 5) | digit(id, 4)
  const low = (twenty(id, 5) << 5) | digit(id, 9)
  const a = twenty(id, 10)
  const b = twenty(id, 14)
  const c = twenty(id, 18)
  const d = twenty(id, 22)
  if ((high | low | a | b | c | d) < 0 || high * 2 ** 25 + low !== time) return false
  into.first = (a << 12) | (b >> 8)
  into.second = (b << 24) | (c << 4) | (d >> 16)
  into.third = d & 0xffff
  return true
}

/** The id of an event of this time. */
export function unpackId(time: number, { first, second, third }: PackedId): string {
  const a = first >>> 12
  const b = ((first & 0xfff) << 8) | (second >>> 24)
  const c = (second >>> 4) & 0xfffff
  const d = ((second & 15) << 16) | third
  return timePrefix(time) + fourCharacters(a) + fourCharacters(b) + fourCharacters(c) + fourCharacters(d)
}

function fourCharacters(bits: number): string {
  return (PAIRS[bits >>> 10] ?? '') + (PAIRS[bits & 1023] ?? '')
}

/** The bits of four characters; negative when one of them is no digit. */
function twenty(id: string, at: number): number {
  return (digit(id, at) << 15) | (digit(id, at + 1) << 10) | (digit(id, at + 2) << 5) | digit(id, at + 3)
}

function digit(id: string, at: number): number {
  return DIGITS[id.charCodeAt(at)] ?? -1
}
