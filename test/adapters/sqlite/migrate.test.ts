import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { backupStore } from '../../../services/adapters/sqlite/backup-store.ts'
import { migrate } from '../../../services/adapters/sqlite/database.ts'
import { openCommandQueue } from '../../../services/adapters/sqlite/open-command-queue.ts'
import { openReader } from '../../../services/adapters/sqlite/open-reader.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { restoreStore } from '../../../services/adapters/sqlite/restore-store.ts'
import { MIGRATIONS, SCHEMA_VERSION } from '../../../services/adapters/sqlite/schema.ts'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import type { Command } from '../../../services/core/command.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { appError, sampleEvent, sampleHit } from '../../support/stored-samples.ts'
import { allAlerts, assertSameState, storeState, waitingRecords, withReader } from '../../support/store-state.ts'
import { runTocsin } from '../../support/tocsin-process.ts'
import { OPTIONS } from './backup-rig.ts'
import { OLD_VERSIONS, oldState, writeOldStore, type OldState, type OldVersion } from './old-store.ts'
import { assertWhole, queried } from './retention-support.ts'

/** Runs a test on a store as an old version wrote it. */
function withOldStore(version: OldVersion, run: (directory: string) => Promise<void> | void): () => Promise<void> {
  return async () => {
    const { directory, remove } = scratchFolder()
    const store = path.join(directory, 'store')
    writeOldStore(store, version)
    try {
      await run(store)
    } finally {
      remove()
    }
  }
}

/** What comes out of `start --once` over an old store must not depend on the day on which the test runs. */
const FOR_EVER = `retention: {audit: forever, unknown: forever, raw: forever, alerts: forever, dead_letters: forever}
`

const SCHEMA = 'SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name'

for (const version of OLD_VERSIONS) {
  const expected = oldState(version)
  describe(`a store of version ${version}`, () => {
    broughtUp(version, expected)
    used(version, expected)
  })
}

function broughtUp(version: OldVersion, expected: OldState): void {
  test(
    'is brought up to date when it is opened, once, and everything is still there',
    withOldStore(version, async (directory) => {
      const store = openStore(directory)
      assert.deepEqual(store.migrated, { from: version, to: SCHEMA_VERSION })
      const plain = ({ id, alertId, kind, by, at, text }: Command): unknown => ({ id, alertId, kind, by, at, text })
      assert.deepEqual((await store.commands.pending(9)).map(plain), expected.pending.map(plain))
      store.close()
      await withReader(directory, async (reader) => {
        assert.ok(expected.events.length > 100 && expected.hits.length > 50)
        assertSameState(await storeState(reader), expected, 'after the migration')
        assert.equal(await waitingRecords(reader), expected.waiting)
      })
      const again = openStore(directory)
      assert.equal(again.migrated, null)
      again.close()
    }),
  )
  test(
    'has the same tables as a new one afterwards, to the letter',
    withOldStore(version, (directory) => {
      openStore(directory).close()
      const fresh = path.join(directory, 'fresh')
      openStore(fresh).close()
      assert.deepEqual(queried(directory, SCHEMA), queried(fresh, SCHEMA))
      assert.deepEqual(queried(directory, 'PRAGMA user_version'), [{ user_version: SCHEMA_VERSION }])
      assertWhole(directory)
    }),
  )
  test(
    'has no hit that waits, and remembers what it is told from then on',
    withOldStore(version, async (directory) => {
      const store = openStore(directory)
      assert.deepEqual([...store.hits.inOrder({ waiting: true })], [])
      assert.equal([...store.hits.inOrder()].length, expected.hits.length)
      const event = sampleEvent({ n: 1 })
      const state = { kind: 'watermark', key: 'k', value: '1' }
      const hits = [{ alertId: '', hit: sampleHit(event), waiting: true }]
      await store.sink.commit({ ...EMPTY_OUTCOME, events: [event], hits, state: [state] })
      assert.deepEqual([...store.hits.inOrder({ waiting: true })], [sampleHit(event)])
      assert.deepEqual(await store.sink.state('watermark'), [state])
      store.close()
    }),
  )
}

function used(version: OldVersion, expected: OldState): void {
  test(
    'is told apart by who only reads: they say what to do',
    withOldStore(version, (directory) => {
      for (const open of [openReader, openCommandQueue]) {
        assert.throws(() => open(directory), appError('STORE_VERSION'))
        const message = new RegExp(`older Tocsin \\(store version ${version}, .*\`tocsin start\` on it`)
        assert.throws(() => open(directory), { message })
      }
      assert.deepEqual(queried(directory, 'PRAGMA user_version'), [{ user_version: version }])
    }),
  )
  test(
    'is backed up as it is, restored, and brought up to date after that',
    withOldStore(version, async (directory) => {
      const file = path.join(path.dirname(directory), 'backup.db')
      assert.equal((await backupStore(directory, file, OPTIONS)).version, version)
      const restored = path.join(path.dirname(directory), 'restored')
      assert.equal(restoreStore(file, restored, { force: false }).version, version)
      const store = openStore(restored)
      assert.deepEqual(store.migrated, { from: version, to: SCHEMA_VERSION })
      store.close()
      await withReader(restored, async (reader) =>
        assertSameState(await storeState(reader), expected, 'after the restore'),
      )
    }),
  )
  test(
    'is used by `start --once`: it says so, handles what waited and applies the command',
    withOldStore(version, async (directory) => {
      const folder = path.dirname(directory)
      mkdirSync(path.join(folder, 'none'))
      const source = '{name: trail, collector: files, type: aws/cloudtrail, paths: [./none]}'
      writeFileSync(path.join(folder, 'tocsin.yml'), `data: ./store\nsources: [${source}]\n${FOR_EVER}`)
      const status = await runTocsin(folder, 'status')
      assert.equal(status.code, 1)
      assert.match(status.stderr, /`tocsin start` on it brings it up to date/)
      const { code, stderr } = await runTocsin(folder, 'start', '--once')
      assert.equal(code, 0, stderr)
      assert.match(stderr, new RegExp(`"from":${version},"to":${SCHEMA_VERSION},.*the store was brought up to date`))
      await withReader(directory, async (reader) => {
        assert.equal(await waitingRecords(reader), 0)
        assert.deepEqual(await reader.commands.pending(9), [])
        assert.equal((await reader.events.count()).total, expected.events.length + expected.waiting)
        const [command] = expected.pending
        const alert = (await allAlerts(reader)).find(({ id }) => id === command?.alertId)
        assert.ok(alert)
        const said = [alert.closed, alert.acknowledged, ...alert.notes].filter((note) => note !== null)
        assert.ok(said.some(({ at, by }) => at === command?.at && by === command.by))
      })
    }),
  )
}

test(
  'what version 2 knew of deliveries is there in the new version',
  withOldStore(2, async (directory) => {
    const store = openStore(directory)
    assert.deepEqual((await store.outbox.waiting('soc')).count, 14)
    assert.equal((await store.outbox.waiting('oncall')).count, 0)
    assert.equal(await store.outbox.take('oncall', 100), 0, 'it got everything before')
    store.close()
    const alerts = await withReader(directory, allAlerts)
    const told = new Set(alerts.flatMap(({ deliveries }) => deliveries.map(({ destination }) => destination)))
    assert.deepEqual([...told].toSorted(), ['oncall', 'soc'])
    assert.notEqual((await withReader(directory, async ({ facts }) => facts.note('retention')))?.data, undefined)
  }),
)

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
      withOldStore(1, (directory) => {
        const file = path.join(directory, 'tocsin.db')
        const database = new DatabaseSync(file)
        const before = tables(database)
        assert.throws(() => migrate(database, [...MIGRATIONS, last]))
        database.close()
        const again = new DatabaseSync(file)
        assert.deepEqual([tables(again), version(again)], [before, 1])
        assert.equal(again.prepare('SELECT count(*) AS n FROM events').get()?.['n'], oldState(1).events.length)
        again.close()
        openStore(directory).close()
      }),
    )
  }
  test(
    'that a kill cuts off has not happened',
    withOldStore(1, async (directory) => {
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
        assertSameState(await storeState(reader), oldState(1), 'after the kill'),
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
