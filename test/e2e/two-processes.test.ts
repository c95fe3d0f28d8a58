import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, it } from 'node:test'
import { scratchFolder } from '../support/scratch-folder.ts'
import { runTocsin, startTocsin, until } from '../support/tocsin-process.ts'
import { dayLines, storyLines, writeConfig } from '../support/trail-input.ts'

/** What other processes do with a store whose writer runs is in start-alerts.test.ts; here the writer is gone or refused. */
const READS: readonly (readonly string[])[] = [
  ['alerts', 'list', '--json'],
  ['events', 'search', '--json', '--limit', '5'],
  ['status', '--json'],
  ['dead-letters', 'list', '--json'],
]

describe('a store whose writer was killed', () => {
  const { directory, remove } = scratchFolder()
  const store = path.join(directory, 'store')
  let pid = 0
  before(async () => {
    await mkdir(path.join(directory, 'trail'))
    await mkdir(path.join(directory, 'other'))
    await writeConfig(directory, { follow: true })
    await writeFile(
      path.join(directory, 'trail', 'a.ndjson'),
      `${[...storyLines(4), ...dayLines(4, 500)].join('\n')}\n`,
    )
    const run = startTocsin(directory, 'start')
    await until('the attack rings', () => run.stdout().includes('CRITICAL'))
    pid = run.pid
    run.kill('SIGKILL')
    await run.ended
  })
  after(() => remove())

  it('has its write-ahead log and the id of the dead process beside it', async () => {
    const names = await readdir(store)
    assert.ok(names.includes('tocsin.db-wal') && names.includes('tocsin.pid'), names.join(' '))
  })

  for (const args of READS) {
    it(`${args.join(' ')} reads it`, async () => {
      const { code, stdout, stderr } = await runTocsin(directory, ...args)
      assert.equal(code, 0, stderr)
      if (args[0] === 'status') assert.equal((JSON.parse(stdout) as { writer: unknown }).writer, null)
      if (args[0] === 'alerts') assert.match(stdout, /"critical"/)
    })
  }

  it('is not taken for one in use, whoever has that process id now', async () => {
    await writeFile(path.join(store, 'tocsin.pid'), `${process.pid}\n`)
    const { code, stderr } = await runTocsin(directory, 'start', '--once')
    assert.equal(code, 0, stderr)
    assert.ok(pid > 0)
  })

  const isRoot = process.getuid?.() === 0
  it('is read from a folder that may not be written to', { skip: isRoot && 'root may write anywhere' }, async () => {
    await chmod(store, 0o500)
    try {
      for (const args of READS) {
        const { code, stderr } = await runTocsin(directory, ...args)
        assert.equal(code, 0, stderr)
      }
      const { code, stderr } = await runTocsin(directory, 'start', '--once')
      assert.equal(code, 1)
      assert.match(stderr, /^tocsin: could not /m)
    } finally {
      await chmod(store, 0o700)
    }
  })
})
