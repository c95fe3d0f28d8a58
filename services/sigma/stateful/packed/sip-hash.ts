/** Words of a hash, and of a key. */
export const HASH_WORDS = 4

/** Rounds of each half at the end. */
const LAST = 3

/** Words that must be zero behind a message. */
export const ZERO_WORDS = 2

/**
 * SipHash-1-3 with 128 bits: without the key nobody can find two messages with the same hash, or many whose hashes begin alike.
 * Where its authors have bytes, this has a message of whole 32-bit words, the first byte lowest.
 *
 * `words`: the message, then at least {@link ZERO_WORDS} zeros, `length`: how many of them are the message. `key` and `into` have
 * {@link HASH_WORDS}.
 */
export function sipHash(words: Int32Array, length: number, key: Int32Array, into: Int32Array): void {
  const k0 = key[0] ?? 0
  const k1 = key[1] ?? 0
  const k2 = key[2] ?? 0
  const k3 = key[3] ?? 0
  // Four numbers of 64 bits: lower halves a to d, upper halves A to D.
  let a = k0 ^ 0x70736575
  let A = k1 ^ 0x736f6d65
  let b = k2 ^ 0x6e646f6d ^ 0xee
  let B = k3 ^ 0x646f7261
  let c = k0 ^ 0x6e657261
  let C = k1 ^ 0x6c796765
  let d = k2 ^ 0x79746573
  let D = k3 ^ 0x74656462
  const last = length >> 1
  for (let block = 0; block <= last + 2 * LAST; block += 1) {
    const low = block <= last ? (words[2 * block] ?? 0) : 0
    const high = (block <= last ? (words[2 * block + 1] ?? 0) : 0) | (block === last ? length << 26 : 0)
    d ^= low
    D ^= high
    a = (a + b) | 0
    A = (A + B + Number(a >>> 0 < b >>> 0)) | 0
    let kept = (b << 13) | (B >>> 19)
    B = ((B << 13) | (b >>> 19)) ^ A
    b = kept ^ a
    kept = a
    a = A
    A = kept
    c = (c + d) | 0
    C = (C + D + Number(c >>> 0 < d >>> 0)) | 0
    kept = (d << 16) | (D >>> 16)
    D = ((D << 16) | (d >>> 16)) ^ C
    d = kept ^ c
    a = (a + d) | 0
    A = (A + D + Number(a >>> 0 < d >>> 0)) | 0
    kept = (d << 21) | (D >>> 11)
    D = ((D << 21) | (d >>> 11)) ^ A
    d = kept ^ a
    c = (c + b) | 0
    C = (C + B + Number(c >>> 0 < b >>> 0)) | 0
    kept = (b << 17) | (B >>> 15)
    B = ((B << 17) | (b >>> 15)) ^ C
    b = kept ^ c
    kept = c
    c = C
    C = kept
    a ^= low
    A ^= high
    if (block === last) c ^= 0xee
    else if (block === last + LAST) {
      into[0] = a ^ b ^ c ^ d
      into[1] = A ^ B ^ C ^ D
      b ^= 0xdd
    }
  }
  into[2] = a ^ b ^ c ^ d
  into[3] = A ^ B ^ C ^ D
}
