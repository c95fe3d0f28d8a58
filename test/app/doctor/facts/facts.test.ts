import assert from 'node:assert/strict'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { after, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { mountedAs, readDiskFacts } from '../../../../services/app/doctor/facts/read-disk-facts.ts'
import { recordsPerDay } from '../../../../services/app/doctor/facts/read-log-facts.ts'
import { readPathFacts } from '../../../../services/app/doctor/facts/read-path-facts.ts'
import { reachHost } from '../../../../services/app/doctor/facts/reach-host.ts'
import { guardCheck } from '../../../../services/app/doctor/guard-check.ts'
import { scratchFolder } from '../../../support/scratch-folder.ts'

const { directory, remove } = scratchFolder()
after(remove)

describe('which file system a path is on', () => {
  const mounts = [
    'overlay / overlay rw 0 0',
    '/dev/sda1 /data ext4 rw 0 0',
    'server:/x /data/far nfs4 rw 0 0',
    '//host/share /mnt/a\\040b cifs rw 0 0',
    'tmpfs /data/far/near tmpfs rw 0 0',
    'tmpfs /twice tmpfs rw 0 0',
    '/dev/sdb /twice xfs rw 0 0',
    'broken',
    '',
  ].join('\n')
  for (const [place, kind] of [
    ['/', 'overlay'],
    ['/home', 'overlay'],
    ['/data', 'ext4'],
    ['/database', 'overlay'],
    ['/data/far/store', 'nfs4'],
    ['/data/far/near', 'tmpfs'],
    ['/mnt/a b/c', 'cifs'],
    ['/twice/x', 'xfs'],
  ] as const) {
    test(`${place} is on ${kind}`, () => assert.equal(mountedAs(mounts, place), kind))
  }
  test('nothing is on nothing', () => assert.equal(mountedAs('', '/x'), null))
})

test('the disk of a folder that does not exist yet is that of the folder above', async () => {
  const { free } = await readDiskFacts(path.join(directory, 'not', 'yet'))
  assert.ok(free !== null && free > 0)
})

test('how many records arrive a day is told by a span that is long enough', () => {
  const block = (received: number, count: number): Parameters<typeof recordsPerDay>[0][number] => ({
    partition: 0,
    firstOffset: 0,
    count,
    headers: { received: String(received) },
  })
  assert.equal(recordsPerDay([]), null)
  assert.equal(recordsPerDay([block(0, 500), block(1000, 500)]), null)
  assert.equal(recordsPerDay([block(7_200_000, 500), block(0, 500)]), 12_000)
})

describe('what is behind a path', () => {
  test('files, folders, patterns, nothing, a loop of links', async () => {
    const logs = path.join(directory, 'logs')
    await mkdir(path.join(logs, 'deep', 'er'), { recursive: true })
    await mkdir(path.join(logs, 'empty'))
    for (const name of ['a.json', 'b.json', 'deep/er/c.json', '.hidden']) await writeFile(path.join(logs, name), '')
    await symlink(logs, path.join(logs, 'deep', 'loop'))
    const files = async (pattern: string): Promise<number> => (await readPathFacts(path.join(logs, pattern))).files
    assert.equal(await files('.'), 3)
    assert.equal(await files('a.json'), 1)
    assert.equal(await files('*.json'), 2)
    assert.equal(await files('**/*.json'), 3)
    assert.equal(await files('empty'), 0)
    const missing = await readPathFacts(path.join(logs, 'none'))
    assert.deepEqual(missing.unreadable, [`${path.join(logs, 'none')}: does not exist`])
    const few = await readPathFacts(logs, { files: 2, faults: 1, milliseconds: 5000 })
    assert.deepEqual([few.files, few.isMore], [2, true])
  })
})

describe('a look that fails', () => {
  test('is a finding', async () => {
    const [finding] = await guardCheck('disk', () => Promise.reject(new Error('it broke')))
    assert.deepEqual([finding?.check, finding?.level, finding?.what], ['disk', 'fail', 'it broke'])
  })
  test('and one that never ends as well', async () => {
    let isLate = false
    const [finding] = await guardCheck('disk', () => sleep(60_000, [], { ref: false }), {
      patience: 10,
      late: () => (isLate = true),
    })
    assert.ok(isLate)
    assert.equal(finding?.level, 'fail')
    assert.match(finding?.what ?? '', /did not answer/)
  })
})

describe('asking a host', () => {
  const requests: string[] = []
  async function serve(listener: RequestListener, ask: (url: URL) => Promise<void>): Promise<void> {
    const server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`)
      listener(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    try {
      await ask(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/secret/path?key=EXAMPLE`))
    } finally {
      server.closeAllConnections()
      server.close()
    }
  }

  test('any answer counts, tells the time, and the path stays out of it', async () => {
    await serve(
      (_, response) => response.writeHead(404, { date: 'Sat, 14 Mar 2026 08:00:00 GMT' }).end(),
      async (url) => {
        const { fault, date } = await reachHost(url, () => 5)
        assert.deepEqual([fault, date], [null, Date.parse('2026-03-14T08:00:00Z')])
      },
    )
    assert.deepEqual(requests, ['HEAD /'])
  })

  test('a connection that is dropped, and nobody there', async () => {
    let closed: URL | null = null
    await serve(
      (request) => request.socket.destroy(),
      async (url) => {
        closed = url
        assert.match((await reachHost(url, () => 0)).fault ?? '', /hang up|reset/)
      },
    )
    assert.ok(closed)
    assert.match((await reachHost(closed, () => 0)).fault ?? '', /ECONNREFUSED/)
  })
})
