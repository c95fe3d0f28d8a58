import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { writeCloudTrailFiles } from '../../services/app/demo/write-cloudtrail-files.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { waitingRecords, withReader } from '../support/store-state.ts'
import { runTocsin, startTocsin, until, type Ended } from '../support/tocsin-process.ts'
import { storyLines, writeConfig } from '../support/trail-input.ts'

const COUNT = 8000

/** A scratch folder with `trail/`, `other/` and a configuration that follows them. */
async function followedFolder(): Promise<{ directory: string; remove: () => void }> {
  const { directory, remove } = scratchFolder()
  for (const name of ['trail', 'other']) await mkdir(path.join(directory, name))
  await writeConfig(directory, { follow: true })
  return { directory, remove }
}

const storeOf = (directory: string): string => path.join(directory, 'store')
const storedEvents = (directory: string): Promise<number> =>
  withReader(storeOf(directory), async (reader) => (await reader.events.count()).total)

describe('stopping in the middle of a large input', () => {
  let directory = ''
  let remove = (): void => undefined
  before(async () => {
    ;({ directory, remove } = await followedFolder())
    await writeCloudTrailFiles(path.join(directory, 'trail'), {
      seed: 3,
      count: COUNT,
      perFile: 1000,
      layout: 'records',
    })
  })
  after(() => remove())

  const STOPS: readonly { name: string; signals: readonly NodeJS.Signals[]; code: number; waiting: 0 | null }[] = [
    { name: 'a second signal ends at once', signals: ['SIGINT', 'SIGTERM'], code: 130, waiting: null },
    { name: 'SIGTERM handles all that was read, and ends well', signals: ['SIGTERM'], code: 0, waiting: 0 },
    { name: 'Ctrl-C does the same', signals: ['SIGINT'], code: 0, waiting: 0 },
  ]
  for (const { name, signals, code, waiting } of STOPS) {
    it(name, async () => {
      const run = startTocsin(directory, 'start')
      assert.ok(await run.said('"msg":"started"'))
      await sleep(100)
      for (const signal of signals) run.kill(signal)
      const ended = await run.ended
      assert.equal(ended.code, code, ended.stderr)
      assert.equal(ended.stderr.includes('"msg":"stopped"'), code === 0)
      assert.ok((await storedEvents(directory)) < COUNT, 'it stopped before the end of the input')
      if (waiting === 0) assert.equal(await withReader(storeOf(directory), waitingRecords), 0)
    })
  }

  it('after all of that nothing is lost and nothing is there twice', async () => {
    const { code, stderr } = await runTocsin(directory, 'start', '--once')
    assert.equal(code, 0, stderr)
    assert.equal(await storedEvents(directory), COUNT)
  })
})

describe('following', () => {
  it('a missing folder is told once and picked up when it appears', async () => {
    const { directory, remove } = scratchFolder()
    await writeConfig(directory, { follow: true })
    const run = startTocsin(directory, 'start')
    try {
      const folder = path.join(directory, 'trail')
      const told = `"path":"${folder}","detail":"does not exist","msg":"cannot read"`
      assert.ok(await run.said(told), run.stderr())
      await sleep(1200)
      assert.equal(run.stderr().split(told).length, 2, run.stderr())
      await mkdir(folder)
      await writeFile(path.join(folder, 'a.ndjson'), `${storyLines(1).join('\n')}\n`)
      await until('the attack rings', () => run.stdout().includes('CRITICAL'))
    } finally {
      run.kill('SIGTERM')
      assert.equal((await run.ended).code, 0)
      remove()
    }
  })
})

describe('a store that refuses what is written', () => {
  /** So much before the first hit that the collector has read all of it, and waits, when the pipeline meets the fault. */
  const quiet = Array.from({ length: 5000 }, (_, n) => `{"time":"2026-03-14T08:00:00Z","msg":"request ${n}"}`)
  const input = `${[...quiet, ...storyLines(1)].join('\n')}\n`

  function inDatabase(directory: string, sql: string): void {
    const database = new DatabaseSync(path.join(storeOf(directory), 'tocsin.db'), { timeout: 5000 })
    database.exec(sql)
    database.close()
  }

  for (const args of [['start'], ['start', '--once']]) {
    it(`${args.join(' ')} says why and ends, and goes on when it is repaired`, async () => {
      const { directory, remove } = await followedFolder()
      try {
        assert.equal((await runTocsin(directory, 'start', '--once')).code, 0)
        const refuse = "CREATE TRIGGER refuse BEFORE INSERT ON hits BEGIN SELECT RAISE(ABORT, 'no room for hits'); END"
        inDatabase(directory, refuse)
        await writeFile(path.join(directory, 'other', 'a.ndjson'), input)
        const run = startTocsin(directory, ...args)
        const ended = await Promise.race([run.ended, sleep(10_000, null, { ref: false })])
        if (!ended) run.kill('SIGKILL')
        assert.ok(ended, `it still runs: ${run.stderr()}`)
        assert.equal(ended.code, 1, ended.stderr)
        assert.match(ended.stderr, /^tocsin: could not store the outcome of a batch: no room for hits/m)
        assert.ok((await withReader(storeOf(directory), waitingRecords)) > 0)

        inDatabase(directory, 'DROP TRIGGER refuse')
        const repaired = await runTocsin(directory, 'start', '--once')
        assert.equal(repaired.code, 0, repaired.stderr)
        assert.match(repaired.stdout, /CRITICAL/)
        assert.equal(await storedEvents(directory), quiet.length + storyLines(1).length)
      } finally {
        remove()
      }
    })
  }
})

describe('what cannot be started', () => {
  const CASES: readonly {
    name: string
    config: string | null
    args: readonly string[]
    code: number
    says: RegExp
  }[] = [
    {
      name: 'without a configuration: what to do is told',
      config: null,
      args: [],
      code: 1,
      says: /^tocsin: nothing to watch: there is no tocsin\.yml in this folder\. Copy tocsin\.example\.yml .*`demo`/,
    },
    {
      name: 'without sources: the file is named',
      config: 'namespace: mine\n',
      args: [],
      code: 1,
      says: /^tocsin: nothing to watch: tocsin\.yml has no sources\./,
    },
    {
      name: 'with a folder that is missing and --once: it is named and the exit code says so',
      config: 'data: ./store\nsources: [{name: a, collector: files, type: auto, paths: [./gone]}]\n',
      args: ['--once'],
      code: 3,
      says: /cannot read .*gone: does not exist/,
    },
  ]
  for (const { name, config, args, code, says } of CASES) {
    it(name, async () => {
      const { directory, remove } = scratchFolder()
      try {
        if (config !== null) await writeFile(path.join(directory, 'tocsin.yml'), config)
        const ended: Ended = await runTocsin(directory, 'start', ...args)
        assert.deepEqual([ended.code, ended.stdout], [code, ''], ended.stderr)
        assert.match(ended.stderr, says)
      } finally {
        remove()
      }
    })
  }
})
