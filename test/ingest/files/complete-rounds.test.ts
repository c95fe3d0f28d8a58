import assert from 'node:assert/strict'
import { appendFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { CollectorHarness } from './collector-harness.ts'
import { FollowRig, line } from './follow-rig.ts'

const scratch = scratchFolder()
after(scratch.remove)
let folders = 0

function newFolder(): string {
  folders += 1
  return path.join(scratch.directory, `rounds-${folders}`)
}

function rigFor(t: TestContext): FollowRig {
  const rig = new FollowRig(newFolder())
  t.after(() => rig.isRunning && rig.stop())
  return rig
}

/** The rounds as `records appended by then`, with a mark where nothing was new. */
function rounds({ harness }: FollowRig): string[] {
  return harness.rounds.map(({ records, isEmpty }) => (isEmpty ? `${records} =` : `${records}`))
}

test('what is read once is one round, complete when all of it was appended', async () => {
  const harness = new CollectorHarness()
  const rig = new FollowRig(newFolder())
  for (const name of ['a', 'b', 'c']) rig.write(`${name}.ndjson`, 1, 2, 3)
  const before = Date.now()
  await harness.run([rig.folder])
  const [round, ...others] = harness.rounds
  assert.ok(round && round.began >= before && round.began <= Date.now())
  assert.deepEqual([round.records, round.isEmpty, others.length], [9, false, 0])
})

test('nothing to read is a complete round as well', async () => {
  const harness = new CollectorHarness()
  await harness.run([new FollowRig(newFolder()).folder])
  assert.deepEqual(
    harness.rounds.map(({ records, isEmpty }) => [records, isEmpty]),
    [[0, true]],
  )
})

test('following, a round is complete behind what it found, and says when nothing was new', async (t) => {
  const rig = rigFor(t)
  rig.write('a.ndjson', 1, 2)
  await rig.poll(2)
  rig.append('a.ndjson', 3)
  rig.write('b.ndjson', 4)
  await rig.poll(2)
  assert.deepEqual(rounds(rig), ['2', '2 =', '4', '4 ='])
  const times = rig.harness.rounds.map(({ began }) => began)
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  )
})

test('a last line without its end is waited for, until it is taken', async (t) => {
  const rig = rigFor(t)
  rig.write('a.ndjson', 1)
  appendFileSync(rig.at('b.ndjson'), line(2))
  writeFileSync(rig.at('c.json.gz'), gzipSync(`{"Records":[${line(3)}]}`).subarray(0, 30))
  await rig.poll(3)
  assert.deepEqual(rounds(rig), [])
  rig.advance(10_001)
  await rig.poll(1)
  assert.ok(rig.records.includes(2))
  assert.equal(rig.harness.rounds.length, 1)
})

test('one that grows is not: what comes then is new', async (t) => {
  const rig = rigFor(t)
  appendFileSync(rig.at('a.ndjson'), `${line(1)}\n{"n":`)
  await rig.poll(2)
  assert.deepEqual(rounds(rig), [])
  appendFileSync(rig.at('a.ndjson'), '2}\n{"n"')
  await rig.poll(1)
  assert.deepEqual(rounds(rig), ['2'])
  appendFileSync(rig.at('a.ndjson'), ':3')
  await rig.poll(1)
  assert.deepEqual(rounds(rig), ['2', '2 ='])
})

test('nor is one that is gone, longer than it takes to judge it', async (t) => {
  const rig = rigFor(t)
  writeFileSync(rig.at('a.json.gz'), gzipSync(`{"Records":[${line(1)}]}`).subarray(0, 30))
  await rig.poll(1)
  rig.remove('a.json.gz')
  await rig.poll(2)
  assert.deepEqual(rounds(rig), [])
  rig.advance(10_001)
  await rig.poll(2)
  assert.equal(rig.harness.rounds.length > 0, true)
})

test('a stop in the middle of a round is no complete round', async () => {
  const harness = new CollectorHarness()
  const rig = new FollowRig(newFolder())
  for (let n = 0; n < 300; n += 1) rig.write(`${n}.ndjson`, n)
  const controller = new AbortController()
  harness.beforeAppend = () => controller.abort()
  await harness.collector([rig.folder], { follow: true }).run(controller.signal)
  assert.deepEqual(harness.rounds, [])
})
