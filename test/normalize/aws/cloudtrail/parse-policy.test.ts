import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonValue } from '../../../../services/core/json.ts'
import { policyFindings } from '../../../../services/normalize/aws/cloudtrail/policy/findings.ts'
import { parsePolicy } from '../../../../services/normalize/aws/cloudtrail/policy/parse-policy.ts'

const DOCUMENT = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } }
const TEXT = JSON.stringify(DOCUMENT)

const FORMS: readonly (readonly [name: string, value: JsonValue | undefined, isRead: boolean])[] = [
  ['an object', DOCUMENT, true],
  ['text', TEXT, true],
  ['URL-encoded text', encodeURIComponent(TEXT), true],
  ['text with a byte order mark', `\ufeff${TEXT}`, true],
  ['text with a plus', TEXT.replace('2012', '20+12'), true],
  ['half a text', TEXT.slice(0, 30), false],
  ['a bad escape', '%7B%', false],
  ['a list', '[]', false],
  ['a number', 7, false],
  ['nothing', undefined, false],
  ['null', null, false],
  ['an empty text', '', false],
]

for (const [name, value, isRead] of FORMS) {
  test(`a policy as ${name} is ${isRead ? 'read' : 'not read'}`, () => {
    assert.equal(parsePolicy(value) !== null, isRead)
  })
}

test('statements that are no objects, and elements of wrong types, are passed over', () => {
  const odd = { Statement: [7, null, 'x', [], { Effect: 5, Action: { a: 1 }, Principal: [[1]], Condition: 'x' }] }
  assert.deepEqual(policyFindings(parsePolicy(odd) ?? [], 'resource', '111122223333'), [])
  assert.deepEqual(parsePolicy({ Statement: null }), [])
})
