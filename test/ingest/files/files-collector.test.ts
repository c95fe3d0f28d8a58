import assert from 'node:assert/strict'
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'
import { gzipSync } from 'node:zlib'

import { deadLetterId } from '../../../services/core/dead-letter.ts'
import { decodeFileCheckpoint } from '../../../services/ingest/files/file-checkpoint.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { CollectorHarness } from './collector-harness.ts'

const scratch = scratchFolder()
after(scratch.remove)
let folders = 0

/** A new folder with these files. */
function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  folders += 1
  const folder = path.join(scratch.directory, `case-${folders}`)
  mkdirSync(folder)
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content)
  return folder
}

function lines(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => `{"n":${from + index}}\n`).join('')
}

test('appends the records of all files in order, with their places, then saves the checkpoint', async () => {
  const folder = folderWith({
    'b.json.gz': gzipSync('{"Records":[{"b":1},{"b":2}]}'),
    'a.ndjson': '{"a":1}\noops\n{"a":2}\n',
  })
  const harness = new CollectorHarness()
  const summary = await harness.run([folder])
  assert.deepEqual(harness.records, ['{"a":1}', '{"a":2}', '{"b":1}', '{"b":2}'])
  assert.deepEqual(
    harness.batches.map(({ source, type, object, firstPosition }) => [
      source,
      type,
      path.basename(object),
      firstPosition,
    ]),
    [
      ['logs', 'auto', 'a.ndjson', 1],
      ['logs', 'auto', 'a.ndjson', 3],
      ['logs', 'auto', 'b.json.gz', 1],
    ],
  )
  assert.deepEqual(harness.calls, ['append 1+1+2', 'letters 1', 'save 2'])
  assert.deepEqual(summary, { files: 2, records: 4, faults: 1, bytes: 28, problems: [] })
})

test('makes a fault a dead letter with an id that depends on its place and bytes alone', async () => {
  const folder = folderWith({ 'a.ndjson': '{"a":1}\noops\n' })
  const harness = new CollectorHarness()
  await harness.run([folder])
  const [letter] = harness.letters
  const object = path.join(folder, 'a.ndjson')
  assert.equal(letter?.id, deadLetterId('logs', object, 2, Buffer.from('oops')))
  assert.deepEqual(
    [letter.reason, letter.source, letter.type, letter.object, letter.position, letter.size],
    ['not-json', 'logs', 'auto', object, 2, 4],
  )
})

test('reads a file once, and what was added to it, over several runs', async () => {
  const first = `{"r":"${'x'.repeat(1100)}"}`
  const folder = folderWith({ 'a.ndjson': lines(0, 3), 'list.json': `{"Records":[${first}]}` })
  const harness = new CollectorHarness()
  assert.equal((await harness.run([folder])).records, 4)
  assert.deepEqual((await harness.run([folder])).files, 0)
  appendFileSync(path.join(folder, 'a.ndjson'), lines(3, 5))
  writeFileSync(path.join(folder, 'list.json'), `{"Records":[${first},{"r":2}]}`)
  await harness.run([folder])
  assert.deepEqual(harness.records, ['{"n":0}', '{"n":1}', '{"n":2}', first, '{"n":3}', '{"n":4}', '{"r":2}'])
})

test('reads a replaced or truncated file from its start', async () => {
  const folder = folderWith({ 'a.ndjson': lines(0, 3), 'b.ndjson': lines(10, 20) })
  const harness = new CollectorHarness()
  await harness.run([folder])
  harness.batches.length = 0
  writeFileSync(path.join(folder, 'a.ndjson'), lines(100, 110))
  writeFileSync(path.join(folder, 'b.ndjson'), lines(10, 11))
  await harness.run([folder])
  assert.equal(harness.records.length, 11)
  assert.equal(harness.batches[0]?.firstPosition, 1)
  assert.equal(harness.logged.filter((line) => line.startsWith('file was truncated or replaced')).length, 2)
})

test('tells what it cannot read, and forgets files that are gone', async () => {
  const folder = folderWith({ 'a.ndjson': lines(0, 1), 'b.ndjson': lines(1, 2) })
  const harness = new CollectorHarness()
  const missing = path.join(folder, 'missing.json')
  const summary = await harness.run([folder, missing])
  assert.deepEqual(summary.problems, [{ path: missing, detail: 'does not exist' }])
  assert.deepEqual(harness.logged, [`cannot read: ${missing} does not exist`])
  rmSync(path.join(folder, 'a.ndjson'))
  await harness.run([folder])
  assert.deepEqual(
    (await harness.checkpoints.load('logs')).map(({ position, object }) =>
      path.basename(decodeFileCheckpoint(position, object)?.path ?? ''),
    ),
    ['b.ndjson'],
  )
})

test('keeps the checkpoints of a folder that is gone: it may come back', async () => {
  const folder = folderWith({ 'a.ndjson': lines(0, 2) })
  const harness = new CollectorHarness()
  await harness.run([folder])
  rmSync(folder, { recursive: true })
  await harness.run([folder])
  assert.equal((await harness.checkpoints.load('logs')).length, 1)
})

/** Files of several parts each, in forms that go on by offset and by count. */
const LARGE = {
  'a.ndjson': lines(0, 1300),
  'b.ndjson.gz': gzipSync(lines(2000, 3300)),
  'c.json': `{"Records":[${lines(4000, 5300).trim().replaceAll('\n', ',')}]}`,
  'd.json.gz': gzipSync(`[${lines(6000, 6700).trim().replaceAll('\n', ',')}]`),
}
const ALL = [...numbers(0, 1300), ...numbers(2000, 3300), ...numbers(4000, 5300), ...numbers(6000, 6700)]

function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, index) => `{"n":${from + index}}`)
}

test('stopped after any append and started again, appends each record exactly once', async () => {
  const folder = folderWith(LARGE)
  for (let stopAfter = 1; stopAfter <= 7; stopAfter += 1) {
    const harness = new CollectorHarness()
    const controller = new AbortController()
    harness.beforeAppend = () => {
      if (harness.appends + 1 === stopAfter) controller.abort()
    }
    await harness.collector([folder]).run(controller.signal)
    assert.ok(harness.appends <= stopAfter, 'went on after it was stopped')
    await harness.run([folder])
    assert.deepEqual(harness.records, ALL, `stopped after append ${stopAfter}`)
  }
})

test('after a crash loses nothing and repeats only what lies behind the last checkpoint', async () => {
  const folder = folderWith(LARGE)
  for (const checkpointBytes of [0, 12_000]) {
    for (let crashAt = 0; crashAt < 7; crashAt += 1) {
      const harness = new CollectorHarness()
      harness.beforeAppend = () => {
        if (harness.appends === crashAt) throw new Error('crash')
      }
      await harness.run([folder], { checkpointBytes }).catch(() => undefined)
      harness.beforeAppend = () => undefined
      const before = harness.records
      await harness.run([folder], { checkpointBytes })
      const again = harness.records.slice(before.length)
      const repeated = before.length + again.length - ALL.length
      assert.deepEqual([...before.slice(0, before.length - repeated), ...again], ALL, `crashed at append ${crashAt}`)
      if (checkpointBytes === 0) assert.equal(repeated, 0)
      else assert.ok(repeated * 7 <= checkpointBytes + 1500 * 12, `${repeated} repeated`)
    }
  }
})

test('does not read on before what it appends is durable', async () => {
  const folder = folderWith(LARGE)
  const harness = new CollectorHarness()
  let waiting = 0
  harness.beforeAppend = async () => {
    waiting += 1
    assert.equal(waiting, 1)
    await new Promise((resolve) => setTimeout(resolve, 1))
    waiting -= 1
  }
  await harness.run([folder])
  assert.equal(harness.records.length, ALL.length)
})

test('passes on what the log says when it cannot store', async () => {
  const harness = new CollectorHarness()
  harness.beforeAppend = () => {
    throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' })
  }
  await assert.rejects(harness.run([folderWith(LARGE)]), /no space left/)
  assert.deepEqual(await harness.checkpoints.load('logs'), [])
})

test('does not trust a checkpoint that it cannot read', async () => {
  const folder = folderWith({ 'a.ndjson': lines(0, 2) })
  const harness = new CollectorHarness()
  await harness.checkpoints.save([{ source: 'logs', object: path.join(folder, 'a.ndjson'), position: 'of old' }])
  await harness.run([folder])
  assert.equal(harness.records.length, 2)
})
