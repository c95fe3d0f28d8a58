import assert from 'node:assert/strict'
import { mkdirSync, renameSync } from 'node:fs'
import path from 'node:path'
import { after, test } from 'node:test'

import { decodeFileCheckpoint } from '../../../services/ingest/files/file-checkpoint.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { FollowRig } from './follow-rig.ts'

const scratch = scratchFolder()
after(scratch.remove)

test('the checkpoints of files that are gone go, and those of a folder that may come back stay', async () => {
  const rig = new FollowRig(path.join(scratch.directory, 'forget'))
  mkdirSync(rig.at('disk'))
  for (let n = 0; n < 50; n += 1) rig.write(`${n}.log`, n)
  rig.write('disk/a.log', 'a')
  await rig.poll()
  const kept = async (): Promise<string[]> =>
    (await rig.harness.checkpoints.load('logs')).map(({ position, object }) =>
      path.basename(decodeFileCheckpoint(position, object)?.path ?? '?'),
    )
  assert.equal((await kept()).length, 51)
  for (let n = 0; n < 49; n += 1) rig.remove(`${n}.log`)
  renameSync(rig.at('disk'), `${rig.folder}-disk`)
  await rig.poll(3)
  // What is held open is waited for.
  rig.advance(61_000)
  await rig.poll(5)
  await rig.stop()
  assert.deepEqual((await kept()).toSorted(), ['49.log', 'a.log'])
})

test('a rotation that goes on for long leaves no trace in the checkpoints', async () => {
  const rig = new FollowRig(path.join(scratch.directory, 'long'), ['*.log'])
  for (let n = 0; n < 60; n += 1) {
    rig.append('a.log', n)
    await rig.poll()
    rig.rename('a.log', 'a.log.1')
    rig.advance(61_000)
  }
  await rig.poll(4)
  await rig.stop()
  assert.deepEqual(
    rig.records,
    Array.from({ length: 60 }, (_, n) => n),
  )
  const left = (await rig.harness.checkpoints.load('logs')).length
  assert.ok(left <= 3, `${left} checkpoints are left`)
})

test('goes on from a checkpoint of version 1, also when the file was rotated since', async () => {
  const rig = new FollowRig(path.join(scratch.directory, 'version-1'))
  rig.write('a.log', 1, 2)
  rig.write('b.log', 10)
  await rig.poll()
  await rig.stop()
  const { checkpoints } = rig.harness
  for (const { source, object, position } of await checkpoints.load('logs')) {
    const { path: file = '', device, version, ...rest } = JSON.parse(position) as Record<string, unknown>
    assert.deepEqual([typeof device, version], ['number', 2])
    await checkpoints.remove(source, [object])
    await checkpoints.save([{ source, object: String(file), position: JSON.stringify({ ...rest, version: 1 }) }])
  }
  rig.append('a.log', 3)
  rig.rename('a.log', 'a.log.1')
  rig.append('b.log', 11)
  rig.write('a.log', 4)
  await rig.poll(2)
  await rig.stop()
  assert.deepEqual(new Set(rig.records), new Set([1, 2, 3, 4, 10, 11]))
  assert.equal(rig.records.length, 6)
  assert.ok((await checkpoints.load('logs')).every(({ object }) => !object.includes('/')))
})

test('a problem is told once as long as it lasts', async () => {
  const rig = new FollowRig(path.join(scratch.directory, 'problem'), ['gone.log', 'no*.log'])
  await rig.poll(4)
  assert.deepEqual(
    rig.harness.logged.map((text) => text.replace(rig.folder, '')),
    ['cannot read: /gone.log does not exist', 'cannot read: /no*.log matches no file'],
  )
  rig.write('gone.log', 1)
  await rig.poll(2)
  rig.remove('gone.log')
  await rig.poll(3)
  await rig.stop()
  assert.equal(rig.harness.logged.filter((text) => text.includes('gone.log does not exist')).length, 2)
})
