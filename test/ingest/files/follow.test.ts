import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'

import type { FilesCollectorOptions } from '../../../services/ingest/files/files-collector.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { CollectorHarness, eventually } from './collector-harness.ts'

const scratch = scratchFolder()
after(scratch.remove)
let folders = 0

interface Following {
  readonly folder: string
  readonly harness: CollectorHarness
  /** Waits for these records, as `n`, all in all and in this order. */
  readonly expect: (...records: readonly (number | string)[]) => Promise<void>
}

/** Follows a new folder while `body` changes it, then stops. */
async function following(
  body: (context: Following) => Promise<void>,
  options: Partial<FilesCollectorOptions> = {},
  harness = new CollectorHarness(),
): Promise<CollectorHarness> {
  folders += 1
  const folder = path.join(scratch.directory, `follow-${folders}`)
  mkdirSync(folder)
  const controller = new AbortController()
  const run = harness.collector([folder], { follow: true, settleMs: 60_000, ...options }).run(controller.signal)
  const expect = async (...records: readonly (number | string)[]): Promise<void> => {
    await eventually(`${records.length} records`, () => harness.records.length >= records.length)
    assert.deepEqual(harness.records, records.map(line))
  }
  try {
    await body({ folder, harness, expect })
  } finally {
    controller.abort()
    await run
  }
  return harness
}

function line(record: number | string): string {
  return `{"n":${JSON.stringify(record)}}`
}

/** Long enough for several looks at the folder. */
async function severalLooks(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 40))
}

test('picks up new files and what is added to old ones', async () => {
  await following(async ({ folder, expect }) => {
    writeFileSync(path.join(folder, 'a.ndjson'), `${line(1)}\n`)
    await expect(1)
    writeFileSync(path.join(folder, 'b.ndjson'), `${line(2)}\n`)
    await expect(1, 2)
    appendFileSync(path.join(folder, 'a.ndjson'), `${line(3)}\n${line(4)}\n`)
    await expect(1, 2, 3, 4)
  })
})

test('takes a line when it is complete, not before', async () => {
  const harness = await following(async ({ folder, harness, expect }) => {
    const file = path.join(folder, 'a.ndjson')
    writeFileSync(file, `${line(1)}\n{"n":`)
    await expect(1)
    await severalLooks()
    appendFileSync(file, '2}')
    await severalLooks()
    assert.equal(harness.records.length, 1)
    appendFileSync(file, `\n${line(3)}\n`)
    await expect(1, 2, 3)
  })
  assert.deepEqual(harness.letters, [])
  assert.deepEqual(
    harness.batches.map((batch) => batch.firstPosition),
    [1, 2],
  )
})

test('takes a last line without its newline once the file is left alone', async () => {
  await following(
    async ({ folder, expect }) => {
      const file = path.join(folder, 'a.ndjson')
      writeFileSync(file, `${line(1)}\n${line(2)}`)
      await expect(1, 2)
      appendFileSync(file, `\n${line(3)}\n`)
      await expect(1, 2, 3)
    },
    { settleMs: 30 },
  )
})

test('waits for the rest of half a line however long it takes', async () => {
  const harness = await following(
    async ({ folder, harness }) => {
      const file = path.join(folder, 'a.ndjson')
      writeFileSync(file, `${line(1)}\n{"n":{"x":1}`)
      await severalLooks()
      await severalLooks()
      assert.equal(harness.records.length, 1)
      appendFileSync(file, '}\n')
      await eventually('the whole line', () => harness.records.length === 2)
      assert.equal(harness.records[1], '{"n":{"x":1}}')
    },
    { settleMs: 10 },
  )
  assert.deepEqual(harness.letters, [])
})

test('reads a compressed file that is still being written, as it grows', async () => {
  const packed = gzipSync(Array.from({ length: 2000 }, (_, n) => `${line(`EXAMPLE${(n * 7919) % 2003}`)}\n`).join(''))
  const harness = await following(async ({ folder, harness }) => {
    const file = path.join(folder, 'a.ndjson.gz')
    const half = Math.floor(packed.length / 2)
    writeFileSync(file, packed.subarray(0, half))
    await eventually('half of it', () => harness.records.length > 100)
    appendFileSync(file, packed.subarray(half))
    await eventually('all of it', () => harness.records.length >= 2000)
  })
  assert.equal(new Set(harness.records).size, 2000)
  assert.equal(harness.records.length, 2000)
  assert.deepEqual(harness.letters, [])
})

test('calls a compressed file cut off when it is left alone, and goes on when it grows after all', async () => {
  const packed = gzipSync(`{"Records":[${line(1)},${line(2)}]}`)
  await following(
    async ({ folder, harness, expect }) => {
      const file = path.join(folder, 'a.json.gz')
      writeFileSync(file, packed.subarray(0, -9))
      await eventually('a dead letter', () => harness.letters.length === 1)
      assert.equal(harness.letters[0]?.reason, 'damaged')
      await severalLooks()
      assert.equal(harness.letters.length, 1)
      writeFileSync(file, packed)
      await expect(1, 2)
    },
    { settleMs: 20 },
  )
})

test('takes the records that are added to a list that is written anew', async () => {
  await following(async ({ folder, expect }) => {
    const file = path.join(folder, 'PT1H.json')
    const first = 'x'.repeat(1100)
    writeFileSync(file, `{"records":[\n${line(first)}\n]}`)
    await expect(first)
    writeFileSync(file, `{"records":[\n${line(first)},\n${line(2)},\n${line(3)}\n]}`)
    await expect(first, 2, 3)
  })
})

test('starts again with a file that was truncated, and with one that took its place', async () => {
  await following(async ({ folder, expect }) => {
    const file = path.join(folder, 'a.ndjson')
    writeFileSync(file, `${line(1)}\n${line(2)}\n`)
    await expect(1, 2)
    writeFileSync(file, `${line(3)}\n`)
    await expect(1, 2, 3)
    writeFileSync(path.join(scratch.directory, 'other'), `${line(4)}\n${line(5)}\n${line(6)}\n`)
    renameSync(path.join(scratch.directory, 'other'), file)
    await expect(1, 2, 3, 4, 5, 6)
  })
})

test('survives that a file, and the whole folder, vanish and come back', async () => {
  const harness = await following(async ({ folder, expect }) => {
    writeFileSync(path.join(folder, 'a.ndjson'), `${line(1)}\n`)
    await expect(1)
    rmSync(path.join(folder, 'a.ndjson'))
    await severalLooks()
    rmSync(folder, { recursive: true })
    await severalLooks()
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'b.ndjson'), `${line(2)}\n`)
    await expect(1, 2)
  })
  assert.equal(harness.logged.filter((message) => message.startsWith('cannot read')).length, 1)
})

test('goes on after a restart where it was, in the middle of a line too', async () => {
  const harness = new CollectorHarness()
  let file = ''
  await following(
    async ({ folder, expect }) => {
      file = path.join(folder, 'a.ndjson')
      writeFileSync(file, `${line(1)}\n${line(2)}\n{"n"`)
      await expect(1, 2)
    },
    {},
    harness,
  )
  appendFileSync(file, `:3}\n${line(4)}\n`)
  const controller = new AbortController()
  const run = harness.collector([path.dirname(file)], { follow: true }).run(controller.signal)
  await eventually('the rest', () => harness.records.length >= 4)
  controller.abort()
  await run
  assert.deepEqual(harness.records, [1, 2, 3, 4].map(line))
})

test('loses and repeats nothing while somebody writes lines in pieces of any length', async () => {
  const text = Array.from({ length: 3000 }, (_, n) => `${line(n)}\n`).join('')
  await following(async ({ folder, harness }) => {
    const file = path.join(folder, 'busy.ndjson')
    writeFileSync(file, '')
    for (let at = 0, length = 1; at < text.length; at += length, length = (length * 31) % 2017) {
      appendFileSync(file, text.slice(at, at + length))
      if (length % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    }
    await eventually('all lines', () => harness.records.length >= 3000)
    assert.deepEqual(
      harness.records,
      Array.from({ length: 3000 }, (_, n) => line(n)),
    )
  })
})

test('stops at once when it is told to before it begins', async () => {
  const harness = new CollectorHarness()
  const summary = await harness.collector([scratch.directory], { follow: true }).run(AbortSignal.abort())
  assert.equal(summary.records, 0)
})
