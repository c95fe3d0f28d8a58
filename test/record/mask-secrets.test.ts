import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { PlainRecordReader } from '../../services/record/plain-record-reader.ts'
import { createMasker } from '../../services/record/mask-secrets.ts'

const mask = createMasker({ members: ['sessionToken'], queryParameters: ['X-Amz-Signature'] })

const CASES: readonly { name: string; record: string; masked: string; paths: readonly string[] }[] = [
  { name: 'a record without secrets is left alone', record: '{"a":"x"}', masked: '{"a":"x"}', paths: [] },
  {
    name: 'a token is overwritten with as many stars as it had bytes',
    record: '{"responseElements":{"credentials":{"sessionToken":"Zm9vé"}},"b":1}',
    masked: '{"responseElements":{"credentials":{"sessionToken":"******"}},"b":1}',
    paths: ['responseElements.credentials.sessionToken'],
  },
  {
    name: 'the name is compared without case',
    record: '{"SessionToken":"abc"}',
    masked: '{"SessionToken":"***"}',
    paths: ['SessionToken'],
  },
  {
    name: 'a signature inside an address',
    record: '{"url":"https://example.com/?a=1&X-Amz-Signature=deadbeef&b=2","n":[{"u":"X-Amz-Signature=00"}]}',
    masked: '{"url":"https://example.com/?a=1&X-Amz-Signature=********&b=2","n":[{"u":"X-Amz-Signature=**"}]}',
    paths: ['url', 'n.u'],
  },
  {
    name: 'a signature behind an equals sign that is escaped',
    record: String.raw`{"url":"https://example.com/?X-Amz-Signature\u003ddeadbeef\u0026b\u003d2"}`,
    masked: String.raw`{"url":"https://example.com/?X-Amz-Signature\u003d********\u0026b\u003d2"}`,
    paths: ['url'],
  },
  {
    name: 'the name of a query parameter alone is no secret',
    record: '{"signedHeaders":"X-Amz-Signature","n":1}',
    masked: '{"signedHeaders":"X-Amz-Signature","n":1}',
    paths: [],
  },
  {
    name: 'a token that a repeated key hides from whoever decodes the record',
    record: '{"sessionToken":"abc","sessionToken":null}',
    masked: '{"sessionToken":"***","sessionToken":null}',
    paths: ['sessionToken'],
  },
  {
    name: 'names that are as long as a secret one',
    record: '{"userIdentity":"abc","refreshToken":"def"}',
    masked: '{"userIdentity":"abc","refreshToken":"def"}',
    paths: [],
  },
  {
    name: "the provider's own mask stays readable",
    record: '{"sessionToken":"HIDDEN_DUE_TO_SECURITY_REASONS"}',
    masked: '{"sessionToken":"HIDDEN_DUE_TO_SECURITY_REASONS"}',
    paths: [],
  },
  {
    name: 'a word in a value is no secret',
    record: '{"m":"no sessionToken here"}',
    masked: '{"m":"no sessionToken here"}',
    paths: [],
  },
  {
    name: 'escapes inside the secret',
    record: String.raw`{"sessionToken":"a\"b\\","x":"y"}`,
    masked: '{"sessionToken":"******","x":"y"}',
    paths: ['sessionToken'],
  },
]

describe('a record that is nested deeply', () => {
  it('is searched to its bottom', () => {
    const depth = 100_000
    const record = `${'{"a":['.repeat(depth)}{"sessionToken":"abc"}${']}'.repeat(depth)}`
    const reader = new PlainRecordReader()
    assert.equal(reader.load(Buffer.from(record)), null)
    const { json, paths } = mask(reader)
    assert.ok(json.includes('"sessionToken":"***"'))
    assert.equal(paths.length, 1)
  })
})

/** Each would take minutes if the work grew with the square of the size. */
const LARGE: readonly { name: string; record: () => string; paths: number }[] = [
  {
    name: 'a hundred thousand values beside one signed address',
    record: () => `{"url":"https://example.com/?X-Amz-Signature=00","list":[${'"value",'.repeat(200_000)}"end"]}`,
    paths: 1,
  },
  {
    name: 'a hundred thousand signatures in one value',
    record: () => `{"text":"${'X-Amz-Signature=0&'.repeat(200_000)}"}`,
    paths: 1,
  },
  {
    name: 'a hundred thousand tokens a hundred thousand levels down',
    record: () =>
      `${'{"a":'.repeat(100_000)}[${'{"sessionToken":"x"},'.repeat(100_000)}{"sessionToken":"y"}]${'}'.repeat(100_000)}`,
    paths: 1,
  },
]

describe('a large record takes time in proportion', () => {
  for (const { name, record, paths } of LARGE) {
    it(name, { timeout: 20_000 }, () => {
      const reader = new PlainRecordReader()
      assert.equal(reader.load(Buffer.from(record())), null)
      const result = mask(reader)
      assert.equal(result.paths.length, paths)
      assert.ok(!result.json.includes('X-Amz-Signature=0') && !result.json.includes('"x"'))
    })
  }
})

describe('secrets are overwritten in place', () => {
  for (const { name, record, masked, paths } of CASES) {
    it(name, () => {
      const bytes = Buffer.from(record)
      const reader = new PlainRecordReader()
      reader.load(bytes)
      const result = mask(reader)
      assert.equal(result.json, masked)
      assert.equal(Buffer.byteLength(result.json), bytes.length)
      assert.deepEqual(result.paths, paths)
      assert.equal(bytes.toString(), record, 'the record itself was changed')
    })
  }
})
