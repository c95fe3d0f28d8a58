import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

import { SCALE } from '../support/random.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { withReader } from '../support/store-state.ts'
import { PATIENCE, startTocsin, until, type TocsinProcess } from '../support/tocsin-process.ts'

const FILES = SCALE <= 1 ? 3000 : Math.round(10_000 * SCALE)
const FILES_PER_FOLDER = 1000
/** Behind the last checkpoint there may be so many files: they are read again after a kill. */
const IN_HAND = 4000
const MEGABYTE = 1024
/** What the program may need, all in all, and for each million files that it knows. */
const MOST_MEMORY = (220 + 260 * (FILES / 1_000_000)) * MEGABYTE

const IDLE_SECONDS = 4
/** Of a core; what everything else in the program needs while it waits is in it. */
const MOST_IDLE = 0.2
/** Units of processor time a second, in /proc. */
const TICKS = 100

/** One file for each, in folders as CloudTrail makes them. */
function writeFiles(directory: string): void {
  for (let n = 0; n < FILES; n += 1) {
    const day = Math.floor(n / FILES_PER_FOLDER)
    const folder = path.join(
      directory,
      'logs/AWSLogs/111122223333/CloudTrail',
      `${2000 + Math.floor(day / 365)}`,
      `${day % 365}`,
    )
    if (n % FILES_PER_FOLDER === 0) mkdirSync(folder, { recursive: true })
    const name = `111122223333_CloudTrail_eu-central-1_20260314T0800Z_EXAMPLE${n}.json`
    writeFileSync(path.join(folder, name), `{"Records":[{"time":"2026-03-14T08:00:00Z","n":${n}}]}`)
  }
}

/** Most memory that a process had so far, in KiB. */
function peakMemory({ pid }: TocsinProcess): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  // A process that has ended and is not collected yet has no memory.
  return Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0)
}

/** Processor time that a process has used, in seconds. */
function processorSeconds({ pid }: TocsinProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** Runs to the end; gives the records that it read and the most memory that it had. */
async function runOnce(directory: string): Promise<{ records: number; memory: number; seconds: number }> {
  const started = performance.now()
  const run = startTocsin(directory, 'start', '--once')
  let memory = 0
  while (run.isRunning()) {
    try {
      memory = Math.max(memory, peakMemory(run))
    } catch {
      // it has just ended
    }
    await Promise.race([run.ended, sleep(50)])
  }
  const { code, stderr } = await run.ended
  assert.equal(code, 0, stderr)
  const records = Number(/"records":(\d+)/.exec(stderr)?.[1])
  return { records, memory, seconds: (performance.now() - started) / 1000 }
}

describe(`${FILES} small files`, { skip: process.platform !== 'linux' && 'reads /proc' }, () => {
  let directory = ''
  let remove = (): void => undefined
  before(() => {
    ;({ directory, remove } = scratchFolder())
    writeFileSync(
      path.join(directory, 'tocsin.yml'),
      'data: ./store\nsources: [{name: logs, collector: files, type: auto, paths: [./logs], poll: 1s}]\n',
    )
    writeFiles(directory)
  })
  after(() => remove())

  const stored = (): Promise<number> =>
    withReader(path.join(directory, 'store'), async (reader) => (await reader.events.count()).total)

  it('killed in the middle, goes on where it was, and has every record once', async () => {
    const run = startTocsin(directory, 'start', '--once')
    assert.ok(await run.said('"msg":"started"'))
    await until(
      'a third',
      async () => !run.isRunning() || (await stored()) > FILES / 3,
      PATIENCE * Math.max(1, SCALE / 5),
    )
    run.kill('SIGKILL')
    await run.ended
    const before = await stored()
    const { records, seconds } = await runOnce(directory)
    assert.equal(await stored(), FILES)
    assert.ok(records <= FILES - before + IN_HAND, `read ${records} although ${before} of ${FILES} were there`)
    console.log(`${FILES} files: the last ${records} in ${seconds.toFixed(1)} s`)
  })

  it('knows them all the next time, in bounded memory', async () => {
    const { records, memory, seconds } = await runOnce(directory)
    assert.equal(records, 0)
    console.log(`${FILES} known files: looked through in ${seconds.toFixed(1)} s, ${Math.round(memory / MEGABYTE)} MB`)
    assert.ok(memory <= MOST_MEMORY, `${Math.round(memory / MEGABYTE)} MB`)
  })

  it('finds a new file and a new folder within a few looks, and idles cheaply', async () => {
    const run = startTocsin(directory, 'start')
    try {
      const folder = path.join(directory, 'logs/AWSLogs/111122223333/CloudTrail/2000/0')
      await sleep(2500 * Math.max(1, SCALE / 10))
      writeFileSync(path.join(folder, 'new.json'), '{"Records":[{"n":"new file"}]}')
      mkdirSync(path.join(folder, '../new'))
      writeFileSync(path.join(folder, '../new/new.json'), '{"Records":[{"n":"new folder"}]}')
      await until('both', async () => (await stored()) === FILES + 2, PATIENCE * Math.max(1, SCALE / 5))
      const before = processorSeconds(run)
      await sleep(IDLE_SECONDS * 1000)
      const share = (processorSeconds(run) - before) / IDLE_SECONDS
      console.log(`${FILES} known files: idle at ${(share * 100).toFixed(1)} % of a core`)
      assert.ok(share < MOST_IDLE, `${share} of a core`)
    } finally {
      run.kill('SIGTERM')
      assert.equal((await run.ended).code, 0)
    }
  })
})
