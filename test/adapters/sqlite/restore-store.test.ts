import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { EMPTY_OUTCOME } from '../../../services/core/batch-sink.ts'
import { backupStore } from '../../../services/adapters/sqlite/backup-store.ts'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import { restoreStore } from '../../../services/adapters/sqlite/restore-store.ts'
import type { ErrorCode } from '../../../services/core/errors.ts'
import { assertSameState } from '../../support/store-state.ts'
import { OPTIONS, state, withFolder } from './backup-rig.ts'
import { appError, sampleEvent } from '../../support/stored-samples.ts'

describe('a restore', () => {
  const database = (file: string, sql: string): void => {
    const other = new DatabaseSync(file)
    other.exec(sql)
    other.close()
  }
  const REFUSALS: readonly {
    name: string
    make: (file: string, store: string) => void
    code: ErrorCode
    says: RegExp
  }[] = [
    { name: 'of a file that is missing', make: () => undefined, code: 'INPUT_NOT_FOUND', says: /there is no file/ },
    { name: 'of a folder', make: (file) => mkdirSync(file), code: 'USAGE', says: /is no file/ },
    {
      name: 'of an empty file',
      make: (file) => writeFileSync(file, ''),
      code: 'STORE_FAILED',
      says: /is no backup of Tocsin/,
    },
    {
      name: 'of text',
      make: (file) => writeFileSync(file, 'hello '.repeat(99)),
      code: 'STORE_FAILED',
      says: /is no backup/,
    },
    {
      name: "of another program's database",
      make: (file) => database(file, 'CREATE TABLE t(x)'),
      code: 'STORE_VERSION',
      says: /backup\.db is a database of another program/,
    },
    {
      name: 'of a newer store',
      make: (file, store) => database(copied(file, store), 'PRAGMA user_version = 99'),
      code: 'STORE_VERSION',
      says: /newer Tocsin \(store version 99/,
    },
    {
      name: 'of a file that was cut off',
      make: (file, store) => {
        const whole = readFileSync(copied(file, store))
        writeFileSync(file, whole.subarray(0, whole.length - 9000))
      },
      code: 'STORE_FAILED',
      says: /backup\.db(:| is damaged)/,
    },
    {
      name: 'of a damaged file',
      make: (file, store) => {
        const whole = readFileSync(copied(file, store))
        whole.fill(0xaa, 8192, 40_000)
        writeFileSync(file, whole)
      },
      code: 'STORE_FAILED',
      says: /damaged/,
    },
    {
      name: 'of the file of a store at work',
      make: (file, store) => {
        copied(file, store)
        writeFileSync(`${file}-wal`, 'something')
      },
      code: 'USAGE',
      says: /a store at work and not a backup/,
    },
  ]
  function copied(file: string, store: string): string {
    writeFileSync(file, readFileSync(path.join(store, 'tocsin.db')))
    return file
  }
  for (const force of [false, true]) {
    for (const { name, make, code, says } of REFUSALS) {
      test(
        `${name} is refused${force ? ', also by force, and the store that is there stays' : ''}`,
        withFolder(async ({ directory, store, file }) => {
          make(file, store)
          const target = force ? store : path.join(directory, 'target')
          const before = await state(store)
          assert.throws(
            () => restoreStore(file, target, { force }),
            (error) => appError(code)(error) && says.test(String(error)) && !String(error).includes('.restore-'),
          )
          if (force) assertSameState(await state(store), before, name)
          const left = force ? readdirSync(store).filter((entry) => !entry.startsWith('tocsin.')) : []
          assert.deepEqual(left, [])
          if (force) openStore(store).close()
        }),
      )
    }
  }
  test(
    'over a store needs force, and then nothing of the old one is left, its log neither',
    withFolder(async ({ directory, store, file }) => {
      await backupStore(store, file, OPTIONS)
      const before = await state(store)
      // A writer that died: what it committed last stands in the log beside the file.
      const writer = openStore(store)
      await writer.sink.commit({ ...EMPTY_OUTCOME, events: [sampleEvent({ n: 999 })] })
      const copy = path.join(directory, 'died')
      mkdirSync(copy)
      for (const name of ['tocsin.db', 'tocsin.db-wal']) {
        writeFileSync(path.join(copy, name), readFileSync(path.join(store, name)))
      }
      writer.close()
      assert.throws(() => restoreStore(file, copy, { force: false }), appError('USAGE'))
      assert.throws(() => restoreStore(file, copy, { force: false }), {
        message: /there is a store in .*died; --force/,
      })
      restoreStore(file, copy, { force: true })
      assert.deepEqual(
        readdirSync(copy).filter((name) => !name.startsWith('tocsin.lock')),
        ['tocsin.db'],
      )
      assertSameState(await state(copy), before, 'restored')
    }),
  )
  test(
    'never while a process writes there, whatever is asked',
    withFolder(async ({ store, file }) => {
      await backupStore(store, file, OPTIONS)
      const writer = openStore(store)
      assert.throws(() => restoreStore(file, store, { force: true }), appError('STORE_LOCKED'))
      writer.close()
      restoreStore(file, store, { force: true })
    }),
  )
  test(
    'of the store itself, also by another name, is refused',
    withFolder(async ({ directory, store }) => {
      const link = path.join(directory, 'link.db')
      symlinkSync(path.join(store, 'tocsin.db'), link)
      for (const file of [link, path.join(store, 'tocsin.db')]) {
        assert.throws(() => restoreStore(file, store, { force: true }), {
          message: /itself: there is nothing to restore/,
        })
      }
    }),
  )
})
