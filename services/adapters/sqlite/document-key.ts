import { timePrefix } from '../../core/ids.ts'

/** `tocsin.id` is the time in ten characters and 80 bits of hash in sixteen. */
const ID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/
const TIME_BYTES = 6
const KEY_BYTES = 16

/** Every key of a later millisecond is larger. */
const AFTER_ALL = 2 ** 48

/** The base32 digit of each ASCII character. */
const DIGITS = digitTable()

/**
 * A `tocsin.id` as the 16 bytes that stand for it in the store: 48 bits of time and 80 of hash, in the order of the text.
 * Null for text that is no such id (no stored event has it).
 */
export function documentKey(id: string): Buffer | null {
  if (!ID.test(id)) return null
  const key = Buffer.allocUnsafe(KEY_BYTES)
  let time = 0
  for (let at = 0; at < 10; at += 1) time = time * 32 + digit(id, at)
  key.writeUIntBE(time, 0, TIME_BYTES)
  for (let group = 0; group < 2; group += 1) {
    const from = 10 + group * 8
    let high = 0
    let low = 0
    for (let at = 0; at < 4; at += 1) high = high * 32 + digit(id, from + at)
    for (let at = 4; at < 8; at += 1) low = low * 32 + digit(id, from + at)
    key.writeUIntBE(high * 0x10_0000 + low, TIME_BYTES + group * 5, 5)
  }
  return key
}

/** The smallest key that an event at this time, in milliseconds since 1970, or later can have. */
export function firstKeyAt(time: number): Buffer {
  const key = Buffer.alloc(KEY_BYTES, 0)
  if (time >= AFTER_ALL) return Buffer.alloc(KEY_BYTES + 1, 0xff)
  key.writeUIntBE(Math.max(0, Math.ceil(time) || 0), 0, TIME_BYTES)
  return key
}

/** The event time that a key begins with, in milliseconds since 1970. */
export function timeOfKey(key: Uint8Array): number {
  let time = 0
  for (let at = 0; at < TIME_BYTES; at += 1) time = time * 256 + (key[at] ?? 0)
  return time
}

function digit(id: string, at: number): number {
  return DIGITS[id.charCodeAt(at)] ?? 0
}

/** Read off {@link timePrefix}, so that both use one alphabet. */
function digitTable(): Uint8Array {
  const table = new Uint8Array(128)
  for (let value = 0; value < 32; value += 1) table[timePrefix(value).charCodeAt(9)] = value
  return table
}
