import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { scratchFolder } from '../support/scratch-folder.ts'
import { ROOT } from '../support/run-tocsin.ts'
import { withReader } from '../support/store-state.ts'
import { runTocsin, startTocsin, until, type TocsinProcess } from '../support/tocsin-process.ts'
import { dayLines, storyLines, writeConfig } from '../support/trail-input.ts'

/** A disk that is full, shown by a limit on the size of files: the same refusal, without the rights to make a file system. */
const NO_LIMITS = spawnSync('prlimit', ['--version']).status !== 0 && 'prlimit is not here'
const LIMIT = 3_000_000
const lines = [...dayLines(7, 5000), ...storyLines(7)]

function limit({ pid }: TocsinProcess, bytes: number | 'unlimited'): void {
  const set = spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`], { encoding: 'utf8' })
  assert.equal(set.status, 0, set.stderr)
}

/** A service whose store may not grow, with more input than fits. */
async function fullService(): Promise<{ directory: string; remove: () => void; run: TocsinProcess }> {
  const { directory, remove } = scratchFolder()
  await mkdir(path.join(directory, 'trail'))
  await mkdir(path.join(directory, 'other'))
  await writeConfig(directory, { follow: true })
  const run = startTocsin(directory, 'start')
  try {
    assert.ok(await run.said('"msg":"started"'), run.stderr())
    limit(run, LIMIT)
    await writeFile(path.join(directory, 'trail', 'a.ndjson'), `${lines.join('\n')}\n`)
    await until('it waits', () => run.stderr().includes('waits and tries again') || !run.isRunning())
    assert.ok(run.isRunning(), run.stderr())
    return { directory, remove, run }
  } catch (error) {
    run.kill('SIGKILL')
    remove()
    throw error
  }
}

const stored = (directory: string): Promise<number> =>
  withReader(path.join(directory, 'store'), async (reader) => (await reader.events.count()).total)

describe('a disk that is full', { skip: NO_LIMITS }, () => {
  it('is told, others can read meanwhile, and everything is there after room was made', async () => {
    const { directory, remove, run } = await fullService()
    try {
      assert.match(run.stderr(), /"error":"could not [^"]* nothing of it was stored\. Make room[^"]*"/)
      const before = await stored(directory)
      assert.ok(before < lines.length, 'not all of it fits')
      const status = await runTocsin(directory, 'status', '--json')
      assert.equal(status.code, 0, status.stderr)
      limit(run, 'unlimited')
      await until('all is stored', async () => (await stored(directory)) === lines.length)
      run.kill('SIGTERM')
      await until('it ends', () => !run.isRunning())
      assert.equal((await run.ended).code, 0, run.stderr())
      assert.match(run.stdout(), /CRITICAL/)
    } finally {
      run.kill('SIGKILL')
      remove()
    }
  })

  it('does not keep the program from ending, and the next start goes on where the store stands', async () => {
    const { directory, remove, run } = await fullService()
    try {
      const asked = performance.now()
      run.kill('SIGTERM')
      await until('it ends', () => !run.isRunning())
      const { code, stderr } = await run.ended
      assert.ok(performance.now() - asked < 20_000, 'it took too long')
      assert.equal(code, 1, stderr)
      assert.match(stderr, /^tocsin: could not .*nothing of it was stored\. Make room/m)
      const again = await runTocsin(directory, 'start', '--once')
      assert.equal(again.code, 0, again.stderr)
      assert.match(again.stdout, /CRITICAL/)
      assert.equal(await stored(directory), lines.length)
    } finally {
      run.kill('SIGKILL')
      remove()
    }
  })
})

describe('standard output on a full disk', { skip: !existsSync('/dev/full') && 'there is no /dev/full' }, () => {
  const main = path.join(ROOT, 'services/app/main.ts')
  const { directory, remove } = scratchFolder()
  for (const args of [['normalize', '--json'], ['normalize'], ['hunt'], ['hunt', '--json']]) {
    it(`${args.join(' ')} says that the rest is missing, and fails`, async () => {
      const file = path.join(directory, 'a.ndjson')
      await writeFile(file, `${lines.slice(-73).join('\n')}\n`)
      const stdio: ['ignore', number, 'pipe'] = ['ignore', openSync('/dev/full', 'w'), 'pipe']
      const child = spawn(process.execPath, [main, ...args, file], { stdio })
      let said = ''
      child.stderr?.setEncoding('utf8').on('data', (piece: string) => (said += piece))
      const [code] = (await once(child, 'close')) as [number]
      assert.equal(code, 1, said)
      assert.match(said, /^tocsin: could not write to standard output, the rest is missing: ENOSPC/m)
      assert.ok(!said.includes('    at '), said)
    })
  }
  it('cleans up', () => remove())
})
