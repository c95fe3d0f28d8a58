import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject, JsonValue } from '../../services/core/json.ts'
import { PathTable } from '../../services/record/field-path.ts'
import { PlainRecordReader } from '../../services/record/plain-record-reader.ts'
import { unreadMembers } from '../../services/record/unread-members.ts'
import { cloudTrailRecord } from '../support/cloudtrail-record.ts'
import { fieldOf, normalize } from '../support/normalize.ts'

const list = (length: number, item: JsonValue = 'x'): JsonValue[] => Array.from({ length }, () => item)
const deep = (levels: number): JsonValue => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`) as JsonValue

const CASES: readonly { name: string; record: JsonObject; unread: readonly string[] }[] = [
  { name: 'a small record', record: { a: { b: [1, 2] } }, unread: [] },
  { name: 'as many values as are read', record: { a: list(4096) }, unread: [] },
  { name: 'one more', record: { a: list(4097) }, unread: ['a'] },
  { name: 'one more below two keys', record: { a: { b: list(4097), c: 1 } }, unread: ['a.b'] },
  { name: 'many fields of few values', record: { a: { b: list(3000), c: list(3000) } }, unread: [] },
  { name: 'values of many objects of a list', record: { a: list(50, { b: list(100) }) }, unread: ['a'] },
  { name: 'a list of lists', record: { a: list(50, list(100)) }, unread: ['a'] },
  { name: 'as deep as is read', record: { a: deep(63) }, unread: [] },
  { name: 'one level deeper', record: { a: deep(64) }, unread: ['a'] },
  { name: 'a member without a name', record: { '': deep(64) }, unread: ['""'] },
  { name: 'both', record: { a: { x: deep(70) }, b: list(5000), c: 1 }, unread: ['a.x', 'b'] },
]

for (const { name, record, unread } of CASES) {
  test(`members that rules do not read in full: ${name}`, () => assert.deepEqual(unreadMembers(record), unread))
}

test('a rule reads the fields of a record in full when no member is named', () => {
  for (const { record, unread } of CASES) {
    const reader = new PlainRecordReader()
    reader.load(Buffer.from(JSON.stringify(record)))
    const values: JsonValue[] = []
    reader.collect(new PathTable().add('a'), values)
    if (unread.length === 0) assert.ok(values.length <= 4096)
  }
})

const EVENTS: readonly { name: string; request: JsonValue; truncated: readonly string[] | undefined }[] = [
  { name: 'an everyday call', request: { instanceId: 'i-EXAMPLE' }, truncated: undefined },
  { name: 'a call with 5,000 machines', request: { ids: list(5000) }, truncated: ['requestParameters.ids'] },
  { name: 'a call 1,000 levels deep', request: { ids: deep(1000) }, truncated: ['requestParameters.ids'] },
  { name: 'a call with a long text', request: { text: 'x'.repeat(20_000) }, truncated: undefined },
]

for (const { name, request, truncated } of EVENTS) {
  test(`tocsin.truncated of ${name}`, () => {
    const { document } = normalize(cloudTrailRecord('ec2', 'StopInstances', { requestParameters: request }))
    assert.deepEqual(fieldOf(document, 'tocsin.truncated'), truncated)
  })
}
