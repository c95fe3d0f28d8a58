import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sipHash, ZERO_WORDS } from '../../../../services/sigma/stateful/packed/sip-hash.ts'
import { testRandom } from '../../../support/random.ts'

const MASK = 2n ** 64n - 1n

/** How many rounds after each eight bytes, and for each half at the end. */
interface Rounds {
  readonly each: number
  readonly last: number
}

/** The authors' description of SipHash with 128 bits, word for word and slow. */
function plainSipHash(message: Buffer, key: Buffer, { each, last }: Rounds): string {
  const [k0, k1] = [key.readBigUInt64LE(0), key.readBigUInt64LE(8)]
  const v = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn ^ 0xeen,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ]
  const at = (index: number): bigint => v[index] ?? 0n
  const add = (to: number, from: number): void => void (v[to] = (at(to) + at(from)) & MASK)
  const turn = (index: number, bits: bigint): void =>
    void (v[index] = ((at(index) << bits) | (at(index) >> (64n - bits))) & MASK)
  const mix = (to: number, from: number, bits: bigint): void => {
    turn(to, bits)
    v[to] = at(to) ^ at(from)
  }
  const round = (): void => {
    add(0, 1)
    mix(1, 0, 13n)
    turn(0, 32n)
    add(2, 3)
    mix(3, 2, 16n)
    add(0, 3)
    mix(3, 0, 21n)
    add(2, 1)
    mix(1, 2, 17n)
    turn(2, 32n)
  }
  const rounds = (count: number): void => {
    for (let left = count; left > 0; left -= 1) round()
  }
  const padded = Buffer.alloc(8 * (Math.floor(message.length / 8) + 1))
  message.copy(padded)
  padded[padded.length - 1] = message.length & 255
  for (let place = 0; place < padded.length; place += 8) {
    const block = padded.readBigUInt64LE(place)
    v[3] = at(3) ^ block
    rounds(each)
    v[0] = at(0) ^ block
  }
  const result = Buffer.alloc(16)
  for (const [half, mark] of [0xeen, 0xddn].entries()) {
    const marked = half === 0 ? 2 : 1
    v[marked] = at(marked) ^ mark
    rounds(last)
    result.writeBigUInt64LE(at(0) ^ at(1) ^ at(2) ^ at(3), 8 * half)
  }
  return result.toString('hex')
}

describe('SipHash', () => {
  const KEY = Buffer.from(Array.from({ length: 16 }, (_, at) => at))
  // Published with SipHash: key 00 to 0f, messages 00, 00 01, …
  const PUBLISHED = ['a3817f04ba25a8e66df67214c7550293', 'da87c1d86b99af44347659119b22fc45']

  for (const [length, expected] of PUBLISHED.entries()) {
    it(`of ${length} bytes is what was published, as the test reads the description`, () => {
      assert.equal(plainSipHash(KEY.subarray(0, length), KEY, { each: 2, last: 4 }), expected)
    })
  }

  it('is what the description says for messages of all lengths', () => {
    const random = testRandom(81)
    for (let length = 0; length < 150; length += 1) {
      const words = new Int32Array(length + ZERO_WORDS)
      const key = new Int32Array(4)
      for (let at = 0; at < length; at += 1) words[at] = random.int(2 ** 32)
      for (let at = 0; at < 4; at += 1) key[at] = random.int(2 ** 32)
      const into = new Int32Array(4)
      sipHash(words, length, key, into)
      const message = Buffer.from(words.buffer, 0, length * 4)
      const expected = plainSipHash(message, Buffer.from(key.buffer), { each: 1, last: 3 })
      assert.equal(Buffer.from(into.buffer).toString('hex'), expected, `length ${length}, seed ${random.seed}`)
    }
  })
})
