import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { JsonObject } from '../../services/core/json.ts'
import { cloudTrailRecord } from '../support/cloudtrail-record.ts'
import { runTocsin } from '../support/run-tocsin.ts'
import { scratchFolder } from '../support/scratch-folder.ts'

/** Each kind of bad input through the real commands: docs/bad-input.md is the same table for people. */
let made = 0
const record = (changes: JsonObject = {}): string => {
  made += 1
  return JSON.stringify(cloudTrailRecord('ec2', 'StopInstances', { eventID: `EXAMPLE-record-${made}`, ...changes }))
}
const withRequest = (json: string): string => record({ requestParameters: '@' }).replace('"@"', json)
const text = (content: string): Buffer => Buffer.from(content)
const many = gzipSync(Array.from({ length: 300 }, (_, at) => record({ eventID: `EXAMPLE-${at}` })).join('\n'))

interface Case {
  readonly name: string
  readonly bytes: Buffer
  /** how many documents it gives */
  readonly documents: number
  readonly reasons?: readonly string[]
  /** part of what is told */
  readonly says?: RegExp
  /** exact text in the document */
  readonly holds?: string
}

const CASES: readonly Case[] = [
  { name: 'an empty file', bytes: text(''), documents: 0 },
  { name: 'nothing but blanks', bytes: text(' \r\n\t\n'), documents: 0 },
  { name: 'an empty array', bytes: text('[]'), documents: 0 },
  { name: 'an empty list of records', bytes: text('{"Records":[]}'), documents: 0 },
  { name: 'a list of records that is null', bytes: text('{"Records":null}'), documents: 1, holds: '"unknown"' },
  { name: 'a byte order mark', bytes: text(`\ufeff${record()}`), documents: 1 },
  { name: 'CR LF', bytes: text(`${record()}\r\n${record()}\r\n`), documents: 2 },
  {
    name: 'UTF-16',
    bytes: Buffer.from(`\ufeff${record()}`, 'utf16le'),
    documents: 0,
    reasons: ['not-json'],
    says: /UTF-16/,
  },
  {
    name: 'UTF-16 without a mark',
    bytes: Buffer.from(record(), 'utf16le'),
    documents: 0,
    reasons: ['not-json'],
    says: /UTF-16/,
  },
  {
    name: 'bytes that are no UTF-8',
    bytes: Buffer.concat([text(record().slice(0, -1)), Buffer.from(',"q":"'), Buffer.from([0xff, 0xc3]), text('"}')]),
    documents: 1,
    holds: '\ufffd\ufffd',
  },
  { name: 'NUL as an escape', bytes: text(withRequest(String.raw`"a\u0000b"`)), documents: 1 },
  { name: 'NUL as a byte in a string', bytes: text(withRequest('"a\0b"')), documents: 0, reasons: ['not-json'] },
  {
    name: 'NUL bytes between records',
    bytes: text(`${record()}\n\0\0\0\n${record()}\n`),
    documents: 2,
    reasons: ['not-json'],
  },
  {
    name: 'half a surrogate pair',
    bytes: text(withRequest(String.raw`{"a":"\ud800"}`)),
    documents: 1,
    holds: String.raw`\ud800`,
  },
  {
    name: 'an integer beyond 2^53',
    bytes: text(withRequest('{"instancesSet":{"items":[{"instanceId":12345678901234567890}]}}')),
    documents: 1,
    holds: '"id":"12345678901234567890"',
  },
  {
    name: 'digits kept as they came',
    bytes: text(withRequest('{"a":1.10,"b":1e400,"c":-0}')),
    documents: 1,
    holds: '{"a":1.10,"b":1e400,"c":-0}',
  },
  {
    name: 'repeated keys',
    bytes: text(withRequest('null,"eventName":"RunInstances","eventName":"TerminateInstances"')),
    documents: 1,
    holds: '"action":"TerminateInstances"',
  },
  {
    name: 'hostile keys',
    bytes: text(withRequest('{"__proto__":{"a":1},"constructor":[1],"hasOwnProperty":{},"":1}')),
    documents: 1,
    holds: '"__proto__":{"a":1}',
  },
  {
    name: '1,000 levels',
    bytes: text(withRequest(`{"a":${'['.repeat(1000)}${']'.repeat(1000)}}`)),
    documents: 1,
    holds: '"truncated":["requestParameters.a"]',
  },
  {
    name: '200,000 levels',
    bytes: text(withRequest(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)),
    documents: 1,
  },
  {
    name: '3,000 levels of JSON in a text',
    bytes: text(withRequest(JSON.stringify(`${'{"a":'.repeat(3000)}1${'}'.repeat(3000)}`))),
    documents: 1,
  },
  { name: 'a record of 10 MB', bytes: text(withRequest(JSON.stringify('x'.repeat(10_000_000)))), documents: 1 },
  {
    name: 'a record beyond the limit, and one behind it',
    bytes: text(`${withRequest(JSON.stringify('x'.repeat(17_000_000)))}\n${record()}`),
    documents: 1,
    reasons: ['too-large'],
    says: /16777216/,
  },
  { name: 'gzip of two members', bytes: Buffer.concat([many, gzipSync('\n'), many]), documents: 600 },
  {
    name: 'gzip with something behind it',
    bytes: Buffer.concat([many, text('no gzip')]),
    documents: 300,
    reasons: ['damaged'],
  },
  { name: 'gzip that was cut', bytes: many.subarray(0, 15), documents: 0, reasons: ['damaged'], says: /cut off/ },
  {
    name: 'a gzip bomb',
    bytes: gzipSync(Buffer.alloc(100_000_000, 32)),
    documents: 0,
    reasons: ['refused'],
    says: /200 times/,
  },
  { name: 'a .gz that is none', bytes: text(record()), documents: 1 },
  { name: 'no record at all', bytes: text('null\n5\n'), documents: 0, reasons: ['not-an-object', 'not-an-object'] },
]

describe('bad input', () => {
  const { directory, remove } = scratchFolder()
  const folder = path.join(directory, 'in')
  const fileOf = (at: number): string => path.join(folder, `${String(at).padStart(2, '0')}.json.gz`)

  before(async () => {
    await mkdir(folder)
    for (const [at, { bytes }] of CASES.entries()) await writeFile(fileOf(at), bytes)
    await writeFile(
      path.join(directory, 'tocsin.yml'),
      'data: ./store\nsources:\n  - {name: in, collector: files, type: auto, paths: [./in], follow: false}\n',
    )
  })
  after(() => remove())

  it('normalize tells of each file what it gave and why the rest is missing', async () => {
    const { code, out, err } = await runTocsin(['normalize', '--json', folder], { cwd: directory })
    assert.equal(code, 3, err)
    const documents = out.split('\n').filter((line) => line !== '')
    const faults = err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { file: string; reason: string; detail: string })
    for (const [at, { name, ...wanted }] of CASES.entries()) {
      const mine = documents.filter((line) => line.includes(`"object":"${fileOf(at)}"`))
      assert.equal(mine.length, wanted.documents, name)
      if (wanted.holds !== undefined) assert.ok(mine[0]?.includes(wanted.holds), `${name}: ${mine[0]?.slice(0, 3000)}`)
      const told = faults.filter(({ file }) => file === fileOf(at))
      assert.deepEqual(
        told.map(({ reason }) => reason),
        wanted.reasons ?? [],
        name,
      )
      if (wanted.says !== undefined) assert.match(told[0]?.detail ?? '', wanted.says, name)
    }
  })

  it('normalize for a person and hunt end in order as well', async () => {
    const [normalize, hunt] = await Promise.all([
      runTocsin(['normalize', folder], { cwd: directory }),
      runTocsin(['hunt', folder], { cwd: directory }),
    ])
    for (const { code, err } of [normalize, hunt]) {
      assert.equal(code, 3, err)
      assert.ok(!/at .*\.ts:\d+/.test(err), err)
    }
    assert.ok(normalize.out.includes('"instanceId": 12345678901234567890'))
  })

  it('start stores every event and every dead letter, and search finds them', async () => {
    const { code, err } = await runTocsin(['start', '--once'], { cwd: directory })
    assert.equal(code, 0, err)
    const total = CASES.reduce((sum, { reasons = [] }) => sum + reasons.length, 0)
    const letters = await runTocsin(['dead-letters', 'list', '--json', '--limit', '100'], { cwd: directory })
    assert.equal(letters.json().length, total)
    const find = async (query: string): Promise<number> => {
      const { out, code: ended, err: said } = await runTocsin(['events', 'search', '--json', query], { cwd: directory })
      assert.equal(ended, 0, said)
      return out.split('\n').filter((line) => line !== '').length
    }
    assert.equal(await find('tocsin.resource.id:12345678901234567890'), 1)
    assert.equal(await find('aws.cloudtrail.requestParameters.instancesSet.items.instanceId:12345678901234567890'), 1)
    assert.equal(await find('aws.cloudtrail.requestParameters.instancesSet.items.instanceId:12345678901234567891'), 0)
    assert.ok((await find('tocsin.truncated:*')) > 0)
    const { out } = await runTocsin(['status', '--json'], { cwd: directory })
    const { events } = JSON.parse(out) as { events: { total: number } }
    // The members of one file are the same 300 records twice, and once more in front of what is no gzip.
    assert.equal(events.total, CASES.reduce((sum, { documents }) => sum + documents, 0) - 600)
  })
})
