import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { createGzip } from 'node:zlib'

import { isObject } from '../../../services/core/json.ts'
import { SCALE, testRandom } from '../../support/random.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

const CHILD = path.join(import.meta.dirname, 'memory-child.ts')

const MEGABYTE = 1024 * 1024

/** Of a process that does nothing else, everything counted: Node itself takes some 60 MB of it. */
const BOUND = 192 * MEGABYTE

/** 100 MB by default, 1 GB from scale 10 on: the bound stays the same. */
const SIZE = (SCALE >= 10 ? 1000 : 100) * MEGABYTE

test(`reads a gzip of ${SIZE / MEGABYTE} MB in less than ${BOUND / MEGABYTE} MB of memory`, async (context) => {
  const { directory, remove } = scratchFolder()
  try {
    const file = path.join(directory, 'large.json.gz')
    await pipeline(Readable.from(largeList(SIZE)), createGzip({ level: 1 }), createWriteStream(file))
    const { stdout } = await promisify(execFile)(process.execPath, [CHILD, file])
    const result: unknown = JSON.parse(stdout)
    assert.ok(isObject(result))
    const [bytesIn, bytesOut, records] = [result['bytesIn'], result['bytesOut'], result['records']].map(Number)
    const peak = Number(result['peakKilobytes']) * 1024
    context.diagnostic(
      `${records} records, ${bytesIn} bytes inflated to ${bytesOut}, ${(peak / MEGABYTE).toFixed(0)} MB at most`,
    )
    assert.ok(Number(bytesOut) >= SIZE)
    assert.ok(Number(records) > SIZE / 1000)
    assert.equal(result['faults'], 0)
    assert.ok(peak < BOUND, `${(peak / MEGABYTE).toFixed(0)} MB`)
  } finally {
    remove()
  }
})

/** `{"Records":[…]}` with at least so many bytes, in pieces. */
function* largeList(size: number): Generator<string> {
  const random = testRandom(11)
  yield '{"Records":['
  let done = 0
  for (let separator = ''; done < size; separator = ',') {
    const records = Array.from({ length: 1000 }, () => sampleRecord(random.int(1e9))).join(',')
    done += records.length
    yield separator + records
  }
  yield ']}'
}

function sampleRecord(id: number): string {
  return JSON.stringify({
    eventVersion: '1.11',
    userIdentity: { type: 'AssumedRole', accountId: '111122223333', principalId: `AROAEXAMPLE:session-${id % 977}` },
    eventTime: '2026-03-14T08:17:45Z',
    eventSource: 's3.amazonaws.com',
    eventName: 'GetObject',
    sourceIPAddress: `192.0.2.${id % 255}`,
    requestParameters: { bucketName: 'example-bucket', key: `data/part-${id}.parquet` },
    additionalEventData: { SignatureVersion: 'SigV4', CipherSuite: 'TLS_AES_128_GCM_SHA256', bytesTransferredIn: 0 },
    resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::example-bucket/data/part-${id}.parquet` }],
    eventID: `EXAMPLE-${id}`,
    recipientAccountId: '111122223333',
  })
}
