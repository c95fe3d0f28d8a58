import assert from 'node:assert/strict'
import { test } from 'node:test'
import { documentKey, firstKeyAt, timeOfKey } from '../../../services/adapters/sqlite/document-key.ts'
import { documentId, timeOfId } from '../../../services/core/ids.ts'
import { testRandom } from '../../support/random.ts'

const TIMES = [0, 1, 31, 32, 1023, 1_773_475_200_000, 1_773_475_200_001, 2 ** 48 - 2, 2 ** 48 - 1]

function id(time: number, n: number): string {
  return documentId({ time, dataset: 'd', account: 'a', providerId: `${n}`, discriminator: '' })
}

test('keys stand in the order of their ids and begin with the same time', () => {
  const random = testRandom(3)
  const ids = Array.from({ length: 3000 }, (_, n) => id(random.pick(TIMES), n))
  const keys = ids.map((one) => documentKey(one) ?? assert.fail(one))
  assert.deepEqual(
    keys.map((key) => timeOfKey(key)),
    ids.map((one) => timeOfId(one)),
  )
  const byId = ids.toSorted().map((one) => documentKey(one)?.toString('hex'))
  const byKey = keys.toSorted((a, b) => Buffer.compare(a, b)).map((key) => key.toString('hex'))
  assert.deepEqual(byKey, byId)
  assert.equal(new Set(byKey).size, 3000)
})

test('the first key of a time is below all keys of that time and above those of the time before', () => {
  for (const time of TIMES) {
    const key = documentKey(id(time, 1)) ?? assert.fail()
    assert.ok(Buffer.compare(firstKeyAt(time), key) <= 0)
    assert.ok(Buffer.compare(firstKeyAt(time + 1), key) > 0)
  }
  assert.ok(Buffer.compare(firstKeyAt(-5), documentKey(id(0, 1)) ?? assert.fail()) <= 0)
})

test('other text has no key', () => {
  const good = id(1_773_475_200_000, 1)
  for (const bad of ['', good.slice(1), `${good}0`, good.toLowerCase(), `8${good.slice(1)}`, `${good.slice(0, 25)}U`]) {
    assert.equal(documentKey(bad), null, bad)
  }
})
