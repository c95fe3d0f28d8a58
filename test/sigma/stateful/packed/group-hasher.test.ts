import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { GroupHasher, newKey } from '../../../../services/sigma/stateful/packed/group-hasher.ts'
import { numericRule } from '../support/stateful-rule.ts'

const KEY = newKey()
const RULE = numericRule({ rules: ['r', 's'], groupBy: ['u', 'v'], aliases: { u: { s: 'w' } } })

function hashOf(values: readonly string[]): string {
  const hasher = new GroupHasher(RULE, KEY)
  hasher.hashValues(values)
  return hasher.words.join(' ')
}

function hashOfHit(ref: number, fields: Readonly<Record<string, readonly string[]>>): string | null {
  const hasher = new GroupHasher(RULE, KEY)
  const observation = { ruleId: '', eventId: '', time: 0, fields }
  return hasher.hash({ ref, observation, origin: observation }) ? hasher.words.join(' ') : null
}

describe('the hash of a group', () => {
  it('is another one for other values', () => {
    const tuples = [
      ['ab', 'c'],
      ['a', 'bc'],
      ['abc', ''],
      ['', 'abc'],
      ['2:ab;', 'c'],
      ['ab;1:c', ''],
      ['\ud800', ''],
      ['\ud801', ''],
      ['\udfff', ''],
      ['\ufffd', ''],
      [String.raw`"\ud800"`, ''],
      ['é', ''],
      ['e\u0301', ''],
      ['A', 'c'],
    ]
    assert.equal(new Set(tuples.map(hashOf)).size, tuples.length)
  })

  it('is made of the fields that hold the values in a hit', () => {
    assert.equal(hashOfHit(0, { u: ['a'], v: ['b'] }), hashOf(['a', 'b']))
    assert.equal(hashOfHit(1, { w: ['a'], v: ['b'] }), hashOf(['a', 'b']))
  })

  it('is not made when a field has no value, or several', () => {
    for (const fields of [
      { u: ['a'] },
      { u: ['a'], v: [] },
      { u: ['a', 'b'], v: ['c'] },
      { constructor: ['a'], v: ['b'] },
    ]) {
      assert.equal(hashOfHit(0, { ...fields }), null, JSON.stringify(fields))
    }
  })
})
