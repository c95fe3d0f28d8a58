import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, describe, it } from 'node:test'
import { openStore } from '../../../services/adapters/sqlite/open-store.ts'
import {
  caseDirectory,
  createCaseFolder,
  listCases,
  readCase,
  removeCase,
  writeCase,
} from '../../../services/app/replay/case-folder.ts'
import { NO_COUNTS, type Case } from '../../../services/replay/case.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'

const { directory, remove } = scratchFolder()
after(remove)

function sample(id: string, created = 0): Case {
  return {
    id,
    state: 'finished',
    created,
    finished: created,
    span: { from: null, to: null },
    source: { kind: 'files', paths: [] },
    namespace: 'tocsin',
    rules: { hash: '', count: 0 },
    counts: NO_COUNTS,
    error: null,
  }
}

function newCase(name: string, created = 0): string {
  const folder = caseDirectory(directory, name)
  createCaseFolder(folder, { force: false })
  openStore(folder).close()
  writeCase(folder, sample(name, created))
  return folder
}

describe('the folder of a case', () => {
  it('is for its owner alone', () => {
    const folder = newCase('private')
    assert.equal(statSync(folder).mode & 0o777, 0o700)
    assert.equal(statSync(path.join(folder, 'case.json')).mode & 0o777, 0o600)
  })

  for (const name of ['', '.', '..', '../x', 'a/b', '.hidden', '-x', 'a b', 'x'.repeat(65), 'a\u0000b', '/etc']) {
    it(`cannot be called ${JSON.stringify(name.slice(0, 20))}`, () =>
      assert.throws(() => caseDirectory(directory, name), { code: 'USAGE' }))
  }

  it('may be an empty folder that is there', () => {
    const folder = path.join(directory, 'empty')
    mkdirSync(folder, { mode: 0o755 })
    createCaseFolder(folder, { force: false })
    assert.equal(statSync(folder).mode & 0o777, 0o700)
  })

  it('is never one that holds something else, not even by force', () => {
    const folder = path.join(directory, 'mine')
    mkdirSync(folder)
    writeFileSync(path.join(folder, 'case.json'), '{"id":"my own"}')
    writeFileSync(path.join(folder, 'tocsin.db'), 'not yours')
    for (const force of [false, true]) assert.throws(() => createCaseFolder(folder, { force }), /holds no case/)
    assert.deepEqual(readdirSync(folder).toSorted(), ['case.json', 'tocsin.db'])
  })

  it('is replaced by force alone, and what a person put into it stays', () => {
    const folder = newCase('again')
    writeFileSync(path.join(folder, 'notes.txt'), 'mine')
    assert.throws(() => createCaseFolder(folder, { force: false }), /there already/)
    createCaseFolder(folder, { force: true })
    assert.deepEqual(readdirSync(folder), ['notes.txt'])
  })

  it('is not removed while a replay writes to it', () => {
    const folder = newCase('busy')
    const store = openStore(folder)
    const busy = readCase(folder)
    assert.ok(busy?.isRunning)
    assert.throws(() => removeCase(busy), { code: 'STORE_LOCKED' })
    assert.throws(() => createCaseFolder(folder, { force: true }), { code: 'STORE_LOCKED' })
    store.close()
    const free = readCase(folder)
    assert.ok(free)
    removeCase(free)
    assert.equal(existsSync(folder), false)
  })

  it('is listed with the others, the newest first, and what is no case is left out', () => {
    newCase('one', 1)
    newCase('two', 2)
    mkdirSync(path.join(directory, 'cases', 'other'))
    const names = listCases(directory).map(({ replayed }) => replayed.id)
    assert.deepEqual(
      names.filter((name) => name === 'one' || name === 'two'),
      ['two', 'one'],
    )
    assert.ok(!names.includes('other'))
    assert.deepEqual(listCases(path.join(directory, 'nowhere')), [])
  })
})
