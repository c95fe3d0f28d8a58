import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonValue } from '../../services/core/json.ts'
import { eventField, eventFields, resolveEventField } from '../../services/record/event-field.ts'
import { PathTable } from '../../services/record/field-path.ts'
import { PlainDocumentBuilder } from '../../services/record/plain-document-builder.ts'
import { PlainRecordReader } from '../../services/record/plain-record-reader.ts'

function readerOf(text: string): PlainRecordReader {
  const reader = new PlainRecordReader()
  assert.equal(reader.load(Buffer.from(text)), null)
  return reader
}

const READS: readonly { name: string; record: string; path: string; get: JsonValue | undefined; token?: string }[] = [
  { name: 'a value below objects', record: '{"a":{"b":{"c":"x"}}}', path: 'a.b.c', get: 'x', token: '"x"' },
  { name: 'a missing value', record: '{"a":{}}', path: 'a.b', get: undefined },
  { name: 'nothing below a scalar', record: '{"a":1}', path: 'a.b', get: undefined },
  { name: 'nothing below an array', record: '{"a":[{"b":1}]}', path: 'a.b', get: undefined },
  { name: 'a whole object', record: '{"a": {"b" : [1, 2]} }', path: 'a', get: { b: [1, 2] }, token: '{"b" : [1, 2]}' },
  { name: 'null as null', record: '{"a":null}', path: 'a', get: null, token: 'null' },
  { name: 'the last of repeated keys', record: '{"a":1,"a":2}', path: 'a', get: 2, token: '2' },
  {
    name: 'all digits of an integer that a double cannot hold, as text',
    record: '{"a":12345678901234567890}',
    path: 'a',
    get: '12345678901234567890',
    token: '12345678901234567890',
  },
  {
    name: 'a key written with an escape',
    record: String.raw`{"\u0061":"\"x\""}`,
    path: 'a',
    get: '"x"',
    token: String.raw`"\"x\""`,
  },
  { name: 'own properties only', record: '{"a":{}}', path: 'a.constructor', get: undefined },
  { name: 'a property called __proto__', record: '{"__proto__":{"x":1}}', path: '__proto__.x', get: 1, token: '1' },
  { name: 'brackets in strings', record: '{"z":"}]{[","a":true}', path: 'a', get: true, token: 'true' },
]

describe('a record is read field by field', () => {
  for (const { name, record, path, get, token } of READS) {
    it(name, () => {
      const reader = readerOf(record)
      const compiled = new PathTable().add(path)
      assert.deepEqual(reader.get(compiled), get)
      assert.equal(reader.token(compiled), token)
    })
  }
})

const COLLECTS: readonly { name: string; record: string; path: string; values: JsonValue[]; reached: boolean }[] = [
  { name: 'one value', record: '{"a":{"b":"x"}}', path: 'a.b', values: ['x'], reached: true },
  {
    name: 'all elements of an array',
    record: '{"a":["x",["y"],null]}',
    path: 'a',
    values: ['x', 'y', null],
    reached: true,
  },
  {
    name: 'through arrays of objects',
    record: '{"a":[{"b":1},{"c":2},{"b":[3]}]}',
    path: 'a.b',
    values: [1, 3],
    reached: true,
  },
  {
    name: 'a literal key before the path',
    record: '{"a.b":"x","a":{"b":"y"}}',
    path: 'a.b',
    values: ['x'],
    reached: true,
  },
  { name: 'a literal key deeper down', record: '{"a":{"b.c":"x"}}', path: 'a.b.c', values: ['x'], reached: true },
  { name: 'an empty array as reached', record: '{"a":[]}', path: 'a', values: [], reached: true },
  { name: 'nothing where there is nothing', record: '{"a":[{}]}', path: 'a.b', values: [], reached: false },
]

describe('a rule collects the values of a field', () => {
  for (const { name, record, path, values, reached } of COLLECTS) {
    it(name, () => {
      const into: JsonValue[] = []
      assert.equal(readerOf(record).collect(new PathTable().add(path), into), reached)
      assert.deepEqual(into, values)
    })
  }
})

const FAULTS: readonly [string, string][] = [
  ['{', 'not-json'],
  ['', 'not-json'],
  ['[]', 'not-an-object'],
  ['"text"', 'not-an-object'],
  ['null', 'not-an-object'],
]

describe('what is no record is told', () => {
  for (const [text, reason] of FAULTS) {
    it(`${JSON.stringify(text)} is ${reason}`, () =>
      assert.equal(new PlainRecordReader().load(Buffer.from(text))?.reason, reason))
  }
})

describe('a document', () => {
  it('has the fields in the order of the schema, nested, without empty ones', () => {
    const builder = new PlainDocumentBuilder()
    builder.set(eventField('tocsin.actor.type'), 'user')
    builder.set(eventField('user.name'), 'dana')
    builder.set(eventField('user.id'), '')
    builder.set(eventField('event.category'), [])
    builder.add(eventField('related.user'), 'dana')
    builder.add(eventField('related.user'), 'dana')
    builder.add(eventField('related.user'), 'AIDAEXAMPLE')
    builder.set(eventField('event.action'), 'a "quoted" name')
    assert.equal(
      builder.document(),
      '{"event":{"action":"a \\"quoted\\" name"},"user":{"name":"dana"},"related":{"user":["dana","AIDAEXAMPLE"]},"tocsin":{"actor":{"type":"user"}}}',
    )
  })

  it('has every field of the schema at its place', () => {
    const builder = new PlainDocumentBuilder()
    for (const field of eventFields()) builder.set(field, field.name)
    const document: unknown = JSON.parse(builder.document())
    for (const { name } of eventFields()) assert.equal(at(document, name), name)
  })

  it('stands together by groups, each where its first field stands', () => {
    const builder = new PlainDocumentBuilder()
    builder.set(eventField('event.kind'), 'event')
    builder.set(eventField('cloud.region'), 'eu-west-1')
    builder.set(eventField('tocsin.target.credential.id'), 'AKIAEXAMPLE')
    builder.set(eventField('tocsin.scope.id'), 'o-EXAMPLE')
    builder.set(eventField('event.original'), '{}')
    assert.equal(
      builder.document(),
      '{"event":{"kind":"event","original":"{}"},"cloud":{"region":"eu-west-1"},"tocsin":{"target":{"credential":{"id":"AKIAEXAMPLE"}},"scope":{"id":"o-EXAMPLE"}}}',
    )
  })

  it('keeps the digits of large numbers', () => {
    const builder = new PlainDocumentBuilder()
    builder.copy(eventField('tocsin.delivery.offset'), readerOf('{"n":12345678901234567890}'), new PathTable().add('n'))
    assert.equal(builder.document(), '{"tocsin":{"delivery":{"offset":12345678901234567890}}}')
  })

  it('is one line even when the payload was not', () => {
    const builder = new PlainDocumentBuilder()
    builder.setPayload(eventField('aws.cloudtrail'), '{\r\n  "a": "x\\ny"\n}')
    assert.equal(builder.document(), '{"aws":{"cloudtrail":{  "a": "x\\ny"}}}')
  })

  it('forgets on reset', () => {
    const builder = new PlainDocumentBuilder()
    builder.set(eventField('user.name'), 'dana')
    builder.reset()
    assert.equal(builder.document(), '{}')
  })
})

/** The value at a dotted name through nested objects. */
function at(document: unknown, name: string): unknown {
  let value = document
  for (const key of name.split('.')) value = (value as Record<string, unknown> | undefined)?.[key]
  return value
}

const REFS: readonly [string, string | null][] = [
  ['user.name', 'user.name'],
  ['tocsin.exposure.public', 'tocsin.exposure + public'],
  ['aws.cloudtrail.requestParameters.groupId', 'aws.cloudtrail + requestParameters.groupId'],
  ['user.name.first', null],
  ['nobody.knows', null],
]

describe('a dotted name is resolved against the schema', () => {
  for (const [name, expected] of REFS) {
    it(`${name} is ${expected ?? 'unknown'}`, () => {
      const ref = resolveEventField(name)
      const text = ref && [ref.field.name, ref.rest.join('.')].filter((part) => part !== '').join(' + ')
      assert.equal(text, expected)
    })
  }
})
