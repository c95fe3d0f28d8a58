import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import { backupStore } from '../../../services/adapters/sqlite/backup-store.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { restoreStore } from '../../../services/adapters/sqlite/restore-store.ts'
import { SCHEMA_VERSION } from '../../../services/adapters/sqlite/schema.ts'
import type { ErrorCode } from '../../../services/core/errors.ts'
import { assertSameState } from '../../support/store-state.ts'
import { OPTIONS, state, withFolder } from './backup-rig.ts'
import { appError, sampleEvent, sampleHit } from '../../support/stored-samples.ts'
import { assertWhole, queried } from './retention-support.ts'

describe('a backup', () => {
  test(
    'is one private, compact file from which the same store comes back',
    withFolder(async ({ directory, store, file }) => {
      const writer = openStore(store)
      const events = Array.from({ length: 3000 }, (_, n) => sampleEvent({ n: 100 + n, keys: { actorName: `u${n}` } }))
      await writer.sink.commit({ ...EMPTY_OUTCOME, events })
      const sweep = writer.retention.events({
        datasets: null,
        from: events[0]?.time ?? 0,
        before: null,
        storedBefore: null,
      })
      for (let isDone = false; !isDone;) ({ isDone } = await sweep.step(500))
      const result = await backupStore(store, file, OPTIONS)
      const { file: size } = await writer.retention.usage()
      writer.close()
      assert.deepEqual({ ...result, bytes: 0 }, { version: SCHEMA_VERSION, events: 50, alerts: 1, bytes: 0 })
      assert.equal(result.bytes, statSync(file).size)
      assert.ok(result.bytes < size * 0.8, `${result.bytes} of ${size}`)
      assert.equal((statSync(file).mode & 0o777).toString(8), '600')
      assert.deepEqual(readdirSync(directory).toSorted(), ['backup.db', 'store'])

      chmodSync(file, 0o644)
      const restored = path.join(directory, 'deep', 'restored')
      assert.deepEqual(restoreStore(file, restored, { force: false }), {
        version: SCHEMA_VERSION,
        events: 50,
        alerts: 1,
      })
      assert.equal((statSync(path.join(restored, 'tocsin.db')).mode & 0o777).toString(8), '600')
      assertSameState(await state(restored), await state(store), 'restored')
      assert.deepEqual(queried(restored, 'PRAGMA auto_vacuum'), [{ auto_vacuum: 2 }])
      openStore(restored).close()
      assertWhole(restored)
    }),
  )

  test(
    'keeps what is remembered, and which hits wait',
    withFolder(async ({ directory, store, file }) => {
      const writer = openStore(store)
      const state = { kind: 'watermark', key: 'k', value: '{"newest":1}' }
      const [seen, waiting] = [sampleHit(sampleEvent({ n: 1 }), 'seen'), sampleHit(sampleEvent({ n: 2 }), 'waits')]
      const hits = [seen, waiting].map((hit) => ({ alertId: '', hit, waiting: hit === waiting }))
      await writer.sink.commit({ ...EMPTY_OUTCOME, hits, state: [state] })
      await backupStore(store, file, OPTIONS)
      writer.close()
      const restored = path.join(directory, 'restored')
      restoreStore(file, restored, { force: false })
      const again = openStore(restored)
      assert.deepEqual(await again.sink.state('watermark'), [state])
      assert.deepEqual([...again.hits.inOrder({ waiting: true })], [waiting])
      assert.deepEqual([...again.hits.inOrder({ rules: ['seen'] })], [seen])
      again.close()
    }),
  )

  const REFUSALS: readonly {
    name: string
    make?: (folder: { directory: string; store: string; file: string }) => void
    to?: (folder: { directory: string; store: string }) => string
    from?: string
    code: ErrorCode
    says: RegExp
    force?: boolean
  }[] = [
    {
      name: 'over a file',
      make: ({ file }) => writeFileSync(file, 'mine'),
      code: 'USAGE',
      says: /is there already; --force/,
    },
    { name: 'to a folder', to: ({ directory }) => directory, code: 'USAGE', says: /is a folder/, force: true },
    {
      name: 'over the store itself',
      to: ({ store }) => path.join(store, 'tocsin.db'),
      code: 'USAGE',
      says: /the store itself/,
      force: true,
    },
    {
      name: 'into a folder that is missing',
      to: ({ directory }) => path.join(directory, 'no/b.db'),
      code: 'STORE_FAILED',
      says: /the folder .*no does not exist/,
    },
    { name: 'of no store', from: 'nowhere', code: 'STORE_MISSING', says: /there is no store in .*nowhere/ },
  ]
  for (const { name, make, to, from, code, says, force = false } of REFUSALS) {
    test(
      `${name} is refused, and nothing changes`,
      withFolder(async (folder) => {
        make?.(folder)
        const before = readdirSync(folder.directory)
        const source = from === undefined ? folder.store : path.join(folder.directory, from)
        const backup = backupStore(source, to?.(folder) ?? folder.file, { ...OPTIONS, force })
        await assert.rejects(backup, (error) => appError(code)(error) && says.test(String(error)))
        assert.deepEqual(readdirSync(folder.directory), before)
        if (make) assert.equal(readFileSync(folder.file, 'utf8'), 'mine')
      }),
    )
  }
  test(
    'replaces a file when it is forced to',
    withFolder(async ({ store, file }) => {
      writeFileSync(file, 'mine')
      assert.equal((await backupStore(store, file, { ...OPTIONS, force: true })).events, 50)
    }),
  )
  test(
    'that is stopped leaves nothing',
    withFolder(async ({ directory, store, file }) => {
      const stop = new AbortController()
      const backup = backupStore(store, file, { ...OPTIONS, signal: stop.signal })
      stop.abort()
      await assert.rejects(backup, appError('CANCELLED'))
      assert.deepEqual(readdirSync(directory), ['store'])
    }),
  )
  test(
    'of a damaged store is an error and no backup',
    withFolder(async ({ directory, store, file }) => {
      const bytes = readFileSync(path.join(store, 'tocsin.db'))
      bytes.fill(0xff, 8192, 30_000)
      writeFileSync(path.join(store, 'tocsin.db'), bytes)
      await assert.rejects(backupStore(store, file, OPTIONS), appError('STORE_FAILED'))
      assert.deepEqual(readdirSync(directory), ['store'])
    }),
  )
})
