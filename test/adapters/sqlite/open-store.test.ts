import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { openCommandQueue } from '../../../services/adapters/sqlite/open-command-queue.ts'
import { openReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import type { ErrorCode } from '../../../services/core/errors.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { appError } from '../../support/stored-samples.ts'

const MODULE = new URL('../../../services/adapters/sqlite/open-store.ts', import.meta.url).href

/** Runs a test with the path of a store that does not exist yet. */
function withFolder(run: (directory: string) => Promise<void> | void): () => Promise<void> {
  return async () => {
    const { directory, remove } = scratchFolder()
    try {
      await run(path.join(directory, 'data', 'store'))
    } finally {
      remove()
    }
  }
}

function mode(file: string): string {
  return (statSync(file).mode & 0o777).toString(8)
}

describe('one writer', () => {
  test(
    'a second writer in this process is refused and told why; after close it may',
    withFolder((directory) => {
      const store = openStore(directory)
      assert.throws(() => openStore(directory), appError('STORE_LOCKED'))
      assert.throws(() => openStore(directory), {
        message: new RegExp(`^process ${process.pid} writes to the store in `),
      })
      store.close()
      store.close()
      openStore(directory).close()
    }),
  )
  test(
    'a second writer in another process is refused; after a kill it may at once',
    withFolder(async (directory) => {
      const script = `const { openStore } = await import(${JSON.stringify(MODULE)})
        globalThis.store = openStore(process.argv[1]); console.log('open'); setInterval(() => {}, 1000)`
      const arguments_ = ['--input-type=module', '-e', script, directory]
      const child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] })
      await once(child.stdout, 'data')
      assert.throws(() => openStore(directory), { message: new RegExp(`^process ${child.pid} writes`) })
      openReader(directory).close()
      child.kill('SIGKILL')
      await once(child, 'close')
      openStore(directory).close()
    }),
  )
  test(
    'a writer that cannot open the store lets go of the lock',
    withFolder((directory) => {
      mkdirSync(directory, { recursive: true })
      writeFileSync(path.join(directory, 'tocsin.db'), 'no database at all, but long enough to be looked at'.repeat(99))
      assert.throws(() => openStore(directory), appError('STORE_FAILED'))
      assert.throws(() => openStore(directory), appError('STORE_FAILED'))
    }),
  )
})

test(
  'folder and files are for their owner alone',
  withFolder(async (directory) => {
    const store = openStore(directory)
    await store.checkpoints.save([{ source: 's', object: 'o', position: 'p' }])
    assert.equal(mode(directory), '700')
    for (const file of ['tocsin.db', 'tocsin.db-wal', 'tocsin.db-shm', 'tocsin.lock', 'tocsin.pid']) {
      assert.equal(mode(path.join(directory, file)), '600', file)
    }
    store.close()
  }),
)

test(
  'a topic keeps its partitions when it is opened with fewer, and gets more when asked',
  withFolder((directory) => {
    const counts = [3, 1, 5].map((count) => {
      const store = openStore(directory, { partitions: { topic: count } })
      const found = [store.log.partitions('topic'), store.log.partitions('other')]
      store.close()
      return found
    })
    assert.deepEqual(counts, [
      [3, 1],
      [3, 1],
      [5, 1],
    ])
  }),
)

describe('what stands at the place of the store', () => {
  /** A database with this version in its header; ours or another program's. */
  const database = (file: string, application: number, version: number): void => {
    const other = new DatabaseSync(file)
    other.exec(`CREATE TABLE t(x); PRAGMA application_id = ${application}; PRAGMA user_version = ${version}`)
    other.close()
  }
  const TOCS = 0x544f_4353
  const cases: { name: string; make: (file: string) => void; reader: ErrorCode; writer: ErrorCode | null }[] = [
    { name: 'nothing', make: () => undefined, reader: 'STORE_MISSING', writer: null },
    { name: 'an empty file', make: (file) => writeFileSync(file, ''), reader: 'STORE_MISSING', writer: null },
    {
      name: 'a store of a newer version',
      make: (file) => database(file, TOCS, 999),
      reader: 'STORE_VERSION',
      writer: 'STORE_VERSION',
    },
    {
      name: 'a database of another program',
      make: (file) => database(file, 7, 1),
      reader: 'STORE_VERSION',
      writer: 'STORE_VERSION',
    },
    {
      name: 'no database',
      make: (file) => writeFileSync(file, 'something else '.repeat(999)),
      reader: 'STORE_FAILED',
      writer: 'STORE_FAILED',
    },
  ]
  for (const { name, make, reader, writer } of cases) {
    test(
      name,
      withFolder((directory) => {
        mkdirSync(directory, { recursive: true })
        make(path.join(directory, 'tocsin.db'))
        assert.throws(() => openReader(directory), appError(reader))
        assert.throws(() => openCommandQueue(directory), appError(reader))
        if (writer === null) return openStore(directory).close()
        const before = readFileSync(path.join(directory, 'tocsin.db'))
        assert.throws(() => openStore(directory), appError(writer))
        assert.deepEqual(readFileSync(path.join(directory, 'tocsin.db')), before, 'the file was changed')
      }),
    )
  }
  test(
    'the message about a newer version names both versions; that about a missing store says what to do',
    withFolder((directory) => {
      assert.throws(() => openReader(directory), { message: /there is no store in .*data\/store yet: start Tocsin/ })
      mkdirSync(directory, { recursive: true })
      database(path.join(directory, 'tocsin.db'), TOCS, 999)
      assert.throws(() => openReader(directory), { message: /newer Tocsin \(store version 999, this one reads \d+\)/ })
    }),
  )
})
