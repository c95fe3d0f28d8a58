import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonValue } from '../../../services/core/json.ts'
import { createRecordReader } from '../../../services/record/create-record-reader.ts'
import { PathTable } from '../../../services/record/field-path.ts'
import type { RecordReader } from '../../../services/record/field-reader.ts'
import { PlainRecordReader } from '../../../services/record/plain-record-reader.ts'
import { WalkingScanner } from './support/walking-scanner.ts'

const LONG = '12345678901234567890'

/** Whether the scan alone tells the value, and the value. */
const CASES: readonly (readonly [
  name: string,
  record: string,
  path: string,
  isScanned: boolean,
  JsonValue | undefined,
])[] = [
  ['a value below objects', '{"a":{"b":{"c":"x"}}}', 'a.b.c', true, 'x'],
  ['nothing where there is nothing', '{"a":{}}', 'a.b', true, undefined],
  ['nothing below an array', '{"a":[{"b":1}]}', 'a.b', true, undefined],
  ['a whole object', '{"a": {"b" : [1, 2]} }', 'a', true, { b: [1, 2] }],
  ['the last of repeated keys', '{"a":1,"a":2}', 'a', true, 2],
  ['nothing that a repeated key had below', '{"a":{"b":1},"a":{"c":2}}', 'a.b', true, undefined],
  ['escapes of a value', String.raw`{"a":"\"\u0041\n"}`, 'a', true, '"A\n'],
  ['text of other alphabets', '{"a":"Ωé🔑"}', 'a', true, 'Ωé🔑'],
  ['short texts', '{"a":"","b":"x"}', 'b', true, 'x'],
  ['minus zero', '{"a":-0}', 'a', true, -0],
  ['numbers beyond all numbers', '{"a":1e400}', 'a', true, Infinity],
  ['all digits of a long integer', `{"a":${LONG}}`, 'a', true, LONG],
  ['all digits inside of an object', `{"a":{"b":[-${LONG}]}}`, 'a', true, { b: [`-${LONG}`] }],
  ['an integer at the edge as a number', '{"a":9007199254740991}', 'a', true, 9007199254740991],
  ['a long number with a fraction', '{"a":1234567890123456.5}', 'a', true, 1234567890123456.5],
  ['a key that is written with an escape', String.raw`{"\u0061":"x"}`, 'a', false, 'x'],
  ['the walk where a key says two keys at once', '{"a.b":"y","a":{"b":"x"}}', 'a.b', false, 'x'],
  ['own properties only', '{"a":{}}', 'a.constructor', true, undefined],
  ['an own property of an inherited name', '{"a":{"constructor":"x"}}', 'a.constructor', true, 'x'],
  ['a member called __proto__', '{"__proto__":{"x":"y"}}', '__proto__.x', true, 'y'],
  ['a path with an empty key', '{"a":{"":"x"}}', 'a.', true, 'x'],
]

describe('a scanned record gives', () => {
  for (const [name, record, text, isScanned, value] of CASES) {
    it(name, () => {
      const table = new PathTable()
      const path = table.add(text)
      const reader = createRecordReader([table])
      assert.equal(reader.load(Buffer.from(record)), null)
      assert.equal(reader.isScanned, isScanned)
      assert.deepEqual(reader.get(path), value)
      assert.deepEqual(reader.get(path), value, 'asked again')
    })
  }
})

describe('one reader for several tables', () => {
  const [first, second] = [new PathTable(), new PathTable()]
  const [name, count] = [first.add('name'), second.add('count')]
  const reader = createRecordReader([first, second])
  const record = Buffer.from('{"name":"x","count":7,"late":{"a":"z"}}')

  it('begins with the first of them', () => {
    reader.load(record)
    assert.equal(reader.get(name), 'x')
  })

  it('changes between them within a record', () => {
    reader.load(record)
    reader.use(second)
    assert.equal(reader.get(count), 7)
    reader.use(first)
    assert.equal(reader.get(name), 'x')
  })

  it('knows a path of another table from one of its own at the same place', () => {
    reader.load(record)
    reader.use(first)
    assert.equal(reader.get(count), 7)
    const stranger = new PathTable()
    reader.use(stranger)
    assert.equal(reader.get(stranger.add('late')), reader.get(stranger.add('late')))
    assert.equal(reader.get(stranger.add('late.a')), 'z')
    assert.equal(reader.get(name), 'x')
  })

  it('reads paths that came later, in the record at hand and in the next', () => {
    reader.use(first)
    reader.load(record)
    const late = first.add('late.a')
    assert.equal(reader.get(late), 'z')
    reader.load(record)
    assert.equal(reader.get(late), 'z')
    assert.equal(reader.tokenStart(late), record.indexOf('"z"'))
  })
})

describe('what a reader gave stays as it was', () => {
  const table = new PathTable()
  const [object, text] = [table.add('o'), table.add('t')]

  it('when the next record is loaded', () => {
    const reader = createRecordReader([table])
    reader.load(Buffer.from('{"o":{"a":["x"]},"t":"first text"}'))
    const [kept, keptText, root] = [reader.get(object), reader.get(text), reader.root()]
    reader.load(Buffer.from('{"o":{"a":["y"]},"t":"other text"}'))
    assert.deepEqual([kept, keptText], [{ a: ['x'] }, 'first text'])
    assert.deepEqual(root, { o: { a: ['x'] }, t: 'first text' })
    assert.deepEqual([reader.get(object), reader.get(text)], [{ a: ['y'] }, 'other text'])
  })

  it('when it was parsed once and is asked for again', () => {
    const reader = createRecordReader([table])
    reader.load(Buffer.from('{"o":{"a":["x"]}}'))
    assert.equal(reader.get(object), reader.get(object))
  })
})

describe('a reader', () => {
  const table = new PathTable()
  const path = table.add('a')

  it('is empty after a fault, and tells the fault as the plain one does', () => {
    const reader = createRecordReader([table])
    for (const text of ['{"a":1,}', '[]', '', 'nul', '{"a":01}']) {
      reader.load(Buffer.from('{"a":1}'))
      assert.deepEqual(reader.load(Buffer.from(text)), new PlainRecordReader().load(Buffer.from(text)))
      assert.deepEqual([reader.get(path), reader.bytes().length, reader.json(), reader.root()], [undefined, 0, '', {}])
    }
  })

  it('takes a part of a larger piece, and gives its bytes as they arrived', () => {
    const reader = createRecordReader([table])
    const piece = Buffer.from('[{"a":"first"},{"a":"other"}]')
    const part = piece.subarray(15, 28)
    assert.equal(reader.load(part), null)
    assert.equal(reader.get(path), 'other')
    assert.equal(reader.bytes(), part)
    assert.deepEqual(part.subarray(reader.tokenStart(path), reader.tokenEnd(path)), Buffer.from('"other"'))
  })

  it('reads small records after large ones and large ones after small ones', () => {
    const reader = createRecordReader([table])
    for (const size of [10, 70_000, 10, 3_000_000, 10, 200_000]) {
      assert.equal(reader.load(Buffer.from(`{"z":"${'z'.repeat(size)}","a":"${'x'.repeat(size)}"}`)), null)
      assert.equal(reader.text(path)?.length, size)
    }
  })

  it('parses every record where there is no scanner', () => {
    assert.ok(createRecordReader([table], [], () => null) instanceof PlainRecordReader)
  })

  it('parses when its tables have outgrown what can be scanned', () => {
    const grown = new PathTable()
    grown.add('a')
    let plans = 0
    const reader: RecordReader = createRecordReader([grown], [], (paths, names) => {
      plans += 1
      return plans === 1 ? new WalkingScanner(paths, names) : null
    })
    const late = grown.add('b')
    for (const value of [1, 2, 3]) {
      reader.load(Buffer.from(`{"b":${value}}`))
      assert.equal(reader.get(late), value)
    }
  })
})
