import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { alertId, documentId, shortHash, timeOfId, timePrefix } from '../../services/core/ids.ts'
import { testRandom } from '../support/random.ts'

const IDENTITY = {
  time: Date.UTC(2026, 2, 14, 8, 17, 45),
  dataset: 'aws.cloudtrail',
  account: '111122223333',
  providerId: 'aaaaaaaa-0001-4aaa-8aaa-aaaaaaaaaaaa',
  discriminator: '',
}

describe('the identity of a document', () => {
  it('is the same every time, and known', () => {
    assert.equal(documentId(IDENTITY), documentId({ ...IDENTITY }))
    assert.match(documentId(IDENTITY), /^[0-9A-HJKMNP-TV-Z]{26}$/)
  })

  it('begins with the event time', () => assert.equal(timeOfId(documentId(IDENTITY)), IDENTITY.time))

  const OTHERS = [
    { ...IDENTITY, time: IDENTITY.time + 1 },
    { ...IDENTITY, dataset: 'aws.guardduty' },
    { ...IDENTITY, account: '444455556666' },
    { ...IDENTITY, providerId: 'aaaaaaaa-0002-4aaa-8aaa-aaaaaaaaaaaa' },
    { ...IDENTITY, discriminator: '1' },
  ]
  for (const other of OTHERS) {
    it(`differs for ${JSON.stringify(other)}`, () => assert.notEqual(documentId(other), documentId(IDENTITY)))
  }

  it('cannot be imitated by moving text from one part to the next', () => {
    assert.notEqual(shortHash(['ab', 'c']), shortHash(['a', 'bc']))
    assert.notEqual(shortHash(['a;1:b']), shortHash(['a', 'b']))
  })
})

describe('the time prefix', () => {
  it('sorts as the times do', () => {
    const random = testRandom(11)
    const times = Array.from({ length: 500 }, () => random.int(4_000_000_000) * 1000 + random.int(1000))
    const byNumber = times.toSorted((a, b) => a - b)
    const byText = times.toSorted((a, b) => (timePrefix(a) < timePrefix(b) ? -1 : 1))
    assert.deepEqual(byText, byNumber, `seed ${random.seed}`)
  })

  const EDGES: readonly [number, number][] = [
    [-5, 0],
    [0, 0],
    [Number.NaN, 0],
    [2 ** 48 - 1, 2 ** 48 - 1],
    [2 ** 60, 2 ** 48 - 1],
  ]
  for (const [time, read] of EDGES)
    it(`of ${time} reads as ${read}`, () => assert.equal(timeOfId(timePrefix(time)), read))

  it('of no id is no number', () => assert.ok(Number.isNaN(timeOfId('short'))))
})

describe('the identity of an alert', () => {
  const base = {
    namespace: 'tocsin',
    ruleId: 'r1',
    group: { account: 'a', actor: 'b' },
    time: 7_200_001,
    window: 3_600_000,
  }
  it('is one within a bucket', () => assert.equal(alertId(base), alertId({ ...base, time: 10_799_999 })))
  it('is another in the next bucket', () => assert.notEqual(alertId(base), alertId({ ...base, time: 10_800_000 })))
  it('depends on the group', () =>
    assert.notEqual(alertId(base), alertId({ ...base, group: { account: 'a', actor: 'c' } })))
})
