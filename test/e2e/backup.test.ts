import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, it } from 'node:test'
import { SCALE } from '../support/random.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import {
  assertAlertsFollowFromHits,
  assertSameState,
  storeState,
  withReader,
  type StoreState,
} from '../support/store-state.ts'
import { runTocsin, startTocsin, until } from '../support/tocsin-process.ts'
import { engineFor, writeConfig, writeMixedInput } from '../support/trail-input.ts'

const COUNT = SCALE <= 1 ? 1000 : Math.ceil(3000 * Math.min(SCALE, 10))

const stateOf = (folder: string): Promise<StoreState> => withReader(folder, (reader) => storeState(reader))

/** A configuration for the same input with the store in another folder. */
async function otherStore(directory: string, name: string): Promise<string> {
  const config = await readFile(path.join(directory, 'tocsin.yml'), 'utf8')
  await writeFile(path.join(directory, `${name}.yml`), config.replace('data: ./store', `data: ./${name}`))
  return `${name}.yml`
}

describe('backup and restore', () => {
  it('beside a busy start: a moment of it, whole; going on from there leads to the same end', async (t) => {
    const { directory, remove } = scratchFolder()
    try {
      await writeMixedInput(directory, { seed: 7, count: COUNT })
      const config = await writeConfig(directory)
      const { ruleOf } = await engineFor(config)
      const run = startTocsin(directory, 'start', '--once')
      assert.ok(await run.said('"msg":"started"'))
      await until('some of it is stored', async () => {
        if (!existsSync(path.join(directory, 'store', 'tocsin.db'))) return false
        return withReader(path.join(directory, 'store'), async (reader) => (await reader.events.count()).total > 0)
      })
      const backup = await runTocsin(directory, 'backup', 'moment.db')
      const isBeside = run.isRunning()
      assert.equal(backup.code, 0, backup.stderr)
      assert.match(backup.stdout, /moment\.db: .* events?, .* alerts?, store version \d+, checked/)
      const ended = await run.ended
      assert.equal(ended.code, 0, ended.stderr)
      const final = await stateOf(path.join(directory, 'store'))

      const restored = await runTocsin(directory, 'restore', 'moment.db', '--data', 'again')
      assert.equal(restored.code, 0, restored.stderr)
      const moment = await stateOf(path.join(directory, 'again'))
      t.diagnostic(`${moment.events.length} of ${final.events.length} events in the backup; start ran: ${isBeside}`)
      assert.ok(moment.events.length > 0 && moment.events.length <= final.events.length)
      const all = new Set(final.events)
      assert.ok(moment.events.every((event) => all.has(event)))
      await withReader(path.join(directory, 'again'), (reader) =>
        assertAlertsFollowFromHits(reader, ruleOf, 'in the backup'),
      )
      const again = await runTocsin(directory, 'start', '--once', '--config', await otherStore(directory, 'again'))
      assert.equal(again.code, 0, again.stderr)
      assertSameState(await stateOf(path.join(directory, 'again')), final, 'going on from the backup')
    } finally {
      remove()
    }
  })

  it('without a writer, with --json; what is refused says why and changes nothing', async () => {
    const { directory, remove } = scratchFolder()
    try {
      for (const name of ['trail', 'other']) await mkdir(path.join(directory, name))
      await writeFile(path.join(directory, 'other', 'a.ndjson'), '{"time":"2026-03-14T08:00:00Z","msg":"one"}\n')
      await writeConfig(directory)
      assert.equal((await runTocsin(directory, 'start', '--once')).code, 0)
      const file = path.join(directory, 'b.db')
      const made = await runTocsin(directory, 'backup', 'b.db', '--json')
      assert.equal(made.code, 0, made.stderr)
      const told = JSON.parse(made.stdout) as Record<string, unknown>
      assert.deepEqual([told['file'], told['events'], told['alerts']], [file, 1, 0])
      const REFUSED: readonly { args: readonly string[]; says: RegExp }[] = [
        { args: ['backup', 'b.db'], says: /^tocsin: .*b\.db is there already; --force replaces it$/m },
        { args: ['backup', 'no/b.db'], says: /^tocsin: .*the folder .*no does not exist$/m },
        {
          args: ['backup', 'c.db', '--data', 'none'],
          says: /^tocsin: there is no store in .*none yet/m,
        },
        { args: ['restore', 'b.db'], says: /^tocsin: there is a store in .*store; --force replaces it/m },
        { args: ['restore', 'c.db', '--data', 'x'], says: /^tocsin: there is no file .*c\.db$/m },
        { args: ['restore', 'tocsin.yml', '--data', 'x'], says: /^tocsin: .*tocsin\.yml is no backup of Tocsin$/m },
      ]
      for (const { args, says } of REFUSED) {
        const { code, stderr, stdout } = await runTocsin(directory, ...args)
        assert.equal(code, 1, args.join(' '))
        assert.match(stderr, says)
        assert.equal(stdout, '')
      }
      assert.ok(!existsSync(path.join(directory, 'x')))
      const run = startTocsin(directory, 'start')
      assert.ok(await run.said('"msg":"started"'))
      const busy = await runTocsin(directory, 'restore', 'b.db', '--force')
      run.kill('SIGTERM')
      assert.equal((await run.ended).code, 0)
      assert.match(busy.stderr, /^tocsin: process \d+ writes to the store/m)
      assert.equal((await runTocsin(directory, 'restore', 'b.db', '--force')).code, 0)
      const status = await runTocsin(directory, 'status')
      assert.match(status.stdout, /^events +1: unknown 1 since 2026-03-14$/m)
    } finally {
      remove()
    }
  })
})
