import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CLOUDTRAIL_PATHS } from '../../../services/normalize/aws/cloudtrail/paths.ts'
import { createRecordReader } from '../../../services/record/create-record-reader.ts'
import { createDocumentBuilder } from '../../../services/record/document/create-document-builder.ts'
import { BytesDocumentBuilder } from '../../../services/record/document/bytes-document-builder.ts'
import type { DocumentBuilder, Topic } from '../../../services/record/event-builder.ts'
import { eventField, eventFields } from '../../../services/record/event-field.ts'
import { PathTable } from '../../../services/record/field-path.ts'
import type { RecordReader } from '../../../services/record/field-reader.ts'
import { PlainDocumentBuilder } from '../../../services/record/plain-document-builder.ts'
import { PlainRecordReader } from '../../../services/record/plain-record-reader.ts'

const NAME = eventField('user.name')
const USERS = eventField('related.user')
const TABLE = new PathTable()
const N = TABLE.add('n')
const T = TABLE.add('t')

const BACKINGS: readonly {
  name: string
  makeBuilder: () => DocumentBuilder
  makeReader: () => RecordReader
}[] = [
  { name: 'plain', makeBuilder: () => new PlainDocumentBuilder(), makeReader: () => new PlainRecordReader() },
  {
    name: 'bytes',
    makeBuilder: createDocumentBuilder,
    makeReader: () => createRecordReader([TABLE, CLOUDTRAIL_PATHS]),
  },
]

it('the fastest builder is the one that writes bytes', () => {
  assert.ok(createDocumentBuilder() instanceof BytesDocumentBuilder)
})

for (const { name, makeBuilder, makeReader } of BACKINGS) {
  const load = (text: string | Uint8Array): RecordReader => {
    const reader = makeReader()
    reader.use(TABLE)
    assert.equal(reader.load(Buffer.from(text)), null)
    return reader
  }

  describe(`a document (${name})`, () => {
    it('has the fields in the order of the schema, nested, without empty ones', () => {
      const builder = makeBuilder()
      builder.set(eventField('tocsin.actor.type'), 'user')
      builder.set(NAME, 'dana')
      builder.set(eventField('user.id'), '')
      builder.set(eventField('event.category'), [])
      for (const user of ['dana', 'dana', '', 'AIDAEXAMPLE']) builder.add(USERS, user)
      builder.set(eventField('event.action'), 'a "quoted" name')
      assert.equal(
        builder.document(),
        '{"event":{"action":"a \\"quoted\\" name"},"user":{"name":"dana"},"related":{"user":["dana","AIDAEXAMPLE"]},"tocsin":{"actor":{"type":"user"}}}',
      )
      assert.equal(Buffer.from(builder.bytes()).toString(), builder.document())
    })

    it('has every field of the schema at its place, whichever others are there', () => {
      const builder = makeBuilder()
      const plain = new PlainDocumentBuilder()
      for (let step = 1; step < 40; step += 1) {
        builder.reset()
        plain.reset()
        for (const field of eventFields()) {
          if (field.index % step !== 0) continue
          builder.set(field, field.name)
          plain.set(field, field.name)
        }
        assert.equal(builder.document(), plain.document())
      }
    })

    it('is empty where nothing was set, and after a reset', () => {
      const builder = makeBuilder()
      assert.equal(builder.document(), '{}')
      builder.set(NAME, 'dana')
      builder.reset()
      assert.equal(builder.document(), '{}')
      assert.equal(builder.get(NAME), undefined)
    })

    it('says the same of a field twice, and something else the third time', () => {
      const builder = makeBuilder()
      for (const user of ['dana', 'dana', 'Łukasz', 'Łukasz', 'a\\b', 'dana', 'x'.repeat(400), 'dana']) {
        builder.reset()
        builder.set(NAME, user)
        assert.equal(builder.get(NAME), user)
        assert.equal(builder.document(), JSON.stringify({ user: { name: user } }))
      }
    })

    it('keeps the digits of large numbers', () => {
      const builder = makeBuilder()
      builder.copy(eventField('tocsin.delivery.offset'), load('{"n":12345678901234567890}'), N)
      assert.equal(builder.document(), '{"tocsin":{"delivery":{"offset":12345678901234567890}}}')
    })

    it('copies text and nothing that is empty', () => {
      const builder = makeBuilder()
      builder.copy(NAME, load('{"t":"a \\u0022 \u00e9"}'), T)
      assert.equal(builder.get(NAME), 'a " é')
      assert.deepEqual(JSON.parse(builder.document()), { user: { name: 'a " é' } })
      builder.reset()
      builder.copy(NAME, load('{"t":"","n":null}'), T)
      builder.copy(eventField('user.id'), load('{"t":"","n":null}'), N)
      assert.equal(builder.document(), '{}')
    })

    it('is one line even when the payload was not', () => {
      const builder = makeBuilder()
      builder.setPayload(eventField('aws.cloudtrail'), '{\r\n  "a": "x\\ny"\n}')
      assert.equal(builder.document(), '{"aws":{"cloudtrail":{  "a": "x\\ny"}}}')
    })
  })

  const RECORDS: readonly { name: string; record: string | Uint8Array }[] = [
    { name: 'plain', record: '{"t":"x"}' },
    { name: 'with escapes', record: String.raw`{"t":"a\\b \"c\" \u00e9 \ud800"}` },
    { name: 'with text that is no ASCII', record: '{"t":"é 😀 \u2028"}' },
    { name: 'with line breaks and tabs', record: '{\n\t"t": "x",\r\n "n": 1 }' },
    { name: 'with blanks around it', record: ' {"t":"x"} ' },
    {
      name: 'with bytes that are no UTF-8',
      record: Buffer.from([0x7b, 0x22, 0x74, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]),
    },
    {
      name: 'of two hundred thousand characters',
      record: `{"t":"${'"\\'.repeat(50_000).replaceAll(/["\\]/g, '\\$&')}"}`,
    },
  ]

  describe(`the record in a document (${name})`, () => {
    for (const { name: what, record } of RECORDS) {
      it(what, () => {
        const builder = makeBuilder()
        const reader = load(record)
        builder.setRecord(eventField('aws.cloudtrail'), eventField('event.original'), reader, null)
        const document = JSON.parse(builder.document()) as { event: { original: string }; aws: { cloudtrail: unknown } }
        const text = Buffer.from(record).toString()
        assert.equal(document.event.original, text)
        assert.equal(builder.get(eventField('event.original')), text)
        assert.deepEqual(document.aws.cloudtrail, JSON.parse(text))
        assert.ok(!builder.document().includes('\n'))
      })
    }

    it('is masked where that is wanted, and read unmasked', () => {
      const builder = makeBuilder()
      const reader = load('{"t":"secret"}')
      builder.copy(NAME, reader, T)
      builder.setRecord(
        eventField('aws.cloudtrail'),
        eventField('event.original'),
        reader,
        Buffer.from('{"t":"******"}'),
      )
      assert.deepEqual(JSON.parse(builder.document()), {
        event: { original: '{"t":"******"}' },
        user: { name: 'secret' },
        aws: { cloudtrail: { t: '******' } },
      })
    })
  })

  const TOPIC: Topic = { paths: [T, N] }

  describe(`what a topic did before (${name})`, () => {
    it('is done again for equal tokens, with what it gave', () => {
      const builder = makeBuilder()
      const fill = (reader: RecordReader): string => {
        builder.set(NAME, reader.text(T))
        builder.add(USERS, reader.text(T))
        return `gave ${reader.text(T)}`
      }
      for (const text of ['a', 'b', 'a', 'a', 'c', 'b', 'a']) {
        builder.reset()
        const reader = load(`{"t":"${text}"}`)
        assert.equal(builder.once(TOPIC, reader, fill, reader), `gave ${text}`)
        builder.add(USERS, 'later')
        assert.deepEqual(builder.get(USERS), [text, 'later'])
        assert.deepEqual(JSON.parse(builder.document()), { user: { name: text }, related: { user: [text, 'later'] } })
      }
    })

    it('adds to a list that is there already', () => {
      const builder = makeBuilder()
      const fill = (reader: RecordReader): void => {
        builder.add(USERS, reader.text(T))
        builder.add(USERS, 'both')
      }
      for (const before of ['', 'x', 'both', '', 'x']) {
        builder.reset()
        builder.add(USERS, before)
        const reader = load('{"t":"a"}')
        builder.once(TOPIC, reader, fill, reader)
        const expected = [...new Set([before, 'a', 'both'])].filter((user) => user !== '')
        assert.deepEqual(builder.get(USERS), expected)
        assert.deepEqual(JSON.parse(builder.document()), { related: { user: expected } })
      }
    })

    it('tells a missing value from null, and one topic from another', () => {
      const builder = makeBuilder()
      const other: Topic = { paths: [T, N] }
      for (const record of ['{}', '{"t":null}', '{"n":null}', '{"t":"null"}', '{}']) {
        builder.reset()
        const reader = load(record)
        assert.equal(
          builder.once(TOPIC, reader, () => record, undefined),
          record,
        )
        assert.equal(
          builder.once(other, reader, () => `other ${record}`, undefined),
          `other ${record}`,
        )
      }
    })

    it('is not kept where it failed', () => {
      const builder = makeBuilder()
      const reader = load('{"t":"fails"}')
      const fail = (): never => {
        throw new Error('no')
      }
      assert.throws(() => builder.once(TOPIC, reader, fail, undefined), /no/)
      builder.reset()
      assert.equal(
        builder.once(TOPIC, reader, () => 'works', undefined),
        'works',
      )
    })

    it('is forgotten when there is too much of it, and right all the same', () => {
      const builder = makeBuilder()
      const reader = makeReader()
      reader.use(TABLE)
      const fill = (): void => builder.set(NAME, reader.text(T))
      for (let at = 0; at < 14_000; at += 1) {
        const text = `user ${at % 7000}`
        builder.reset()
        assert.equal(reader.load(Buffer.from(JSON.stringify({ t: text, n: 'x'.repeat(at % 500) }))), null)
        builder.once(TOPIC, reader, fill, undefined)
        assert.equal(Buffer.from(builder.bytes()).toString(), `{"user":{"name":"${text}"}}`)
      }
    })
  })
}
