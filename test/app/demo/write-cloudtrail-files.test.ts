import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, sep } from 'node:path'
import { after, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import {
  writeCloudTrailFiles,
  type CloudTrailFilesOptions,
  type WrittenFile,
} from '../../../services/app/demo/write-cloudtrail-files.ts'
import { isObject, type JsonObject } from '../../../services/core/json.ts'
import { parseRecord, textAt } from '../../support/record-access.ts'
import { SCALE } from '../../support/random.ts'

const folder = await mkdtemp(join(tmpdir(), 'tocsin-demo-'))
after(() => rm(folder, { recursive: true, force: true }))

const COUNT = 3000 * Math.min(SCALE, 20)

const write = (name: string, options: Partial<CloudTrailFilesOptions>): Promise<readonly WrittenFile[]> =>
  writeCloudTrailFiles(join(folder, name), { seed: 51, count: COUNT, ...options })

async function content({ path }: WrittenFile): Promise<Buffer> {
  const bytes = await readFile(path)
  return path.endsWith('.gz') ? gunzipSync(bytes) : bytes
}

async function recordsOf(file: WrittenFile): Promise<readonly JsonObject[]> {
  const text = (await content(file)).toString()
  if (file.path.includes('.ndjson'))
    return text
      .trimEnd()
      .split('\n')
      .map((line) => parseRecord(line))
  const records = parseRecord(text)['Records']
  return Array.isArray(records) ? records.filter((record) => isObject(record)) : []
}

const CASES: readonly { name: string; options: Partial<CloudTrailFilesOptions> }[] = [
  { name: 'a bucket of CloudTrail', options: {} },
  { name: 'a bucket of CloudTrail with small files', options: { perFile: 100 } },
  { name: 'a bucket of short records without compression', options: { shape: 'real', compress: false } },
  { name: 'one big file', options: { layout: 'records' } },
  { name: 'several big files', options: { layout: 'records', perFile: 700 } },
  { name: 'lines', options: { layout: 'ndjson' } },
  { name: 'lines without compression', options: { layout: 'ndjson', compress: false } },
]

for (const [index, { name, options }] of CASES.entries()) {
  test(`${name}: every record is in a file, and the files say what is in them`, async () => {
    const files = await write(`case-${index}`, options)
    const ids = new Set<string>()
    for (const file of files) {
      const records = await recordsOf(file)
      assert.equal(records.length, file.records)
      assert.equal((await content(file)).length, file.bytes)
      assert.ok(file.records <= (options.perFile ?? COUNT))
      for (const record of records) ids.add(textAt(record, 'eventID'))
    }
    assert.equal(ids.size, COUNT)
  })
}

const KEY =
  /^AWSLogs\/(\d{12})\/CloudTrail\/([a-z0-9-]+)\/(\d{4})\/(\d{2})\/(\d{2})\/\1_CloudTrail_\2_\3\4\5T(\d{4})Z_[A-Z0-9]{16}\.json\.gz$/

test('files of a bucket have CloudTrail’s names and hold the records of their account and region, not in order', async () => {
  const start = Date.UTC(2026, 11, 31, 23, 50)
  const files = await write('keys', { perFile: 150, start, rate: 4 })
  const root = join(folder, 'keys')
  let inOrder = 0
  for (const file of files) {
    const key = relative(root, file.path).split(sep).join('/')
    const match = KEY.exec(key)
    assert.ok(match !== null, key)
    const records = await recordsOf(file)
    for (const record of records) {
      assert.equal(record['recipientAccountId'], match[1])
      assert.equal(record['awsRegion'], match[2])
    }
    const times = records.map((record) => textAt(record, 'eventTime'))
    if (times.join() === times.toSorted().join()) inOrder += 1
  }
  assert.ok(inOrder < files.length / 2)
  assert.ok(files.some(({ path }) => path.includes(join('2027', '01', '01'))))
})

test('the same options give the same bytes under the same names', async () => {
  for (const options of [{ perFile: 200 }, { layout: 'ndjson' } as const]) {
    const [one, two] = [await write('one', options), await write('two', options)]
    assert.deepEqual(
      one.map(({ path }) => relative(join(folder, 'one'), path)),
      two.map(({ path }) => relative(join(folder, 'two'), path)),
    )
    for (const [index, file] of one.entries()) {
      assert.deepEqual(await readFile(file.path), await readFile(two[index]?.path ?? ''))
    }
  }
})

for (const compress of [true, false]) {
  test(`a place that cannot be written to is an error, ${compress ? 'with' : 'without'} compression`, async () => {
    const name = `blocked-${compress}`
    await mkdir(join(folder, name, `cloudtrail-0001.ndjson${compress ? '.gz' : ''}`), { recursive: true })
    await assert.rejects(write(name, { layout: 'ndjson', compress }), { code: 'EISDIR' })
  })
}
