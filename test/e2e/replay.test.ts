import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { DEFAULT_START } from '../../services/app/demo/write-cloudtrail-files.ts'
import { formatTime } from '../../services/core/time.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { assertSameState, storeState, withReader, type StoreState } from '../support/store-state.ts'
import { spawnTocsin, until, type Ended, type TocsinProcess } from '../support/tocsin-process.ts'
import { dayLines, storyLines, writeConfig, writeMixedInput } from '../support/trail-input.ts'

const HOUR = 3_600_000
const { directory, remove } = scratchFolder()
after(remove)
const store = path.join(directory, 'store')

// Compiled code is kept: these are many short runs.
const env = { PATH: process.env['PATH'] ?? '', HOME: directory, NO_COLOR: '1' }
const start = (...args: readonly string[]): TocsinProcess => spawnTocsin(args, { cwd: directory, env })
const tocsin = (...args: readonly string[]): Promise<Ended> => start(...args).ended
const stateOf = (folder: string): Promise<StoreState> => withReader(folder, (reader) => storeState(reader))
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '')
const caseOf = (name: string): string => path.join(store, 'cases', name)

/** Alerts as JSON lines, without how often each was written. */
const alertsIn = (text: string): string[] =>
  linesOf(text).map((line) => JSON.stringify({ ...(JSON.parse(line) as Record<string, unknown>), version: 0 }))

async function ok(run: Promise<Ended>, code = 0): Promise<Ended> {
  const ended = await run
  assert.equal(ended.code, code, ended.stderr)
  return ended
}

before(async () => {
  await writeMixedInput(directory, { seed: 21, count: 300 })
  await writeConfig(directory)
  // One file is cut off, so some input could not be read.
  await ok(tocsin('start', '--once'))
})

describe('replay', () => {
  it('of everything gives the alerts of live, and the same bytes a second time', async () => {
    const live = alertsIn((await ok(tocsin('alerts', 'list', '--all', '--json', '--limit', '100000'))).stdout)
    const first = await ok(tocsin('replay', '--json', '--case', 'first'))
    const second = await ok(tocsin('replay', '--json', '--case', 'second'))
    assert.ok(live.length > 30)
    assert.deepEqual(alertsIn(first.stdout).toSorted(), live.toSorted())
    assert.equal(second.stdout, first.stdout)
    assertSameState(await stateOf(caseOf('first')), await stateOf(store), 'the case')
  })

  it('tells a person what was found and how to look on, and that works', async () => {
    const { stdout, stderr } = await ok(tocsin('replay', '--case', 'told', '--limit', '5'))
    assert.equal(linesOf(stdout).length, 6)
    assert.match(stderr, /^replayed {2}[\d,]+ records in .*: [\d,]+ events.*, \d+ dead letters$/m)
    assert.match(stderr, /^alerts {4}\d+ critical, \d+ high/m)
    assert.match(stderr, new RegExp(`^case {6}told in ${caseOf('told')}$`, 'm'))
    const shown = /tocsin (alerts show \w+ --data \S+)/.exec(stderr)?.[1] ?? ''
    assert.match((await ok(tocsin(...shown.split(' ')))).stdout, /what|who|where/)
  })

  it('of a day with a rule of one’s own and no other finds what that rule finds', async () => {
    const rule = path.join(directory, 'mine.yml')
    await writeFile(
      rule,
      'title: Trail deleted\nid: 7d5f2c1e-4b1a-4d38-9f10-5a0f3a1b2c3d\nlevel: high\n' +
        'logsource: { product: aws, service: cloudtrail }\n' +
        'detection: { selection: { eventName: [DeleteTrail, StopLogging] }, condition: selection }\n',
    )
    const [day = ''] = formatTime(DEFAULT_START).split('T')
    const only = ['--rules', rule, '--no-builtin-rules', '--from', day, '--to', day]
    const run = await ok(tocsin('replay', '--json', ...only, '--case', 'mine'))
    const titles = new Set(
      linesOf(run.stdout).map((line) => (JSON.parse(line) as { rule: { title: string } }).rule.title),
    )
    assert.deepEqual([...titles], ['Trail deleted'])
  })

  it('of the files gives the alerts of live as well', async () => {
    const files = ['--type', 'aws/cloudtrail', '--json']
    // A file in there is cut off: some input could not be read.
    const all = await ok(tocsin('replay', ...files, '--case', 'files', './trail'), 3)
    const live = alertsIn((await ok(tocsin('alerts', 'list', '--all', '--json', '--limit', '100000'))).stdout)
    assert.deepEqual(alertsIn(all.stdout).toSorted(), live.toSorted())
    assert.match(all.stderr, /"file":".*-cut\.json\.gz".*"reason":"(?:cut-off|damaged)"/)
  })

  it('goes on when raw records have been removed: the originals of stored events are read', async () => {
    const expected = await stateOf(store)
    const database = new DatabaseSync(path.join(store, 'tocsin.db'))
    database.exec('DELETE FROM log_blocks')
    database.close()
    await ok(tocsin('replay', '--json', '--case', 'originals'))
    assertSameState(await stateOf(caseOf('originals')), expected, 'from originals')
  })

  it('opens no connection, whatever the configuration delivers to', async () => {
    const spy = path.join(directory, 'spy.mjs')
    const log = path.join(directory, 'connections')
    writeFileSync(
      spy,
      `import net from 'node:net'; import { appendFileSync } from 'node:fs'
       const connect = net.Socket.prototype.connect
       net.Socket.prototype.connect = function (...args) { appendFileSync(${JSON.stringify(log)}, 'x'); return connect.apply(this, args) }`,
    )
    let requests = 0
    const server = createServer((_, response) => response.end(String((requests += 1))))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`
    const config = path.join(directory, 'deliver.yml')
    const destination = `{name: team, kind: webhook, url: "${url}", secret: {env: HOOK}}`
    const own = readFileSync(path.join(directory, 'tocsin.yml'), 'utf8')
    writeFileSync(config, `${own}deliver:\n  max_event_age: 9999d\n  destinations:\n    - ${destination}\n`)
    const watched = { ...env, NODE_OPTIONS: `--import=file://${spy}`, HOOK: 'EXAMPLE-EXAMPLE-EXAMPLE' }
    const args = ['replay', '--case', 'silent', '--config', config]
    await ok(spawnTocsin(args, { cwd: directory, env: watched }).ended)
    assert.deepEqual([requests, existsSync(log)], [0, false])
    // Both would have seen one.
    await promisify(execFile)(process.execPath, ['-e', `fetch('${url}')`], { env: watched })
    assert.deepEqual([requests, readFileSync(log, 'utf8')], [1, 'x'])
    server.close()
  })

  it('works beside a running writer, which goes on', async () => {
    const followed = path.join(directory, 'followed')
    const config = await writeConfig(directory, { name: 'follow.yml', data: 'followed', follow: true })
    const events = await withReader(store, async (reader) => (await reader.events.count()).total)
    const running = start('start', '--config', config)
    await until('all is stored', async () => {
      if (!existsSync(path.join(followed, 'tocsin.db'))) return false
      return withReader(followed, async ({ events }) => (await events.count()).total).then(
        (total) => total >= events,
        () => false,
      )
    })
    const run = await ok(tocsin('replay', '--json', '--config', config, '--case', 'beside'))
    assert.ok(linesOf(run.stdout).length > 30)
    await writeFile(
      path.join(directory, 'trail', 'later.ndjson'),
      `${storyLines(30, DEFAULT_START + 48 * HOUR).join('\n')}\n`,
    )
    const [day = ''] = formatTime(DEFAULT_START + 48 * HOUR).split('T')
    await until('the next attack rings', () => running.stdout().includes(day))
    running.kill('SIGTERM')
    await ok(running.ended)
  })
})

describe('cases', () => {
  const MISTAKES: readonly { name: string; args: readonly string[]; says: RegExp }[] = [
    { name: 'a case that is there', args: ['--case', 'first'], says: /there already.*--force/ },
    { name: 'the store itself', args: ['--into', './store', '--force'], says: /into itself/ },
  ]
  for (const { name, args, says } of MISTAKES) {
    it(`a mistake is told and nothing is changed: ${name}`, async () => {
      const kept = readFileSync(path.join(caseOf('first'), 'case.json'), 'utf8')
      const { code, stderr, stdout } = await tocsin('replay', ...args)
      assert.deepEqual([code, stdout], [1, ''])
      assert.match(stderr, says)
      assert.equal(readFileSync(path.join(caseOf('first'), 'case.json'), 'utf8'), kept)
      assert.ok(existsSync(path.join(directory, 'trail', 'cloudtrail-0001-mixed.ndjson')))
    })
  }

  it('Ctrl-C ends a replay: 130, the case says stopped, and --force runs it again', async () => {
    const file = path.join(directory, 'long.ndjson')
    await writeFile(file, `${dayLines(3, 300).join('\n')}\n`.repeat(60))
    const running = start('replay', '--case', 'long', file)
    const about = path.join(caseOf('long'), 'case.json')
    await until('it has begun', () => existsSync(about))
    running.kill('SIGINT')
    const { code, stdout, stderr } = await running.ended
    assert.deepEqual([code, stdout], [130, ''], stderr)
    assert.match(stderr, /^stopped .*run it again with --force/m)
    assert.match(readFileSync(about, 'utf8'), /"state": "stopped"/)
    await ok(tocsin('replay', '--case', 'long', '--force', 'trail/cloudtrail-0001-mixed.ndjson'))
    assert.match(readFileSync(about, 'utf8'), /"state": "finished"/)
  })

  it('can be listed and removed', async () => {
    const list = linesOf((await ok(tocsin('cases', 'list', '--json'))).stdout)
    const names = list.map((line) => (JSON.parse(line) as { name: string }).name)
    assert.ok(['first', 'second', 'files', 'long'].every((name) => names.includes(name)))
    assert.match((await ok(tocsin('cases', 'list'))).stdout, /^first +finished .*all times/m)
    assert.match((await ok(tocsin('cases', 'remove', 'first', 'nothing'), 1)).stderr, /no case nothing/)
    assert.ok(existsSync(caseOf('first')))
    await ok(tocsin('cases', 'remove', 'first', 'second'))
    assert.deepEqual([existsSync(caseOf('first')), existsSync(caseOf('second'))], [false, false])
  })

  it('without a name are called after the time', async () => {
    const { stdout, stderr } = await ok(tocsin('replay', '--to', '1971'))
    assert.equal(stdout, '')
    assert.match(stderr, /^case {6}\d{4}-\d\d-\d\d-\d{6} in /m)
  })
})
