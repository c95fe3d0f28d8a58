import assert from 'node:assert/strict'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, before, describe, it } from 'node:test'
import type { Finding } from '../../services/app/doctor/finding.ts'
import { scratchFolder } from '../support/scratch-folder.ts'
import { runTocsin, spawnTocsin, startTocsin, until, type Ended } from '../support/tocsin-process.ts'
import { dayLines } from '../support/trail-input.ts'

const { directory, remove } = scratchFolder()
after(remove)

const SECRET = 'EXAMPLE-secret-that-nobody-may-see'

/** The findings that `doctor --json` printed. */
function findingsIn({ stdout }: Pick<Ended, 'stdout'>): Finding[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Finding)
}

/** Findings of one part as `level what`. */
function told(run: Ended, check: string): string {
  return findingsIn(run)
    .filter((finding) => finding.check === check)
    .map(({ level, what }) => `${level} ${what}`)
    .join('\n')
}

const doctor = (...args: readonly string[]): Promise<Ended> => runTocsin(directory, 'doctor', '--json', ...args)

const source = '{name: trail, collector: files, type: aws/cloudtrail, paths: [./logs]}'

before(async () => {
  await mkdir(path.join(directory, 'logs'))
  const lines = ['{"broken":}', '{"hello":1}', ...dayLines(1, 50)]
  await writeFile(path.join(directory, 'logs', 'a.ndjson'), lines.map((line) => `${line}\n`).join(''))
  await writeFile(path.join(directory, 'good.yml'), `data: ./store\nsources:\n  - ${source}\n`)
})

describe('doctor', () => {
  it('in an empty folder says what to begin with, and that is no error', async () => {
    const { code, stdout, stderr } = await runTocsin(directory, 'doctor', '--data', 'none')
    assert.equal(code, 0, stderr)
    assert.match(stdout, /^warn {2}configuration {2}there is no tocsin\.yml in this folder/m)
    assert.match(stdout, /^ +→ copy tocsin\.example\.yml/m)
    assert.match(stdout, /^warn {2}store {10}there is no store in .*none yet$/m)
    assert.match(stdout, /^warn {2}delivery {7}nobody is paged/m)
    assert.match(stderr, /^0 fail, \d+ warn, \d+ ok$/m)
  })

  it('tells every problem of a broken configuration, looks at the store all the same, and fails', async () => {
    await writeFile(
      path.join(directory, 'bad.yml'),
      'sources:\n  - {name: X, collector: files}\nlimits: {max_record: 5}\n',
    )
    const run = await doctor('--config', 'bad.yml', '--data', 'none')
    assert.equal(run.code, 1)
    const problems = told(run, 'configuration')
    for (const place of ['sources[0].name', 'paths is missing', 'limits.max_record'])
      assert.ok(problems.includes(place))
    assert.match(told(run, 'store'), /^warn there is no store/)
    assert.match(told(run, 'machine'), /^ok Node/)
    const missing = await doctor('--config', 'nowhere.yml')
    assert.equal(missing.code, 1)
    assert.match(told(missing, 'configuration'), /^fail cannot read the configuration nowhere\.yml/)
  })

  it('on a store that nobody runs on: last record, dead letters, permissions, leftovers', async () => {
    await runTocsin(directory, 'start', '--once', '--config', 'good.yml')
    await chmod(path.join(directory, 'store', 'tocsin.db'), 0o644)
    await writeFile(
      path.join(directory, 'renamed.yml'),
      `data: ./store\nsources:\n  - ${source.replace('trail', 'other')}\n`,
    )
    const run = await doctor('--config', 'good.yml', '--deep')
    assert.equal(run.code, 0, run.stdout)
    assert.match(
      told(run, 'sources'),
      /ok trail: \/.*logs: 1 file\nok trail: last record received 20.*, of 2026-03-14 08:00/,
    )
    assert.match(told(run, 'store'), /ok .*: version \d+, .*\nwarn no process runs on it/)
    assert.match(
      told(run, 'store'),
      /warn others than its owner may use .*tocsin\.db \(mode 0644\)\n(?:.*\n)*ok the integrity check/,
    )
    assert.match(told(run, 'backlog'), /ok every record was handled\nwarn 2 records could not be read/)
    assert.match(told(run, 'clock'), /^ok /)
    const renamed = await doctor('--config', 'renamed.yml')
    assert.match(told(renamed, 'sources'), /warn the store remembers a source trail \(1 file read\)/)
    assert.match(told(renamed, 'sources'), /warn other: no record among the newest/)
  })

  it('beside a running process, with a destination that answers, and never shows a secret', async () => {
    const server = createServer((_, response) => response.writeHead(405, { date: new Date(0).toUTCString() }).end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const url = `http://127.0.0.1:${port}/hook`
    const deliver = (secret: string): string =>
      `deliver:\n  destinations:\n    - {name: soc, kind: webhook, url: "${url}", secret: ${secret}}\n`
    const good = `data: ./store\nsources:\n  - ${source}\n`
    await writeFile(path.join(directory, 'secret'), SECRET)
    await writeFile(path.join(directory, 'paged.yml'), good + deliver('{file: ./secret}'))
    await writeFile(path.join(directory, 'unset.yml'), good + deliver('{env: NOT_SET_EXAMPLE}'))
    const service = startTocsin(directory, 'start', '--config', 'paged.yml')
    try {
      await until('it runs', () => service.stderr().includes('started'))
      const run = await doctor('--config', 'paged.yml')
      assert.match(told(run, 'store'), new RegExp(`ok process ${service.pid} runs on it`))
      assert.match(
        told(run, 'delivery'),
        new RegExp(`^ok 1 destination: soc; secrets are there\nok soc: 127.0.0.1:${port} answers`),
      )
      // The server says that it is 1970.
      assert.match(told(run, 'clock'), /^fail the clock is .* ahead of that of 127\.0\.0\.1$/)
      assert.equal(run.code, 1)
      const offline = await doctor('--config', 'paged.yml', '--offline')
      assert.equal(offline.code, 0, offline.stdout)
      assert.doesNotMatch(offline.stdout, /answers/)
      const unset = await doctor('--config', 'unset.yml', '--offline')
      assert.equal(unset.code, 1)
      assert.match(told(unset, 'delivery'), /^fail .*NOT_SET_EXAMPLE/)
      for (const { stdout, stderr } of [run, offline, unset]) assert.ok(!(stdout + stderr).includes(SECRET))
    } finally {
      service.kill('SIGKILL')
      await service.ended
      server.closeAllConnections()
      server.close()
    }
    const gone = await doctor('--config', 'paged.yml')
    assert.equal(gone.code, 1)
    assert.match(told(gone, 'delivery'), /fail soc: 127\.0\.0\.1:\d+ does not answer: .*ECONNREFUSED/)
  })

  const stores: readonly {
    name: string
    file: string | ((database: DatabaseSync) => void)
    says: RegExp
    code: number
  }[] = [
    {
      name: 'no database',
      file: 'this is no database, but long enough to look like a file',
      says: /^fail could not/,
      code: 1,
    },
    {
      name: 'of another program',
      file: (database) => database.exec('CREATE TABLE other(x)'),
      says: /^fail .*database of another program/,
      code: 1,
    },
    {
      name: 'of a newer Tocsin',
      file: (database) =>
        database.exec('CREATE TABLE t(x); PRAGMA application_id = 1414480723; PRAGMA user_version = 99'),
      says: /^fail .*version 99.*newer Tocsin/,
      code: 1,
    },
    {
      name: 'of an older Tocsin',
      file: (database) =>
        database.exec('CREATE TABLE t(x); PRAGMA application_id = 1414480723; PRAGMA user_version = 1'),
      says: /^warn .*version 1.*older Tocsin/,
      code: 0,
    },
  ]
  for (const [index, { name, file, says, code }] of stores.entries()) {
    it(`a store that is ${name} is a finding, and the rest is looked at`, async () => {
      const data = path.join(directory, `odd-${index}`)
      await mkdir(data)
      const place = path.join(data, 'tocsin.db')
      if (typeof file === 'string') await writeFile(place, file)
      else {
        const database = new DatabaseSync(place)
        file(database)
        database.close()
      }
      const run = await doctor('--data', data)
      assert.match(told(run, 'store'), says)
      assert.match(told(run, 'machine'), /^ok Node/)
      assert.equal(run.code, code, run.stdout)
    })
  }

  it('shows what would steer a terminal as text', async () => {
    const file = path.join(directory, 'evil.yml')
    await writeFile(file, `data: ./none\nsources:\n  - ${source.replace('./logs', '"./\\e[31mred"')}\n`)
    const env = { PATH: process.env['PATH'] ?? '', HOME: directory, NO_COLOR: '1' }
    const { stdout } = await spawnTocsin(['doctor', '--config', file], { cwd: directory, env }).ended
    assert.ok(stdout.includes('\\x1b[31mred'))
    assert.ok(!stdout.includes('\u001b'))
  })
})
