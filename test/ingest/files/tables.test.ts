import assert from 'node:assert/strict'
import { test } from 'node:test'

import { FileTable } from '../../../services/ingest/files/file-table.ts'
import { createPathHash } from '../../../services/ingest/files/path-hash.ts'
import { nameOf, printablePath, systemPath } from '../../../services/ingest/files/path-name.ts'
import { PathTable } from '../../../services/ingest/files/path-table.ts'
import { testRandom } from '../../support/random.ts'

const STATE = { size: 0, mtime: 0 }
const KNOWN = { file: { size: 7, mtime: 8.5 }, isDone: true, isVisited: false, isSettled: false, since: 3 }

test('a file table does what a map does, over many files that come and go', () => {
  const random = testRandom(41)
  const table = new FileTable()
  const model = new Map<string, number>()
  for (let step = 0; step < 20_000; step += 1) {
    const device = random.int(3)
    const inode = random.int(3000) * (random.chance(0.5) ? 1 : 2 ** 33)
    const key = `${device}:${inode}`
    const slot = table.find({ ...STATE, device, inode })
    assert.equal(slot, model.get(key) ?? -1, `seed ${random.seed}, step ${step}`)
    if (slot >= 0 && random.chance(0.5)) {
      table.remove(slot)
      model.delete(key)
    } else if (slot < 0) {
      const added = table.add({ ...STATE, device, inode }, step)
      table.set(added, KNOWN)
      assert.deepEqual(table.get(added), { ...KNOWN, file: { ...KNOWN.file, device, inode } })
      model.set(key, added)
    }
    assert.equal(table.size, model.size)
  }
  assert.equal(new Set(model.values()).size, model.size, 'no two files share a slot')
})

test('a path table finds every path, and forgets those that were not seen for long', () => {
  const table = new PathTable(createPathHash())
  for (let n = 0; n < 50_000; n += 1) table.set(`/var/log/${n}`, n, 1)
  for (let n = 0; n < 50_000; n += 2) assert.equal(table.see(`/var/log/${n}`, 2), n)
  assert.equal(table.see('/var/log/none', 2), -1)
  assert.equal(table.isSeen('/var/log/0', 2), true)
  assert.equal(table.isSeen('/var/log/1', 2), false)
  table.prune(2)
  assert.equal(table.size, 25_000)
  for (let n = 0; n < 50_000; n += 1) assert.equal(table.see(`/var/log/${n}`, 3), n % 2 === 0 ? n : -1)
})

test('the hash of a path is a whole number that hardly ever repeats', () => {
  const hash = createPathHash()
  const seen = new Set<number>()
  for (let n = 0; n < 200_000; n += 1) {
    const value = hash(`/var/log/AWSLogs/2026/03/14/${n}.json`)
    assert.ok(Number.isSafeInteger(value) && value >= 0)
    seen.add(value)
  }
  assert.equal(seen.size, 200_000)
  assert.notEqual(createPathHash()('a'), createPathHash()('a'))
})

const NAMES: readonly Buffer[] = [
  Buffer.from('plain.log'),
  Buffer.from('ünï 😀.log'),
  Buffer.from('really � this'),
  Buffer.from([0x63, 0x61, 0x66, 0xe9]),
  Buffer.from([0xff, 0xfe, 0x41]),
  Buffer.from([0xf0, 0x9f, 0x98]),
  Buffer.from([0xed, 0xb2, 0x80]),
  Buffer.from([0xf0, 0x9f, 0x98, 0x80, 0x80, 0xc3, 0xa9]),
]

test('a name of any bytes becomes a text and the same bytes again', () => {
  for (const bytes of NAMES) {
    const name = nameOf(bytes)
    assert.deepEqual(Buffer.from(systemPath(name)), bytes)
    assert.equal(JSON.parse(JSON.stringify(name)), name)
    assert.ok(printablePath(name).isWellFormed())
  }
  assert.equal(new Set(NAMES.map(nameOf)).size, NAMES.length)
})
