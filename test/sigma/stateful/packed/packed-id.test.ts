import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { documentId } from '../../../../services/core/ids.ts'
import { packId, unpackId } from '../../../../services/sigma/stateful/packed/packed-id.ts'
import { testRandom } from '../../../support/random.ts'

const TIME = Date.UTC(2026, 2, 14, 8, 17, 45)
const ID = documentId({ time: TIME, dataset: 'd', account: '111122223333', providerId: 'EXAMPLE', discriminator: '' })

function pack(
  id: string,
  time: number,
): { readonly first: number; readonly second: number; readonly third: number } | null {
  const packed = { first: 0, second: 0, third: 0 }
  return packId(id, time, packed) ? packed : null
}

describe('a packed id', () => {
  it('is the same again when it is unpacked', () => {
    const random = testRandom(71)
    for (let at = 0; at < 2000; at += 1) {
      const time = random.pick([0, 1, 2 ** 25 - 1, 2 ** 25, 2 ** 32, 2 ** 48 - 1, random.int(2 ** 42), TIME + at])
      const id = documentId({ time, dataset: 'd', account: '', providerId: String(at), discriminator: '' })
      const packed = pack(id, time)
      assert.ok(packed !== null, id)
      assert.equal(unpackId(time, packed), id, `seed ${random.seed}`)
    }
  })

  const REFUSED = [
    { name: 'of another time', id: ID, time: TIME + 1 },
    { name: 'of a time with a fraction', id: ID, time: TIME + 0.5 },
    { name: 'of no time', id: ID, time: Number.NaN },
    { name: 'of a time before 1970', id: `0000000000${ID.slice(10)}`, time: -1 },
    { name: 'of a time beyond what an id holds', id: `7ZZZZZZZZZ${ID.slice(10)}`, time: 2 ** 48 },
    { name: 'that is too short', id: ID.slice(0, -1), time: TIME },
    { name: 'that is too long', id: `${ID}0`, time: TIME },
    { name: 'with small letters', id: ID.toLowerCase(), time: TIME },
    { name: 'with a letter that is none of the alphabet', id: `${ID.slice(0, -1)}U`, time: TIME },
    { name: 'with a letter that is not ASCII', id: `${ID.slice(0, -1)}Ā`, time: TIME },
    { name: 'of another form', id: 'e777-2', time: TIME },
  ] as const
  for (const { name, id, time } of REFUSED) {
    it(`is not made of an id ${name}`, () => assert.equal(pack(id, time), null))
  }
})
