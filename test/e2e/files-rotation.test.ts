import assert from 'node:assert/strict'
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'

import { scratchFolder } from '../support/scratch-folder.ts'
import { withReader } from '../support/store-state.ts'
import { startTocsin, until, type TocsinProcess } from '../support/tocsin-process.ts'

/** One look of the program and some time to spare. */
const LOOK = 1400

describe('start, while its files are rotated', () => {
  it('stores every line once, over renames, copies, compression, replacement, kills and restarts', async () => {
    const { directory, remove } = scratchFolder()
    let run: TocsinProcess | null = null
    try {
      const at = (name: string): string => path.join(directory, 'logs', name)
      mkdirSync(at('.'))
      writeFileSync(
        path.join(directory, 'tocsin.yml'),
        'data: ./store\nsources: [{name: logs, collector: files, type: auto, paths: [./logs], poll: 1s}]\n',
      )
      let next = 0
      const write = (name: string, count = 20): void => {
        const lines = Array.from({ length: count }, () => `{"time":"2026-03-14T08:00:00Z","n":${next++}}\n`)
        appendFileSync(at(name), lines.join(''))
      }
      const stored = (): Promise<number> =>
        withReader(path.join(directory, 'store'), async (reader) => (await reader.events.count()).total)
      const allStored = (): Promise<void> => until(`${next} lines`, async () => (await stored()) === next)

      run = startTocsin(directory, 'start')
      assert.ok(await run.said('"msg":"started"'))
      write('a.log')
      await allStored()

      // Rename and create; the writer goes on with the old file for a while.
      write('a.log')
      renameSync(at('a.log'), at('a.log.1'))
      write('a.log.1')
      write('a.log')
      await allStored()

      // Copy and truncate.
      write('a.log')
      copyFileSync(at('a.log'), at('a.log.copy'))
      truncateSync(at('a.log'), 0)
      write('a.log')
      await allStored()

      // Compressed, while it is killed.
      run.kill('SIGKILL')
      await run.ended
      write('a.log')
      renameSync(at('a.log.1'), at('a.log.2'))
      renameSync(at('a.log'), at('a.log.1'))
      writeFileSync(at('a.log.2.gz'), gzipSync(readFileSync(at('a.log.2'))))
      rmSync(at('a.log.2'))
      write('a.log')
      run = startTocsin(directory, 'start')
      await allStored()

      // Deleted right behind a write, and replaced by another file of the same name.
      write('a.log')
      rmSync(at('a.log'))
      write('a.log')
      await allStored()

      const beforeIdle = run.stderr().length
      await sleep(LOOK)
      assert.equal(run.stderr().slice(beforeIdle), '', 'nothing is told when nothing happens')
      run.kill('SIGTERM')
      assert.equal((await run.ended).code, 0)
      assert.equal(await stored(), next)
    } finally {
      run?.kill('SIGKILL')
      remove()
    }
  })
})
