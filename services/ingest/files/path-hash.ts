import { randomInt } from 'node:crypto'

/** Gives a text's hash: a whole number below 2^53, never the same for different texts as far as anybody will live to see. */
export type PathHash = (text: string) => number

/**
 * A hash function with a secret of its own: names of files come from outside, and nobody who chooses them can make two of
 * them the same. Two lanes of 32 bits, mixed into each other at the end.
 */
export function createPathHash(): PathHash {
  const first = randomInt(2 ** 32)
  const second = randomInt(2 ** 32)
  const odd = randomInt(2 ** 31) * 2 + 1
  return (text) => {
    let left = first
    let right = second
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at)
      left = Math.imul(left ^ unit, 0x9e3779b1)
      left ^= left >>> 15
      right = Math.imul(right ^ unit, odd)
      right = (right << 13) | (right >>> 19)
    }
    left = Math.imul(left ^ (left >>> 16), 0x85ebca6b) ^ Math.imul(right ^ (right >>> 13), 0xc2b2ae35)
    right = Math.imul(right ^ (right >>> 16), 0x85ebca6b) ^ Math.imul(left ^ (left >>> 13), 0xc2b2ae35)
    return (right >>> 11) * 4_294_967_296 + (left >>> 0)
  }
}
