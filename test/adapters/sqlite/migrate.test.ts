import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { migrate } from '../../../services/adapters/sqlite/database.ts'
import { openCommandQueue } from '../../../services/adapters/sqlite/open-command-queue.ts'
import { openReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { MIGRATIONS, SCHEMA_VERSION } from '../../../services/adapters/sqlite/schema.ts'
import type { Command } from '../../../services/core/command.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { appError } from '../../support/stored-samples.ts'
import {
  allAlerts,
  assertSameState,
  storeState,
  waitingRecords,
  withReader,
  type StoreState,
} from '../../support/store-state.ts'
import { runTocsin } from '../../support/tocsin-process.ts'
import { queried } from './retention-support.ts'

const FIXTURES = path.join(import.meta.dirname, 'fixtures')

interface Fixture extends StoreState {
  readonly waiting: number
  readonly pending: readonly Command[]
}

const unpacked = (name: string): Buffer => gunzipSync(readFileSync(path.join(FIXTURES, name)))
const EXPECTED = JSON.parse(unpacked('store-v1.state.json.gz').toString('utf8')) as Fixture

/** Runs a test on a store as version 1 wrote it. */
function withOldStore(run: (directory: string) => Promise<void> | void): () => Promise<void> {
  return async () => {
    const { directory, remove } = scratchFolder()
    const store = path.join(directory, 'store')
    mkdirSync(store)
    writeFileSync(path.join(store, 'tocsin.db'), unpacked('store-v1.db.gz'))
    try {
      await run(store)
    } finally {
      remove()
    }
  }
}

const SCHEMA = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name'

describe('a store of version 1', () => {
  test(
    'is brought up to date when it is opened, once, and everything is still there',
    withOldStore(async (directory) => {
      const store = openStore(directory)
      assert.deepEqual(store.migrated, { from: 1, to: SCHEMA_VERSION })
      assert.deepEqual(
        (await store.commands.pending(9)).map(({ id, alertId, kind, by, at, text }) => ({
          id,
          alertId,
          kind,
          by,
          at,
          text,
        })),
        EXPECTED.pending.map(({ id, alertId, kind, by, at, text }) => ({ id, alertId, kind, by, at, text })),
      )
      store.close()
      await withReader(directory, async (reader) => {
        assert.ok(EXPECTED.events.length > 100 && EXPECTED.hits.length > 50)
        assertSameState(await storeState(reader), EXPECTED, 'after the migration')
        assert.equal(await waitingRecords(reader), EXPECTED.waiting)
      })
      const again = openStore(directory)
      assert.equal(again.migrated, null)
      again.close()
    }),
  )
  test(
    'has the same tables as a new one afterwards, to the letter',
    withOldStore((directory) => {
      openStore(directory).close()
      const fresh = path.join(directory, 'fresh')
      openStore(fresh).close()
      assert.deepEqual(queried(directory, SCHEMA), queried(fresh, SCHEMA))
      assert.deepEqual(queried(directory, 'PRAGMA user_version'), [{ user_version: SCHEMA_VERSION }])
    }),
  )
  test(
    'is told apart by who only reads: they say what to do',
    withOldStore((directory) => {
      for (const open of [openReader, openCommandQueue]) {
        assert.throws(() => open(directory), appError('STORE_VERSION'))
        assert.throws(() => open(directory), { message: /older Tocsin \(store version 1, .*`tocsin start` on it/ })
      }
      assert.deepEqual(queried(directory, 'PRAGMA user_version'), [{ user_version: 1 }])
    }),
  )
  test(
    'is used by `start --once`: it says so, handles what waited and applies the command',
    withOldStore(async (directory) => {
      const folder = path.dirname(directory)
      mkdirSync(path.join(folder, 'none'))
      writeFileSync(
        path.join(folder, 'tocsin.yml'),
        'data: ./store\nsources: [{name: trail, collector: files, type: aws/cloudtrail, paths: [./none]}]\n',
      )
      const status = await runTocsin(folder, 'status')
      assert.equal(status.code, 1)
      assert.match(status.stderr, /`tocsin start` on it brings it up to date/)
      const { code, stderr } = await runTocsin(folder, 'start', '--once')
      assert.equal(code, 0, stderr)
      assert.match(stderr, new RegExp(`"from":1,"to":${SCHEMA_VERSION},.*the store was brought up to date`))
      await withReader(directory, async (reader) => {
        assert.equal(await waitingRecords(reader), 0)
        assert.deepEqual(await reader.commands.pending(9), [])
        assert.equal((await reader.events.count()).total, EXPECTED.events.length + EXPECTED.waiting)
        const [command] = EXPECTED.pending
        const alert = (await allAlerts(reader)).find(({ id }) => id === command?.alertId)
        assert.ok(alert)
        const said = [alert.closed, alert.acknowledged, ...alert.notes].filter((note) => note !== null)
        assert.ok(said.some(({ at, by }) => at === command?.at && by === command.by))
      })
    }),
  )
})

describe('a migration', () => {
  const tables = (database: DatabaseSync): unknown[] =>
    database
      .prepare(SCHEMA)
      .all()
      .map((row) => ({ ...row }))
  const version = (database: DatabaseSync): unknown => database.prepare('PRAGMA user_version').get()?.['user_version']

  const FAULTS: readonly { name: string; last: string }[] = [
    { name: 'that fails at its first statement', last: 'CREATE TABLE events(x)' },
    { name: 'that fails behind others', last: 'CREATE TABLE new1(x); DELETE FROM events; CREATE TABLE new1(y)' },
    { name: 'whose second version fails', last: 'DROP TABLE hits; SELECT nothing FROM nowhere' },
  ]
  for (const { name, last } of FAULTS) {
    test(
      `${name} changes nothing`,
      withOldStore((directory) => {
        const file = path.join(directory, 'tocsin.db')
        const database = new DatabaseSync(file)
        const before = tables(database)
        assert.throws(() => migrate(database, [...MIGRATIONS, last]))
        database.close()
        const again = new DatabaseSync(file)
        assert.deepEqual([tables(again), version(again)], [before, 1])
        assert.equal(again.prepare('SELECT count(*) AS n FROM events').get()?.['n'], EXPECTED.events.length)
        again.close()
        openStore(directory).close()
      }),
    )
  }
  test(
    'that a kill cuts off has not happened',
    withOldStore(async (directory) => {
      const { spawnSync } = await import('node:child_process')
      const module = new URL('../../../services/adapters/sqlite/database.ts', import.meta.url).href
      const script = `const { DatabaseSync } = await import('node:sqlite'); const { migrate } = await import(${JSON.stringify(module)})
        const { MIGRATIONS } = await import(${JSON.stringify(new URL('../../../services/adapters/sqlite/schema.ts', import.meta.url).href)})
        const database = new DatabaseSync(process.argv[1])
        database.exec('PRAGMA journal_mode = WAL; PRAGMA cache_size = 10')
        database.function('die', () => process.kill(process.pid, 'SIGKILL'))
        migrate(database, [...MIGRATIONS, 'CREATE TABLE large(x); INSERT INTO large SELECT randomblob(500000) FROM events; SELECT die()'])`
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', script, path.join(directory, 'tocsin.db')])
      assert.equal(run.signal, 'SIGKILL', run.stderr.toString())
      assert.deepEqual(queried(directory, 'PRAGMA user_version'), [{ user_version: 1 }])
      openStore(directory).close()
      await withReader(directory, async (reader) =>
        assertSameState(await storeState(reader), EXPECTED, 'after the kill'),
      )
    }),
  )
  test('a store of a newer version is refused, and by name of both versions', () => {
    const { directory, remove } = scratchFolder()
    openStore(directory).close()
    const database = new DatabaseSync(path.join(directory, 'tocsin.db'))
    database.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`)
    database.close()
    const message = new RegExp(
      `newer Tocsin \\(store version ${SCHEMA_VERSION + 1}, this one reads ${SCHEMA_VERSION}\\): update`,
    )
    assert.throws(() => openStore(directory), { message })
    assert.throws(() => openReader(directory), { message })
    remove()
  })
})
